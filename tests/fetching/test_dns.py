"""Names to addresses by the machine's own resolver, and what of that is to be archived."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from archive.model import Lookup
from crawler.fetching.dns import Resolver
from crawler.fetching.failing import Broken

WHEN = datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_an_answer_is_told_once_however_often_and_for_whatever_port_it_is_asked() -> None:
    async def asked() -> list[list[Lookup]]:
        resolver = Resolver(now=lambda: WHEN)
        found = await resolver.addresses("localhost", 80)
        first = resolver.fresh()
        assert first == [Lookup("localhost", WHEN, tuple(found))]
        await asyncio.gather(*(resolver.addresses("localhost", port) for port in (80, 443, 8080)))
        return [first, resolver.fresh()]

    first, later = asyncio.run(asked())
    assert "127.0.0.1" in first[0].addresses
    assert later == []


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "fe80::1%lo"])
def test_an_address_is_no_look_up(host: str) -> None:
    resolver = Resolver()
    assert asyncio.run(resolver.addresses(host, 80)) == [host]
    assert resolver.fresh() == []


def test_a_proxys_name_and_a_name_that_nobody_has_are_not_told() -> None:
    async def asked() -> list[Lookup]:
        resolver = Resolver()
        await resolver.addresses("localhost", 3128, told=False)
        with pytest.raises(Broken):
            await resolver.addresses("no-such-host.invalid", 80)
        return resolver.fresh()

    assert asyncio.run(asked()) == []
