"""A crawl of a small press: everything in bounds, nothing forbidden, each thing once; and the ways to stop it."""

import json
import os
import signal
import subprocess
import sys

import pytest
from press import ROOT, press

from archive.warc.read import walk


@pytest.fixture(scope="module")
def courier(tmp_path_factory):
    with press(tmp_path_factory.mktemp("press"), ["courier"], seed=4711, articles=12) as found:
        found.site("courier", revisit='shortest = "0s"\nlongest = "0s"')
        found.result = found.crawl("courier")
        yield found


def test_every_article_and_requisite_is_captured_once(courier):
    articles = courier.manifest()
    hits = courier.hits()
    wanted = {a["url"] for a in articles} | {r["url"] for a in articles for r in a["requisites"]}
    assert wanted <= set(hits)
    assert set(hits.values()) == {1}
    assert all(courier.captured(a["url"]) == [("response", 200)] for a in articles)


def test_what_robots_txt_forbids_is_not_asked_for(courier):
    kinds = courier.stats()["courier"]["by_kind"]
    assert "private" not in kinds
    assert "trap" not in kinds
    assert courier.result["skipped"]["robots"] >= 1
    assert courier.stats()["courier"]["agents"] == {
        f"{next(iter(courier.stats()['courier']['agents']))}": courier.result["requests"]
    }


def test_what_was_left_out_is_shown_with_the_page_that_named_it(courier):
    command = [
        sys.executable,
        "-m",
        "crawler.cli",
        "skipped",
        "courier",
        "--json",
        "--home",
        courier.home.path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["reason"]: row["count"] for row in rows} == courier.result["skipped"]
    forbidden = [row for row in rows if row["reason"] == "robots"]
    assert all(
        row["url"].startswith(courier.base("courier")) and row["found_on"] in courier.hits()
        for row in forbidden
    )


def test_the_summary_counts_what_the_server_saw(courier):
    result, stats = courier.result, courier.stats()["courier"]
    assert (result["finish_reason"], result["exit"], result["queued"]) == ("finished", 0, 0)
    assert result["requests"] == stats["requests"]
    assert result["pages"] >= 12
    assert result["articles_by_address"] >= 12
    assert result["errors"] == 0


def test_the_files_are_sealed_and_end_with_the_summary(courier):
    files = sorted(courier.home.warc.iterdir())
    assert files
    assert all(file.name.endswith(".warc.gz") for file in files)
    last = list(walk(files[0]))[-1]
    said = json.loads(last.block.decode().partition("summary: ")[2])
    assert (said["finish_reason"], said["pages"]) == ("finished", courier.result["pages"])


def test_a_second_crawl_asks_conditionally_and_keeps_revisits(courier):
    courier.tell("reset")
    second = courier.crawl("courier")
    stats = courier.stats()["courier"]
    assert second["requests"] == stats["requests"] == courier.result["requests"]
    assert stats["conditional"] >= 0.9 * stats["requests"]
    assert second["not_modified"] == stats["by_status"]["304"]
    assert [courier.captured(a["url"]) for a in courier.manifest()] == [
        [("response", 200), ("revisit", 304)]
    ] * 12


def test_a_limit_counts_pages_and_their_requisites_come_along(tmp_path):
    with press(tmp_path, ["weekly"], seed=12, articles=25) as found:
        found.site("weekly")
        first = found.crawl("weekly", limit=10)
        assert (first["finish_reason"], first["pages"], first["exit"]) == ("limit", 10, 0)
        kinds = found.stats()["weekly"]["by_kind"]
        assert kinds["asset"] > 10
        rest = found.crawl("weekly")
        assert rest["resumed"] is True
        assert rest["finish_reason"] == "finished"
        assert {a["url"] for a in found.manifest()} <= set(found.hits())
        assert max(found.hits().values()) == 1


def test_a_signal_ends_a_crawl_cleanly(tmp_path):
    with press(tmp_path, ["agency"], seed=3, articles=40) as found:
        found.site("agency")
        found.tell("set?latency=0.05")
        process = found.start("agency")
        process.stderr.readline()  # it begins
        process.stderr.readline()  # a second later: it is under way
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        result = json.loads(out)
        assert (result["finish_reason"], process.returncode) == ("interrupted", 0), err
        assert result["queued"] > 0
        assert not list(found.home.warc.glob("*.open"))
        found.tell("set?latency=0")
        assert found.crawl("agency")["finish_reason"] == "finished"
        assert max(found.hits().values()) == 1
        assert {a["url"] for a in found.manifest()} <= set(found.hits())


def test_max_time_and_max_mib_end_a_crawl(tmp_path):
    with press(tmp_path, ["forum"], seed=3, articles=150) as found:
        found.site("forum")
        found.tell("set?latency=0.2")
        assert found.crawl("forum", max_time=1)["finish_reason"] == "max-time"
        found.site("forum", settings="max_mib = 1")
        found.tell("set?latency=0.02")
        assert found.crawl("forum")["finish_reason"] == "max-size"


@pytest.mark.parametrize(
    ("name", "file", "says"),
    [
        ("nobody", "", "unknown site 'nobody'; known sites: broken, paper"),
        ("broken", 'start = ["x"', "broken.toml: not TOML"),
    ],
)
def test_what_cannot_begin_says_so_in_one_line(tmp_path, name, file, says):
    with press(tmp_path, ["forum"], seed=3, articles=2) as found:
        (found.home.sites / "paper.toml").write_text('start = ["http://127.0.0.6:1/"]')
        (found.home.sites / "broken.toml").write_text(file)
        process = found.start(name)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert says in err
        assert err.count("\n") == 1


def test_a_site_that_cannot_be_reached_says_so_and_fails(tmp_path):
    with press(tmp_path, ["forum"], seed=3, articles=2) as found:
        (found.home.sites / "paper.toml").write_text('start = ["http://127.0.0.6:1/"]\n[crawl]\ndelay = 0\n')
        result = found.crawl("paper")
    why = "http://127.0.0.6:1/robots.txt could not be had (refused: 127.0.0.6 (127.0.0.6:1): connection refused)"
    assert (result["finish_reason"], result["exit"]) == ("unreachable", 1)
    assert result["unreachable"] == [why]
    assert result["skipped"] == {"robots-unreachable": 1}
    assert result["lines"][1:] == [
        f"{why}, so nothing else was asked for there",
        "left out: 1 robots-unreachable",
        f"nothing was fetched; check {found.home.sites / 'paper.toml'}, or crawl again later",
    ]


def test_a_site_is_crawled_by_one_process_at_a_time(tmp_path):
    with press(tmp_path, ["forum"], seed=3, articles=2) as found:
        found.site("forum")
        with found.home.lock("crawl-forum", remedy="wait"):
            process = found.start("forum")
            _, err = process.communicate(timeout=60)
        assert f"in use by process {os.getpid()} (crawl-forum); wait for that crawl" in err
        assert err.count("\n") == 1


def test_scrapys_own_command_line_runs_the_same_crawl(tmp_path):
    with press(tmp_path, ["courier"], seed=8, articles=4) as found:
        found.site("courier")
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", "site=courier", "-a", "limit=5"]
        environment = {**os.environ, "NEWSARK_HOME": str(found.home.path), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "courier: limit after" in done.stderr
        assert len([path for path in found.home.warc.iterdir() if path.name.endswith(".warc.gz")]) == 1
        command[-3] = "site=nobody"
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120, check=False
        )
        assert done.returncode == 1
        assert "newsark: unknown site 'nobody'" in done.stderr
        assert "Traceback" not in done.stderr
