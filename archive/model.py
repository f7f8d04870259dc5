"""The data that flows through newsark: frozen, typed, without behaviour that needs I/O.

    Response --fetching--> Exchange | Failure --warc.write--> CaptureRow            the crawl ends here
    WARC member --warc.read--> Capture --parsers--> Outcome = Article | NotArticle | Failed
    (Capture, Outcome) --db.rows--> rows --db.store--> SQLite

Every `datetime` here is aware and UTC. Where a page states no zone there is no instant: such moments are text
(`Article.published` and its neighbours), ISO 8601 cut at the stated precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal, TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Headers: TypeAlias = "tuple[tuple[str, str], ...]"

Truncation: TypeAlias = Literal["length", "time", "disconnect", "unspecified"]
"""Values of WARC-Truncated (WARC 1.1, section 5.15)."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One attempt on the wire that got at least a status line back.

    `request` and `response` are the bytes as sent and received, head and body together: chunk framing and content
    coding included, interim (1xx) answers apart in `interim`. `started` is the start of the capture event, the
    WARC-Date of all its records (WARC 1.1, section 5.4).
    """

    url: str
    started: datetime
    request: bytes
    response: bytes
    ip: str | None = None
    protocols: tuple[str, ...] = ("http/1.1",)
    truncated: Truncation | None = None
    interim: bytes = b""
    seconds: float = 0.0
    via: str | None = None
    hops: str = ""
    reconstructed: bool = False
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that got no answer, or one that is not kept: a `metadata` record.

    `kind` is one of dns, refused, connect, timeout, tls, reset, protocol, blocked, opted-out; `detail` is one plain line.
    """

    url: str
    started: datetime
    kind: str
    detail: str
    request: bytes = b""
    received: bytes = b""
    ip: str | None = None
    seconds: float = 0.0
    via: str | None = None
    hops: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A host name's IP addresses as the system's resolver gave them at `started`, in its order; `host` is in ASCII."""

    host: str
    started: datetime
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a gzip member (or an uncompressed record) lies: `offset` and `length` in bytes of `file`.

    `file` is the file's final name without folder and without `.open`.
    """

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One line of the capture index. `digest` is the payload digest as WARC writes it (`sha1:BASE32`)."""

    record_id: str
    url: str
    surt: str
    date: datetime
    location: Location
    kind: Literal["response", "revisit", "resource", "metadata"]
    status: int | None
    mime: str | None
    digest: str | None
    refers_to: str | None = None
    refers_to_url: str | None = None
    refers_to_date: datetime | None = None
    truncated: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """A resolved capture: a revisit already carries the headers and body it stands for.

    `body` is the entity body: chunk framing removed, content coding kept. `headers` are those of this very answer,
    in wire order with repeats; for a revisit without headers, those of the record it refers to.
    """

    row: CaptureRow
    status: int
    headers: Headers
    body: bytes
    body_location: Location
    via: str | None = None

    @property
    def url(self) -> str:
        return self.row.url

    @property
    def date(self) -> datetime:
        return self.row.date


Precision: TypeAlias = Literal["year", "month", "day", "minute", "second"]
Qualifier: TypeAlias = Literal["exact", "approx", "at_least"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that some rule read for a field, chosen or not.

    `raw` is the text as printed; `rule` names what read it (`jsonld.datePublished`, `header-line`, `site:shafaqna`);
    `where` is a CSS path, a JSON pointer behind one (`script:nth-of-type(2)#/commentCount`) or a header's name.
    """

    field: str
    value: Json
    raw: str
    rule: str
    where: str
    confidence: float
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says about its own article. Field meanings: docs/schema.md."""

    url: str
    title: str | None = None
    published: str | None = None
    published_precision: Precision | None = None
    published_zone_known: bool = False
    published_zone: str | None = None
    assumed_zone: str | None = None
    updated: str | None = None
    updated_precision: Precision | None = None
    header_line: str | None = None
    date_text: str | None = None
    time_text: str | None = None
    weekday_text: str | None = None
    weekday_consistent: bool | None = None
    dateline_text: str | None = None
    dateline_date: str | None = None
    article_id: str | None = None
    article_id_label: str | None = None
    agency: str | None = None
    agency_expansion: str | None = None
    city: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    body: str = ""
    body_html: str = ""
    correction: str | None = None
    comment_count: int | None = None
    comment_count_qualifier: Qualifier | None = None
    comment_count_source: str | None = None
    comments_open: bool | None = None
    comments_system: str | None = None
    comments_thread: str | None = None
    canonical_url: str | None = None
    print_url: str | None = None
    print_link_present: bool = False
    amp_url: str | None = None
    next_url: str | None = None
    images: tuple[str, ...] = ()
    paywalled: bool | None = None
    confidence: float = 0.0
    extractor: str = ""
    evidence: tuple[Candidate, ...] = field(default=(), repr=False)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Every field but the evidence, in the order of this class."""
        return tuple(one.name for one in fields(cls) if one.name != "evidence")

    def as_dict(self) -> dict[str, Json]:
        """The fields of `names` as JSON values."""
        values = ((name, getattr(self, name)) for name in self.names())
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values}


@dataclass(frozen=True, slots=True)
class NotArticle:
    """A page that is not one article; `reason` is a short token such as `section`, `soft-404`, `redirect`."""

    url: str
    reason: str
    title: str | None = None
    extractor: str = ""
    evidence: tuple[Candidate, ...] = field(default=(), repr=False)

    def as_dict(self) -> dict[str, Json]:
        """The fields of an article, empty but for address and title, and the reason why it is none."""
        return Article(self.url, self.title, extractor=self.extractor).as_dict() | {
            "not_article": self.reason
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """The extractor broke on this page: a bug of ours, kept as data so that nothing is skipped silently."""

    url: str
    error: str
    extractor: str = ""

    def as_dict(self) -> dict[str, Json]:
        """The fields of an article, empty but for the address, and the error."""
        return Article(self.url, extractor=self.extractor).as_dict() | {"failed": self.error}


@dataclass(frozen=True, slots=True)
class CommentCount:
    """What a counting service says of one thread; `thread` is the service's own key, as pages name it.

    `system` and `thread` are joined with `Article.comments_system` and `Article.comments_thread`.
    """

    system: str
    thread: str
    value: int
    qualifier: Qualifier = "exact"
    open: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """An answer of a comment-counting service (JSON or JSONP): counts of articles on other pages."""

    url: str
    counts: tuple[CommentCount, ...]
    extractor: str = ""


Outcome: TypeAlias = Article | NotArticle | Failed | Counts


@dataclass(frozen=True, slots=True)
class CrawlInfo:
    """What the `warcinfo` record of every file of a crawl says (WARC 1.1, section 6.2)."""

    crawl_id: str
    site: str
    started: datetime
    user_agent: str
    operator: str | None = None
    software: str = ""
    robots: str = "obey"
    settings: Mapping[str, Json] = field(default_factory=dict)
