"""`newsark schedule …` as a user types it, and the figures for Prometheus."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from schedule.rehearsal import START

from archive import live
from archive.errors import NewsarkError
from archive.home import Home
from crawler.cli import newsark
from crawler.discovery.model import Link
from crawler.frontier.model import Look
from crawler.frontier.store import Found, Frontier
from crawler.schedule import files, history, simulate
from crawler.schedule.history import History
from crawler.schedule.metrics import serving, text
from crawler.schedule.model import Run, Schedule
from crawler.sites.load import load


@pytest.fixture
def home(tmp_path):
    made = Home.create(tmp_path / "home")
    (made.sites / "paper.toml").write_text('start = ["http://127.0.0.2:1/"]\nzone = "Asia/Tehran"\n')
    return made


def newsark_(home, *words, fails=False):
    done = CliRunner().invoke(newsark, [*words, "--home", str(home.path)], catch_exceptions=True)
    if fails:
        assert done.exit_code != 0
        return str(done.exception) if isinstance(done.exception, NewsarkError) else done.output
    assert done.exit_code == 0, done.output
    return done.output


def test_add_list_pause_resume_remove(home):
    out = newsark_(
        home, "schedule", "add", "paper", "--cron", "*/30 6-23 * * *", "--jitter", "5m", "--priority", "1"
    )
    assert "*/30 6-23 * * * (Asia/Tehran) + up to 5m, first at " in out
    (row,) = map(json.loads, newsark_(home, "schedule", "list", "--json").splitlines())
    assert (row["site"], row["last_run"], row["priority"]) == ("paper", None, 1)
    newsark_(home, "schedule", "pause", "paper")
    assert "paused" in newsark_(home, "schedule", "list")
    newsark_(home, "schedule", "resume", "paper")
    assert "paused" not in newsark_(home, "schedule", "list")
    newsark_(home, "schedule", "remove", "paper")
    assert "has no schedule; there are: none yet" in newsark_(home, "schedule", "remove", "paper", fails=True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "nobody", "--every", "30m"), "unknown site 'nobody'; known sites: paper"),
        (("add", "paper"), "say either --every 30m or --cron"),
        (("add", "paper", "--every", "1h", "--cron", "@daily"), "say either --every 30m or --cron"),
        (("add", "paper", "--every", "often"), "'often' is not a span of time"),
        (("add", "paper", "--every", "0s"), "not between a second and ten years"),
        (("add", "paper", "--cron", "61 * * * *"), "names no times"),
        (("add", "paper", "--cron", "@daily", "--zone", "Mars/North"), "'Mars/North' is not a time zone"),
        (("pause", "../paper"), "no site's name"),
        (("due", "--jobs", "0"), "'--jobs'"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(home, words, says):
    out = newsark_(home, "schedule", *words, fails=True)
    assert says in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('every = "30m"\ncron = "@daily"', "say either every"),
        ('evry = "30m"', "unknown key evry"),
        ('every = "30m"\npaused = 1', "paused: 1 is neither true nor false"),
        ('every = "30m"\npriority = 1000', "priority: 1000 is not a whole number"),
        ('every = "30m"\nsince = "today"', "since: 'today' is not an instant"),
        ("every = ", "cannot be read"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(home, line, says):
    folder = home.path / files.FOLDER
    folder.mkdir()
    (folder / "paper.toml").write_text(line)
    found, wrong = files.load_all(folder)
    assert found == []
    (message,) = wrong
    assert says in message
    assert "paper.toml" in message


def test_a_hand_written_file_counts_from_its_own_time_and_keeps_its_comments(home):
    folder = home.path / files.FOLDER
    folder.mkdir()
    (folder / "paper.toml").write_text('# my own words\nevery = "1h30m" # seldom\n')
    assert files.load(folder, "paper").every == timedelta(minutes=90)
    assert datetime.now(UTC) - files.load(folder, "paper").since < timedelta(minutes=5)
    files.pause(folder, "paper")
    files.resume(folder, "paper", START)
    kept = (folder / "paper.toml").read_text()
    assert kept.startswith('# my own words\nevery = "1h30m" # seldom\n')
    assert files.load(folder, "paper").since == START


def test_what_is_due_is_listed(home):
    now = datetime.now(UTC)
    files.save(
        home.path / files.FOLDER, Schedule("paper", now - timedelta(hours=2), every=timedelta(minutes=50))
    )
    (row,) = map(json.loads, newsark_(home, "schedule", "due", "--json").splitlines())
    assert (row["site"], row["missed"]) == ("paper", 2)
    assert newsark_(home, "schedule", "due", "--csv").splitlines()[0] == "site,due,missed"


def test_due_run_runs_it_and_says_how_it_went(home):
    """The start address answers nothing: that is no good end."""
    (home.sites / "paper.toml").write_text('start = ["http://127.0.0.2:1/"]\n[crawl]\ndelay = 0\n')
    files.save(home.path / files.FOLDER, Schedule("paper", START, every=timedelta(days=1)))
    command = [sys.executable, "-m", "crawler.cli", "schedule", "due", "--run", "--home", str(home.path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 1, done.stderr
    assert " paper: unreachable after " in done.stdout
    assert done.stdout.count("\n") == 1
    (row,) = map(json.loads, newsark_(home, "schedule", "runs", "paper", "--json").splitlines())
    assert row["result"] == "unreachable"
    assert newsark_(home, "schedule", "due", "--json") == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_units_are_taken_by_systemd(home, tmp_path):
    for part in newsark_(home, "schedule", "systemd").split("# /etc/systemd/system/")[1:]:
        name, _, unit = part.partition("\n")
        (tmp_path / name).write_text(unit)
    found = sorted(path for path in tmp_path.iterdir() if path.suffix in (".service", ".timer"))
    assert [path.name for path in found] == ["newsark-due.service", "newsark-due.timer", "newsark.service"]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, found)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [
        line for line in done.stderr.splitlines() if "newsark" in line and "not executable" not in line
    ] == []


def known(home, now):
    """A site with a start page and two articles known for a month."""
    with_times = [
        Link("http://127.0.0.2:1/", "section", "P"),
        Link("http://127.0.0.2:1/a/first-story-1", "article"),
        Link("http://127.0.0.2:1/a/other-story-2", "article"),
    ]
    begun = (now - timedelta(days=30)).timestamp()
    frontier = Frontier(home.frontier_db, "paper")
    frontier.add([Found(link) for link in with_times], begun)
    while jobs := frontier.take("127.0.0.2:1", 8, begun):
        for job in jobs:
            frontier.done(job, Look(begun, 200, "r", "d"))
    frontier.close()
    return simulate.known_of(home.frontier_db, "paper", now)


def test_a_simulation_counts_the_front_page_each_run_and_old_articles_seldom(home):
    now = datetime(2026, 6, 1, tzinfo=UTC)
    schedule = Schedule("paper", now, every=timedelta(hours=1))
    sites, facts = {"paper": load(home.sites, "paper")}, {"paper": known(home, now)}
    counts = simulate.requests([schedule], sites, facts, now, 7)
    by_hour = [counts[hour, "127.0.0.2:1"] for hour in range(24 * 7)]
    assert by_hour[0] == 3  # the front page, and both articles, whose time has come
    assert sorted(set(by_hour[1:])) == [1]
    (row,) = simulate.hosts(counts, 7)
    assert (row["requests"], row["busiest_hour"], row["an_hour"]) == (170, 3, 1.0)
    assert len(simulate.hours(counts, now)) == 168


def test_a_run_that_is_due_already_is_simulated_once(home):
    now = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
    sites = {"paper": load(home.sites, "paper")}
    facts = {"paper": simulate.Known(always={"127.0.0.2:1": 1})}
    schedule = Schedule("paper", now - timedelta(hours=50), every=timedelta(days=1))
    late = Run("paper", schedule.since, schedule.since, 0, 1)
    counts = simulate.requests([schedule], sites, facts, now, 1, {"paper": late})
    assert sorted(counts) == [(0, "127.0.0.2:1"), (22, "127.0.0.2:1")]
    done = Run("paper", schedule.since + timedelta(days=2), now, 0, 1)
    counts = simulate.requests([schedule], sites, facts, now, 1, {"paper": done})
    assert sorted(counts) == [(22, "127.0.0.2:1")]


def test_a_simulation_never_asks_faster_than_the_gap(home):
    now = datetime(2026, 6, 1, tzinfo=UTC)
    facts = {"paper": simulate.Known(queued={"127.0.0.2:1": 10_000})}
    sites = {"paper": load(home.sites, "paper")}
    schedule = Schedule("paper", now, every=timedelta(hours=6), max_time=timedelta(hours=1))
    counts = simulate.requests([schedule], sites, facts, now, 1)
    assert sum(counts.values()) <= 4 * 3600 / 1.3 + 4
    assert {hour for hour, _ in counts} <= {0, 1, 6, 7, 12, 13, 18, 19}
    assert max(counts.values()) <= 3600 / 1.3 + 1


def test_figures_for_prometheus(home):
    files.save(home.path / files.FOLDER, Schedule("paper", START, every=timedelta(hours=1)))
    with History(home.path / history.FILE) as past:
        past.update(Run("paper", START, START, 0, 1, START + timedelta(seconds=9), "finished", 3, 8, 1))
    with home.lock("crawl-paper", remedy="wait"):
        live.tell(
            home, live.Running("paper", os.getpid(), "2026-03-01T00:00:00Z", {"pages": 41, "rate": 0.5})
        )
        found = text(home)
    assert 'newsark_crawl_pages{site="paper"} 41\n' in found
    assert 'newsark_run_success{site="paper"} 1\n' in found
    assert 'newsark_run_requests{site="paper"} 8\n' in found
    assert "# TYPE newsark_captures gauge\nnewsark_captures 0\n" in found
    assert 'newsark_next_run_seconds{site="paper"} 1772326800\n' in found
    assert "newsark_crawls_running 0\n" in text(home)  # the lock is free again


def test_the_figures_are_served_on_loopback(home):
    with serving(home, 0) as address:
        with urlopen(address, timeout=10) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert b"newsark_captures 0" in answer.read()
        with pytest.raises(HTTPError, match="404") as caught:
            urlopen(address.replace("/metrics", "/etc/passwd"), timeout=10)
        caught.value.close()
        port = int(address.split(":")[2].split("/")[0])
        with pytest.raises(NewsarkError, match="cannot be used"), serving(home, port):
            pass


def test_the_live_view_shows_crawls_and_schedules(home):
    from rich.console import Console

    from crawler.cli.watching import view

    files.save(home.path / files.FOLDER, Schedule("paper", START, every=timedelta(hours=1)))
    console = Console(width=140, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(view(home))
    shown = console.export_text()
    console.file.close()
    assert "paper" in shown
    assert "never" in shown
