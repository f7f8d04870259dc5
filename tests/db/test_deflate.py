"""Small packing: whatever the sizes, a window is chosen that every reader of zlib unpacks."""

from __future__ import annotations

import random
import zlib

from hypothesis import given
from hypothesis import strategies as st

from archive.db.deflate import deflate

SIZES = st.one_of(st.integers(0, 300), st.sampled_from([7930, 7931, 16122, 16123, 32768, 40_000]))


@given(SIZES, SIZES, st.integers())
def test_what_is_packed_is_unpacked(size: int, before: int, seed: int) -> None:
    dice = random.Random(seed)
    data, dictionary = (bytes(dice.choices(b"abcd <>/p", k=n)) for n in (size, before))
    unpack = zlib.decompressobj(zdict=dictionary) if dictionary else zlib.decompressobj()
    assert unpack.decompress(deflate(data, dictionary)) + unpack.flush() == data


def test_a_dictionary_saves_what_it_has() -> None:
    text = " ".join(f"word{n}" for n in range(3000)).encode()
    for size in (2000, 7000, 15_000):
        assert len(deflate(b"<p>" + text[:size], text[:size])) < size / 20
