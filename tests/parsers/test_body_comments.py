"""Readers' comments that only their ids tell are no part of the body; content that is numbered alike is."""

from __future__ import annotations

from archive.model import Article
from crawler.parsers import extract

TEXTS = [
    f"Paragraph {n} of the report says that the council met on Tuesday, heard {n} witnesses and put off its decision "
    f"on the harbour until the spring, when new figures, promised by the ministry, should be at hand."
    for n in range(1, 5)
]
OPINIONS = [
    f"Opinion {n}: I have fished here for {n}0 years, and nobody ever asked me what I thought of the wall or of those who want it raised."
    for n in range(1, 5)
]


def read(inner: str) -> list[str]:
    page = f"<html><head><title>Harbour decision put off</title></head><body><div class='content'>{inner}</div></body></html>"
    outcome = extract(page.encode(), "https://weblog.example/archives/0001.html")
    assert isinstance(outcome, Article)
    return outcome.body.split("\n\n")


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{t}</p>" for t in texts)


def test_numbered_comments_with_their_posters_are_no_body() -> None:
    posted = "<p class='posted'>Posted by: <a href='http://a.example'>Ann</a> on March 3, 2006 10:1{}</p>"
    comments = "".join(
        f"<div id='c11581{n}'><p>{t}</p></div>{posted.format(n)}" for n, t in enumerate(OPINIONS)
    )
    found = read(f"<h1>Harbour decision put off</h1>{paragraphs(TEXTS)}<h2>Comments</h2>{comments}")
    assert found == TEXTS


def test_numbered_content_is_body() -> None:
    content = "".join(
        f"<div id='c1158{n}' class='frame frame-default'><p>{t}</p></div>" for n, t in enumerate(TEXTS)
    )
    assert (
        read(f"<h1>Harbour decision put off</h1><p>By Ann Lee, 3 March 2016</p>{content}")[-len(TEXTS) :]
        == TEXTS
    )
