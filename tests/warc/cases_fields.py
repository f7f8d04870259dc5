"""Small files, whether they conform, and the rule that says so: values of fields, and which type may have which."""

from __future__ import annotations

from made import (
    continuation,
    conversion,
    metadata,
    record,
    request,
    resource,
    revisit,
    warcinfo,
)

DATES = {
    f"{version} {value}": (record(version=version, WARC_Date=value), rule)
    for version, value, rule in (
        ("1.1", "2026", ""),
        ("1.1", "2026-11", ""),
        ("1.1", "2026-11-23", ""),
        ("1.1", "2026-11-23T06:00Z", ""),
        ("1.1", "2026-11-23T06:00:00.5Z", ""),
        ("1.1", "2026-11-23T06:00:00.123456789Z", ""),
        ("1.1", "2024-02-29T23:59:59Z", ""),
        ("1.0", "2026-11-23T06:00:00Z", ""),
        ("0.17", "2026-11-23T06:00:00Z", ""),
        ("0.18", "2026-11-23", "5.4"),
        ("1.1", "2016-12-31T23:59:60Z", ""),
        ("1.1", "2026-11-23T06:00:00,5Z", "5.4"),
        ("1.1", "+2026-11-23T06:00:00Z", "5.4"),
        ("1.1", "2026-11-23T06:00:00ZZ", "5.4"),
        ("1.1", "2026-11-23T06:00:00-00:00", "5.4"),
        ("1.1", "2026-W48-1", "5.4"),
        ("1.1", "2026-327", "5.4"),
        ("1.1", "0", "5.4"),
        ("1.1", "2026-11-23T06:00:00.1234567890Z", "5.4"),
        ("1.1", "2026-11-23T06:00:00.Z", "5.4"),
        ("1.1", "2026-11-23T06Z", "5.4"),
        ("1.1", "2026-11-23T06:00:00", "5.4"),
        ("1.1", "2026-11-23T06:00:00+01:00", "5.4"),
        ("1.1", "2026-11-23 06:00:00Z", "5.4"),
        ("1.1", "2026-11-23T06:00:00 Z", "5.4"),
        ("1.1", "2026-11-23T06.00.00Z", "5.4"),
        ("1.1", "20261123060000", "5.4"),
        ("1.1", "20261123T060000Z", "5.4"),
        ("1.1", "2026-11-23Z", "5.4"),
        ("1.1", "2026-1-2T06:00:00Z", "5.4"),
        ("1.1", "26-11-23T06:00:00Z", "5.4"),
        ("1.1", "2026-13-01T06:00:00Z", "5.4"),
        ("1.1", "2026-00-01T06:00:00Z", "5.4"),
        ("1.1", "2026-02-30T06:00:00Z", "5.4"),
        ("1.1", "2023-02-29T06:00:00Z", "5.4"),
        ("1.1", "2026-11-23T25:00:00Z", "5.4"),
        ("1.1", "2026-11-23T06:61:00Z", "5.4"),
        ("1.1", "2026-11-23T06:00:61Z", "5.4"),
        ("1.1", "Mon, 23 Nov 2026 06:00:00 GMT", "5.4"),
        ("1.1", "1795413600", "5.4"),
        ("1.1", "２０２６-11-23T06:00:00Z", "5.4"),
        ("1.1", "yesterday", "5.4"),
        ("1.0", "2026-11-23", "5.4"),
        ("1.0", "2026-11-23T06:00Z", "5.4"),
        ("1.0", "2026-11-23T06:00:00.5Z", "5.4"),
    )
}

IDS = {
    value: (record(WARC_Record_ID=value), rule)
    for value, rule in {
        "<urn:uuid:1>": "",
        "<http://archive.example/records/1>": "",
        "<info:x/y>": "",
        "<urn:uuid:27ef1r9j-defr-25f9-328r-16859347dddd>": "",
        "<>": "5.2",
        "< >": "5.2",
        "<1>": "5.2",
        "<a/b>": "5.2",
        "<urn:uuid:1": "5.2",
        "urn:uuid:1>": "5.2",
        "<<urn:uuid:1>>": "5.2",
        "<urn:uuid: 1>": "5.2",
        "<urn:uuid:1> <urn:uuid:2>": "5.2",
        "<1urn:uuid:1>": "5.2",
        "<http://a.example/%zz>": "5.2",
        "<http://a.example/ä>": "5.2",
        "<http://a.example/a\\b>": "5.2",
        "<:uuid:1>": "5.2",
        "00000000-0000-4000-8000-000000000001": "5.2",
    }.items()
} | {
    f"{name} no URI": (make(**{name.replace("-", "_"): "<zaphod>"}), rule)
    for name, make, rule in (
        ("WARC-Concurrent-To", record, "5.7"),
        ("WARC-Refers-To", metadata, "5.11"),
        ("WARC-Warcinfo-ID", record, "5."),
        ("WARC-Segment-Origin-ID", continuation, "5."),
    )
}

