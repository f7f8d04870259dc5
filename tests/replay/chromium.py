"""A headless Chromium driven over its debugging pipe, and a sinkhole that counts what tries to get out. No dependency.

Chrome DevTools Protocol: JSON messages ended by NUL on file descriptors 3 (to the browser) and 4 (from it).
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--mute-audio",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,NetworkTimeServiceQuerying",
    "--remote-debugging-pipe",
    "--window-size=1000,900",
]


class Sinkhole:
    """A proxy that answers nothing but 502, and remembers the first line of each request."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                try:
                    self.lines.append(client.recv(4096).split(b"\r\n")[0].decode("latin-1"))
                    client.sendall(b"HTTP/1.1 502 Sinkhole\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    self.lines.append("(connection without a request)")

    def pages_asked(self) -> list[str]:
        """What pages wanted: without the calls that Chromium makes to its maker on its own account."""
        return [line for line in self.lines if not re.search(r"[./](?:google|googleapis|gvt1)\.com", line)]

    def close(self) -> None:
        self._socket.close()


@dataclass
class Loaded:
    """A page after it has loaded: what it asked for (address → status, 0 where it failed), console lines, dialogs."""

    requests: dict[str, int] = field(default_factory=dict)
    console: list[str] = field(default_factory=list)
    dialogs: int = 0


class Browser:
    """One browser with one tab."""

    def __init__(self, to: int, answers: int) -> None:
        self._to, self._from, self._buffer, self._id = to, answers, b"", 0
        self.loaded = Loaded()
        self._documents, self._ready = list[str](), set[str]()
        target = self.call("Target.createTarget", {"url": "about:blank"}, session=False)["targetId"]
        attached = self.call("Target.attachToTarget", {"targetId": target, "flatten": True}, session=False)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", {"enabled": True})
        size = {"width": 1000, "height": 1600, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", size)

    def call(
        self, method: str, params: dict[str, Any] | None = None, *, session: bool = True
    ) -> dict[str, Any]:
        self._id += 1
        number = self._id
        message: dict[str, Any] = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._from, 1 << 16)
            if not data:
                raise RuntimeError("the browser has ended")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith(("data:", "about:")):
                self.loaded.requests.setdefault(url, 0)
        elif method == "Network.responseReceived":
            if params["response"]["url"] in self.loaded.requests:
                self.loaded.requests[params["response"]["url"]] = params["response"]["status"]
        elif method in {"Runtime.consoleAPICalled", "Log.entryAdded", "Runtime.exceptionThrown"}:
            self.loaded.console.append(json.dumps(params)[:300])
        elif method == "Page.javascriptDialogOpening":
            self.loaded.dialogs += 1
            self._id += 1
            answer = {
                "id": self._id,
                "method": "Page.handleJavaScriptDialog",
                "params": {"accept": True},
                "sessionId": self._session,
            }
            os.write(self._to, json.dumps(answer).encode() + b"\0")
        elif method == "Page.frameNavigated" and "parentId" not in params["frame"]:
            self._documents.append(params["frame"]["loaderId"])
        elif method == "Page.lifecycleEvent" and params["name"] == "load":
            self._ready.add(params["loaderId"])

    def open(self, url: str) -> Loaded:
        """Loads the page and waits for its own load event: that of a page before it may come late."""
        self.loaded = Loaded()
        answer = self.call("Page.navigate", {"url": url})
        if "errorText" not in answer and (document := answer.get("loaderId")):
            while document not in self._documents or self._documents[-1] not in self._ready:
                self._next()
        return self.loaded

    @contextmanager
    def follow(self) -> Iterator[None]:
        """What is done within leads to another page: waits until that has loaded, however long it takes."""
        self.loaded, before = Loaded(), len(self._documents)
        yield
        while len(self._documents) == before or self._documents[-1] not in self._ready:
            self._next()

    def scripts(self, *, on: bool) -> None:
        self.call("Emulation.setScriptExecutionDisabled", {"value": not on})

    def evaluate(self, expression: str) -> Any:
        result = self.call(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True}
        )
        return result["result"].get("value")

    def screenshot(self) -> bytes:
        """PNG of what is visible."""
        return base64.b64decode(self.call("Page.captureScreenshot", {"format": "png"})["data"])


@contextmanager
def browsing(
    *, direct: tuple[int, ...] | None = (), proxy: int | None = None, trust: str = ""
) -> Iterator[tuple[Browser, Sinkhole]]:
    """A browser that reaches the loopback ports `direct`; all else goes to the sinkhole, or to a proxy on port
    `proxy`; `trust` is the pin of the proxy's authority. With `direct=None` there is neither: the live press is looked at."""
    sink = Sinkhole()
    folder = tempfile.mkdtemp(prefix="chromium-")
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    flags = [*_FLAGS, f"--user-data-dir={folder}"]
    if trust:
        flags.append(f"--ignore-certificate-errors-spki-list={trust}")
    if direct is not None:
        bypass = ";".join(("<-loopback>", *(f"127.0.0.1:{port}" for port in direct)))
        flags += [f"--proxy-server=http://127.0.0.1:{proxy or sink.port}", f"--proxy-bypass-list={bypass}"]
    command = [
        "/bin/bash",
        "-c",
        f'exec "$@" 3<&{to_read} 4>&{from_write}',
        "bash",
        str(CHROMIUM),
        *flags,
        "about:blank",
    ]
    with open(os.path.join(folder, "log"), "wb") as log:
        process = subprocess.Popen(
            command, pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Browser(to_write, from_read), sink
    finally:
        process.terminate()
        process.wait(20)
        os.close(to_write)
        os.close(from_read)
        sink.close()
        shutil.rmtree(folder, ignore_errors=True)
