"""The running server on loopback: replies, guards, hostile requests and hostile captures."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from replay_home import S1, S2, T1, T2, Answer, Server, ask, exchange, make_home, serving

from archive.home import Home
from archive.replay.listen import ReplayError
from archive.replay.ranges import partial
from archive.replay.server import serve
from archive.replay.wire import BadRequest, Reply, format_head, parse_head

HOST = "http://news.example"
PAGE = '<!doctype html><title>t</title><link rel=stylesheet href=/s.css><p>Hello <a href="/b?x=1&amp;y=2">b</a><img src=i.png>'
PAGE += "<p>" + "words that make a revisit worth its record " * 60
DATA = bytes(range(256)) * 8
BOMB = b"\0" * (200 << 20)


def chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 7]), body[i : i + 7]) for i in range(0, len(body), 7))
        + b"0\r\n\r\n"
    )


def raw_deflate(body: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(body) + squeezer.flush()


ODD_TARGETS = (
    "mailto:a@b.example",
    "data:text/html,x",
    "javascript:alert(1)",
    "about:blank",
    "blob:http://127.0.0.1/x",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    text = PAGE.encode()
    exchanges = [
        exchange(f"{HOST}/", text, when=T1),
        exchange(f"{HOST}/", text, when=T2),
        exchange(f"{HOST}/gzip", gzip.compress(text), "Content-Encoding: gzip"),
        exchange(f"{HOST}/br", brotli.compress(text), "Content-Encoding: br"),
        exchange(f"{HOST}/deflate", zlib.compress(text), "Content-Encoding: deflate"),
        exchange(f"{HOST}/raw-deflate", raw_deflate(text), "Content-Encoding: deflate"),
        exchange(f"{HOST}/chunked", chunked(text), "Transfer-Encoding: chunked"),
        exchange(f"{HOST}/both", chunked(gzip.compress(text)), "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        exchange(f"{HOST}/fake-gzip", text, "Content-Encoding: gzip"),
        exchange(f"{HOST}/data", DATA, kind="audio/mpeg"),
        exchange(f"{HOST}/part", DATA[256:512], "Content-Range: bytes 256-511/2048", status="206 Partial Content", kind="audio/mpeg"),
        exchange(f"{HOST}/all-206", DATA, "Content-Range: bytes 0-2047/2048", status="206 Partial Content", kind="audio/mpeg"),
        exchange(f"{HOST}/s.css", b"@import 'u.css';a{b:url(x)}", kind="text/plain"),
        exchange(f"{HOST}/no-type", b"<p><a href=x>", kind=""),
        exchange(f"{HOST}/two-types", b"<p><a href=x>", "Content-Type: text/html", kind="image/png"),
        exchange(f"{HOST}/x.xml", b'<?xml-stylesheet href="x.xsl"?><r>x</r>', kind="text/xml"),
        exchange(f"{HOST}/png-as-html", b"\x89PNG\r\n\x1a\n<a href=x>", kind="text/html"),
        exchange(f"{HOST}/utf16", "<p>ñ<a href=ö>".encode("utf-16"), kind="text/html"),
        exchange(f"{HOST}/svg", b"<svg><a xlink:href='/x'/></svg>", kind="image/svg+xml"),
        exchange(f"{HOST}/q?a=1&_=1700000000000", b"cb1({})", kind="application/javascript"),
        exchange(f"{HOST}/q2?callback=cb1&_=17", b"cb1({})", kind="application/javascript"),
        exchange("http://loop.example/", b"", "Location: https://loop.example/", status="301 Moved"),
        exchange("https://loop.example/", b"<p>arrived"),
        exchange(f"{HOST}/search", b"<p>found x", method="POST", sent=b"q=x"),
        exchange(f"{HOST}/secret/1", b"<p>secret"),
        exchange(f"{HOST}/status", b"odd", status="999 What"),
        exchange(f"{HOST}/proxy-auth", b"odd", status="407 Proxy"),
        exchange(f"{HOST}/headers", text, "Set-Cookie: a=b", "Clear-Site-Data: *", "Link: <//evil>; rel=preconnect", "X-Big: " + "y" * 60_000, *(f"X-{n}: z" for n in range(300))),
        exchange(f"{HOST}/split", b"", "Location: /x\u010a\u010dSet-Cookie: a=b".encode().decode("latin-1"), status="302 Found"),
        *(exchange(f"{HOST}/to/{n}", b"", f"Location: {to}", status="302 Found") for n, to in enumerate(ODD_TARGETS)),
        exchange(f"{HOST}/bomb", gzip.compress(BOMB), "Content-Encoding: gzip"),
        exchange(f"{HOST}/bomb-br", brotli.compress(BOMB, quality=1), "Content-Encoding: br", kind="image/png"),
        exchange(f"{HOST}/deep", b"<div>" * 100_000 + b"<a href=x>deep"),
        exchange(f"{HOST}/wide", b"<a " + b"b=c " * 50_000 + b"href=x>"),
        exchange(f"{HOST}/title", "<title></script><script>alert(1)</script>\u202egnp.exe</title><p>x".encode()),
        exchange(f"{HOST}/\u202e<script>alert(1)</script>", b"<p>x"),
    ]  # fmt: skip
    folder: Path = tmp_path_factory.mktemp("replay") / "home"
    config = f'\n[replay]\nhidden = ["{HOST}/secret/*"]\n'
    with serving(make_home(folder, exchanges, config=config)) as running:
        yield running


def at(path: str, modifier: str = "mp_") -> str:
    return f"/web/{S1}{modifier}/{HOST}{path}"


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "raw-deflate", "chunked", "both", "fake-gzip"])
def test_every_transfer_replays_as_the_same_page(server: Server, coding: str) -> None:
    answer = server.get(at(f"/{coding}"))
    plain = server.get(at("/"))
    assert answer.text == plain.text
    assert f'href="/web/{S1}/{HOST}/b?x=1&amp;y=2"' in answer.text
    assert answer["content-encoding"] == answer["transfer-encoding"] == ""


def test_raw_is_the_body_as_captured(server: Server) -> None:
    answer = server.get(at("/both", "id_"))
    assert answer["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body).decode() == PAGE
    assert answer["content-type"] == "text/html; charset=utf-8"


def test_a_browser_gets_raw_pages_as_source(server: Server) -> None:
    assert server.get(at("/", "id_"), Sec_Fetch_Dest="document")["content-type"] == "text/plain"
    assert server.get(at("/data", "id_"), Sec_Fetch_Dest="document")["content-type"] == "audio/mpeg"


def test_a_revisit_has_the_body_of_its_original(server: Server) -> None:
    answer = server.get(f"/web/{S2}mp_/{HOST}/")
    assert answer.text == server.get(at("/")).text.replace(S1, S2)


@pytest.mark.parametrize("path", ["/", "/data", "/s.css", "/svg", "/headers", "/status", "/bomb"])
@pytest.mark.parametrize("modifier", ["", "mp_", "id_", "im_", "if_"])
def test_every_replay_is_fenced_in(server: Server, path: str, modifier: str) -> None:
    answer = server.get(at(path, modifier))
    policy = answer["content-security-policy"]
    assert "script-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-forms" not in policy
    assert "default-src 'none'" in policy
    assert answer["referrer-policy"] == "no-referrer"
    assert answer["set-cookie"] == answer["clear-site-data"] == ""
    assert "preconnect" not in answer["link"]
    assert len(answer.body) <= 130 << 20


def test_the_banner_is_on_pages_only(server: Server) -> None:
    assert "shadowrootmode" in server.get(at("/", "")).text
    assert "shadowrootmode" not in server.get(at("/", "mp_")).text
    assert "shadowrootmode" not in server.get(at("/svg", "")).text


def test_types_are_read_as_browsers_read_them(server: Server) -> None:
    style = server.get(at("/s.css", "cs_"))
    assert style["content-type"] == "text/css"
    assert style.text == f'@import url("/web/{S1}cs_/{HOST}/u.css");a{{b:url("/web/{S1}im_/{HOST}/x")}}'
    assert server.get(at("/no-type")).text == f'<p><a href="/web/{S1}/{HOST}/x">'
    assert server.get(at("/no-type"))["content-type"] == "text/html"
    assert server.get(at("/two-types")).text == f'<p><a href="/web/{S1}/{HOST}/x">'
    assert server.get(at("/two-types"))["content-type"] == "text/html"
    for way in ("mp_", "if_"):
        assert (
            server.get(at("/x.xml", way)).text
            == f'<?xml-stylesheet href="/web/{S1}cs_/{HOST}/x.xsl"?><r>x</r>'
        )
    assert server.get(at("/png-as-html", "im_")).body.endswith(b"<a href=x>")
    assert server.get(at("/utf16"))["content-type"] == "text/html; charset=utf-8"
    assert server.get(at("/utf16")).text == f'<p>ñ<a href="/web/{S1}/{HOST}/%C3%B6">'


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "body"),
    [
        ("bytes=0-9", 206, "bytes 0-9/2048", DATA[:10]),
        ("bytes=2040-", 206, "bytes 2040-2047/2048", DATA[2040:]),
        ("bytes=-5", 206, "bytes 2043-2047/2048", DATA[-5:]),
        ("bytes=-65558", 206, "bytes 0-2047/2048", DATA),
        ("bytes=0-99999", 206, "bytes 0-2047/2048", DATA),
        ("bytes=5000-", 416, "bytes */2048", None),
        ("bytes=9-2", 200, "", DATA),
        ("bytes=0-1,4-5", 200, "", DATA),
        ("lines=1-2", 200, "", DATA),
        ("bytes=-", 200, "", DATA),
    ],
)
def test_ranges(server: Server, asked: str, status: int, content_range: str, body: bytes | None) -> None:
    answer = server.get(at("/data"), Range=asked)
    assert (answer.status, answer["content-range"]) == (status, content_range)
    assert body is None or answer.body == body


def test_captures_of_parts(server: Server) -> None:
    assert server.get(at("/all-206")).status == 200
    assert server.get(at("/part"))["content-range"] == "bytes 256-511/2048"
    inside = server.get(at("/part"), Range="bytes=300-309")
    assert (inside.status, inside.body) == (206, DATA[300:310])
    assert server.get(at("/part"), Range="bytes=0-9").status == 416


def test_a_range_of_an_empty_body_is_refused() -> None:
    assert partial(Reply(200, (), b""), "bytes=0-0").status == 416


def test_cache_busting_finds_its_capture(server: Server) -> None:
    assert server.get(at("/q?_=1800000000000&a=1", "js_")).body == b"cb1({})"
    assert server.get(at("/q2?callback=cb77&_=99", "js_")).body == b"cb77({})"
    assert server.get(at("/q?a=2", "js_")).status == 404


def test_a_redirect_to_itself_is_passed_over(server: Server) -> None:
    answer = server.get(f"/web/{S1}/http://loop.example/")
    assert (answer.status, answer["location"]) == (302, f"/web/{S1}/https://loop.example/")
    assert "arrived" in server.get(answer["location"]).text


def test_a_post_finds_its_answer_by_its_body(server: Server) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask(server.port, "POST", at("/search"), form, b"q=x").text == "<p>found x"
    assert ask(server.port, "POST", at("/search"), form, b"q=y").status == 404


def test_hidden_captures_say_so_everywhere(server: Server) -> None:
    for answer in (
        server.get(at("/secret/1", "")), server.get(at("/secret/1", "id_")), server.get(f"/web/{HOST}/secret/1"),
        server.page(f"/-/captures?url={HOST}/secret/1"), server.page(f"/-/compare?url={HOST}/secret/1"),
    ):  # fmt: skip
        assert answer.status == 451
        assert "<p>secret" not in answer.text
    assert server.get(f"/web/timemap/link/{HOST}/secret/1").status == 404
    assert "secret" not in server.get(f"/web/cdx?url={HOST}/*").text
    assert "secret" not in server.get(at("/secreT", "")).text.replace("secreT", "")


def test_missing_captures_say_so(server: Server) -> None:
    page = server.get(at("/nothing", ""))
    assert (page.status, "Not in this archive" in page.text) == (404, True)
    assert server.get(at("/nothing.png", "im_")).body == b"not in this archive\n"


def test_odd_statuses(server: Server) -> None:
    assert server.get(at("/status")).status == 999
    assert server.get(at("/proxy-auth")).status == 403


def raw(port: int, data: bytes) -> bytes:
    """What the server sends for these bytes until it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    return received


