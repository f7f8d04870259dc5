"""Asking an external widget for its count: what to ask, and how to read the answer. Pure; the crawler does the asking.

Sources: the widgets' own count scripts and documentation (Disqus count.js, Spot.IM messages-count, Vuukle, Remark42
API v1 `/count`, Isso /count, Commento++ and Comentario /api/comment/count, Coral story/count.js).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from crawler.parsers.comments.widgets import Widgets
from crawler.parsers.page import Page

MAX_ANSWER = 2_000_000


class HasThread(Protocol):
    """`CommentFacts` and `archive.model.Article` are such."""

    @property
    def comments_system(self) -> str | None: ...
    @property
    def comments_thread(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class CountRequest:
    """`key` is what the answer calls this page's thread."""

    method: str
    url: str
    body: bytes | None
    key: str


def count_request(facts: HasThread, page_url: str) -> CountRequest | None:
    """The request for the page's own count; None where no address is known to ask."""
    thread = facts.comments_thread or ""
    if not thread.startswith(("http://", "https://")):
        return None
    url, _, fragment = thread.partition("#")
    key = unquote(fragment)
    if facts.comments_system == "isso":
        return CountRequest("POST", url, json.dumps([key]).encode(), key)
    if facts.comments_system == "commento":
        domain = urlsplit(page_url).netloc
        return CountRequest("POST", url, json.dumps({"domain": domain, "paths": [key]}).encode(), key)
    query = dict(parse_qsl(urlsplit(url).query))
    names = ("1", "2", "ids", "posts_ids", "articleIds", "url", "id")
    return CountRequest("GET", url, None, next((query[n] for n in names if n in query), page_url))


_JSONP = re.compile(r"\A[^({\[]{0,200}\(\s*(.*)\)\s*;?\s*\Z", re.S)
_VALUES = ("comments", "count", "comment_count", "commentCount", "n")
_IDENTS = ("id", "identifier", "url", "key", "uid")


def parse_count_answer(system: str, body: bytes | str, keys: tuple[str, ...] = ()) -> dict[str, int]:
    """Thread key → count, of a JSON or JSONP answer. `keys` are those asked for, for answers that are bare lists.

    An answer that is no JSON, or says nothing about counts, gives an empty dict.
    """
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    text = text[:MAX_ANSWER].strip().removeprefix("/**/").strip()
    if not text.startswith(("{", "[")) and (wrapped := _JSONP.match(text)):
        text = wrapped[1]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(value, list) and value and all(_is_count(v) for v in value):
        return dict(zip(keys, value, strict=False))
    if _is_count(value) and keys:
        return {keys[0]: value}
    return _counts(value)


def _counts(value: Any) -> dict[str, int]:
    """Rows of {id, count} or a mapping of ids to counts, whatever they are wrapped in."""
    found: dict[str, int] = {}
    waiting = [value]
    for _ in range(10_000):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            ident = next((value[k] for k in _IDENTS if isinstance(value.get(k), str | int)), None)
            count = next((value[k] for k in _VALUES if _is_count(value.get(k))), None)
            if ident is not None and count is not None:
                found[str(ident)] = count
            elif value and all(_is_count(v) for v in value.values()):
                found |= {str(k): v for k, v in value.items()}
            else:
                waiting += [v for v in value.values() if isinstance(v, dict | list)]
    return found


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8


def thread_of(page: Page, widgets: Widgets) -> str | None:
    """What the count can be asked with: an address where the endpoint is known, else the identifier."""
    system = widgets.system or next(iter(widgets.counters.values()), None)
    attributes = [page.tree.attrs[i] for i in (*widgets.areas, *widgets.counters)]
    ident = next((v for a in attributes for k, v in a.items() if v and _KEY.match(k)), None)
    if system == "widget":
        return _by_shape(page, ident) or ident
    read = _THREADS.get(system or "")
    return (read(_around(page.html, _WORDS[system or ""]), page, ident) if read else None) or ident


