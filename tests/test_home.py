from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import HomeError
from archive.home import Home


@pytest.mark.parametrize("text", ["a\nb", 'q"\\', "\x1b\x7f", "\U000e0001", "\u202e", "پیک"])
def test_any_text_can_be_an_operator(tmp_path: Path, text: str) -> None:
    Home.create(tmp_path / "home", operator=text)
    assert Home.open(tmp_path / "home").setting("operator") == text


def test_bytes_that_are_no_utf8_make_no_home(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="UTF-8"):
        Home.create(tmp_path / "home", contact="\udcff")
    assert not (tmp_path / "home").exists()


def test_create_then_open(tmp_path: Path) -> None:
    made = Home.create(tmp_path / "home", operator='The "Daily" Library', contact="desk@library.test\n")
    home = Home.open(tmp_path / "home")
    assert home == made
    assert home.setting("operator") == 'The "Daily" Library'
    assert home.setting("contact") == "desk@library.test\n"
    assert home.setting("warc.max_mib") == 1024
    assert home.setting("warc.nothing", 7) == 7
    assert home.warc.is_dir()
    assert home.sites.is_dir()


def test_a_home_without_its_captures_is_refused(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    home.warc.rmdir()
    with pytest.raises(HomeError, match="its folder warc/ is missing"):
        Home.open(home.path)


def test_a_lock_names_its_holder_and_dies_with_it(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    code = (
        "import sys; from pathlib import Path; from archive.home import Home\n"
        f"with Home.open(Path({str(home.path)!r})).lock('crawl-x', remedy='wait'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    held = f"in use by process {holder.pid} \\(crawl-x\\); wait"
    with pytest.raises(HomeError, match=held), home.lock("crawl-x", remedy="wait"):
        pass
    with home.lock("crawl-y", remedy="wait"):
        pass
    holder.kill()
    holder.communicate()
    with home.lock("crawl-x", remedy="wait"):
        pass


def test_a_setting_of_few_words(tmp_path: Path) -> None:
    home = Home.create(tmp_path)
    assert home.choice("warc.transfer", ("verbatim", "dechunk")) == "verbatim"
    (tmp_path / "newsark.toml").write_text("[warc]\ntransfer = 'unchunk'\n")
    with pytest.raises(HomeError, match=r"warc\.transfer is 'unchunk'; write one of: verbatim, dechunk"):
        Home.open(tmp_path).choice("warc.transfer", ("verbatim", "dechunk"))
