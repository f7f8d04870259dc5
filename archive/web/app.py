"""Browsing the archive: Datasette on a read-only connection, with pages of our own in front of it.

Needs Datasette: `pip install 'newsark[browse]'`. Pages are made on the server, without scripts; nothing is fetched from
anywhere else, and the headers forbid it. Replay stays a server of its own: captured pages never share an origin with these.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from archive.db.sql import add_functions
from archive.home import Home
from archive.takedown.hidden import Watch
from archive.web.database import Veiled
from archive.web.pages import Pages

STATIC = Path(__file__).parent / "static"
DATABASE = "archive"

OUR_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Content Security Policy (W3C, level 3) of our pages: no scripts, no styles but our file."""

THEIR_POLICY = OUR_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Datasette's own pages carry styles inside; they do without their scripts."""

_hook: Callable[[Any], Any] = hookimpl
Scope = Mapping[str, Any]
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def make(home: Home, *, replay: str | None = None, hosts: frozenset[str] = frozenset()) -> Datasette:
    """The application. `replay` is the address of a running `newsark replay`, for links to captured pages.

    Only requests whose Host header (without port) is a loopback name or one of `hosts` are answered: else a page
    elsewhere could read the archive through a name that it lets point here (DNS rebinding).
    """
    watch = Watch(home.path)
    settings = {
        "allow_download": False,
        "allow_csv_stream": True,
        "sql_time_limit_ms": 5000,
        "num_sql_threads": 2,
        "template_debug": False,
    }
    for old in [plugin for name, plugin in pm.list_name_plugin() if name == "newsark"]:
        pm.unregister(old)
    pm.register(Plugin(watch, Pages(home, replay), hosts), name="newsark")
    browser = Datasette([], settings=settings, metadata=_metadata(), static_mounts=[("style", str(STATIC))])
    browser.add_database(Veiled(browser, home.archive_db, home.index_db, watch), name=DATABASE)
    return browser


class Plugin:
    """What Datasette asks of a plugin."""

    __name__ = "newsark"

    def __init__(self, watch: Watch, pages: Pages, hosts: frozenset[str]) -> None:
        self._watch, self._pages = watch, pages
        self._hosts = hosts | {"127.0.0.1", "localhost", "[::1]"}

    @_hook
    def prepare_connection(self, conn: sqlite3.Connection, database: str) -> None:
        if database == DATABASE:
            add_functions(conn)

    @_hook
    def permission_allowed(self, action: str) -> bool | None:
        """Statements of one's own could name what is withheld."""
        return False if action == "execute-sql" and self._watch.now else None

    @_hook
    def register_routes(self) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
        return self._pages.routes()

    @_hook
    def asgi_wrapper(self) -> Callable[[Asgi], Asgi]:
        def wrap(app: Asgi) -> Asgi:
            async def guarded(scope: Scope, receive: Any, send: Any) -> None:
                if scope["type"] != "http":
                    await app(scope, receive, send)
                elif not self._known(scope):
                    await _refuse(send)
                else:
                    await app(scope, receive, _with_headers(send, scope["path"]))

            return guarded

        return wrap

    def _known(self, scope: Scope) -> bool:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return name.lower() in self._hosts


def _with_headers(send: Any, path: str) -> Any:
    theirs = path.startswith((f"/{DATABASE}", "/-/", "/_"))
    policy = THEIR_POLICY if theirs else OUR_POLICY
    more = [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]

    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await send(message)

    return sending


async def _refuse(send: Any) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": head})
    await send({"type": "http.response.body", "body": b"This archive is not served under that name.\n"})


def _metadata() -> dict[str, Any]:
    facets = {"facets": ["site", "language", "section"], "sort_desc": "moment"}
    tables = {name: facets for name in ("latest_articles", "articles")}
    hide = ("search_documents", "search_index", "evidence", "projection", "article_rows", "texts")
    return {
        "title": "newsark",
        "databases": {DATABASE: {"tables": {**tables, **{name: {"hidden": True} for name in hide}}}},
    }