_KEY = re.compile(
    r"data-(?!(?:[\w-]*-)?(?:app|site|website|spot|client|repo|category)-?(?:id|key|url)$)(?:[\w-]*(?:identifier|post-?id|thread|url|key|slug|path|id)|href)$|page-id$"
)


MAX_MENTIONS, MARGIN = 100, 1_000
_WORDS = {
    "disqus": ("disqus",),
    "openweb": ("spot",),
    "remark42": ("remark",),
    "isso": ("isso",),
    "commento": ("commento", "comentario"),
    "vuukle": ("uukle", "UUKLE"),
    "coral": ("oral",),
}
"""How a system is mentioned in the source of a page that uses it."""


def _around(html: str, words: tuple[str, ...]) -> str:
    """The source around mentions of a system: a tenth of a page, for patterns that are slow on all of it."""
    parts: list[str] = []
    for word in words:
        at, end = html.find(word), 0
        while at >= 0 and len(parts) < MAX_MENTIONS:
            parts.append(html[max(end, at - MARGIN) : at + MARGIN])
            end = at + MARGIN
            at = html.find(word, end)
    return "".join(parts)


def _search(source: str, pattern: str | re.Pattern[str]) -> str:
    found = re.search(pattern, source)
    return next((g for g in found.groups() if g), "") if found else ""


_DISQUS_NAME = re.compile(
    r"//([\w-]{2,60})\.disqus\.com/(?:embed|count)\.js|disqus_shortname\s*[=:]\s*[\"']([\w-]{2,60})[\"']|data-disqus-shortname=[\"']([\w-]{2,60})"
)
_DISQUS_ELSEWHERE = re.compile(
    r"[\"'=]((?:https?:)?//(?![\w.-]*disqus\.com/)[\w.-]{2,100}(?::\d{1,5})?(?:/[\w-]{1,40}){0,3})/(?:embed|count|count-data)\.js\b"
)
"""Disqus behind a host of the publication's own, or a server that speaks its protocol."""


def _disqus(source: str, page: Page, ident: str | None) -> str | None:
    elsewhere, name = _DISQUS_ELSEWHERE.search(source), _search(source, _DISQUS_NAME)
    if elsewhere:
        base = urljoin(page.url, elsewhere[1])
    elif name:
        base = f"https://{name}.disqus.com"
    else:
        return None
    ident = (
        _search(source, r"(?:disqus_identifier\s*=|\.identifier\s*=)\s*[\"']([^\"'\n]{1,200})[\"']") or ident
    )
    if ident and not ident.startswith("http"):
        return f"{base}/count-data.js?1={quote(ident, safe='')}"
    url = (
        ident
        or _search(source, r"(?:disqus_url\s*=|page\.url\s*=)\s*[\"'](https?://[^\"'\n]{1,500})[\"']")
        or page.url
    )
    return f"{base}/count-data.js?2={quote(url, safe='')}" if url else None


def _openweb(source: str, page: Page, ident: str | None) -> str | None:
    spot = _search(
        source,
        r"spot\.im/(?:launcher/)?(?:spot/)?(sp_\w{4,20})|data-spot-?id=[\"'](sp_\w{4,20})|spotId[\"']?\s*[:=]\s*[\"'](sp_\w{4,20})",
    )
    ident = _search(source, r"data-post-id=[\"']([^\"']{1,200})") or ident
    if not spot or not ident:
        return None
    return f"https://open-api.spot.im/v1/messages-count?spot_id={spot}&posts_ids={quote(ident, safe='')}"


def _remark(source: str, page: Page, ident: str | None) -> str | None:
    host = _search(source, r"remark_config[^}]{0,300}?host\s*:\s*[\"'](https?://[^\"']{3,200})")
    site = _search(source, r"remark_config[^}]{0,300}?site_id\s*:\s*[\"']([^\"']{1,80})") or "remark"
    url = quote(ident or page.url, safe="")
    return f"{host.rstrip('/')}/api/v1/count?site={quote(site)}&url={url}" if host else None


