"""Hostile pages: real-looking ones broken in the ways that the web, networks and attackers break them.

Page `number` is a function of its number and of the seeds alone, so that whatever a run finds can be made again.
"""

from __future__ import annotations

import gzip
import os
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom.model import PUBS
from newsroom.room import Room

Mutation = Callable[[random.Random, bytes, bytes], bytes]
"""A page and another one → a broken page."""

CHARSETS = "utf-8 utf-16 utf-16-be utf-7 windows-1252 windows-1256 shift_jis euc-kr gb18030 big5 iso-2022-jp koi8-r x ''"
_TAG = re.compile(rb"<[^<>]{1,400}>")
_NUMBER = re.compile(rb"\d+")
_DATA = re.compile(rb"(?s)(<script[^>]*json[^>]*>)(.*?)(</script>)")


@dataclass(frozen=True)
class Hostile:
    """One page to be read: its bytes, the charset its server claims, and how it was made."""

    number: int
    html: bytes
    headers: dict[str, str]
    made: str


def seeds() -> list[bytes]:
    """The pages of tests/sites and of the press; those of NEWSARK_EVALDATA too where it is set."""
    found = [p.read_bytes() for p in sorted((Path(__file__).parent / "sites").glob("*/*/page.html"))]
    room = Room(5, 12, faults="none")
    for key in PUBS:
        site = room.sites[key]
        found += [site.page(site.path(a)).body for a in site.view.live[:4]]
        found += [site.page("/").body]
    if data := os.environ.get("NEWSARK_EVALDATA"):
        files = sorted(Path(data).glob("*/html/*.gz"))
        found += [
            gzip.decompress(f.read_bytes()) for f in random.Random(1).sample(files, min(400, len(files)))
        ]
    return found


def hostile(number: int, pages: Sequence[bytes]) -> Hostile:
    """The page of this number: a seed with one to three mutations; one in 2,000 is enormous."""
    r = random.Random(number)
    html = r.choice(pages)
    if number % 2_000 == 999:
        chosen = [r.choice(ENORMOUS)]
    else:
        chosen = r.sample(MUTATIONS, r.choice((1, 1, 2, 3)))
    for mutation in chosen:
        html = mutation(r, html, r.choice(pages))
    claimed = f"text/html; charset={r.choice(CHARSETS.split())}" if r.random() < 0.2 else "text/html"
    return Hostile(number, html, {"content-type": claimed}, " + ".join(m.__name__ for m in chosen))


def truncated(r: random.Random, html: bytes, _other: bytes) -> bytes:
    return html[: r.randrange(len(html) + 1)]


def nuls(r: random.Random, html: bytes, _other: bytes) -> bytes:
    return _scattered(r, html, lambda: b"\0" * r.randrange(1, 50))


def noise(r: random.Random, html: bytes, _other: bytes) -> bytes:
    return _scattered(r, html, lambda: r.randbytes(r.randrange(1, 200)))


def only_noise(r: random.Random, _html: bytes, _other: bytes) -> bytes:
    return r.randbytes(r.randrange(0, 50_000))


def flipped(r: random.Random, html: bytes, _other: bytes) -> bytes:
    flips = bytearray(html)
    for _ in range(r.randrange(1, 500) if flips else 0):
        flips[r.randrange(len(flips))] = r.randrange(256)
    return bytes(flips)


