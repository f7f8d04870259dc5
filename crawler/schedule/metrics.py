"""Figures for Prometheus (text exposition format 0.0.4), served on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from archive import live
from archive.errors import HomeError, NewsarkError
from archive.home import Home
from archive.status import sizes
from crawler.schedule import files, history
from crawler.schedule.plan import next_start

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, str, str, float]
"""Name, help, site ("" for none), value."""


def text(home: Home) -> str:
    """All figures of a home now. `_total` counts from the start of the crawl under way."""
    lines: list[str] = []
    named: set[str] = set()
    for name, help_, site, value in sorted([*_of_home(home), *_of_crawls(home), *_of_schedules(home)]):
        if name not in named:
            named.add(name)
            lines += [f"# HELP {name} {help_}", f"# TYPE {name} gauge"]
        label = f'{{site="{_escaped(site)}"}}' if site else ""
        lines.append(f"{name}{label} {value:.15g}")
    return "\n".join(lines) + "\n"


def _of_home(home: Home) -> Iterator[Sample]:
    for name, help_, value in sizes(home):
        yield f"newsark_{name}", help_, "", value


def _of_crawls(home: Home) -> Iterator[Sample]:
    crawls = live.running(home)
    yield "newsark_crawls_running", "Crawls under way.", "", len(crawls)
    for crawl in crawls:
        for name, value in crawl.progress.items():
            yield f"newsark_crawl_{name}", f"{name.capitalize()} of the crawl under way.", crawl.site, value


def _of_schedules(home: Home) -> Iterator[Sample]:
    schedules, _ = files.load_all(home.path / files.FOLDER)
    with history.History(home.path / history.FILE) as past:
        last = past.last()
    for site, run in last.items():
        if run.finished is not None:
            seconds = (run.finished - run.started).total_seconds()
            yield "newsark_run_success", "Whether the last run went well.", site, float(run.well)
            yield "newsark_run_seconds", "How long the last run took.", site, seconds
            yield "newsark_run_requests", "Requests of the last run.", site, run.requests
            yield "newsark_run_errors", "Errors of the last run.", site, run.errors
        yield "newsark_run_started_seconds", "When the last run began (Unix).", site, run.started.timestamp()
    for schedule in schedules:
        start = next_start(schedule, last)
        if start is not None:
            yield (
                "newsark_next_run_seconds",
                "When the next run is due (Unix).",
                schedule.site,
                start.timestamp(),
            )


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@contextmanager
def serving(home: Home, port: int | None) -> Iterator[str]:
    """Answers `GET /metrics` on 127.0.0.1 until the block ends; yields the address ("" and nothing for None).

    Port 0 takes a free one. Raises HomeError where the port is taken.
    """
    if port is None:
        yield ""
        return
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(home))
    except OSError as error:
        raise HomeError(f"port {port} cannot be used: {error.strerror}; choose another one") from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(home: Home) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            if self.path.partition("?")[0] not in ("/", "/metrics"):
                self.send_error(404)
                return
            try:
                body = text(home).encode()
            except NewsarkError as error:
                self.send_error(500, str(error).encode("ascii", "replace").decode()[:200])
                return
            self.send_response(200)
            self.send_header("Content-Type", TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a line a scrape is no news."""

    return Handler