def _isso(source: str, page: Page, ident: str | None) -> str | None:
    host = _search(source, r"data-isso=[\"']([^\"']{1,200})")
    path = _search(source, r"href=[\"']([^\"'#]{1,300})#isso-thread") or urlsplit(page.url).path
    return f"{urljoin(page.url, host).rstrip('/')}/count#{quote(path, safe='/')}" if host else None


def _commento(source: str, page: Page, ident: str | None) -> str | None:
    script = _search(source, r"src=[\"'](https?://[^\"']{3,200}(?:commento|comentario)\.js)")
    path = _search(source, r"data-page-id=[\"']([^\"']{1,300})") or urlsplit(page.url).path
    return f"{urljoin(script, '/api/comment/count')}#{quote(path, safe='/')}" if script else None


def _vuukle(source: str, page: Page, ident: str | None) -> str | None:
    ident = _search(source, r"articleId[\"']?\s*:\s*[\"']?([\w-]{1,80})") or ident
    host = urlsplit(page.url).hostname or ""
    return (
        f"https://api.vuukle.com/api/v1/Comments/getCommentCountListByHost?host={host}&articleIds={quote(ident, safe='')}"
        if ident and host
        else None
    )


def _coral(source: str, page: Page, ident: str | None) -> str | None:
    root = _search(
        source,
        r"(https?://[\w.-]+\.coral\.coralproject\.net)|rootURL[\"']?\s*:\s*[\"'](https?://[^\"']{3,200})",
    )
    if not root:
        return None
    return f"{root.rstrip('/')}/api/story/count.js?{'id' if ident and not ident.startswith('http') else 'url'}={quote(ident or page.url, safe='')}"


_THREADS = {
    "disqus": _disqus,
    "openweb": _openweb,
    "remark42": _remark,
    "isso": _isso,
    "commento": _commento,
    "vuukle": _vuukle,
    "coral": _coral,
}
_SERVICES = {
    "disqus.com": "disqus",
    "spot.im": "openweb",
    "vuukle.com": "vuukle",
    "coralproject.net": "coral",
}
_PATHS = {
    "/count-data.js": ("disqus", "widget"),
    "/api/story/count.js": ("coral",),
    "/api/v1/count": ("remark42",),
}
"""What speaks at these addresses on hosts of other names; where two do, pages tell which they mean."""


def systems_at(host: str, path: str) -> tuple[str, ...]:
    """The systems whose counts an address gives, as pages that use it name them."""
    named = next((s for name, s in _SERVICES.items() if host == name or host.endswith(f".{name}")), None)
    return (named,) if named else next((s for end, s in _PATHS.items() if path.endswith(end)), ("widget",))


_ENDPOINT = re.compile(r"[\"'](https?:(?:\\?/){2}[^\"'\s<>]{3,200}?count[^\"'\s<>]{0,60})[\"']", re.I)
_SITE = re.compile(r"[\"']?site(?:_?id|name)?[\"']?\s*:\s*[\"']([\w.-]{1,80})[\"']", re.I)


def _by_shape(page: Page, ident: str | None) -> str | None:
    """An unknown widget whose inline settings name an address of counts on another host.

    `count-data.js` speaks Disqus' protocol (`?1=`); one that ends in `.json` is asked `?site=&ids=`.
    """
    own = urlsplit(page.url).netloc
    for i in page.tree.all("script"):
        text = page.tree.raw(i)[:20_000]
        for found in _ENDPOINT.finditer(text):
            url = found[1].replace("\\/", "/")
            if urlsplit(url).netloc == own or not ident:
                continue
            if url.endswith(".json"):
                site = _SITE.search(text)
                return f"{url}?{f'site={quote(site[1])}&' if site else ''}ids={quote(ident, safe='')}"
            if url.endswith("count-data.js"):
                return f"{url}?1={quote(ident, safe='')}"
    return None
