"""How `newsark verify` judges labelled WARC files: those called `valid-*` must pass, those called `invalid-*` must not.

    python -m benchmarks.warc_corpus --data FOLDER

FOLDER (else NEWSARK_WARC_CORPUS) holds such files, for example the test data of JHOVE's WARC module. For each invalid file
the rules it was refused by are printed, so that a person can see whether it was for the right reason.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from archive.errors import WarcError
from archive.warc.verify import verify
from benchmarks.needs import missing

# What a file's name says is wrong with it -> the beginnings of the rules that say the same.
EXPECTED = {
    "contenttype": ("5.6", "6.2", "6.3"),
    "digest": ("5.8", "5.9"),
    "duplicate": ("4 repeated",),
    "invalidformat": ("5.",),
    "fields-missing": ("5 empty", "5.1"),
    "fields-empty": ("5 empty", "5.1"),
    "empty": ("4 record",),
    "lonely": ("5.1", "5.14", "5.18", "6.9"),
    "segment": ("5.20", "5.21", "6.9"),
    "version": ("4 version", "4 header", "4 field", "5.1"),
    "fieldpolicy": ("4", "5", "6"),
    "date": ("5.4",),
    "utf8": ("4 utf-8",),
}


def rules(path: Path) -> list[str]:
    """The rules that a file breaks, each once, in the order of their places."""
    try:
        return list(dict.fromkeys(problem.rule for problem in verify([path])))
    except WarcError as error:
        return [str(error)]


def expected(name: str, found: list[str]) -> bool:
    wanted = [begins for word, begins in EXPECTED.items() if word in name.lower()]
    return not wanted or any(rule.startswith(wanted[0]) for rule in found)


def judged(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, `right`, `wrong` or `other reason`, and the rules, of each labelled file."""
    for path in sorted(folder.rglob("*.warc*")):
        valid = path.name.startswith("valid")
        if not valid and not path.name.startswith("invalid"):
            continue
        found = rules(path)
        if bool(found) == valid:
            yield path.name, "wrong", found
        else:
            yield path.name, "right" if valid or expected(path.name, found) else "other reason", found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_WARC_CORPUS"))
    folder = parser.parse_args().data
    if folder is None or not Path(folder).is_dir():
        missing("no labelled files; name their folder with --data DIR or NEWSARK_WARC_CORPUS")
    results = list(judged(Path(folder)))
    for name, verdict, found in results:
        print(f"{verdict:12} {name:55} {', '.join(found)}")
    for kind in ("invalid", "valid"):
        mine = [verdict for name, verdict, _ in results if name.startswith(kind)]
        print(
            f"{kind}: {mine.count('right')} of {len(mine)} right, {mine.count('other reason')} for another reason"
        )


if __name__ == "__main__":
    main()
