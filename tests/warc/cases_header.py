"""Small files, whether they conform, and the rule that says so: version line, syntax of headers, fields of all types."""

from __future__ import annotations

from made import GET, HEAD, ID, OTHER, PAGE, THIRD, metadata, record, request, resource, warcinfo

# Name of the case -> the file, and the rule that it breaks (empty: it conforms).
VERSIONS = {
    "1.0": (record(version="1.0"), ""),
    "1.1": (record(), ""),
    "0.17": (record(version="0.17"), ""),
    "0.18": (record(version="0.18"), ""),
    "1.2": (record(version="1.2"), "4 version"),
    "0.9": (record(version="0.9"), "4 version"),
    "1.10": (record(version="1.10"), "4 version"),
    "01.0": (record(version="01.0"), "4 version"),
    "1.0.0": (record(version="1.0.0"), "4 version"),
    "-1.0": (record(version="-1.0"), "4 version"),
    "no number": (record(version=""), "4 version"),
    "comma": (record(version="1,0"), "4 version"),
    "space after": (record(version="1.0 "), "4 version"),
    "space before slash": (record().replace(b"WARC/", b"WARC /", 1), "4 version"),
    "space before": (b" " + record(), "4 version"),
    "line before": (b"\r\n" + record(), "4 version"),
    "byte order mark": (b"\xef\xbb\xbf" + record(), "4 version"),
    "utf-16": (record().decode().encode("utf-16"), "4 version"),
    "other protocol": (PAGE, "4 version"),
    "no version line": (record().partition(b"\r\n")[2], "4 version"),
    "ends with LF": (record().replace(b"\r\n", b"\n", 1), "4 version"),
    "second record, other number": (record() + record(version="3.0", WARC_Record_ID=OTHER), "4 version"),
    "second record, none": (
        record() + record(WARC_Record_ID=OTHER).partition(b"\r\n")[2],
        "4 version",
    ),
    "no number, line alone": (b"WARC/\r\n", "4 version"),
    "half a number": (record(version="1."), "4 version"),
    "other half": (record(version=".1"), "4 version"),
    "a letter": (record(version="1.x"), "4 version"),
    "backslash": (record().replace(b"WARC/", b"WARC\\", 1), "4 version"),
    "CR CR LF": (record().replace(b"\r\n", b"\r\r\n", 1), "4 version"),
    "semicolon": (record(version="1.1;"), "4 version"),
    "letters between": (record(version="1.1rc"), "4 version"),
    "only this line": (b"WARC/1.1\r\n", "4 header"),
    "this line and an empty one": (b"WARC/1.1\r\n\r\n\r\n\r\n", "5.1"),
}

