"""The banner on a replayed page: a small tag in the corner that unfolds into date, neighbours and more. Pure.

It stands in a shadow tree of its own, declared in the markup, so it needs no script, the page's styles do not reach
it, and its styles do not reach the page. It is fixed above the page and moves nothing: the layout stays as captured.
ASCII only: the page may be in any encoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from archive.model import CaptureRow
from archive.replay.address import COLLECTION, format_address, stamp
from archive.replay.address import escape as percent
from archive.replay.pages.layout import Site, address_text, parameter, when_text

_STYLE = """
:host{all:initial!important;display:block!important;position:fixed!important;inset:auto 8px 8px auto!important;
z-index:2147483647!important;visibility:visible!important;opacity:1!important;direction:ltr!important;
max-width:min(30rem,calc(100vw - 16px))!important;transform:none!important;filter:none!important;clip-path:none!important}
details{font:13px/1.5 system-ui,sans-serif;background:#fffdf5;color:#222;border:1px solid #8a7a4a;border-radius:4px;
box-shadow:0 1px 4px rgba(0,0,0,.3)}
summary{cursor:pointer;padding:2px 8px}div{padding:2px 8px 8px;overflow-wrap:anywhere}a{color:#034d8c;margin-right:.9em}
a:focus-visible,summary:focus-visible{outline:2px solid #034d8c;outline-offset:1px}
@media print{details{box-shadow:none}}
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """The capture on display and what is known about its place among the others."""

    row: CaptureRow
    before: CaptureRow | None = None
    after: CaptureRow | None = None
    asked: str = ""


def banner(site: Site, shown: Shown) -> str:
    """The banner's markup, closed in itself."""
    row = shown.row
    stamped = stamp(row.date)
    where = f"{site.pages}/{COLLECTION}"
    links = [
        _link(site, shown.before, "&#8592; earlier"),
        _link(site, shown.after, "later &#8594;"),
        f'<a href="{escape(where)}/*/{escape(percent(row.url))}">all captures</a>',
        f'<a href="{escape(site.pages)}/-/capture?id={escape(parameter(row.record_id))}#why">why these values</a>',
        f'<a href="{escape(format_address(row.url, stamped, "id_"))}">raw</a>',
        f'<a href="{escape(format_address(row.url, stamped, "mp_"))}">without this note</a>',
    ]
    body = f"{address_text(row.url)}<br>{''.join(links)}"
    note = f"Archived {when_text(row.date)}"
    markup = (
        f'<div lang="en" role="complementary" aria-label="Archive"><template shadowrootmode="open"><style>{_STYLE}</style>'
        f"<details><summary>{note}</summary><div>{body}</div></details></template></div>"
    )
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _link(site: Site, row: CaptureRow | None, text: str) -> str:
    if row is None:
        return ""
    return f'<a href="{escape(site.content + format_address(row.url, stamp(row.date)))}">{text}</a>'
