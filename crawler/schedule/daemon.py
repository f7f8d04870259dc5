"""The daemon: runs what is due, each crawl in a process of its own, and writes down what came of it.

It reads the schedules' files again whenever it wakes, so an edit counts at once. A site is never crawled twice at a
time, whoever started the other crawl; two sites that share a host take turns. SIGTERM and SIGINT hand the signal on,
wait until the crawls have sealed their files, and end.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from types import FrameType

from archive import live
from archive.errors import NewsarkError
from archive.home import Home
from crawler.schedule import files, history
from crawler.schedule.clock import Clock
from crawler.schedule.history import History
from crawler.schedule.model import Run, Schedule
from crawler.schedule.plan import Due, due_now, next_start, wake_at
from crawler.schedule.work import Command, Work, crawl_command, project_command
from crawler.sites.load import load

LOOK_AGAIN = 5.0
"""Seconds after which the files are looked at again even where nothing is due."""
GRACE = 120.0
"""Seconds a crawl has to seal its files before it is killed; a kill costs nothing but the open connections."""
SETTLING = timedelta(minutes=2)
"""A run younger than this may not have taken its site's lock yet."""


class Daemon:
    """`say` gets one line a run. `command` is what a run is; `clock` its time. Use `run` or `run_due`, once."""

    def __init__(
        self,
        home: Home,
        *,
        jobs: int = 2,
        clock: Clock | None = None,
        command: Command = crawl_command,
        say: Callable[[str], None] = print,
        projecting: bool = True,
    ) -> None:
        self.home, self.jobs, self.clock = home, jobs, clock or Clock()
        self._command, self._say, self._projecting = command, say, projecting
        self._folder = home.path / files.FOLDER
        self._work: dict[str, Work] = {}
        self._projection: Work | None = None
        self._unprojected = False
        self._stopping = False
        self._waiting: set[str] = set()
        self._wrong: list[str] = []
        self._hosts: dict[str, frozenset[str]] = {}

    def run(self) -> None:
        """Until a signal. Raises HomeError where another daemon runs, DatabaseError where the history cannot be used."""
        with (
            self.home.lock("schedule", remedy="the daemon runs already; stop it first"),
            History(self.home.path / history.FILE) as self._history,
            self._awake() as wake,
        ):
            self._say(self._line("the daemon begins", f"{len(self._schedules())} schedules"))
            while not self._stopping:
                self._begin(self._schedules())
                wake(self._seconds())
                self._reap()
            self._end(wake)
            self._say(self._line("the daemon ends", "in order"))

    def run_due(self) -> list[Run]:
        """What is due now, and back: for cron and timers."""
        with History(self.home.path / history.FILE) as self._history, self._awake() as wake:
            self._begin(self._schedules())
            done: list[Run] = []
            while (self._work or self._projection) and not self._stopping:
                wake(LOOK_AGAIN)
                done += self._reap()
            self._end(wake)
            return done

    # -- beginning

    def _schedules(self) -> list[Schedule]:
        found, wrong = files.load_all(self._folder)
        for line in wrong:
            if line not in self._wrong:
                self._say(self._line("left out", line))
        self._wrong = wrong
        return found

    def _begin(self, schedules: list[Schedule]) -> None:
        """Starts what is due, one after the other, as far as there is room."""
        now = self.clock.now()
        crawled = self._crawled(schedules, now)
        while True:
            self._waiting = crawled | self._neighbours(schedules)
            room = self.jobs - len(self._work)
            found = due_now(schedules, self._history.last(), self._waiting, now, min(1, room))
            if not found:
                return
            self._start(found[0], now)

    def _crawled(self, schedules: list[Schedule], now: datetime) -> set[str]:
        """The sites that somebody crawls; what nobody does any longer is written down as lost."""
        busy = set(self._work)
        for run in self._history.running():
            if run.site in self._work:
                continue
            begins = now - run.started < SETTLING and run.pid is not None and live.alive(run.pid)
            if begins or live.holder(self.home, run.site) is not None:
                busy.add(run.site)
            else:
                self._finish(history.lost(run, now))
        return busy | {one.site for one in schedules if live.holder(self.home, one.site) is not None}

    def _neighbours(self, schedules: list[Schedule]) -> set[str]:
        """The sites that share a host with a crawl under way: one at a time keeps the gap between requests."""
        hosts = frozenset().union(*(self._hosts_of(site) for site in self._work))
        return {one.site for one in schedules if one.site in self._work or hosts & self._hosts_of(one.site)}

    def _hosts_of(self, site: str) -> frozenset[str]:
        if site not in self._hosts:
            try:
                hosts = load(self.home.sites, site).hosts
            except NewsarkError:
                return frozenset()
            self._hosts[site] = frozenset(host.removeprefix("*.") for host in hosts)
        return self._hosts[site]

    def _start(self, due: Due, now: datetime) -> None:
        run = Run(due.schedule.site, due.due, now, due.missed, os.getpid())
        if not self._history.claim(run):
            return
        try:
            work = Work.begin(self._command(self.home, due.schedule, now), run)
        except OSError as error:
            self._finish(replace(run, finished=now, result="failed", message=str(error)))
            return
        work.run = replace(run, pid=work.process.pid)
        self._history.update(work.run)
        self._work[run.site] = work

    # -- waiting

    def _seconds(self) -> float:
        """Real seconds until something may be due."""
        room, last = len(self._work) < self.jobs, self._history.last()
        at = wake_at(self._schedules(), last, self._waiting) if room else None
        now = self.clock.now()
        seconds = LOOK_AGAIN if at is None else max(0.0, (at - now).total_seconds())
        return min(LOOK_AGAIN, self.clock.wait(seconds, busy=bool(self._work)))

    @contextmanager
    def _awake(self) -> Iterator[Callable[[float], None]]:
        """A function that waits so many seconds, or until a signal or the end of a process. Main thread only."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        before = {number: signal.signal(number, self._signalled) for number in _SIGNALS}
        old = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)

        def wait(seconds: float) -> None:
            if select.select([ours], [], [], seconds)[0]:
                ours.recv(4096)

        try:
            yield wait
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            ours.close()
            theirs.close()

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self._stopping = self._stopping or number != signal.SIGCHLD

    # -- ending

    def _reap(self) -> list[Run]:
        """The runs whose process has ended."""
        now, done = self.clock.now(), []
        for site, work in list(self._work.items()):
            if work.process.poll() is None:
                continue
            del self._work[site]
            run = work.ended(now)
            assert run is not None
            self._unprojected |= run.requests > 0
            self._finish(run)
            done.append(run)
        self._project(now)
        return done

    def _finish(self, run: Run) -> None:
        self._history.update(run)
        self._say(self._told(run))

    def _project(self, now: datetime) -> None:
        """Rows for what the ended runs have brought; one projection at a time."""
        if self._projection is not None and self._projection.process.poll() is not None:
            trouble, self._projection = self._projection.ended(now), None
            if trouble is not None:
                self._say(self._line("not projected", trouble.message))
        if self._projecting and self._unprojected and self._projection is None and not self._stopping:
            self._unprojected = False
            self._projection = Work.begin(project_command(self.home))

    def _end(self, wake: Callable[[float], None]) -> None:
        """Hands the signal on and waits for the crawls to seal their files."""
        works = [*self._work.values(), *([self._projection] if self._projection else [])]
        for work in works:
            work.process.send_signal(signal.SIGTERM)
        until = datetime.now().timestamp() + GRACE  # noqa: DTZ005 (real seconds, whatever the clock says)
        while self._work and datetime.now().timestamp() < until:  # noqa: DTZ005
            wake(1.0)
            self._reap()
        for work in works:
            try:
                work.process.wait(5.0 if work.run is None else 0.1)
            except subprocess.TimeoutExpired:
                work.process.kill()
                work.process.wait()
        self._reap()

    # -- the log

    def _told(self, run: Run) -> str:
        seconds = ((run.finished or run.started) - run.started).total_seconds()
        parts = [f"{run.result} after {seconds:.0f} s"]
        if run.requests:
            parts.append(f"{run.pages:,} pages, {run.requests:,} requests, {run.errors:,} errors")
        if run.missed:
            parts.append(f"stands for {run.missed:,} missed run{'s' * (run.missed != 1)}")
        parts += [run.message] * bool(run.message)
        if (next_ := self._next(run.site)) is not None:
            parts.append(f"next {next_:%Y-%m-%dT%H:%M:%SZ}")
        return self._line(run.site, "; ".join(parts))

    def _next(self, site: str) -> datetime | None:
        try:
            return next_start(files.load(self._folder, site), self._history.last())
        except NewsarkError:
            return None

    def _line(self, who: str, what: str) -> str:
        return f"{self.clock.now():%Y-%m-%dT%H:%M:%SZ} {who}: {what}"


_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
