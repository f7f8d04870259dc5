"""The frontier's database: resuming, sites side by side, foreign files, memory."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import DatabaseError
from crawler.discovery.model import Link
from crawler.frontier.model import REVISIT, Look
from crawler.frontier.seen import Seen
from crawler.frontier.store import Found, Frontier
from crawler.sites.model import RevisitBounds

NOW = 1.5e9


@pytest.fixture
def frontier(tmp_path):
    frontier = Frontier(tmp_path / "frontier.db", "paper")
    frontier.begin(NOW)
    yield frontier
    frontier.close()


def found(*urls, kind="article", hop="L"):
    return [Found(Link(url, kind, hop)) for url in urls]


def test_a_page_and_what_it_led_to_are_one_transaction(frontier):
    frontier.add(found("http://a.example/"), NOW)
    (job,) = frontier.take("a.example", 9, NOW)
    links = [
        Found(Link("http://a.example/1", "article"), job.key, job.hops),
        *found("http://b.example/x.png", kind="requisite"),
    ]
    new = frontier.done(job, Look(NOW, 200, "rec", "sha1:A", '"e"', "Mon"), links)
    assert [link.url for link in new] == ["http://a.example/1", "http://b.example/x.png"]
    assert frontier.counts() == {"queued": 2, "in_flight": 0, "captured": 1, "given_up": 0}
    (again,) = frontier.take("a.example", 9, NOW)
    assert (again.url, again.via, again.hops) == ("http://a.example/1", "http://a.example/", "LL")


def test_one_identity_is_one_page(frontier):
    urls = [
        "http://a.example/x?sid=8f3a9c0b77d1",
        "http://a.example/x?sid=77d18f3a9c0b",
        "http://a.example/x",
        "http://a.example/x?MYSESSID=3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    ]
    assert len(frontier.add(found(*urls), NOW)) == 1
    assert len(frontier.add(found("http://a.example/x?a=1&b=2", "http://a.example/x?b=2&a=1"), NOW)) == 1
    assert len(frontier.add(found("http://a.example/x?sid=4711", "http://a.example/x?sid=4712"), NOW)) == 2


def test_feeds_tell_of_changes(frontier):
    def said(comments, title="T"):
        at = datetime(2020, 1, 1, tzinfo=UTC)
        return Link("http://a.example/1", "article", "S", published=at, comment_count=comments, title=title)

    frontier.add([Found(said(3))], NOW)
    assert frontier.hear([said(4)], NOW) == 0  # not captured yet: nothing to look at again
    (job,) = frontier.take("a.example", 1, NOW)
    frontier.done(job, Look(NOW, 200, digest="d"))
    assert frontier.hear([said(4)], NOW) == 0
    later = NOW + 1000
    assert frontier.hear([said(5)], later) == 1
    (job,) = frontier.take("a.example", 1, later)
    assert (job.priority, job.looks) == (REVISIT, 1)


def test_a_trap_is_not_tried_again_before_its_time(frontier):
    frontier.add(found("http://a.example/1", "http://a.example/2"), NOW)
    trap, forbidden = frontier.take("a.example", 2, NOW)
    frontier.drop(trap, NOW, due=NOW + 100)
    frontier.drop(forbidden, NOW)
    for at, again in ((10, [forbidden.url]), (200, [trap.url, forbidden.url])):
        frontier.end(NOW + at)
        frontier.begin(NOW + at)
        jobs = frontier.take("a.example", 9, NOW + at)
        assert sorted(job.url for job in jobs) == again
        for job in jobs:
            frontier.drop(job, NOW + at)


def test_what_was_looked_at_just_before_waits_for_the_next_crawl(frontier):
    said = [Link("http://a.example/1", "article", "S", comment_count=count) for count in (3, 4)]
    frontier.add([Found(said[0])], NOW)
    (job,) = frontier.take("a.example", 1, NOW)
    frontier.done(job, Look(NOW + 5, 200, digest="d"))
    assert frontier.hear(said[1:], NOW + 6) == 0
    assert not frontier.any_queued()
    frontier.end(NOW + 7)
    frontier.begin(NOW + 8)
    assert frontier.any_queued(priority=REVISIT)


def test_validators_come_back_with_the_next_look_but_not_with_every_one(frontier):
    frontier.add(found("http://a.example/1"), NOW)
    asked, now = [], NOW
    for _ in range(27):
        (job,) = frontier.take("a.example", 1, now)
        asked.append(job.etag)
        frontier.done(job, Look(now, 304 if job.etag else 200, "rec", "same", '"e"'))
        frontier.end(now)
        now += 40 * 86_400
        frontier.begin(now)
    assert asked == [None, *['"e"'] * 24, None, '"e"']


def test_a_resumed_crawl_asks_its_sources_again_only_after_a_while(tmp_path):
    frontier = Frontier(tmp_path / "frontier.db", "paper", RevisitBounds(timedelta(0), timedelta(0)))
    frontier.begin(NOW)
    frontier.add(found("http://a.example/", kind="section") + found("http://a.example/1"), NOW)
    for job in frontier.take("a.example", 9, NOW):
        frontier.done(job, Look(NOW, 200, digest="d"))
    assert frontier.begin(NOW + 60) is True
    assert frontier.queued == 0
    frontier.end(NOW + 60)
    assert frontier.begin(NOW + 61) is False
    assert frontier.queued == 2
    frontier.close()


def test_sites_do_not_tread_on_each_other(tmp_path):
    one, two = (Frontier(tmp_path / "frontier.db", name) for name in ("one", "two"))
    for frontier in (one, two):
        frontier.begin(NOW)
        assert len(frontier.add(found("http://a.example/"), NOW)) == 1
    assert len(one.take("a.example", 9, NOW)) == 1
    two.begin(NOW + 1)
    assert one.counts()["in_flight"] == 1
    assert two.counts() == {"queued": 1, "in_flight": 0, "captured": 0, "given_up": 0}
    one.close()
    two.close()


def test_the_skipped_report_adds_up_and_starts_anew(frontier):
    frontier.skip({"robots": 2}, [("robots", "http://a.example/private", "http://a.example/")])
    frontier.skip({"robots": 1, "deep": 1})
    assert frontier.skipped() == {"robots": 3, "deep": 1}
    frontier.begin(NOW + 1)
    assert frontier.skipped() == {"robots": 3, "deep": 1}
    frontier.end(NOW + 1)
    frontier.begin(NOW + 2)
    assert frontier.skipped() == {}


@pytest.mark.parametrize("kind", ["foreign", "newer", "rubbish"])
def test_a_file_that_is_no_frontier_is_refused_in_one_line(tmp_path, kind):
    path = tmp_path / "frontier.db"
    if kind == "rubbish":
        path.write_bytes(b"not a database at all" * 100)
    else:
        if kind == "newer":
            Frontier(path, "x").close()
        db = sqlite3.connect(path)
        db.execute("create table if not exists sites (a)")
        db.execute("pragma user_version = 99")
        db.close()
    with pytest.raises(DatabaseError, match=r"frontier\.db: .*move it away") as error:
        Frontier(path, "x")
    assert "\n" not in str(error.value)


KILLED = """
import sys
from crawler.discovery.model import Link
from crawler.frontier.model import Look
from crawler.frontier.store import Found, Frontier
frontier = Frontier(sys.argv[1], "paper")
frontier.begin(1.5e9)
frontier.add([Found(Link("http://a.example/0", "article"))], 1.5e9)
n = 0
while True:
    for job in frontier.take("a.example", 2, 1.5e9):
        n += 1
        new = [Found(Link(f"http://a.example/{2 * n + i}", "article")) for i in (1, 2)]
        print(job.url, flush=True)
        frontier.done(job, Look(1.5e9, 200, digest="d"), new)
