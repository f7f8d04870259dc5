"""Agencies by their printed names, and the datelines that are one formula: East Asian wires, Persian reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from archive.normal import normalize
from crawler.parsers.dates.names import lines_of
from crawler.parsers.dates.numerals import fold
from crawler.parsers.words import extent
from crawler.parsers.zones import cities

SHORTEST = 40
"""Characters of a paragraph that an agency signs."""

_WIRE_CJK = (
    re.compile(
        r"[【（(\[]?(?P<agency>[\u3400-\u9fff]{1,5}?(?:社|网|網|通讯|通訊|讯|日报|新闻))(?P<reporter>[记記]者?[\u3400-\u9fff]{2,8}?)?"
        r"[，, ]?(?P<city>[\u3400-\u9fff·]{2,10}?)(?P<day>(?:\d{1,2}\s?月)?\s?\d{1,2}\s?日)\s?(?:综合|專|专|外)?[电電讯訊]"
    ),
    re.compile(
        r"【(?P<city>[\u3040-\u30ff\u3400-\u9fffー・]{1,14}?)(?P<day>\d{1,2}日)?[＝=・ ]?(?P<agency>共同|時事|ロイター時事|ロイター|AFP時事|AFP=時事|AP|AFP|CNN)】"
    ),
    re.compile(
        r"【(?P<day>\d{1,2}月\d{1,2}日)\s?(?P<agency>[A-Za-z][A-Za-z ]{1,20}|[\u3040-\u30ff\u3400-\u9fff]{2,8})】"
    ),
    re.compile(
        r"[（(\[【](?P<city>[가-힣·]{2,12})\s?=\s?(?P<agency>[가-힣A-Za-z0-9 ]{2,12})[)\]）】]\s*(?:[가-힣 ·=]{2,24}(?:기자|특파원|통신원|인턴기자)?\s*=)?"
    ),
    re.compile(
        r"[［\[](?P<city>[\u3040-\u30ff\u3400-\u9fffー・]{1,14}?)\s*(?P<day>[\d０-９]{1,2}\s*日)?\s+(?P<agency>ロイター|共同|時事)\s*[\]］]\s*[-－–]?"
    ),
    re.compile(
        r"（(?P<city>[\u3040-\u30ff\u3400-\u9fffー・]{1,14}?)[＝=](?P<agency>共同|時事|ロイター)[^）]{0,12}）"
    ),
    re.compile(
        r"[（(](?P<agency>中央社)[^）)]{0,16}?(?P<city>[\u3400-\u9fff]{2,6}?)(?P<day>(?:\d{1,2}月)?\d{1,2}日)[^）)]{0,8}[）)]"
    ),
    re.compile(
        r"(?P<agency>中新[网社]|中新网|央视网|人民网|光明网|新华网)(?:消息|讯|(?P<city>[\u3400-\u9fff]{2,8})?(?P<day>\d{1,2}月\d{1,2}日)[电讯])"
    ),
    re.compile(r"(?:\[|【)(?P<agency>[가-힣]{2,10}(?:뉴스|시스|경제|일보|핌|1)?)(?:\]|】)"),
)
_OWN_CJK = re.compile(
    r"【(?P<city>[\u3040-\u30ff\u3400-\u9fff]{2,14})[＝=](?P<reporter>[\u3400-\u9fff]{3,5}|[\u3400-\u9fff]{1,3} ?[\u3040-\u30ff]{1,5})】"
)
"""A paper's own correspondent: `【ニューヨーク＝山田太郎】`."""
_PERSIAN = re.compile(
    r"(?:«?\s*)به گزارش\s+(?:خبرنگار\s+)?(?:(?:گروه|سرویس|حوزه)\s+\S+(?:\s\S+)?\s+)?(?P<kind>خبرگزاری\s+)?(?P<name>[^،,:؛.\n]{2,40}?)\s*[،,:؛]"
)
_BY_AGENCY = re.compile(r"By\s[^\n:]{3,60}?\s[-–—]\s?([^\s:][^:\n]{1,20}):")
_TRAIL = re.compile(
    r"(?:(?:\(|/|\[)\s*([^()/\[\]\n]{2,30}?)\s*(?:\)|/|\])|(?:[-–—]+\s*|\.\.\.?\s*|…\s*)([^\s()/–—…][^()/–—…\n]{1,20}?))\s*(?:\(?end\)?|انتهى|/?end/?)?\s*[.\d/]{0,8}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """`text` is the dateline as printed, separator included; `day` is `2014-11-28`, `--11-28` or None."""

    text: str
    agency: str | None = None
    expansion: str | None = None
    city: str | None = None
    day: str | None = None


@cache
def _known() -> frozenset[str]:
    names = (name for (forms,) in lines_of("crawler.parsers", "agencies.tsv") for name in forms.split("|"))
    return frozenset(fold(normalize("NFC", name)) for name in names)


_WORDS = re.compile(r"[^\s,،()\[\]/–—:]+")


@cache
def _first_words() -> frozenset[str]:
    found = (_WORDS.search(name) for name in _known())
    return frozenset(m[0].rstrip(".-") for m in found if m)


def begins_agency(word: str) -> bool:
    """Whether a printed word is the first, or the only one, of a known agency's name."""
    return fold(word).rstrip(".-") in _first_words()


@lru_cache(maxsize=2_000)
def is_agency(name: str) -> bool:
    """Whether a printed name is a news agency we know."""
    return fold(name.strip()) in _known()


def leading_agency(head: str) -> tuple[str, int]:
    """The known agency that `head` begins with, and its end; longest first."""
    for m in reversed(list(re.finditer(r"[\s(:/\-–—,.]|$", head[:45]))):
        name = head[: m.start()].strip()
        if len(name) >= 2 and is_agency(name) and not (name.islower() and name.isascii()):
            return name, len(head[: m.start()].rstrip())
    return "", 0


def agencies_in(head: str) -> Iterator[tuple[int, int]]:
    """Spans of known agencies of up to three words, longest first at each word."""
    words = [m.span() for m in _WORDS.finditer(head)]
    for i, (a, first) in enumerate(words):
        for n in (3, 2, 1) if begins_agency(head[a:first]) else ():
            if i + n <= len(words):
                b = words[i + n - 1][1]
                name = head[a:b].rstrip(".- ")
                if is_agency(name) and not (name.isascii() and name.islower()):
                    yield a, a + len(name)
                    break
        else:
            if "-" in head[a:first]:
                cut = head.index("-", a) + 1
                name = head[cut:first].rstrip(".-:")
                if name and is_agency(name):
                    yield cut, cut + len(name)


def trailing_agency(text: str) -> str | None:
    """The known agency that signs the end of a text, `(MAP)`, `- PTI`, `… واس`, or its byline, `By A. Aliyev – Trend:`."""
    if (m := _BY_AGENCY.match(text)) and is_agency(m[1]):
        return m[1]
    tail = normalize("NFC", text[-60:]).strip()
    if m := _TRAIL.search(tail):
        name = (m[1] or m[2]).strip()
        if is_agency(name):
            return name
    last = re.split(r"\s+", tail)[-1].strip(".()")
    return last if len(last) >= 2 and not last.isascii() and is_agency(last) and tail.endswith(last) else None


def signing_agency(paragraph: str) -> str | None:
    """The agency that signs a paragraph; a short line is a label unless it is a byline."""
    signed = extent(paragraph) > SHORTEST or paragraph.startswith("By ")
    return trailing_agency(paragraph) if signed else None


_CAPTION = re.compile(r"[：:，。]")
"""In no city: `资料图：1月7日，` begins a caption."""


def read_cjk(head: str) -> Dateline | None:
    if head.isascii():
        return None
    if m := _OWN_CJK.match(head):
        return Dateline(m[0], m["reporter"] if is_agency(m["reporter"]) else None, None, m["city"])
    for shape in _WIRE_CJK:
        m = shape.match(head)
        if m is None:
            continue
        groups = m.groupdict()
        if _CAPTION.search(groups.get("city") or ""):
            continue
        agency = groups["agency"].strip()
        city = _cjk_city(groups.get("city"))
        if "day" not in groups and "city" not in groups and not is_agency(agency):
            continue
        return Dateline(m[0].strip(), agency, None, city, _partial(groups.get("day")))
    return None


def _cjk_city(text: str | None) -> str | None:
    """The city at the end of a run of characters that may begin with a reporter's name."""
    if not text:
        return None
    return next((text[i:] for i in range(len(text) - 1) if text[i:] in cities()), text)


def _partial(day: str | None) -> str | None:
    numbers = re.findall(r"\d+", day or "")
    return f"--{int(numbers[0]):02}-{int(numbers[1]):02}" if len(numbers) == 2 else None


def read_persian(head: str) -> Dateline | None:
    m = _PERSIAN.match(head)
    if m is None:
        return None
    name = re.split(r"\s+(?:از|به نقل|و|در)\s+", m["name"])[0].strip(" «»()")
    if not (m["kind"] or is_agency(name)) or len(name.split()) > 4:
        return None
    _, _, place = m["name"].partition(" از ")
    return Dateline(m[0].strip(), name, None, place.strip() if fold(place.strip()) in cities() else None)
