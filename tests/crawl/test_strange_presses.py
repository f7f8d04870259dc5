"""A publication built in other ways than the press's six: everything found, each thing once, what has no end left."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from smallpress import Handler, serving

from archive.home import Home

STORIES = [f"/story/{n}-of-the-many-things-that-happened" for n in range(100, 160)]


def said(n: object) -> str:
    return (
        f"<p>It was said by somebody on the day number {n} that everything had been a story of its own.</p>"
    )


def links(paths: Iterable[str]) -> str:
    return "".join(f'<a href="{path}">x</a>' for path in paths)


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


class Strange(Handler):
    """Sixty stories: ten on the front page, the others by JSON without an end and by markup in JSON; each with pages of short
    comments. Beside them filters that can be combined for ever."""

    def answer(self) -> None:
        parts = urlsplit(self.path)
        story = parts.path.partition("/comment-page-")[0]
        if self.path == "/":
            rest = '<button data-url="/api/list?page=1">more</button><script>fetch("/api/old")</script>'
            self.say(
                f'<html>{links(STORIES[:10])}{rest}<a href="/find?f[0]=a">find</a><a href="/at?sort=up">by</a>'
            )
        elif parts.path == "/api/list":
            page = int(parse_qs(parts.query)["page"][0])
            rows = [{"url": path} for path in STORIES[10 * page : 10 * page + 10]] if page < 4 else []
            onward = {"next": f"/api/list?page={page + 1}"}
            self.say(json.dumps({"items": rows, "links": onward}), kind="application/json")
        elif parts.path == "/api/old":
            self.say(json.dumps({"html": links(STORIES[40:])}), kind="application/json")
        elif parts.path == "/find":
            filters = parts.query.count("f%5B") + parts.query.count("f[")
            self.say("<html>" + links(f"{self.path}&f[{filters}]={c}" for c in "abcdef"))
        elif parts.path == "/at":
            more = [f"{name}={value}" for name in ("sort", "view", "cat", "tag", "age") for value in "abc"]
            self.say("<html>" + links(f"/at?{parts.query}&{pair}" for pair in more))
        elif story in STORIES:
            pages = links(f"{story}/comment-page-{n}" for n in range(1, 9))
            self.say(f"<html><h1>Story</h1>{said(story)}<li>Me too.</li>{pages}", ("ETag", '"1"'))
        else:
            self.say("none", status=404)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], list[str]]:
    """What the first crawl asked for, which came to its end; what the second asked for."""
    first, hits, again = crawl(tmp_path_factory.mktemp("strange"), Strange)
    assert first["finish_reason"] == "finished"
    return hits, again


def test_what_scripts_load_is_found_once_and_has_an_end(crawled: tuple[Counter[str], list[str]]) -> None:
    hits, again = crawled
    assert set(STORIES) <= set(hits)
    assert max(hits.values()) == 1
    assert sum(path.startswith("/api/") for path in hits) <= 60
    assert len(again) <= 12


def test_comment_pages_cost_no_article_and_filters_have_an_end(
    crawled: tuple[Counter[str], list[str]],
) -> None:
    hits, _ = crawled
    kinds = Counter(urlsplit(path).path for path in hits)
    assert kinds["/find"] <= 60
    assert kinds["/at"] <= 200
    assert sum("/comment-page-" in path for path in hits) <= 8 * len(STORIES)
