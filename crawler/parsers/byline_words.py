"""Words and shapes of bylines in many languages: what names stand behind, beside and before, and what is no name."""

from __future__ import annotations

import re

BY = (
    r"(?:ein |eine )?(?:kommentar|analyse|interview|reportage|gastbeitrag|porträt|glosse|bericht|essay|rezension) von|"
    r"submitted by|added by|enviado por|soumis par|verfasst von|eingereicht von|inviato da|inserito da|ingediend door|wysłane przez|dodane przez|"
    r"lähettänyt|postado por|creado por|criado por|créé par|erstellt von|pubblicato da|postato da|as told to|"
    r"(?:opinion|analysis|commentary|comment|review|interview|column|editorial) by|skrevet a[fv]|propos recueillis par|recueilli par|texto (?:de|por)|texte de|testo di|scritto da|geschreven door|written by|reported by|reporting by|posted by|published by|publié par|posté par|publicado por|geplaatst door|veröffentlicht von|geschrieben von|story by|words by|text by|compiled by|by|von|par|por|di|door|av|af|przez|"
    r"текст|подготовил[аи]?|oleh|bởi|autor(?:es|en|in|a)?|author(?:s|\(s\))?|auteurs?|autore|автор(?:ы|и)?|нaписал|yazan|yazar|"
    r"نویسنده|نگارنده|گزارشگر|خبرنگار|به قلم|بقلم|الكاتب|كتب|كتبت|تحریر|مصنف|حاوره|حاورته|حوار|إعداد|اعداد|"
    r"作者|文|記者|记者|執筆|筆者|글|लेखक|द्वारा|লেখক|प्रतिवेदक|প্রতিবেদক|โดย|συντάκτης|γράφει(?: ο| η)?|του|της|מאת|"
    r"écrit par|skriven av|napisane przez|napsal\(a\)|執筆者|συντάχθηκε από|נכתב על ידי|كُتب بواسطة|كتب بواسطة|написано автором|글쓴이|szerző|írta|scris de|piše|пише|texte|tekst|text|testo|texto|redaktion|escrito por|rédigé par|a cura di|skribent|"
    r"toimittaja|kirjoittanut|kirjoittaja|teksti|höfundur|autors|autorius|аутор|аўтар|muallif|müəllif|nga|deur|ავტორი|հեղինակ՝?|penulis|tác giả|journalist|reporter|correspondent"
)
PREFIX = re.compile(rf"^\s*(?:{BY})\s*[:：\-–]?\s+|^\s*(?:{BY})\s*[:：]\s*|^\s*@", re.I)
FROM = re.compile(
    r"(?<=\w\s)(\w\S+)\s+(?:in|aus|from|à|da|w|из|reporting from)\s+[A-ZÀ-ÝА-Я][\w.-]*(?:\s[A-ZÀ-ÝА-Я][\w.-]*){0,2}\Z"
)
"""Where somebody reports from, behind first and last name."""
FOR = re.compile(r"(?<=\w)\s+(?:(?:for|für|pour|para)\s+(?:the\s)?|of [Tt]he\s)[A-ZÀ-Ý][^,;|]*$")
"""Whom somebody writes for."""
FOR_PAPER = re.compile(r"(?<=\w)\s+for\s+(?:the\s)?[A-ZÀ-Ý][^,;|]*$", re.I)
SITE_BEHIND = re.compile(r"(?<=\w)/[\w-]+\.(?:com|net|org|co|info|[a-z]{2})(?:\s.*)?$", re.I)
"""`Ann Lee/Harbour.com`, and what follows."""
PICTURED = re.compile(
    r"\A\s*(?:(?:photos?|photographs?|photography|pictures?|images?|graphics?|illustrations?) (?:by|:)|"
    r"(?:fotos?|bild(?:er)?|photos?|kuvat?|foto(?:grafie)?|zdjęcia|фото|عکس|عکاس|تصوير|摄影|攝影|写真)\s?[:：])[^,;|/·]*[,;|/·]?\s*",
    re.I,
)
"""Who took the pictures, at the beginning of a line: no author."""
ALONE = re.compile(rf"(?:{BY})\Z", re.I)
"""A byline's word in an element of its own."""
SPLIT = re.compile(
    r"\s*(?:[;|·•、،\n]|(?<=\s)/|/(?=\s)|(?<=\w{3})/(?=[^\W\d_]+ )|\s[–—-]\s|\s(?:and|und|et|y|e|og|och|en|ja|i|ve|и|та|і|و|with|avec|mit|con|com|&|\+)\s|,\s+(?:and|und)\s|&amp;)\s*",
    re.I,
)
COMMA = re.compile(r"\s*,\s*")
EMAIL = re.compile(r"\(?\s*[\w.+-]{1,60}@[\w.-]{1,80}\.\w{2,}\s*\)?|https?://\S+|(?<!\w)@\w+|www\.\S+")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
ROLE = re.compile(
    r"(?<!\w)(?:(?:senior|chief|deputy|associate|assistant|managing|contributing|executive|special|staff|political|science|"
    r"health|business|sports?|news|foreign|diplomatic|national|digital|lead|principal|freelance|guest|white house|"
    r"technology|tech|economics?|environment|culture|features?|investigative|education|crime|legal|court|data|world|"
    r"international|local|general|breaking|content|copy|audience|engagement|city|metro|entertainment|video|royal|medical|european?|us|uk|weekend|night|regional|global) ){0,3}"
    r"(?:editor(?:-in-chief| in chief| at large)?|reporter|correspondent|writer|journalist|columnist|producer|contributor|"
    r"author|blogger|critic|analyst|photographer|staff writers|reporters|correspondents|(?:leitende[r]? )?\w{0,24}redakteur(?:in)?|korrespondent(?:in)?|reporterin|autorin|volont[äa]r(?:in)?|"
    r"journaliste|r[ée]dacteur|r[ée]dactrice|correspondante?|redactora?|periodista|corresponsal|giornalista|redattore|"
    r"redactie|redaktor|redaktör|journalista|корреспондент|редактор|обозреватель|журналист|muhabir|editör|yazar)"
    r"(?: (?:at|for|of|in|für|de|à|du|der|des|bei|from)\b.*)?(?!\w)",
    re.I,
)
NOT_A_NAME = re.compile(
    r"https?:|www\.|^\d+$|^(?:quelle|source|fonte|fuente)\b|^powered by|cookie|newsletter|copyright|©|all rights|facebook|twitter|instagram|"
    r"linkedin|^(?:the )?(?:admin(?:istrator)?|webmaster|guest|unknown|none|null|n/?a|undefined|anonymous|user|author|follow|share|"
    r"published|updated|posted|read more|more|view|comments?|show|hide|home|photo|image|video|print|email|staff|"
    r"redaktion|redazione|redacción|redação|rédaction|editor|editors?|editorial|desk|agencies|agences|agenturen|agencias|agenzie)$",
    re.I,
)
OFFICE = re.compile(
    r"(?<=\w)(?:(?:,\s*|\s+(?:ist\s+)?)(?:(?:senior|chief|deputy|leitende[r]?|freie[r]?)\s)*(?:korrespondent(?:in)?|redakteur(?:in)?|correspondent|"
    r"reporter|editor|writer|journalist)\s+(?:für|for|at|of|bei|im|in der)\b|,\s*(?:[\w&-]+\s){0,3}(?:head of|officer|director|"
    r"president|professor|minister|manager|engineer|scientist|founder|chair(?:man|woman)?|ceo|fellow)(?!\w)).*",
    re.I,
)
"""What somebody is, behind the name: it may hold an "and" of its own."""
EDGES = " .,:;|-–—*\"'“”«»•·/\t"
CREDENTIALS = re.compile(r"(?:,?\s+(?:M\.?D\.?|Ph\.?\s?D\.?|MS|RDN?|LD|MPH|RN|DO|MBA|JD|CPA|DVM|MSc|BSc))+$")
SENTENCE = re.compile(
    r"\d{1,2}[:.h]\d\d|\d{4}|(?<!\w)(?:published|updated|posted|last|ago|read|contributed|reports?|says|said|is a|has been|was|"
    r"joined|covers|writes|about|und ist|ist|arbeitet|est|uses|used|we|you|your|skrifar|unserer|unserem|unsere)(?!\w)"
)
COLLECTIVE = re.compile(
    r"(?<!\w)(?:staff|daily|weekly|news|times|post|press|magazine|media|agency|editorial|guidelines|partnership|team|desk|"
    r"tribune|herald|gazette|contributors?|redaktion|redazione|redacción|rédaction|redaksi|bureau|network|journal|"
    r"department|institute|university|council|association|sponsored|policy|reuters|xinhua)(?!\w)",
    re.I,
)
"""Words of desks, papers and notices: no person's name."""
PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "di",
        "del",
        "della",
        "der",
        "den",
        "van",
        "von",
        "zu",
        "zur",
        "ten",
        "ter",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "e",
        "y",
        "af",
        "av",
        "bint",
        "ben",
        "dela",
        "d'",
        "d’",
        "st",
        "und",
        "of",
        "the",
        "'t",
        "op",
        "in",
        "abu",
        "i",
    ]
)

LINKING = frozenset(("in", "of", "the", "op", "und", "e", "y", "i"))
"""Particles that no name begins with."""
