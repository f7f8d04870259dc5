"""Reporters as Korean, Chinese and Japanese pages print them: a name beside the word for its trade, without a label.

홍길동 기자 gildong@news.example · [서울=뉴시스] 홍길동·김철수 기자 = · 記者王大明／台北報導 · （记者张三） · 取材・文：山田太郎
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.parsers.datelines_wires import is_agency

MAX_LINE = 80
"""Characters of a line that may be a byline; of a longer one only its beginning is looked at."""

_HANGUL = r"[가-힣]{2,4}"
_KOREAN = re.compile(
    rf"(?:^|[\]】)=|:·/]|\s)\s*(?P<names>{_HANGUL}(?:\s?[·,]\s?{_HANGUL}){{0,4}})\s?"
    r"(?:[가-힣]{2,6}\s?)??(?:기자|특파원|통신원|논설위원|선임기자|인턴기자|앵커)(?=\s*(?:$|[|(\[=·:,/ⓒ]|\S+@|입력|수정|승인|등록|구독|\d))"
)
_HAN = (
    r"(?![会會從从在获獲問问節节称稱了也就]|[攝摄]影|[報报][導道]|[編编][輯辑]|[責责]任)[\u4e00-\u9fff]{2,4}"
)
_CHINESE = re.compile(
    rf"(?:(?:[本特][報报刊社約约]{{0,2}})?(?:記者|记者)\s?[：:／/]?\s?|(?<![\u4e00-\u9fff])文\s?[：:／/]\s?)"
    rf"(?P<names>{_HAN}(?:[、,， ]{_HAN}){{0,4}})(?=$|[\s／/（）()：:〕】｜|]|[\u4e00-\u9fff]{{2}}(?:報導|报道|摄影|攝影))"
)
_JAPANESE = re.compile(
    r"(?:取材|構成|撮影|執筆)?[・･]?(?:文|取材|執筆)\s?[：:＝=／/・]\s?(?P<names>[\u4e00-\u9fff\u3040-\u30ff]{2,4}\s?[\u4e00-\u9fff\u3040-\u30ff]{0,4})(?=$|[\s|｜／/（(、，。])"
)
_OWN = re.compile(
    r"【[^】]{2,14}[＝=](?P<name>[\u3400-\u9fff]{3,5}|[\u3400-\u9fff]{1,3} ?[\u3040-\u30ff]{1,5})】"
)
"""A paper's own correspondent, behind the city."""
_TRADE = re.compile("기자|특파원|통신원|논설위원|앵커|記者|记者|文|取材|執筆")
_ROLES = frozenset("通讯员 通訊員 实习生 實習生 特约 特約 见习 見習 摄影 攝影".split())
"""What stands between two names as a name would."""
_PARTED = re.compile(r"\s?[·、,，]\s?|(?<=[\u4e00-\u9fff]{2}) (?=[\u4e00-\u9fff]{2})")


def cjk_reporters(lines: Iterable[str]) -> list[str]:
    """The names in the first line that prints some, in order; none of other scripts."""
    for line in lines:
        if line.isascii() or not _TRADE.search(line, 0, MAX_LINE):
            continue
        for shape in (_KOREAN, _CHINESE, _JAPANESE):
            if found := shape.search(line[:MAX_LINE]):
                return [n for n in _PARTED.split(found["names"].strip()) if n not in _ROLES]
    return []


def own_correspondent(lines: Iterable[str]) -> list[str]:
    """The name in the first dateline of a Japanese paper's own: `【ニューヨーク＝山田太郎】`."""
    found = (_OWN.match(line) for line in lines if not line.isascii())
    names = (m["name"] for m in found if m)
    return [n for n in names if not is_agency(n)][:1]
