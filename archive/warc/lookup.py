"""Pure: a look-up of a host's addresses as a WARC record (WARC 1.1, section 6.4.4).

A `resource` record whose target is a `dns:` URI (RFC 4501) and whose block is `text/dns` (RFC 4027): lines of a master
file (RFC 1035, section 5.1), one address each. The system's resolver tells no time to live, and 0 is what RFC 1035 (3.2.1)
has for an answer that holds for the transaction at hand and no longer.
"""

from __future__ import annotations

from ipaddress import ip_address

from archive.model import CaptureRow, Location, Lookup
from archive.urls import surt
from archive.warc.digests import sha1_of
from archive.warc.record import NewId, Written, common, member, warc_date

MIME = "text/dns"


def of_lookup(lookup: Lookup, new_id: NewId) -> Written:
    """The record; its row has no status, like every `dns:` row."""
    record_id, url, block = new_id(), f"dns:{lookup.host}", master_file(lookup)
    digest = sha1_of(block)
    head = common("resource", record_id, url, warc_date(lookup.started))
    head += [("WARC-Payload-Digest", digest), ("Content-Type", MIME)]
    row = CaptureRow(
        record_id, url, surt(url), lookup.started, Location("", 0, 0), "resource", None, MIME, digest
    )
    return Written((member(head, block),), row)


def master_file(lookup: Lookup) -> bytes:
    """`news.example. 0 IN A 192.0.2.1`, in the order in which the resolver gave the addresses."""
    lines = ["; as the system's resolver answered: it tells no time to live"]
    for address in lookup.addresses:
        ip = ip_address(address.partition("%")[0])
        lines.append(f"{lookup.host}. 0 IN {'A' if ip.version == 4 else 'AAAA'} {ip.compressed}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
