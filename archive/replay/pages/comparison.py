"""Two captures of one address side by side: changed sentences marked, headlines, comment counts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from archive.replay.address import format_address, stamp
from archive.replay.articles import Moment
from archive.replay.compare import Piece, compare
from archive.replay.pages.layout import Site, address_text, bdi, document, parameter, safe, when_text
from archive.replay.wire import Reply


@dataclass(frozen=True, slots=True)
class Side:
    """One version: its text as the projection has it, or the page's visible text."""

    url: str
    date: datetime
    title: str
    text: str
    status: int
    comment_count: int | None = None
    language: str | None = None


def comparison_page(
    site: Site, before: Side, after: Side, history: Sequence[Moment], *, framed: bool
) -> Reply:
    """Both sides; with `framed` the replayed pages themselves below their texts."""
    found = compare(before.text, after.text)
    gone, came = (sum(piece.changed for piece in side) for side in (found.before, found.after))
    summary = (
        "The texts are the same." if not gone + came
        else f"{gone} sentence{'' if gone == 1 else 's'} gone or changed, {came} new or changed, {found.same} the same."
    )  # fmt: skip
    sides = _side(site, before, found.before, "del", "Earlier", framed) + _side(
        site, after, found.after, "ins", "Later", framed
    )
    more = (
        ""
        if framed
        else f'<p><a href="{_self(before, after)}&amp;pages=1">Show the pages themselves side by side</a></p>'
    )
    body = (
        f"<h1>Two captures of {address_text(after.url)}</h1><p>{summary}</p>{_changes(before, after)}{more}"
        f'<div class="sides">{sides}</div>{_history(site, after.url, history)}'
    )
    return document(site, f"Compare {after.url}", body)


def _self(before: Side, after: Side) -> str:
    return (
        f"/-/compare?url={escape(parameter(after.url))}&amp;a={stamp(before.date)}&amp;b={stamp(after.date)}"
    )


def _changes(before: Side, after: Side) -> str:
    lines = []
    if before.title != after.title:
        lines.append(
            f"<dt>Headline</dt><dd><del>{bdi(before.title)}</del> → <ins>{bdi(after.title)}</ins></dd>"
        )
    if before.comment_count != after.comment_count:
        lines.append(
            f"<dt>Comments</dt><dd>{_count(before.comment_count)} → {_count(after.comment_count)}</dd>"
        )
    if before.status != after.status:
        lines.append(f"<dt>Status</dt><dd>{before.status} → {after.status}</dd>")
    return f"<dl>{''.join(lines)}</dl>" if lines else ""


def _count(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"


def _side(site: Site, side: Side, pieces: Sequence[Piece], mark: str, name: str, framed: bool) -> str:
    stamped = stamp(side.date)
    link = f'<a href="{escape(site.content + format_address(side.url, stamped))}">{when_text(side.date)}</a>'
    frame = (
        f'<iframe title="{name}: the page as captured" sandbox="allow-same-origin" '
        f'src="{escape(site.content + format_address(side.url, stamped, "mp_"))}"></iframe>'
        if framed else ""
    )  # fmt: skip
    language = f' lang="{safe(side.language, 35)}"' if side.language else ""
    return (
        f"<section><h2>{name}: {link}</h2>{frame}<h3{language}>{bdi(side.title, 300)}</h3>"
        f'<div class="body"{language}>{_paragraphs(pieces, mark)}</div></section>'
    )


def _paragraphs(pieces: Sequence[Piece], mark: str) -> str:
    """Each paragraph takes the direction of its own first strong letter."""
    out, line = [], []
    for piece in pieces:
        text = safe(piece.text, 20_000)
        line.append(f"<{mark}>{text}</{mark}>" if piece.changed else text)
        if piece.ends:
            out.append(f'<p dir="auto">{" ".join(line)}</p>')
            line = []
    return "".join(out)


def _history(site: Site, url: str, history: Sequence[Moment]) -> str:
    """Headline and comment count over time; only captures at which one of the two changed."""
    lines, last = [], None
    for moment in history:
        now = (moment.title, moment.comment_count)
        if now != last:
            digits = "".join(c for c in moment.captured if c.isdigit())[:14]
            link = escape(site.content + format_address(url, digits))
            lines.append(
                f'<tr><td><a href="{link}">{safe(moment.captured, 40)}</a></td><td>{bdi(moment.title)}</td><td class="number">{_count(moment.comment_count)}</td></tr>'
            )
        last = now
    if not lines:
        return ""
    head = '<tr><th scope="col">Captured</th><th scope="col">Headline</th><th scope="col">Comments</th></tr>'
    return f"<h2>Headline and comments over time</h2><table><thead>{head}</thead><tbody>{''.join(lines)}</tbody></table>"
