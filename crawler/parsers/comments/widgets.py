"""External comment systems: which one a page uses, and which of its elements a script fills (R4, R5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from crawler.parsers.addresses import same_page_key
from crawler.parsers.page import Page
from crawler.parsers.tree import Attrs, Tree


@cache
def _rows(what: str) -> list[tuple[str, str]]:
    """(system, pattern) of one kind, in the order of the file."""
    text = files("crawler.parsers.comments").joinpath("widgets.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(system, pattern) for system, kind, pattern in rows if kind == what]


@cache
def _patterns(what: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """All systems' patterns of one kind as one, with the system of each group."""
    rows = _rows(what)
    return re.compile("|".join(f"({pattern})" for _, pattern in rows), re.I), tuple(s for s, _ in rows)


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
    """`system` of the page's comments (None: no external one); `counters`: node → its system; `scripts`: what they are."""

    system: str | None
    counters: dict[int, str]
    areas: tuple[int, ...]
    scripts: tuple[str, ...] = ()


def read_widgets(page: Page, hot: Sequence[int], fragments: Sequence[tuple[int, str]]) -> Widgets:
    """`hot` are the elements whose names or attributes some system uses, `fragments` the links with a fragment."""
    tree = page.tree
    counters: dict[int, str] = {}
    areas: list[tuple[int, str]] = []
    named = [
        i
        for tag, nodes in tree.by_tag.items()
        if ("-" in tag or ":" in tag) and _NAMED_TAG.match(tag)
        for i in nodes
    ]
    linked = [i for i, href in fragments if len(href) > 2 and _THREAD_LINK.search(href)]
    for i in sorted({*hot, *named, *linked}):
        tag, attrs = tree.tags[i], tree.attrs[i]
        if system := _counter(page, tag, attrs):
            counters[i] = system
        elif tag not in _NO_AREA and (system := _system("area", _signature(tag, attrs))):
            areas.append((i, system))
    scripts = _scripts(tree)
    system = areas[0][1] if areas else _scripted(scripts)
    found = Widgets(system, counters, tuple(i for i, _ in areas), scripts)
    return found if system or counters else _by_shape(page, found)


def _scripts(tree: Tree) -> tuple[str, ...]:
    """What each script and frame of the page is: its address with the names of its data, or the beginning of its text."""
    found = []
    for i in tree.all("script", "iframe"):
        attrs = tree.attrs[i]
        if src := attrs.get("src"):
            found.append(f"src={src} " + " ".join([k for k in attrs if k.startswith("data-")]))
        elif "ld+json" not in (attrs.get("type") or ""):
            found.append(
                "".join([text[:MAX_SCRIPT] for text in tree.texts[i + 1 : tree.ends[i]]])[:MAX_SCRIPT]
            )
    return tuple(found)


def _scripted(scripts: tuple[str, ...]) -> str | None:
    """The system that the first script of any belongs to; all are searched as one text first."""
    whole = "\n".join(scripts)
    known = [(word, system) for word, system in _script_words() if word in whole]
    return (
        next((system for text in scripts for word, system in known if word in text), None) if known else None
    )


@cache
def _script_words() -> tuple[tuple[str, str], ...]:
    return tuple((word, system) for system, words in _rows("script") for word in words.split("|"))


MAX_SCRIPT = 2_000
"""Characters of a script, from its beginning, that are looked into: loaders are short."""
_NAMED_TAG = re.compile(r"vf-|fb:comments|hyvor-talk|comentario-|insticator-")
_THREAD_LINK = re.compile(
    r"#(?:disqus_thread|isso-thread|commento|comentario|mc-container|hypercomments_widget)"
)
_NO_AREA = frozenset(("a", "link", "meta", "body", "html", "script", "style"))


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
_COUNTING_STEMS = ("omm", "ount", "iscuss", "alk", "idget", "hread")
"""What every address that `_COUNTING` fits has: asked first, as most addresses have none."""
_COUNTING = re.compile(r"(?:comm?ent|count|discuss|talk|widget|thread)[\w./-]*\.js\b", re.I)


def _by_shape(page: Page, none: Widgets) -> Widgets:
    """An unknown widget: elements with an id attribute of one name, beside a script of another host that counts."""
    tree = page.tree
    counting = [
        src
        for text in none.scripts
        if text.startswith("src=")
        and any(stem in text for stem in _COUNTING_STEMS)
        and _COUNTING.search(src := text[4:].partition(" ")[0])
    ]
    if not any(_foreign(page, src) for src in counting):
        return none
    counters, areas = {}, []
    for i in sorted({i for name in tree.attr_names if _IDENT.match(name) for i in tree.with_attr(name)}):
        if _speaks(tree, i):
            if "count" in tree.get(i, "class") or tree.tags[i] in ("a", "span"):
                counters[i] = "widget"
            elif tree.ends[i] - i <= 2:
                areas.append(i)
    return Widgets("widget", counters, tuple(areas), none.scripts) if counters else none


def _speaks(tree: Tree, i: int) -> bool:
    names = f"{tree.get(i, 'class')} {tree.get(i, 'id')} {tree.get(i, 'href')}".lower()
    return "comment" in names or "thread" in names or "discuss" in names


def _foreign(page: Page, src: str) -> bool:
    try:
        host, own = urlsplit(src).netloc, urlsplit(page.url).netloc
    except ValueError:
        return False
    return bool(host) and host != own