SYNTAX = {
    "no space after the colon": (record().replace(b"WARC-Type: ", b"WARC-Type:"), ""),
    "tabs and spaces after the colon": (record().replace(b"WARC-Type: ", b"WARC-Type:\t  \t"), ""),
    "spaces after the value": (record("X-Mine: 1   "), ""),
    "names in small letters": (record().replace(b"WARC-Record-ID", b"warc-record-id"), ""),
    "names in capitals": (record().replace(b"Content-Length", b"CONTENT-LENGTH"), ""),
    "unknown field twice": (record("X-Mine: 1", "X-Mine: 2"), ""),
    "unknown field without a value": (record("X-Mine:"), ""),
    "marks of a token in a name": (record("!#$%&'*+-.^_`|~09: 1"), ""),
    "utf-8 in a value": (record("X-Mine: Ärger, 新聞, 📰"), ""),
    "colons in a value": (record("X-Mine: a: b: c"), ""),
    "continued by a tab": (record("X-Mine: 1", "\t2"), ""),
    "continued twice": (record("X-Mine:", " 1", "  2"), ""),
    "value all in the next line": (record("WARC-IP-Address:", " 192.0.2.1"), ""),
    "encoded word": (warcinfo("WARC-Filename: =?UTF-8?Q?Zeitung_=C3=A4?="), ""),
    "quoted file name": (warcinfo('WARC-Filename: "a b.warc"'), ""),
    "length in the next line": (record(Content_Length=f"\r\n {len(PAGE)}"), ""),
    "id in the next line": (record(WARC_Record_ID=f"\r\n\t{ID}"), ""),
    "empty continuation": (record("X-Mine: 1", " ", "X-Yours: 2"), ""),
    "type in capitals": (record(WARC_Type="RESPONSE"), ""),
    "thousands of fields": (record(*(f"X-{n}: {n}" for n in range(3000))), ""),
    "long value": (record(f"X-Mine: {'long ' * 20_000}"), ""),
    "no blank line before the block": (record().replace(b"\r\n\r\nHTTP", b"\r\nHTTP"), "4 field"),
    "two blank lines before the block": (record().replace(b"\r\n\r\nHTTP", b"\r\n\r\n\r\nHTTP"), "4 end"),
    "continuation with a bell": (record("X-Mine: 1", " \x07"), "4 control"),
    "NUL in a known field": (record("WARC-Truncated: len\x00gth"), "4 control"),
    "latin-1 in a name": (record("é: 1").replace("é".encode(), b"\xe9"), "4"),
    "next line of Unicode is no line end": (record("X-Mine: a\x85b\u2028c"), ""),
    "continuation before any field": (
        record().replace(b"WARC/1.1\r\n", b"WARC/1.1\r\n lonely\r\n"),
        "4 field",
    ),
    "no colon": (record("X-Mine 1"), "4 field"),
    "empty name": (record(": 1"), "4 field"),
    "space in a name": (record("X Mine: 1"), "4 field"),
    "bracket in a name": (record("X(Mine): 1"), "4 field"),
    "slash in a name": (record("X/Mine: 1"), "4 field"),
    "quote in a name": (record('"X-Mine": 1'), "4 field"),
    "at in a name": (record("X@Mine: 1"), "4 field"),
    "umlaut in a name": (record("Ärger: 1"), "4 field"),
    "bell in a name": (record("X\x07Mine: 1"), "4 field"),
    "nul in a value": (record("X-Mine: a\x00b"), "4"),
    "bell in a value": (record("X-Mine: a\x07b"), "4"),
    "escape in a value": (record("X-Mine: a\x1b[31mb"), "4"),
    "delete in a value": (record("X-Mine: a\x7fb"), "4"),
    "CR in a value": (record("X-Mine: a\rb"), "4"),
    "latin-1": (record("X-Mine: é").replace("é".encode(), b"\xe9"), "4 utf-8"),
    "cut utf-8": (record("X-Mine: é").replace("é".encode(), b"\xc3"), "4 utf-8"),
    "overlong utf-8": (record("X-Mine: é").replace("é".encode(), b"\xc0\xaf"), "4 utf-8"),
    "surrogate in utf-8": (record("X-Mine: é").replace("é".encode(), b"\xed\xa0\x80"), "4 utf-8"),
    "beyond Unicode": (record("X-Mine: é").replace("é".encode(), b"\xf5\x80\x80\x80"), "4 utf-8"),
    "LF in the middle": (record("X-Mine: 1\nX-Yours: 2"), "4 line end"),
    "LF at the end of the header": (record().replace(b"\r\n\r\nHTTP", b"\r\n\nHTTP"), "4"),
    "all LF but the version": (
        record(block=b"", drop="Content-Type").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n", 1),
        "4",
    ),
    "header ends with the file": (record().partition(b"\r\n\r\n")[0] + b"\r\n", "4 header"),
    "header cut in a name": (record()[:30], "4 header"),
    "encoded word, broken off": (record("X-Mine: =?UTF-8?Q?Zeit"), ""),
}

MANDATORY = {
    f"no {name}": (record(drop=name), section)
    for name, section in {
        "WARC-Record-ID": "5.",
        "WARC-Date": "5.",
        "WARC-Type": "5.",
        "Content-Length": "5.",
        "WARC-Target-URI": "5.14",
    }.items()
} | {
    f"empty {name}": (record(**{name.replace("-", "_"): ""}), "5")
    for name in (
        "WARC-Record-ID",
        "WARC-Date",
        "WARC-Type",
        "Content-Length",
        "WARC-Target-URI",
        "WARC-Truncated",
        "WARC-IP-Address",
        "WARC-Warcinfo-ID",
        "WARC-Concurrent-To",
        "WARC-Block-Digest",
        "WARC-Segment-Number",
        "WARC-Identified-Payload-Type",
    )
}

