"""A publication's front page at a time, and how its headlines moved since the capture before."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache

from archive.charset import decode
from archive.db.conditions import moment
from archive.db.keys import page_key
from archive.errors import NotFound
from archive.frontpage.headlines import Headline, headlines
from archive.model import Capture, Json
from archive.warc.http import decode_body, header

MAX_PAGE = 16 * 1024 * 1024
"""Bytes of a decoded front page that are read."""


Reader = Callable[[str], Capture]
"""Gives the capture of a WARC record id, content of revisits filled in."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A headline on the front page captured at `captured` (UTC).

    `position` counts from 1; None for one that was on the capture before (at `before`) and has left. `moved` is `new`,
    `up N`, `down N`, `left` or empty. `id` and `published` are of the article it leads to, in the version that was current
    then, where it was captured. `positions` are all places it had since the time asked for, with their captures.
    """

    captured: str
    position: int | None
    title: str
    url: str
    level: int | None
    before: int | None
    moved: str
    id: str | None
    published: str | None
    positions: tuple[tuple[str, int | None], ...] = ()

    def as_dict(self) -> dict[str, Json]:
        at = [{"captured": captured, "position": position} for captured, position in self.positions]
        return {**asdict(self), "positions": at}


@dataclass(frozen=True, slots=True)
class Front:
    """One capture of a front page. `compared` is the capture before it, None for the first one."""

    url: str
    captured: str
    compared: str | None
    headlines: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    captured: str
    found: dict[int, Headline]


def frontpage(
    db: sqlite3.Connection, read: Reader, name: str, *, at: str | None = None, since: str | None = None
) -> Front:
    """The front page of a publication (its name, or any page's address) as it was at a time.

    `at` (ISO 8601, UTC) picks the last capture made until then, the newest without it; `since` asks for all positions
    from then on. NotFound where there is no such page, or no capture of it by then.
    """
    url = name if "://" in name else _address(db, name)
    made = _captures(db, url)
    last = bisect_right(made, (moment(at) + "~", "")) if at is not None else len(made)
    if not made or not last:
        first = f"; the first is of {made[0][0]}" if made else ""
        raise NotFound(f"{url}: no capture of it{f' until {at}' if at else ''}{first}")
    shown = [_shown(db, read, url, one) for one in made[max(0, last - 2) : last]]
    now, before = shown[-1], shown[-2] if len(shown) > 1 else None
    series = _series(db, read, url, made[:last], since) if since is not None else []
    placed = _placed(db, now, before, series)
    return Front(url, now.captured, before.captured if before else None, tuple(placed))


def _address(db: sqlite3.Connection, site: str) -> str:
    """The shortest address of a publication's pages: of two equally short ones the one captured more often.

    What came back unchanged counts too, whoever captured it first: `newsark site add` looks at a front page before its
    first crawl does.
    """
    found = db.execute(
        "SELECT s.url FROM captures s WHERE (s.site = ?1 OR s.host = ?1) AND s.kind IN ('response', 'revisit')"
        " GROUP BY s.page HAVING EXISTS (SELECT 1 FROM captures c WHERE c.page = s.page AND c.kind = 'response'"
        " AND c.status = 200 AND c.mime IN ('text/html', 'application/xhtml+xml'))"
        " ORDER BY length(s.url), count(*) DESC LIMIT 1",
        (site,),
    ).fetchone()
    if found is None:
        raise NotFound(f"{site}: no page of this publication is in the archive; newsark status lists what is")
    return str(found[0])


def _captures(db: sqlite3.Connection, url: str) -> list[tuple[str, str]]:
    """Times and record ids of the captures that show the page, oldest first."""
    return db.execute(
        "SELECT date, record_id FROM captures WHERE page = ? AND kind IN ('response', 'revisit')"
        " AND coalesce(status, 200) IN (200, 304) ORDER BY date, id",
        (page_key(url),),
    ).fetchall()


def _shown(db: sqlite3.Connection, read: Reader, url: str, one: tuple[str, str]) -> _Shown:
    captured, record = one
    capture = read(record)
    body = decode_body(capture.headers, capture.body, MAX_PAGE).data
    page = decode(body, header(capture.headers, "content-type"))
    found = headlines(page.real(page.text), url, cache(lambda target: _is_article(db, target)))
    return _Shown(captured, {page_key(one.url): one for one in reversed(found)})


def _is_article(db: sqlite3.Connection, url: str) -> bool:
    row = db.execute("SELECT 1 FROM article_rows WHERE page = ? LIMIT 1", (page_key(url),)).fetchone()
    return row is not None


def _series(
    db: sqlite3.Connection, read: Reader, url: str, made: Iterable[tuple[str, str]], since: str
) -> list[_Shown]:
    start = moment(since)
    return [_shown(db, read, url, one) for one in made if one[0] >= start]


def _placed(
    db: sqlite3.Connection, now: _Shown, before: _Shown | None, series: list[_Shown]
) -> Iterator[Placed]:
    earlier = before.found if before else {}
    here = sorted(now.found.items(), key=lambda item: item[1].position)
    gone = sorted(
        ((key, one) for key, one in earlier.items() if key not in now.found), key=lambda i: i[1].position
    )
    for key, one in [*here, *gone]:
        position = one.position if key in now.found else None
        was = earlier[key].position if key in earlier else None
        record, published = _article(db, key, now.captured)
        yield Placed(
            now.captured,
            position,
            one.title,
            one.url,
            one.level,
            was,
            _moved(position, was, first=before is None),
            record,
            published,
            tuple((s.captured, s.found[key].position if key in s.found else None) for s in series),
        )


def _moved(position: int | None, was: int | None, *, first: bool) -> str:
    if position is None:
        return "left"
    if was is None:
        return "" if first else "new"
    step = was - position
    return f"up {step}" if step > 0 else f"down {-step}" if step < 0 else ""


def _article(db: sqlite3.Connection, page: int, captured: str) -> tuple[str | None, str | None]:
    """Record id and publication time of the version that was current at a time; of the first one where it came later."""
    row = db.execute(
        "SELECT c.record_id, t.published FROM article_rows r JOIN captures c ON c.id = r.capture JOIN texts t ON t.id = r.text "
        "WHERE r.page = ?1 ORDER BY c.date > ?2, CASE WHEN c.date > ?2 THEN c.id ELSE -c.id END LIMIT 1",
        (page, captured),
    ).fetchone()
    return row or (None, None)