def host(port: int) -> bytes:
    return b"Host: 127.0.0.1:%d\r\n" % port


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"DELETE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nbroken\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA : b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (b"POST /web/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST /web/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST /web/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /web/ HTTP/1.1\r\nHost: 127.0.0.1\r\nService-Worker: script\r\n\r\n", 403),
        (b"GET /web/x HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n", 403),
    ],
)  # fmt: skip
def test_requests_that_are_refused(server: Server, head: bytes, status: int) -> None:
    for port in (server.port, server.pages):
        answer = raw(port, head)
        got = int(answer.split(b" ", 2)[1])
        assert got == status or (port == server.pages and b"POST" in head and got in {405, status})


@pytest.mark.parametrize(
    "target",
    ["/web/../../etc/passwd", "/../etc/passwd", "/web/2014/../../../etc/passwd", "//etc/passwd", "/-/style.css/../app.py", "/web/%2e%2e/x", "/-/../style.css", "/web/2014id_/file:///etc/passwd", "/web/2014/http://[/", "/web/http://[/", "/web/2014/http://", "/-/captures?url=http://[", "/web/%00", "/-/capture?id=../../x", "/%2e%2e%2fetc"],
)  # fmt: skip
def test_path_tricks_lead_nowhere(server: Server, target: str) -> None:
    for port in (server.port, server.pages):
        answer = ask(port, "GET", target, {})
        assert answer.status in {302, 400, 404}
        assert b"root:" not in answer.body


