"""Hostile markup comes out small; ordinary markup comes out as it went in."""

from __future__ import annotations

import time

import pytest

from crawler.parsers.limits import MAX_ATTRIBUTES, MAX_DEPTH, tame
from crawler.parsers.tree import Tree

ORDINARY = "<!doctype html><html><head><title>x</title><script>if (a<b) {c('</div>')}</script></head>"
ORDINARY += (
    "<body><!-- a > b --><p class='x'>one <b style=\"c\">two</b> & three < four<br/>five</p></body></html>"
)

HOSTILE = {
    "deep": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "open tags without end": "<a" * 1_000_000,
    "only brackets": "<" * 1_000_000,
    "many attributes": ("<a " + " ".join(f"c{i}" for i in range(8000)) + ">") * 30,
    "attributes with brackets": ("<a " + " ".join(f'c{i}="<>"' for i in range(8000)) + ">") * 30,
    "formatting left open": "<p>" + "".join(f"<b c={i}>" for i in range(500)) + "</p>" + "<p>x</p>" * 2700,
    "fonts and paragraphs": "".join(f"<font c={i}><p>" for i in range(2900)),
    "quotes left open": '<a b="' * 300_000,
    "comments left open": "<!--" * 300_000,
    "lists": "<ul><li>" * 50_000,
    "end tags": "</z>" * 300_000,
    "lists behind a stray quote": '<meta charset=big5"/><p title="x">' + "<ul><li>" * 50_000,
    "formatting behind a stray quote": '<p x=1">'
    + "".join(f"<b c={i}>" for i in range(2900))
    + "<p>x" * 2900,
    "lists in a name of quotes": '<a ="x>' + "<ul><li>" * 50_000 + '">',
    "lists in a tag of quotes": '<ab="x>' + "<ul><li>" * 50_000 + '">',
    "drawings": "<svg><g>" * 50_000,
}


def test_ordinary_markup_is_left_alone() -> None:
    assert tame(ORDINARY) is ORDINARY


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_parsed_in_bounded_time(name: str) -> None:
    start = time.process_time()
    tree = Tree(HOSTILE[name])
    assert time.process_time() - start < 2
    assert len(tree) < 260_000


def test_depth_is_cut_and_the_text_stays() -> None:
    tree = Tree(HOSTILE["deep"])
    assert max(sum(1 for _ in tree.ancestors(i)) for i in range(len(tree))) < MAX_DEPTH + 10
    assert "x" in tree.text(0)


@pytest.mark.parametrize("quote", ["'", '"', ""])
def test_a_long_tag_keeps_its_first_attributes(quote: str) -> None:
    tree = Tree("<p " + " ".join(f"a{i}={quote}{i}{quote}" for i in range(500)) + ">text</p>")
    node = tree.all("p")[0]
    assert 1 < len(tree.attrs[node]) <= MAX_ATTRIBUTES
    assert tree.get(node, "a0") == "0"


def test_a_huge_attribute_goes_and_the_page_stays() -> None:
    tree = Tree('<div data-x="' + "y" * 2_000_000 + '" id="kept">text</div><p>more</p>')
    assert tree.get(tree.all("div")[0], "id") == "kept"
    assert tree.text(0) == "text more"
