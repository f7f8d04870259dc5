"""Which addresses a rule covers, and what the manifest's entries add up to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import QueryError
from archive.fixity.manifest import Manifest
from archive.takedown.hidden import Watch, hidden, rules
from archive.takedown.order import named
from archive.takedown.rules import Hidden, Rule
from archive.urls import surt

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("match", "what", "covered", "open_"),
    [
        ("exact", "http://a.org/x", ["https://www.a.org/x", "http://A.org/x/"], ["http://a.org/x/y", "http://a.org/xy"]),
        ("prefix", "http://a.org/x", ["http://a.org/x", "http://a.org/xy", "http://a.org/x?q"], ["http://a.org/", "http://b.org/x"]),
        ("prefix", "http://a.org/x/", ["http://a.org/x/", "http://a.org/x", "http://a.org/x/y"], ["http://a.org/xy", "http://a.org/x?q"]),
        ("host", "http://a.org/whatever", ["http://a.org/", "https://www.a.org:8080/z"], ["http://b.a.org/", "http://a.organic/"]),
    ],
)  # fmt: skip
def test_what_a_rule_covers(match: str, what: str, covered: list[str], open_: list[str]) -> None:
    rule = Hidden((Rule(1, match, what, "hide", ""),))  # type: ignore[arg-type]
    assert [url for url in covered if not rule.covers_url(url)] == []
    assert [url for url in open_ if rule.covers_url(url)] == []


@given(st.sampled_from(["", "a", "a/b", "a/b?x=1"]), st.sampled_from(["exact", "prefix", "host"]))
def test_an_address_is_covered_by_a_rule_of_its_own(path: str, match: str) -> None:
    url = f"http://news.example/{path}"
    rule = Rule(1, match, url, "hide", "")  # type: ignore[arg-type]
    assert rule.covers(surt(url))
    assert rule.covers(surt(url) + ("&" if "?" in url else "?") + "__wb_method=post&a=1")


@pytest.mark.parametrize(
    "name", ["urn:uuid:123E4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"]
)
def test_a_record_by_its_id(name: str) -> None:
    assert named(name, None).what == "urn:uuid:123e4567-e89b-12d3-a456-426614174000"
    with pytest.raises(QueryError, match="goes with an address"):
        named(name, "host")


@pytest.mark.parametrize("name", ["", "news", "http://", "a b"])
def test_what_is_neither_address_nor_record_is_refused(name: str) -> None:
    with pytest.raises(QueryError, match="neither an address"):
        named(name, None)


def test_rules_come_into_force_and_end(tmp_path: Path) -> None:
    manifest, watch = Manifest(tmp_path), Watch(tmp_path)
    assert not watch.now
    first = manifest.append(
        "hidden", {"match": "exact", "what": "http://a.org/", "reason": "r", "level": "hide"}, NOW
    )
    manifest.append("sealed", {"file": "x.warc.gz", "size": 1, "sha256": "", "records": 1}, NOW)
    second = manifest.append(
        "hidden", {"match": "record", "what": "urn:uuid:1", "reason": "r", "level": "erase"}, NOW
    )
    assert [rule.number for rule in watch.now.rules] == [first.number, second.number]
    manifest.append("shown", {"of": first.number, "reason": "again"}, NOW)
    assert [rule.number for rule in watch.now.rules] == [second.number]
    assert [rule.lifted for rule in rules(tmp_path)] == ["2026-11-23T08:00:00Z", None]


def test_the_settings_hide_too(tmp_path: Path) -> None:
    (tmp_path / "newsark.toml").write_text('[replay]\nhidden = ["http://a.org/private/*", 7]\n')
    assert hidden(tmp_path).covers_url("http://a.org/private/x")
    assert not hidden(tmp_path).covers_url("http://a.org/public")
