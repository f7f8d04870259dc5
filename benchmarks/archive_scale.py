"""The archive as a database, at size: rows a second, search, show, history, why, exports, and what they cost.

    python -m benchmarks.archive_scale [--articles 100000] [--questions 200] [--folder DIR]

Articles of about 2 KB (Zipf's words, one in five texts Persian), one in ten captured again with another count, one in a
hundred edited; evidence as of a usual page. Extraction is left out. The database is written as `rebuild` does, search index
included; `--careful` writes it as `project` does. `--folder` keeps it, and uses it again. Rows are counted by this process's CPU
time, questions by the clock. Memory is the peak of a process that does nothing but the export.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from archive import query
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.exports.lines import write_jsonl
from archive.exports.parquet import write_parquet
from archive.exports.tables import TABLES, batches
from archive.model import Article, CaptureRow, Location
from archive.projector.run import COMMIT
from benchmarks.projection import FILE, LATIN, Words, made

WORDS = 290
"""About 2 KB."""


def captures(count: int) -> Iterator[tuple[CaptureRow, Article]]:
    """The articles, and the second captures of some."""
    yield from (pair for one in enumerate(made(count, WORDS)) for pair in _again(*one))


def _again(number: int, pair: tuple[CaptureRow, Article]) -> Iterator[tuple[CaptureRow, Article]]:
    row, article = pair
    yield row, article
    if number % 10 == 0:
        later = replace(
            row,
            record_id=row.record_id[:-4] + ("0000" if row.record_id[-4:] != "0000" else "0001"),
            date=row.date + timedelta(hours=3),
            location=Location(FILE, row.location.offset + 4500, 4500),
        )
        text = article.body.replace(" ", " 7 ", 1) if number % 100 == 0 else article.body
        yield later, replace(article, comment_count=(article.comment_count or 0) + 3, body=text)


def fill(path: Path, count: int, *, fresh: bool) -> int:
    """Writes the database; prints rows a second and sizes; returns the bytes of its texts."""
    text = written = 0
    spent = 0.0
    with Store(path, fresh=fresh) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        for batch in _pieces(captures(count), COMMIT):
            text += sum(len(a.body.encode()) + len((a.title or "").encode()) for _, a in batch)
            start = time.process_time()
            keys = store.keys([row for row, _ in batch])
            site = [f"press{int(row.url.rsplit('/', 2)[1]) % 40}" for row, _ in batch]
            store.write([rows(k, row, s, a, "v1") for k, s, (row, a) in zip(keys, site, batch, strict=True)])
            spent += time.process_time() - start
            written += len(batch)
        start = time.process_time()
    spent += time.process_time() - start
    print(
        f"  rows written        {written / spent:10,.0f} captures per CPU second, committed, search index included"
    )
    print(
        f"  database            {path.stat().st_size / text:10.2f} times the text ({text / written:,.0f} bytes each)"
    )
    return text


def _pieces(
    pairs: Iterable[tuple[CaptureRow, Article]], size: int
) -> Iterator[list[tuple[CaptureRow, Article]]]:
    stream = iter(pairs)
    while piece := list(itertools.islice(stream, size)):
        yield piece


def ask(path: Path, questions: int) -> None:
    words, dice = Words(LATIN, 1).words, random.Random(3)

    def text() -> str:
        return " ".join(
            words[dice.randrange(dice.choice((30, 3000, 60_000)))] for _ in range(dice.choice((1, 2, 3)))
        )

    with query.reading(path) as db:
        some = list(query.articles(db, limit=questions))
        kinds: dict[str, Callable[[], object]] = {
            "search, 1 to 3 words": lambda: list(query.search(db, text())),
            "search, ranked": lambda: list(query.search(db, text(), ranked=True)),
            "show": lambda: query.article(db, dice.choice(some).article.url),
            "history": lambda: query.history(db, dice.choice(some).article.url),
            "why": lambda: query.evidence(db, dice.choice(some).id, "title"),
            "articles, 20 newest": lambda: list(query.articles(db, limit=20)),
            "articles of a site": lambda: list(query.articles(db, site="press7", limit=20)),
        }
        for name, call in kinds.items():
            call()
            _told(name, [_clocked(call) for _ in range(questions)])
        _told("changes of all", [_clocked(lambda: list(query.changes(db)))])
        _told(
            "changes since a time", [_clocked(lambda: list(query.changes(db, since=some[0].captured[:16])))]
        )


def _clocked(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _told(name: str, spent: list[float]) -> None:
    high = sorted(spent)[max(0, int(len(spent) * 0.95) - 1)]
    print(f"  {name:22} median {statistics.median(spent):8.1f} ms   p95 {high:8.1f} ms")


def export(path: Path, form: str) -> None:
    """One export in this process: rows a CPU second and the peak of memory."""
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder, query.reading(path) as db:
        found = batches(db, TABLES["articles"])
        if form == "parquet":
            count = write_parquet(TABLES["articles"], found, Path(folder) / "out")
        else:
            with (Path(folder) / "out").open("w", encoding="utf-8") as out:
                count = write_jsonl(TABLES["articles"], found, out)
    spent = time.process_time() - start
    peak = _peak()
    print(f"  export {form:15} {count / spent:8,.0f} rows per CPU second; peak {peak:,.0f} MiB")


def _peak() -> float:
    """MiB. Not `ru_maxrss`, which begins with what the parent had when it forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--careful", action="store_true")
    parser.add_argument("--export", nargs=2, metavar=("DATABASE", "FORM"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.export:
        export(Path(given.export[0]), given.export[1])
        return
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.folder or Path(temporary)) / "archive.db"
        print(f"{given.articles:,} articles", flush=True)
        if not path.exists():
            fill(path, given.articles, fresh=not given.careful)
        ask(path, given.questions)
        for form in ("parquet", "jsonl"):
            sys.stdout.flush()
            subprocess.run(
                [sys.executable, "-m", "benchmarks.archive_scale", "--export", path, form], check=True
            )


if __name__ == "__main__":
    main()
