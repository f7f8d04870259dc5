"""Templates: everything filled in is escaped, shortened where it stands in a line, and cannot turn the page's direction."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from archive.changes import Change
from archive.wording import for_readers, word_diff

MAX_LINE = 300
"""Characters of a headline, an address or another single line."""

MAX_TEXT = 1_000_000
"""Characters of a body that a page shows: a longer one is no article, and no browser is to choke on it."""

MAX_DIFF_WORDS = 5000
"""Of longer texts the old and the new one stand side by side: the time of a word diff grows with the square."""

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Templates:
    """Fills the templates of this folder; `replay` is the address of the replay server, None if there is none."""

    def __init__(self, replay: str | None) -> None:
        self._replay = replay
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            finalize=_printable,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "line": _line,
            "uuid": _uuid,
            "instant": _instant,
            "wording": wording,
            "found": _found,
            "paragraphs": _paragraphs,
            "direction": _direction,
            "svg": Markup,  # only for pictures of archive/plot.py, which escapes what it is given
            "path": lambda text: quote(str(text), safe=""),
        }

    def page(self, name: str, facts: dict[str, Any]) -> str:
        return self._environment.get_template(f"{name}.html").render(**facts, replay=self._replayed)

    def _replayed(self, instant: str, url: str) -> str | None:
        """Where the replay server shows a capture."""
        digits = "".join(c for c in instant[:19] if c.isdigit())
        return f"{self._replay}/web/{digits}/{url}" if self._replay else None


def _printable(value: Any) -> Any:
    """Without control characters and bidi overrides, which could make a text look like another one."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "".join(
        c for c in value if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI)
    )


def _line(text: str | None, most: int = MAX_LINE) -> str:
    cut = " ".join((text or "")[: 4 * most].split())
    return cut if len(cut) <= most else cut[: most - 1] + "…"


def _uuid(record: str) -> str:
    return record.removeprefix("urn:uuid:")


def _instant(text: str | None) -> str:
    """A UTC instant as a person reads it."""
    return f"{text[:10]} {text[11:19]} UTC" if text else "never"


def _paragraphs(body: str) -> list[str]:
    return [part for part in body[:MAX_TEXT].split("\n\n") if part.strip()]


def _direction(text: str) -> str:
    """`rtl` or `ltr` by the first strong letter (Unicode UAX 9, rule P2), for blocks of pieces that are isolated themselves."""
    kinds = (unicodedata.bidirectional(c) for c in text[:MAX_LINE])
    return next(("ltr" if kind == "L" else "rtl" for kind in kinds if kind in ("L", "R", "AL")), "ltr")


def _found(snippet: str) -> Markup:
    """A snippet with what was found in `<mark>`."""
    text = _text(snippet)
    return Markup(str(text).replace("\ue000", "<mark>").replace("\ue001", "</mark>"))


def wording(change: Change) -> Markup:
    """What went and came, as `<del>` and `<ins>`."""
    if change.kind in ("new", "removed", "restored"):
        return _text(_line(str(change.after or "")))
    before, after = ("" if value is None else str(value) for value in (change.before, change.after))
    if change.kind in ("comments", "moved", "paywall"):
        return _text(_line(f"{before or 'not stated'} → {after or 'not stated'}"))
    runs = _runs(before, after, whole=change.grade == "rewrite")
    line, last = Markup(""), ""
    for sign, text in runs:
        apart = text.startswith(" ") or last + sign == "-+"
        line += Markup(" " * apart) + _run(sign, text.strip())
        last = sign
    return line


def _runs(before: str, after: str, *, whole: bool) -> list[tuple[str, str]]:
    if (
        whole
        or len(before) + len(after) > 20 * MAX_DIFF_WORDS
        or len((before + after).split()) > MAX_DIFF_WORDS
    ):
        return [(sign, text[: 20 * MAX_DIFF_WORDS]) for sign, text in (("-", before), ("+", after)) if text]
    return [*for_readers(word_diff(before, after))]


def _run(sign: str, text: str) -> Markup:
    if sign == "=":
        return _text(text)
    return Markup("<del>{}</del>" if sign == "-" else "<ins>{}</ins>").format(_text(text))


def _text(text: str) -> Markup:
    """Text as it may stand in a page."""
    return escape(_printable(text))
