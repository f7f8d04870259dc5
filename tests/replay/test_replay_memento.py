"""RFC 7089 by section against the running server, link format (RFC 6690/8288) and the CDX API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from replay_home import S1, S2, T1, T2, Server, exchange, make_home, serving
from test_replay_library import row

from archive.errors import QueryError
from archive.replay.cdx import parse_query
from archive.replay.memento import accept_datetime, part, timemap_json, timemap_link

URL = "http://news.example/story"
MIDDLE = "20150101000000"
LINK = re.compile(r'<([^>]*)>((?:;\s*\w+="[^"]*")*)')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("memento") / "home"
    middle = T1.replace(year=2015, month=1, day=1, hour=0, minute=0)
    exchanges = [
        exchange(URL, b"one", when=T1),
        exchange(URL, b"gone", when=middle, status="404 Not Found"),
        exchange(URL, b"three", when=T2),
        exchange("http://news.example/moved", b"", f"Location: {URL}", status="302 Found"),
        exchange("http://sub.news.example/x", b"x"),
        exchange("http://news.example2/x", b"x"),
        exchange("http://news.example/i.png", b"\x89PNG\r\n", kind="image/png"),
    ]
    with serving(make_home(folder, exchanges)) as running:
        yield running


def links(value: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Relation → (address, parameters); a value with several relations comes under each."""
    found = {}
    for address, parameters in LINK.findall(value):
        said = dict(re.findall(r'(\w+)="([^"]*)"', parameters))
        for rel in said["rel"].split():
            found[rel] = (address, said)
    return found


def test_4_1_2_timegate_redirects_by_accept_datetime(server: Server) -> None:
    answer = server.get(f"/web/{URL}", Accept_Datetime="Sat, 29 Nov 2014 00:00:00 GMT")
    assert answer.status == 302
    assert answer["location"] == f"http://127.0.0.1:{server.port}/web/{S1}/{URL}"
    assert "accept-datetime" in answer["vary"].lower()
    assert answer["memento-datetime"] == ""  # 2.1.1: only mementos have one
    found = links(answer["link"])
    assert found["original"][0] == URL
    assert found["timemap"][1]["type"] == "application/link-format"
    assert found["first"][0].endswith(f"/web/{S1}/{URL}")
    assert found["last"][0].endswith(f"/web/{S2}/{URL}")


def test_4_5_1_without_accept_datetime_the_most_recent(server: Server) -> None:
    assert server.get(f"/web/{URL}")["location"].endswith(f"/web/{S2}/{URL}")
    assert server.get(f"/web/timegate/{URL}")["location"].endswith(f"/web/{S2}/{URL}")


@pytest.mark.parametrize(
    ("asked", "stamp"), [("Mon, 01 Jan 1990 00:00:00 GMT", S1), ("Tue, 01 Jan 2050 00:00:00 GMT", S2)]
)
def test_4_5_2_out_of_range_gives_the_nearest_end(server: Server, asked: str, stamp: str) -> None:
    assert stamp in server.get(f"/web/{URL}", Accept_Datetime=asked)["location"]


def test_4_5_3_an_unreadable_datetime_is_400(server: Server) -> None:
    answer = server.get(f"/web/{URL}", Accept_Datetime="yesterday")
    assert answer.status == 400
    assert "accept-datetime" in answer["vary"].lower()


def test_an_unknown_original_is_404(server: Server) -> None:
    answer = server.get("/web/http://news.example/never")
    assert answer.status == 404
    assert links(answer["link"])["original"][0] == "http://news.example/never"
    assert server.get("/web/timemap/link/http://news.example/never").status == 404


def test_2_2_memento_headers(server: Server) -> None:
    answer = server.get(f"/web/{S1}/{URL}")
    assert answer.status == 200
    assert parsedate_to_datetime(answer["memento-datetime"]) == T1
    found = links(answer["link"])
    assert {"original", "timegate", "timemap", "memento", "first", "next", "last"} <= set(found)
    assert found["next"][0].endswith(f"/web/{MIDDLE}/{URL}")
    assert all(
        parsedate_to_datetime(said["datetime"])
        for rel, (_, said) in found.items()
        if rel in {"first", "last", "next"}
    )
    assert "vary" not in answer.headers  # the negotiation was the TimeGate's


def test_4_2_the_links_lead_where_they_say(server: Server) -> None:
    found = links(server.get(f"/web/{S1}/{URL}")["link"])
    for rel in ("timegate", "timemap", "first", "last"):
        path = found[rel][0].removeprefix(f"http://127.0.0.1:{server.port}")
        assert server.get(path).status in {200, 302}


