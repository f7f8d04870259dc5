"""Rules about what stands beside or inside a text in small sites' markup, in several scripts."""

from __future__ import annotations

import pytest

from crawler.parsers.body import read_body
from crawler.parsers.body_stated import Body
from crawler.parsers.page import Page

TITLES = {
    "en": "Bridge over the Avon closes for two months",
    "fa": "کتابخانه مرکزی شهر پس از دو سال بازگشایی شد",
    "zh": "老石桥下周一起封闭两个月",
}
TEXTS = {
    "en": [
        "The old stone bridge at Millgate will close to all traffic from Monday, the county council said on Thursday.",
        "Engineers found cracks in two of its five arches in September. Repairs are expected to cost about £1.2 million.",
        "Councillor Ruth Amery said: “We know this will be hard for shopkeepers, but safety has to come first.”",
        "Buses on routes 4 and 17 will be diverted through Church Lane, adding up to twelve minutes to each journey.",
        "The bridge, built in 1784, carries some 9,000 vehicles a day. It was last strengthened in 1962.",
        "Work should be finished by the end of January, weather permitting.",
    ],
    "fa": [
        "کتابخانه مرکزی شهر روز پنجشنبه پس از دو سال بازسازی با حضور شهروندان بازگشایی شد.",
        "هزینه این طرح حدود چهل میلیارد تومان بوده و سقف و تالار مطالعه آن به‌طور کامل نوسازی شده است.",
        "مریم کاظمی، مدیر کتابخانه، گفت: «امیدواریم جوانان دوباره به اینجا بازگردند و کتاب بخوانند.»",
        "بیش از هشتاد هزار جلد کتاب از انبار به قفسه‌ها برگشته و بخش کودکان سه برابر شده است.",
        "این ساختمان در سال ۱۳۱۷ ساخته شد و از سال ۱۳۷۸ در فهرست آثار ملی قرار دارد.",
        "ورود در هفته نخست برای همه رایگان است.",
    ],
    "zh": [
        "县政府星期四宣布，位于磨坊门的老石桥将从下周一起禁止一切车辆通行。",
        "工程师在九月的例行检查中发现五个桥拱中有两个出现裂缝，损坏情况比预想的严重，维修费用预计约为一千二百万元。",
        "副县长王丽说：“我们知道这会给商户带来困难，但安全必须放在第一位。”",
        "四路和十七路公交车将绕行教堂街，每趟大约多花十二分钟，市场与车站之间将开通免费接驳车。",
        "这座桥建于一八八四年，每天约有九千辆车通过，上一次加固是在一九六二年。",
        "如果天气允许，工程将在一月底完成。",
    ],
}
WORDS = {
    "en": ["News", "Sport", "Culture", "Business", "Weather", "Jobs"],
    "fa": ["خبرها", "ورزش", "فرهنگ", "اقتصاد", "هوا", "آگهی‌ها"],
    "zh": ["新闻", "体育", "文化", "财经", "天气", "招聘"],
}
LANGUAGES = sorted(TEXTS)


def body(lang: str, inner: str, below: str = "") -> Body:
    menu = "".join(f'<li><a href="/s{n}">{word}</a></li>' for n, word in enumerate(WORDS[lang]))
    head = f'<html lang="{lang}"><head><meta charset="utf-8"><title>{TITLES[lang]}</title></head>'
    foot = "<div class='footer'><p>© 2026 Millgate Herald</p></div>"
    html = f"{head}<body><div class='menu'><ul>{menu}</ul></div>{inner}{below}{foot}</body></html>"
    return read_body(Page(html.encode(), "https://herald.example/2026/11/26/bridge"))


def story(lang: str, inner: str) -> str:
    return f"<div class='post'><h1>{TITLES[lang]}</h1><div class='text'>{inner}</div></div>"


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{t}</p>" for t in texts)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_headline_and_one_line_break_above_the_first_paragraph(lang: str) -> None:
    lines = "<br><br>".join(f"<span>{t}</span>" for t in TEXTS[lang])
    found = body(lang, f"<div class='art'><span class='ttl'>{TITLES[lang]}</span><br>{lines}</div>")
    assert list(found.paragraphs) == TEXTS[lang]
    assert TITLES[lang] not in found.html


