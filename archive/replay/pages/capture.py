"""About one capture: what was recorded, what was read out of it, and the page itself beside that. Pure."""

from __future__ import annotations

from html import escape

from archive.db.load import Stored
from archive.model import Capture
from archive.replay.address import format_address, stamp
from archive.replay.pages.evidence import evidence_section
from archive.replay.pages.layout import Site, address_text, bdi, document, parameter, safe, when_text
from archive.replay.wire import Reply

_FIELDS = (
    "title", "published", "updated", "authors", "agency", "city", "section", "tags", "language", "article_id",
    "comment_count", "comments_open", "header_line", "canonical_url",
)  # fmt: skip
MAX_HEADERS = 100


def capture_page(site: Site, capture: Capture, stored: Stored | None) -> Reply:
    """The record's facts; the article's fields and text where it is one; the replayed page in a frame beside."""
    row = capture.row
    stamped = stamp(row.date)
    title = (stored.article.title if stored else None) or row.url
    links = (
        f'<p><a href="{escape(site.content + format_address(row.url, stamped))}">open the page</a> · '
        f'<a href="{escape(site.content + format_address(row.url, stamped, "id_"))}">raw</a> · '
        f'<a href="/-/captures?url={escape(parameter(row.url))}">all captures</a> · '
        f'<a href="/-/compare?url={escape(parameter(row.url))}&amp;b={stamped}">compare with the one before</a></p>'
    )
    frame = (
        f'<iframe title="The page as captured" sandbox="allow-same-origin" '
        f'src="{escape(site.content + format_address(row.url, stamped, "mp_"))}"></iframe>'
    )
    left = f"{_article(stored) if stored else ''}{_record(capture)}"
    why = evidence_section(stored.article.evidence) if stored else ""
    body = (
        f'<h1>{bdi(title, 300)}</h1>{links}<div class="sides"><div>{left}</div><div>{frame}</div></div>{why}'
    )
    return document(site, title, body)


def _record(capture: Capture) -> str:
    row = capture.row
    facts = [
        ("Address", address_text(row.url)),
        ("Captured", when_text(row.date)),
        ("Status", str(capture.status)),
        ("Kind", row.kind),
        ("Media type", safe(row.mime)),
        ("Payload", safe(row.digest)),
        ("Bytes", f"{len(capture.body):,}"),
        ("Record", safe(row.record_id)),
        ("Place", f"{safe(row.location.file)}, offset {row.location.offset:,}"),
    ]
    if capture.body_location != row.location:
        facts.append(
            ("Body in", f"{safe(capture.body_location.file)}, offset {capture.body_location.offset:,}")
        )
    if row.truncated:
        facts.append(("Cut off", safe(row.truncated)))
    headers = "".join(
        f"<dt>{safe(n, 80)}</dt><dd>{safe(v, 500)}</dd>" for n, v in capture.headers[:MAX_HEADERS]
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value or '–'}</dd>" for name, value in facts)
    return f"<h2>The record</h2><dl>{listed}</dl><details><summary>Headers as received</summary><dl>{headers}</dl></details>"


def _article(stored: Stored) -> str:
    values = stored.article.as_dict()
    listed = "".join(
        f"<dt>{name.replace('_', ' ')}</dt><dd>{_value(values[name])}</dd>"
        for name in _FIELDS
        if values[name] not in (None, [])
    )
    command = f"newsark why {stored.id.removeprefix('urn:uuid:')} published"
    paragraphs = "".join(
        f"<p>{safe(part, 20_000)}</p>" for part in stored.article.body.split("\n\n") if part.strip()
    )
    why = f'<p class="note">Why these values: <a href="#why">below</a>, or <code>{safe(command)}</code></p>'
    return f'<h2>The article</h2><dl>{listed}</dl>{why}<details><summary>Text</summary><div class="body" dir="auto">{paragraphs}</div></details>'


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(bdi(str(item)) for item in value)
    return bdi({True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value))