def test_a_captured_error_is_a_memento_too(server: Server) -> None:
    answer = server.get(f"/web/{MIDDLE}mp_/{URL}")
    assert (answer.status, answer.text) == (404, "gone")
    assert answer["memento-datetime"] == "Thu, 01 Jan 2015 00:00:00 GMT"


def test_a_captured_redirect_is_a_memento_too(server: Server) -> None:
    answer = server.get(f"/web/{S1}/http://news.example/moved")
    assert (answer.status, answer["location"]) == (302, f"/web/{S1}/{URL}")
    assert answer["memento-datetime"]


def test_every_other_form_of_the_address_leads_to_the_memento(server: Server) -> None:
    for form in (
        f"/web/2014/{URL}",
        "/web/20141127/http:/news.example/story",
        "/web/2014/news.example/story",
    ):
        answer = server.get(form)
        assert (answer.status, answer["location"]) == (302, f"/web/{S1}/{URL}")
        assert answer["memento-datetime"] == ""


def test_embedded_resources_are_served_in_place(server: Server) -> None:
    answer = server.get("/web/20200101000000im_/http://news.example/i.png")
    assert (answer.status, answer["content-type"]) == (200, "image/png")
    assert parsedate_to_datetime(answer["memento-datetime"]) == T1


def test_5_timemap_in_link_format(server: Server) -> None:
    answer = server.get(f"/web/timemap/link/{URL}")
    assert answer["content-type"].startswith("application/link-format")
    lines = answer.text.strip().split(",\n")
    found = [links(line) for line in lines]
    assert [next(iter(one)) for one in found] == ["original", "self", "timegate", "first", "memento", "last"]
    said = found[1]["self"][1]
    assert (said["from"], said["until"]) == ("Fri, 28 Nov 2014 00:02:00 GMT", "Sun, 01 Mar 2015 12:00:00 GMT")
    for one in found[3:]:
        assert parsedate_to_datetime(one["memento"][1]["datetime"])
        path = one["memento"][0].removeprefix(f"http://127.0.0.1:{server.port}")
        assert server.get(path)["memento-datetime"] == one["memento"][1]["datetime"]


def test_5_1_2_large_timemaps_come_in_pages() -> None:
    site = "http://a.example"
    rows = [row(URL, n) for n in range(25)]
    pages = [part(rows, at, size=10) for at in ("", "20260101001000", "20260101002000")]
    assert [len(page.rows) for page in pages] == [10, 10, 5]
    assert [part(rows, at, size=10).number for at in ("2014", "20260101001459", "2999", "*")] == [0, 1, 2, 0]
    said = [[links(line) for line in timemap_link(site, URL, page).strip().split(",\n")] for page in pages]
    roles = [[next(iter(one)) for one in page] for page in said]
    assert [page[:5] for page in roles] == [["original", "self", "timemap", "timemap", "timegate"]] * 3
    assert [("first" in page, "last" in page) for page in roles] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    own = [page[1]["self"] for page in said]
    assert [one[0].removeprefix(f"{site}/web/timemap/link/") for one in own] == [
        URL, f"20260101001000/{URL}", f"20260101002000/{URL}",
    ]  # fmt: skip
    assert own[1][1]["from"] == "Thu, 01 Jan 2026 00:10:00 GMT"
    assert own[1][1]["until"] == "Thu, 01 Jan 2026 00:19:00 GMT"
    assert said[0][2]["timemap"][0] == own[1][0]
    assert said[2][3]["timemap"][0] == own[1][0]
    as_json = json.loads(timemap_json(site, URL, pages[1]))
    assert len(as_json["pages"]) == 3
    assert as_json["self"] == as_json["pages"][1]["uri"]
    assert as_json["mementos"]["last"]["datetime"] == "2026-01-01T00:24:00Z"


def test_5_1_2_a_page_is_asked_for_by_its_first_second(server: Server) -> None:
    assert server.get(f"/web/timemap/link/{S2}/{URL}").text == server.get(f"/web/timemap/link/{URL}").text


def test_5_timemap_in_json(server: Server) -> None:
    found = json.loads(server.get(f"/web/timemap/json/{URL}").text)
    assert found["original_uri"] == URL
    assert [one["datetime"] for one in found["mementos"]["list"]] == [
        "2014-11-28T00:02:00Z",
        "2015-01-01T00:00:00Z",
        "2015-03-01T12:00:00Z",
    ]
    assert found["mementos"]["last"]["uri"].endswith(f"/web/{S2}/{URL}")