@pytest.mark.parametrize("target", ["/web/{}", "/web/2014/{}", "/web/*/{}", "/web/timemap/link/{}"])
def test_no_header_can_be_injected_through_an_address(server: Server, target: str) -> None:
    wild = "http://news.example/%0d%0aSet-Cookie:%20a=b%0d%0a\u2028\u00e9"
    answer = raw(
        server.port,
        b"GET "
        + target.format(wild).encode()
        + b" HTTP/1.1\r\n"
        + host(server.port)
        + b"Connection: close\r\n\r\n",
    )
    head = answer.partition(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"set-cookie") for line in head.split(b"\r\n"))
    answer = server.get(at("/split", ""))
    assert answer["set-cookie"] == ""


def test_a_line_break_in_a_reply_is_our_bug_and_caught() -> None:
    with pytest.raises(ValueError, match="line break"):
        format_head(Reply(200, (("X", "a\r\nb"),)), keep=True)


def test_a_request_line_that_two_readers_could_read_twice_is_refused() -> None:
    for line in (
        b"GET  / HTTP/1.1",
        b"GET /\tx HTTP/1.1",
        b" GET / HTTP/1.1",
        b"get / HTTP/1.1",
        b"GET / HTTP/1.1\nHost: x",
    ):
        with pytest.raises(BadRequest):
            parse_head(line)


