"""Laws of the answer reader: how bytes are split changes nothing, and no cut loses a byte."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transfers import TRANSFERS, chunked, sized

from crawler.fetching.answer import Answer, Limits
from crawler.fetching.failing import Broken
from crawler.fetching.head import BadHead

SHORT = {
    name: (b"".join(step for step in transfer.steps if isinstance(step, bytes)), transfer)
    for name, transfer in TRANSFERS.items()
    if "megabyte" not in name and "long" not in name and "binary" not in name
}


def read(raw: bytes, cuts: list[int], limits: Limits | None = None) -> Answer:
    answer = Answer(limits or Limits())
    for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        answer.feed(raw[start:end])
        if answer.done:
            return answer
    answer.eof()
    return answer


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(SHORT)), st.data())
def test_splits_change_nothing(name: str, data: st.DataObject) -> None:
    raw, transfer = SHORT[name]
    cuts = sorted(data.draw(st.lists(st.integers(1, len(raw) - 1), max_size=12, unique=True)))
    whole, pieces = read(raw, []), read(raw, cuts)
    assert pieces.raw == whole.raw
    assert pieces.entity() == whole.entity()
    assert (pieces.status, pieces.headers, pieces.interim) == (whole.status, whole.headers, whole.interim)
    assert (pieces.damage, pieces.truncated, pieces.head_end) == (
        whole.damage,
        whole.truncated,
        whole.head_end,
    )
    if transfer.entity is not None:
        assert pieces.entity() == transfer.entity


@pytest.mark.parametrize(
    "name", ["sized", "chunked-gzip", "trailers", "close-delimited", "early-hints", "bad-chunk-size"]
)
def test_closed_at_every_point(name: str) -> None:
    raw, transfer = SHORT[name]
    body = len(raw) - len(read(raw, []).raw) + read(raw, []).head_end
    for point in range(len(raw)):
        answer = Answer(Limits())
        answer.feed(raw[:point])
        if point < body:
            with pytest.raises(Broken, match="closed"):
                answer.eof()
            assert bytes(answer.interim + answer.raw) == raw[:point]
        else:
            answer.eof()
            assert bytes(answer.interim + answer.raw) == raw[:point]
            open_ended = name == "close-delimited" or bool(answer.damage)
            assert answer.truncated == (None if open_ended else "disconnect"), point
            assert transfer.entity is not None
            assert transfer.entity.startswith(answer.entity())


@given(st.binary(max_size=300), st.lists(st.integers(1, 299), max_size=5))
def test_any_bytes_end_as_an_answer_or_a_reason(raw: bytes, cuts: list[int]) -> None:
    answer = Answer(Limits(head=200, body=50))
    start = b"HTTP/1.1 200 OK\r\n" * (len(raw) % 2)
    with contextlib.suppress(Broken):
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(raw)], strict=True):
            if not answer.done:
                answer.feed((b"" if begin else start) + raw[begin:end])
        answer.eof()
        assert answer.done
    assert len(answer.raw) - answer.head_end <= (50 if answer.done else 400)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (sized(b"x" * 100), b"x" * 40),
        (chunked(b"y" * 100, 10), None),
        (b"HTTP/1.0 200 OK\r\n\r\n" + b"z" * 100, b"z" * 40),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_a_body_is_cut_at_the_limit_exactly(raw: bytes, kept: bytes | None, step: int) -> None:
    answer = Answer(Limits(body=40))
    for start in range(0, len(raw), step):
        if not answer.done:
            answer.feed(raw[start : start + step])
    assert answer.truncated == "length"
    assert answer.raw == raw[: answer.head_end + 40]
    assert not answer.keep_alive
    assert kept is None or answer.entity() == kept


def test_a_body_of_just_the_limit_is_whole() -> None:
    answer = read(sized(b"x" * 40), [], Limits(body=40))
    assert (answer.truncated, answer.entity(), answer.keep_alive) == (None, b"x" * 40, True)


def test_endless_heads_chunk_lines_and_trailers_end() -> None:
    for raw in (
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 60,
        b"HTTP/1.1 103 Hi\r\n\r\n" * 30 + b"HTTP/1.1 2",
        b"x" * 300,
    ):
        with pytest.raises(BadHead):
            read(raw, [], Limits(head=200))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for line in (b"5;" + b"e" * 20_000, b"0\r\n" + b"T" * 20_000, b"f" * 17 + b"\r\n"):
        answer = Answer(Limits())
        answer.feed(head + line)
        assert answer.damage


def test_chunk_sizes_are_digits_alone() -> None:
    """`int(x, 16)` takes signs, underscores and 0x, which a proxy before us may read otherwise (request smuggling)."""
    for size in (b"+5", b"-5", b"0x5", b"5_0", b" ", b"", "٥".encode()):
        answer = read(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size + b"\r\nhello\r\n0\r\n\r\n", []
        )
        assert answer.damage.startswith("chunk size")
        assert answer.entity() == b""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, close", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: identity", False),
    ],
)
def test_which_connections_are_kept(head: bytes, expected: bool) -> None:
    answer = Answer(Limits())
    answer.feed(head + b"\r\n\r\n")
    assert (answer.done and answer.keep_alive) == expected


def test_a_body_of_tiny_chunks_costs_little_memory() -> None:
    """A chunk a byte, a hundred thousand times: what is kept is the bytes, not an object for each chunk."""
    answer, head = Answer(Limits()), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    tracemalloc.start()
    answer.feed(head)
    for _ in range(10):
        answer.feed(b"1\r\nx\r\n" * 10_000)
    answer.feed(b"0\r\n\r\n")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.entity() == b"x" * 100_000
    assert peak < 3_000_000