TARGETS = {
    value: (record(WARC_Target_URI=value), rule)
    for value, rule in {
        "https://news.example/a?b=c&d=%C3%A4#e": "",
        "http://[2001:db8::1]:8080/": "",
        "http://xn--bcher-kva.example/": "",
        "ftp://news.example/a.txt": "",
        "whois://whois.example/news.example": "",
        "urn:x-newsark:log": "",
        "metadata://gnu.org/software/wget/warc/MANIFEST.txt": "",
        "screenshot:http://news.example/": "",
        "HTTP://NEWS.EXAMPLE/": "",
        "http://news.example/50%": "",  # as browsers and crawlers ask for it
        "http://news.example/a|b{c}\\d": "",
        "bad_uri": "5.14",
        "/1": "5.14",
        "//news.example/1": "5.14",
        "news.example/1": "5.14",
        "http://news.example/a b": "5.14",
        "http://news.example/\ta": "5.14",
        "http://news.example/<a>": "5.14",
        'http://news.example/"a"': "5.14",
        "<http://news.example/1": "5.14",
        "1http://news.example/": "5.14",
        "http//news.example/": "5.14",
    }.items()
} | {
    "in <>, 1.0": (record(version="1.0", WARC_Target_URI="<http://news.example/1>"), ""),
    "metadata without": (metadata(drop="WARC-Target-URI"), ""),
    "request without": (request(drop="WARC-Target-URI"), "5.14"),
    "resource without": (resource(drop="WARC-Target-URI"), "5.14"),
    "conversion without": (conversion(drop="WARC-Target-URI"), "5.14"),
    "revisit without": (revisit(drop="WARC-Target-URI"), "5.14"),
    "continuation without": (continuation(drop="WARC-Target-URI"), "5.14"),
    "warcinfo with": (warcinfo("WARC-Target-URI: http://news.example/1"), "5.14"),
}

CONTENT_TYPES = {
    value: (resource(Content_Type=value), rule)
    for value, rule in {
        "text/html": "",
        "text/html;charset=utf-8": "",
        "text/html; charset=utf-8": "",
        'text/html; charset="utf-8"; a=b': "",
        'text/x-a+b.c; a="b; c/d \\" e"': "",
        "TEXT/HTML": "",
        "text": "5.6",
        "text/": "5.6",
        "/html": "5.6",
        "text html": "5.6",
        "te xt/html": "5.6",
        "text/html/xml": "5.6",
        "gif\\image": "5.6",
        "text/html; charset": "5.6",
        "text/html; =utf-8": "5.6",
        'text/html; charset="utf-8': "5.6",
        "text/html; charset=a/b": "5.6",
        "text/html, text/plain": "5.6",
        "tëxt/html": "5.6",
    }.items()
} | {
    "of a request, on a response": (record(Content_Type="application/http;msgtype=request"), "6.3"),
    "of a response, on a request": (request(Content_Type="application/http; msgtype=response"), "6.3"),
    "of both": (record(Content_Type="application/http"), ""),
    "in the next line": (resource(Content_Type="\r\n text/html"), ""),
    "semicolon at the end": (resource(Content_Type="text/html;"), "5.6"),
    "none, with a block": (record(drop="Content-Type"), "5.6"),
    "none, with the block of a warcinfo": (warcinfo(drop="Content-Type"), "5.6"),
    "none, without a block": (record(drop="Content-Type", block=b""), ""),
    "none, in a continuation": (record(WARC_Segment_Number="1") + continuation(), ""),
    "identified, none": (record(WARC_Identified_Payload_Type="html"), "5.19"),
    "identified": (record(WARC_Identified_Payload_Type="text/html"), ""),
    "dns record": (
        resource(WARC_Target_URI="dns:news.example", Content_Type="text/dns", block=b"20261123060000\n"),
        "",
    ),
    "dns record of another type": (
        resource(WARC_Target_URI="dns:news.example", Content_Type="text/html"),
        "6.4.4",
    ),
    "warcinfo, other form": (warcinfo(Content_Type="text/anvl"), "6.2"),
    "metadata, other form": (metadata(Content_Type="application/json", block=b"{}"), ""),
}

ADDRESSES = {
    value: (record(WARC_IP_Address=value), rule)
    for value, rule in {
        "192.0.2.1": "",
        "0.0.0.0": "",
        "::1": "",
        "2001:db8::1": "",
        "2001:DB8:0:0:0:0:0:1": "",
        "::ffff:192.0.2.1": "",
        "192.0.2": "5.10",
        "192.0.2.256": "5.10",
        "192.0.2.1.1": "5.10",
        "192.0.2.1:80": "5.10",
        "192.0.2.x": "5.10",
        "3221225985": "5.10",
        "1::2::3": "5.10",
        "2001:db8:1:2:3:4:5:6:7": "5.10",
        "2001:db8::g": "5.10",
        "[::1]": "5.10",
        "fe80::1%eth0": "5.10",
        "192.0.2.0/24": "5.10",
        "192.0.2.1, 192.0.2.2": "5.10",
        "::": "",
        "0:0:0:0:0:0:0:0": "",
        "2001:db8::192.0.2.1": "",
        ":::": "5.10",
        "12345::1": "5.10",
        "1:2:3": "5.10",
        "-": "5.10",
        "１９２.0.2.1": "5.10",
        "localhost": "5.10",
    }.items()
}

TRUNCATED = {
    value: (record(WARC_Truncated=value), rule)
    for value, rule in {
        "length": "",
        "time": "",
        "disconnect": "",
        "unspecified": "",
        "power-cut": "",
        "too long": "5.1",
        "length, time": "5.1",
        "(length)": "5.1",
    }.items()
}
