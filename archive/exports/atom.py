"""What changed as an Atom feed (RFC 4287): an entry a change, newest first, with the words that went and came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from archive.history import Event

MAX_CONTENT = 10_000
"""Characters of a wording in an entry; `newsark history` shows it whole."""


def feed(events: Iterable[Event], *, about: str) -> Iterator[str]:
    """The feed's text piece by piece. `about` is what it is of: a publication's name, or the whole archive.

    Ids come from the captures, so that they stay when the feed is made again.
    """
    found = list(events)
    updated = found[0].seen if found else "1970-01-01T00:00:00Z"
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"  <id>urn:uuid:{uuid5(NAMESPACE_URL, 'newsark:changes:' + about)}</id>\n"
    yield f"  <title>{_text(f'Changes: {about}')}</title>\n  <updated>{updated}</updated>\n"
    yield "  <author><name>newsark</name></author>\n"
    for event in found:
        yield from _entry(event)
    yield "</feed>\n"


def _entry(event: Event) -> Iterator[str]:
    change = event.change
    kind = change.kind if change.grade is None else f"{change.kind}, {change.grade}"
    name = f"{event.id} {change.kind} {event.seen}"
    yield f"  <entry>\n    <id>urn:uuid:{uuid5(NAMESPACE_URL, name)}</id>\n"
    yield f"    <title>{_text(f'{kind}: {event.title or event.url}')}</title>\n"
    yield f"    <updated>{event.seen}</updated>\n    <link href={quoteattr(_clean(event.url))}/>\n"
    yield f"    <category term={quoteattr(change.kind)}/>\n"
    yield f'    <content type="text">{_text(_wording(event))}</content>\n  </entry>\n'


def _wording(event: Event) -> str:
    change = event.change
    parts = (("before", change.before), ("after", change.after))
    stated = (f"{name}: {str(value)[:MAX_CONTENT]}" for name, value in parts if value is not None)
    return "\n\n".join([*stated, f"between {event.not_before} and {event.seen}"])


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Without what XML 1.0 (section 2.2) does not allow."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
