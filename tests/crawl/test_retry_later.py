"""A host that says when to come back is left alone until then, whoever comes: the same crawl, the next one, a first look."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from smallpress import Handler, serving

from archive.home import Home

LINKS = "".join(f'<a href="/news/{n}-a-story-of-many-words">x</a>' for n in range(100, 105))


class Tired(Handler):
    """Answers its front page, then asks for ten minutes; `form` is how it says so."""

    form = ""

    def answer(self) -> None:
        if self.path in ("/robots.txt", "/.well-known/tdmrep.json"):
            self.say("none", status=404)
        elif self.path == "/":
            self.say(f"<html>{LINKS}")
        else:
            self.say("later", ("Retry-After", self.form), status=503)


def crawl(home: Home, name: str) -> dict[str, object]:
    command = [sys.executable, "-m", "crawler.cli", "crawl", name, "--no-project", "--json", "--home"]
    done = subprocess.run(
        [*command, str(home.path)], capture_output=True, text=True, timeout=100, check=False
    )
    result: dict[str, object] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("dated", [False, True])
def test_retry_after_outlives_its_crawl(tmp_path: Path, dated: bool) -> None:
    form = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True) if dated else "600"
    home = Home.create(tmp_path / "home", contact="tests@localhost.test")
    with serving(type("Tired", (Tired,), {"form": form})) as (base, asked):
        for name in ("paper", "other"):  # two publications on one host
            (home.sites / f"{name}.toml").write_text(f'start = ["{base}/"]\n[crawl]\ndelay = 0\n')
        first = crawl(home, "paper")
        assert [path for path in asked if path.startswith("/news/")] != []
        asked.clear()
        again, other = crawl(home, "paper"), crawl(home, "other")
        look = subprocess.run(
            [sys.executable, "-m", "crawler.cli", "site", "add", base, "--name", "new", "--home", home.path],
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert asked == []
    assert first["finish_reason"] == "finished"
    assert [again["finish_reason"], other["finish_reason"]] == ["unreachable", "unreachable"]
    assert "asked to be left alone for" in str(other["unreachable"])
    assert look.returncode == 2
    assert "asked to be left alone for" in look.stderr
