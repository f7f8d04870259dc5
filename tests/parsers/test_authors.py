"""Bylines to names."""

import pytest

from crawler.parsers.authors import split_names
from crawler.parsers.header import read_text


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("By ANN LEE and JOHN COE-SMITH", ["Ann Lee", "John Coe-Smith"]),
        ("ANA LÓPEZ / Madrid", ["Ana López"]),
        ("By Ann Lee – Harbour Times –", ["Ann Lee"]),
        ("Von Anna Martel und Lea Wagner", ["Anna Martel", "Lea Wagner"]),
        ("Par Zoé Petit, Luc Martin", ["Zoé Petit", "Luc Martin"]),
        ("Ann Lee, Senior Political Editor", ["Ann Lee"]),
        ("By Ann Lee | May 3, 2016 2:30 PM", ["Ann Lee"]),
        ("Ann Lee (ann.lee@paper.example)", ["Ann Lee"]),
        ("By The Harbour Times", []),
        ("Follow us on Facebook", []),
        ("نویسنده: علی رضایی، سارا نوری", ["علی رضایی", "سارا نوری"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("Ann Lee Korrespondentin für Politik und Wirtschaft", ["Ann Lee"]),
        ("By Ann Lee, Chief Technology Officer and Head of Labs", ["Ann Lee"]),
        ("Ann Lee The Harbour Times", ["Ann Lee"]),
        ("Kommentar von Anna Martel", ["Anna Martel"]),
        ("Kommentar von", []),
        ("Photos by Ann Lee", []),
        ("Foto: Ann Lee", []),
        ("بواسطة", []),
    ],
)
def test_printed(byline: str, names: list[str]) -> None:
    assert split_names(byline, ["The Harbour Times"]) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("dpa", ["dpa"]),
        ("Ann Lee | Harbour Media", ["Ann Lee"]),
        ("James O&#039;Neil", ["James O'Neil"]),
        ("Lee, Ann", ["Ann Lee"]),
    ],
)
def test_stated(value: str, names: list[str]) -> None:
    assert split_names(value, stated=True) == names


def test_place_in_a_byline_is_no_author() -> None:
    assert read_text("By Ann Lee, Paris | 3 May 2016", language="en").authors == ("Ann Lee",)
