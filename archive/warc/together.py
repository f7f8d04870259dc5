"""Rules that hold between the records of one file: ids that tell them apart (5.2), and segments that fit (7).

A file's records are remembered by two hashes each, some 100 bytes; segments, which are rare, by their numbers and lengths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.warc.forms import number
from archive.warc.parse import bare
from archive.warc.rules import Fault, Header


@dataclass(slots=True)
class _Series:
    """A record that was cut into segments: its address, the lengths by number, and what the last says of the whole."""

    url: str
    lengths: dict[int, int] = field(default_factory=dict)
    total: int | None = None

    @property
    def whole(self) -> bool:
        return self.total is not None and all(n in self.lengths for n in range(1, max(self.lengths) + 1))


@dataclass(slots=True)
class Together:
    """The records of one file so far."""

    said: dict[int, int] = field(default_factory=dict)
    """Hash of a record's id -> hash of what it is."""
    series: dict[str, _Series] = field(default_factory=dict)
    """Id of the first segment -> its series."""

    reused: int = 0
    """Records with the id of another one before them. 5.2 wants ids unique "for their period of intended use", which no
    checker knows; files that others hold to be right have such."""

    def add(self, header: Header) -> Iterator[Fault]:
        """What the next record breaks, seen beside those before it."""
        id = bare(header.get("WARC-Record-ID"))
        self._name(id, header)
        segment = number(header.get("WARC-Segment-Number"))
        origin = bare(header.get("WARC-Segment-Origin-ID"))
        if segment == 1 and not origin:
            self.series[id] = _Series(header.get("WARC-Target-URI"), {1: header.length or 0})
        elif segment and origin:
            yield from self._segment(origin, segment, header)

    def _name(self, id: str, header: Header) -> None:
        """The same record twice is a copy, as where files were joined; another one with its id is not."""
        names = ("WARC-Type", "WARC-Date", "WARC-Target-URI", "WARC-Block-Digest", "Content-Length")
        what = hash(tuple(header.get(name) for name in names))
        if id:
            self.reused += self.said.setdefault(hash(id), what) != what

    def _segment(self, origin: str, segment: int, header: Header) -> Iterator[Fault]:
        url = header.get("WARC-Target-URI")
        if origin not in self.series and hash(origin) in self.said:
            yield Fault("5.20 mandatory", "continues a record of this file that has no WARC-Segment-Number")
        series = self.series.setdefault(origin, _Series(url))
        if series.url != url:
            yield Fault("7 address", "has another WARC-Target-URI than the record it continues")
        if segment in series.lengths:
            yield Fault(
                "7 number", f"is the second with WARC-Segment-Number {segment} of the record it continues"
            )
            return
        series.lengths[segment] = header.length or 0
        stated = number(header.get("WARC-Segment-Total-Length"))
        if stated is not None:
            series.total = stated
        if series.whole and sum(series.lengths.values()) != series.total:
            yield Fault(
                "7 length",
                f"ends {sum(series.lengths.values()):,} bytes of segments; "
                f"their WARC-Segment-Total-Length is {series.total:,}",
            )
