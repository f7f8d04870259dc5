"""Small files of a third look, over all of the standard; see the other tables."""

from __future__ import annotations

import gzip
from base64 import b64encode
from hashlib import md5, sha512

from made import (
    NOT_MODIFIED,
    OTHER,
    PAGE,
    THIRD,
    base32,
    continuation,
    members,
    metadata,
    record,
    request,
    resource,
    revisit,
    warcinfo,
)

MIXED = {
    "mime quoted pair": (record(Content_Type='application/http; msgtype=response; x="a\\"b"'), ""),
    "filename utf8": (warcinfo(WARC_Filename="zeitung-ä.warc"), ""),
    "filename empty": (warcinfo(WARC_Filename=""), "5"),
    "metadata concurrent twice": (
        metadata(f"WARC-Concurrent-To: {OTHER}", f"WARC-Concurrent-To: {THIRD}"),
        "",
    ),
    "revisit no truncated": (revisit(drop="WARC-Truncated"), ""),
    "gz after plain": (record() + members(request(WARC_Record_ID=OTHER)), "4 version"),
    "length wrong in gz": (members(record(Content_Length="3")), "4 end"),
    "identified params": (record(WARC_Identified_Payload_Type="text/html; charset=utf-8"), ""),
    "identified bad": (record(WARC_Identified_Payload_Type="text/html;charset"), "5.19"),
    "dns with ip": (
        resource(
            WARC_Target_URI="dns:a.example",
            Content_Type="text/dns",
            WARC_IP_Address="192.0.2.53",
            block=b"x\n",
        ),
        "",
    ),
    "dns capital": (
        resource(WARC_Target_URI="DNS:a.example", Content_Type="text/plain", block=b"x\n"),
        "6.4.4",
    ),
    "dns response heritrix": (
        record(WARC_Target_URI="dns:a.example", Content_Type="text/dns", block=b"20261123\n"),
        "",
    ),
    "ending empty fold": (record("X: 1", " \t "), ""),
    "first line folded": (record().replace(b"WARC/1.1\r\n", b"WARC/1.1\r\n\tX: 1\r\n"), "4 field"),
    "form feed": (record("X: a\x0cb"), "4 control"),
    "vertical tab in name": (record("X\x0b: a"), "4"),
    "colon first": (record(":: a"), "4 field"),
    "refers-to in <> missing end": (revisit(WARC_Refers_To="<urn:uuid:1"), "5.11"),
    "profile relative": (revisit(WARC_Profile="/revisit/identical-payload-digest"), "5.18"),
    "profile 1.0 no digest": (
        revisit(
            WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
            drop="WARC-Payload-Digest",
        ),
        "6.7.2",
    ),
    "server not modified 1.0 length 0": (
        revisit(
            version="1.0",
            WARC_Profile=NOT_MODIFIED.replace("1.1", "1.0"),
            block=b"",
            drop="WARC-Payload-Digest WARC-Truncated Content-Type",
        ),
        "",
    ),
    "warcinfo id wrong form": (record(WARC_Warcinfo_ID="1"), "5.16"),
    "origin id no <>": (continuation(WARC_Segment_Origin_ID="urn:uuid:1"), "5.21"),
    "unknown type concurrent": (record(WARC_Type="screenshot", WARC_Concurrent_To=OTHER), ""),
    "unknown type no mandatory": (record(WARC_Type="screenshot", drop="WARC-Date"), "5.1"),
    "fold that spoils a length": (record(" : x"), "5.3"),
    "date 24h": (record(WARC_Date="2026-11-23T24:00:00Z"), "5.4"),
    "date year 0000": (record(WARC_Date="0000-11-23T06:00:00Z"), "5.4"),
    "target mailto": (resource(WARC_Target_URI="mailto:a@b.example"), ""),
    "target only scheme": (record(WARC_Target_URI="http:"), "5.14"),
    "target very long": (record(WARC_Target_URI="http://a.example/" + "x" * 60000), ""),
    "target data": (resource(WARC_Target_URI="data:text/plain,hello"), ""),
    "target file windows": (resource(WARC_Target_URI="file:///C:/a.txt"), ""),
    "segment number space": (continuation(WARC_Segment_Number="2 3"), "5.20"),
    "md5 of sha1 label": (record(WARC_Block_Digest="sha1:" + "a" * 32), "5.8"),
    "md5 32 upper": (record(WARC_Block_Digest="MD5:" + md5(PAGE).hexdigest().upper()), ""),
    "sha-512 base64": (record(WARC_Block_Digest="sha512:" + b64encode(sha512(PAGE).digest()).decode()), ""),
    "gz three, date bad in last": (
        members(record(), request(WARC_Record_ID=OTHER), metadata(WARC_Record_ID=THIRD, WARC_Date="x")),
        "5.4",
    ),
    "gz empty member between": (members(record(), b"", request(WARC_Record_ID=OTHER)), "D"),
    "no content-length, block": (record(drop="Content-Length"), "5.1"),
    "content-length tab": (record(Content_Length=f"\t{len(PAGE)}"), ""),
    "warc fields block bad length": (metadata(Content_Length="9"), "4 end"),
    "CRLF only between header fields missing": (record().replace(b"\r\nWARC-Date", b"\rWARC-Date"), "4"),
    "record in lower type": (record(WARC_Type="Revisit"), "5.18"),
    "zip bomb-ish": (gzip.compress(b"WARC/1.1\r\n" + b"a" * 3_000_000), "4 header"),
    "http 0.9": (record(block=b"<p>hi</p>", WARC_Payload_Digest="sha1:" + base32(b"<p>hi</p>")), ""),
    "utf-16 field": (record("X: " + "\ufeff"), ""),
}
