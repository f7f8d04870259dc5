"""Pure: what WARC 1.1 (ISO 28500:2017) demands of a record's header, rule by rule; numbers are its sections.

`header_faults` gets the header as it stands in the file. Fields and types that the standard does not know are allowed
(section 4: "software shall ignore" them). WARC 1.0 and its drafts 0.17 and 0.18, which archives hold in quantity, are
judged by their own forms of dates and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archive.warc.forms import FORMS, TOKEN, number
from archive.warc.parse import bare

VERSIONS = ("0.17", "0.18", "1.0", "1.1")
TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")

_VERSION = re.compile(rb"WARC/([^\r\n]*)\r\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_REPEATABLE = frozenset({"warc-concurrent-to", "warc-protocol", "warc-cipher-suite"})
_MANDATORY = tuple(
    (name, name.lower()) for name in ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
)
_IDENTICAL = "/revisit/identical-payload-digest"
_EVERY = frozenset(TYPES)
_OTHERS = frozenset({"conversion", "continuation"})

# Field -> types that may have it (the section in the message). Types unknown to the standard may have any.
_ALLOWED = {
    "warc-concurrent-to": ("5.7", _EVERY - {"warcinfo"} - _OTHERS),
    "warc-ip-address": ("5.10", _EVERY - {"warcinfo"} - _OTHERS),
    "warc-refers-to": ("5.11", frozenset({"revisit", "conversion", "metadata"})),
    "warc-payload-digest": ("5.9", _EVERY - {"warcinfo", "metadata"}),
    "warc-target-uri": ("5.14", _EVERY - {"warcinfo"}),
    "warc-warcinfo-id": ("5.16", _EVERY - {"warcinfo"}),
    "warc-filename": ("5.17", frozenset({"warcinfo"})),
    "warc-profile": ("5.18", frozenset({"revisit"})),
    "warc-identified-payload-type": ("5.19", _EVERY - {"warcinfo", "metadata"}),
    "warc-segment-origin-id": ("5.21", frozenset({"continuation"})),
    "warc-segment-total-length": ("5.22", frozenset({"continuation"})),
}
_ALLOWED_1_1 = _ALLOWED | {
    "warc-refers-to-target-uri": ("5.12", frozenset({"revisit"})),
    "warc-refers-to-date": ("5.13", frozenset({"revisit"})),
}
"""Fields that are 1.1's own are in older files those of an extension."""
_ADDRESSED = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a record breaks: `rule` is its section with a short name, `message` one plain line."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Header:
    """A header line by line. `version` is empty where there is no WARC version line."""

    version: str
    fields: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...] = ()
    first: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The first value of each name, in lower case."""
    keys: tuple[str, ...] = ()
    """The names of `fields` in lower case."""

    def get(self, name: str) -> str:
        """The first field of this name, whatever its case; empty if there is none."""
        return self.first.get(name.lower(), "")

    @property
    def length(self) -> int | None:
        return number(self.get("Content-Length"))


def read_header(head: bytes) -> Header:
    """A header from its bytes, version line first, without the blank line at its end. Folded lines are joined."""
    match = _VERSION.match(head + b"\r\n")
    if match is None:
        return Header("", (), (Fault("4 version", "does not begin with a WARC version line"),))
    version = match[1].decode("ascii", "replace")
    faults = [] if version in VERSIONS else [Fault("4 version", f"is of unknown version {version[:20]!r}")]
    try:
        text = head[match.end() :].decode("utf-8")
    except UnicodeDecodeError as error:
        text = head[match.end() :].decode("utf-8", "replace")
        faults.append(Fault("4 utf-8", f"has a header that is not UTF-8 (byte {match.end() + error.start})"))
    if _CONTROL.search(text):
        faults.append(Fault("4 control", "has a control character in its header"))
    fields: list[tuple[str, str]] = []
    keys: list[str] = []
    for line in text.split("\r\n") if text else ():
        name, colon, value = line.partition(":")
        key = _SPELT.get(name)
        if key is None or not colon or "\n" in value or "\r" in value:
            faults += _read_line(line, fields)
            if len(fields) > len(keys):
                keys.append(fields[-1][0].lower())
        else:  # nearly every line: a known name in its usual spelling
            fields.append((name, value.strip(" \t")))
            keys.append(key)
    first = {key: field[1] for key, field in zip(reversed(keys), reversed(fields), strict=True)}
    return Header(version, tuple(fields), tuple(faults), first, tuple(keys))


def _read_line(line: str, fields: list[tuple[str, str]]) -> Iterator[Fault]:
    if line[:1] in (" ", "\t") and fields:
        fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}".strip(" \t"))
        return
    name, colon, value = line.partition(":")
    if not colon or not TOKEN.fullmatch(name):
        yield Fault("4 field", f"has a header line that is no field: {line[:60]!r}")
        return
    if "\n" in value or "\r" in value:
        yield Fault("4 line end", f"has a header line that does not end with CRLF, after {name}")
    fields.append((name, value.strip(" \t")))


def header_faults(header: Header) -> Iterator[Fault]:
    """Every rule that this header breaks."""
    yield from header.faults
    if header.version not in VERSIONS:
        return  # what another version means by its fields is not known
    for name, key in _MANDATORY:
        if not header.first.get(key):
            yield Fault("5.1 mandatory", f"has no {name}")
    seen: set[str] = set()
    version = header.version
    for key, (name, value) in zip(header.keys, header.fields, strict=True):
        form = FORMS.get(key)
        if form is None:
            continue
        if not value:
            yield Fault("5 empty", f"has an empty {name}")
        elif (key, value, version) not in _COMMON and not form[1](value, version):
            yield Fault(form[0], f"has a malformed {name}: {value[:80]!r}")
        if key in seen and key not in _REPEATABLE:
            yield Fault("4 repeated", f"has {name} more than once")
        seen.add(key)
    yield from _type_faults(header, header.get("WARC-Type").lower())


def _type_faults(header: Header, kind: str) -> Iterator[Fault]:
    if kind not in TYPES:
        return
    table = _ALLOWED_1_1 if header.version == "1.1" else _ALLOWED
    for key, (name, value) in zip(header.keys, header.fields, strict=True):
        allowed = table.get(key)
        if allowed is not None and kind not in allowed[1] and value:
            yield Fault(f"{allowed[0]} type", f"is a {kind} record and must not have {name}")
    if kind in _ADDRESSED and not header.get("WARC-Target-URI"):
        yield Fault("5.14 mandatory", f"is a {kind} record and has no WARC-Target-URI")
    if kind == "revisit":
        yield from _revisit_faults(header)
    yield from _segment_faults(header, kind)
    yield from _content_type_faults(header, kind)


def _revisit_faults(header: Header) -> Iterator[Fault]:
    profile = header.get("WARC-Profile")
    if not profile:
        yield Fault("5.18 mandatory", "is a revisit record and has no WARC-Profile")
    elif bare(profile).endswith(_IDENTICAL) and not header.get("WARC-Payload-Digest"):
        yield Fault("6.7.2 mandatory", "is a revisit of an identical payload and has no WARC-Payload-Digest")


def _segment_faults(header: Header, kind: str) -> Iterator[Fault]:
    segment = number(header.get("WARC-Segment-Number"))
    if kind != "continuation":
        if segment is not None and segment != 1:
            yield Fault("5.20 number", f"is a {kind} record: its WARC-Segment-Number can only be 1")
        return
    for name in ("WARC-Segment-Number", "WARC-Segment-Origin-ID"):
        if not header.get(name):
            yield Fault("6.9 mandatory", f"is a continuation record and has no {name}")
    if segment is not None and segment < 2:
        yield Fault("5.20 number", "is a continuation record: its WARC-Segment-Number must be 2 or more")
    total = number(header.get("WARC-Segment-Total-Length"))
    if total is not None and total < (header.length or 0):
        yield Fault("5.22 length", "is longer than the whole that its WARC-Segment-Total-Length states")


def _content_type_faults(header: Header, kind: str) -> Iterator[Fault]:
    stated_type = header.first.get("content-type", "")
    if (kind, stated_type) in _RIGHT:
        return
    mime, _, parameters = stated_type.lower().partition(";")
    if not mime:
        if header.length and kind != "continuation":
            yield Fault("5.6 recommended", f"is a {kind} record with a block and has no Content-Type")
    elif kind == "warcinfo" and mime.strip() != "application/warc-fields":
        yield Fault("6.2 content type", f"is a warcinfo record of type {mime[:60]!r}")
    elif (
        kind == "resource"
        and header.get("WARC-Target-URI").lower().startswith("dns:")
        and mime.strip() != "text/dns"
    ):
        yield Fault("6.4.4 content type", f"is the answer of a name server and of type {mime[:60]!r}")
    elif mime.strip() == "application/http" and kind in ("request", "response"):
        stated = re.search(r"msgtype\s*=\s*\"?(\w+)", parameters)
        if stated and stated[1] != kind:
            yield Fault("6.3 content type", f"is a {kind} record and calls its block a {stated[1][:20]}")


_NAMES = (
    "WARC-Type WARC-Record-ID WARC-Date Content-Length Content-Type WARC-Concurrent-To WARC-Block-Digest WARC-Protocol "
    "WARC-Payload-Digest WARC-IP-Address WARC-Refers-To WARC-Refers-To-Target-URI WARC-Refers-To-Date WARC-Target-URI "
    "WARC-Truncated WARC-Warcinfo-ID WARC-Filename WARC-Profile WARC-Identified-Payload-Type"
)
_SPELT = {name: name.lower() for name in _NAMES.split()}
"""Names in their usual spelling, which need no looking at."""

_HTTP = ("application/http;msgtype=response", "application/http;msgtype=request")
_COMMON = frozenset(
    (key, value, version)
    for version in VERSIONS
    for key, values in (
        ("warc-type", TYPES),
        ("content-type", (*_HTTP, *(text.replace(";", "; ") for text in _HTTP), "application/warc-fields")),
    )
    for value in values
)
"""Values that nearly all records have, and that are right."""

_RIGHT = frozenset(
    (kind, f"application/http;{space}msgtype={kind}")
    for kind in ("request", "response")
    for space in ("", " ")
)
