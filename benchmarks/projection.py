"""Rows into the database, and search in it: articles a second, bytes an article, milliseconds a question.

    python -m benchmarks.projection [--articles 20000] [--words 235] [--questions 40]

Texts are made of a vocabulary of 60,000 words with Zipf's frequencies, one in five of them Persian. Extraction is left
out: outcomes are made beforehand. Everything is written into a temporary folder and committed in batches as the
projector does. CPU time is of this process alone.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import query
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.model import Article, Candidate, CaptureRow, Location
from archive.projector.run import COMMIT

START = datetime(2026, 1, 1, tzinfo=UTC)
FILE = "bench.warc.gz"

LATIN, PERSIAN = "abcdefghijklmnopqrstuvwxyz", "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"


class Words:
    """Draws words as news does: few of them often, most of them rarely."""

    def __init__(self, letters: str, seed: int) -> None:
        self._random = random.Random(seed)
        self.words = [
            "".join(self._random.choices(letters, k=self._random.randrange(2, 11))) for _ in range(60_000)
        ]
        self._weights = list(itertools.accumulate(1 / (n + 10) for n in range(len(self.words))))

    def text(self, count: int) -> str:
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=count))


def made(count: int, length: int) -> Iterator[tuple[CaptureRow, Article]]:
    """Articles of `length` words with the evidence of a usual page: two candidates for each of eight fields."""
    ids = random.Random(7)
    sources = [Words(LATIN, 1)] * 4 + [Words(PERSIAN, 2)]
    for number in range(count):
        words = sources[number % 5]
        url = f"http://press{number % 40}.example/news/{number}/{words.text(4).replace(' ', '-')}"
        date = START + timedelta(seconds=number * 7)
        paragraphs = [words.text(length // 6) for _ in range(6)]
        title = words.text(9)
        evidence = [
            Candidate(
                field,
                title,
                title,
                f"rule-{rule}",
                f"html > body > div:nth-of-type({rule}) > span",
                0.5,
                not rule,
            )
            for field in (
                "title",
                "published",
                "section",
                "language",
                "comment_count",
                "authors",
                "url",
                "city",
            )
            for rule in range(2)
        ]
        article = Article(
            url,
            title=title,
            published=date.strftime("%Y-%m-%dT%H:%M"),
            published_precision="minute",
            authors=(words.text(2),),
            tags=tuple(words.text(3).split()),
            section="world",
            language="en",
            body="\n\n".join(paragraphs),
            body_html="".join(f"<p>{text}</p>\n" for text in paragraphs),
            comment_count=number % 90,
            comment_count_qualifier="exact",
            canonical_url=url,
            confidence=0.9,
            extractor="generic/1",
            evidence=tuple(evidence),
        )
        record = f"urn:uuid:{uuid.UUID(int=ids.getrandbits(128), version=4)}"
        row = CaptureRow(
            record, url, "", date, Location(FILE, number * 9000, 9000), "response", 200, "text/html", None
        )
        yield row, article


def fill(path: Path, pairs: list[tuple[CaptureRow, Article]], *, fresh: bool) -> tuple[float, float, float]:
    """CPU seconds of making rows, CPU seconds of writing them, and wall seconds of both; as `rebuild` does if `fresh`."""
    making = writing = 0.0
    wall = time.perf_counter()
    with Store(path, fresh=fresh) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        for start in range(0, len(pairs), COMMIT):
            batch = pairs[start : start + COMMIT]
            one = time.process_time()
            keys = store.keys([row for row, _ in batch])
            two = time.process_time()
            done = [
                rows(key, row, "bench", article, "v1")
                for key, (row, article) in zip(keys, batch, strict=True)
            ]
            three = time.process_time()
            store.write(done)
            writing += two - one + time.process_time() - three
            making += three - two
        last = time.process_time()
    writing += time.process_time() - last
    return making, writing, time.perf_counter() - wall


def ask(path: Path, questions: int) -> None:
    """Milliseconds of each kind of question, warm: the median and the 95th of a hundred."""
    words, rare = Words(LATIN, 1).words, random.Random(3)
    kinds = {
        "one common word": lambda: words[rare.randrange(20)],
        "one word": lambda: words[rare.randrange(20, 60_000)],
        "two words": lambda: f"{words[rare.randrange(300)]} {words[rare.randrange(3000)]}",
        "three words": lambda: " ".join(words[rare.randrange(300)] for _ in range(3)),
        "a phrase": lambda: f'"{words[rare.randrange(50)]} {words[rare.randrange(50)]}"',
        "a beginning": lambda: f"{words[rare.randrange(60_000)][:3]}*",
    }
    with query.reading(path) as db:
        for order in (False, True):
            for name, question in kinds.items():
                asked = [question() for _ in range(questions)]
                spent = [
                    _spent(lambda text=text, order=order: list(query.search(db, text, ranked=order)))
                    for text in asked
                ]
                print(f"  search, {name}{', ranked' if order else '':10} {_figures(spent)}")
        some = list(query.articles(db, limit=questions))
        print(
            f"  show                        {_figures([_spent(lambda s=s: query.article(db, s.article.url)) for s in some])}"
        )
        print(
            f"  why                         {_figures([_spent(lambda s=s: query.evidence(db, s.id, 'title')) for s in some])}"
        )
        print(
            f"  history                     {_figures([_spent(lambda s=s: query.history(db, s.id)) for s in some])}"
        )
        print(
            f"  articles, 20 newest         {_figures([_spent(lambda: list(query.articles(db, limit=20))) for _ in some])}"
        )


def _spent(call) -> float:  # type: ignore[no-untyped-def]
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def _figures(spent: list[float]) -> str:
    return (
        f"median {statistics.median(spent):7.1f} ms   p95 {sorted(spent)[int(len(spent) * 0.95) - 1]:7.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=235)
    parser.add_argument("--questions", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        pairs = list(made(given.articles, given.words))
        text = sum(len(a.body.encode()) + len((a.title or "").encode()) for _, a in pairs)
        count = len(pairs)
        print(f"{count:,} articles of {text / count:,.0f} bytes of text; articles per CPU second:")
        for name, fresh in (("rebuild", True), ("project", False)):
            path.unlink(missing_ok=True)
            making, writing, wall = fill(path, pairs, fresh=fresh)
            print(
                f"  {name:8} rows made {count / making:8,.0f}   written, indexed and committed {count / writing:8,.0f}   "
                f"both {count / (making + writing):8,.0f} ({count / wall:,.0f} by the clock)"
            )
        size = path.stat().st_size
        print(f"  database      {size / count:8,.0f} bytes an article: {size / text:.2f} times the text")
        with query.reading(path) as db:
            parts = db.execute(
                "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
            ).fetchall()
        print("  of which      " + ", ".join(f"{name} {bytes_ / count:.0f}" for name, bytes_ in parts))
        ask(path, given.questions)


if __name__ == "__main__":
    main()
