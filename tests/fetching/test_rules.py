"""RFC 9309: what a robots.txt answer means."""

from __future__ import annotations

from time import process_time

import pytest

from crawler.fetching.rules import FRESH, MAX_SIZE, UNREACHABLE, rules_of

SITE = "http://press.test"
GROUPS = b"""\
User-agent: newsbot
Disallow: /

User-agent: *
Crawl-delay: 7
Disallow: /private/
Disallow: /*?replytocom=
Allow: /private/press.html

User-agent: other
User-agent: NewsArk/2.0 # us
Crawl-delay: 2.5
Disallow: /ours/*.pdf$
Sitemap: http://press.test/sitemap.xml
"""


@pytest.mark.parametrize(
    ("status", "allowed", "lifetime"),
    [
        (200, True, FRESH),
        (204, True, FRESH),
        (301, True, FRESH),
        (401, True, FRESH),
        (403, True, FRESH),
        (404, True, FRESH),
        (410, True, FRESH),
        (429, False, UNREACHABLE),
        (500, False, UNREACHABLE),
        (503, False, UNREACHABLE),
        (999, False, UNREACHABLE),
        (None, False, UNREACHABLE),
    ],
)
def test_statuses(status: int | None, allowed: bool, lifetime: float) -> None:
    rules = rules_of(status, b"", "newsark")
    assert (rules.allows(f"{SITE}/a"), rules.lifetime, rules.crawl_delay) == (allowed, lifetime, 0.0)


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("newsark", "/private/x", True),  # a group of our own replaces that of *
        ("newsark", "/ours/a.pdf", False),
        ("newsark", "/ours/a.pdf?x", True),
        ("someone", "/private/x", False),
        ("someone", "/private/press.html", True),
        ("someone", "/2014/x/?replytocom=5", False),
        ("news", "/private/x", False),  # neither newsbot's nor newsark's group
        ("newsbot", "/", False),
    ],
)
def test_groups_are_chosen_by_the_whole_product_token(agent: str, path: str, allowed: bool) -> None:
    assert rules_of(200, GROUPS, agent).allows(SITE + path) is allowed


def test_delays() -> None:
    assert rules_of(200, GROUPS, "newsark").crawl_delay == 2.5
    assert rules_of(200, GROUPS, "someone").crawl_delay == 7.0
    assert (
        rules_of(200, b"User-agent: *\nRequest-rate: 2/10s\nCrawl-delay: 1\n", "newsark").crawl_delay == 5.0
    )
    for odd in (b"-1", b"nan", b"inf", b"soon"):
        assert rules_of(200, b"User-agent: *\nCrawl-delay: " + odd, "newsark").crawl_delay == 0.0


def test_byte_order_mark_carriage_returns_and_other_bytes() -> None:
    rules = rules_of(
        200, b"\xef\xbb\xbfUser-Agent : *\rDisallow: /a\r\nDisallow: /\xff\xfe\nDisallow: /z", "newsark"
    )
    assert [rules.allows(SITE + path) for path in ("/a", "/b", "/z")] == [False, True, False]


def test_only_whole_lines_of_the_first_500_kib_count() -> None:
    start = b"User-agent: *\nDisallow: /a\n"
    filler = b"# " + b"x" * 97 + b"\n"
    lines = (MAX_SIZE - len(start)) // len(filler)
    text = start + filler * lines + b"Disallow: /private/and/more\n" + filler * 100 + b"Disallow: /z\n"
    rules = rules_of(200, text, "newsark")
    assert not rules.allows(f"{SITE}/a")
    assert rules.allows(f"{SITE}/z")


def test_hostile_files_cost_little() -> None:
    """Names times rules, and wildcards over a long address: both would be quadratic or worse if taken naively."""
    names = b"".join(b"User-agent: bot%d\n" % i for i in range(12_000))
    crossed = names + b"".join(b"Disallow: /%d\n" % i for i in range(12_000))
    stars = b"User-agent: *\n" + b"Disallow: /" + b"*a" * 2_000 + b"b$\n"
    begun = process_time()
    for text in (
        crossed,
        stars,
        b"User-agent: *\nDisallow: /" + b"x" * MAX_SIZE,
        b"\n" * MAX_SIZE,
        b":" * MAX_SIZE,
    ):
        rules_of(200, text, "newsark").allows(f"{SITE}/" + "a" * 8_000)
    assert process_time() - begun < 3.0
