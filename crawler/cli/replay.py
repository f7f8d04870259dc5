"""`newsark replay`"""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click

from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; others than loopback are public.",
)
@home_option
def command(home: Home, port: int, host: str) -> None:
    """Play captured pages back in a browser.

    A page is at /all/20261123080000/http://… (its capture nearest to that time), the list of its captures at
    /all/*/http://…; scripts stay off, and nothing is fetched from the live web.
    """
    from archive.replay.server import serve

    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    serve(home, host=host, port=port, ready=_announce, stop=stop)


def _announce(address: str) -> None:
    click.echo(f"replay at {address}  (Ctrl-C ends it)")
