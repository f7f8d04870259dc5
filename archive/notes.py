"""Pure: whether a sentence is a note of correction: it says that the text was wrong, and that it no longer is.

A note either begins with a label ("Correction:", "Berichtigung:", "更正："), or speaks of an earlier version of the text it
stands in, or of that text having been corrected. "An earlier version of the bill" is none: what had the version must be the
text itself, or be left unsaid.
"""

from __future__ import annotations

import re

_LABELS = (
    "correction|clarification|editor['’]s note|corrigendum|erratum|korrektur|korrigiert|berichtigung|richtigstellung|"
    "anmerkung der redaktion|correctif|rectificatif|corrección|rectificación|fe de errores|nota de la redacción|correzione|"
    "rettifica|correção|errata|nota da redação|correctie|rectificatie|rättelse|rettelse|oikaisu|sprostowanie|korekta|oprava|"
    "helyesbítés|rectificare|erată|διόρθωση|поправка|уточнение|исправление|виправлення|уточнення|düzeltme|tashih|koreksi|ralat|"
    "đính chính|भूल सुधार|সংশোধনী|תיקון טעות|اصلاحیه|تصحیح|تصحيح|توضيح|更正|訂正|정정|바로잡습니다|바로잡음"
)
_THIS = "story|article|report|headline|post|piece|version|text|caption"
_CET = r"(?:l['’]|cet(?:te)? |ce )(?:article|texte|dépêche|information|brève|papier)\b"
_VERSIONS = (
    # English, German, Dutch, the Scandinavian languages
    rf"\b(?:earlier|previous|prior|original|initial) version\b(?!\s+of\b(?!\s+(?:this|our|the) (?:{_THIS})\b))",
    r"\b(?:früheren|vorherigen|ersten|ursprünglichen|vorigen) (?:version|fassung)\b(?!\s+(?:des|der|eines|einer|von)\b)",
    r"\b(?:früheren|vorherigen|ersten|ursprünglichen|vorigen) (?:version|fassung) des (?:artikels|textes|beitrags|berichts)\b",
    r"\b(?:eerdere|vorige|oorspronkelijke) versie van (?:dit|deze|het) (?:artikel|bericht|verhaal|stuk|tekst)\b",
    r"\b(?:tidigare|tidligere|ursprunglig|oprindelig) (?:versjon|version|udgave) (?:av|af) (?:denne|denna|den här|artikeln|saken)\b",
    # French, Spanish, Portuguese, Italian, Romanian
    rf"\b(?:première|précédente|ancienne) version de {_CET}",
    rf"\bversion (?:précédente|antérieure|initiale) de {_CET}",
    r"\b(?:(?:primera|anterior) versión|versión (?:anterior|previa|inicial)) de (?:est[ea]|la|el) (?:artículo|noticia|información|texto|nota)\b",
    r"\b(?:primeira versão|versão (?:anterior|prévia|inicial)) d(?:est)?[eoa] (?:texto|artigo|reportagem|notícia|matéria)\b",
    r"\b(?:(?:prima|precedente) versione|versione (?:precedente|iniziale)) d(?:i quest[oa] |el(?:l['’]|la )?)(?:articolo|testo|notizia)\b",
    r"\bversiune (?:anterioară|inițială) a (?:acestui|articolului|textului)\b",
    # Russian, Ukrainian, Polish, Czech, Turkish, Indonesian
    r"\b(?:предыдущ|ранн|первоначальн|прошл)\w+ (?:верси|редакци)\w+ (?:этой |этого |данно\w+ )?(?:стать|материал|новост|текст|публикац|заметк)",
    r"\b(?:попередн|первісн|початков)\w+ (?:верс|редакц)\w+ (?:ц\w+ )?(?:стат|матеріал|новин|текст|публікац)",
    r"\b(?:wcześniejsz|poprzedni|pierwotn)\w+ wersj\w+ (?:tego |tej )?(?:artykuł|tekst|materiał|publikacj|informacj)",
    r"\b(?:předchozí|původní|dřívější) verz\w+ (?:tohoto |této )?(?:článk|text|zpráv)",
    r"\b(?:haberin|yazının|metnin|makalenin) (?:önceki|ilk|eski) (?:sürüm|versiyon|hal)",
    r"\bversi (?:sebelumnya|awal) (?:dari )?(?:artikel|berita|tulisan)",
    # Arabic, Persian, Urdu, Chinese, Japanese, Korean
    r"نسخة (?:سابقة|أولى|أولية) من (?:هذا |هذه )?ال(?:مقال|تقرير|خبر|نص|مادة)|النسخة (?:السابقة|الأولى) من (?:هذا |هذه )?ال(?:مقال|تقرير|خبر)",
    r"نسخهٔ? ?(?:ی )?(?:پیشین|قبلی|اولیه|نخست) (?:این )?(?:خبر|گزارش|مطلب|متن|مقاله|نوشته)",
    "(?:本文|报道|報道|文章|新闻|新聞)(?:的)?(?:较)?(?:早前|此前|先前|之前|最初|初始)的?版本|(?:早前|此前|先前|之前)的?(?:报道|報導)(?:有误|有誤)",
    "初出時|(?:この|本)?記事の?(?:以前|当初|公開時)の(?:版|バージョン)",
    "(?:이전|앞선|당초) (?:기사|보도)(?:에서|의)",
)
_CORRECTED = (
    r"\bwe (?:regret|apologi[sz]e for) the error",
    rf"\b(?:{_THIS})\b[^.]{{0,60}}\b(?:(?:was|were|been) (?:corrected|amended)|updated to correct|misstated|misspelled)\b",
    r"\b(?:due to|because of) an? (?:editing|production|reporting|transcription) error\b",
    rf"\bthis (?:{_THIS}) (?:originally|initially|previously|incorrectly|mistakenly) \w+",
)
_NOTE = re.compile(
    rf"^[\W_]*(?:{_LABELS})(?:\s*[:：.—–(\[\d-]|\s*$|\s+appended)|{'|'.join((*_VERSIONS, *_CORRECTED))}",
    re.IGNORECASE,
)


def is_note(sentence: str) -> bool:
    """Whether a sentence says that the text was corrected."""
    return _NOTE.search(sentence) is not None
