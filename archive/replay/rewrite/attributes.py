"""Which attributes of which elements hold addresses, and what becomes of the rest that could reach out. Pure tables.

Sources: the HTML standard's index of attributes, SVG 2, and what older pages use (`background`, `lowsrc`, …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol, TypeAlias

from archive.replay.rewrite import tokens
from archive.replay.rewrite.css import Rewrite
from archive.replay.rewrite.srcset import rewrite_srcset

Attribute: TypeAlias = "tuple[str, str, int, int]"

_SRC = {"script": "js_", "iframe": "if_", "frame": "fw_", "embed": "oe_", "fencedframe": "if_"}
_HREF = {"use": "im_", "image": "im_", "feimage": "im_", "script": "js_"}
_ADDRESS = {
    **dict.fromkeys(("action", "formaction", "cite", "longdesc", "profile", "codebase"), ""),
    **dict.fromkeys(("background", "poster", "lowsrc", "dynsrc", "icon"), "im_"),
    **dict.fromkeys(("data-src", "data-lazy-src", "data-original", "data-bg", "data-background"), "im_"),
    **dict.fromkeys(
        ("data-background-image", "data-poster", "data-image", "data-lazy", "data-hi-res-src"), "im_"
    ),
}
_SRCSETS = frozenset({"srcset", "imagesrcset", "data-srcset", "data-lazy-srcset"})
_ASIDE = frozenset(
    ["ping", "attributionsrc", "integrity", "crossorigin", "manifest", "csp", "referrerpolicy", "archive"]
)
"""Renamed: they send something, or (integrity, crossorigin, csp) would refuse what the archive serves."""

_HOT = re.compile(
    r"href|src|style|url\(|action|ground|poster|data|cite|ping|integrity|crossorigin|longdesc|manifest|profile|csp"
    r"|codebase|referrerpolicy|attributionsrc|attributename|archive|icon",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"(?:https?:)?//[^\s/]", re.IGNORECASE)
_STYLED = re.compile(r"\s*(?:[\w-]+\s*:\s*)?url\(")
"""A lazy attribute's value that is style, not an address: `data-bg="url(x.png)"`."""
_REFRESH = re.compile(r"(\s*[\d.]*\s*(?:[;,]|\s)\s*(?:url\s*=\s*)?)(.*)\Z", re.IGNORECASE | re.DOTALL)

_LINK_STYLE = {
    "stylesheet": "cs_",
    "icon": "im_",
    "apple-touch-icon": "im_",
    "mask-icon": "im_",
    "image_src": "im_",
}
_LINK_AS = {"style": "cs_", "script": "js_", "document": "if_"}
_LINK_ASIDE = frozenset(
    ["preconnect", "dns-prefetch", "prefetch", "prerender", "modulepreload", "manifest", "pingback", "search"]
)
_META_KEPT = frozenset({"content-type", "content-language", "default-style", "x-ua-compatible", "refresh"})


class Context(Protocol):
    """What a document offers to its attributes."""

    @property
    def rewrite(self) -> Rewrite: ...
    def value(self, raw: str) -> str: ...
    def css(self, raw: str) -> str: ...
    def document(self, raw: str) -> str: ...


def changed_attributes(tag: str, source: str, context: Context) -> Iterator[tuple[int, int, str]]:
    """Spans of `source` (a start tag behind its name) and what stands there instead, in order."""
    special = _SPECIAL.get(tag)
    if special is None and not _HOT.search(source):
        return
    found = list(tokens.attributes(source))
    facts = (
        {name: context.value(raw).strip().lower() for name, raw, _, _ in reversed(found)} if special else {}
    )
    for name, raw, start, end in found:
        new = special(name, raw, facts, context) if special else None
        if new is None:
            new = _general(tag, name, raw, context)
        if new is not None:
            yield start, end, new