def test_a_header_full_of_blanks_is_read_at_once() -> None:
    start = time.process_time()
    request, _ = parse_head(b"GET / HTTP/1.1\r\nX: \t b" + b" " * 32_000 + b"c \t")
    assert request.headers["x"] == "b" + " " * 32_000 + "c"
    assert time.process_time() - start < 1


def test_bombs_are_cut_and_others_are_served_meanwhile(server: Server) -> None:
    results: list[Answer] = []
    threads = [
        threading.Thread(target=lambda p=p: results.append(server.get(at(p)))) for p in ("/bomb", "/bomb-br")
    ]
    for thread in threads:
        thread.start()
    assert server.get(at("/")).status == 200
    for thread in threads:
        thread.join()
    assert sorted(len(answer.body) for answer in results) == [16 << 20, 128 << 20]


def test_deep_and_wide_pages_are_rewritten_in_time(server: Server) -> None:
    began = time.process_time()
    assert server.get(at("/deep")).text.endswith(f'<a href="/web/{S1}/{HOST}/x">deep')
    assert server.get(at("/wide")).text.endswith(f'href="/web/{S1}/{HOST}/x">')
    assert time.process_time() - began < 5


def test_untrusted_text_stays_text_on_our_pages(server: Server) -> None:
    wild = f"{HOST}/%E2%80%AE%3Cscript%3Ealert(1)%3C/script%3E"
    for answer in (
        server.get(f"/web/{S1}/{HOST}/%22%3E%3Cscript%3E"),
        server.page(f"/-/captures?url={wild}"),
        server.page("/-/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE"),
        server.page("/?site=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        server.page(f"/-/compare?url={HOST}/title"),
    ):  # fmt: skip
        assert "<script" not in answer.text
        assert "\u202e" not in answer.text
        assert (
            "script-src" in answer["content-security-policy"]
            or "default-src 'none'" in answer["content-security-policy"]
        )


def test_our_pages_and_the_captures_are_two_origins(server: Server) -> None:
    assert server.port != server.pages
    assert server.page(at("/")).status == 404
    assert server.get("/")["location"] == f"http://127.0.0.1:{server.pages}/"
    assert server.get(f"/web/*/{HOST}/")["location"].startswith(
        f"http://127.0.0.1:{server.pages}/-/captures?"
    )


def test_our_pages_work_without_a_projection(server: Server) -> None:
    front = server.page("/")
    assert (front.status, "newsark project" in front.text) == (200, True)
    listing = server.page(f"/-/captures?url={HOST}/").text
    assert f"/web/{S1}/{HOST}/" in listing
    assert "same" in listing
    assert "revisit" in listing
    assert server.page("/-/capture?id=urn:uuid:00000000-0000-4000-8000-000000000000").status == 404
    assert server.page("/-/style.css")["content-type"].startswith("text/css")


def test_one_capture_and_two_compared(server: Server) -> None:
    link = server.get(at("/", "")).text.partition("/-/capture?id=")[2].partition("#")[0]
    page = server.page(f"/-/capture?id={link}")
    assert page.status == 200
    assert "Headers as received" in page.text
    assert server.page(f"/-/compare?url={HOST}/&a={S1}&b={S2}").text.count("The texts are the same.") == 1


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(ReplayError, match="is in use") as caught:
            serve(home, port=taken.getsockname()[1])
        assert "\n" not in str(caught.value)
        assert caught.value.exit_code == 2
    with pytest.raises(ReplayError, match="cannot listen"):
        serve(home, host="192.0.2.1", port=0)


def test_more_than_loopback_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    with caplog.at_level(logging.WARNING):
        serve(Home.create(tmp_path / "home"), host="0.0.0.0", port=0, ready=lambda _: stop.set(), stop=stop)
    assert "everybody who can reach this machine" in caplog.text


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", [exchange(f"{HOST}/", b"x" * 5_000)])
    (file,) = home.warc.glob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:700])
    with serving(home) as server:
        answer = server.get(at("/", ""))
    assert answer.status == 502
    assert "cannot be read" in answer.text


@pytest.mark.parametrize("number", range(len(ODD_TARGETS)))
def test_redirects_lead_to_captures_or_nowhere(server: Server, number: int) -> None:
    answer = server.get(at(f"/to/{number}"))
    assert (answer.status, answer["location"]) == (302, "")
    assert answer["x-archive-orig-location"] == ODD_TARGETS[number]


@pytest.mark.parametrize(
    "target",
    ["/web/cdx", "/web/cdx?url=x.example", "/nowhere", "/web/2014/", "/web/timemap/link/http://x.example/"],
)
def test_text_of_ours_is_inert(server: Server, target: str) -> None:
    answer = server.get(target)
    assert answer["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer["x-content-type-options"] == "nosniff"
