"""What a segment of a label says: a number bound to a name of comments, none, an invitation, that they are closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.model import Qualifier
from crawler.parsers.comments.binding import before, behind, bound
from crawler.parsers.comments.lexicon import COUNTED, nouns
from crawler.parsers.comments.numbers import Number
from crawler.parsers.comments.tokens import Token, undated

Kind = Literal["count", "zero", "partial", "closed", "invite", "bare"]
_ELSEWHERE = frozenset(
    ["facebook", "twitter", "reddit", "youtube", "instagram", "telegram", "tiktok", "linkedin", "hacker"]
)


@dataclass(frozen=True, slots=True)
class Statement:
    """`slack` is the number of words that are no part of the statement; `named` how surely comments are meant."""

    kind: Kind
    value: int | None = None
    qualifier: Qualifier | None = None
    named: Literal["noun", "reply", "weak"] = "noun"
    slack: int = 0
    part: Literal["threads", "replies"] | None = None
    word_number: bool = False
    closed: bool = False
    idiom: bool = False


def statements(tokens: list[Token]) -> Iterator[Statement]:
    """What one segment (a text between separators) says."""
    tokens = undated(tokens)
    kinds = [t.kind for t in tokens]
    names = [k for k, kind in enumerate(kinds) if kind in COUNTED]
    if "shut" in kinds:
        yield Statement("closed", None, None, "noun", kinds.count("word"), closed=True)
    if "none" in kinds and "num" not in kinds:
        yield Statement("zero", 0, "exact", "noun", max(0, kinds.count("word") - 2))
        return
    if "first" in kinds:
        yield from _first(tokens, kinds, bool(names))
        return
    counted = [s for k in names if (s := _count(tokens, kinds, k))]
    yield from counted
    if counted or not names:
        return
    yield from _without_number(tokens, kinds, names)


def _first(tokens: list[Token], kinds: list[str], named: bool) -> Iterator[Statement]:
    about = named or any("verb" in (t.kind, t.also) or (t.kind == "first" and _names(t.text)) for t in tokens)
    outside = kinds.count("word")
    if about or not (outside or "other" in kinds):  # "Be the first to know" is about something else
        yield Statement("zero", 0, "exact", "noun" if about else "weak", max(0, outside - 6))


def _names(form: str) -> bool:
    return (
        any(noun in form for noun in nouns() if len(noun) > (2 if noun < "\u0e00" else 1))
        or "comment" in form
        or "kommen" in form
    )


def _without_number(tokens: list[Token], kinds: list[str], names: list[int]) -> Iterator[Statement]:
    strongest = min(names, key=lambda k: ("noun", "dual", "reply", "weak").index(kinds[k]))
    named = _named(kinds[strongest])
    if "dual" in kinds and "invite" not in kinds:
        yield Statement("count", 2, "exact", "noun", _slack(tokens, kinds, names[0]), word_number=True)
    elif "closed" in kinds and _closes(kinds, names[0]):
        yield Statement("closed", None, None, named, kinds.count("word"), closed=True)
    elif "no" in kinds and "more" in kinds and _is_last(tokens):
        yield Statement("partial", None, None, named, kinds.count("word"))
    elif "no" in kinds and "subset" in kinds[kinds.index("no") : strongest]:
        yield Statement("partial", None, None, named, kinds.count("word"))  # "No new comments can be posted"
    elif "no" in kinds and _near(kinds, names) and "num" not in kinds:
        idiom = [t.text for t in tokens if t.kind not in ("quote", ".", ",")] == ["no", "comment"]
        slack = _slack(tokens, kinds, strongest)
        if "comment" not in [t.text for t in tokens] and "word" not in kinds[: kinds.index("no")]:
            slack = max(0, slack - 2)  # "No comments have been submitted"
        yield Statement("zero", 0, "exact", named, slack, idiom=idiom)
    elif "more" in kinds and (kinds.count("word") <= 3):
        yield Statement("partial", None, None, named, kinds.count("word"))
    elif "invite" in kinds:
        yield Statement("invite", None, None, named, kinds.count("word"))
    else:
        yield Statement("bare", None, None, named, kinds.count("word"))


def _closes(kinds: list[str], name: int) -> bool:
    """ "Comments are closed", "closed to comments"; "Close comments" is a button."""
    at = kinds.index("closed")
    return at > name or (name - at <= 3 and "on" in kinds[at:name])


def _is_last(tokens: list[Token]) -> bool:
    """ "No more comments", "keine Kommentare mehr" end a list; elsewhere a word for more also means "yet"."""
    return any(
        token.text in ("more", "mehr", "weitere", "meer", "más", "altri", "więcej") for token in tokens
    )


def _near(kinds: list[str], names: list[int]) -> bool:
    none = [k for k, kind in enumerate(kinds) if kind == "no"]
    return any(abs(n - k) <= 4 for n in none for k in names)


def _named(kind: str) -> Literal["noun", "reply", "weak"]:
    return "reply" if kind == "reply" else "weak" if kind == "weak" else "noun"


def _count(tokens: list[Token], kinds: list[str], k: int) -> Statement | None:
    """The number bound to the name of comments at `k`."""
    if "aside" in kinds:
        return None
    at = bound(kinds, before(tokens, kinds, k), behind(tokens, kinds, k))
    if at is None:
        return _worded(tokens, kinds, k)
    number = tokens[at].number
    if number is None:
        return None
    low, high = min(at, k), max(at, k)
    span = kinds[max(0, low - 2) : high + 2]
    if "more" in span or (kinds[k] == "reply" and _toggles(tokens, low)):
        return Statement("partial", None, None, _named(kinds[k]), kinds.count("word"))
    if "subset" in kinds[: high + 1] and not (at < k and "subset" not in kinds[:k]):
        return None
    if at < k and (_of_somebody(tokens, k + 1) or _not_all(tokens, at, k)):
        return None
    if _is_year(tokens, kinds, at, k) or (high + 2 < len(tokens) and tokens[high + 2].text in _ELSEWHERE):
        return None
    return Statement(
        "count",
        number.value,
        _qualified(kinds, at, number),
        _named("reply" if kinds[k] == "weak" and _is_sure(tokens, kinds, k) else kinds[k]),
        _loose(tokens, kinds, high, at),
        part=_part(tokens, k),
        closed="closed" in kinds[high:],
    )


_TALK = (
    "discuss",
    "conversa",
    "konversa",
    "diskus",
    "diskuz",
    "dyskus",
    "дискус",
    "обсужден",
    "обговорен",
    "keskustelu",
    "debat",
)


def _is_sure(tokens: list[Token], kinds: list[str], k: int) -> bool:
    """ "5 мнений о «Урожай»", "Join the discussion (25)", "Discussion (27)": what makes a weak name sure."""
    if kinds == ["weak", "(", "num", ")"]:
        return tokens[0].text.startswith(_TALK)
    return "invite" in kinds[:k] or kinds[k + 1 : k + 3] == ["on", "quote"]


def _toggles(tokens: list[Token], low: int) -> bool:
    """ "View 3 replies" opens the replies to one comment."""
    return low > 0 and tokens[low - 1].text.split()[0] in (
        "view",
        "show",
        "see",
        "hide",
        "read",
        "voir",
        "ver",
        "anzeigen",
        "toon",
        "pokaz",
        "показать",
    )


def _worded(tokens: list[Token], kinds: list[str], k: int) -> Statement | None:
    """ "One comment", "تعليق واحد": number words count only where nothing but fillers stands before them."""
    start = next((j for j, kind in enumerate(kinds) if kind not in ("fill", "quote", "on", "(")), k)
    at = next(
        (j for j in (k - 1, k - 2, k + 1) if 0 <= j < len(kinds) and kinds[j] in ("one", "two", "words")),
        None,
    )
    if (
        at is None
        or min(at, k) > start
        or "invite" in kinds[: k + 2]
        or "?" in kinds
        or (at > k and "num" in kinds[at:])
    ):
        return None  # "Leave one comment", "Bir yorum yazın"
    after = max(at, k) + 1
    if (after < len(kinds) and kinds[after] in ("word", "more")) or _of_somebody(tokens, after):
        return None
    number = tokens[at].number
    if number is None or "more" in kinds[:after] or "subset" in kinds[:after]:
        return None
    slack = 0 if after >= len(kinds) or kinds[after] != "word" else kinds.count("word")
    named = _named("reply" if kinds[k] == "weak" and _is_sure(tokens, kinds, k) else kinds[k])
    return Statement("count", number.value, "exact", named, slack, word_number=True)


def _not_all(tokens: list[Token], at: int, k: int) -> bool:
    """ "Your 3 comments", "2 comments awaiting moderation"."""
    beside = [*tokens[max(0, at - 1) : at], *tokens[k + 1 : k + 2]]
    return any(token.kind != "subset" and token.also == "subset" for token in beside)


def _of_somebody(tokens: list[Token], after: int) -> bool:
    """ "3 comments from the minister", "Ein Kommentar von Ann Lee": what somebody said."""
    if after >= len(tokens) or "by" not in (tokens[after].kind, tokens[after].also):
        return False
    said = next((t for t in tokens[after + 1 :] if (t.kind, t.text) != ("fill", "the")), None)
    return said is None or said.kind == "word"


def _is_year(tokens: list[Token], kinds: list[str], at: int, k: int) -> bool:
    """ "May 3, 2023 Comments": the end of a date, not a count."""
    text = tokens[at].text
    if not (text.isdigit() and len(text) == 4 and 1990 <= int(text) <= 2039 and at < k):
        return False
    return at > 0 and kinds[at - 1] in ("num", "word", ",", ".", "-", "sep", "on")


def _qualified(kinds: list[str], at: int, number: Number) -> Qualifier:
    lead = at - 2 if at > 1 and kinds[at - 1] in ("-", ".") else at - 1  # "יותר מ-100", "approx. 200"
    before = kinds[max(0, lead) : at]
    if "atleast" in before or "atleast" in kinds[at + 1 : at + 3] or kinds[:at] in (["+"], [">"]):
        return "at_least"
    return "approx" if "about" in before or before[-1:] in (["~"], ["≈"]) else number.qualifier


def _part(tokens: list[Token], k: int) -> Literal["threads", "replies"] | None:
    """wpDiscuz to version 5 states "3 Comment threads" and "5 Thread replies" apart."""
    if k + 1 < len(tokens) and tokens[k + 1].text in ("threads", "thread"):
        return "threads"
    return "replies" if k > 0 and tokens[k - 1].text == "thread" else None


def _loose(tokens: list[Token], kinds: list[str], high: int, at: int) -> int:
    """Words outside the statement; one more may stand in what ends with a number in brackets: that is no sentence."""
    if high == len(kinds) - 1 and at and tokens[0].text in _FILED and tokens[at - 1].kind == "fill":
        return 0
    ends = kinds[high] == "num" and kinds[at - 1 :] == ["(", "num", ")"]
    return max(0, _slack(tokens, kinds, high) - ends)


_FILED = frozenset(
    (
        "filed",
        "posted",
        "published",
        "written",
        "tagged",
        "veröffentlicht",
        "publie",
        "publicado",
        "pubblicato",
        "geplaatst",
    )
)
"""What begins a line of facts that ends in the count: "Filed under News with 13 comments"."""


def _slack(tokens: list[Token], kinds: list[str], end: int) -> int:
    """Words outside the statement, not the parts of a "4.5"; what an "on" or "to" leads to is the article's title."""
    tail = next(
        (j for j in range(end + 1, min(end + 3, len(kinds))) if kinds[j] in ("on", "quote")), len(kinds)
    )
    inside, depth = 0, 0
    for j, token in enumerate(tokens[:tail]):
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if token.kind in ("word", "?") and not (token.text.isdigit() or (depth > 0 and j > end)):
            inside += 1
    return inside
