"""Two wordings as one line: `[-went-]{+came+}`, as `git diff --word-diff` and wdiff write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crawler.cli.output import printable

if TYPE_CHECKING:
    from archive.changes import Change

MAX_WORDS = 5000
"""Of longer texts the old and the new one stand side by side: the time of a word diff grows with the square."""

_LOOKS = {"-": ("[-", "-]", "red"), "+": ("{+", "+}", "green")}


def marked(change: Change) -> str:
    """What changed, in one line; coloured (which `click.echo` takes out again where there is no terminal)."""
    before, after = change.before, change.after
    if change.kind in ("comments", "moved", "paywall"):
        return printable(f"{_stated(before)} → {_stated(after)}")
    if change.kind in ("new", "removed", "restored"):
        return printable(str(after or ""))
    old, new = printable(str(before or "")), printable(str(after or ""))
    line, last = "", ""
    for sign, text in _runs(old, new, whole=change.grade == "rewrite"):
        apart = text.startswith(" ") and line and last + sign != "-+"
        line += " " * bool(apart) + _run(sign, text.strip())
        last = sign
    return line


def _stated(value: str | int | None) -> str:
    return "not stated" if value is None else str(value)


def _runs(old: str, new: str, *, whole: bool) -> list[tuple[str, str]]:
    from archive.wording import for_readers, word_diff

    if whole or len(old.split()) + len(new.split()) > MAX_WORDS:
        return [(sign, " ".join(text.split())) for sign, text in (("-", old), ("+", new)) if text]
    return [*for_readers(word_diff(old, new))]


def _run(sign: str, text: str) -> str:
    if sign == "=":
        return text
    left, right, colour = _LOOKS[sign]
    return click.style(f"{left}{text}{right}", fg=colour)
