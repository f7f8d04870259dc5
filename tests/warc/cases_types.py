"""Small files, whether they conform, and the rule that says so: fields by type of record, revisits, segments."""

from __future__ import annotations

from made import (
    NOT_MODIFIED,
    OTHER,
    PAGE,
    SAME,
    THIRD,
    continuation,
    conversion,
    metadata,
    record,
    request,
    resource,
    revisit,
    warcinfo,
)

# Which type may have which field.
ALLOWED = {
    "request, concurrent": (request(WARC_Concurrent_To=OTHER), ""),
    "resource, address": (resource(WARC_IP_Address="192.0.2.1"), ""),
    "metadata, refers and address": (metadata(WARC_Refers_To=OTHER, WARC_IP_Address="192.0.2.1"), ""),
    "conversion, refers": (conversion(WARC_Refers_To=OTHER), ""),
    "warcinfo, name": (warcinfo(WARC_Filename="a.warc"), ""),
    "any, of a warcinfo": (
        request(WARC_Warcinfo_ID=OTHER) + resource(WARC_Warcinfo_ID=OTHER, WARC_Record_ID=THIRD),
        "",
    ),
    "unknown type": (record(WARC_Type="rendering", drop="WARC-Target-URI"), ""),
    "unknown type with anything": (
        record("WARC-Filename: a.warc", WARC_Type="rendering", WARC_Profile="x:y"),
        "",
    ),
    "warcinfo in the middle": (record() + warcinfo(WARC_Record_ID=OTHER), ""),
    "warcinfo without a block": (warcinfo(block=b""), ""),
    "type of two words": (record(WARC_Type="hello kitty"), "5.5"),
    "type with a slash": (record(WARC_Type="text/html"), "5.5"),
} | {
    f"{name} on {make.__name__}": (make(**{name.replace("-", "_"): value}), rule)
    for name, value, rule, makers in (
        ("WARC-Concurrent-To", OTHER, "5.7", (warcinfo, conversion, continuation)),
        ("WARC-IP-Address", "192.0.2.1", "5.10", (warcinfo, conversion, continuation)),
        ("WARC-Refers-To", OTHER, "5.11", (warcinfo, record, resource, request, continuation)),
        (
            "WARC-Refers-To-Target-URI",
            "http://news.example/1",
            "5.12",
            (record, metadata, conversion, resource),
        ),
        ("WARC-Refers-To-Date", "2026-11-22T06:00:00Z", "5.13", (record, metadata, conversion, request)),
        ("WARC-Warcinfo-ID", OTHER, "5.1", (warcinfo,)),
        ("WARC-Filename", "a.warc", "5.1", (record, metadata, request, resource, revisit)),
        ("WARC-Profile", SAME, "5.1", (record, metadata, request, resource)),
        ("WARC-Segment-Origin-ID", OTHER, "5.2", (record, warcinfo, resource)),
        ("WARC-Segment-Total-Length", "99", "5.2", (record, warcinfo, request)),
        ("WARC-Payload-Digest", "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N", "5.9", (warcinfo, metadata)),
        ("WARC-Identified-Payload-Type", "text/plain", "5.", (warcinfo, metadata)),
    )
    for make in makers
}

