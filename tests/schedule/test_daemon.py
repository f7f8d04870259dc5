"""The daemon, real and in a process of its own: catching up, no overlap, order, signals, wrong files, two at once."""

import os
import shlex
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from schedule.rehearsal import START, daemon, scheduled, summary

from archive.home import Home
from crawler.schedule import files, history
from crawler.schedule.history import History
from crawler.schedule.model import Run
from crawler.schedule.work import how_it_ended

HALF = timedelta(minutes=30)


@pytest.fixture
def home(tmp_path):
    return Home.create(tmp_path / "home")


def runs(home, site):
    with History(home.path / history.FILE) as past:
        return past.of(site, 100)


def test_each_due_time_is_one_run_and_one_line(home):
    scheduled(home, "paper", every=HALF)
    with daemon(home, kind=summary(pages=7)) as under_way:
        for _ in range(4):
            line = under_way.line("paper: finished")
        assert under_way.stop() == 0
    assert "7 pages, 2 requests, 0 errors; next 2026-03-01T02:00:" in line
    assert under_way.lines[-1].endswith("the daemon ends: in order")
    assert [run.due - START for run in runs(home, "paper")][-4:] == [3 * HALF, 2 * HALF, HALF, 0 * HALF]
    assert all((run.result, run.missed) == ("finished", 0) for run in runs(home, "paper"))


def test_missed_runs_are_caught_up_once(home):
    scheduled(home, "paper", every=HALF)
    with daemon(home, kind=summary(), start=START + timedelta(hours=5, minutes=10)) as under_way:
        assert "stands for 10 missed runs" in under_way.line("paper: finished")
        assert "missed" not in under_way.line("paper: finished")
    with daemon(home, kind=summary(), start=START + timedelta(days=3)) as under_way:
        assert "missed runs" in under_way.line("paper: finished")


def test_one_missed_run_is_one_run(home):
    scheduled(home, "paper", every=HALF)
    with daemon(home, kind=summary(), start=START + HALF + timedelta(minutes=10)) as under_way:
        assert "stands for 1 missed run;" in under_way.line("paper: finished")


@pytest.mark.parametrize(
    ("code", "told"),
    [(1, "ended with exit code 1"), (-signal.SIGTERM, "ended by SIGTERM"), (-250, "ended by signal 250")],
)
def test_how_a_run_ended_is_told_in_words(code, told):
    assert how_it_ended(code) == told


def test_a_paused_schedule_waits_and_a_resumed_one_catches_nothing_up(home):
    scheduled(home, "paper", every=HALF)
    scheduled(home, "other", every=HALF)
    folder = home.path / files.FOLDER
    files.pause(folder, "paper")
    with daemon(home, kind=summary()) as under_way:
        under_way.line("other: finished")
        under_way.line("other: finished")
        files.resume(folder, "paper", START + timedelta(hours=9))
        assert "missed" not in under_way.line("paper: finished")
    assert not any(" paper: " in line and "T00:" in line for line in under_way.lines)
    assert runs(home, "paper")[-1].due == START + timedelta(hours=9)


def test_a_site_never_overlaps_itself_and_smaller_priorities_go_first(home):
    for number, site in enumerate(("late", "early", "middle")):
        scheduled(home, site, every=HALF, priority=(9, 0, 5)[number])
    with daemon(home, jobs=1, kind=f'{summary()}; mkdir "$1/busy" || exit 9; rmdir "$1/busy"') as under_way:
        order = [under_way.line(": finished").split()[1] for _ in range(3)]
    assert order == ["early:", "middle:", "late:"]


def test_sites_that_share_a_host_take_turns(home):
    for site in ("daily", "weekly"):
        (home.sites / f"{site}.toml").write_text('start = ["http://127.0.0.2:1/"]')
        scheduled(home, site, every=HALF)
    with daemon(home, jobs=4, kind=f'mkdir "$1/busy" || exit 9; rmdir "$1/busy"; {summary()}') as under_way:
        for _ in range(6):
            under_way.line(": finished")
    assert not any("failed" in line for line in under_way.lines)


def test_a_site_that_somebody_else_crawls_waits(home):
    scheduled(home, "paper", every=HALF)
    scheduled(home, "other", every=HALF)
    with home.lock("crawl-paper", remedy="wait"), daemon(home, kind=summary()) as under_way:
        for _ in range(3):
            under_way.line("other: finished")
        assert runs(home, "paper") == []
    assert not any(" paper: " in line for line in under_way.lines)


def test_a_run_that_fails_is_written_down_and_the_next_comes_in_time(home):
    scheduled(home, "paper", every=HALF)
    with daemon(home, kind="echo 'newsark: no such site' >&2; exit 2") as under_way:
        line = under_way.line("paper: failed")
        under_way.line("paper: failed")
    assert "newsark: no such site; next 2026-03-01T00:30:" in line
    assert runs(home, "paper")[-1].message == "newsark: no such site"


def test_a_wrong_file_is_said_once_and_stops_no_other(home):
    scheduled(home, "paper", every=HALF)
    (home.path / files.FOLDER / "broken.toml").write_text('every = "often"\n')
    with daemon(home, kind=summary()) as under_way:
        for _ in range(3):
            under_way.line("paper: finished")
    assert [line for line in under_way.lines if "broken" in line] == [
        line for line in under_way.lines if "'often' is not a span of time" in line
    ]
    assert sum("broken" in line for line in under_way.lines) == 1


TOLD = """
import json, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
with open(sys.argv[1], "w") as told:
    told.write("begun\\n")
signal.sigwait({signal.SIGTERM})
print(json.dumps({"finish_reason": "interrupted", "requests": 3}))
"""
"""Waits for SIGTERM with the signal held back: no instant in which it could be overlooked, as `read` of `sh` has."""


def test_sigterm_is_handed_on_and_waited_for(home):
    scheduled(home, "paper", every=HALF)
    told = home.path / "told"
    os.mkfifo(told)
    with daemon(home, kind=shlex.join(["exec", sys.executable, "-c", TOLD, str(told)])) as under_way:
        under_way.line("the daemon begins")
        assert told.read_text() == "begun\n"
        assert under_way.stop() == 0
    assert [(run.result, run.requests) for run in runs(home, "paper")] == [("interrupted", 3)]


def test_a_run_whose_daemon_was_killed_is_lost_and_the_site_free_again(home):
    scheduled(home, "paper", every=HALF)
    with History(home.path / history.FILE) as past:
        dead = subprocess.Popen(["true"])
        dead.wait()
        past.claim(Run("paper", START, START, 0, dead.pid))
    with daemon(home, kind=summary(), start=START + HALF) as under_way:
        assert "its process ended without a word" in under_way.line("paper: lost")
        under_way.line("paper: finished")


def test_one_daemon_a_home(home):
    scheduled(home, "paper", every=HALF)
    with daemon(home, kind=summary()) as first:
        first.line("the daemon begins")
        with daemon(home, kind=summary()) as second:
            assert second.process.wait() == 1
            assert "the daemon runs already" in second.process.stderr.read()
        assert first.stop(signal.SIGINT) == 0
