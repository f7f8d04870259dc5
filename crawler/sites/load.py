"""Site files: TOML in, `Site` out; anything wrong becomes one line that names file, line and key and says what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import SiteError
from crawler.sites.model import CrawlRules, RevisitBounds, Site

MAX_BYTES = 1_000_000
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_HOST = re.compile(r"(\*|(\*\.)?[a-z0-9_.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?)\Z")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|w)\Z")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Check = Callable[[Any], Any]
"""Returns the value for the model; raises ValueError with what is wanted and an example."""


def load(folder: Path, name: str) -> Site:
    """The site `name` of the home's `sites/` folder; SiteError for an unknown name or a wrong file."""
    path = folder / f"{name}.toml"
    if not NAME.match(name) or not path.is_file():
        raise SiteError(f"unknown site {name!r}; {_known(folder)}")
    return read(path)


def names(folder: Path) -> list[str]:
    """The names of all site files, sorted."""
    return sorted(path.stem for path in folder.glob("*.toml")) if folder.is_dir() else []


def read(path: Path) -> Site:
    """One site file; the file's name is the site's."""
    text = _text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = str(error).replace("end of document", f"line {text.count(chr(10)) + 1}, the end")
        raise SiteError(f"{path}: not TOML: {where}; mend that line") from None
    values = _checked(path, text, table, _SITE, "")
    for group, kind, checks in (("crawl", CrawlRules, _CRAWL), ("revisit", RevisitBounds, _REVISIT)):
        inner = values.pop(group, {})
        values[group] = kind(**_checked(path, text, inner, checks, group))
    if "start" not in values:
        raise SiteError(f'{path}: start is missing; write for example: start = ["https://news.example/"]')
    bounds: RevisitBounds = values["revisit"]
    if bounds.shortest > bounds.longest:
        line = max(_line(text, "revisit", key) for key in ("shortest", "longest"))
        raise SiteError(
            f"{path}, line {line}: shortest ({bounds.shortest}) is more than longest; exchange the two"
        )
    values.setdefault("hosts", tuple(dict.fromkeys(_hosts(values["start"]))))
    return Site(name=path.stem, **values)


def _known(folder: Path) -> str:
    known = names(folder)
    return (
        f"known sites: {', '.join(known)}"
        if known
        else "there is none yet; add one with: newsark site add URL"
    )


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SiteError(f"{path}: cannot be read: {error.strerror}; mend its permissions") from None
    if len(raw) > MAX_BYTES:
        raise SiteError(
            f"{path}: larger than {MAX_BYTES:,} bytes, which is no site file; remove or replace it"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SiteError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from None


def _checked(path: Path, text: str, table: Any, checks: Mapping[str, Check], group: str) -> dict[str, Any]:
    """The table's values, each checked; SiteError names the line of the first wrong one."""
    if not isinstance(table, dict):
        raise SiteError(f"{path}, line {_line(text, '', group)}: {group} must be a table; write [{group}]")
    values = {}
    for key, value in table.items():
        place = f"{path}, line {_line(text, group, key)}: {group + '.' if group else ''}{key}"
        if key not in checks:
            near = get_close_matches(key, checks, 1)
            advice = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(checks)}"
            raise SiteError(f"{place}: unknown key; {advice}")
        try:
            values[key] = checks[key](value)
        except ValueError as error:
            raise SiteError(f"{place}: {error}") from None
    return values


def _line(text: str, group: str, key: str) -> int:
    """The line (from 1) of `key` in table `group`, or of the table's own header; 1 where it cannot be told."""
    current, header = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            current = table[1]
            header = number if current in (group, key) else header
            if not group and current == key:
                return number
        elif current == group and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return header


def _hosts(starts: tuple[str, ...]) -> Iterator[str]:
    """The hosts of the start addresses, with their `www.` twins: papers use both."""
    for url in starts:
        host = urlsplit(url).netloc.lower().rpartition("@")[2]
        yield host
        if not re.match(r"[\d.:]+\Z|\[|localhost\b", host):
            yield host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _address(value: Any) -> str:
    problem = f"{value!r} is not a web address; write for example: https://news.example/"
    if not isinstance(value, str):
        raise ValueError(problem)
    try:
        parts = urlsplit(value.strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(problem) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise ValueError(problem)
    return value.strip()


def _host(value: Any) -> str:
    if not isinstance(value, str) or not _HOST.match(value.lower()):
        raise ValueError(
            f"{value!r} is not a host; write for example: news.example, *.news.example or 127.0.0.2:8700"
        )
    return value.lower()


def _many(one: Check) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f'must be a list, not {value!r}; write for example: ["…", "…"]')
        return tuple(one(item) for item in value)

    return check


def _some(one: Check) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        found: tuple[Any, ...] = _many(one)(value)
        if not found:
            raise ValueError("must not be empty; write at least one")
        return found

    return check


def _number(low: float, high: float, kind: type = float) -> Check:
    def check(value: Any) -> float | int:
        right = isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
        if not right or not low <= value <= high:
            raise ValueError(
                f"must be {'a whole' if kind is int else 'a'} number from {low:g} to {high:g}, not {value!r}"
            )
        result: float | int = kind(value)
        return result

    return check


def _choice(*known: Any) -> Check:
    def check(value: Any) -> Any:
        if value not in known or isinstance(value, bool) != isinstance(known[0], bool):
            words = " or ".join(str(k).lower() if isinstance(k, bool) else f'"{k}"' for k in known)
            raise ValueError(f"must be {words}, not {value!r}")
        return value

    return check


def _span(value: Any) -> timedelta:
    match = _SPAN.match(value.strip().lower()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'must be a time such as "30m", "6h" or "14d", not {value!r}')
    try:
        return timedelta(**{_UNITS[match[2]]: float(match[1])})
    except OverflowError:
        raise ValueError(f"{value!r} is too long; the most is about a million days") from None


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise ValueError(f'{value!r} is not a time zone; write for example: zone = "Asia/Tehran"') from None


def _word(pattern: str, example: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f'{value!r} will not do; write for example: "{example}"')
        return value

    return check


_SITE: dict[str, Check] = {
    "start": _some(_address),
    "hosts": _some(_host),
    "asset_hosts": _many(_host),
    "feeds": _many(_address),
    "sitemaps": _many(_address),
    "zone": _zone,
    "country": _word(r"[A-Za-z]{2}", "IR"),
    "language": _word(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "fa"),
    "crawl": lambda value: value,
    "revisit": lambda value: value,
}
_CRAWL: dict[str, Check] = {
    "delay": _number(0, 3600),
    "concurrency": _number(1, 64, int),
    "requisites": _choice(True, False),
    "robots": _choice("obey", "ignore"),
    "max_pages": _number(1, 1e12, int),
    "max_mib": _number(1, 1e9, int),
}
_REVISIT: dict[str, Check] = {"shortest": _span, "longest": _span}
