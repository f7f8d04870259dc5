"""`newsark replay --engine pywb`: another replay system over the same captures, started as the program it is.

pywb is GPL software that its user has installed; nothing of it is imported or shipped. It gets a folder with a
configuration and a CDXJ index that leaves out what the keeper withholds, reads the WARC files where they are, and ends
with this command.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.home import Home
from archive.index.cdxj import cdxj_lines
from archive.index.store import CaptureIndex
from archive.model import CaptureRow
from archive.replay.library import Library
from archive.replay.listen import ReplayError, literal, warn_if_public

PROGRAM = "wayback"
_MISSING = (
    f"there is no program {PROGRAM} on the PATH; install pywb in an environment of its own "
    "(python3 -m venv pywb; pywb/bin/pip install pywb) and put its bin folder on the PATH"
)


def serve_pywb(
    home: Home,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Runs pywb until it ends or `stop` is set; `ready` gets the address of its collection.

    ReplayError where pywb is not on the machine or ends by itself, with the last line it said. Sealed files only: pywb
    does not know of files that a crawl still writes.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise ReplayError(_MISSING)
    warn_if_public(host)
    port = port or _free_port(host)
    stop = stop or threading.Event()
    with TemporaryDirectory(prefix="newsark-pywb-") as name:
        folder = Path(name)
        prepare(home, folder)
        with (folder / "log").open("wb") as log:
            command = [program, "-b", host, "-p", str(port)]
            server = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            while not (listens(host, port) or stop.wait(0.2)):
                _alive(server, folder / "log")
            if ready and not stop.is_set():
                ready(f"http://{literal(host)}:{port}/web/")
            while not stop.wait(0.5):
                _alive(server, folder / "log")
        except KeyboardInterrupt:
            pass
        finally:
            server.terminate()
            server.wait(20)


def prepare(home: Home, folder: Path) -> None:
    """Writes pywb's configuration (JSON is YAML) and index for this home into `folder`."""
    index = folder / "captures.cdxj"
    with index.open("w", encoding="utf-8") as file, CaptureIndex(home.index_db) as captures:
        file.writelines(line + "\n" for line in cdxj_lines(_shown(home, captures)))
    collection = {"index_paths": str(index), "archive_paths": f"{home.warc}/"}
    (folder / "config.yaml").write_text(json.dumps({"collections": {"web": collection}}), encoding="utf-8")


def _shown(home: Home, captures: CaptureIndex) -> Iterator[CaptureRow]:
    library = Library(home)
    sealed = {path.name for path in home.warc.iterdir()}
    return (row for row in captures.in_order() if row.location.file in sealed and not library.withheld(row))


def _alive(server: subprocess.Popen[bytes], log: Path) -> None:
    if server.poll() is not None:
        said = log.read_text("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        raise ReplayError(f"pywb ended with exit code {server.returncode}: {said[-1]}")


def listens(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((_reachable(host), port), timeout=2):
            return True
    except OSError:
        return False


def _free_port(host: str) -> int:
    """A port that is free now; ReplayError where the address is none of ours."""
    try:
        with socket.create_server(
            (host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        ) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        raise ReplayError(f"cannot listen on {host}: {error.strerror or error}") from None


def _reachable(host: str) -> str:
    return literal(host).strip("[]")
