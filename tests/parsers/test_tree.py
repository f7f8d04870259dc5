"""The flat lists: document order, insides as ranges, text as a reader sees it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.tree import TEXT, Tree

PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br>",
        "<table>",
        "<td>",
        "</table>",
        "<!--",
        "-->",
        "text ",
        "<",
        ">",
        "<script>",
        "</script>",
        "&amp;",
        "\x00",
        "<svg>",
        "</svg>",
        "<li>",
        "<template>",
        "</template>",
        '<a href="x">',
        "</a>",
    ]
)


def test_blocks_and_breaks_part_words_and_scripts_are_silent() -> None:
    tree = Tree("<div>one<p>two</p>three<br>four<script>five</script><b>s</b>ix</div>")
    assert tree.text(tree.all("div")[0]) == "one two three foursix"


def test_a_path_stops_at_an_id_and_counts_siblings() -> None:
    tree = Tree("<div id=main><p>a</p><p>b</p></div>")
    assert tree.path(tree.all("p")[1]) == "div#main > p:nth-of-type(2)"


@given(st.lists(PIECES, max_size=60))
def test_insides_are_ranges_in_document_order(pieces: list[str]) -> None:
    tree = Tree("".join(pieces))
    for i in range(len(tree)):
        parent = tree.parents[i]
        assert parent < i < tree.ends[i] <= len(tree)
        assert parent < 0 or tree.ends[i] <= tree.ends[parent]
        assert (tree.tags[i] == TEXT) == bool(tree.texts[i])
