"""What is wrong with a WACZ, by its specification (1.1.1), read with Python's zipfile alone."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path


def faults(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if "datapackage.json" not in names:
            yield "no datapackage.json"
            return
        pages = (
            package.read("pages/pages.jsonl").decode().splitlines() if "pages/pages.jsonl" in names else []
        )
        if len(pages) < 2 or not all({"url", "ts"} <= json.loads(line).keys() for line in pages[1:]):
            yield "no pages/pages.jsonl with a page"
        for resource in json.loads(package.read("datapackage.json"))["resources"]:
            algorithm, _, digest = resource["hash"].partition(":")
            data = package.read(resource["path"])
            if hashlib.new(algorithm, data).hexdigest() != digest or len(data) != resource["bytes"]:
                yield f"hash of {resource['path']}"
        archives = [info for info in package.infolist() if info.filename.startswith("archive/")]
        if not archives or any(info.compress_type != zipfile.ZIP_STORED for info in archives):
            yield "WARC files are not stored"
        if not any(name.startswith("indexes/") for name in names):
            yield "no index"