LONELY = {
    kind: (f"WARC/1.0\r\nWARC-Type: {kind}\r\n\r\n\r\n\r\n".encode(), "5.1 mandatory")
    for kind in (
        "warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation", "other"
    )
}  # fmt: skip

REPEATED = {
    f"two of {name}": (record(f"{name}: {value}", f"{name.lower()}: {value}", drop=name), "4 repeated")
    for name, value in {
        "WARC-Record-ID": ID,
        "WARC-Date": "2026-11-23T06:00:00Z",
        "WARC-Type": "response",
        "Content-Length": str(len(PAGE)),
        "Content-Type": "application/http",
        "WARC-Target-URI": "http://news.example/1",
        "WARC-Truncated": "length",
        "WARC-IP-Address": "192.0.2.1",
        "WARC-Warcinfo-ID": OTHER,
        "WARC-Block-Digest": "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
        "WARC-Payload-Digest": "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
        "WARC-Segment-Number": "1",
        "WARC-Identified-Payload-Type": "text/html",
    }.items()
} | {
    "two file names": (warcinfo("WARC-Filename: a.warc", "WARC-Filename: b.warc"), "4 repeated"),
    "two refers-to": (metadata(f"WARC-Refers-To: {OTHER}", f"WARC-Refers-To: {THIRD}"), "4 repeated"),
    "several concurrent-to": (
        record(*(f"WARC-Concurrent-To: <urn:uuid:{n}>" for n in range(9))),
        "",
    ),
    "several WARC-Protocol": (record("WARC-Protocol: http/1.1", "WARC-Protocol: tls/1.3"), ""),
    "the same record twice": (record() + record(), ""),
    "an id for two records": (record() + request(), ""),  # remarked on
}

LENGTHS = {
    "zeros before it": (record(Content_Length=f"00{len(PAGE)}"), ""),
    "zero": (record(block=b"", drop="Content-Type"), ""),
    "negative": (record(Content_Length="-1"), "5.3"),
    "plus": (record(Content_Length=f"+{len(PAGE)}"), "5.3"),
    "a word": (record(Content_Length="long"), "5.3"),
    "a fraction": (record(Content_Length=f"{len(PAGE)}.0"), "5.3"),
    "hexadecimal": (record(Content_Length=hex(len(PAGE))), "5.3"),
    "digits of another script": (record(Content_Length="５６"), "5.3"),
    "two numbers": (record(Content_Length="5 6"), "5.3"),
    "a list": (record(Content_Length=f"{len(PAGE)}, {len(PAGE)}"), "5.3"),
    "underscore": (record(Content_Length="5_6"), "5.3"),
    "a byte too few": (record(Content_Length=str(len(PAGE) - 1)), "4 end"),
    "a byte too many": (record(Content_Length=str(len(PAGE) + 1)), "4"),
    "beyond the file": (record(Content_Length="999"), "4"),
    "beyond any file": (record(Content_Length="9" * 30), "4"),
    "into the next record": (record(Content_Length="200") + record(WARC_Record_ID=OTHER), "4"),
    "nothing after the block": (record(end=""), "4"),
    "one line end after the block": (record(end="\r\n"), "4"),
    "LF after the block": (record(end="\n\n"), "4"),
    "one line end between records": (record(end="\r\n") + record(WARC_Record_ID=OTHER), "4"),
    "three line ends between records": (record(end="\r\n\r\n\r\n") + record(WARC_Record_ID=OTHER), "4"),
    "nul bytes at the end": (record() + b"\x00" * 512, "4"),
    "text at the end": (record() + b"the end\r\n", "4 version"),
    "empty file": (b"", "4 record"),
    "empty lines": (b"\r\n\r\n", "4"),
    "block of line ends": (resource(block=b"\r\n\r\n\r\n"), ""),
    "block like a record": (resource(block=record(), Content_Type="application/warc"), ""),
    "block is cut": (record()[:-20], "4"),
    "request cut after the header": (request(block=GET)[: -len(GET) - 4], "4"),
    "response of a header alone": (record(block=HEAD), ""),
}
