"""Whether a page is one article: it is, unless something on it says otherwise.

Precision counts here: an article that is called something else is lost, a section page that is called an article is only
a poor row. So each reason needs evidence of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.model import Candidate
from crawler.parsers.listing import is_listing
from crawler.parsers.site_names import site_names, without_site
from crawler.parsers.structured import ARTICLE_TYPES
from crawler.parsers.words import extent

if TYPE_CHECKING:
    from crawler.parsers.body_stated import Body
    from crawler.parsers.page import Page

MARKLESS = 1000
"""Characters of text beyond which a page without date, author, id and comments is taken for an article all the same."""

RUNNING = 80
"""Characters of a paragraph of running text."""

SHORT = 600
"""Characters of text below which a page's name may say that it is an error, a form or an offer."""

_LISTING = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"})
_GONE = re.compile(
    r"^(?:error\s*)?(?:404|410)(?:\s*\Z|\s*[-–—:|]|\s+(?:error|page|not found))|\b(?:404|page|seite|article|story|content)\b.{0,24}\b(?:not (?:be )?found|nicht gefunden|no longer available|"
    r"does(?:n.t| not) exist)|^not found$|p[aá]gina no encontrada|page (?:introuvable|non trouv[ée]e)|pagina (?:non trovata|niet gevonden)|"
    r"страница не найдена|сторінку не знайдено|صفحه.{0,20}یافت نشد|الصفحة غير موجودة|sayfa bulunamad|p[aá]gina n[aã]o encontrada|"
    r"页面不存在|頁面不存在|ページが見つかりません|페이지를 찾을 수 없",
    re.I,
)
_LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|anmelden|einloggen|(?:se )?connecter|connexion|iniciar sesi[oó]n|accedi|entrar|inloggen|logga in|"
    r"zaloguj|giriş|вход|войти|увійти|σύνδεση|ورود|تسجيل الدخول|ログイン|登录|登入|로그인)(?!\w)",
    re.I,
)
_CHALLENGE = re.compile(
    r"^(?:just a moment|attention required|access denied|are you a robot|checking your browser|403 forbidden|"
    r"verify(?:ing)? you are human|security check|pardon our interruption)",
    re.I,
)
_CONSENT = re.compile(
    r"^(?:before you continue|(?:we (?:value|respect|care about) )?your privacy(?: (?:choices|matters))?\W*\Z|we value your privacy|"
    r"(?:cookie|consent|privacy)[ -](?:consent|settings|preferences|choices|wall|gate|notice)|consent\Z|bevor sie (?:zu|fort|weiter)|"
    r"wir brauchen ihre zustimmung|zustimmung (?:erforderlich|zu cookies)|(?:datenschutz|cookie)-?\s?einstellungen|ihre privatsphäre|"
    r"avant de (?:continuer|poursuivre)|(?:nous respectons )?votre vie privée|gestion des cookies|antes de (?:continuar|ir)|"
    r"tu privacidad|prima di (?:continuare|proseguire)|la tua privacy|voordat (?:je|u) (?:verder|naar)|cookie-?instellingen|"
    r"zanim przejdziesz|(?:dbamy o )?(?:twoja|twoją) prywatność|çerez (?:ayar|tercih|politika)|прежде чем (?:продолжить|перейти)|"
    r"настройки (?:файлов )?cookie|続行する前に|クッキーの設定|在继续之前|cookie 设置|쿠키 설정)",
    re.I,
)
_WALL = re.compile(
    r"^(?:subscribe(?: now| today| to (?:continue|read|keep))?\b|subscription required|choose your (?:plan|subscription)|"
    r"become a (?:subscriber|member)|(?:this (?:article|story|content) is )?(?:for|only for|exclusive to) (?:subscribers|members)|"
    r"you(?:'|’)ve (?:reached|run out)|(?:jetzt )?(?:abonnieren|weiterlesen mit)|nur für abonnenten|(?:article |contenu )?réservé aux abonnés|"
    r"abonnez-vous|suscr[ií]bete|solo (?:para suscriptores|per (?:gli )?abbonati)|abbonati|assine\b|exclusivo para assinantes|"
    r"alleen voor abonnees|word abonnee|(?:endast )?för prenumeranter|bli abonnent|kun for abonnenter|tylko dla (?:subskrybentów|prenumeratorów)|"
    r"abone ol|только (?:для|по) подпис|оформите подписку|会員限定|有料会員|订阅(?:后|以)|구독)",
    re.I,
)
_TAG_PATH = re.compile(
    r"/(?:tags?|topics?|keywords?|themen?|thema|th[eè]mes?|temas?|etiquetas?|etiket(?:ler)?|argomenti|emner?|[aä]mnen?|tagi?|schlagwort|"
    r"stichwort|hashtag|label)(?:/|\Z)|[?&](?:tag|topic|keyword)=",
    re.I,
)
"""Headings of consent layers and of offers to subscribe, and addresses of a subject's pages, as sites word them."""


def not_article(page: Page, body: Body, *, evident: bool) -> Candidate | None:
    """Why a page is no article, as a candidate for the field `outcome`; None for articles.

    `evident`: the page shows an article's own marks (a date, an author, an id, a dateline, readers' comments).
    """
    for reason, rule, raw in _reasons(page, body, evident):
        return Candidate("outcome", reason, raw, rule, "", 0.9, True)
    return None


