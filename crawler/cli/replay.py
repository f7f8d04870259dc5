"""`newsark replay`"""

from __future__ import annotations

import re
import signal
import threading
from datetime import datetime
from pathlib import Path
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
@click.option(
    "--viewer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="WACZ",
    help="Show a WACZ file (newsark export wacz) in replayweb.page, which you fetch once with npm.",
)
@click.option("--at", metavar="TIME", help="With --proxy: the web as of then, 2026-11-23T08:00 (UTC).")
@home_option
def command(
    home: Home,
    port: int | None,
    host: str,
    proxy: bool,
    tls: bool,
    engine: str,
    viewer: Path | None,
    at: str | None,
) -> None:
    """Play captured pages back in a browser.

    A page is at /web/20261123080000/http://… (its capture nearest to that time, UTC), the list of its captures at
    /web/*/http://…; scripts stay off, and nothing is fetched from the live web. The start page searches the archive.

    With --proxy, set the printed address as the browser's HTTP proxy: nothing is rewritten, scripts run, what was not
    captured is missing. Pages captured over https open at http://…, or with --tls at their own address once the
    browser trusts the printed certificate; use a browser profile of its own for that.
    """
    _refuse_mixtures(proxy=proxy, tls=tls, pywb=engine == "pywb", viewer=viewer is not None, at=at)
    when = None if at is None else _moment(at)
    stop = _stopped_by_signals()
    at_port = port if port is not None else 8081 if proxy else 8080
    if engine == "pywb":
        from archive.replay.pywb import serve_pywb

        serve_pywb(home, host=host, port=at_port, ready=_announce, stop=stop)
    elif viewer is not None:
        from archive.replay.viewer import serve_viewer

        serve_viewer(viewer, home.path / "viewer", host=host, port=at_port, ready=_announce, stop=stop)
    elif proxy:
        from archive.replay.proxy import serve_proxy

        authority = _authority(home) if tls else None
        serve_proxy(
            home, host=host, port=at_port, when=when, authority=authority, ready=_proxy_ready, stop=stop
        )
    else:
        from archive.replay.server import serve

        serve(home, host=host, port=at_port, ready=_announce, stop=stop)


def _refuse_mixtures(*, proxy: bool, tls: bool, pywb: bool, viewer: bool, at: str | None) -> None:
    """One line for options that do not go together."""
    if proxy + pywb + viewer > 1:
        raise QueryError("--proxy, --viewer and --engine pywb are three ways to replay; choose one")
    if tls and not proxy:
        raise QueryError("--tls goes with --proxy; without it pages are shown at http://127.0.0.1 only")
    if at is not None and not proxy:
        raise QueryError(
            "--at goes with --proxy; without it the time stands in the address: /web/20261123/http://…"
        )


def _authority(home: Home) -> Authority:
    from archive.replay.authority import Authority

    authority = Authority.open(home.path / "ca")
    click.echo(f"certificate to trust: {authority.path}")
    click.echo(f"or start Chromium with --ignore-certificate-errors-spki-list={authority.pin}")
    return authority


def _moment(text: str) -> datetime:
    """A time of day is its first second; a day or longer its last one, so that it means its newest captures."""
    from archive.replay.address import stated_moment

    digits = re.sub(r"[-:TZ ]", "", text)
    found = stated_moment(digits, end=len(digits) <= 8)
    if found is None:
        raise QueryError(
            f"--at {text}: not a time; write it as 2026-11-23, 2026-11-23T08:00 or 20261123080000 (UTC)"
        )
    return found


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
