"""External comment systems: which one a page uses, and which of its elements a script fills (R4, R5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from crawler.parsers.addresses import same_page_key
from crawler.parsers.page import Page
from crawler.parsers.tree import Attrs, Tree

_HOT = re.compile(
    r"disqus|dsq|fb-comments|fb:comments|fb_comments|coral|spot-im|spotim|spot\.im|viafoura|vf-|vuukle|hyvor|talk-id|remark42"
    r"|remark_config|isso|comment(?:o|ario)\b|comentario|waline|artalk|cusdis|twikoo|tcomment|valine|vcomments|giscus|utteranc"
    r"|vk_comments|VK\.Widgets|mc-container|cackle|hypercomments|fyre|idc-container|IDComments|intensedebate|so_comments"
    r"|gigya|pluck|insticator|gravito|graphcomment|ghost-comment|muut|talkyard|discourse-comments",
    re.I,
)
"""Cheap test: no hit in the whole page, no known widget."""


@cache
def _patterns(what: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """All systems' patterns of one kind as one, with the system of each group."""
    text = files("crawler.parsers.comments").joinpath("widgets.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    kept = [(system, pattern) for system, kind, pattern in rows if kind == what]
    return re.compile("|".join(f"({pattern})" for _, pattern in kept), re.I), tuple(s for s, _ in kept)


def _system(what: str, text: str) -> str | None:
    pattern, systems = _patterns(what)
    found = pattern.search(text)
    return systems[found.lastindex - 1] if found and found.lastindex else None


def _signature(tag: str, attrs: Attrs) -> str:
    classes = "".join(f".{c}" for c in (attrs.get("class") or "").split()[:12])
    rest = "".join(
        f"[{k}={(v or '')[:200]}]" for k, v in attrs.items() if k.startswith("data-") or k in ("href", "name")
    )
    return f"{tag}#{attrs.get('id') or ''}{classes}{rest}"


@dataclass(frozen=True, slots=True)
class Widgets:
    """`system` of the page's comments (None: no external one); `counters`: node → its system."""

    system: str | None
    counters: dict[int, str]
    areas: tuple[int, ...]


def read_widgets(page: Page) -> Widgets:
    html = page.html
    known = _HOT.search(html) is not None
    tree = page.tree
    counters: dict[int, str] = {}
    areas: list[tuple[int, str]] = []
    scripted: str | None = None
    if known:
        for i, attrs in enumerate(tree.attrs):
            if not attrs:
                continue
            tag = tree.tags[i]
            if tag == "script":
                scripted = scripted or _script(tree, i, attrs)
            elif system := _counter(page, tag, attrs):
                counters[i] = system
            elif tag not in ("a", "link", "meta", "body", "html") and (
                system := _system("area", _signature(tag, attrs))
            ):
                areas.append((i, system))
        scripted = scripted or next(
            (s for i in tree.by_tag.get("script", ()) if not tree.attrs[i] and (s := _script(tree, i, {}))), None
        )
    system = areas[0][1] if areas else scripted
    found = Widgets(system, counters, tuple(i for i, _ in areas))
    return found if system or counters else _by_shape(page, found)


def _script(tree: Tree, i: int, attrs: Attrs) -> str | None:
    own = " ".join(f"{k}={v}" for k, v in attrs.items())
    return _system("script", own + " " + tree.raw(i)[:20_000])


def _counter(page: Page, tag: str, attrs: Attrs) -> str | None:
    """A counter element of this page's own site: links to another site's thread do not count."""
    signature = _signature(tag, attrs)
    if not _HOT.search(signature):
        return None
    system = _system("counter", signature)
    href = attrs.get("href") or ""
    if system and tag == "a" and "://" in href and page.url:
        try:
            if urlsplit(href).hostname != urlsplit(page.url).hostname and same_page_key(href) not in page.addresses:
                return None
        except ValueError:
            return None
    return system


_IDENT = re.compile(r"^data-[\w-]*(?:id|identifier|url|key|slug|thread|page)$")
_COUNTING = re.compile(r"(?:comm?ent|count|discuss|talk|widget|thread)[\w./-]*\.js\b", re.I)


def _by_shape(page: Page, none: Widgets) -> Widgets:
    """An unknown widget: elements with an id attribute of one name, beside a script of another host that counts."""
    hosts = [src for i in page.tree.all("script") if (src := page.tree.get(i, "src")) and _foreign(page, src)]
    if not any(_COUNTING.search(src) for src in hosts):
        return none
    tree = page.tree
    counters, areas = {}, []
    for i, attrs in enumerate(tree.attrs):
        names = [k for k in attrs if _IDENT.match(k)] if attrs else []
        if names and _speaks(tree, i):
            if "count" in (attrs.get("class") or "") or tree.tags[i] in ("a", "span"):
                counters[i] = "widget"
            elif tree.ends[i] - i <= 2:
                areas.append(i)
    return Widgets("widget", counters, tuple(areas)) if counters else none


def _speaks(tree: Tree, i: int) -> bool:
    names = f"{tree.get(i, 'class')} {tree.get(i, 'id')} {tree.get(i, 'href')}".lower()
    return "comment" in names or "thread" in names or "discuss" in names


def _foreign(page: Page, src: str) -> bool:
    try:
        host, own = urlsplit(src).netloc, urlsplit(page.url).netloc
    except ValueError:
        return False
    return bool(host) and host != own