REVISITS = {
    "headers kept": (revisit(), ""),
    "no block": (revisit(block=b"", drop="Content-Type"), ""),
    "profile of 1.0": (revisit(version="1.0", WARC_Profile=SAME.replace("1.1", "1.0")), ""),
    "what it refers to": (
        revisit(
            WARC_Refers_To_Target_URI="http://news.example/0",
            WARC_Refers_To_Date="2026-11-22T06:00:00Z",
        ),
        "",
    ),
    "not modified": (revisit(WARC_Profile=NOT_MODIFIED, drop="WARC-Payload-Digest WARC-Truncated"), ""),
    "profile of others": (
        revisit(WARC_Profile="http://archive.example/diff", drop="WARC-Payload-Digest"),
        "",
    ),
    "profile in <>, 1.0": (revisit(version="1.0", WARC_Profile=f"<{SAME}>"), ""),
    "profile in <>, 1.1": (revisit(WARC_Profile=f"<{SAME}>"), "5.18"),
    "no digest, 1.0": (
        revisit(version="1.0", WARC_Profile=SAME.replace("1.1", "1.0"), drop="WARC-Payload-Digest"),
        "6.7.2",
    ),
    "refers to what 1.0 does not know": (
        revisit(version="1.0", WARC_Refers_To_Target_URI="http://news.example/0"),
        "",
    ),
    "block digest wrong": (revisit(WARC_Block_Digest=f"sha1:{'A' * 32}"), "5.8"),
    "no profile": (revisit(drop="WARC-Profile"), "5.18"),
    "empty profile": (revisit(WARC_Profile=""), "5"),
    "profile no URI": (revisit(WARC_Profile="hello kitty"), "5.18"),
    "no digest": (revisit(drop="WARC-Payload-Digest"), "6.7.2"),
    "refers to a bad date": (revisit(WARC_Refers_To_Date="20261122"), "5.13"),
    "refers to no URI": (revisit(WARC_Refers_To_Target_URI="news"), "5.12"),
    "refers to no id": (revisit(WARC_Refers_To="news"), "5.11"),
}

FIRST = record(block=PAGE[:-6], WARC_Segment_Number="1")
TOTAL = str(len(PAGE))
SEGMENTS = {
    "first of several": (FIRST, ""),
    "all": (FIRST + continuation(WARC_Segment_Total_Length=TOTAL), ""),
    "the last alone": (continuation(WARC_Segment_Number="7", WARC_Segment_Total_Length="9000"), ""),
    "one from the middle": (continuation(WARC_Segment_Number="3"), ""),
    "first is 2": (record(WARC_Segment_Number="2"), "5."),
    "first is 0": (record(WARC_Segment_Number="0"), "5."),
    "continuation is 1": (continuation(WARC_Segment_Number="1"), "5."),
    "continuation is 0": (continuation(WARC_Segment_Number="0"), "5."),
    "zeros before": (continuation(WARC_Segment_Number="02"), ""),
    "three": (
        FIRST
        + continuation(block=b"lo")
        + continuation(
            block=b"</p>", WARC_Record_ID=THIRD, WARC_Segment_Number="3", WARC_Segment_Total_Length=TOTAL
        ),
        "",
    ),
    "the last before the others": (continuation(WARC_Segment_Total_Length=TOTAL) + FIRST, ""),
    "a fraction": (continuation(WARC_Segment_Number="2.0"), "5.20"),
    "digit of another script": (continuation(WARC_Segment_Number="２"), "5.20"),
    "endless number": (continuation(WARC_Segment_Number="9" * 5000), ""),
    "first without a number": (
        record(block=PAGE[:-6]) + continuation(WARC_Segment_Total_Length=TOTAL),
        "5.20",
    ),
    "total on a record that is whole": (
        record(WARC_Segment_Number="1", WARC_Segment_Total_Length=TOTAL),
        "5.22",
    ),
    "a segment of others, wrong digest": (continuation(WARC_Block_Digest=f"sha1:{'A' * 32}"), "5.8"),
    "a word": (continuation(WARC_Segment_Number="two"), "5."),
    "negative": (continuation(WARC_Segment_Number="-2"), "5."),
    "no number": (continuation(drop="WARC-Segment-Number"), "6.9"),
    "no origin": (continuation(drop="WARC-Segment-Origin-ID"), "6.9"),
    "total a word": (continuation(WARC_Segment_Total_Length="all"), "5."),
    "total wrong": (FIRST + continuation(WARC_Segment_Total_Length="999"), "7"),
    "number twice": (
        FIRST + continuation() + continuation(WARC_Record_ID=THIRD, WARC_Segment_Total_Length="62"),
        "7",
    ),
    "another address": (
        FIRST + continuation(WARC_Target_URI="http://news.example/2", WARC_Segment_Total_Length=TOTAL),
        "7",
    ),
    "total too small for itself": (continuation(WARC_Segment_Total_Length="2"), "5.22"),
}
