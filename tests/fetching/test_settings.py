"""The settings that are promises to the servers we visit, and to whoever runs us."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from archive.home import Home
from crawler import settings


def test_the_contact_comes_from_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.create(tmp_path / "home", contact="desk@archive.test")
    monkeypatch.setenv("NEWSARK_HOME", str(home.path))
    assert importlib.reload(settings).USER_AGENT.endswith(" (+desk@archive.test)")
    monkeypatch.setenv("NEWSARK_HOME", str(tmp_path))
    assert "(" not in importlib.reload(settings).USER_AGENT


def test_nothing_listens_and_nothing_unarchived_is_fetched() -> None:
    assert settings.REMOTE_CONTROL_ENABLED is settings.TELNETCONSOLE_ENABLED is False
    assert {scheme for scheme, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}


def test_manners() -> None:
    assert settings.ROBOTSTXT_OBEY
    assert settings.DOWNLOAD_DELAY >= 1.0
    assert settings.CONCURRENT_REQUESTS_PER_DOMAIN == 1
    assert settings.DEFAULT_REQUEST_HEADERS["Accept-Encoding"] == "gzip, deflate, br"
    assert not settings.COOKIES_ENABLED
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES
