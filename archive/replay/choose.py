"""Which capture answers for (address, time). Pure.

The order of preference, first difference decides:
  1. captures of an answer before records of a failed attempt (those never replay);
  2. a capture of the very second that was asked for;
  3. for what a page embeds: successes, then redirects, then errors. For pages: successes and redirects, then errors;
  4. whole answers before truncated ones;
  5. the least distance in time; of two equally far, the earlier one, which cannot show the future;
  6. the address as asked (scheme, `www.`, letter case) before others with the same key;
  7. the later record of the same instant.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin

from archive.model import Capture, CaptureRow
from archive.urls import of_header, surt
from archive.warc.http import header

REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})


def replayable(row: CaptureRow) -> bool:
    """Whether the record can be shown: an answer or a revisit of one, not a note of a failed attempt."""
    return row.kind != "metadata"


def in_order(
    rows: Iterable[CaptureRow], url: str, when: datetime, *, embedded: bool = False
) -> list[CaptureRow]:
    """The rows that can answer, best first. `when` is aware; rows may come in any order and repeat the address's key."""
    second = when.replace(microsecond=0)
    kept = [row for row in rows if replayable(row)]
    kept.sort(key=_lateness, reverse=True)  # rule 7: the sort below is stable

    def preference(row: CaptureRow) -> tuple[bool, int, bool, float, bool, bool]:
        distance = (row.date.replace(microsecond=0) - second).total_seconds()
        exact = distance == 0
        grade = _grade(row.status, embedded=embedded)
        return (not exact, grade, row.truncated is not None, abs(distance), distance > 0, row.url != url)

    return sorted(kept, key=preference)


def _lateness(row: CaptureRow) -> tuple[datetime, str, int, str]:
    return row.date, row.location.file, row.location.offset, row.record_id


def _grade(status: int | None, *, embedded: bool) -> int:
    """0 is best. A revisit indexed without a status stands for an answer that was worth keeping."""
    if status is None or 200 <= status < 300 or status == 304:
        return 0
    if status in REDIRECTS:
        return 1 if embedded else 0
    return 2


def neighbours(rows: Iterable[CaptureRow], shown: CaptureRow) -> tuple[CaptureRow | None, CaptureRow | None]:
    """The capture before and the one after, by second: what a second address cannot tell apart counts once."""
    second = shown.date.replace(microsecond=0)
    before = after = None
    for row in rows:
        other = row.date.replace(microsecond=0)
        if not replayable(row) or other == second:
            continue
        if other < second and (before is None or row.date > before.date):
            before = row
        if other > second and (after is None or row.date < after.date):
            after = row
    return before, after


def to_itself(capture: Capture) -> bool:
    """Whether the answer redirects to an address with its own key (http → https, a slash added): it would go round."""
    if capture.status not in REDIRECTS:
        return False
    target = of_header(header(capture.headers, "location"))
    try:
        return bool(target) and surt(urljoin(capture.url, target)) == capture.row.surt
    except ValueError:
        return False