def test_a_list_item_that_reads_like_the_headline_is_no_headline() -> None:
    items = ["Library opens on Sundays again", TITLES["en"], "Swimming club wins county title"]
    listed = f"<ul>{''.join(f'<li>{i}</li>' for i in items)}</ul>"
    found = body("en", story("en", paragraphs(TEXTS["en"][:3]) + listed + paragraphs(TEXTS["en"][3:])))
    assert list(found.paragraphs) == [*TEXTS["en"][:3], *items, *TEXTS["en"][3:]]


def test_the_headline_again_above_the_text_goes() -> None:
    again = f"<p><b>{TITLES['en']}</b></p>"
    assert list(body("en", story("en", again + paragraphs(TEXTS["en"]))).paragraphs) == TEXTS["en"]


def test_questions_put_to_everybody_stay_and_a_second_copy_goes() -> None:
    question = "What would you change first if you were on the council?"
    asked = [part for text in TEXTS["en"] for part in (question, text)]
    assert list(body("en", story("en", paragraphs(asked))).paragraphs) == asked
    twice = story("en", paragraphs(TEXTS["en"])) + f"<div class='print'>{paragraphs(TEXTS['en'])}</div>"
    assert list(body("en", twice).paragraphs) == TEXTS["en"]


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_last_sentence_in_boxes_without_names(lang: str) -> None:
    boxes = "".join(f"<div><div>{t}</div></div>" for t in TEXTS[lang])
    found = body(lang, f"<div><div><div>{TITLES[lang]}</div></div>{boxes}</div>")
    assert list(found.paragraphs)[-len(TEXTS[lang]) :] == TEXTS[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_next_post_of_a_blog_is_another_article(lang: str) -> None:
    posts = [
        f"<div class='post'><h2 class='t'>{head}</h2><div class='b'>{paragraphs(texts)}</div></div>"
        for head, texts in (
            (TITLES[lang], TEXTS[lang][:3]),
            (f'<a href="/older">{WORDS[lang][2]}</a>', TEXTS[lang][3:]),
        )
    ]
    assert list(body(lang, "".join(posts)).paragraphs) == TEXTS[lang][:3]


LABELS = {
    "en": "Read more: New chef at the Crown",
    "fa": "بیشتر بخوانید: پل بسته شد",
    "zh": "相关阅读：图书馆开放",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_that_only_leads_elsewhere_is_no_part_of_the_text(lang: str) -> None:
    line = f'<p><a href="/a3">{LABELS[lang]}</a></p>'
    found = body(lang, story(lang, paragraphs(TEXTS[lang][:3]) + line + paragraphs(TEXTS[lang][3:])))
    assert list(found.paragraphs) == TEXTS[lang]


def test_words_with_a_credit_that_share_a_box_with_a_picture_are_its_caption() -> None:
    words = (
        "In this file photo made in March, walkers cross the bridge at Millgate on their way to the market."
    )
    box = f"<div class='pic'><div><img src='/b.jpg'></div><p>{words} (Jane Porter/AP)</p></div>"
    assert list(body("en", story("en", box + paragraphs(TEXTS["en"]))).paragraphs) == TEXTS["en"]
    lone = f"<div><p><img src='/b.jpg'></p><p>{TEXTS['en'][0]}</p></div>"
    assert list(body("en", story("en", lone + paragraphs(TEXTS["en"][1:]))).paragraphs) == TEXTS["en"]


def test_a_short_chinese_notice_is_no_reason_to_take_the_side_bar() -> None:
    aside = "".join(
        f'<div class="item"><a href="/a{n}">{w}</a><p>{w}的更多内容。</p></div>'
        for n, w in enumerate(WORDS["zh"])
    )
    found = body("zh", story("zh", f"<p>{TEXTS['zh'][1]}</p>"), f"<div class='sidebar'>{aside}</div>")
    assert list(found.paragraphs) == [TEXTS["zh"][1]]


@pytest.mark.parametrize(
    "line",
    ["By Ann Lee, 5 May 2017", "By Ann Lee, Port Reporter", "5 May 2017 | 9:40 am", "Ann Lee | 5 May 2017"],
)
def test_a_header_line_is_no_first_paragraph(line: str) -> None:
    text = "".join(f"<p>{t}</p>" for t in (line, *TEXTS["en"]))
    page = (
        f"<html lang=en><title>{TITLES['en']}</title><h1>{TITLES['en']}</h1><article>{text}</article></html>"
    )
    assert read_body(Page(page.encode(), "https://news.example/1")).paragraphs[0] == TEXTS["en"][0]


@pytest.mark.parametrize(
    "line",
    ["By May, 9 June 2021 had been forgotten by all of them", "London, 5 May (Reuters) - Shares rose."],
)
def test_a_sentence_with_a_date_stays(line: str) -> None:
    text = "".join(f"<p>{t}</p>" for t in (line, *TEXTS["en"]))
    page = (
        f"<html lang=en><title>{TITLES['en']}</title><h1>{TITLES['en']}</h1><article>{text}</article></html>"
    )
    assert read_body(Page(page.encode(), "https://news.example/1")).paragraphs[0] == line


OFFERS = {
    "en": (
        "Subscribe to our newsletter",
        "Get the news of the day by mail every morning. You can stop at any time.",
    ),
    "fa": ("عضویت در خبرنامه", "هر روز صبح مهم‌ترین خبرها را با رایانامه دریافت کنید."),
    "zh": ("订阅我们的电子报", "每天早上把最重要的新闻送到您的邮箱，您可以随时取消订阅。"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "field", ["<input type=email>", "<input name='mc-EMAIL'>", "<input placeholder='E-Mail'>"]
)
def test_an_offer_of_a_newsletter_between_paragraphs_goes(lang: str, field: str) -> None:
    head, words = OFFERS[lang]
    box = (
        f"<div class='x7'><strong>{head}</strong><p>{words}</p><form>{field}<button>OK</button></form></div>"
    )
    found = body(lang, story(lang, paragraphs(TEXTS[lang][:2]) + box + paragraphs(TEXTS[lang][2:])))
    assert list(found.paragraphs) == TEXTS[lang]


def test_a_note_with_a_form_below_it_is_the_text() -> None:
    form = "<form><input name='author'><input name='email'><textarea></textarea></form>"
    found = body("en", f"<div id='content'><h3>{TITLES['en']}</h3><p>{TEXTS['en'][0]}</p>{form}</div>")
    assert list(found.paragraphs) == [TEXTS["en"][0]]


PRIVACY = [
    "When you visit our website, we and our partners store cookies on your browser to collect information that is used to "
    "make the site work as you expect it to and to give a more personal experience.",
    "Because we respect your right to privacy, you can choose not to allow some types of cookies, but note that blocking "
    "some of them may affect your experience.",
    "These cookies are necessary for the website to function and cannot be switched off in our systems, and are usually "
    "only set in response to actions made by you which amount to a request for services.",
]


def test_a_dialog_longer_than_the_text_is_no_part_of_it() -> None:
    dialog = f"<div id='privacy-modal'><h2>Your privacy</h2>{paragraphs(PRIVACY)}</div>"
    assert list(body("en", story("en", paragraphs(TEXTS["en"][:3])), dialog).paragraphs) == TEXTS["en"][:3]


def test_a_layer_over_the_text_is_the_text() -> None:
    gated = f"<div class='has-gated-overlay'>{paragraphs(TEXTS['en'][2:])}</div>"
    assert list(body("en", story("en", paragraphs(TEXTS["en"][:2]) + gated)).paragraphs) == TEXTS["en"]


def test_posts_in_one_frame_are_other_articles() -> None:
    """Endless pages put every story into an element of its own, all of them inside the first one's."""
    own = f"<article class='post'><h1 class='h'>{TITLES['en']}</h1>{paragraphs(TEXTS['en'] * 2)}</article>"
    other = f"<article class='post'><h1 class='h'>Privacy on the web</h1>{paragraphs(PRIVACY)}</article>"
    assert list(body("en", f"<article class='all'>{own}{other}</article>").paragraphs) == TEXTS["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_other_columns_of_a_layout_table_are_no_text(lang: str) -> None:
    lines = "<br><br>".join(TEXTS[lang])
    beside = "<br><br>".join(OFFERS[lang])
    row = (
        f"<td>{beside}</td><td><font size=4><b>{TITLES[lang]}</b></font><br><br>{lines}</td><td>{beside}</td>"
    )
    assert list(body(lang, f"<table><tr>{row}</tr></table>").paragraphs) == TEXTS[lang]


def test_a_table_of_long_cells_stays() -> None:
    cells = "".join(f"<tr><td>{PRIVACY[n]}</td><td>{TEXTS['en'][n]}</td></tr>" for n in range(3))
    found = body("en", story("en", paragraphs(TEXTS["en"]) + f"<table>{cells}</table>"))
    assert set(PRIVACY) <= {part for p in found.paragraphs for part in p.split(" | ")}


@pytest.mark.parametrize("tag", ["div", "article", "li"])
def test_boxes_of_a_linked_headline_and_a_line_are_other_articles(tag: str) -> None:
    boxes = "".join(
        f"<{tag}><h3><a href='/a{n}'>{word} of the county</a></h3><p>{PRIVACY[n % 3]}</p></{tag}>"
        for n, word in enumerate(WORDS["en"][:2])
    )
    inner = f"<div><h1>{TITLES['en']}</h1>{paragraphs(TEXTS['en'])}</div><div>{boxes}</div>"
    assert list(body("en", inner).paragraphs) == TEXTS["en"]


def test_sections_under_linked_headings_stay() -> None:
    sections = "".join(
        f"<h3><a href='/a{n}'>{WORDS['en'][n]} of the county</a></h3><p>{text}</p>"
        for n, text in enumerate(TEXTS["en"][2:5])
    )
    found = body("en", story("en", paragraphs(TEXTS["en"][:2]) + sections))
    assert set(TEXTS["en"][:5]) <= set(found.paragraphs)


def test_who_has_the_rights_is_no_part_of_a_short_text() -> None:
    foot = "<footer><p>© 2026 The Example. No part of this site may be reproduced without permission.</p></footer>"
    found = body("zh", story("zh", f"<p>{TEXTS['zh'][0]}</p>"), foot)
    assert list(found.paragraphs) == [TEXTS["zh"][0]]


def test_questions_in_a_list_of_terms_stay_with_their_answers() -> None:
    asked = ["Did you expect the vote?", "What will you do now?"]
    terms = "".join(f"<dt>{q}</dt><dd>{a}</dd>" for q, a in zip(asked, PRIVACY, strict=False))
    found = body("en", story("en", f"<p>{TEXTS['en'][0]}</p><dl>{terms}</dl>"))
    assert list(found.paragraphs) == [TEXTS["en"][0], asked[0], PRIVACY[0], asked[1], PRIVACY[1]]


@pytest.mark.parametrize("side", ["<aside>{}</aside>", "<div id='sidebar'>{}</div>"])
def test_what_a_side_bar_says_is_no_part_of_a_note(side: str) -> None:
    note = "The library on Mill Street is closed on Friday for stocktaking."
    about = f"<h3>About us</h3><p>{PRIVACY[0]}</p>"
    found = body("en", f"<div class='post'><h1>{TITLES['en']}</h1><p>{note}</p></div>", side.format(about))
    assert list(found.paragraphs) == [note]


def test_a_sentence_on_opinions_is_no_count_of_comments() -> None:
    last = "परिषद ने कहा कि इस बारे में लोगों की राय अगले महीने ली जाएगी, और बैठक सबके लिए खुली होगी।"
    page = f"<html lang=hi><title>{TITLES['en']}</title><h1>{TITLES['en']}</h1><article>{paragraphs([*TEXTS['en'], last])}</article></html>"
    read = read_body(Page(page.encode(), "https://news.example/1"), counters={last})
    assert read.paragraphs[-1] == last


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "end",
    ["<h3>Related</h3>", "<p>Ссылки по теме:</p>", "<p>___</p>", "<p>© 2026 The Paper. All rights reserved.</p>",
     "<p>(For updates follow The Paper on Facebook, X and elsewhere)</p>", "<p>Comments are closed.</p><p>Related content:</p>"],
)  # fmt: skip
def test_what_only_follows_the_text_goes(lang: str, end: str) -> None:
    text = "".join(f"<p>{t}</p>" for t in TEXTS[lang])
    assert body(lang, f"<article><h1>{TITLES[lang]}</h1>{text}{end}</article>").paragraphs == tuple(
        TEXTS[lang]
    )


def test_a_list_of_headings_and_a_sentence_with_a_colon_stay() -> None:
    text = "".join(f"<p>{t}</p>" for t in TEXTS["en"])
    ends = [
        "Twitter seemed a bit confused by the campaign:",
        "Route 4 by Church Lane",
        "Route 17 by Church Lane",
    ]
    found = body(
        "en", f"<article><h1>{TITLES['en']}</h1>{text}<h3>{ends[1]}</h3><h3>{ends[2]}</h3></article>"
    )
    assert found.paragraphs[-2:] == tuple(ends[1:])
    assert body("en", f"<article>{text}<p>{ends[0]}</p></article>").paragraphs[-1] == ends[0]
