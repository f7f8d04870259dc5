"""Why an article has its values: for each field what was found on the page, by which rule, and where. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby

from archive.model import Candidate
from archive.replay.pages.layout import bdi, safe

MAX_CANDIDATES = 300
_HEADINGS = "<tr><th scope=col>field</th><th scope=col>value</th><th scope=col>as printed</th><th scope=col>rule</th><th scope=col>where</th></tr>"


def evidence_section(candidates: Iterable[Candidate]) -> str:
    """A table with the winners first; "" where nothing is known. Its anchor is `why`."""
    shown = sorted(candidates, key=lambda c: (c.field, not c.chosen, -c.confidence))[:MAX_CANDIDATES]
    rows = "".join(_rows(field, list(found)) for field, found in groupby(shown, key=lambda c: c.field))
    if not rows:
        return ""
    return (
        '<h2 id="why">Why these values</h2><table class="why"><caption>What was found on the page for each field; '
        f"the value taken stands first</caption><thead>{_HEADINGS}</thead><tbody>{rows}</tbody></table>"
    )


def _rows(field: str, found: list[Candidate]) -> str:
    name = f'<th scope="rowgroup" rowspan="{len(found)}">{safe(field.replace("_", " "))}</th>'
    return "".join(_row(name if not number else "", one) for number, one in enumerate(found))


def _row(name: str, one: Candidate) -> str:
    value = one.value if isinstance(one.value, str) else json.dumps(one.value, ensure_ascii=False)
    mark = "" if one.chosen else ' class="loser"'
    taken = "<strong>taken</strong> " if one.chosen else ""
    return (
        f"<tr{mark}>{name}<td>{taken}{bdi(value, 200)}</td><td>{bdi(one.raw, 200)}</td>"
        f"<td>{safe(one.rule, 100)} ({one.confidence:.2f}){' – ' + safe(one.note, 200) if one.note else ''}</td>"
        f"<td><code>{safe(one.where, 300)}</code></td></tr>"
    )
