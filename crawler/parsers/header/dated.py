"""Publication and update of a page's article: visible stamps, machine-readable values, and the last resorts."""

from __future__ import annotations

from dataclasses import replace

from archive.model import Candidate
from crawler.parsers.datelines import stamp_of
from crawler.parsers.dates.marks import Marks
from crawler.parsers.dates.moments import marks_of
from crawler.parsers.dates.relative import relative_moment
from crawler.parsers.header.address import address_value
from crawler.parsers.header.credits import in_article
from crawler.parsers.header.facts import HeaderFacts
from crawler.parsers.header.fallback import fallback_updates, fallback_values
from crawler.parsers.header.lines import Stamp
from crawler.parsers.header.machine import (
    PUBLISHED_METAS,
    UPDATED_METAS,
    WEAK_METAS,
    element_value,
    meta_values,
    page_values,
    stated_role,
    structured_values,
    time_nodes,
)
from crawler.parsers.header.scan import carriers
from crawler.parsers.header.scene import Scene
from crawler.parsers.header.stamps import Value, choose, finest
from crawler.parsers.header.text import Shown, with_print
from crawler.parsers.header.visible import Line

DOUBTFUL = 0.71
"""Trust up to which a visible stamp gives way to the address: it has words beside it and no label."""
FILLED = 40
"""Nodes behind the headline in which an empty element's moment is the article's, and before an element in which its label is sought."""
MAX_KEPT = 12
"""Values of one field that go into the evidence."""


def dated(scene: Scene, facts: HeaderFacts, found: list[Candidate]) -> HeaderFacts:
    """`facts` with publication and update; each value seen goes to `found`."""
    page, shown = scene.page, scene.shown
    visible = _by_nearness(scene)
    shown_updates = [scene.value(s, shown, scene.lines) for s in shown.updated]
    elements, changed = _elements(scene)
    sure = [*structured_values(page, ("datePublished",)), *meta_values(page, PUBLISHED_METAS)]
    weak = [*structured_values(page, ("dateCreated", "uploadDate")), *meta_values(page, WEAK_METAS)]
    machine = finest([*sure, *elements, *weak])
    updates = [*structured_values(page, ("dateModified",)), *meta_values(page, UPDATED_METAS), *changed]
    if not visible and scene.rest and (not machine or machine[0].precision == "day"):
        visible = _elsewhere(scene)
    chosen = choose(machine, visible) or _last_resort(scene, facts, shown_updates)
    chosen = _addressed(scene, chosen)
    _keep(scene, found, "published", [*machine, *visible], chosen)
    update = choose(finest(updates), shown_updates)
    if chosen and update is None and chosen.rule.startswith("state."):
        update = next(scene.stated.updated(), None)
    if chosen is None and update is None:
        update = next(fallback_updates(page), None)
    _keep(scene, found, "updated", [*updates, *shown_updates], update)
    if update is not None:
        facts = replace(facts, updated=update.iso, updated_precision=update.precision)
    return _with_published(scene, facts, chosen, visible) if chosen else facts


def _addressed(scene: Scene, chosen: Value | None) -> Value | None:
    """The address's day instead of a doubtful stamp of another day: a date among words is an event's."""
    if chosen is None or chosen.moment is None or chosen.trust > DOUBTFUL or chosen.day is None:
        return chosen
    stated = address_value(scene.page.url)
    apart = stated and stated.day and abs((stated.day - chosen.day).days) > 1
    return stated if apart else chosen


def _with_published(scene: Scene, facts: HeaderFacts, chosen: Value, visible: list[Value]) -> HeaderFacts:
    shown = chosen if chosen.moment else next((v for v in visible if v.day == chosen.day), None)
    if shown and shown.moment:
        stamp = next((s for s in scene.shown.published if s.moment is shown.moment), None)
        if stamp:
            facts = with_print(facts, stamp, scene.shown.header)
    if facts.date_text is None:
        facts = replace(facts, date_text=chosen.raw[:120])
    known = chosen.offset is not None
    return replace(
        facts,
        published=chosen.iso,
        published_precision=chosen.precision,
        published_zone_known=known,
        published_zone=(chosen.zone or chosen.offset) if known else None,
    )


def _by_nearness(scene: Scene) -> list[Value]:
    """Visible stamps, the surest first; of equally sure ones the nearest to the headline, rather behind it than before.

    Of stamps that no label names, one well before the headline gives way to any behind it: it is the site's day (H6).
    What is not displayed comes last.
    """
    lines, shown, unseen = scene.lines, scene.shown, scene.page.undisplayed

    def key(stamp: Stamp) -> float:
        distance = lines[stamp.line].distance if stamp.line < len(lines) else 0
        before = 0.02 if -2 <= distance < 0 else 0.05 if distance < 0 else 0
        before = 0.4 if distance < -2 and stamp.role != "published" else before
        node = lines[stamp.line].block.node if stamp.line < len(lines) else 0
        before += 0.3 if unseen[node] or (not stamp.role and scene.visible.in_masthead(node)) else 0
        return -0.4 * stamp.weight + 0.008 * min(abs(distance), 30) + before

    return [
        scene.value(s, shown, lines) for s in sorted(_not_running(_without_archive(shown), shown), key=key)
    ]


