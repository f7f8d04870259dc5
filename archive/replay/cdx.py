"""The CDX server API with pywb's parameters. Pure: parameters → query; rows → lines.

    url=…  matchType=exact|prefix|host|domain  (or `url=http://h/p*`, `url=*.h`)  from=  to=  closest=  limit=
    filter=[!][=|~]field:text (repeatable)  sort=default|reverse|closest  output=text|cdxj|json  fl=a,b  fields=a,b
    offset=  page= (from 0)  pageSize= (lines)  showNumPages=true

A plain filter means "contains", `=` "equals", `~` "the regular expression matches the whole", `!` turns it round (pywb's CDX server).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal, TypeAlias, TypeVar
from urllib.parse import parse_qsl

from archive.errors import QueryError
from archive.model import CaptureRow
from archive.replay.address import moment, repair_url, stamp

MAX_LIMIT = 100_000
MAX_PATTERN = 200
MAX_MATCHED = 1_000
MAX_REPEATS, MAX_CHOICES = 3, 8

MatchType: TypeAlias = Literal["exact", "prefix", "host", "domain"]
Sort: TypeAlias = Literal["default", "reverse", "closest"]
Output: TypeAlias = Literal["text", "cdxj", "json"]
Choice = TypeVar("Choice", bound=str)
Fields: TypeAlias = Mapping[str, str]

_FILTER = re.compile(r"(!?)([=~]?)([a-z]+):(.*)\Z", re.DOTALL)
_MATCHES: dict[str, MatchType] = {"exact": "exact", "prefix": "prefix", "host": "host", "domain": "domain"}
_SORTS: dict[str, Sort] = {"default": "default", "reverse": "reverse", "closest": "closest"}
_OUTPUTS: dict[str, Output] = {"text": "text", "cdxj": "cdxj", "json": "json"}
_NESTED = re.compile(r"\)\s*[*+{]|[*+?}]\s*[*+{]")
_NAMES = {"statuscode": "status", "mimetype": "mime", "original": "url", "endtimestamp": "timestamp"}
FIELDS = (
    "urlkey",
    "timestamp",
    "url",
    "mime",
    "status",
    "digest",
    "redirect",
    "length",
    "offset",
    "filename",
)


@dataclass(frozen=True, slots=True)
class CdxQuery:
    """What was asked. `since` and `until` are inclusive; `closest` sorts by distance when `sort` says so."""

    url: str
    match: MatchType = "exact"
    since: datetime | None = None
    until: datetime | None = None
    closest: datetime | None = None
    filters: tuple[Callable[[Fields], bool], ...] = field(default=(), compare=False)
    limit: int = MAX_LIMIT
    offset: int = 0
    sort: Sort = "default"
    output: Output = "cdxj"
    fields: tuple[str, ...] = ()
    page_size: int = MAX_LIMIT
    count_pages: bool = False


def parse_query(text: str) -> CdxQuery:
    """The query string as a query; QueryError names the parameter that makes no sense."""
    pairs = parse_qsl(text, keep_blank_values=True)
    one = dict(reversed(pairs))
    url, match = _target(one)
    closest = _moment(one, "closest", end=True)
    size = max(1, _number(one, "pageSize", MAX_LIMIT))
    wanted = one.get("fl") or one.get("fields") or ""
    return CdxQuery(
        url=url,
        match=match,
        since=_moment(one, "from", end=False),
        until=_moment(one, "to", end=True),
        closest=closest,
        filters=tuple(_filter(value) for name, value in pairs if name == "filter"),
        limit=min(size, _number(one, "limit", MAX_LIMIT)),
        offset=_number(one, "offset", 0) + size * _number(one, "page", 0),
        sort=_choice(one, "sort", _SORTS, "closest" if closest else "default"),
        output=_choice(one, "output", _OUTPUTS, "cdxj"),
        fields=tuple(_NAMES.get(name, name) for name in wanted.split(",") if name),
        page_size=size,
        count_pages=one.get("showNumPages", "").lower() in {"true", "1"},
    )


def _choice(one: Mapping[str, str], name: str, choices: Mapping[str, Choice], default: Choice) -> Choice:
    value = one.get(name)
    if value is not None and value not in choices:
        raise QueryError(f"{name}={value[:40]}: use {' or '.join(choices)}")
    return default if value is None else choices[value]


_LOOKUP = re.compile(r"dns:[\w.-]+", re.IGNORECASE)
"""The address of a host's look-up (RFC 4501)."""


def _target(one: Mapping[str, str]) -> tuple[str, MatchType]:
    """The address and how much of it must match; stars at its ends say so too."""
    url, match = one.get("url", ""), _choice(one, "matchType", _MATCHES, "exact")
    if not url:
        raise QueryError("url= is missing: /cdx?url=http://…")
    if url.startswith("*."):
        url, match = url[2:], "domain"
    elif url.endswith("*"):
        url, match = url[:-1], "prefix"
    repaired = url.lower() if _LOOKUP.fullmatch(url) else repair_url(url)
    if not repaired:
        raise QueryError(f"url={url[:80]}: this is no address")
    return repaired, match


