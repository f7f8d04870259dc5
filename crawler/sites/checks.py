"""Checks of single values of a site file: each gives the value in its own type, or ValueError says what would do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Check: TypeAlias = Callable[[Any], Any]
"""Returns the value for the model; raises ValueError with what is wanted and an example."""

_HOST = re.compile(r"(\*|(\*\.)?[a-z0-9_.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?)\Z")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|w)\Z")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def address(value: Any) -> str:
    problem = f"{value!r} is not a web address; write for example: https://news.example/"
    if not isinstance(value, str):
        raise ValueError(problem)
    try:
        parts = urlsplit(value.strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(problem) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise ValueError(problem)
    return value.strip()


def host(value: Any) -> str:
    if not isinstance(value, str) or not _HOST.match(value.lower()):
        raise ValueError(
            f"{value!r} is not a host; write for example: news.example, *.news.example or 127.0.0.2:8700"
        )
    return value.lower()


def holding(*fields: str) -> Check:
    """A web address with one of these in it."""

    def check(value: Any) -> str:
        found = address(value)
        if not any(name in found for name in fields):
            raise ValueError(
                f"{value!r} has no {' or '.join(fields)} in it; write for example: {_EXAMPLES[fields[0]]}"
            )
        return found

    return check


_EXAMPLES = {"%Y": "https://news.example/%Y/%m/%d/", "{id}": "https://news.example/news/{id}"}


def many(one: Check) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f'must be a list, not {value!r}; write for example: ["…", "…"]')
        return tuple(one(item) for item in value)

    return check


def some(one: Check) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        found: tuple[Any, ...] = many(one)(value)
        if not found:
            raise ValueError("must not be empty; write at least one")
        return found

    return check


def number(low: float, high: float, kind: type = float) -> Check:
    def check(value: Any) -> float | int:
        right = isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
        if not right or not low <= value <= high:
            raise ValueError(
                f"must be {'a whole' if kind is int else 'a'} number from {low:g} to {high:g}, not {value!r}"
            )
        result: float | int = kind(value)
        return result

    return check


def choice(*known: Any) -> Check:
    def check(value: Any) -> Any:
        if value not in known or isinstance(value, bool) != isinstance(known[0], bool):
            words = " or ".join(str(k).lower() if isinstance(k, bool) else f'"{k}"' for k in known)
            raise ValueError(f"must be {words}, not {value!r}")
        return value

    return check


def span(value: Any) -> timedelta:
    match = _SPAN.match(value.strip().lower()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'must be a time such as "30m", "6h" or "14d", not {value!r}')
    try:
        return timedelta(**{_UNITS[match[2]]: float(match[1])})
    except OverflowError:
        raise ValueError(f"{value!r} is too long; the most is about a million days") from None


def zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise ValueError(f'{value!r} is not a time zone; write for example: zone = "Asia/Tehran"') from None


def word(pattern: str, example: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f'{value!r} will not do; write for example: "{example}"')
        return value

    return check
