"""What is withheld in a home now, read again when the manifest or the settings change."""

from __future__ import annotations

import tomllib
from pathlib import Path

from archive.fixity.chain import parse_line
from archive.fixity.manifest import Manifest
from archive.home import CONFIG
from archive.takedown.rules import Hidden, Rule, all_rules, of_setting

_MARKS = (b'"event":"hidden"', b'"event":"shown"')


def rules(home: Path) -> list[Rule]:
    """Every take-down of the manifest, those that were lifted too. WarcError where it cannot be read."""
    lines = (line for line in Manifest(home).lines() if any(mark in line for mark in _MARKS))
    return all_rules(entry for line in lines if (entry := parse_line(line)) is not None)


def hidden(home: Path) -> Hidden:
    """The rules that hold now: take-downs, and `[replay] hidden` of newsark.toml."""
    return Hidden((*_of_settings(home), *(rule for rule in rules(home) if rule.lifted is None)))


def _of_settings(home: Path) -> list[Rule]:
    try:
        config = tomllib.loads((home / CONFIG).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return []  # a folder that is no home; `Home.open` names settings that cannot be read
    replay = config.get("replay")
    return of_setting(replay.get("hidden")) if isinstance(replay, dict) else []


class Watch:
    """The same for a server: looks at the files' times and sizes at every question, so that a take-down holds at once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._files = (Manifest(home).path, home / CONFIG)
        self._seen: object = None
        self._now = Hidden()

    @property
    def now(self) -> Hidden:
        seen = tuple(map(_stamp, self._files))
        if seen != self._seen:
            self._now = hidden(self._home)
            self._seen = seen
        return self._now


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
