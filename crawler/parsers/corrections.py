"""Notes of correction: what a newsroom says of its own mistakes, below, above or inside an article.

They are kept apart from the body, because their coming and going is a change of its own kind. A note is a short block
outside the comments that is marked up as one (a class name such as `correction`), or that begins as they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.model import Candidate
from crawler.parsers.blocks import Block
from crawler.parsers.body import candidates
from crawler.parsers.hints import hint_bit
from crawler.parsers.page import Page

MAX_LENGTH = 2000
"""Characters: a longer block is an article about corrections."""

MIN_LENGTH = 20
MAX_NOTES = 20

_MARKED = hint_bit("correction")
_OPENING = re.compile(
    r"\W{0,3}(?:(?:corrections?|clarifications?|corrigendum|erratum|berichtigung|korrektur|rectificatif|correctif|correcci[óo]n|"
    r"rectificaci[óo]n|rettifica|errata corrige|corre[çc][ãa]o|d[üu]zeltme|correctie|rättelse|rettelse|oikaisu|sprostowanie|"
    r"исправление|поправка|уточнение|виправлення|اصلاحیه|تصحیح|تصحيح|تصويب|توضيح|תיקון|訂正|更正|勘误|정정|바로잡습니다|"
    r"editor['’]?s note)\s*(?:\([^)]{0,40}\))?\s*[:：–—.,-]"
    r"|(?:an|a previous|the original) (?:earlier )?version of this (?:article|story|report|post)"
    r"|this (?:article|story|report|post) (?:was|has been) (?:amended|corrected|updated to correct))",
    re.IGNORECASE,
)


def read_corrections(page: Page, regions: Sequence[int] = ()) -> list[Candidate]:
    """One candidate for each note, in the page's order; `regions` are the nodes of the comment area."""
    found: dict[str, Candidate] = {}
    for block, rule in _notes(page, regions):
        text = " ".join(block.text.split())
        where = page.tree.path(block.node)
        found.setdefault(text, Candidate("correction", text, text, rule, where, 0.8, True))
        if len(found) == MAX_NOTES:
            break
    return list(found.values())


def _notes(page: Page, regions: Sequence[int]) -> Iterator[tuple[Block, str]]:
    for block in candidates(page, regions):
        if not MIN_LENGTH <= len(block.text) <= MAX_LENGTH or 2 * block.linked > len(block.text):
            continue
        if _OPENING.match(block.text):
            yield block, "correction.opening"
        elif block.near & _MARKED:
            yield block, "correction.class"
