"""Learned layouts as files a person can read, change and delete: `sites/layouts/NAME.toml`.

A file is a fact about the home like a site file: what is read with it is a function of the captures and of it. So the
version of all files together is part of the extractor's version, and rows that were read with others are stale.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.errors import SiteError
from crawler.parsers.templates.apart import element_of, spelt
from crawler.parsers.templates.model import Layout, Layouts
from crawler.sites.load import NAME

FOLDER = "layouts"
FORMAT = 1
MAX_BYTES = 4_000_000
_STAMP = "# Written by newsark; a change above this line is kept: "


def load_layouts(sites: Path) -> Layouts:
    """The layouts of all sites of a home, from its folder `sites/`. SiteError names the file that is wrong."""
    found: list[Layout] = []
    digest = sha256()
    for path in sorted((sites / FOLDER).glob("*.toml")):
        data = _bytes(path)
        digest.update(len(data).to_bytes(8, "big") + data)
        found += _layouts(path, data)
    return Layouts(tuple(found), digest.hexdigest()[:8] if found else "")


def path_of(sites: Path, name: str) -> Path:
    """Where the layouts of a site are kept."""
    return sites / FOLDER / f"{name}.toml"


def write_layouts(sites: Path, name: str, layouts: Iterable[Layout], *, replace: bool = False) -> Path:
    """Writes the file of one site, in place of the one before; SiteError where a person has changed that, unless
    `replace`."""
    if not NAME.match(name):
        raise SiteError(f"{name!r} cannot name a site; use small letters, digits, dots and hyphens")
    path = path_of(sites, name)
    if not replace and path.exists() and _is_changed(_bytes(path).decode("utf-8", "replace")):
        raise SiteError(f"{path} has been changed by hand and stays; learn with --replace, or remove it")
    text = _stamped("\n".join(_text(name, layouts)))
    try:
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise SiteError(f"{path}: cannot be written: {error.strerror}; make the folder writable") from None
    return path


def _stamped(text: str) -> str:
    """The text with a digest of itself at its end: what differs from it was written by somebody else."""
    return f'{text}{_STAMP}"{sha256(text.encode()).hexdigest()[:16]}"\n'


def _is_changed(text: str) -> bool:
    return text != _stamped(text.rpartition(_STAMP)[0])


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SiteError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise SiteError(f"{path}: larger than {MAX_BYTES:,} bytes; remove it and learn the site again")
    return data


def _layouts(path: Path, data: bytes) -> list[Layout]:
    try:
        table = tomllib.loads(data.decode("utf-8"))
        if table.get("format") != FORMAT:
            raise ValueError(f"format is {table.get('format')!r}, not {FORMAT}")
        return [_layout(one) for one in table.get("layout", [])]
    except KeyError as missing:
        raise SiteError(f"{path}: {missing.args[0]} is missing; mend it, or learn the site again") from None
    except (ValueError, TypeError, AttributeError) as error:  # TOML and UTF-8 errors are ValueErrors
        raise SiteError(f"{path}: {error}; mend it, or learn the site again") from None


def _layout(table: dict[str, Any]) -> Layout:
    lines = {str(line): float(share) for line, share in table["lines"].items()}
    if not all(0 <= share <= 1 for share in lines.values()):
        raise ValueError("a line's share is not between 0 and 1")
    return Layout(
        name=str(table["name"]),
        host=str(table["host"]).lower(),
        since=_instant(table["since"]),
        until=_instant(table["until"]) if "until" in table else None,
        pages=int(table["pages"]),
        title=str(table["title"]),
        header=frozenset(map(str, _list(table, "header"))),
        comments=str(table.get("comments", "")),
        lines=lines,
        repeated=frozenset(map(str, _list(table, "repeated"))),
        apart=frozenset(element_of(str(text)) for text in _list(table, "apart")),
    )


def _list(table: dict[str, Any], key: str) -> list[Any]:
    found = table.get(key, [])
    if not isinstance(found, list):
        raise ValueError(f"{key} must be a list")
    return found


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{value} is no time with a zone; write for example 2026-11-23T08:00:00Z")
    return value


def _text(name: str, layouts: Iterable[Layout]) -> Iterator[str]:
    yield f"# Layouts of {name}, learned from its captures by: newsark site learn {name}"
    yield "# Which template lines write the body (share of their text that was body: 0.9 and more) and which do not (0.1 and"
    yield "# less); what lies between is judged anew on each page. The time of a capture picks the layout. See docs/layouts.md."
    yield f"format = {FORMAT}"
    for layout in layouts:
        yield f"\n[[layout]]\nname = {_quoted(layout.name)}\nhost = {_quoted(layout.host)}"
        yield f"since = {layout.since.isoformat()}"
        if layout.until is not None:
            yield f"until = {layout.until.isoformat()}"
        yield f"pages = {layout.pages}          # it was learned from so many"
        yield f"title = {_quoted(layout.title)}\ncomments = {_quoted(layout.comments)}"
        yield "# Lines that state dates, names, numbers: the header is looked for in these and in lines never seen."
        yield f"header = {_listed(layout.header)}"
        yield "# Elements that hold nothing of any article and are not read at all."
        yield f"apart = {_listed(map(spelt, layout.apart))}"
        yield "# Texts that many pages share: no part of any article."
        yield f"repeated = {_listed(layout.repeated)}"
        yield "\n[layout.lines]"
        by_share = sorted(layout.lines.items(), key=lambda item: (-item[1], item[0]))
        yield from (f"{_quoted(line)} = {share}" for line, share in by_share)
    yield ""


def _listed(texts: Iterable[str]) -> str:
    lines = "".join(f"\n    {_quoted(text)}," for text in sorted(texts))
    return f"[{lines}\n]" if lines else "[]"


def _quoted(text: str) -> str:
    """A TOML string: a literal one where that saves escapes, else a basic one: JSON's escapes are TOML's, but for the
    one control character that JSON leaves as it is."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
