"""What stands inside an article's text but is not it: headline, captions, dates before it, advertisements' labels, notes of correction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block, around_bit
from crawler.parsers.body_captions import is_caption
from crawler.parsers.header.alone import is_header_line
from crawler.parsers.hints import hint_bit
from crawler.parsers.tree import TEXT

if TYPE_CHECKING:
    from crawler.parsers.page import Page


def readable(page: Page, kept: list[Block], counters: Collection[str]) -> list[Block]:
    """Without what stands inside an article's text but is not it: the headline again (an `hgroup` holds nothing but
    headings and their subtitles, HTML 4.3.7), captions, advertisements' labels, notes of correction, and the count of comments below it."""
    heading = page.headline[0] if page.headline else ""
    subtitles = [(i, page.tree.ends[i]) for i in (*page.tree.all("hgroup"), *_subtitle(page))]
    kept = [b for b in kept if not any(start <= b.first < end for start, end in subtitles)]
    kept = [_below_heading(page, b, heading) if heading and b.text.startswith(heading) else b for b in kept]
    again = _headings(page, kept, heading)
    kept = [b for b in kept if not (b.first in again or is_caption(page, b) or _is_notice(b))]
    while len(kept) > 1 and (_is_stamp(kept[0]) or is_header_line(kept[0].text, page.language, page.country)):
        kept.pop(0)
    while len(kept) > 1 and (_is_counter(page, kept[-1], counters) or _ends_text(page, kept)):
        kept.pop()
    return kept


def _ends_text(page: Page, kept: list[Block]) -> bool:
    """Whether the last block only follows the text: a label or heading of something that is not here ("Related:"),
    a notice of rights, an invitation to follow the paper, or signs."""
    text, tags = kept[-1].text, page.tree.tags
    if not any(map(str.isalnum, text)):
        return True
    if len(text) > MAX_ENDING:
        return False
    tag = tags[kept[-1].node]
    alone = tag in _HEADINGS and tags[kept[-2].node] != tag
    label = text[-1] in ":：" and len(text.split()) <= MAX_LABEL
    return alone or label or bool(_RIGHTS.match(text) or _ENDINGS.search(text))


def _subtitle(page: Page) -> list[int]:
    """A lower heading right behind the headline, in the same element."""
    if page.headline is None:
        return []
    tree, heading = page.tree, page.headline[1]
    after = tree.ends[heading]
    same = after < len(tree) and tree.parents[after] == tree.parents[heading]
    return [after] if same and tree.tags[after] in _LOWER else []


COUNTER = 60
"""Latin letters of a line up to which it may be a count of comments."""
RUNNING = 80
"""Letters of a line from which it is running text, and no name, date or place."""
_LOWER = ("h2", "h3", "h4")


def _is_counter(page: Page, block: Block, counters: Collection[str]) -> bool:
    """A last line that the page prints as its count of comments, or one such as "[ 12 Comments ]": few words around a number,
    in no list or paragraph of its own. A sentence on opinions is neither."""
    text = block.text
    if text in counters and page.width * len(text) < COUNTER:
        return True
    short = len(text) < 40 and text.count(" ") <= 4 and text[-1] not in ".!?"
    return short and page.tree.tags[block.node] in ("td", "div", "center") and bool(re.search(r"\d", text))


def _headings(page: Page, kept: list[Block], heading: str) -> set[int]:
    """The headline's other copies, by first node; an item of a list in the text may read the same and is none."""
    tree = page.tree
    found = [b for b in kept if _is_heading(b.text, heading)]
    if not any(tree.tags[b.node] == "li" for b in found):
        return {b.first for b in found}
    items = Counter(tree.parents[b.node] for b in kept if tree.tags[b.node] == "li")
    return {b.first for b in found if tree.tags[b.node] != "li" or items[tree.parents[b.node]] == 1}


def _below_heading(page: Page, block: Block, heading: str) -> Block:
    """A block without its first line where that is the headline and text runs on below it, after one `<br>`."""
    first, _, below = block.text.partition("\n")
    if first != heading or page.width * max(map(len, below.split("\n"))) < RUNNING:
        return block
    tree = page.tree
    end = next(i for i in range(block.first, block.last) if tree.tags[i] == "br")
    start = next(i for i in range(end, block.last + 1) if tree.tags[i] == TEXT and tree.texts[i].strip())
    return replace(block, text=below, first=start)


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
    if (block.hints & _FOOT or block.around & _FOOTER) and _RIGHTS.match(text):
        return True
    if 2 * block.linked > len(text) and len(text) < 250 and _POINTER.match(text):
        return True
    return (len(text) < 40 and bool(_AD_LABEL.match(text))) or bool(_CORRECTED.match(text))


_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
MAX_ENDING, MAX_LABEL = 250, 4
"""Characters of a line that only follows the text, and words of a label."""
_ENDINGS = re.compile(
    r"(?:follow|like|join|find) us on|follow .{2,40} on (?:facebook|twitter|instagram|google|x\b)|comments are (?:now )?closed|click here (?:to|for)|"
    r"sign up (?:for|to) .{0,80}newsletter|folgen sie uns|suivez[- ]nous|síguenos|siga[- ]nos|seguici su|volg ons|följ oss|obserwuj nas|"
    r"присоединяйтесь к нам|подписывайтесь на|следите за нами|ακολουθήστε|bizi takip|oceń artykuł|оцените,? пожалуйста|ваш[ае] мнение учтено|"
    r"ikuti kami|関連記事|フォローする|关注我们|關注我們",
    re.I,
)
_STAMP = re.compile(
    r"(?=.*\d{4})[\d\s年月日時时分秒년월일시분:：./,()\[\]月火水木金土일월화수목금토-]+|[\d.,]{1,8}"
)
_CORRECTION = hint_bit("correction")
_FOOT, _FOOTER = hint_bit("foot"), around_bit("footer")
_RIGHTS = re.compile(r"(?:copyright\s*)?(?:©|\(c\))|copyright\b", re.I)
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
_POINTER = re.compile(
    r"(?:see|see also|read|read also|read more|read next|also read|watch|more|related|don['’]t miss|recommended|lesen sie(?: auch)?|lies|"
    r"mehr (?:zum thema|lesen)|weiterlesen|siehe auch|[àa] lire(?: aussi)?|lire (?:aussi|plus)|voir aussi|le[ea]r?(?: también| más)?|"
    r"ver (?:también|más)|leia(?: mais| também)?|veja(?: também)?|leggi(?: anche)?|lees(?: ook| meer)?|l[äæ]s(?: också| mer| også)?|"
    r"les(?: også| mer)|lue(?: myös)?|czytaj(?: także| też| więcej)?|zobacz(?: także| też)?|čtěte(?: také)?|citește(?: și)?|olvassa?(?: el)?|"
    r"читайте(?: также)?|смотрите(?: также)?|подробнее|читайте також|прочетете(?: още)?|διαβάστε(?: επίσης)?|περισσότερα|"
    r"devamını oku|ayrıca oku(?:yun)?|اقرأ(?: أيض[اًا]+)?|اقرأ المزيد|ادامه(?: مطلب)?|(?:بیشتر|همچنین) بخوانید|קרא(?:ו)?(?: עוד| גם)?|"
    r"相关阅读|相关新闻|延伸阅读|阅读更多|関連記事|関連|続きを読む|อ่าน(?:ต่อ|เพิ่มเติม)?|और पढ़ें|यह भी पढ़ें|baca(?: juga)?)"
    r"[^:：]{0,20}[:：]",
    re.I,
)
"""How lines begin that only lead to another page."""
