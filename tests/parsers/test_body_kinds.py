"""What counts as body beside paragraphs: tables, live blogs, other scripts, text in script data; and markup that is safe."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parsers.body import read_body
from crawler.parsers.body_stated import Body
from crawler.parsers.page import Page

TEXTS = [
    f"Paragraph {n} of the report says that the council met on Tuesday, heard {n} witnesses and put off its decision "
    f"on the harbour until the spring, when new figures, promised by the ministry, should be at hand."
    for n in range(1, 7)
]
NAV = "<nav><ul>" + "".join(f'<li><a href="/s{n}">Section {n}</a></li>' for n in range(12)) + "</ul></nav>"
FOOT = '<footer><p>© Example Media. All rights reserved.</p><a href="/imprint">Imprint</a></footer>'


def body(inner: str, *, lang: str = "en", below: str = "", attrs: str = "") -> Body:
    head = f'<html lang="{lang}" {attrs}><head><meta charset="utf-8"><title>Harbour decision put off</title></head>'
    html = f"{head}<body>{NAV}<main><article><h1>Harbour decision put off</h1><div class='story'>{inner}</div></article>{below}</main>{FOOT}</body></html>"
    return read_body(Page(html.encode(), "https://news.example/harbour"))


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{t}</p>" for t in texts)


def test_a_table_inside_the_text_is_rows() -> None:
    rows = [("Year", "Ships", "Tonnes"), ("2024", "312", "48,100"), ("2025", "296", "51,700")]
    table = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    found = body(paragraphs(TEXTS[:3]) + f"<table>{table}</table>" + paragraphs(TEXTS[3:]))
    assert list(found.paragraphs) == [*TEXTS[:3], *(" | ".join(row) for row in rows), *TEXTS[3:]]
    assert "<table>\n<tr><td>Year</td><td>Ships</td><td>Tonnes</td></tr>" in found.html
    assert found.html.count("</table>") == 1


def test_a_live_blog_is_its_entries_in_order_with_their_times() -> None:
    entries = "".join(
        f'<article class="entry"><time datetime="2026-11-23T1{n}:00Z">1{n}:00</time><p>{text}</p></article>'
        for n, text in enumerate(TEXTS)
    )
    text = body(f"<p>Our reporters follow the council's meeting. {TEXTS[0][:80]}</p>{entries}").text
    places = [text.index(part) for n, entry in enumerate(TEXTS) for part in (f"1{n}:00", entry)]
    assert places == sorted(places)


def test_lists_and_quotes_stay_where_they_stand() -> None:
    items = [f"Berth {n} is closed to ships of more than {n}0 metres until the spring" for n in range(1, 5)]
    inner = paragraphs(TEXTS[:2]) + f"<ul>{''.join(f'<li>{i}</li>' for i in items)}</ul>"
    found = body(inner + f"<blockquote><p>{TEXTS[2]}</p></blockquote>" + paragraphs(TEXTS[3:]))
    assert list(found.paragraphs) == [*TEXTS[:2], *items, *TEXTS[2:]]


SCRIPTS = {
    "ar": "قال المجلس يوم الثلاثاء إنه استمع إلى {n} من الشهود وأجل قراره بشأن الميناء حتى الربيع، عندما تصبح الأرقام الجديدة التي وعدت بها الوزارة متاحة.",
    "fa": "شورا روز سه‌شنبه اعلام کرد که سخنان {n} شاهد را شنیده و تصمیم خود درباره بندر را تا بهار به تعویق انداخته است، زمانی که ارقام تازه وزارتخانه آماده باشد.",
    "he": "המועצה הודיעה ביום שלישי כי שמעה {n} עדים ודחתה את החלטתה בעניין הנמל עד האביב, כאשר הנתונים החדשים שהבטיח המשרד יהיו זמינים.",
    "zh": "市议会星期二表示，已听取第{n}位证人的陈述，并将有关港口的决定推迟到春天，届时该部承诺提供的新数据应当已经公布，委员会将据此重新讨论扩建方案的费用、期限以及对渔业的影响。",
    "ja": "市議会は火曜日、{n}人目の証人から意見を聞いたうえで、港についての決定を春まで延期すると発表した。省が約束した新しい数字がそのころには出そろう見通しで、改めて費用や漁業への影響を議論する。",
    "th": "สภาเมืองระบุเมื่อวันอังคารว่าได้รับฟังพยานคนที่{n}และเลื่อนการตัดสินใจเรื่องท่าเรือออกไปจนถึงฤดูใบไม้ผลิ ซึ่งตัวเลขใหม่ที่กระทรวงสัญญาไว้น่าจะพร้อมแล้ว",
}


@pytest.mark.parametrize("lang", sorted(SCRIPTS))
def test_other_directions_and_scripts_without_spaces(lang: str) -> None:
    texts = [SCRIPTS[lang].format(n=n) for n in range(1, 6)]
    direction = 'dir="rtl"' if lang in ("ar", "fa", "he") else ""
    assert list(body(paragraphs(texts), lang=lang, attrs=direction).paragraphs) == texts


def rich(text: str) -> dict[str, object]:
    return {
        "type": "paragraph",
        "content": [{"type": "text", "value": text[:50]}, {"type": "text", "value": text[50:]}],
    }


def test_text_that_a_script_would_show_is_read_from_its_state() -> None:
    state = {
        "props": {
            "more": [{"headline": t, "url": "/x", "text": t * 3} for t in TEXTS],
            "story": {"headline": "Harbour decision put off", "body": {"content": [rich(t) for t in TEXTS]}},
        }
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    found = body(paragraphs(TEXTS[:1]), below=script)
    assert list(found.paragraphs) == TEXTS
    assert found.rule == "state"


def test_another_articles_text_in_the_state_is_not_taken() -> None:
    other = {
        "story": {
            "headline": "Rowers win",
            "body": [rich(t.replace("harbour", "regatta").replace("report", "race")) for t in TEXTS],
        }
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(other)}</script>'
    assert list(body(paragraphs(TEXTS[:1]), below=script).paragraphs) == TEXTS[:1]


def test_a_text_that_stands_there_twice_is_read_once() -> None:
    whole = f'<div class="print">{" ".join(TEXTS * 3)}</div>'
    found = body(paragraphs(TEXTS) + paragraphs(TEXTS) + whole)
    assert list(found.paragraphs) == TEXTS


def test_articles_below_are_no_part_of_it() -> None:
    others = "".join(
        f"<article><h3>Other {n}</h3><p>{t.replace('council', 'crew')}</p></article>"
        for n, t in enumerate(TEXTS)
    )
    assert list(body(paragraphs(TEXTS), below=others).paragraphs) == TEXTS


SAFE = {
    "p": set(), "h2": set(), "h3": set(), "h4": set(), "h5": set(), "h6": set(), "ul": set(), "ol": set(), "li": set(),
    "blockquote": set(), "pre": set(), "table": set(), "tr": set(), "td": set(), "th": set(), "em": set(), "strong": set(),
    "sub": set(), "sup": set(), "code": set(), "q": set(), "mark": set(), "br": set(), "figure": set(), "figcaption": set(),
    "a": {"href"}, "img": {"src", "alt"},
}  # fmt: skip


class Strict(HTMLParser):
    """Refuses every element, attribute and address that is not named as safe, and elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= SAFE[tag]
        for name, value in attrs:
            assert name == "alt" or (value or "").startswith(("http://", "https://"))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")


PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>", "<style>p{}</style>", '<p onclick="x()" style="y">', '<a href="javascript:alert(1)">a',
        '<a href=" java\tscript:alert(1)">b</a>', '<a href="data:text/html,x">c</a>', '<a href="//host.example/d">d</a>',
        '<img src=x onerror="alert(1)">', '<figure><img src="/i.jpg" alt="&quot; onload=x"><figcaption><b>C</figcaption></figure>',
        "<svg onload=x><script>y</script></svg>", "&lt;script&gt;", "<iframe src=/x></iframe>", "<ul><li>one<li>two", "</ul>",
        "<table><tr><td>a<td onclick=x>&lt;b&gt;</tr></table>", "<blockquote>", "</div></p>", "<h2>head", "<pre>", "<!-- c -->",
        "<em><strong>", '<form action="javascript:x"><input></form>', '<math><mtext><img src=1 onerror=x></mtext></math>',
        '<a href="https://ok.example/?a=1&b=\'2\'">e</a>', "<br><br>", "<object data=x></object>", "<template><script>",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.one_of(PIECES, st.sampled_from([f"<p>{t}</p>" for t in TEXTS]), st.text(max_size=30)), max_size=14
    )
)
def test_whatever_the_page_holds_the_markup_is_safe_and_closed(pieces: list[str]) -> None:
    parser = Strict()
    parser.feed(body(paragraphs(TEXTS[:3]) + "".join(pieces) + paragraphs(TEXTS[3:])).html)
    parser.close()
    assert parser.open == []
