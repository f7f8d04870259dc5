"""Whole pages in 26 languages, with boxes of related stories, of most commented ones and of recent comments around the
article's own statement: page_words.tsv.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

URL = "https://paper.example/2024/05/barn-fire"
PAGE = (
    '<!doctype html><html lang="{language}"><head><title>Barn fire in the valley - The Paper</title></head><body class="single">'
    '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav></header><main><article>'
    '<header><h1>Barn fire in the valley</h1><p class="meta"><time>3.5.2024 10:15</time> {meta}</p></header>'
    "<p>A barn burned down in the valley on Friday, nobody was hurt and the cows are fine.</p>"
    "<p>Firemen from 3 villages came with 12 cars.</p></article>"
    '<div class="box"><h3>{related}</h3><ul><li><a href="/2024/05/mill">The mill at the river is open again</a>'
    '<span class="c">{other}</span></li></ul></div>{below}</main><aside class="side"><div><h4>{most}</h4><ol>'
    '<li><a href="/2024/05/mill">The mill</a> {other}</li></ol></div><div><h4>{recent}</h4><ul>'
    '<li>Ann: <a href="/2024/05/mill#comment-7">The mill</a></li></ul></div></aside><footer>© 2024</footer></body></html>'
)
WORDS = [
    line.split("\t")
    for line in Path(__file__).with_name("page_words.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def pages(count: str, none: str, views: str, closed: str) -> dict[str, tuple[str, str, int | None]]:
    """What the head line says, what stands below, and the count that the page states."""
    own, links = count.format(8), f'<a href="#comments">{count.format(8)}</a>'
    return {
        "nothing": ("", "", None),
        "in the head line": (f"| {own} | {views.format(900)}", "", 8),
        "as a link beside views": (f"<span>{views.format(1234)}</span> {links}", "", 8),
        "in the section": ("", f'<section id="comments"><h2>{own}</h2></section>', 8),
        "in a box without names": (
            "",
            f"<div><div><strong>{own}</strong></div><b>Ann</b><p>Poor cows.</p></div>",
            8,
        ),
        "none": ("", f'<div class="reader"><p>{none}</p></div>', 0),
        "closed": ("", f'<div class="reader"><p>{closed}</p></div>', None),
        "zero of a widget": (
            f'<a href="{URL}#disqus_thread">{count.format(0)}</a>',
            '<div id="disqus_thread"></div>',
            None,
        ),
    }


@pytest.mark.parametrize("words", WORDS, ids=[words[0] for words in WORDS])
def test_pages(words: list[str]) -> None:
    language, count, none, related, most, views, recent, closed = words
    cases = pages(count, none, views, closed)
    found = {
        name: read_comments(
            Page(
                PAGE.format(
                    language=language,
                    meta=meta,
                    below=below,
                    related=related,
                    most=most,
                    recent=recent,
                    other=count.format(77),
                ).encode(),
                URL,
            )
        ).comment_count
        for name, (meta, below, _) in cases.items()
    }
    assert found == {name: stated for name, (_, _, stated) in cases.items()}