def _not_running(stamps: list[Stamp], shown: Shown) -> list[Stamp]:
    """Stamps without the site's day (H6): one that no label names and that is later than the page's last change."""
    changed = max((s.moment.day for s in shown.updated if s.moment.day), default=None)
    if changed is None:
        return stamps
    return [s for s in stamps if s.role == "published" or not s.moment.day or s.moment.day <= changed]


def _without_archive(shown: Shown) -> list[Stamp]:
    """Stamps without a list of months."""
    months = [s for s in shown.published if s.moment.precision == "month" and s.role != "published"]
    return [s for s in shown.published if len(months) < 2 or s not in months]


def _elsewhere(scene: Scene) -> list[Value]:
    """Stamps of small lines elsewhere in the article: a foot line, a table cell. Several days are other articles'."""
    shown = scene.read(scene.rest)
    sure = [s for s in _without_archive(shown) if s.weight >= 0.8]
    plain = {s.moment.day for s in sure if s.role != "published"}
    if len(plain) > 2 or scene.shown.updated:
        sure = [s for s in sure if s.role == "published"]
    return [scene.value(s, shown, scene.rest) for s in sure]


def _elements(scene: Scene) -> tuple[list[Value], list[Value]]:
    """Values of `<time>` and kin within the header lines: publication and update.

    A class "updated" alone is hAtom's, whose only stamp it is; a printed label is meant.
    """
    page = scene.page
    published: list[Value] = []
    updated: list[Value] = []
    labelled: list[Value] = []
    masthead: list[Value] = []
    for i, raw, rule in time_nodes(page, _carriers(scene)):
        line = _line_at(scene, i)
        alone = line is None and (len(scene.lines) <= 2 or _is_filled(scene, i)) and in_article(page, i)
        if (line is None and not alone) or (value := element_value(page, i, raw, rule)) is None:
            continue
        before = _label_before(scene, i, line) if line else ""
        role = stated_role(page, i) or before
        if before == "updated" and role != "published":
            labelled.append(value)
        elif role == "updated":
            updated.append(value)
        elif not role and scene.visible.in_masthead(i):
            masthead.append(value)
        else:
            published.append(value)
    if not published and not masthead and not labelled and updated and not scene.shown.updated:
        return [v for v in updated if v.rule == "time.datetime"][:1], []
    return published + masthead, labelled + updated


def _carriers(scene: Scene) -> list[int]:
    """Elements among the header lines that may carry a moment in an attribute."""
    lines = scene.lines
    if not lines:
        return carriers(scene.page, 0, 300)
    start = min(min(x.block.node, x.block.first) for x in lines)
    headline = scene.page.headline
    if headline and headline[1] < start < headline[1] + FILLED:
        start = headline[1]
    return carriers(scene.page, start, max(x.block.last for x in lines) + 1)


def _is_filled(scene: Scene, i: int) -> bool:
    """An element without text right behind the headline: a script writes the moment into it."""
    headline, tree = scene.page.headline, scene.page.tree
    return headline is not None and 0 < i - headline[1] < FILLED and tree.ends[i] - i < 4 and not tree.text(i)


def _line_at(scene: Scene, i: int) -> Line | None:
    end = scene.page.tree.ends[i]
    return next((x for x in scene.lines if x.block.first <= end and i <= x.block.last), None)


def _label_before(scene: Scene, i: int, line: Line) -> str:
    """The role of the label that element `i` begins with, else of the last in the 40 characters before it in its line."""
    tree = scene.page.tree
    text = tree.text(i)
    own = _labels(scene, text[:40])[:1] if text and not text[0].isdigit() else []
    before = "".join(tree.texts[k] for k in range(max(line.block.first, i - FILLED), i))
    return next(iter(own or _labels(scene, before[-40:])[-1:]), "")


def _labels(scene: Scene, text: str) -> list[str]:
    marks: Marks = marks_of(text, scene.page.language)
    return [m.value for m in marks.marks if m.kind == "L" and m.value in ("published", "updated")]


def _last_resort(scene: Scene, facts: HeaderFacts, updates: list[Value]) -> Value | None:
    """A dateline's own full date, the address, or a relative time: where no stamp is."""
    page = scene.page
    if scene.shown.ambiguous:
        return None
    if facts.dateline_date and len(facts.dateline_date) == 10:
        text = facts.dateline_text or ""
        moment = stamp_of(text, page.language, page.country)
        iso = moment.iso if moment else None
        zone = moment.zone if moment else None
        return Value(iso or facts.dateline_date, text, "dateline", "", 0.5, zone=zone)
    stated = address_value(page.url) or next(page_values(page), None)
    if stated or updates:
        return stated
    if own := next(scene.stated.published(), None):
        return own
    if value := next(fallback_values(page, scene.visible.is_clock), None):
        return value
    if page.captured_at:
        for line in scene.lines[:12]:
            if len(line.text) <= 80 and (read := relative_moment(line.text, page.captured_at)):
                return Value(read[0], read[2], "relative", line.block.node, 0.4)
    return None


def _keep(
    scene: Scene, found: list[Candidate], field: str, values: list[Value], chosen: Value | None
) -> None:
    tree = scene.page.tree
    seen = False
    for value in values[:MAX_KEPT]:
        is_chosen = chosen is not None and not seen and (value is chosen or value.raw == chosen.raw)
        seen = seen or is_chosen
        kept = chosen if is_chosen and chosen else value
        found.append(kept.candidate(field, tree, chosen=is_chosen))
    if chosen is not None and not seen:
        found.append(chosen.candidate(field, tree, chosen=True))
