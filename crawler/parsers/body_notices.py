"""What stands inside an article's text but is not it: headline, captions, dates before it, advertisements' labels, notes of correction."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block, around_bit, hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page


def readable(page: Page, kept: list[Block], counters: Collection[str]) -> list[Block]:
    """Without what stands inside an article's text but is not it: the headline again (an `hgroup` holds nothing but
    headings and their subtitles, HTML 4.3.7), captions, advertisements' labels, notes of correction, and the count of comments below it."""
    heading = page.headline[0] if page.headline else ""
    subtitles = [(i, page.tree.ends[i]) for i in (*page.tree.all("hgroup"), *_subtitle(page))]
    kept = [b for b in kept if not any(start <= b.first < end for start, end in subtitles)]
    kept = [b for b in kept if not (_is_heading(b.text, heading) or _is_caption(page, b) or _is_notice(b))]
    while len(kept) > 1 and _is_stamp(kept[0]):
        kept.pop(0)
    while len(kept) > 1 and (kept[-1].text in counters or _is_counter(page, kept[-1])):
        kept.pop()
    return kept


def _subtitle(page: Page) -> list[int]:
    """A lower heading right behind the headline, in the same element."""
    if page.headline is None:
        return []
    tree, heading = page.tree, page.headline[1]
    after = tree.ends[heading]
    same = after < len(tree) and tree.parents[after] == tree.parents[heading]
    return [after] if same and tree.tags[after] in _LOWER else []


_LOWER = ("h2", "h3", "h4")
_CAPTIONED = 60
"""Nodes of a table that holds a picture and its caption, at most."""


def _is_caption(page: Page, block: Block) -> bool:
    """A `<figcaption>`, or the one line of a small table made for a picture (as before 2010)."""
    if block.around & _CAPTION:
        return True
    tree = page.tree
    if not block.around & _TABLE or len(block.text) > 200:
        return False
    table = next(i for i in tree.ancestors(block.first) if tree.tags[i] == "table")
    if tree.ends[table] - table > _CAPTIONED:
        return False
    return "img" in tree.tags[table : tree.ends[table]] and tree.text(table) == block.text.replace("\n", " ")


def _is_counter(page: Page, block: Block) -> bool:
    """A last line such as "[ 12 Comments ]": few words around a number, in no list or paragraph of its own."""
    text = block.text
    short = len(text) < 40 and text.count(" ") <= 4 and text[-1] not in ".!?"
    return short and page.tree.tags[block.node] in ("td", "div", "center") and bool(re.search(r"\d", text))


def _is_heading(text: str, heading: str) -> bool:
    """The headline, alone or with short lines (names, dates) below it."""
    first, _, below = text.partition("\n")
    return bool(heading) and first == heading and len(below) < 200


def _is_stamp(block: Block) -> bool:
    """Nothing but a date and a time in figures, or a counter's number: the header's last line where it stands with the text."""
    return len(block.text) < 40 and bool(_STAMP.fullmatch(block.text))


def _is_notice(block: Block) -> bool:
    if block.near & _CORRECTION:
        return True
    text = block.text
    return (len(text) < 40 and bool(_AD_LABEL.match(text))) or bool(_CORRECTED.match(text))


_STAMP = re.compile(
    r"(?=.*\d{4})[\d\s年月日時时分秒년월일시분:：./,()\[\]月火水木金土일월화수목금토-]+|[\d.,]{1,8}"
)
_CORRECTION = hint_bit("correction")
_CAPTION = around_bit("figcaption")
_TABLE = around_bit("table")
_AD_LABEL = re.compile(
    r"(?:advertisements?|advertising|ad|sponsored|anzeige|werbung|publicit[ée]|publicidad|pubblicit[àa]|publicidade|reklama?|"
    r"reklam|advertentie|annons|annonse|annonce|mainos|hirdet[ée]s|реклама|διαφήμιση|تبلیغات|آگهی|إعلان|اعلان|広告|广告|廣告|광고|"
    r"विज्ञापन|iklan|quảng cáo)\b[\W\d]*\Z",
    re.I,
)
_CORRECTED = re.compile(
    r"(?:corrections?|clarification|corrigendum|erratum|berichtigung|korrektur|rectificatif|correctif|correcci[óo]n|rettifica|"
    r"errata corrige|corre[çc][ãa]o|d[üu]zeltme|исправление|поправка|اصلاحیه|تصحیح|تصحيح|تصويب|訂正|更正|정정)\s*(?:\([^)]{0,40}\))?\s*[:：–—.-]",
    re.I,
)
"""How the labels of advertisements and of correction notes begin, where no class name tells."""