def test_head_is_get_without_a_body(server: Server) -> None:
    from replay_home import ask

    one, other = server.get(f"/web/{S1}/{URL}"), ask(server.port, "HEAD", f"/web/{S1}/{URL}", {})
    assert other.body == b""
    assert {k: v for k, v in other.headers.items() if k != "date"} == {
        k: v for k, v in one.headers.items() if k != "date"
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "Fri, 99 Nov 2014",
        "Fri, 28 Nov 99999 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 -0100",
        "0",
        "\x00",
    ],
)
def test_accept_datetime_never_breaks(text: str) -> None:
    if not text:
        assert accept_datetime(text) is None
    else:
        with pytest.raises(ValueError, match="cannot be read"):
            accept_datetime(text)


def cdx(server: Server, query: str) -> list[str]:
    answer = server.get("/web/cdx?" + query)
    assert answer.status == 200, answer.text
    return answer.text.splitlines()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"url={URL}&fl=timestamp,statuscode", [f"{S1} 200", f"{MIDDLE} 404", f"{S2} 200"]),
        (f"url={URL}&fl=timestamp&sort=reverse", [S2, MIDDLE, S1]),
        (f"url={URL}&fl=timestamp&closest=20150102", [MIDDLE, S1, S2]),
        (f"url={URL}&fl=timestamp&closest=20150102&limit=1", [MIDDLE]),
        (f"url={URL}&fl=timestamp&from=2015", [MIDDLE, S2]),
        (f"url={URL}&fl=timestamp&to=2014", [S1]),
        (f"url={URL}&fl=timestamp&from=20150101000000&to=20150101000000", [MIDDLE]),
        (f"url={URL}&fl=timestamp&filter=statuscode:200", [S1, S2]),
        (f"url={URL}&fl=timestamp&filter=!=status:200", [MIDDLE]),
        (f"url={URL}&fl=timestamp&filter=~status:4..&filter=mime:html", [MIDDLE]),
        (f"url={URL}&fl=timestamp&offset=1&limit=1", [MIDDLE]),
        ("url=http://news.example/*&fl=url&filter==mime:image/png", ["http://news.example/i.png"]),
        ("url=news.example&matchType=host&fl=url&filter==status:302", ["http://news.example/moved"]),
        ("url=*.news.example&fl=url&filter=url:/x", ["http://sub.news.example/x"]),
        ("url=http://news.example/never", []),
        (f"url={URL}&fl=timestamp&pageSize=2", [S1, MIDDLE]),
        (f"url={URL}&fl=timestamp&pageSize=2&page=1", [S2]),
        (f"url={URL}&page=1", []),
        (f"url={URL}&pageSize=2&showNumPages=true", ['{"blocks": 2, "pages": 2, "pageSize": 2}']),
        (f"url={URL}&showNumPages=true", ['{"blocks": 1, "pages": 1, "pageSize": 100000}']),
    ],
)
def test_cdx_parameters(server: Server, query: str, expected: list[str]) -> None:
    assert cdx(server, query) == expected


def test_cdx_output_forms(server: Server) -> None:
    (line,) = cdx(server, f"url={URL}&limit=1")
    assert line.startswith(f"example,news)/story {S1} " + "{")
    (record,) = cdx(server, f"url={URL}&limit=1&output=json")
    fields = json.loads(record)
    assert (fields["urlkey"], fields["timestamp"], fields["status"], fields["mime"]) == (
        "example,news)/story",
        S1,
        "200",
        "text/html",
    )
    assert json.loads(line.split(" ", 2)[2]) == {
        k: v for k, v in fields.items() if k not in {"urlkey", "timestamp"} and v != "-"
    }


@pytest.mark.parametrize(
    "query",
    ["", "url=", "url=javascript:x", "url=a.org&matchType=all", "url=a.org&sort=up", "url=a.org&from=last", "url=a.org&limit=-1", "url=a.org&filter=x", "url=a.org&filter=~url:(", "url=a.org&filter=~url:(a%2B)%2B", "url=a.org&filter=~url:((a*)a*)*", "url=a.org&filter=~url:(.?.?)*", "url=a.org&filter=~url:.?.?.?.?.?.?.?.?.?x", "url=a.org&output=xml", "url=http://[/", "url=a.org&page=x"],
)  # fmt: skip
def test_cdx_says_what_makes_no_sense(server: Server, query: str) -> None:
    with pytest.raises(QueryError):
        parse_query(query)
    answer = server.get("/web/cdx?" + query)
    assert answer.status == 400
    assert answer.text.count("\n") == 1
