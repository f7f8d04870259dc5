"""Stamps of any source as one kind of value, and the choice between them (H5, H8, H9).

A machine-readable value with a zone or a finer precision wins over the visible stamp of the same day, give or take one;
a day-only machine value takes the visible stamp's time. Dateline days are the reporting day: the last resort.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from archive.model import Candidate, Precision
from crawler.parsers.dates.moments import Moment
from crawler.parsers.tree import Tree
from crawler.parsers.zones import iso_offset

_PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day", 16: "minute", 19: "second"}
_FINENESS = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 4}

ELEMENT = 0.7
"""Trust of a moment in an element's attribute at most: whose it is, only its place tells."""


GENERAL = 0.75
"""Trust of `<meta name="date">` and its like: some publications put the file's day there."""


@dataclass(frozen=True, slots=True)
class Value:
    """An ISO value at its precision, with what it was read from. `trust` orders sources (1 is best).

    `where` may be a node: its path is written out only for values that are kept.
    """

    iso: str
    raw: str
    rule: str
    where: str | int
    trust: float
    moment: Moment | None = None
    zone: str | None = None
    note: str = ""

    @property
    def wall(self) -> str:
        """Without offset."""
        return self.iso[:-6] if self.offset else self.iso

    @property
    def offset(self) -> str | None:
        iso = self.iso
        return iso[-6:] if len(iso) > 10 and iso[-6] in "+-" and iso[-3] == ":" else None

    @property
    def precision(self) -> Precision:
        return _PRECISION[len(self.wall)]

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.wall[:10]) if len(self.wall) >= 10 else None

    @property
    def at_midnight(self) -> bool:
        return self.wall[11:] in ("00:00", "00:00:00")

    def candidate(self, field: str, tree: Tree, *, chosen: bool) -> Candidate:
        where = tree.path(self.where) if isinstance(self.where, int) else self.where
        return Candidate(field, self.iso, self.raw, self.rule, where, self.trust, chosen, self.note)


def choose(machine: Sequence[Value], visible: Sequence[Value]) -> Value | None:
    """The publication stamp out of machine-readable and visible values, each list best first."""
    stated = machine[0] if machine else None
    shown = _matching(stated, visible) if stated else next(iter(visible), None)
    if stated is None:
        return shown
    if shown is not (labelled := next(iter(visible), None)) and labelled and _contradicts(labelled, stated):
        return labelled
    if shown is None:
        clear = visible[0] if visible else None
        return clear if clear and clear.trust > stated.trust and clear.day else stated
    if stated.precision == "day" or (stated.at_midnight and _is_placeholder(stated, shown)):
        return shown if _FINENESS[shown.precision] >= _FINENESS["day"] and shown.day == stated.day else stated
    if _FINENESS[stated.precision] < _FINENESS["day"]:
        return shown
    if _FINENESS[shown.precision] < _FINENESS["minute"]:
        return stated
    return _merged(stated, shown)


def _contradicts(labelled: Value, stated: Value) -> bool:
    """A stamp that a label calls the publication, of another day than an attribute or a meta of any day."""
    apart = labelled.day and stated.day and abs((labelled.day - stated.day).days) > 1
    return bool(apart) and labelled.rule.endswith(".published") and stated.trust <= GENERAL


def _matching(stated: Value, visible: Iterable[Value]) -> Value | None:
    """The first visible stamp of the stated day, give or take one."""
    for value in visible:
        if value.day and stated.day and abs((value.day - stated.day).days) <= 1:
            return value
        if value.day and stated.day is None and value.iso.startswith(stated.iso):
            return value
    return None


def _is_placeholder(stated: Value, shown: Value) -> bool:
    """Midnight sharp beside a visible time of that day that no zone explains is a day without a time."""
    if shown.day != stated.day or len(shown.wall) < 16:
        return False
    return shown.wall[14:16] not in ("00", "30", "45")


def _merged(stated: Value, shown: Value) -> Value:
    """The machine's value; the visible zone joins it where both show the same clock."""
    if stated.offset is None and shown.offset is not None:
        if stated.wall[:16] == shown.wall[:16]:
            return replace(
                stated, iso=stated.wall + shown.offset, zone=shown.zone, note="zone from the visible stamp"
            )
        return shown
    return _local(stated, shown) or stated


def _local(stated: Value, shown: Value) -> Value | None:
    """UTC in the machine's value and a clock of the day beside it on the page: two clocks of one instant.

    Their difference is the newsroom's offset, and its day is the day of publication.
    """
    if stated.offset != "+00:00" or shown.offset is not None or stated.day == shown.day:
        return None
    instant = datetime.fromisoformat(stated.wall)
    minutes = (datetime.fromisoformat(shown.wall[:16]) - instant.replace(second=0)).total_seconds() / 60
    if minutes % 30 or not -12 * 60 <= minutes <= 14 * 60:
        return None
    offset = iso_offset(int(minutes))
    local = (instant + timedelta(minutes=minutes)).isoformat(
        timespec="auto" if len(stated.wall) > 16 else "minutes"
    )
    return replace(stated, iso=local + offset, zone=offset, note="the visible clock shows the same instant")


def finest(values: Iterable[Value]) -> list[Value]:
    """Machine values, the first source's day first in its best spelling, then the rest as they came.

    Best: with a time, with a zone, and of two spellings of one instant the one with a local offset.
    """
    found = list(values)
    if len(found) < 2:
        return found
    first = found[0]
    same = [v for v in found if _one_time(v, first)]
    best = max(same, key=_quality, default=first)
    return [best, *(v for v in found if v is not best)]


def _one_time(value: Value, first: Value) -> bool:
    """Same instant, or the same day where one of the two has no time."""
    a, b = _instant(value), _instant(first)
    if a and b:
        return a == b or (first.at_midnight and value.day == first.day)
    return value.day is not None and value.day == first.day


def _instant(value: Value) -> datetime | None:
    """UTC, to the minute, where the zone is known."""
    if value.offset is None:
        return None
    return datetime.fromisoformat(value.iso).astimezone(UTC).replace(second=0)


def _quality(value: Value) -> tuple[bool, bool, bool, int]:
    timed = len(value.wall) > 10 and not value.at_midnight
    return timed, value.offset is not None, value.offset != "+00:00", _FINENESS[value.precision]
