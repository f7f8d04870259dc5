"""Site files: TOML in, `Site` out; anything wrong becomes one line that names file, line and key and says what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.errors import SiteError
from crawler.sites.checks import Check, address, choice, holding, host, many, number, some, span, word, zone
from crawler.sites.model import Backfill, CrawlRules, RevisitBounds, Site

MAX_BYTES = 1_000_000
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
MAX_IDS = 2_000_000
"""Numbers that one site file may have looked at: a crawl of some weeks."""


def load(folder: Path, name: str) -> Site:
    """The site `name` of the home's `sites/` folder; SiteError for an unknown name or a wrong file."""
    path = folder / f"{name}.toml"
    if NAME.match(name) and (path.is_dir() or path.is_symlink()) and not path.is_file():
        raise SiteError(f"{path}: is no file; put the site file there, or remove it")
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
    for group, kind, checks in _GROUPS:
        inner = values.pop(group, {})
        values[group] = kind(**_checked(path, text, inner, checks, group))
    if "start" not in values:
        raise SiteError(f'{path}: start is missing; write for example: start = ["https://news.example/"]')
    _in_order(path, text, values["backfill"])
    bounds: RevisitBounds = values["revisit"]
    if bounds.shortest > bounds.longest:
        line = max(_line(text, "revisit", key) for key in ("shortest", "longest"))
        raise SiteError(
            f"{path}, line {line}: shortest ({bounds.shortest}) is more than longest; exchange the two"
        )
    values.setdefault("hosts", tuple(dict.fromkeys(_hosts(values["start"]))))
    return Site(name=path.stem, **values)


def _in_order(path: Path, text: str, backfill: Backfill) -> None:
    if backfill.ids and not backfill.first_id <= backfill.last_id <= backfill.first_id + MAX_IDS:
        line = max(_line(text, "backfill", key) for key in ("ids", "first_id", "last_id"))
        raise SiteError(
            f"{path}, line {line}: ids needs first_id and last_id, in order and at most {MAX_IDS:,} apart; write them"
        )


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
    for at, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            current = table[1]
            header = at if current in (group, key) else header
            if not group and current == key:
                return at
        elif current == group and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return at
    return header


def _hosts(starts: tuple[str, ...]) -> Iterator[str]:
    """The hosts of the start addresses, with their `www.` twins: papers use both."""
    for url in starts:
        host = urlsplit(url).netloc.lower().rpartition("@")[2]
        yield host
        if not re.match(r"[\d.:]+\Z|\[|localhost\b", host):
            yield host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


_SITE: dict[str, Check] = {
    "start": some(address),
    "hosts": some(host),
    "asset_hosts": many(host),
    "feeds": many(address),
    "sitemaps": many(address),
    "zone": zone,
    "country": word(r"[A-Za-z]{2}", "IR"),
    "language": word(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "fa"),
    "crawl": lambda value: value,
    "revisit": lambda value: value,
    "backfill": lambda value: value,
}
_CRAWL: dict[str, Check] = {
    "delay": number(0, 3600),
    "concurrency": number(1, 64, int),
    "requisites": choice(True, False),
    "robots": choice("obey", "ignore"),
    "opt_outs": choice("record", "obey"),
    "max_pages": number(1, 1e12, int),
    "max_mib": number(1, 1e9, int),
    "max_host_requests": number(1, 1e12, int),
}
_REVISIT: dict[str, Check] = {"shortest": span, "longest": span}
_BACKFILL: dict[str, Check] = {
    "archives": many(holding("%Y", "%y")),
    "wordpress": address,
    "comments": choice(True, False),
    "ids": holding("{id}"),
    "first_id": number(0, 1e15, int),
    "last_id": number(1, 1e15, int),
}
_GROUPS = (
    ("crawl", CrawlRules, _CRAWL),
    ("revisit", RevisitBounds, _REVISIT),
    ("backfill", Backfill, _BACKFILL),
)
