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


def read_widgets(page: Page, hot: list[int]) -> Widgets:
    """`hot` are the elements whose names or attributes some system uses."""
    tree = page.tree
    counters: dict[int, str] = {}
    areas: list[tuple[int, str]] = []
    named = [i for tag, nodes in tree.by_tag.items() if _NAMED_TAG.match(tag) for i in nodes]
    linked = [i for i in tree.by_tag.get("a", ()) if _THREAD_LINK.search(tree.attrs[i].get("href") or "")]
    for i in sorted({*hot, *named, *linked}):
        tag, attrs = tree.tags[i], tree.attrs[i]
        if system := _counter(page, tag, attrs):
            counters[i] = system
        elif tag not in _NO_AREA and (system := _system("area", _signature(tag, attrs))):
            areas.append((i, system))
    scripts = tree.by_tag.get("script", ())
    scripted = next((s for i in scripts if (s := _script(tree, i, tree.attrs[i]))), None)
    system = areas[0][1] if areas else scripted
    found = Widgets(system, counters, tuple(i for i, _ in areas))
    return found if system or counters else _by_shape(page, found)


def _script(tree: Tree, i: int, attrs: Attrs) -> str | None:
    if src := attrs.get("src"):
        text = f"src={src} " + " ".join(k for k in attrs if k.startswith("data-"))
    else:
        text = tree.raw(i)[:3_000]
    for word in _SCRIPT_WORDS:
        if word in text:
            return _system("script", text)
    return None


_NAMED_TAG = re.compile(r"vf-|fb:comments|hyvor-talk|comentario-|insticator-")
_THREAD_LINK = re.compile(
    r"#(?:disqus_thread|isso-thread|commento|comentario|mc-container|hypercomments_widget)"
)
_NO_AREA = frozenset(("a", "link", "meta", "body", "html", "script", "style"))
_SCRIPT_WORDS = (
    "disqus", "coral", "spot.im", "viafoura", "VUUKLE", "vuukle", "remark_config", "isso", "comment", "giscus", "utteranc",
    "VK.Widgets", "cackle", "intensedebate", "showCommentsUI",
)  # fmt: skip


def _counter(page: Page, tag: str, attrs: Attrs) -> str | None:
    """A counter element of this page's own site: links to another site's thread do not count."""
    system = _system("counter", _signature(tag, attrs))
    href = attrs.get("href") or ""
    if system and tag == "a" and "://" in href and page.url:
        try:
            if (
                urlsplit(href).hostname != urlsplit(page.url).hostname
                and same_page_key(href) not in page.addresses
            ):
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
