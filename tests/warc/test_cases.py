"""The checker as a judge: hundreds of small files, written from the text of the standard before its rules were looked at.

A file that conforms gives no problem; one that does not gives the problem of the rule that it breaks.
"""

from __future__ import annotations

from pathlib import Path

import cases_digests
import cases_fields
import cases_header
import cases_mixed
import cases_types
import pytest

from archive.warc.read import walk
from archive.warc.verify import verify

ENDINGS = {"GZIPPED": ".warc.gz", "ARCS": ".arc"}
TABLES = [
    pytest.param(name, table, id=name.lower())
    for module in (cases_header, cases_fields, cases_types, cases_digests, cases_mixed)
    for name, table in vars(module).items()
    if name.isupper() and isinstance(table, dict)
]


def test_the_tables_are_large() -> None:
    """A table that is not found would pass."""
    rules = [rule for table in TABLES for _, rule in table.values[1].values()]
    assert len(rules) > 500
    assert rules.count("") > 150


@pytest.mark.parametrize(("group", "table"), TABLES)
def test_each_file_is_judged_as_the_standard_says(
    group: str, table: dict[str, tuple[bytes, str]], tmp_path: Path
) -> None:
    path = tmp_path / f"case{ENDINGS.get(group, '.warc')}"
    wrong = []
    for name, (data, rule) in table.items():
        path.write_bytes(data)
        found = [f"{problem.rule}: {problem.message}" for problem in verify([path])]
        right = any(one.startswith(rule) for one in found) if rule else not found
        if not right:
            wrong.append((name, rule or "conforms", found))
    assert wrong == []


@pytest.mark.parametrize(("group", "table"), TABLES)
def test_what_conforms_is_read(group: str, table: dict[str, tuple[bytes, str]], tmp_path: Path) -> None:
    """The checker and the reader, which import and replay go by, agree on what is a record."""
    path = tmp_path / f"case{ENDINGS.get(group, '.warc')}"
    for name, (data, rule) in table.items():
        if not rule:
            path.write_bytes(data)
            records = list(walk(path))
            assert [(record.damage, name) for record in records if record.damage] == []
            assert all(len(record.block) == int(record.get("Content-Length")) for record in records), name
