"""Addresses that a script will ask for, as far as they stand in it as plain strings: modules, workers, data, pictures.

Scripts are not run. What they build from a name that is a constant of the script, or from `location.origin`, is put
together; only strings in places that load something are taken (`import`, `fetch`, `new Worker`, `.src =`, …),
since guessing at every string with a dot in it, as some crawlers do, asks servers for pages that never were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from crawler.discovery import srcset

MAX_CHARS = 2_000_000
MAX_ADDRESSES = 100
MAX_REMEMBERED = 20_000
"""Characters of a script whose addresses are remembered, with the scripts met last."""

_STRING = r"""\s{0,9}(?P<quote>["'`])(?P<value>[^"'`\s<>{}\\]{1,1000})(?P=quote)"""
_NAMES = r"(?![\w$])[\w\s{},*$]{1,400}?(?<![\w$])from"
_REST = r"(?P<rest>\s{0,9}(?:\+|,\s{0,9}\{[^{}]{0,200}))?"
_OF_SCRIPT = {
    "importScripts": re.compile(
        r"importScripts\s{0,9}\("
        + _STRING
        + r"""(?P<more>(?:\s{0,9},\s{0,9}["'][^"'\s<>{}\\]{1,1000}["']){0,50})"""
    ),
    "import": re.compile(rf"import(?:\s{{0,9}}\(|{_NAMES}|)" + _STRING),
    "export": re.compile(rf"export{_NAMES}" + _STRING),
    "new URL": re.compile(r"new URL\s{0,9}\(" + _STRING + r"\s{0,9},\s{0,9}import\.meta\.url"),
}
"""What loads relative to the script itself (HTML, 8.1.5.3 and 10.3.1)."""
_FURTHER = re.compile(r"""["']([^"'\s<>{}\\]{1,1000})["']""")
_OF_PAGE = {
    "fetch": re.compile(r"fetch\s{0,9}\(" + _STRING + _REST),
    "Worker": re.compile(r"Worker\s{0,9}\(" + _STRING + _REST),
    ".open": re.compile(r"""\.open\s{0,9}\(\s{0,9}["'](?:GET|get)["']\s{0,9},""" + _STRING + _REST),
    ".src": re.compile(r"\.src\s{0,9}=" + _STRING + _REST),
    ".poster": re.compile(r"\.poster\s{0,9}=" + _STRING + _REST),
    ".srcset": re.compile(r"\.srcset\s{0,9}=" + _STRING + _REST),
    "setAttribute": re.compile(
        r"""setAttribute\s{0,9}\(\s{0,9}["'](?:src|poster)["']\s{0,9},""" + _STRING + _REST
    ),
    "Audio": re.compile(r"Audio\s{0,9}\(" + _STRING + _REST),
    "Request": re.compile(r"Request\s{0,9}\(" + _STRING + _REST),
    "getJSON": re.compile(r"getJSON\s{0,9}\(" + _STRING + _REST),
    "getScript": re.compile(r"getScript\s{0,9}\(" + _STRING + _REST),
    ".href": re.compile(r"\.href\s{0,9}=" + _STRING + _REST),
}
"""What loads relative to the page that runs the script. Found by their words first: scripts are long."""
_MARKUP = re.compile(
    r"""<(?:img|script|iframe|source|video|audio|embed|track)\b[^<>`]{0,300}?\ssrc=\\?["']?(?P<value>[^"'`\s<>{}\\]{1,1000})"""
)
_STYLE = re.compile(r"""(?:["'`]|:\s?)url\(\\?["']?(?P<value>[^"'`\s<>{}()\\]{1,1000})\\?["']?\)""")
"""Markup and style that a script writes into its page: strings with `<img src=…` or `url(…)` in them."""
_SETS = re.compile(
    r"""\bsrcset\s{0,9}=\s{0,9}(?:\\?(?P<quote>["'`]))(?P<value>[^"'`<>{}\\\n]{1,4000}\s[\d.]{1,9}[wx]\s{0,9})(?:\\?(?P=quote))"""
)
"""Sets of pictures, in markup or given to an element: addresses with their widths or densities."""
_ORIGIN = re.compile(r"""(?:\b(?:window|document|self)\.)?\blocation\.origin\s{0,9}\+\s{0,9}(?=["'`]/)""")
_ORIGIN_INSIDE = re.compile(r"\$\{(?:(?:window|document|self)\.)?location\.origin\}(?=/)")
_CONSTANT = re.compile(
    r"""(?<![\w$.])(?P<name>[A-Za-z_$][\w$]{2,60})\s{0,9}=\s{0,9}(?P<quote>["'`])(?P<value>(?:https?:)?/[^"'`\s<>{}\\$]{0,300})(?P=quote)"""
)
_GIVEN = re.compile(r"""=\s{0,9}["'`](?:https?:)?/""")
"""What every constant has in it: found by its first letter, which most scripts are done with."""
MAX_CONSTANTS = 50
_OTHER_METHOD = re.compile(r"""\bmethod\s{0,9}:\s{0,9}["'](?!get)""", re.I)
_PATHS = ("/", "./", "../", "http://", "https://")
_IN_NAME = re.compile(r"[a-z0-9_$]")
_BUSTER = re.compile(r"[?&](?:_|cb|nocache|rnd|rand|random|t|ts|time|timestamp)=\Z", re.I)


class Address(NamedTuple):
    """As written. `of_page`: relative to the page that runs the script, not to the script's own address."""

    value: str
    of_page: bool


def addresses(text: str) -> Iterator[Address]:
    """In order of the two kinds, each once. Strings that are put together from parts are left out, but for those whose
    only missing part is a number against caches: replay finds their answer whatever the number is."""
    yield from _remembered(text) if len(text) <= MAX_REMEMBERED else _found(text)


@lru_cache(maxsize=256)
def _remembered(text: str) -> tuple[Address, ...]:
    """Most inline scripts stand in all pages of a site."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Address]:
    text = _put_together(text[:MAX_CHARS])
    seen = set[Address]()
    for found in (*_of_script(text), *_of_page(text), *_written(text)):
        if found not in seen and len(seen) < MAX_ADDRESSES:
            seen.add(found)
            yield found


def _of_script(text: str) -> Iterator[Address]:
    for word, form in _OF_SCRIPT.items():
        for match in _each(text, word, form):
            value = match["value"]
            if word == "importScripts" or value.startswith(_PATHS):
                yield Address(value, of_page=False)  # a bare name is looked up in an import map
            for more in _FURTHER.findall(match["more"]) if word == "importScripts" else ():
                yield Address(more, of_page=False)


def _of_page(text: str) -> Iterator[Address]:
    for word, form in _OF_PAGE.items():
        for match in _each(text, word, form):
            value, rest = match["value"], match["rest"] or ""
            if "${" in value or _OTHER_METHOD.search(rest):
                continue
            if rest.lstrip().startswith("+") and not _BUSTER.search(value):
                continue
            if word == ".href" and not value.partition("?")[0].endswith(".css"):
                continue  # most of these go to another page
            yield Address(value, of_page=True)


def _written(text: str) -> Iterator[Address]:
    for word, form in (("src=", _MARKUP), ("url(", _STYLE)):
        if word in text:
            for match in form.finditer(text):
                if "$" not in match["value"]:
                    yield Address(match["value"], of_page=True)
    if "rcset" in text:
        for match in _SETS.finditer(text):
            for value in srcset.addresses(match["value"]) if "$" not in match["value"] else ():
                yield Address(value, of_page=True)


def _put_together(text: str) -> str:
    """`BASE + "/x"` and `${BASE}/x` with the value of BASE, where the script gives it one value, once."""
    if "location.origin" in text:
        text = _ORIGIN_INSIDE.sub("", _ORIGIN.sub("", text))
    if not _GIVEN.search(text):
        return text
    values = {match["name"]: match["value"] for match in islice(_CONSTANT.finditer(text), MAX_CONSTANTS)}
    names = "|".join(map(re.escape, values))
    used = re.search(rf"(?<![\w$.])(?:{names})\s{{0,9}}\+|\$\{{(?:{names})\}}", text) if values else None
    if used is None:
        return text
    given = Counter(re.findall(rf"(?<![\w$.])({names})\s{{0,9}}=(?!=)", text))

    def known(match: re.Match[str]) -> str:
        name = match[1] or match[3]
        return (match[2] or "") + values[name] if given[name] == 1 else match[0]

    return re.sub(rf"(?<![\w$.])({names})\s{{0,9}}\+\s{{0,9}}([\"'`])|\$\{{({names})\}}", known, text)


def _each(text: str, word: str, form: re.Pattern[str]) -> Iterator[re.Match[str]]:
    at = text.find(word)
    while at >= 0:
        match = form.match(text, at)
        if match is not None and (at == 0 or word[0] in ".W" or not _IN_NAME.match(text, at - 1)):
            yield match
        at = text.find(word, at + len(word))
