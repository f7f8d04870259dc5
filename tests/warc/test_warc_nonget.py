"""Keys of requests that are no GET: one rule for what is captured and for what a replayed page asks."""

from __future__ import annotations

import pytest

from archive.urls import surt
from archive.warc.nonget import asked, request_key

URL = "http://a.org/s"
FORM = b'--%s\r\nContent-Disposition: form-data; name="q"\r\n\r\ntwo words\r\n--%s\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n\0\xff\r\n--%s--\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/x-www-form-urlencoded", b"q=a+b&p=1", "q=a b&p=1"),
        ("application/x-www-form-urlencoded", b"q=\xff", "__wb_post_data=cT3/"),
        ("application/json; charset=utf-8", b'{"a":{"b":[1,true]},"c":null}', "b=1&b.2_=True&c=None"),
        ("application/json", b"{broken", ""),
        ("application/json", b"[" * 50_000, ""),
        ("text/plain", b'{"a": 1}\n{"a": 2}', "a=1&a.2_=2"),
        ("text/plain", b"hello", "__wb_post_data=aGVsbG8="),
        ("multipart/form-data; boundary=X1", FORM % ((b"X1",) * 3), None),
        ("multipart/form-data; boundary=X1", b"no parts", "__wb_post_data=bm8gcGFydHM="),
    ],
)
def test_a_page_asks_for_the_key_that_the_capture_got(kind: str, body: bytes, expected: str | None) -> None:
    wanted = asked(URL, "POST", kind, body)
    sent = b"POST /s HTTP/1.1\r\nHost: a.org\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), body)
    assert surt(wanted) == request_key(URL, sent)
    if expected is not None:
        assert wanted == f"{URL}?__wb_method=POST" + (f"&{expected}" if expected else "")
    assert len(wanted) < 5_000


def test_the_boundary_of_a_form_is_not_in_its_key() -> None:
    one, other = (
        asked(URL, "POST", f"multipart/form-data; boundary={b.decode()}", FORM % ((b,) * 3))
        for b in (b"X1", b"Y-2")
    )
    assert one == other == f"{URL}?__wb_method=POST&q=two+words&f=%00%FF"


def test_other_methods_count_and_get_adds_nothing() -> None:
    assert asked(URL + "?a=1", "DELETE", "", b"x") == f"{URL}?a=1&__wb_method=DELETE"
    assert asked(URL, "GET", "", b"x") == asked(URL, "HEAD", "", b"") == URL
