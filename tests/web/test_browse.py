"""The pages as a server gives them: what they say, what they escape, and to whom they answer."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from db.made import capture
from web.webhome import EDITED, HOSTILE, OVERRIDE, PERSIAN, SCRIPT, browse, web_home

from archive.changes import Change
from archive.home import Home
from archive.web.render import Templates, wording


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return web_home(tmp_path_factory.mktemp("web") / "home")


@pytest.fixture(scope="module")
def base(home: Home) -> Iterator[str]:
    with browse(home, "--replay", "http://127.0.0.1:8080/") as address:
        yield address


def get(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def article(base: str, url: str) -> str:
    status, _, text = get(f"{base}/article?url={quote(url, safe='')}")
    assert status == 200
    return text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", ["Plant shut again", 'href="/site/press"']),
        ("/search?q=pipes", ["1 article<", "<mark>pipes</mark>"]),
        ("/search?q=pipes&language=fa", ["Nothing found"]),
        ("/search?q=%D9%84%D9%88%D9%84%D9%87", ["نیروگاه", "<mark>لوله</mark>"]),
        ("/site/press", ["Completeness", "error_status", "2026-10-31"]),
        ("/changes?kind=headline", ["<del>restarted</del>", "<ins>shut again</ins>"]),
        ("/archive/latest_articles?_facet=site", ["facet"]),
        ("/archive/latest_articles.json?_size=1", ['"rows"']),
        (f"/article/{capture(3).record_id.removeprefix('urn:uuid:')}", ["Plant shut again", "<svg ", "400"]),
    ],
)
def test_pages_say_what_is_there(base: str, path: str, said: list[str]) -> None:
    status, headers, text = get(base + path)
    assert status == 200
    assert [words for words in said if words not in text] == []
    assert "script-src" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_an_article_shows_versions_changes_counts_and_replay(base: str) -> None:
    text = article(base, EDITED)
    assert text.count("see it<") == 3
    assert f'href="http://127.0.0.1:8080/web/20261101030000/{EDITED}"' in text
    assert "3 versions of the text" in text
    assert "<del>40</del>" in text
    assert "<ins>400</ins>" in text
    assert "from 3 on 2026-11-01 01:00 to 40" in text
    assert "Correction: 400." in text


def test_hostile_texts_are_text(base: str) -> None:
    for text in (
        article(base, HOSTILE),
        get(f"{base}/search?q=hostile")[2],
        get(f"{base}/")[2],
        get(f"{base}/changes")[2],
    ):
        assert "<script" not in text.lower()
        assert "<img" not in text.lower()
        assert "\u202e" not in text
        assert "\x07" not in text
    assert "&lt;script&gt;" in article(base, HOSTILE)
    assert 'onload="alert' not in article(base, HOSTILE)
    assert SCRIPT + OVERRIDE not in article(base, HOSTILE)


def test_huge_headlines_make_small_pages(base: str) -> None:
    assert len(article(base, "http://press.example/huge")) < 20_000
    assert len(get(f"{base}/")[2]) < 20_000


def test_persian_runs_from_right_to_left(base: str) -> None:
    text = article(base, PERSIAN)
    assert '<article lang="fa" dir="rtl">' in text
    assert '<p dir="auto">وزیر نیرو' in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/article/00000000-0000-0000-0000-000000000000", 404),
        ("/article/nothing%20such", 404),
        ("/article?url=", 400),
        ("/site/nowhere", 404),
        ("/search?q=-only", 400),
        ("/search?q=a&since=soon", 400),
        ("/changes?kind=mood", 400),
    ],
)
def test_what_cannot_be_answered_is_a_page(base: str, path: str, status: int) -> None:
    found, _, text = get(base + path)
    assert found == status
    assert "Traceback" not in text
    assert "This cannot be answered" in text


def test_other_names_are_not_answered(base: str) -> None:
    assert get(f"{base}/", Host="evil.example")[0] == 421
    assert get(f"{base}/", Host="localhost:9")[0] == 200


def test_nothing_can_be_written(base: str, home: Home) -> None:
    before = home.archive_db.read_bytes()
    assert get(f"{base}/archive?sql=delete+from+captures")[0] == 400
    assert get(f"{base}/archive.db")[0] in (403, 404)
    assert home.archive_db.read_bytes() == before


def test_wordings_of_long_texts_stand_side_by_side() -> None:
    page = Templates(None).page("events", {"events": [], "named": False})
    assert "No changes." in page
    change = Change("body", "a " * 6000, "b", "edit")
    assert str(wording(change)).count("<del>") == 1


def test_a_home_without_rows_says_what_to_do(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(IndexError), browse(Home.create(tmp_path / "empty")):
        pass
    assert "run: newsark project" in capfd.readouterr().err
