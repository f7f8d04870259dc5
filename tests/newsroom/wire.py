"""Wire stories: texts of a news agency that several publications run, each with edits of its own.

Article number n of every English publication may carry story n: the same paragraphs, edited as EDITS say. Everything is a
function of (seed, publication, n), as in model.py.
"""

import random

from . import words as W

AGENCIES = ["Reuters", "AP", "AFP", "UPI", "dpa"]
EDITS = ["whole", "cut", "reworded", "added", "cut"]
RUN = 0.7  # share of the publications that run a story


def _rng(*parts):
    return random.Random("/".join(str(p) for p in ("wire", *parts)))


def runs(seed, pub, n, share):
    """(story, edit) if article n of a publication is a wire story, else None. `share` of the numbers are stories."""
    if not share or pub.lang != "en" or _rng(seed, n).random() >= share:
        return None
    r = _rng(seed, pub.key, n)
    return (n, r.choice(EDITS)) if r.random() < RUN else None


def story(seed, n):
    """(title, agency, city, paragraphs) as the agency sent them."""
    r = _rng(seed, n, "story")
    paragraphs = [[W.en_sentence(r) for _ in range(r.randrange(2, 6))] for _ in range(r.randrange(6, 12))]
    return W.en_title(r), r.choice(AGENCIES), r.choice(W.PLACES), paragraphs


def blocks(seed, pub, wire):
    """The story as a publication runs it: blocks as model.py has them."""
    n, edit = wire
    _, agency, city, paragraphs = story(seed, n)
    r = _rng(seed, pub.key, n, "edit")
    if edit == "cut":  # the last third goes
        paragraphs = paragraphs[: -(len(paragraphs) // 3)]
    elif edit == "reworded":  # a sentence of some paragraphs is written anew
        paragraphs = [list(p) for p in paragraphs]
        for p in r.sample(paragraphs, 3):
            p[r.randrange(len(p))] = W.en_sentence(r)
    elif edit == "added":  # two paragraphs of the publication's own
        paragraphs = [*paragraphs, *([W.en_sentence(r) for _ in range(3)] for _ in range(2))]
    texts = [" ".join(p) for p in paragraphs]
    if r.random() < 0.6:
        texts[0] = f"{city.upper()} ({agency}) - {texts[0]}"
    return [("p", text) for text in texts]


def title(seed, pub, wire):
    """Most keep the agency's headline."""
    r = _rng(seed, pub.key, wire[0], "title")
    return story(seed, wire[0])[0] if r.random() < 0.7 else W.en_title(r)
