"""`newsark browse`"""

from __future__ import annotations

import socket

import click

from archive.errors import HomeError, QueryError
from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8091, show_default=True, help="0 is any free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--name", "names", multiple=True, help="A host name it may be reached by; may be repeated.")
@click.option("--replay", metavar="URL", help="Where newsark replay runs: captures are linked there.")
@home_option
def command(home: Home, port: int, host: str, names: tuple[str, ...], replay: str | None) -> None:
    """Browse articles, changes and tables in a web browser.

    Read-only; pages without scripts. Needs Datasette: pip install 'newsark[browse]'.
    """
    from archive.db.schema import open_to_read

    open_to_read(home.archive_db).close()
    if replay is not None and not replay.startswith(("http://", "https://")):
        raise QueryError(f"{replay}: not an address; write it as http://127.0.0.1:8090")
    try:
        import uvicorn

        from archive.web.app import make
    except ImportError:
        raise QueryError("browsing needs Datasette; install it with: pip install 'newsark[browse]'") from None
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise HomeError(
            f"{host}:{port}: cannot listen there: {error.strerror}; choose another --port"
        ) from None
    app = make(home, replay=replay, hosts=frozenset(name.lower() for name in (*names, host))).app()
    click.echo(f"http://{host}:{listening.getsockname()[1]}/  (Ctrl-C ends it)")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    server.run(sockets=[listening])
