"""`newsark replay`"""

from __future__ import annotations

import re
import signal
import threading
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING

import click

from archive.errors import QueryError
from archive.home import Home
from crawler.cli.options import home_option

if TYPE_CHECKING:
    from archive.replay.authority import Authority


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="0 takes a free one.  [default: 8080; with --proxy 8081]",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; others than loopback are public.",
)
@click.option(
    "--proxy", is_flag=True, help="Answer as an HTTP proxy: pages as they were, with their scripts."
)
@click.option(
    "--tls",
    is_flag=True,
    help="With --proxy: answer https too, by an authority of this home's own (ca/ca.pem).",
)
@click.option(
    "--engine",
    type=click.Choice(["newsark", "pywb"]),
    default="newsark",
    show_default=True,
    help="pywb: start the one that is on the PATH, over these captures.",
)
@click.option("--at", metavar="TIME", help="With --proxy: the web as of then, 2026-11-23T08:00 (UTC).")
@home_option
def command(
    home: Home, port: int | None, host: str, proxy: bool, tls: bool, engine: str, at: str | None
) -> None:
    """Play captured pages back in a browser.

    A page is at /web/20261123080000/http://… (its capture nearest to that time, UTC), the list of its captures at
    /web/*/http://…; scripts stay off, and nothing is fetched from the live web. The start page searches the archive.

    With --proxy, set the printed address as the browser's HTTP proxy: nothing is rewritten, scripts run, what was not
    captured is missing. Pages captured over https open at http://…, or with --tls at their own address once the
    browser trusts the printed certificate; use a browser profile of its own for that.
    """
    if tls and not proxy:
        raise QueryError("--tls goes with --proxy; without it pages are shown at http://127.0.0.1 only")
    if at is not None and not proxy:
        raise QueryError(
            "--at goes with --proxy; without it the time stands in the address: /web/20261123/http://…"
        )
    if engine == "pywb":
        if proxy:
            raise QueryError("--proxy goes with newsark's own engine; leave out --engine pywb")
        from archive.replay.pywb import serve_pywb

        serve_pywb(
            home, host=host, port=8080 if port is None else port, ready=_announce, stop=_stopped_by_signals()
        )
        return
    when = None if at is None else _moment(at)
    from archive.replay.proxy import serve_proxy
    from archive.replay.server import serve

    stop = _stopped_by_signals()
    if proxy:
        authority = _authority(home) if tls else None
        serve_proxy(
            home,
            host=host,
            port=8081 if port is None else port,
            when=when,
            authority=authority,
            ready=_proxy_ready,
            stop=stop,
        )
    else:
        serve(home, host=host, port=8080 if port is None else port, ready=_announce, stop=stop)


def _authority(home: Home) -> Authority:
    from archive.replay.authority import Authority

    authority = Authority.open(home.path / "ca")
    click.echo(f"certificate to trust: {authority.path}")
    click.echo(f"or start Chromium with --ignore-certificate-errors-spki-list={authority.pin}")
    return authority


def _moment(text: str) -> datetime:
    """A time of day is its first second; a day or longer its last one, so that it means its newest captures."""
    from archive.replay.address import moment

    digits = re.sub(r"[-:TZ ]", "", text)
    if not re.fullmatch(r"\d{4,14}", digits, re.ASCII):
        raise QueryError(
            f"--at {text}: not a time; write it as 2026-11-23, 2026-11-23T08:00 or 20261123080000 (UTC)"
        )
    return moment(digits, end=len(digits) <= 8)


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return stop


def _announce(address: str) -> None:
    click.echo(f"replay at {address}  (Ctrl-C ends it)")


def _proxy_ready(address: str) -> None:
    click.echo(f"replay proxy at {address}  (Ctrl-C ends it)")
