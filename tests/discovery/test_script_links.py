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
        ("i.setAttribute('src', '/i/late.png')", "/i/late.png", True),
        ("i.srcset = '/i/late.png'", "/i/late.png", True),
        ("new Audio('/s/a.mp3').play()", "/s/a.mp3", True),
        ("fetch(new Request('/api/x'))", "/api/x", True),
        ("$.getJSON('/api/x')", "/api/x", True),
        ("fetch(location.origin + '/api/x')", "/api/x", True),
        ("fetch(`${window.location.origin}/api/x`)", "/api/x", True),
        ("const CDN = 'https://cdn.example'; fetch(CDN + '/x')", "https://cdn.example/x", True),
        ('var API="/api"; fetch(`${API}/x`)', "/api/x", True),
        ('d.innerHTML = \'<img class="a" src="/i/in.png" alt>\'', "/i/in.png", True),
        (r"document.write('<script src=\"/j/w.js\"><\/script>')", "/j/w.js", True),
        ("d.style.backgroundImage = 'url(/i/bg.png)'", "/i/bg.png", True),
        ("s.insertRule('a { background: url(/i/bg.png) }')", "/i/bg.png", True),
        ("new Worker(new URL('./w.js', import.meta.url))", "./w.js", False),
        ("fetch('/fuzzy?a=1&_=' + Date.now())", "/fuzzy?a=1&_=", True),
        ("import {seven} from './seven.mjs';", "./seven.mjs", False),
        ("import './side-effect.js'", "./side-effect.js", False),
        ("import{a as b}from'./seven.mjs';", "./seven.mjs", False),
        ("const m = await import('/j/late.mjs')", "/j/late.mjs", False),
        ("export * from '../all.js'", "../all.js", False),
        ("importScripts('part.js')", "part.js", False),
        ("t.innerHTML = '<img srcset=\"/s.png?w=2 2x\">'", "/s.png?w=2", True),
        ("i.srcset = '/s,1.png 10w'", "/s,1.png", True),
        ("i.srcset = sets[0]", None, True),
        ("import x from 'lodash'", None, False),
        ("reimport('./x.js')", None, False),
        ("prefetch('/x')", None, True),
        ("fetch('/search', {method: 'POST', body: q})", None, True),
        ("fetch('/api/' + id)", None, True),
        ("fetch(`/api/${id}`)", None, True),
        ("location.href = '/logout'", None, True),
        ("let api = '/a'; api = '/b'; fetch(api + '/x')", None, True),
        ("const api = '/a'; fetch(api + '/x/' + id)", None, True),
        ("const api = '/a'; fetch(api, {method: 'POST'})", None, True),
        ('d.innerHTML = `<img src="${picture}">`', None, True),
        ("go = url('/x')", None, True),
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


def test_an_import_map_leads_to_its_modules() -> None:
    text = '{"imports": {"a": "/j/a.js", "b/": "/j/b/", "c": 3}}'
    page = html.read(f"<script type=importmap>{text}</script><script type=importmap>[</script>", PAGE)
    assert [link.url for link in page.links] == ["https://news.example/j/a.js"]


def test_a_script_of_a_known_page_leads_on_from_that_page() -> None:
    found = answers.read(
        "requisite", "https://cdn.example/j/a.js", 200, "text/javascript", b"fetch('data.json');import './b.js'",
        via=PAGE,
    )  # fmt: skip
    assert {link.url for link in found.links} == {PAGE + "data.json", "https://cdn.example/j/b.js"}


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


def test_all_that_import_scripts_names():
    found = scripts.addresses("importScripts('a.js', \"/b.js\",'c.js')")
    assert [(x.value, x.of_page) for x in found] == [("a.js", False), ("/b.js", False), ("c.js", False)]
