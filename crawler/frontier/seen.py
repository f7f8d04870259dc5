"""A bounded memory of what a crawl has met; the database behind it knows the rest."""

from __future__ import annotations

from collections.abc import Iterable


class Seen:
    """Remembers at least the last `size` keys, at most twice as many: two generations, the older one dropped at once.

    Forgetting is harmless: what is met again is looked up again.
    """

    def __init__(self, size: int = 100_000) -> None:
        self._size = size
        self._young: set[str] = set()
        self._old: set[str] = set()

    def first(self, key: str) -> bool:
        """True when the key is new, or has been forgotten."""
        if key in self._young:
            return False
        self._young.add(key)
        known = key in self._old
        if len(self._young) >= self._size:
            self._old, self._young = self._young, set()
        return not known

    def forget(self, keys: Iterable[str]) -> None:
        """As if these had never been met."""
        self._young.difference_update(keys)
        self._old.difference_update(keys)