def _general(tag: str, name: str, raw: str, context: Context) -> str | None:
    """The attribute as it shall read, or None to leave it alone."""
    if name in _ASIDE:
        return _aside(name, raw)
    if name == "srcdoc":
        return _set(name, context.document(raw))
    if name in _SRCSETS:
        return _set(name, rewrite_srcset(context.value(raw), context.rewrite))
    modifier = _modifier(tag, name, raw)
    if name == "style" or ("url(" in raw and (modifier is None or _STYLED.match(raw))):
        new = context.css(context.value(raw))
        return None if "url" not in new else _set(name, new)
    return None if modifier is None else _address(name, raw, modifier, context)


def _modifier(tag: str, name: str, raw: str) -> str | None:
    """The replay modifier of an address, None for what is no address."""
    if name in ("href", "xlink:href"):
        return _HREF.get(tag, "")
    if name == "src":
        return _SRC.get(tag, "im_")
    if name == "data":
        return "oe_" if tag == "object" else None
    if name in _ADDRESS:
        return "if_" if tag == "iframe" else _ADDRESS[name]
    return "" if name.startswith("data-") and _ABSOLUTE.match(raw) else None


def _address(name: str, raw: str, modifier: str, context: Context) -> str | None:
    value = context.value(raw)
    new = context.rewrite(value, modifier)
    return None if new == value else _set(name, new)


def _set(name: str, value: str) -> str:
    """With real characters, which a page of any encoding takes as references."""
    return f'{name}="{tokens.escape(value).encode("ascii", "xmlcharrefreplace").decode("ascii")}"'


def _aside(name: str, raw: str) -> str:
    return f'data-archived-{name.replace(":", "-")}="{tokens.escape(tokens.unescape(raw))}"'


Facts: TypeAlias = "dict[str, str]"


def _link(name: str, raw: str, facts: Facts, context: Context) -> str | None:
    """Resource hints and what a browser fetches by itself go aside; `canonical` names the original and stays."""
    if name != "href":
        return None
    rels = facts.get("rel", "").split()
    if not _LINK_ASIDE.isdisjoint(rels):
        return _aside(name, raw)
    if rels == ["canonical"]:
        return _set(name, context.value(raw))
    if "preload" in rels:
        modifier = _LINK_AS.get(facts.get("as", ""), "im_")
    else:
        modifier = next((_LINK_STYLE[rel] for rel in rels if rel in _LINK_STYLE), "")
    return _address(name, raw, modifier, context)


def _meta(name: str, raw: str, facts: Facts, context: Context) -> str | None:
    """A refresh is rewritten; a policy, a cookie or a referrer rule of the page's own goes aside."""
    equiv = facts.get("http-equiv", "")
    if name == "http-equiv" and equiv not in _META_KEPT:
        return _aside(name, raw)
    if name == "name" and facts.get("name") in {"referrer", "monetization"}:
        return _aside(name, raw)
    if name != "content":
        return None
    value = context.value(raw)
    if equiv == "refresh":
        return _set(name, rewrite_refresh(value, context.rewrite))
    return _set(name, context.rewrite(value, "")) if _ABSOLUTE.match(value) and " " not in value else None


def rewrite_refresh(value: str, rewrite: Rewrite) -> str:
    """`0; url='…'` of a meta element or of a Refresh header (HTML standard, 4.2.5.3, shared declarative refresh)."""
    found = _REFRESH.match(value)
    if not found or not found[2].strip():
        return value
    address = found[2].strip()
    if address[0] in "\"'":
        address = address[1:].partition(address[0])[0]
    return found[1] + rewrite(address, "")


def _base(name: str, raw: str, _facts: Facts, _context: Context) -> str | None:
    """Every address is made absolute, so the base has done its work."""
    return _aside(name, raw) if name == "href" else None


def _animation(name: str, raw: str, facts: Facts, _context: Context) -> str | None:
    """SVG can animate a link's target: such an animation is taken out of use."""
    return _aside(name, raw) if name == "attributename" and "href" in facts.get(name, "") else None


_SPECIAL = {
    "link": _link, "meta": _meta, "base": _base,
    "animate": _animation, "set": _animation,
}  # fmt: skip
