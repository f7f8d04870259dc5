"""Publications: one small file each, found by folder, stating only what differs from the generic parser.

A publication's module has `HOSTS`, a tuple of host names on one line (subdomains included), and may define a function
named like a field of `Article`: it takes the `Page` and gives the field's value, or None to leave the generic one.
`page.soup` is the page as BeautifulSoup. `ZONE` names the newsroom's zone (tz database): it goes to `assumed_zone` and
nowhere else. A module is imported when a page of its hosts is read.

    HOSTS = ("example.org",)
    ZONE = "Asia/Tehran"

    def section(page):
        return page.soup.select_one(".rubric").get_text()
"""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

_HOSTS = re.compile(r"^HOSTS = (\(.*\))$", re.M)


def publication(url: str) -> ModuleType | None:
    """The module of the publication that an address belongs to."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    known = _by_host()
    while host and host not in known:
        host = host.partition(".")[2]
    return import_module(f"{__name__}.{known[host]}") if host else None


@cache
def _by_host() -> dict[str, str]:
    """Host → module, read from the files without importing them."""
    found: dict[str, str] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        stated = _HOSTS.search(file.read_text(encoding="utf-8")) if file.stem != "__init__" else None
        for host in ast.literal_eval(stated[1]) if stated else ():
            found[host] = file.stem
    return found
