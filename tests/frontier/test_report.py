"""What a crawl says of the addresses it left out, and of those that answered with an error."""

import sqlite3

import pytest

from archive.errors import DatabaseError, SiteError
from crawler.discovery.model import Link
from crawler.frontier.model import Look
from crawler.frontier.report import EXAMPLES, LeftOut, Skipped, left_out
from crawler.frontier.store import Found, Frontier

NOW = 1.5e9
HOME = "http://a.example/"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "frontier.db"


@pytest.fixture
def frontier(path):
    frontier = Frontier(path, "paper")
    frontier.begin(NOW)
    yield frontier
    frontier.close()


def crawled(frontier, *statuses):
    """The front page, and a page that answered so for each status."""
    frontier.add([Found(Link(HOME, "section", "P"))], NOW)
    (front,) = frontier.take("a.example", 1, NOW)
    pages = [Found(Link(f"{HOME}{n}", "page"), front.key) for n in range(len(statuses))]
    frontier.done(front, Look(NOW, 200), pages)
    for n, (job, status) in enumerate(zip(frontier.take("a.example", 99, NOW), statuses, strict=True)):
        frontier.done(job, Look(NOW + n, status))


def test_errors_come_with_the_page_that_led_there(frontier, path):
    crawled(frontier, 404, 200, None, 404, 304)
    assert left_out(path, "paper") == [
        LeftOut("no-answer", 1, f"{HOME}2", HOME),
        LeftOut("404", 2, f"{HOME}0", HOME),
        LeftOut("404", 2, f"{HOME}3", HOME),
    ]
    frontier.end(NOW + 8)
    frontier.begin(NOW + 9)
    assert left_out(path, "paper") == []


def test_what_was_left_out_comes_by_reason_the_most_frequent_first(frontier, path):
    skipped = Skipped()
    skipped.add("robots", f"{HOME}private", HOME)
    skipped.add("malformed", "http://\udc80", HOME, 7)
    skipped.add("page-full", "", HOME)
    frontier.skip(*skipped.take())
    assert left_out(path, "paper") == [
        LeftOut("malformed", 7, "http://?", HOME),
        LeftOut("page-full", 1, "", None),
        LeftOut("robots", 1, f"{HOME}private", HOME),
    ]
    assert [one.count for one in left_out(path, "paper", "robots")] == [1]


def test_examples_are_bounded_and_counts_exact(frontier, path):
    skipped = Skipped()
    for n in range(3 * EXAMPLES):
        skipped.add("other-host", f"http://b.example/{n}", None)
        if n % 7 == 0:
            frontier.skip(*skipped.take())
    frontier.skip(*skipped.take())
    found = left_out(path, "paper")
    assert len(found) == EXAMPLES
    assert {one.count for one in found} == {3 * EXAMPLES}


@pytest.mark.parametrize("name", ["paper", "never"])
def test_what_was_never_crawled_says_so(path, name):
    if name == "paper":
        Frontier(path, "other").close()
    with pytest.raises(SiteError, match=rf"{name}: was not crawled yet; run: newsark crawl {name}"):
        left_out(path, name)


def test_a_frontier_that_cannot_be_read_is_one_line(path):
    path.write_bytes(b"no database" * 100)
    with pytest.raises(DatabaseError, match=r"frontier\.db: damaged or no database \(.*\); move it away"):
        left_out(path, "paper")


def test_an_older_frontier_is_taken_over(frontier, path):
    crawled(frontier, 200)
    with sqlite3.connect(path) as db:
        db.execute("drop table examples")
        db.execute("drop table skipped")
        db.execute("create table skipped (site integer, reason text, count integer, example text)")
        db.execute("pragma user_version = 1")
    db.close()
    again = Frontier(path, "paper")
    assert again.counts()["captured"] == 2
    again.skip({"deep": 1}, [("deep", HOME, None)])
    again.close()
    assert left_out(path, "paper") == [LeftOut("deep", 1, HOME, None)]