def duplicated(r: random.Random, html: bytes, _other: bytes) -> bytes:
    low, high = sorted((r.randrange(len(html) + 1), r.randrange(len(html) + 1)))
    chunk = html[low:high][: 400_000 // r.choice((2, 8, 40))]
    return html[:high] + chunk * r.choice((1, 2, 20)) + html[high:]


def spliced(r: random.Random, html: bytes, other: bytes) -> bytes:
    return html[: r.randrange(len(html) + 1)] + other[r.randrange(len(other) + 1) :]


def swapped_tags(r: random.Random, html: bytes, _other: bytes) -> bytes:
    tags = _TAG.findall(html)
    share = r.random()
    return _TAG.sub(lambda m: r.choice(tags) if r.random() < share else m[0], html)


def tags_left_out(r: random.Random, html: bytes, _other: bytes) -> bytes:
    share = r.random()
    return _TAG.sub(lambda m: b"" if r.random() < share else m[0], html)


def unclosed(r: random.Random, html: bytes, _other: bytes) -> bytes:
    opening = (
        b"<!--",
        b"<script>",
        b"<style>",
        b"<![CDATA[",
        b"<title>",
        b"<textarea>",
        b"<plaintext>",
        b"<a href='",
    )
    more = (
        b"<svg><style>",
        b"<template>",
        b"<select><option>",
        b"<noscript>",
        b"<!DOCTYPE",
        b"<?xml",
        b"<p class=",
    )
    return _inserted(r, html, r.choice(opening + more))


def nested(r: random.Random, html: bytes, _other: bytes) -> bytes:
    elements = (
        b"div",
        b"b",
        b"font size=1",
        b"table><tr><td",
        b"ul><li",
        b"a href=/x",
        b"svg",
        b"x-y",
        b"span",
        b"blockquote",
    )
    tag = b"<" + r.choice(elements) + b">"
    return _inserted(r, html, tag * r.randrange(10_000, 100_000 // tag.count(b"<") + 10_001))


def many_elements(r: random.Random, html: bytes, _other: bytes) -> bytes:
    pieces = (
        b"<br>",
        b"<p>word",
        b"<li class=comment>1 comment</li>",
        b"<a href=/a>More</a> ",
        b"<td>12:30",
        b"<h1>Title</h1>",
    )
    more = (
        b"<time datetime=2020-01-01>",
        b"<span class=byline>By Ann Lee</span>",
        b"<article><h1>A</h1><p>x</article>",
        b"<i>",
    )
    return _inserted(r, html, r.choice(pieces + more) * r.randrange(1_000, 20_000))


def many_attributes(r: random.Random, html: bytes, _other: bytes) -> bytes:
    attributes = b"".join(b" a%d='%d'" % (i, i) for i in range(r.randrange(1_000, 30_000)))
    return _inserted(r, html, b"<div" + attributes + b">")


def long_words(r: random.Random, html: bytes, _other: bytes) -> bytes:
    """What makes careless patterns slow: one thing over and over, without the end that they wait for."""
    words = (
        "a",
        " ",
        "1",
        "1 ",
        "1,",
        "1:",
        "12/",
        "Comments ",
        "comments (",
        "By ",
        "By Ann Lee and ",
        "- ",
        "| ",
        "“",
        ".",
        "…",
    )
    more = (
        "Monday, ",
        "May 1 ",
        "12:30 ",
        "(",
        "&nbsp;",
        "é",
        "日",
        "۱",
        "نظر ",
        "\t\n",
        "Updated: ",
        "http://",
        "@",
        "A.",
        "x-",
        "\\u00",
    )
    text = (r.choice(words + more) * r.randrange(500, 60_000)).encode()
    places = (
        b"<p>%s</p>",
        b"<h1>%s</h1>",
        b"<title>%s",
        b"<div class='%s'>",
        b"<meta property=article:published_time content='%s'>",
    )
    others = (
        b"<span class=byline>%s</span>",
        b"<a href='%s'>x</a>",
        b'<script type="application/ld+json">{"headline":"%s',
        b"<time>%s</time>",
    )
    return _inserted(r, html, r.choice(places + others) % text)


def huge_numbers(r: random.Random, html: bytes, _other: bytes) -> bytes:
    share = r.random() ** 3
    odd = (
        b"9" * 400,
        b"0",
        b"-1",
        b"1e999",
        b"99999999999999999999",
        b"\xd9\xa1" * 30,
        b"00000",
        b"9" * 20_000,
    )
    left = 60

    def change(m: re.Match[bytes]) -> bytes:
        nonlocal left
        if left and r.random() < share:
            left -= 1
            return r.choice(odd)
        return m[0]

    return _NUMBER.sub(change, html)


def broken_data(r: random.Random, html: bytes, _other: bytes) -> bytes:
    """JSON-LD that is cut, nested deeply, endless, or of the wrong types; put in where there is none."""
    bad = (
        b"[" * 50_000,
        b'{"@graph":' * 20_000,
        b'{"a":' + b"9" * 50_000,
        b'{"@type":["NewsArticle"],"headline":{"a":[1]}}',
    )
    more = (
        b'{"@type":"NewsArticle","commentCount":1e400,"datePublished":[null]',
        b'{"@type":"NewsArticle","author":[[[{}]]]}',
    )
    text = r.choice(bad + more)
    if not _DATA.search(html):
        return _inserted(r, html, b'<script type="application/ld+json">' + text + b"</script>")
    cut = r.random()
    if cut < 0.5:
        return _DATA.sub(lambda m: m[1] + m[2][: r.randrange(len(m[2]) + 1)] + m[3], html)
    return _DATA.sub(lambda m: m[1] + text + m[3], html)


def entity_bomb(r: random.Random, html: bytes, _other: bytes) -> bytes:
    bombs = (
        b"&amp;" * 50_000,
        b"&#x1F600;" * 20_000,
        b"&" * 100_000,
        b"&#" + b"9" * 50_000 + b";",
        b"&lt;p&gt;" * 20_000,
    )
    declared = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + b"&b;" * 10_000
    )
    return _inserted(r, html, r.choice((*bombs, declared)))


def other_charset(r: random.Random, html: bytes, _other: bytes) -> bytes:
    name = r.choice(
        ("utf-16", "utf-16-be", "utf-32", "windows-1256", "shift_jis", "gb18030", "utf-7", "iso-2022-jp")
    )
    return html.decode("utf-8", "replace").encode(name, "replace")


def wrong_charset(r: random.Random, html: bytes, _other: bytes) -> bytes:
    named = r.choice(CHARSETS.split()).encode()
    return re.sub(rb"charset=[\"']?[\w-]+", b"charset=" + named, html)


def enormous_attribute(_r: random.Random, html: bytes, _other: bytes) -> bytes:
    return html[: len(html) // 2] + b"<div data-x='" + b"x y " * 12_500_000 + b"'>" + html[len(html) // 2 :]


def enormous_text(r: random.Random, html: bytes, _other: bytes) -> bytes:
    return _inserted(r, html, r.choice((b"word, ", b"<p>word", b"12:30 ", b"x")) * (24 << 20))[: 24 << 20]


def enormous_data(_r: random.Random, html: bytes, _other: bytes) -> bytes:
    return html + b'<script type="application/ld+json">[' + b'{"@type":"Person","name":"x"},' * 600_000


def _inserted(r: random.Random, html: bytes, piece: bytes) -> bytes:
    """Behind some tag, so that the piece is met by the parser and not hidden in the middle of a script."""
    ends = [m.end() for m in _TAG.finditer(html)] or [0]
    at = r.choice(ends)
    return html[:at] + piece + html[at:]


def _scattered(r: random.Random, html: bytes, piece: Callable[[], bytes]) -> bytes:
    cuts = sorted(r.randrange(len(html) + 1) for _ in range(r.randrange(1, 60)))
    parts = [html[low:high] for low, high in zip([0, *cuts], [*cuts, len(html)], strict=True)]
    return b"".join(part + piece() for part in parts)


MUTATIONS: tuple[Mutation, ...] = (
    *(
        truncated,
        nuls,
        noise,
        only_noise,
        flipped,
        duplicated,
        spliced,
        swapped_tags,
        tags_left_out,
        unclosed,
        nested,
    ),
    *(
        many_elements,
        many_attributes,
        long_words,
        huge_numbers,
        broken_data,
        entity_bomb,
        other_charset,
        wrong_charset,
    ),
)
ENORMOUS: tuple[Mutation, ...] = (enormous_attribute, enormous_text, enormous_data)
