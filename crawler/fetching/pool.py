"""Connections to hosts: opened through the address guard, kept alive for a while, handed out again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable

from crawler.fetching.connection import Connection, connect, tunnel
from crawler.fetching.dns import Resolver
from crawler.fetching.failing import Broken, broken
from crawler.fetching.guard import may_connect
from crawler.fetching.request import Proxy, Target

KEEP = 12.0
"""Seconds an unused connection is kept: nginx closes after 75, Apache after 5, many balancers between 10 and 60."""
MAX_IDLE_PER_HOST = 16
"""As many as a crawl has requests under way (CONCURRENT_REQUESTS): fewer would be closed and opened again at once."""

_Key = tuple[str, str, int, Proxy | None]


class Pool:
    """`start_hosts` are the publication's own hosts: they decide whether private addresses may be used (guard)."""

    def __init__(
        self, tls: ssl.SSLContext, start_hosts: Iterable[str] = (), *, resolver: Resolver | None = None
    ) -> None:
        self._tls = tls
        self.resolver = resolver or Resolver()
        self._start_hosts = tuple(start_hosts)
        self._home: list[str] | None = None
        self._idle: dict[_Key, list[Connection]] = {}

    def idle(self, target: Target, proxy: Proxy | None) -> Connection | None:
        """A connection that has served a request before and seems to be alive, if there is one."""
        kept = self._idle.get((target.scheme, target.host, target.port, proxy))
        oldest = asyncio.get_running_loop().time() - KEEP
        while kept:
            line = kept.pop()
            if line.reusable and line.idle_since > oldest:
                line.used = True
                return line
            line.close()
        return None

    async def open(self, target: Target, proxy: Proxy | None, user_agent: str = "") -> Connection:
        """A new connection, ready for a request to the target. Raises Broken."""
        if proxy is not None:
            return await self._through(target, proxy, user_agent)
        addresses = await self._allowed(target)
        tls = self._tls if target.scheme == "https" else None
        return await connect(addresses, target.port, tls=tls, host=target.host)

    def give(self, target: Target, proxy: Proxy | None, line: Connection) -> None:
        """Takes back a connection whose answer was read to its end."""
        idle = self._idle.setdefault((target.scheme, target.host, target.port, proxy), [])
        line.idle_since = asyncio.get_running_loop().time()
        if len(idle) >= MAX_IDLE_PER_HOST:
            idle.pop(0).close()
        idle.append(line)

    def close(self) -> None:
        for idle in self._idle.values():
            for line in idle:
                line.close()
        self._idle.clear()

    async def _through(self, target: Target, proxy: Proxy, user_agent: str) -> Connection:
        """By way of a proxy, which resolves names itself: the guard can only judge addresses written as numbers."""
        if _looks_numeric(target.host):
            await self._allowed(target)
        found = await self.resolver.addresses(proxy.host, proxy.port, told=False)
        line = await connect(found, proxy.port, tls=None, host=proxy.host)
        line.ip = None  # the address of the origin server is known to the proxy alone
        if target.scheme == "http":
            return line
        try:
            await tunnel(line, target, proxy, user_agent)
            await line.start_tls(self._tls, target.host)
        except (OSError, ssl.CertificateError) as error:
            line.close()
            raise broken(error, target.host) from None
        except BaseException:
            line.close()
            raise
        return line

    async def _allowed(self, target: Target) -> list[str]:
        found = await self.resolver.addresses(target.host, target.port)
        home = () if all(may_connect(address, ()) for address in found) else await self._home_addresses()
        allowed = [address for address in found if may_connect(address, home)]
        if not allowed:
            raise Broken("blocked", f"{target.host} is {found[0]}: not an address of the open web")
        return allowed

    async def _home_addresses(self) -> list[str]:
        """Where the start hosts live, asked for once, and only when a private address turns up."""
        if self._home is None:
            self._home = []
            for host in self._start_hosts:
                try:
                    self._home += await self.resolver.addresses(host, 80)
                except Broken:
                    continue
        return self._home


def _looks_numeric(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit() or host.lower() == "localhost"
