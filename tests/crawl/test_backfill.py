"""newsark backfill against a real server whose past is linked from nowhere."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from smallpress import Handler, serving

from archive import query
from archive.home import Home

POSTS = 230
"""Of 2014, one a day, the newest with the highest number; the interface gives 100 at once."""
TEXT = (
    "<p>The council met and agreed the budget for the coming year after a long debate about roads and schools.</p>"
    * 3
)


class Press(Handler):
    def answer(self) -> None:
        parts, base = urlsplit(self.path), self.base
        said = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/":
            self.say(
                f'<html><head><title>The Paper</title><link rel="https://api.w.org/" href="{base}/wp-json/"></head><p>News'
            )
        elif parts.path == "/wp-json/":
            self.say(json.dumps({"namespaces": ["wp/v2"]}), kind="application/json")
        elif parts.path == "/wp-json/wp/v2/posts":
            first = (int(said["page"]) - 1) * 100
            numbers = list(range(POSTS, 0, -1))[first : first + 100]
            posts = [
                {
                    "id": n,
                    "link": f"{base}/story-{n}/",
                    "date_gmt": f"2014-0{n // 28 + 1}-{n % 28 + 1:02}T08:00:00",
                }
                for n in numbers
            ]
            self.say(json.dumps(posts), kind="application/json")
        elif parts.path == "/wp-json/wp/v2/comments":
            number = int(said["post"])
            answer = [{"id": 1, "link": f"{base}/story-{number}/#comment-1"}] if number % 2 else []
            self.say(json.dumps(answer), ("X-WP-Total", str(number % 2 * 40)), kind="application/json")
        elif found := re.fullmatch(r"/2014/(\d\d)/", parts.path):
            self.say(
                "".join(
                    f"<h2><a href='/story-{n}/'>Story {n}</a></h2>"
                    for n in range(int(found[1]) * 3, int(found[1]) * 3 + 3)
                )
            )
        elif found := re.fullmatch(r"/story-(\d+)/", parts.path):
            head = f"<title>Story {found[1]}</title><meta property='og:type' content='article'>"
            self.say(
                f"<html><head>{head}</head><article><h1>Story {found[1]} of the year</h1><time>2014-05-03</time>{TEXT}</article>"
            )
        else:
            self.say("none", status=404)


@pytest.fixture
def press():  # type: ignore[no-untyped-def]
    with serving(Press) as found:
        yield found


def newsark(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler.cli", *words, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)


def site(home: Home, base: str, backfill: str) -> None:
    text = f'start = ["{base}/"]\n[crawl]\ndelay = 0\nconcurrency = 1\n[backfill]\n{backfill}\n'
    (home.sites / "paper.toml").write_text(text)


def stories(asked: list[str]) -> list[int]:
    return [int(found[1]) for path in asked if (found := re.fullmatch(r"/story-(\d+)/", path))]


def test_posts_of_wordpress_and_their_comment_totals(press, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    base, asked = press
    home = Home.create(tmp_path / "home")
    added = newsark(home.path, "site", "add", base + "/", "--name", "added")
    assert f"WordPress interface {base}/wp-json/" in added.stdout
    assert f'wordpress = "{base}/wp-json/"' in (home.sites / "added.toml").read_text()
    site(home, base, f'wordpress = "{base}/wp-json/"\ncomments = true')
    done = newsark(home.path, "backfill", "paper", "--from", "2014", "--to", "2014-12", "--limit", "150")
    assert done.returncode == 0, done.stderr
    assert len(stories(asked)) < POSTS
    done = newsark(home.path, "crawl", "paper")  # goes on where the backfill was stopped
    assert done.returncode == 0, done.stderr
    assert sorted(stories(asked)) == list(range(1, POSTS + 1))
    assert sum(path.startswith("/wp-json/wp/v2/posts") for path in asked) == 3
    with query.reading(home.archive_db) as db:
        counts = {s.article.url: s.article.comment_count for s in query.articles(db)}
    assert counts[f"{base}/story-7/"] == 40
    assert counts[f"{base}/story-8/"] is None


def test_dated_pages_come_after_what_is_new_and_once(press, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    base, asked = press
    home = Home.create(tmp_path / "home")
    site(home, base, f'archives = ["{base}/%Y/%m/"]')
    words = ("backfill", "paper", "--from", "2014-03", "--to", "2014-04")
    done = newsark(home.path, *words)
    assert (done.returncode, "failed" in done.stderr) == (0, False), done.stderr
    with query.reading(home.archive_db) as db:
        assert sum("/story-" in str(s.article.url) for s in query.articles(db)) == 6
    assert asked.index("/") < asked.index("/2014/04/") < asked.index("/2014/03/")
    assert sorted(stories(asked)) == [9, 10, 11, 12, 13, 14]
    before = len(asked)
    assert newsark(home.path, *words).returncode == 0
    assert stories(asked[before:]) == []
    with sqlite3.connect(home.frontier_db) as db:
        kinds = db.execute("select count(*) from urls where priority = 6 and always").fetchone()
    assert kinds == (0,)


def test_numbers_are_tried_where_the_site_says_so(press, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    base, asked = press
    home = Home.create(tmp_path / "home")
    site(home, base, f'ids = "{base}/story-{{id}}/"\nfirst_id = 5\nlast_id = 8')
    assert newsark(home.path, "backfill", "paper", "--from", "2014", "--no-project").returncode == 0
    assert sorted(stories(asked)) == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("backfill", "words", "said"),
    [
        ("", ("--from", "2014"), "does not say where the past can be found"),
        ('archives = ["http://x.example/old/"]', ("--from", "2014"), "has no %Y or %y in it"),
        ('ids = "http://x.example/{id}"', ("--from", "2014"), "ids needs first_id and last_id"),
        ('archives = ["http://x.example/%Y/"]', ("--from", "2015", "--to", "2014"), "is after --to"),
        ('archives = ["http://x.example/%Y/"]', ("--from", "soon"), "'soon' is no day"),
        ("archive = 1", ("--from", "2014"), "did you mean archives?"),
    ],
)
def test_wrong_input_is_one_line(tmp_path: Path, backfill: str, words: tuple[str, ...], said: str) -> None:
    home = Home.create(tmp_path / "home")
    site(home, "http://127.0.0.2:1", backfill)
    done = newsark(home.path, "backfill", "paper", *words)
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]
