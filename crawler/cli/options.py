"""Options that several verbs share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from archive.home import Home

F = TypeVar("F", bound=Callable[..., Any])

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_AGES = 100 * 366 * 86_400
"""Seconds of the longest span: more is taken for this."""


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


class Group(click.Group):
    """Verbs below a verb, whose help stands whole: Click cuts it at the width of the screen."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(1000)) for name, one in sorted(self.commands.items())]
            )


_FORMS = {
    "json": "One JSON object a line.",
    "csv": "Comma-separated values with a heading.",
    "tsv": "Tab-separated values with a heading.",
}


def format_options(function: F) -> F:
    """`--json`, `--csv`, `--tsv`: one of them, or a table for people; the verb gets it as `form`."""

    @wraps(function)
    def formed(*args: Any, **options: Any) -> Any:
        chosen = [name for name in _FORMS if options.pop(f"as_{name}")]
        if len(chosen) > 1:
            raise click.UsageError(f"{' and '.join(f'--{name}' for name in chosen)}: choose one of them")
        return function(*args, form=chosen[0] if chosen else None, **options)

    for name in reversed(_FORMS):
        formed = click.option(f"--{name}", f"as_{name}", is_flag=True, help=_FORMS[name])(formed)
    return cast("F", formed)


def limit_option(default: int | None = None, text: str = "At most so many.") -> Callable[[F], F]:
    """`--limit N`: at most so many rows; all by default, or `default`."""
    return click.option(
        "--limit", type=click.IntRange(min=1), default=default, show_default=default is not None, help=text
    )


class Duration(click.ParamType[timedelta]):
    """`90`, `90s`, `10m`, `2h`, `1d`, `1h30m`: a span of time; a bare number is seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        text = str(value).strip().lower()
        text += "s" * bool(re.fullmatch(r"[0-9]+", text))
        parts = re.findall(r"([0-9]+)([smhd])", text)
        if not parts or "".join(n + u for n, u in parts) != text:
            self.fail(f"{value!r} is not a span of time; write 90s, 10m, 2h or 1h30m", param, ctx)
        seconds = sum(int(number[:20]) * _UNITS[unit] for number, unit in parts)
        if seconds == 0:
            self.fail(f"{value!r} is no time at all; write 90s, 10m, 2h or 1h30m", param, ctx)
        return timedelta(seconds=min(seconds, _AGES))