def _reasons(page: Page, body: Body, evident: bool) -> list[tuple[str, str, str]]:
    title = without_site(page.title_tag, site_names(page)) if page.title_tag else ""
    shown = page.headline[0] if page.headline else ""
    found = [] if _own_article(page) else _named(page, [t for t in (shown, title) if t], body, evident)
    if _refreshed(page) and not body.text:
        found.append(("redirect", "classify.refresh", _refreshed(page)))
    if found or _own_article(page):
        return found
    if not (evident and not _is_whole(page)) and is_listing(page, body.html):
        found.append(("section", "classify.teasers", shown or title))
    elif not evident:
        found += _listing(page, body) or _markless(page, body)
    return [_as_tag(page, reason) for reason in found]


def _named(page: Page, names: list[str], body: Body, evident: bool) -> list[tuple[str, str, str]]:
    """What a page without an article's own marks is called: an error, a check, a form, a layer, an offer."""
    found = []
    for text in names:
        if len(text) >= 80:
            continue
        if len(body.text) < SHORT:
            found += [("soft-404", "classify.gone", text)] if _GONE.search(text) else []
            found += [("challenge", "classify.challenge", text)] if _CHALLENGE.search(text) else []
            asked = _LOGIN.search(text) and _has_password(page)
            found += [("login", "classify.login", text)] if asked else []
            found += [("paywall", "classify.wall", text)] if not evident and _WALL.search(text) else []
        found += [("consent", "classify.consent", text)] if not evident and _CONSENT.search(text) else []
    return found


def _as_tag(page: Page, reason: tuple[str, str, str]) -> tuple[str, str, str]:
    """A list of one subject's articles has an address that says so."""
    if reason[0] == "section" and _TAG_PATH.search(page.url):
        return "tag", reason[1], reason[2]
    return reason


def _own_article(page: Page) -> bool:
    own = page.structured.article
    if own is not None and not own.types.isdisjoint(ARTICLE_TYPES):
        return True
    return page.meta_first("og:type").lower() == "article"


def _markless(page: Page, body: Body) -> list[tuple[str, str, str]]:
    """A whole page with little text that bears no mark of an article at all: imprint, contact, terms, an error page."""
    if _is_binary(page.html):
        return [("no-text", "classify.binary", "")]
    if page.url and not (body.text or page.title_tag or page.headline or page.meta_first("og:title")):
        return [("no-text", "classify.empty", "")]
    long = extent(body.text) > MARKLESS and _has_words(body.text)
    if not page.url or not _is_whole(page) or long or _marked_up(page, body):
        return []
    return [("no-marks", "classify.no-marks", page.title_tag)]


def _is_whole(page: Page) -> bool:
    """Whether it is a page, not a piece of one that somebody cut out."""
    return bool(page.title_tag) or "<html" in page.html[:2000].lower()


def _marked_up(page: Page, body: Body) -> bool:
    """Running text and its headline in one `<article>`, or metadata that only articles have; blogs' own software calls
    its imprint `type-page`."""
    if sum(len(p) > RUNNING for p in body.paragraphs) < 2:
        return False
    if any(name.startswith("article:") for name in page.meta) or page.links.get("amphtml"):
        return True
    if page.headline is None:
        return False
    tree, at = page.tree, page.headline[1]
    return any(
        tree.inside(at, i) and not _PAGE_TYPE.search(tree.get(i, "class")) for i in tree.all("article")
    )


def _has_words(text: str) -> bool:
    """A long text is one of words: not one run of letters, whatever server made it. Scripts without spaces have stops."""
    start = text[:4000]
    return len(start) < 100 * (start.count(" ") + len(_STOPS.findall(start)) + 1)


_PAGE_TYPE = re.compile(r"(?:^|[\s_-])page(?:$|\s)")
_STRANGE = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_STOPS = re.compile(r"[.,!?;:\n。、，．！？；：।။។๏ฯ]")


def _is_binary(text: str) -> bool:
    """Bytes of something else that were sent as a page: one in twenty characters is none that a text has."""
    sample = text[:4000]
    return len(_STRANGE.findall(sample)) * 20 > len(sample)


def _has_password(page: Page) -> bool:
    return any(page.tree.get(i, "type").lower() == "password" for i in page.tree.all("input"))


def _refreshed(page: Page) -> str:
    return page.meta_first("refresh") if re.match(r"\s*[0-5]\s*;", page.meta_first("refresh")) else ""


def _listing(page: Page, body: Body) -> list[tuple[str, str, str]]:
    """A section, tag or front page: it says so in structured data or by its address, and has little running text."""
    if sum(len(p) for p in body.paragraphs if len(p) > 80) > 700:
        return []
    types = [t for node in page.structured.nodes for t in node.types if t in _LISTING]
    if types:
        return [("section", "classify.type", types[0])]
    front = bool(page.url) and urlsplit(page.url).path.rstrip("/") == "" and not urlsplit(page.url).query
    linked = sum(1 for b in page.blocks if b.linked > 0.8 * len(b.text) and len(b.text) > 25)
    if front and linked > 15:
        return [("section", "classify.front-page", page.url)]
    if page.meta_first("og:type").lower() in ("website", "blog") and linked > 30 and not body.text:
        return [("section", "classify.og-type", page.meta_first("og:type"))]
    return []