def _moment(one: Mapping[str, str], name: str, *, end: bool) -> datetime | None:
    value = re.sub(r"[-:TZ ]", "", one.get(name, ""))
    if not value:
        return None
    if not re.fullmatch(r"\d{1,14}", value):
        raise QueryError(f"{name}={one[name][:40]}: use 1 to 14 digits, as 20141128 or 20141128000200")
    return moment(value, end=end)


def _number(one: Mapping[str, str], name: str, default: int) -> int:
    value = one.get(name, "")
    if not value:
        return default
    if not re.fullmatch(r"\d{1,9}", value):
        raise QueryError(f"{name}={value[:40]}: use a whole number")
    return min(int(value), MAX_LIMIT)


def _filter(value: str) -> Callable[[Fields], bool]:
    found = _FILTER.match(value)
    if not found:
        raise QueryError(
            f"filter={value[:80]}: use field:text, =field:text, ~field:regex, or one of them behind !"
        )
    negative, how, name, text = found.groups()
    name = _NAMES.get(name, name)
    test = _test(how, text)
    return lambda fields: test(fields.get(name, "")) != bool(negative)


def _test(how: str, text: str) -> Callable[[str], bool]:
    if how == "=":
        return lambda value: value == text
    if not how:
        return lambda value: text in value
    # a pattern from outside: short; few repeats, none of a group, and few choices, each of which doubles the time
    repeats, choices = len(re.findall(r"[*+{]", text)), len(re.findall(r"[?|]", text))
    if len(text) > MAX_PATTERN or repeats > MAX_REPEATS or choices > MAX_CHOICES or _NESTED.search(text):
        raise QueryError("filter=~…: this pattern is too long or repeats too much; make it simpler")
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise QueryError(f"filter=~{text}: not a regular expression: {error}") from None
    return lambda value: pattern.fullmatch(value[:MAX_MATCHED]) is not None


def fields_of(row: CaptureRow) -> dict[str, str]:
    """The CDXJ fields of a capture. `mime` and `status` are the true ones also for revisits; `-` where unknown."""
    return {
        "urlkey": row.surt,
        "timestamp": stamp(row.date),
        "url": row.url,
        "mime": row.mime or "-",
        "status": str(row.status) if row.status is not None else "-",
        "digest": (row.digest or "-").removeprefix("sha1:"),
        "redirect": "-",
        "length": str(row.location.length),
        "offset": str(row.location.offset),
        "filename": row.location.file,
    }


def select(query: CdxQuery, rows: Iterable[CaptureRow]) -> Iterator[dict[str, str]]:
    """The lines that answer, from rows in the index's order (key, then time)."""
    return islice(_lines(query, rows), query.offset, query.offset + query.limit)


def pages(query: CdxQuery, rows: Iterable[CaptureRow]) -> str:
    """How many pages of `pageSize` lines there are, as pywb says it."""
    lines = sum(1 for _ in islice(_lines(query, rows), MAX_LIMIT))
    count = -(-lines // query.page_size)
    return json.dumps({"blocks": count, "pages": count, "pageSize": query.page_size}) + "\n"


def _lines(query: CdxQuery, rows: Iterable[CaptureRow]) -> Iterator[dict[str, str]]:
    kept = (row for row in rows if row.kind != "metadata" and _within(query, row.date))
    ordered: Iterable[CaptureRow] = kept
    if query.sort == "reverse":
        ordered = reversed(list(kept))
    elif query.sort == "closest" and query.closest:
        nearest = query.closest
        ordered = sorted(kept, key=lambda row: abs((row.date - nearest).total_seconds()))
    return (line for line in map(fields_of, ordered) if all(test(line) for test in query.filters))


def _within(query: CdxQuery, when: datetime) -> bool:
    second = when.replace(microsecond=0)
    return not (query.since and second < query.since) and not (query.until and second > query.until)


def write(query: CdxQuery, lines: Iterable[Fields]) -> tuple[str, str]:
    """Content type and text of the answer."""
    names: Sequence[str] = query.fields
    if query.output == "json":
        chosen = (
            {name: line.get(name, "-") for name in names or FIELDS if name in line or names} for line in lines
        )
        return "text/x-ndjson", "".join(json.dumps(line) + "\n" for line in chosen)
    if query.output == "text" or names:
        table = (" ".join(line.get(name, "-") for name in names or FIELDS) for line in lines)
        return "text/plain", "".join(line + "\n" for line in table)
    return "text/x-cdxj", "".join(map(cdxj_line, lines))


def cdxj_line(line: Fields) -> str:
    """`urlkey timestamp {json}`."""
    rest = {
        name: value for name, value in line.items() if name not in {"urlkey", "timestamp"} and value != "-"
    }
    return f"{line['urlkey']} {line['timestamp']} {json.dumps(rest)}\n"
