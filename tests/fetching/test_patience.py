"""Retry-After, pauses, and whose turn it is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from time import monotonic

import pytest

from crawler.fetching.identity import user_agent
from crawler.fetching.later import MAX_ASKED, retry_after
from crawler.fetching.pace import MAX_CRAWL_DELAY, Pace, Resting, Wait
from crawler.fetching.retry import MAX_PAUSE, pause

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        (b"Mon, 23 Nov 2026 13:00:30 +0100", 30.0),
        (b"Monday, 23-Nov-26 12:00:05 GMT", 5.0),
        (b"Mon Nov 23 12:00:07 2026", 7.0),
        (b"Mon, 23 Nov 2020 12:00:30 GMT", 0.0),
        (b"9" * 500, MAX_ASKED),
        (b"Mon, 23 Nov 9999 12:00:30 GMT", MAX_ASKED),
        (b"-5", None),
        (b"1.5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
        ("١٢".encode(), None),
        (b"Mon, 99 Foo 2026 12:00:30 GMT", None),
        (b"\xff\xfe", None),
    ],
)
def test_retry_after_in_both_forms(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_pauses_double_up_to_a_minute() -> None:
    assert [pause(failures, 0.0) for failures in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, 4.0]
    assert pause(1000, 0.999) <= MAX_PAUSE
    assert pause(3, 0.0) < pause(3, 0.9) < 2 * pause(3, 0.0)


def test_one_at_a_time_with_a_gap_after_each_answer() -> None:
    async def main() -> list[tuple[float, float]]:
        pace, spans = Pace(0.02, factor=0.0), []

        async def one() -> None:
            async with pace.turn("a:80"):
                begun = monotonic()
                await asyncio.sleep(0.01)
                spans.append((begun, monotonic()))

        await asyncio.gather(*(one() for _ in range(4)))
        return spans

    spans = asyncio.run(main())
    assert all(later[0] - earlier[1] >= 0.02 for earlier, later in pairwise(spans))


def test_the_gap_follows_latency_within_bounds() -> None:
    async def main() -> None:
        slow = Pace(0.005, factor=2.0)
        async with slow.turn("a:80"):
            await asyncio.sleep(0.01)
        assert 0.02 <= slow.gap("a:80") <= 0.05
        assert slow.gap("b:80") == 0.005
        slow.ask_for("a:80", 7.0)
        assert slow.gap("a:80") == 7.0
        slow.ask_for("a:80", 1e9)
        assert slow.gap("a:80") == MAX_CRAWL_DELAY
        own = Pace(0.0)
        async with own.turn("a:80"), own.turn("a:80"):  # no gap, no queue
            assert own.gap("a:80") == 0.0

    asyncio.run(main())


def test_what_one_process_asked_for_holds_in_the_next() -> None:
    async def main() -> None:
        first, begun = Pace(0.05, factor=0.0), monotonic()
        first.ask_for("b:80", 7.0)
        async with first.turn("a:80"):
            assert first.waits()["a:80"] == Wait(0.05, 0.05)
        wait, gap, rest = first.waits()["a:80"]
        assert 0.0 < wait <= gap == 0.05
        assert rest == 0.0
        assert first.waits()["b:80"] == Wait(0.0, 7.0)
        second = Pace(0.0)
        second.not_before("a:80", wait)
        async with second.turn("a:80"):
            assert monotonic() - begun >= 0.05
        assert second.waits() == {}
        second.rest("c:80", monotonic() + 600)
        third = Pace(0.0)
        third.not_before("c:80", *second.waits()["c:80"][::2])
        assert 599 < third.waits()["c:80"].rest <= 600
        with pytest.raises(Resting):
            async with third.turn("c:80"):
                pass

    asyncio.run(main())


def test_a_long_rest_is_refused_and_a_short_one_waited_for() -> None:
    async def main() -> None:
        pace, begun = Pace(0.0, patience=5.0), monotonic()
        pace.rest("a:80", begun + 0.05)
        async with pace.turn("a:80"):
            assert monotonic() - begun >= 0.05
        pace.rest("a:80", begun + 3600)
        with pytest.raises(Resting, match="a:80 asked to be left alone for 3"):
            async with pace.turn("a:80"):
                pass
        async with pace.turn("b:80"):
            pass

    asyncio.run(main())


def test_those_who_wait_learn_of_a_rest_that_comes_later() -> None:
    async def main() -> None:
        pace = Pace(0.01, patience=1.0)

        async def late() -> str:
            try:
                async with pace.turn("a:80"):
                    return "went"
            except Resting:
                return "refused"

        async with pace.turn("a:80"):
            waiting = [asyncio.create_task(late()) for _ in range(3)]
            await asyncio.sleep(0)
            pace.rest("a:80", monotonic() + 600)
        assert await asyncio.gather(*waiting) == ["refused"] * 3

    asyncio.run(main())


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("", ""),
        ("press@archive.test", " (+press@archive.test)"),
        ("a)\r\nX: y(b\u00e9", " (+aX: yb)"),
        (" ", ""),
    ],
)
def test_the_user_agent_says_who_asks(contact: str, expected: str) -> None:
    name, _, rest = user_agent(contact).partition(" ")
    assert name.startswith("newsark/")
    assert (f" {rest}" if rest else "") == expected
