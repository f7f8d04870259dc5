"""Pages that are no article, each with its reason; and articles that only look like them."""

from __future__ import annotations

import json

import pytest

from archive.model import Article, NotArticle
from crawler.parsers import extract

SITE = "https://www.example.org"
TEXT = "The council met in the old town hall on Tuesday and heard the harbour master for more than two hours."
FOOT = '<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a> © The Courier</footer>'
FORM = '<form><input name="user"><input type="password" name="word"><button>OK</button></form>'


def html(heading: str, inner: str, head: str = "") -> bytes:
    top = f'<html><head><meta charset="utf-8"><title>{heading} | The Courier</title>{head}</head>'
    return f"{top}<body><h1>{heading}</h1>{inner}{FOOT}</body></html>".encode()


def teasers(count: int) -> str:
    one = '<div class="t"><h3><a href="/a/{n}">Harbour plan number {n} is put off again</a></h3><p>{t}…</p></div>'
    return "".join(one.format(n=n, t=TEXT[:80]) for n in range(count))


NOT_ARTICLES = [
    # reason, address, heading, what stands below it
    ("section", "/world", "World", teasers(8)),
    ("section", "/", "The Courier", teasers(20)),
    ("section", "/author/anna-berg", "Anna Berg", teasers(6)),
    ("tag", "/tag/harbour", "Harbour", teasers(8)),
    ("tag", "/topics/harbour/", "Harbour", teasers(4)),
    ("tag", "/thema/hafen", "Hafen", teasers(5)),
    ("tag", "/search?tag=harbour", "Harbour", teasers(5)),
    ("soft-404", "/a/1", "Page not found", f"<p>We could not find that. {TEXT}</p>"),
    ("soft-404", "/a/2", "404", "<p>Sorry.</p>"),
    ("soft-404", "/a/3", "Seite nicht gefunden", "<p>Leider gibt es diese Seite nicht.</p>"),
    ("soft-404", "/a/4", "Страница не найдена", "<p>Проверьте адрес.</p>"),
    ("soft-404", "/a/5", "ページが見つかりません", "<p>お探しのページはありません。</p>"),
    ("soft-404", "/a/6", "الصفحة غير موجودة", "<p>عد إلى الصفحة الرئيسية.</p>"),
    ("login", "/login?next=/a/7", "Log in", FORM),
    ("login", "/anmelden", "Anmelden", FORM),
    ("login", "/giris", "Giriş yap", FORM),
    ("login", "/entrar", "Iniciar sesión", FORM),
    ("login", "/login", "登录", FORM),
    ("paywall", "/a/8", "Subscribe to continue reading", "<p>From 1 a week. Cancel at any time.</p>"),
    ("paywall", "/a/9", "Nur für Abonnenten", "<p>Jetzt vier Wochen testen.</p>"),
    ("paywall", "/a/10", "Contenu réservé aux abonnés", "<p>Déjà abonné ? Connectez-vous.</p>"),
    ("paywall", "/a/11", "Suscríbete", "<p>Lea sin límites desde 1 al mes.</p>"),
    ("consent", "/a/12", "Before you continue", f"<p>We and our 812 partners store cookies. {TEXT}</p>" * 8),
    ("consent", "/a/13", "We value your privacy", "<p>We and our partners use cookies.</p>"),
    ("consent", "/a/14", "Bevor Sie fortfahren", "<p>Wir und unsere Partner verwenden Cookies.</p>"),
    ("consent", "/a/15", "Avant de continuer", "<p>Nous utilisons des cookies.</p>"),
    ("consent", "/a/16", "Cookie-instellingen", "<p>Wij en onze partners gebruiken cookies.</p>"),
    ("challenge", "/a/17", "Just a moment...", "<p>Checking your connection.</p>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "path", "heading", "inner"), NOT_ARTICLES, ids=[f"{r}{p}" for r, p, _, _ in NOT_ARTICLES]
)
def test_the_reason_is_told(reason: str, path: str, heading: str, inner: str) -> None:
    outcome = extract(html(heading, inner), SITE + path)
    assert isinstance(outcome, NotArticle)
    assert outcome.reason == reason
    chosen = next(c for c in outcome.evidence if c.field == "outcome")
    assert chosen.rule.startswith("classify.")


ARTICLES = [
    "404: how an error became a joke",
    "Page not found: what happens to news sites that close",
    "Just a moment… of glory for the rowers",
    "Log in, drop out: a year without a password",
    "Subscribe now, pay later: how the offers work",
    "Before you continue: the cookie layer turns ten",
    "We value your privacy, says the ministry. Does it?",
    "World",
]


@pytest.mark.parametrize("heading", ARTICLES)
def test_an_article_about_it_is_an_article(heading: str) -> None:
    paragraphs = "".join(f"<p>On day {n}: {TEXT}</p>" for n in range(7))
    inner = f'<p>By <a rel="author" href="/p">Anna Berg</a> <time datetime="2026-11-23T08:00Z">23 November 2026</time></p>{paragraphs}'
    assert isinstance(extract(html(heading, inner), f"{SITE}/tag/2026/11/23/story"), Article)


SHORT = f"<p>{TEXT}</p><p>Work is to begin in spring: {TEXT}</p>"


@pytest.mark.parametrize(
    ("head", "inner"),
    [
        ("", f'<article class="post">{{}}{SHORT}</article>'),
        ('<meta property="article:section" content="Politics">', "{}" + SHORT),
        ('<link rel="amphtml" href="/amp/1">', "{}" + SHORT),
        ("", '{}<a href="/print/1">Print</a>' + SHORT),
    ],
)
def test_a_short_article_without_date_shows_it_by_its_markup(head: str, inner: str) -> None:
    heading = "Harbour wall to be raised"
    page = f"<html><head><title>{heading}</title>{head}</head><body>{inner.format(f'<h1>{heading}</h1>')}{FOOT}</body></html>"
    assert isinstance(extract(page.encode(), f"{SITE}/a/1"), Article)


@pytest.mark.parametrize("box", ['article class="page type-page"', "div"])
def test_an_imprint_is_none_whatever_keywords_the_site_has(box: str) -> None:
    head = '<title>Imprint</title><meta name="keywords" content="courier, news, harbour">'
    inner = f"<{box}><h1>Imprint</h1>{SHORT}</{box.split(maxsplit=1)[0]}>"
    page = f"<html><head>{head}</head><body>{inner}</body></html>"
    outcome = extract(page.encode(), f"{SITE}/imprint")
    assert isinstance(outcome, NotArticle)
    assert outcome.reason == "no-marks"


def test_lines_of_links_without_a_headline_are_a_section() -> None:
    """Old layouts have no headings, and their lines state dates and counts as an article's do."""
    line = "<a href='/show.php?sid={n}'><b>Harbour plan number {n} is put off again</b></a><br>12.03.2009 14:2{n} [{n} Comments]<br><br>"
    cells = "".join(line.format(n=n) for n in range(3))
    page = f"<html><head><title>Science</title></head><body><table><tr><td>{cells}</td></tr></table></body></html>"
    outcome = extract(page.encode(), f"{SITE}/section.asp?sec=science")
    assert isinstance(outcome, NotArticle)
    assert outcome.reason == "section"


def test_a_teaser_of_a_closed_article_stays_an_article() -> None:
    """Its title, date and authors are worth a row, and `paywalled` says why the text is short."""
    data = {
        "@type": "NewsArticle",
        "headline": "Harbour plan put off",
        "datePublished": "2026-11-23T08:00:00Z",
        "isAccessibleForFree": False,
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    wall = "<h2>Subscribe to continue reading</h2><p>From 1 a week.</p>"
    outcome = extract(html("Harbour plan put off", f"<p>{TEXT}</p>{wall}", head), f"{SITE}/a/20")
    assert isinstance(outcome, Article)
    assert outcome.paywalled is True
