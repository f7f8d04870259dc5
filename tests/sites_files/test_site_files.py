"""Site files: what is read from them, and what each mistake is answered with."""

from datetime import timedelta

import pytest

from archive.errors import SiteError
from crawler.sites.load import load, names, read

WHOLE = """
start = ["https://News.example/"]
hosts = ["news.example", "*.news.example", "127.0.0.2:8700"]
asset_hosts = ["cdn.example"]
feeds = ["https://news.example/feed/"]
sitemaps = []
zone = "Asia/Tehran"
country = "IR"
language = "fa"
[crawl]
delay = 2
concurrency = 1
requisites = false
robots = "ignore"
[revisit]
shortest = "30m"
longest = "7d"
"""


def written(tmp_path, text, name="paper"):
    path = tmp_path / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_everything_a_file_can_say(tmp_path):
    site = read(written(tmp_path, WHOLE))
    assert (site.name, site.start, site.zone, site.country, site.language) == (
        "paper",
        ("https://News.example/",),
        "Asia/Tehran",
        "IR",
        "fa",
    )
    assert site.hosts == ("news.example", "*.news.example", "127.0.0.2:8700")
    assert (site.crawl.delay, site.crawl.concurrency, site.crawl.requisites, site.crawl.robots) == (
        2.0,
        1,
        False,
        "ignore",
    )
    assert (site.revisit.shortest, site.revisit.longest) == (timedelta(minutes=30), timedelta(days=7))


@pytest.mark.parametrize(
    ("start", "hosts"),
    [
        ("https://www.news.example/x", ("www.news.example", "news.example")),
        ("http://news.example:8080/", ("news.example:8080", "www.news.example:8080")),
        ("http://127.0.0.2:8700/", ("127.0.0.2:8700",)),
    ],
)
def test_a_start_address_is_enough(tmp_path, start, hosts):
    site = read(written(tmp_path, f'start = ["{start}"]'))
    assert site.hosts == hosts
    assert (site.crawl.delay, site.crawl.robots, site.asset_hosts) == (1.0, "obey", ("*",))


MISTAKES = [
    ("start = [", "paper.toml: not TOML: .*line 1"),
    (b'start = ["\xff"]', "paper.toml, line 1: not UTF-8; save the file as UTF-8"),
    ("", "paper.toml: start is missing; write for example: start = "),
    ("start = []", "line 1: start: must not be empty"),
    ('start = "http://a.example/"', "line 1: start: must be a list"),
    ('start = ["news.example"]', "line 1: start: 'news.example' is not a web address; write for example"),
    ('start = ["http://[::1"]', "line 1: start: .* is not a web address"),
    ('start = ["http://a.example:99999/"]', "line 1: start: .* is not a web address"),
    ('\nstart = ["http://a.example/"]\nhosts = ["http://a.example"]', "line 3: hosts: .* is not a host"),
    ('start = ["http://a.example/"]\nzone = "Tehran"', "line 2: zone: 'Tehran' is not a time zone"),
    ('start = ["http://a.example/"]\nzone = "../../etc/passwd"', "line 2: zone: .* is not a time zone"),
    ('start = ["http://a.example/"]\nstarts = 1', "line 2: starts: unknown key; did you mean start"),
    ('start = ["http://a.example/"]\ncrawl = 3', "line 2: crawl must be a table; write \\[crawl\\]"),
    (
        'start = ["http://a.example/"]\n[crawl]\n\ndelay = "fast"',
        "line 4: crawl.delay: must be a number from 0 to 3600",
    ),
    ('start = ["http://a.example/"]\n[crawl]\ndelay = nan', "line 3: crawl.delay: must be a number"),
    (
        'start = ["http://a.example/"]\n[crawl]\nconcurrency = true',
        "line 3: crawl.concurrency: must be a whole number",
    ),
    (
        'start = ["http://a.example/"]\n[crawl]\nrobots = "maybe"',
        'line 3: crawl.robots: must be "obey" or "ignore"',
    ),
    (
        'start = ["http://a.example/"]\n[crawl]\nrequisites = 1',
        "line 3: crawl.requisites: must be true or false",
    ),
    (
        'start = ["http://a.example/"]\n[revisit]\nshortest = "soon"',
        "line 3: revisit.shortest: must be a time such as",
    ),
    (
        'start = ["http://a.example/"]\n[revisit]\nlongest = "9999999999d"',
        "line 3: revisit.longest: .* is too long",
    ),
    (
        'start = ["http://a.example/"]\n[revisit]\nlongest = "1m"',
        r"line 3: shortest \(1:00:00\) is more than longest",
    ),
]


@pytest.mark.parametrize(("text", "says"), MISTAKES)
def test_a_mistake_is_one_line_with_file_line_and_remedy(tmp_path, text, says):
    with pytest.raises(SiteError, match=says) as error:
        read(written(tmp_path, text))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["nobody", "", "../paper", "Paper", "a/b", "x" * 100])
def test_an_unknown_name_lists_the_known_ones(tmp_path, name):
    written(tmp_path, WHOLE, "one")
    written(tmp_path, WHOLE, "two")
    with pytest.raises(SiteError, match="known sites: one, two"):
        load(tmp_path, name)


def test_an_empty_home_says_how_to_add_a_site(tmp_path):
    assert names(tmp_path / "missing") == []
    with pytest.raises(SiteError, match="add one with: newsark site add URL"):
        load(tmp_path, "paper")


def test_a_file_that_is_no_site_file(tmp_path):
    with pytest.raises(SiteError, match="larger than 1,000,000 bytes"):
        read(written(tmp_path, "#" * 1_000_001))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(SiteError, match="is no file; put the site file there"):
        load(tmp_path, "folder")
