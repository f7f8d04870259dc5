"""Publications built in other ways than the press's six: everything found, each thing once, what has no end left."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from smallpress import Handler, serving

from archive.home import Home

STORIES = [f"/story/{n}-of-the-many-things-that-happened" for n in range(100, 160)]


def said(n: object) -> str:
    return (
        f"<p>It was said by somebody on the day number {n} that everything had been a story of its own.</p>"
    )


def crawl(folder: Path, press: type[Handler]) -> tuple[dict[str, object], Counter[str], list[str]]:
    """The first crawl's result and what was asked for; what the second asked for."""
    home = Home.create(folder / "home", contact="tests@localhost.test")
    command = [sys.executable, "-m", "crawler.cli", "crawl", "paper", "--no-project", "--json", "--home"]
    with serving(press) as (base, asked):
        (home.sites / "paper.toml").write_text(f'start = ["{base}/"]\n[crawl]\ndelay = 0\n')
        results = []
        for _ in range(2):
            done = subprocess.run(
                [*command, str(home.path)], capture_output=True, text=True, timeout=300, check=True
            )
            results.append((json.loads(done.stdout), list(asked)))
            asked.clear()
    (first, hits), (_, again) = results
    return first, Counter(hits), again


class LoadMore(Handler):
    """Ten stories on its front page; the others come by JSON without an end, and by markup in JSON."""

    def answer(self) -> None:
        parts, asked = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
        if self.path == "/":
            rest = '<button data-url="/api/list?page=1">more</button><script>fetch("/api/old")</script>'
            self.say("<html>" + "".join(f'<a href="{path}">x</a>' for path in STORIES[:10]) + rest)
        elif parts.path == "/api/list":
            page = int(asked["page"][0])
            rows = [{"url": path} for path in STORIES[10 * page : 10 * page + 10][:40]] if page < 4 else []
            onward = {"next": f"/api/list?page={page + 1}"}
            self.say(json.dumps({"items": rows, "links": onward}), kind="application/json")
        elif parts.path == "/api/old":
            links = "".join(f'<a href="{path}">x</a>' for path in STORIES[40:])
            self.say(json.dumps({"html": links}), kind="application/json")
        elif self.path in STORIES:
            self.say(f"<html><h1>Story</h1>{said(self.path)}", ("ETag", '"1"'))
        else:
            self.say("none", status=404)


def test_what_scripts_load_is_found_and_has_an_end(tmp_path: Path) -> None:
    first, hits, again = crawl(tmp_path, LoadMore)
    assert first["finish_reason"] == "finished"
    assert set(STORIES) <= set(hits)
    assert max(hits.values()) == 1
    assert hits.total() <= len(STORIES) + 60
    assert len(again) <= 4


class Filtered(Handler):
    """Sixty stories on lists, each with pages of short comments; and filters that can be combined for ever."""

    def answer(self) -> None:
        parts = urlsplit(self.path)
        story = parts.path.partition("/comment-page-")[0]
        if self.path == "/" or parts.path.startswith("/list/"):
            page = int(parts.path.rpartition("/")[2] or 0)
            rows = "".join(f'<a href="{path}">x</a>' for path in STORIES[10 * page : 10 * page + 10])
            onward = f'<a href="/list/{page + 1}">older</a>' if page < 5 else ""
            self.say(f'<html>{rows}{onward}<a href="/find?f[0]=a">find</a><a href="/at?sort=up">by</a>')
        elif parts.path == "/find":
            filters = parts.query.count("f%5B") + parts.query.count("f[")
            self.say(
                "<html>" + "".join(f'<a href="{self.path}&f[{filters}]={c}">x</a>' for c in "abcdef"),
                status=200,
            )
        elif parts.path == "/at":
            more = [f"{name}={value}" for name in ("sort", "view", "cat", "tag", "age") for value in "abc"]
            self.say("<html>" + "".join(f'<a href="/at?{parts.query}&{pair}">x</a>' for pair in more))
        elif story in STORIES:
            pages = "".join(f'<a href="{story}/comment-page-{n}">{n}</a>' for n in range(1, 9))
            self.say(f"<html><h1>Story</h1>{said(story)}<li>Me too.</li>{pages}", ("ETag", '"1"'))
        else:
            self.say("none", status=404)


def test_comment_pages_cost_no_article_and_filters_have_an_end(tmp_path: Path) -> None:
    first, hits, again = crawl(tmp_path, Filtered)
    assert first["finish_reason"] == "finished"
    assert set(STORIES) <= set(hits)
    assert max(hits.values()) == 1
    kinds = Counter(path.partition("?")[0].rpartition("/")[0 if "/" in path[1:] else 2] for path in hits)
    assert kinds["find"] <= 60
    assert kinds["at"] <= 200
    assert len(again) <= 12
