"""Real crawls in a process of their own: robots.txt, Retry-After, retries, redirects and codings at the handler.

One crawl visits several servers, each of which is one case.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from authority import make_authority
from rawserver import CLOSE, Logged, Step, raw_server
from transfers import OK, PAGE, sized

ROOT = Path(__file__).parents[2]
EAGER = {
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "CONCURRENT_REQUESTS": 64,
    "NEWSARK_STALL_TIMEOUT": 5,
}
GOOD = [sized(PAGE, b"Content-Type: text/html")]
NO_RULES = [sized(b"", status=b"HTTP/1.1 404 Not Found")]


async def crawl(plan: Mapping[str, Any], **environment: str) -> tuple[dict[str, Any], int, str]:
    """The report, the exit status and what went to standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("smallcrawl.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    out, err = await asyncio.wait_for(process.communicate(json.dumps(plan).encode()), 60)
    assert process.returncode is not None
    assert out, err.decode()
    return json.loads(out), process.returncode, err.decode()


class Sequence:
    """Steps for a path that answers otherwise each time; the last answer stays."""

    def __init__(self, **paths: list[list[Step]]) -> None:
        self.paths = {f"/{name.replace('_', '.')}": steps for name, steps in paths.items()}

    def __call__(self, path: str) -> list[Step]:
        left = self.paths.get(path, [GOOD])
        return left.pop(0) if len(left) > 1 else left[0]


def retry(after: bytes) -> list[Step]:
    return [sized(b"slow down", b"Retry-After: " + after, status=b"HTTP/1.1 429 Too Many Requests")]


FORBIDDING = sized(b"User-agent: *\nDisallow: /private/\n")
CASES: dict[str, tuple[Sequence, list[str]]] = {
    "forbidden": (Sequence(robots_txt=[[0.4, FORBIDDING]]), [f"private/{i}" for i in range(6)] + ["open"]),
    "no-rules": (Sequence(robots_txt=[NO_RULES]), ["a", "b"]),
    "robots-500": (Sequence(robots_txt=[[sized(b"", status=b"HTTP/1.1 500 No")]]), ["a", "b"]),
    "robots-cut": (Sequence(robots_txt=[[CLOSE]]), ["a"]),
    "robots-moved": (
        Sequence(
            robots_txt=[[sized(b"", b"Location: /rules", status=b"HTTP/1.1 301 Moved")]], rules=[[FORBIDDING]]
        ),
        ["private/x", "open"],
    ),
    "delay": (Sequence(robots_txt=[[sized(b"User-agent: newsark\nCrawl-delay: 0.25\n")]]), ["a", "b", "c"]),
    "wait": (Sequence(robots_txt=[NO_RULES], a=[retry(b"1"), GOOD]), ["a"]),
    "long-wait": (Sequence(robots_txt=[NO_RULES], a=[retry(b"86400")]), ["a"]),
    "cut-once": (
        Sequence(robots_txt=[NO_RULES], a=[[OK + b"Content-Length: 900\r\n\r\nhalf", CLOSE], GOOD]),
        ["a"],
    ),
    "cut-always": (
        Sequence(robots_txt=[NO_RULES], a=[[OK + b"Content-Length: 900\r\n\r\nhalf", CLOSE]]),
        ["a"],
    ),
    "hops": (
        Sequence(
            robots_txt=[NO_RULES],
            a=[[sized(b"", b"Location: /b", status=b"HTTP/1.1 301 Moved")]],
            b=[[sized(b"", b"Location: /c", status=b"HTTP/1.1 302 Found")]],
            c=[[sized(b"", b"Location: http://[bad", status=b"HTTP/1.1 301 Moved")]],
        ),
        ["a"],
    ),
    "coded": (
        Sequence(
            robots_txt=[NO_RULES],
            good=[[sized(gzip.compress(PAGE), b"Content-Encoding: gzip", b"Content-Type: text/html")]],
            fake=[[sized(PAGE, b"Content-Encoding: gzip", b"Content-Type: text/html")]],
            bomb=[
                [
                    sized(
                        gzip.compress(b" " * 40_000_000),
                        b"Content-Encoding: gzip",
                        b"Content-Type: text/html",
                    )
                ]
            ],
            unknown=[[sized(PAGE, b"Content-Encoding: x-odd", b"Content-Type: text/html")]],
        ),
        ["good", "fake", "bomb", "unknown"],
    ),
    "mixed": (Sequence(robots_txt=[NO_RULES], headless=[[b"<p>no head</p>", CLOSE]]), ["headless"]),
}


@dataclass
class Case:
    """One server of the big crawl: its log and its share of the report, addresses as paths."""

    log: list[Logged]
    shown: list[list[Any]]
    failed: list[list[Any]]
    records: list[list[Any]]

    @property
    def paths(self) -> list[str]:
        return [entry.path for entry in self.log]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    async def main() -> dict[str, Case]:
        async with AsyncExitStack() as stack:
            servers = {
                name: await stack.enter_async_context(raw_server(script))
                for name, (script, _) in CASES.items()
            }
            roots = {name: f"http://127.0.0.1:{server.port}" for name, server in servers.items()}
            urls = [f"{roots[name]}/{path}" for name, (_, paths) in CASES.items() for path in paths]
            file = tmp_path_factory.mktemp("crawl") / "records"
            report, code, err = await crawl({"urls": urls, "settings": EAGER, "file": str(file)})
            assert code == 0, err
            assert "Traceback" not in err

            def of(name: str, part: str) -> list[list[Any]]:
                root = roots[name]
                mine = [row for row in report[part] if row[0].startswith(root + "/")]
                return [
                    [cell.removeprefix(root) if isinstance(cell, str) else cell for cell in row]
                    for row in mine
                ]

            return {
                name: Case(servers[name].log, of(name, "shown"), of(name, "failed"), of(name, "records"))
                for name in CASES
            }

    return asyncio.run(main())


def test_six_who_wait_for_a_slow_robots_txt_are_all_forbidden(cases: dict[str, Case]) -> None:
    case = cases["forbidden"]
    assert case.paths == ["/robots.txt", "/open"]
    assert [row[:3] for row in case.failed] == [
        [f"/private/{i}", "IgnoreRequest", "Forbidden by robots.txt"] for i in range(6)
    ]
    assert [row[0] for row in case.shown] == ["/open"]


def test_robots_txt_is_recorded_as_a_prerequisite(cases: dict[str, Case]) -> None:
    assert cases["forbidden"].records[0] == ["/robots.txt", 200, None, None, "P"]


def test_no_robots_txt_allows_everything_and_an_unreachable_one_nothing(cases: dict[str, Case]) -> None:
    assert sorted(cases["no-rules"].paths) == ["/a", "/b", "/robots.txt"]
    assert cases["robots-500"].paths == ["/robots.txt"] * 3
    assert cases["robots-cut"].paths == ["/robots.txt"] * 3
    assert [row[1] for row in cases["robots-cut"].records] == ["reset"] * 3
    assert [row[1] for row in cases["robots-500"].failed] == ["NoRules"] * 2
    assert all("/robots.txt could not be had (status 500)" in row[2] for row in cases["robots-500"].failed)


def test_a_moved_robots_txt_is_followed(cases: dict[str, Case]) -> None:
    case = cases["robots-moved"]
    assert case.paths == ["/robots.txt", "/rules", "/open"]
    assert case.records[1] == ["/rules", 200, None, "/robots.txt", "PR"]


def test_crawl_delay_is_a_gap_at_the_server(cases: dict[str, Case]) -> None:
    times = [entry.at for entry in cases["delay"].log if entry.path != "/robots.txt"]
    assert len(times) == 3
    assert all(later - earlier >= 0.25 for earlier, later in pairwise(times))


def test_retry_after_is_obeyed(cases: dict[str, Case]) -> None:
    case = cases["wait"]
    first, second = [entry.at for entry in case.log if entry.path == "/a"]
    assert second - first >= 1.0
    assert [row[1] for row in case.records] == [404, 429, 200]
    assert [row[1] for row in case.shown] == [200]


def test_a_host_that_wants_a_day_of_quiet_is_left_alone(cases: dict[str, Case]) -> None:
    assert cases["long-wait"].paths == ["/robots.txt", "/a"]
    assert [row[1] for row in cases["long-wait"].shown] == [429]


def test_each_attempt_is_recorded_and_only_a_whole_page_shown(cases: dict[str, Case]) -> None:
    assert [row[1:3] for row in cases["cut-once"].records] == [[404, None], [200, "disconnect"], [200, None]]
    assert [row[3] for row in cases["cut-once"].shown] == [[]]
    assert [row[1:3] for row in cases["cut-always"].records[1:]] == [[200, "disconnect"]] * 3
    assert cases["cut-always"].failed == [["/a", "ResponseDataLossError", "disconnect"]]


def test_each_hop_is_recorded_and_a_bad_location_ends_the_chain(cases: dict[str, Case]) -> None:
    hops = [["/a", 301, None, None, ""], ["/b", 302, None, "/a", "R"], ["/c", 301, None, "/b", "RR"]]
    assert cases["hops"].records[1:] == hops
    assert [row[:2] for row in cases["hops"].shown] == [["/a", 301]]


def test_codings_are_undone_or_said_to_be_broken(cases: dict[str, Case]) -> None:
    shown = {row[0]: row[3:] for row in cases["coded"].shown}
    assert shown["/good"] == [[], len(PAGE)]
    assert shown["/fake"] == [["undecoded"], len(PAGE)]
    assert shown["/unknown"] == [["undecoded"], len(PAGE)]
    assert shown["/bomb"] == [["dataloss", "decoded-length"], 8 * 1024 * 1024]


def test_what_has_no_head_is_a_failure(cases: dict[str, Case]) -> None:
    assert cases["mixed"].records[1][1:3] == ["protocol", "no status line"]


def test_a_full_disk_stops_the_crawl_with_one_line(tmp_path: Path) -> None:
    async def main() -> None:
        async with raw_server(
            lambda path: NO_RULES if path == "/robots.txt" else [sized(b"p" * 3000)]
        ) as server:
            urls = [f"http://127.0.0.1:{server.port}/{i}" for i in range(200)]
            plan = {"urls": urls, "settings": EAGER, "file": str(tmp_path / "records"), "file_limit": 50_000}
            report, code, err = await crawl(plan)
        assert code == 1
        assert report["reason"] == "archive-full"
        lines = [line for line in err.splitlines() if "archive cannot be written" in line]
        assert len(lines) == 1
        assert lines[0].endswith("records: File too large; make room and start the crawl again")
        assert "Traceback" not in err
        recorded = {row[0] for row in report["records"]}
        shown = {row[0] for row in report["shown"]}
        assert shown
        assert shown == recorded - {urls[0].rpartition("/")[0] + "/robots.txt"}
        assert {row[1] for row in report["failed"]} <= {"NotArchived"}
        assert len(shown) < 20 < len(server.log) + 20

    asyncio.run(main())


def test_https_with_an_authority_of_our_own(tmp_path: Path) -> None:
    async def main() -> None:
        authority = make_authority(tmp_path)
        async with raw_server(
            lambda path: NO_RULES if path == "/robots.txt" else GOOD, tls=authority.server
        ) as server:
            plan = {"urls": [f"https://127.0.0.1:{server.port}/a"], "file": str(tmp_path / "records")}
            trusted, _, _ = await crawl(
                {**plan, "settings": {**EAGER, "NEWSARK_CA_FILE": str(authority.ca_file)}}
            )
            unknown, _, _ = await crawl({**plan, "settings": EAGER})
        assert [row[1] for row in trusted["shown"]] == [200]
        assert unknown["records"][0][1] == "tls"
        assert "certificate was not accepted" in unknown["records"][0][2]
        assert unknown["shown"] == []
        assert len(server.log) == 2

    asyncio.run(main())
