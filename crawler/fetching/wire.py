"""An HTTP/1.1 client that keeps every byte: one attempt on the wire becomes one Exchange or one Failure, never both.

A head that never becomes complete is a Failure with what was received; after the head it is an Exchange, truncated or
not. A kept-alive connection that turns out to be dead before it gave a byte is no attempt of its own: the request is
sent again on a new one (RFC 9112, section 9.3.1), which the Exchange notes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archive.model import Exchange, Failure
from crawler.fetching.answer import Answer, Limits
from crawler.fetching.connection import Connection, receive
from crawler.fetching.failing import Broken
from crawler.fetching.pool import Pool
from crawler.fetching.request import BadAddress, Proxy, Target, credentials_line, request_bytes

_SAFE = ("GET", "HEAD")
_AGAIN = "a kept-alive connection was dead; sent again on a new one"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect (name, TCP, tunnel and TLS), without a byte, and for the whole attempt."""

    connect: float = 15.0
    stall: float = 20.0
    total: float = 120.0


@dataclass(frozen=True, slots=True)
class Ask:
    """What to fetch. `headers` in the order they are to be sent; `via` and `hops` go into the record as they are; `gap`:
    seconds before the request is sent again, where a connection was dead: the server may have seen the first one."""

    url: str
    method: str = "GET"
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    proxy: Proxy | None = None
    limits: Limits = field(default_factory=Limits)
    timeouts: Timeouts = field(default_factory=Timeouts)
    via: str | None = None
    hops: str = ""
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An exchange for the archive and the same answer, parsed, for the spider."""

    exchange: Exchange
    answer: Answer


@dataclass(slots=True)
class _Attempt:
    """What is known of an attempt so far, for whichever record it ends as."""

    ask: Ask
    started: datetime
    clock: float
    request: bytes = b""
    answer: Answer | None = None
    line: Connection | None = None
    again: bool = False


class Wire:
    """Fetches over pooled connections; `now` gives the time of the records (UTC). Close it with `close()`."""

    def __init__(self, pool: Pool, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.pool, self.now = pool, now
        self._large = asyncio.Semaphore(1)

    async def fetch(self, ask: Ask) -> Reply | Failure:
        """One attempt. Never raises for what the network does; cancellation closes the connection."""
        attempt = _Attempt(ask, self.now(), asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(ask.timeouts.total):
                return await self._fetch(attempt, Target.of(ask.url))
        except BadAddress as error:
            return self._failure(attempt, Broken("protocol", str(error)))
        except Broken as error:
            return self._failure(attempt, error)
        except TimeoutError:
            return self._too_long(attempt)
        finally:
            if attempt.line is not None:
                attempt.line.close()

    def close(self) -> None:
        self.pool.close()

    async def _fetch(self, attempt: _Attempt, target: Target) -> Reply:
        ask = attempt.ask
        through = ask.proxy if target.scheme == "http" else None
        attempt.request = request_bytes(
            ask.method, target, ask.headers, ask.body, absolute=through is not None
        )
        wire_request = _with_credentials(attempt.request, through)
        while True:
            line = attempt.line = await self._connection(attempt, target)
            answer = attempt.answer = Answer(ask.limits, bodiless=ask.method == "HEAD")
            try:
                line.write(wire_request)
                await receive(line, answer, stall=ask.timeouts.stall, large=self._large)
            except Broken as error:
                if not _was_dead(line, answer, error) or ask.method not in _SAFE:
                    raise
                line.close()
                attempt.again = True
                await asyncio.sleep(ask.gap)
                continue
            reply = self._reply(attempt)
            if answer.keep_alive and line.reusable:
                attempt.line = None
                self.pool.give(target, ask.proxy, line)
            return reply

    async def _connection(self, attempt: _Attempt, target: Target) -> Connection:
        """A kept-alive one at first; a new one for sending again, so that nothing is sent more than twice."""
        ask = attempt.ask
        line = None if attempt.again else self.pool.idle(target, ask.proxy)
        if line is None:
            async with asyncio.timeout(ask.timeouts.connect):
                line = await self.pool.open(target, ask.proxy, _user_agent(ask))
        return line

    def _reply(self, attempt: _Attempt) -> Reply:
        answer, line, ask = attempt.answer, attempt.line, attempt.ask
        assert answer is not None
        assert line is not None
        protocols = (answer.head.version, line.tls) if line.tls else (answer.head.version,)
        exchange = Exchange(
            ask.url,
            attempt.started,
            attempt.request,
            answer.freeze(),
            ip=line.ip,
            protocols=protocols,
            truncated=answer.truncated,
            interim=bytes(answer.interim),
            seconds=self._seconds(attempt),
            via=ask.via,
            hops=ask.hops,
            notes=_notes(attempt, answer),
        )
        return Reply(exchange, answer)

    def _failure(self, attempt: _Attempt, error: Broken) -> Failure:
        answer, line, ask = attempt.answer, attempt.line, attempt.ask
        return Failure(
            ask.url,
            attempt.started,
            error.kind,
            f"{error.detail}; {_AGAIN}" if attempt.again else error.detail,
            request=attempt.request if answer is not None else b"",
            received=bytes(answer.interim + answer.raw) if answer is not None else b"",
            ip=line.ip if line is not None else None,
            seconds=self._seconds(attempt),
            via=ask.via,
            hops=ask.hops,
        )

    def _too_long(self, attempt: _Attempt) -> Reply | Failure:
        """The total time, or that to connect, is up: what there is of a body is an Exchange."""
        answer, seconds = attempt.answer, attempt.ask.timeouts
        if answer is not None and answer.started:
            answer.stop("time")
            return self._reply(attempt)
        limit = seconds.connect if answer is None else seconds.total
        return self._failure(attempt, Broken("timeout", f"no answer in {limit:g} s"))

    def _seconds(self, attempt: _Attempt) -> float:
        return round(asyncio.get_running_loop().time() - attempt.clock, 6)


def _was_dead(line: Connection, answer: Answer, error: Broken) -> bool:
    """Whether a kept-alive connection had been closed by the peer before our request (or while it travelled)."""
    return line.used and error.kind == "reset" and not answer.raw and not answer.interim


def _user_agent(ask: Ask) -> str:
    return next((value for name, value in ask.headers if name.lower() == "user-agent"), "")


def _with_credentials(request: bytes, proxy: Proxy | None) -> bytes:
    """The request as it goes to a proxy. The record is made without the password: archives are handed on."""
    if proxy is None or not proxy.credentials:
        return request
    return request.replace(b"\r\n\r\n", b"\r\n" + credentials_line(proxy) + b"\r\n", 1)


def _notes(attempt: _Attempt, answer: Answer) -> tuple[tuple[str, str], ...]:
    notes = []
    if answer.damage:
        notes.append(("framing", answer.damage))
    if answer.excess:
        notes.append(("excess", f"{answer.excess} bytes after the end of the message"))
    if attempt.again:
        notes.append(("connection", _AGAIN))
    if attempt.ask.proxy is not None:
        notes.append(("proxy", f"{attempt.ask.proxy.host}:{attempt.ask.proxy.port}"))
        if attempt.ask.proxy.credentials:
            notes.append(("request", "Proxy-Authorization left out of the record"))
    return tuple(notes)
