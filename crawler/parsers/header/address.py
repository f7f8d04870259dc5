"""A date in the page's own address: `/2014/11/28/`, `-20141128.html`. The last resort for a day."""

from __future__ import annotations

import re

from crawler.parsers.dates.calendars import gregorian
from crawler.parsers.header.stamps import Value

_SHAPES = (
    re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>[01]?\d)[/-](?P<d>[0-3]?\d)(?=[/_.-]|$)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"(?<![\d-])(?P<d>[0-3]\d)-(?P<m>[01]\d)-(?P<y>(?:19|20)\d\d)(?![\d-])"),
    re.compile(r"(?<![\d.])(?P<y>20[0-3]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
)
_MONTHS = {
    m: k
    for k, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_NAMED = re.compile(
    r"/(?P<y>(?:19|20)\d\d)/(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(?P<d>[0-3]?\d)(?=/|$)",
    re.I,
)


def address_value(url: str) -> Value | None:
    """The day that an address states, None where it states none."""
    path = "/" + url[:2000].split("//", 1)[-1].partition("/")[2]
    for shape in _SHAPES:
        if (m := shape.search(path)) and (day := gregorian(int(m["y"]), int(m["m"]), int(m["d"]))):
            return Value(day.isoformat(), m[0].strip("/"), "address", "url", 0.4)
    if (m := _NAMED.search(path)) and (day := gregorian(int(m["y"]), _MONTHS[m["m"].lower()], int(m["d"]))):
        return Value(day.isoformat(), m[0].strip("/"), "address", "url", 0.4)
    return None
