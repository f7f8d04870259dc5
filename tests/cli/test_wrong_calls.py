"""A wrong call is told in one line that names the option and the way to the help; nothing is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.homemade import Shell, small_home

from archive.home import Home
from crawler.cli.output import LONGEST, one_line

HUGE = "9" * 30


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = small_home(tmp_path_factory.mktemp("home") / "press")
    (made.sites / "press.toml").write_text('start = ["http://press.example/"]\n')
    return made


@pytest.fixture
def sh(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Home) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("init=", "name a folder for the archive home; see newsark init --help"),
        ("crwal", "No such command 'crwal'; see newsark --help"),
        ("--nope", "No such option '--nope'; see newsark --help"),
        ("show", "Missing argument 'ID|URL'; see newsark show --help"),
        ("articles --limit 0", "Invalid value for '--limit': 0 is not in the range x>=1; see newsark articles --help"),
        ("articles --limit x", "'--limit': 'x' is not a valid whole number; see newsark articles --help"),
        ("articles --site", "Option '--site' requires an argument; see newsark articles --help"),
        ("export nope", "No such command 'nope'; see newsark export --help"),
        ("schedule add", "Missing argument 'NAME'; see newsark schedule add --help"),
        ("schedule simulate --days nan", "'--days': 'nan' is not a number of days"),
        ("articles --json --csv", "--json and --csv: choose one of them; see newsark articles --help"),
        ("status --json --watch", "choose one of them; see newsark status --help"),
        ("crawl press --max-time 0", "'--max-time': '0' is no time at all; write 90s"),
        ("comments 1 --plot x.png", "x.png: the drawing is SVG"),
        ("takedown --dry-run", "name what to take down: an address or a record id"),
        ("takedown --level erase", "name what to take down: an address or a record id"),
        ("schedule runs nope", "unknown site 'nope'; known sites: press"),
        ("articles --since=", "'': not a date or time"),
        ("articles --site=", "'': nothing of this publication is in the archive"),
        ("changes --since=", "'': not a date or time"),
        ("stats --site=", "'': nothing of this publication is in the archive"),
        ("project --jobs 1000", "'--jobs': 1000 is not in the range 1<=x<=64"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_line(sh: Shell, words: str, said: str) -> None:
    done = sh(*(words.split() if words != "init=" else ("init", "")))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("newsark: ")
    assert said in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("articles", "--limit", HUGE),
        ("changes", "--limit", HUGE),
        ("search", "plant", "--limit", HUGE),
        ("cdx", "http://press.example/news/1", "--limit", HUGE),
    ],
)
def test_a_limit_no_list_can_have_is_none(sh: Shell, words: tuple[str, ...]) -> None:
    done = sh(*words)
    assert (done.code, done.err) == (0, "")
    assert done.out == sh(*words[:-2]).out


def test_messages_show_what_was_given_as_text(sh: Shell) -> None:
    done = sh("show", "a\nb\x1b[2J\u202e")
    assert done.code == 1
    assert done.err.startswith("newsark: a\\nb\\x1b[2J\\u202e: no such article; ")
    assert one_line("\udcff") == "\\xff"


def test_the_remedy_of_a_long_message_is_kept(sh: Shell) -> None:
    done = sh("show", "x" * 100_000)
    assert len(done.err) < LONGEST + 100
    assert done.err.endswith("newsark search looks inside\n")


def test_sql_names_each_column_and_says_when_there_are_no_rows(sh: Shell) -> None:
    assert sh("sql", "select 1 as a, 2 as a").lines[-1].split() == ["1", "2"]
    assert sh("sql", "select 1 as a where 0").out == "No rows.\n"
    assert sh("sql", "select 1 as a, 2 as b where 0", "--csv").out == "a,b\n"
    assert sh("sql", "select 1 as a where 0", "--json").out == ""
    assert "only SELECT can be asked" in sh("sql", "delete from articles").err
    assert "ends too soon" in sh("sql", "select count(").err


def test_what_cannot_be_brought_in_is_one_line(sh: Shell, tmp_path: Path) -> None:
    file = tmp_path / "note.warc"
    file.write_text("Dear archivist,\n")
    done = sh("import", str(file))
    assert (done.code, done.out, done.err) == (1, "", f"newsark: {file}: is no WARC, ARC or WACZ file\n")


def test_schedule_verbs_say_when_there_is_nothing(sh: Shell) -> None:
    none = "No schedules; make one with: newsark schedule add NAME --every 6h\n"
    assert [sh("schedule", verb).out for verb in ("list", "due", "simulate")] == [none] * 3
    assert sh("schedule", "due", "--json").out == ""
    assert sh("schedule", "runs", "press").out == "No runs of press yet.\n"
    assert sh("schedule", "add", "press", "--cron", "0 0 29 2 *").code == 0
    assert "Nothing is due; next: press at 20" in sh("schedule", "due").out
    sh("schedule", "pause", "press")
    assert sh("schedule", "due").out == "Nothing is due: all schedules are paused.\n"
    sh("schedule", "remove", "press")


def test_the_help_of_verbs_below_a_verb_stands_whole(sh: Shell) -> None:
    done = sh("schedule", "--help")
    assert "..." not in done.out.partition("Commands:")[2]
    assert "is switched on." in " ".join(done.out.split())
