"""Joining addresses: plain ones take a short way, which must lead where RFC 3986 does."""

from __future__ import annotations

from urllib.parse import urljoin

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parsers.addresses import absolute
from crawler.parsers.tree import Tree

BASES = st.sampled_from(
    ["", "http://b.example", "https://b.example/x/y", "https://b.example?x", "https://u@b.example/", "ftp://x.example/"]
)  # fmt: skip
PARTS = st.sampled_from(
    ["http://", "https://", "//", "/", "a", "b.example", ":80", "?", "#", ";", "=", "..", ".", "%20", "é", "[", "@", " ", "\t", "\0"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(BASES, st.lists(PARTS, min_size=1, max_size=7).map("".join))
def test_the_short_way_is_the_standards(base: str, href: str) -> None:
    stripped = href.strip()
    try:
        joined = urljoin(base, stripped) if stripped and stripped[0] != "#" else ""
    except ValueError:
        joined = ""
    web = joined.startswith(("http://", "https://"))
    assert absolute(base, href) == (joined if web or not base else "")


def test_elements_are_found_by_their_attributes_and_names() -> None:
    tree = Tree("<p class=a id=b>x<p id=a class>y<p title=t data-x=1>z<p class=a>")
    assert [tree.tags[i] for i in tree.with_attr("class")] == ["p", "p", "p"]
    assert tree.with_attr("class") == sorted(tree.with_attr("class"))
    assert tree.with_attr("lang") == []
    assert set(tree.attr_names) == {"class", "id", "title", "data-x"}
    first, second, *_, last = tree.all("p")
    assert tree.by_name == {"a": [first, last, second], "": [second], "b": [first]}
