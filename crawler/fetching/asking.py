"""A Scrapy request as what the wire is asked: headers, proxy, limits, and how we came by the address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

from scrapy.exceptions import NotConfigured

from crawler.fetching.answer import Limits
from crawler.fetching.request import DEFAULT_PORTS, BadAddress, Proxy
from crawler.fetching.wire import Ask, Timeouts

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.settings import BaseSettings


class Asking:
    """The parts that are the same for every request, from the settings. Raises NotConfigured (a proxy that is none)."""

    def __init__(self, settings: BaseSettings) -> None:
        self._limits = Limits(settings.getint("NEWSARK_MAX_HEAD"), settings.getint("DOWNLOAD_MAXSIZE"))
        self._timeouts = Timeouts(
            connect=settings.getfloat("NEWSARK_CONNECT_TIMEOUT"),
            stall=settings.getfloat("NEWSARK_STALL_TIMEOUT"),
            total=settings.getfloat("DOWNLOAD_TIMEOUT"),
        )
        self._defaults = _default_headers(settings)
        self._proxies = _proxies() if settings.getbool("HTTPPROXY_ENABLED") else {}

    def of(self, request: Request) -> Ask:
        """`via` and `hops` of its meta go into the record; each redirect that Scrapy followed is one more hop, `R`."""
        meta = request.meta
        redirects: list[str] = meta.get("redirect_urls") or []
        size = meta.get("download_maxsize")
        return Ask(
            request.url.partition("#")[0],
            request.method,
            self._headers(request),
            request.body,
            proxy=self._proxy(request),
            limits=Limits(self._limits.head, size) if size else self._limits,
            timeouts=self._timeouts,
            via=redirects[-1] if redirects else meta.get("via"),
            hops=meta.get("hops", "") + "R" * len(redirects),
        )

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        """The defaults that the request does not set itself, then its own."""
        own = request.headers
        headers = [(name, value) for key, name, value in self._defaults if key not in own]
        for key, values in own.items():
            headers += [(key.decode("latin-1"), value.decode("latin-1")) for value in values]
        return headers

    def _proxy(self, request: Request) -> Proxy | None:
        if url := request.meta.get("proxy"):
            return Proxy.of(url)
        if not self._proxies:
            return None
        scheme, _, rest = request.url.partition("://")
        return None if proxy_bypass(rest.partition("/")[0]) else self._proxies.get(scheme)


def _default_headers(settings: BaseSettings) -> list[tuple[bytes, str, str]]:
    """User-Agent and DEFAULT_REQUEST_HEADERS, each with its name as Scrapy's header table has it."""
    rest = settings.getdict("DEFAULT_REQUEST_HEADERS")
    named = [("User-Agent", settings["USER_AGENT"]), *rest.items()]
    return [(name.title().encode("latin-1"), name, str(value)) for name, value in named]


def _proxies() -> dict[str, Proxy]:
    """The proxies that the environment names (http_proxy, https_proxy; no_proxy is asked for each host).

    One that cannot be used is an error: its owner would not want us to go around it.
    """
    try:
        return {scheme: Proxy.of(url) for scheme, url in getproxies().items() if scheme in DEFAULT_PORTS}
    except BadAddress as error:
        raise NotConfigured(str(error)) from None
