"""The pages: each asks the archive and fills a template. What comes from the web is text here, never markup."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive import query
from archive.db.load import load, with_evidence
from archive.errors import NewsarkError, NotFound, QueryError
from archive.frontpage import frontpage
from archive.home import Home
from archive.library import record_reader
from archive.likeness.signatures import Signatures
from archive.likeness.syndication import Telling, syndication
from archive.plot import chart
from archive.stats import stats
from archive.versions import versions
from archive.web.render import Templates
from archive.web.sites import site_facts

MILLISECONDS = 10_000
"""Time that one page may take to ask."""

HITS = 50
EVENTS = 100
COPIES = 20
FIGURES = 400
MARK = ("\ue000", "\ue001")
"""Around what was found in a snippet; private-use characters, which the template turns into `<mark>`."""

Answer = tuple[str, dict[str, Any]]
Question = Callable[[sqlite3.Connection, Any], Answer]


class Pages:
    """`replay` is the address of the replay server without its closing slash, None if there is none."""

    def __init__(self, home: Home, replay: str | None) -> None:
        self._home = home
        self._templates = Templates(replay and replay.rstrip("/"))

    def routes(self) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
        return [
            (r"^/$", self._page(self.front)),
            (r"^/search$", self._page(self.search)),
            (r"^/article/(?P<id>[^/]+)$", self._page(self.article)),
            (r"^/article$", self._page(self.article)),
            (r"^/site/(?P<name>.+)$", self._page(self.site)),
            (r"^/changes$", self._page(self.changes)),
            (r"^/frontpage$", self._page(self.frontpage)),
            (r"^/stats$", self._page(self.stats)),
        ]

    def _page(self, question: Question) -> Callable[..., Awaitable[Any]]:
        """A route: the question is asked in one of Datasette's threads, on its read-only connection."""

        def ask(connection: sqlite3.Connection, request: Any) -> Answer:
            factory, connection.row_factory = connection.row_factory, None
            try:
                with sqlite_timelimit(connection, MILLISECONDS):
                    return question(connection, request)
            finally:
                connection.row_factory = factory

        async def view(request: Any, datasette: Any) -> Any:
            try:
                name, facts = await datasette.get_database("archive").execute_fn(lambda db: ask(db, request))
            except NotFound as error:
                return Response.html(self._templates.page("problem", {"message": str(error)}), status=404)
            except NewsarkError as error:
                return Response.html(self._templates.page("problem", {"message": str(error)}), status=400)
            except sqlite3.OperationalError as error:
                text = "this took too long; ask for less" if "interrupted" in str(error) else str(error)
                return Response.html(self._templates.page("problem", {"message": text}), status=503)
            return Response.html(self._templates.page(name, facts))

        return view

    def front(self, db: sqlite3.Connection, request: Any) -> Answer:
        facts = {
            "sites": _sites(db),
            "latest": list(query.articles(db, limit=20)),
        }
        return "front", facts

    def search(self, db: sqlite3.Connection, request: Any) -> Answer:
        asked = {
            name: request.args.get(name) or ""
            for name in ("q", "site", "language", "since", "until", "ranked")
        }
        hits = []
        if asked["q"].strip():
            hits = list(
                query.search(
                    db,
                    asked["q"],
                    site=asked["site"] or None,
                    since=asked["since"] or None,
                    until=asked["until"] or None,
                    language=asked["language"] or None,
                    ranked=bool(asked["ranked"]),
                    limit=HITS,
                    mark=MARK,
                )
            )
        return "search", {
            "asked": asked,
            "hits": hits,
            "facets": _facets(asked, hits),
            "most": HITS,
            "sites": _sites(db),
        }

    def article(self, db: sqlite3.Connection, request: Any) -> Answer:
        name = request.url_vars.get("id") or request.args.get("url") or ""
        stored = query.article(db, name)
        about = stored.id
        series = query.comments(db, about)
        points = [(datetime.fromisoformat(one.date), one.comment_count) for one in series]
        (bare,) = load(db, [stored.key], body=False)
        candidates = with_evidence(db, bare).article.evidence
        facts = {
            "stored": stored,
            "article": stored.article,
            "evidence": [c for c in candidates if c.chosen],
            "versions": list(versions(db, about)),
            "events": query.history(db, about),
            "captures": query.captures(db, about),
            "copies": self._copies(db, about),
            "series": series,
            "chart": chart(points, f"Comments: {(stored.article.title or stored.article.url)[:80]}")
            if points
            else "",
        }
        return "article", facts

    def site(self, db: sqlite3.Connection, request: Any) -> Answer:
        name = request.url_vars["name"]
        known = [one for one in _sites(db) if one["site"] == name]
        if not known:
            raise NotFound(f"{name}: no such publication")
        return "site", {"about": known[0], **site_facts(db, name)}

    def changes(self, db: sqlite3.Connection, request: Any) -> Answer:
        kind, site = request.args.get("kind") or "", request.args.get("site") or ""
        events = query.changes(db, kinds=[kind] if kind else (), site=site or None, limit=EVENTS)
        return "changes", {"events": list(events), "kind": kind, "site": site, "most": EVENTS}

    def frontpage(self, db: sqlite3.Connection, request: Any) -> Answer:
        site, at = request.args.get("site") or "", request.args.get("at") or ""
        if site not in [one["site"] for one in _sites(db)]:
            raise NotFound(f"{site}: no such publication")
        with record_reader(self._home) as read:
            front = frontpage(db, read, site, at=at or None)
        return "frontpage", {"site": site, "at": at, "front": front}

    def stats(self, db: sqlite3.Connection, request: Any) -> Answer:
        site, by = request.args.get("site") or "", request.args.get("by") or ""
        found = list(stats(db, site=site or None, by=by or None))
        return "stats", {"site": site, "by": by, "figures": found[-FIGURES:], "cut": len(found) > FIGURES}

    def _copies(self, db: sqlite3.Connection, name: str) -> list[Telling] | None:
        """Copies by the signatures that are there: making them takes longer than a page may. None where there are none."""
        if not self._home.likeness_db.exists():
            return None
        try:
            with Signatures(self._home.likeness_db) as signatures:
                found = syndication(db, signatures, name)
        except QueryError:  # nothing to compare texts with is installed
            return None
        return found[:COPIES] if len(found) > 1 else []


def _sites(db: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT site, count(*), max(captured) FROM latest_articles GROUP BY site ORDER BY 2 DESC, 1"
    )
    return [{"site": site, "articles": count, "last": last} for site, count, last in rows]


def _facets(asked: dict[str, str], hits: list[query.Hit]) -> dict[str, list[tuple[str, int]]]:
    """How the hits shown are spread over publications and months."""
    found: dict[str, dict[str, int]] = {"site": {}, "month": {}}
    for hit in hits:
        for name, value in (("site", hit.site), ("month", (hit.published or hit.captured)[:7])):
            found[name][value] = found[name].get(value, 0) + 1
    return {
        name: sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) for name, counts in found.items()
    }
