"""The frontier against a plain dictionary, over any sequence of what a crawl does to it, being killed included."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crawler.discovery.model import Link
from crawler.frontier import policy
from crawler.frontier.model import PRIORITY, REQUISITE, REVISIT, SECTION, SOURCE, Look
from crawler.frontier.store import APART, HEAD_START, Found, Frontier
from crawler.sites.model import RevisitBounds

HOSTS = ("a.example", "b.example")
links = st.builds(
    lambda host, n, kind, hop: Link(f"http://{host}/{'x' * n}", kind, hop),
    st.sampled_from(HOSTS),
    st.integers(0, 12),
    st.sampled_from(sorted(PRIORITY)),
    st.sampled_from("LESRP"),
)
BOUNDS = RevisitBounds(timedelta(seconds=100), timedelta(seconds=1000))


class Frontiers(RuleBasedStateMachine):
    """`model` maps an address to [state, priority, due, always, looked, kind]; `out` are the jobs not answered yet."""

    @initialize()
    def start(self):
        self.folder = Path(tempfile.mkdtemp())
        self.now, self.model, self.out, self.started = 1e9, {}, {}, None
        self.open()

    def open(self):
        self.frontier = Frontier(self.folder / "frontier.db", "site", BOUNDS)

    def teardown(self):
        self.frontier.close()
        shutil.rmtree(self.folder)

    @rule(seconds=st.floats(0.5, 2000))
    def time_passes(self, seconds):
        self.now += seconds

    @rule(found=st.lists(links, max_size=5))
    def add(self, found):
        new = self.frontier.add([Found(link) for link in found], self.now)
        expected = self.learn(found)
        assert [link.url for link in new] == expected

    def learn(self, found):
        expected = []
        for place, link in enumerate(found):
            if link.url not in self.model:
                priority = SOURCE if link.hop == "P" else PRIORITY[link.kind]
                self.model[link.url] = [
                    "queued",
                    priority,
                    self.now - HEAD_START + place * APART,
                    policy.always_due(link),
                    None,
                    link.kind,
                ]
                expected.append(link.url)
        return expected

    @rule(host=st.sampled_from(HOSTS), count=st.integers(1, 4), only=st.sampled_from([None, REQUISITE]))
    def take(self, host, count, only):
        jobs = self.frontier.take(host, count, self.now, only=only)
        waiting = [
            (row[1], row[2])
            for url, row in self.model.items()
            if f"//{host}/" in url and row[0] == "queued" and row[2] <= self.now and only in (None, row[1])
        ]
        assert [(job.priority, self.model[job.url][2]) for job in jobs] == sorted(waiting)[:count]
        for job in jobs:
            self.model[job.url][0] = "in_flight"
            self.out[job.url] = job

    @precondition(lambda self: self.out)
    @rule(data=st.data(), status=st.sampled_from([200, 304, 404, None]), found=st.lists(links, max_size=3))
    def done(self, data, status, found):
        job = self.out.pop(data.draw(st.sampled_from(sorted(self.out))))
        new = self.frontier.done(job, Look(self.now, status, digest="same"), [Found(link) for link in found])
        assert [link.url for link in new] == self.learn(found)
        row = self.model[job.url]
        row[0], row[4] = "captured", self.now

    @precondition(lambda self: self.out)
    @rule(data=st.data())
    def drop_or_release(self, data):
        job = self.out.pop(data.draw(st.sampled_from(sorted(self.out))))
        row = self.model[job.url]
        if data.draw(st.booleans()):
            self.frontier.drop(job, self.now)
            row[0], row[2], row[4] = "given_up", self.now, self.now
        else:
            self.frontier.release([job])
            row[0] = "queued"

    @rule(killed=st.booleans())
    def crawl_anew(self, killed):
        """A kill, or an end; then a start. Nothing is lost, and a resumed crawl repeats nothing it has captured."""
        before = {url: row[0] for url, row in self.model.items()}
        if not killed:
            self.frontier.end(self.now)
        self.frontier.close()
        self.open()
        resumed = self.frontier.begin(self.now)
        assert resumed is (killed and self.started is not None)
        self.started = self.started if resumed else self.now
        states = dict(self.frontier._db.execute("select url, state from urls"))
        dues = dict(self.frontier._db.execute("select url, due from urls"))
        for url, row in self.model.items():
            queued = states[url] == 0
            if before[url] in ("queued", "in_flight"):
                assert queued
            elif resumed and row[4] >= self.started:
                assert not queued
            elif row[4] < self.now and row[3] and not resumed:
                assert queued
            if queued and before[url] != "queued":
                first = row[1]
                row[1] = first if before[url] == "in_flight" else self.priority_again(row)
            row[0] = "queued" if queued else before[url]
            row[2] = dues[url]
        self.out = {}

    @staticmethod
    def priority_again(row):
        if row[3]:
            return min(row[1], SECTION)
        return REQUISITE if row[5] in ("requisite", "count") else REVISIT

    @invariant()
    def the_counts_agree(self):
        states = [row[0] for row in self.model.values()]
        counts = self.frontier.counts()
        assert counts == {
            name: states.count(name) for name in ("queued", "in_flight", "captured", "given_up")
        }
        if self.started is not None and not self.model:
            assert self.frontier.queued == 0


Frontiers.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_the_frontier_is_what_a_dictionary_would_be = Frontiers.TestCase
