"""Options that several verbs share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.home import Home

F = TypeVar("F", bound=Callable[..., Any])

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _open_home(ctx: click.Context, param: click.Parameter, value: Path) -> Home:
    return Home.open(value)


def home_option(function: F) -> F:
    """`--home DIR`, else NEWSARK_HOME, else the current folder, as an opened `Home`."""
    return _home_option(function, callback=_open_home)


def home_folder_option(function: F) -> F:
    """The same as a path that was not looked at: for verbs that can do without a home."""
    return _home_option(function)


def _home_option(function: F, **options: Any) -> F:
    return click.option(
        "--home",
        type=click.Path(path_type=Path),
        default=".",
        envvar="NEWSARK_HOME",
        help="The archive home.  [default: $NEWSARK_HOME, else the current folder]",
        **options,
    )(function)


def format_options(function: F) -> F:
    """`--json`, `--csv`, `--tsv`: one of them, or a table for people."""
    for name, text in (
        ("tsv", "Tab-separated values with a heading."),
        ("csv", "Comma-separated values with a heading."),
        ("json", "One JSON object a line."),
    ):
        function = click.option(f"--{name}", "form", flag_value=name, type=str, help=text)(function)
    return function


def limit_option(default: int | None = None) -> Callable[[F], F]:
    """`--limit N`: at most so many rows; all by default, or `default`."""
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        default=default,
        show_default=default is not None,
        help="At most so many.",
    )


class Duration(click.ParamType[timedelta]):
    """`90`, `90s`, `10m`, `2h`, `1d`, `1h30m`: a span of time; a bare number is seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        text = str(value).strip().lower()
        if re.fullmatch(r"\d+", text):
            return timedelta(seconds=int(text))
        parts = re.findall(r"(\d+)([smhd])", text)
        if not parts or "".join(n + u for n, u in parts) != text:
            self.fail(f"{value!r} is not a span of time; write 90s, 10m, 2h or 1h30m", param, ctx)
        return sum((timedelta(**{_UNITS[u]: int(n)}) for n, u in parts), timedelta())
