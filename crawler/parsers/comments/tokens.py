"""A label as tokens: quoted titles, forms of the lexicon, numbers, other words, marks; and its segments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.parsers.comments.lexicon import COUNTED, Lexicon
from crawler.parsers.comments.numbers import NUMBER, Number, number_of

_SEPARATORS = frozenset("|·•–‖\\»›;▪●/→\n")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_OPENERS = frozenset("“„«‹「『《〈\"'")
_QUOTE = re.compile(
    r"“[^”]{0,400}[”“]|„[^“”]{0,400}[“”]|«[^»]{0,400}»|‹[^›]{0,300}›|「[^」]{0,300}」|『[^』]{0,300}』|《[^》]{0,300}》"
    r"|〈[^〉]{0,300}〉|\"[^\"]{1,400}\"|(?<!\w)'[^']{3,300}'(?!\w)"
)
_DIGITS = re.compile(r"\d+")
_HOUR = re.compile(r"\d{1,2}h\d{2}")
_WORD = re.compile("[\\w\u0900-\u0963\u0966-\u0dff]+(?:'\\w+)?")
"""Vowel signs of Indian scripts are no letters to `re`."""


@dataclass(slots=True)
class Token:
    """`kind`: one of `words.tsv`, or `quote`, `num`, `word`, `(`, `)`, `sep`, or the mark itself. `also`: a form's second."""

    kind: str
    text: str
    number: Number | None = None
    also: str = ""


def read_tokens(plain: str, words: Lexicon) -> list[Token]:
    """The tokens of a normal text in one language. Of words outside the lexicon, unspaced ones count once a run."""
    tokens: list[Token] = []
    at, end, loose = 0, len(plain), False
    while at < end:
        char = plain[at]
        if char.isspace():
            at += 1
            continue
        if char in _OPENERS and (quote := _QUOTE.match(plain, at)):
            at, loose = quote.end(), False
            tokens.append(Token("quote", quote[0]))
        elif form := words.form_at(plain, at):
            value = words.values.get(form)
            number = None if value is None else Number(value)
            tokens.append(Token(words.kinds[form], form, number, words.also.get(form, "")))
            at, loose = at + len(form), False
        elif char.isdecimal() and (match := NUMBER.match(plain, at)):
            if number := number_of(match, words.language):
                _bound(tokens)
                tokens.append(Token("num", match[0], number))
            at, loose = match.end(), False
        elif word := _WORD.match(plain, at):
            run = _DIGITS.match(word[0])
            text = (run[0] if run else char) if words.unspaced else word[0]
            if not (loose and words.unspaced and not char.isascii()):
                tokens.append(Token("word", text))
            at, loose = at + len(text), True
        else:
            tokens.append(Token(_mark(char), char))
            at, loose = at + 1, False
    return tokens


def _bound(tokens: list[Token]) -> None:
    """Before a number "über" and "about" say how exact it is; elsewhere they lead to a title."""
    if tokens and tokens[-1].kind == "on" and tokens[-1].also in ("atleast", "about"):
        tokens[-1].kind = tokens[-1].also


def _mark(char: str) -> str:
    if char in _OPEN:
        return "("
    if char in _CLOSE:
        return ")"
    return "sep" if char in _SEPARATORS else char


def segments(tokens: list[Token]) -> Iterator[list[Token]]:
    """The texts between separators; a slash or dash between numbers separates nothing."""
    part: list[Token] = []
    if [token.kind for token in tokens[1:]] == ["sep", "num"]:  # "Comments – 5": one label
        tokens = [tokens[0], tokens[2]]
    for at, token in enumerate(tokens):
        if token.kind == "sep" and not (token.text in "/–" and _between_numbers(tokens, at)):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _between_numbers(tokens: list[Token], at: int) -> bool:
    return 0 < at < len(tokens) - 1 and tokens[at - 1].kind == tokens[at + 1].kind == "num"


def undated(tokens: list[Token]) -> list[Token]:
    """Without the date line before the statement: "By Ann on May 3, 2024 at 10:15 with 15 comments"."""
    cut = max((at + 1 for at, token in enumerate(tokens) if _ends_date(tokens, at, token)), default=0)
    rest = [token.kind for token in tokens[cut:]]
    says = any(kind in COUNTED for kind in rest) and any(kind in ("num", "no", "one", "two") for kind in rest)
    return tokens[cut:] if cut and says else tokens


def _ends_date(tokens: list[Token], at: int, token: Token) -> bool:
    if not token.text.isdigit():
        return _HOUR.fullmatch(token.text) is not None
    if len(token.text) == 4 and 1990 <= int(token.text) <= 2039:
        return at > 0 and tokens[at - 1].kind not in ("(", ":")
    before_number = at + 1 < len(tokens) and tokens[at + 1].kind == "num"
    mark = tokens[at - 1].text if at > 1 and tokens[at - 2].text.isdigit() else ""
    clock = mark == ":" or (mark == "." and before_number)
    return clock and len(token.text) == 2 and int(tokens[at - 2].text) < 24
