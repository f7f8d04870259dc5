"""Addresses in scripts: what loads something, nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import answers, html, scripts
from crawler.discovery.scripts import Address

PAGE = "https://news.example/2026/story/"


@pytest.mark.parametrize(
    ("text", "value", "of_page"),
    [
        ("fetch('data.json').then(show)", "data.json", True),
        ('window.fetch( "/api/story.json" , {method: "get"})', "/api/story.json", True),
        ("x.open('GET', '/api/count?id=7', true)", "/api/count?id=7", True),
        ("new Worker('/j/worker.js')", "/j/worker.js", True),
        ("new SharedWorker(`./shared.js`)", "./shared.js", True),
        ("s.src='//cdn.example/late.js';", "//cdn.example/late.js", True),
        ('i.src = "/i/late.png"', "/i/late.png", True),
        ("l.href='/s/late.css?v=3'", "/s/late.css?v=3", True),
        ("v.poster = '/i/film.jpg'", "/i/film.jpg", True),
        ("fetch('/fuzzy?a=1&_=' + Date.now())", "/fuzzy?a=1&_=", True),
        ("import {seven} from './seven.mjs';", "./seven.mjs", False),
        ("import './side-effect.js'", "./side-effect.js", False),
        ("import{a as b}from'./seven.mjs';", "./seven.mjs", False),
        ("const m = await import('/j/late.mjs')", "/j/late.mjs", False),
        ("export * from '../all.js'", "../all.js", False),
        ("importScripts('part.js')", "part.js", False),
        ("import x from 'lodash'", None, False),
        ("reimport('./x.js')", None, False),
        ("prefetch('/x')", None, True),
        ("fetch('/search', {method: 'POST', body: q})", None, True),
        ("fetch('/api/' + id)", None, True),
        ("fetch(`/api/${id}`)", None, True),
        ("location.href = '/logout'", None, True),
        ("x.open('POST', '/vote')", None, True),
        ("if (i.src == '/i/none.png') hide(i)", None, True),
        ("var config = {src: '/i/none.png', url: '/api'}", None, True),
    ],
)
def test_what_a_script_loads(text: str, value: str | None, of_page: bool) -> None:
    assert list(scripts.addresses(text)) == ([] if value is None else [Address(value, of_page)])


def test_inline_scripts_lead_to_embeds_of_the_page() -> None:
    page = html.read(
        "<script>fetch('data.json')</script><script type=module>import './a.mjs'</script>"
        "<script type='application/json'>{\"x\": \"fetch('no.json')\"}</script>"
        "<link rel=modulepreload href=b.mjs><svg><use href='/s/sprite.svg#box'/></svg>",
        PAGE,
    )
    assert {(link.url, link.hop) for link in page.links} == {
        (PAGE + "data.json", "X"),
        (PAGE + "a.mjs", "X"),
        (PAGE + "b.mjs", "E"),
        ("https://news.example/s/sprite.svg", "E"),
    }
    assert {link.kind for link in page.links} == {"requisite"}


def test_scripts_of_their_own_lead_on_where_the_page_does_not_matter() -> None:
    text = b"import './b.mjs';importScripts('c.js');fetch('data.json');fetch('/data.json')"
    found = answers.read(
        "requisite", "https://news.example/j/a.js", 200, "text/javascript; charset=utf-8", text
    )
    assert [link.url.removeprefix("https://news.example") for link in found.links] == [
        "/j/c.js",
        "/j/b.mjs",
        "/data.json",
    ]


@given(st.text(alphabet="import fech()'\"`{}+,./=\\$x\n", max_size=200))
def test_no_text_is_too_much(text: str) -> None:
    assert len(list(scripts.addresses(text))) <= scripts.MAX_ADDRESSES
