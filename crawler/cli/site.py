"""`newsark site add | list | learn | try | case`"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import Group, format_options, home_option
from crawler.cli.output import emit, json_line, printable, shorten

if TYPE_CHECKING:
    from archive.model import Article, Capture
    from crawler.parsers.templates import Layout


@click.group(cls=Group)
def command() -> None:
    """Add, list, learn and try publications."""


@command.command()
@click.argument("url")
@click.option("--name", help="What to call it; by default made from its address.")
@home_option
def add(home: Home, url: str, name: str | None) -> None:
    """Look at a publication and write its site file.

    Fetches the front page, robots.txt, feeds and sitemaps (and keeps what it fetched in the archive), writes
    sites/NAME.toml and prints what was found.
    """
    from crawler.spiders.visit import add_site

    path, found = add_site(home, url, name)
    for line in found.lines():
        click.echo(printable(line))
    click.echo(f"written: {path}")
    click.echo(f"Next: newsark crawl {path.stem}")


@command.command("list")
@format_options
@home_option
def list_(home: Home, form: str | None) -> None:
    """List the publications of this home."""
    from crawler.sites.load import load, names

    sites = [load(home.sites, name) for name in names(home.sites)]
    rows = [
        {"name": s.name, "start": list(s.start), "feeds": len(s.feeds), "sitemaps": len(s.sitemaps)}
        for s in sites
    ]
    columns = ("name", "start", "feeds", "sitemaps")
    if not emit(rows, form, columns, columns) and form is None:
        click.echo("No publications. Add one with: newsark site add http://…")


@command.command()
@click.argument("name", metavar="NAME")
@click.option("--replace", is_flag=True, help="Write the file anew even if it has been changed by hand.")
@home_option
def learn(home: Home, name: str, replace: bool) -> None:
    """Learn a publication's layouts from its captures.

    NAME is a site of this home, or a captured host. Reads up to 360 captured articles and writes which template lines
    of the pages hold the text and which the furniture around it to sites/layouts/NAME.toml. Articles are read with it
    from then on: run newsark project.
    """
    from crawler.learning import learn_site

    learned = learn_site(home, name, replace=replace)
    for layout in learned.layouts:
        for line in _of_layout(layout):
            click.echo(printable(line))
    click.echo(f"learned from {learned.pages:,} captures of articles; written: {learned.path}")
    click.echo("Next: newsark project")


def _of_layout(layout: Layout) -> Iterator[str]:
    from crawler.parsers.templates.apart import spelt

    until = f" until {layout.until:%Y-%m-%d %H:%M}" if layout.until else ""
    yield f"{layout.rule}  {layout.host}, since {layout.since:%Y-%m-%d %H:%M}{until}, {layout.pages} articles"
    yield f"  title     {layout.title}"
    yield from (f"  header    {line}" for line in sorted(layout.header) or ["anywhere"])
    yield f"  comments  {layout.comments or 'not found'}"
    by_share = sorted(layout.lines.items(), key=lambda item: (-item[1], item[0]))
    yield from (f"  body      {line}  {share:.0%}" for line, share in by_share if layout.writes_body(line))
    sure = sum(layout.writes_furniture(line) for line in layout.lines)
    yield f"  furniture {sure} lines, {len(layout.repeated)} texts that many pages share"
    yield f"  unread    {' '.join(sorted(map(spelt, layout.apart))) or 'nothing'}"


@command.command("try")
@click.argument("page", metavar="RECORD|URL|FILE")
@click.option("--url", default="", help="The address of a page that is read from a file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@home_option
def try_(home: Home, page: str, url: str, as_json: bool) -> None:
    """Show every field of a page with its evidence.

    RECORD is an article's record id, URL an address whose newest capture in this archive is read; FILE a page on disk.
    Nothing is written.
    """
    on_disk = "://" not in page and not page.replace("-", "").isalnum()  # a file has a dot or a folder
    outcome = _of_file(Path(page), url) if on_disk else _read(home, page)
    if as_json:
        click.echo(json_line(outcome.as_dict()))
        return
    for line in _lines(outcome):
        click.echo(printable(line))


@command.command()
@click.argument("which", metavar="RECORD|URL")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@home_option
def case(home: Home, which: str, folder: Path) -> None:
    """Cut a capture into a folder, as a case for the tests of publications.

    RECORD is an article's record id (its first digits will do), URL an address whose newest capture is taken. FOLDER is
    for example tests/sites/NAME/CASE: the next run of the tests writes what is read there today, to be reviewed.
    """
    from crawler.extractor import MAX_PAGE
    from crawler.sites.case import of_capture, write

    capture = _captured(home, which)
    write(of_capture(capture, MAX_PAGE), folder)
    click.echo(f"{folder}: {printable(capture.url)}, captured {capture.date:%Y-%m-%dT%H:%M:%SZ}")
    click.echo("Next: run the tests, review expected.json, run them again")


def _of_file(path: Path, url: str) -> Article:
    from archive.errors import NotFound
    from crawler.parsers import extract

    try:
        html = path.read_bytes()
    except OSError as error:
        raise NotFound(
            f"{path}: cannot be read: {error.strerror}; name a file, or an address with http://"
        ) from None
    return _an_article(extract(html, url), str(path))


def _read(home: Home, url: str) -> Article:
    from crawler.learning import reader

    extractor, _ = reader(home)
    return _an_article(extractor(_captured(home, url)), url)


def _captured(home: Home, which: str) -> Capture:
    """The newest good capture of an address; of an article's record id (its first digits will do) that very one."""
    from archive import query
    from archive.errors import NotFound
    from archive.index.store import CaptureIndex
    from archive.warc.resolve import Resolver

    with CaptureIndex(home.index_db) as index:
        if "://" in which:
            rows = [row for row in index.captures(which) if row.status in (200, 304)]
        else:
            with query.reading(home.archive_db, keeper=True) as db:
                row = index.by_record(query.article(db, which).id)
            rows = [row] if row else []
        if not rows:
            raise NotFound(f"{which}: no capture of it in this archive; crawl it first")
        return Resolver(index, home.warc).capture(rows[-1])


def _an_article(outcome: object, name: str) -> Article:
    from archive.errors import NotFound
    from archive.model import Article, Failed, NotArticle

    if isinstance(outcome, Article):
        return outcome
    if isinstance(outcome, NotArticle):
        raise NotFound(f"{name}: not an article ({outcome.reason})")
    reason = outcome.error if isinstance(outcome, Failed) else "an answer of a counting service"
    raise NotFound(f"{name}: no article: {reason}")


def _lines(article: Article) -> Iterator[str]:
    by_field: dict[str, list[str]] = {}
    for candidate in sorted(article.evidence, key=lambda c: (not c.chosen, -c.confidence)):
        mark = "←" if candidate.chosen else "not"
        read = shorten(" ".join(str(candidate.value).split()), 70)
        text = f"      {mark} {read}  {candidate.rule}  {candidate.where}"
        by_field.setdefault(candidate.field, []).append(text)
    for name, value in article.as_dict().items():
        shown = "" if value is None else " ".join(str(value).split())
        if name in ("body", "body_html"):
            shown = f"{len(str(value)):,} characters: {shown}"
        yield f"{name:<24} {shorten(shown, 100)}"
        yield from by_field.get(name, [])