"""


@pytest.mark.parametrize("lines", [1, 7, 60])
def test_a_kill_loses_no_page_that_was_done_and_no_link(tmp_path, lines):
    path = tmp_path / "frontier.db"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True)
    fetched = [process.stdout.readline().strip() for _ in range(lines)]
    os.kill(process.pid, signal.SIGKILL)
    fetched += process.stdout.read().split()
    process.stdout.close()
    process.wait()
    frontier = Frontier(path, "paper")
    assert frontier.begin(NOW) is True
    counts = frontier.counts()
    assert len(fetched) - 1 <= counts["captured"] <= len(fetched)
    assert counts["in_flight"] == 0
    assert counts["queued"] == counts["captured"] + 1  # each page done led to two new ones
    frontier.close()


def test_seen_forgets_only_what_is_long_past():
    seen = Seen(10)
    assert [seen.first(str(n)) for n in range(10)] == [True] * 10
    assert not any(seen.first(str(n)) for n in range(10))
    for n in range(100, 130):
        seen.first(str(n))
    assert seen.first("0")


MILLION = """
import resource, sys
from crawler.discovery.model import Link
from crawler.frontier.model import Look
from crawler.frontier.store import Found, Frontier
frontier = Frontier(sys.argv[1], "paper")
frontier.begin(1.5e9)
for batch in range(0, 1_000_000, 500):
    frontier.add([Found(Link(f"http://a.example/2014/11/a-story-of-some-length-{n}.html", "article")) for n in range(batch, batch + 500)], 1.5e9)
    for job in frontier.take("a.example", 100, 1.5e9):
        frontier.done(job, Look(1.5e9, 200, "urn:uuid:x", "sha1:A"))
print(frontier.counts()["queued"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.soak
def test_a_million_addresses_in_flat_memory(tmp_path):
    command = [sys.executable, "-c", MILLION, str(tmp_path / "frontier.db")]
    queued, megabytes = map(
        int, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    )
    assert queued == 800_000
    assert megabytes < 150
