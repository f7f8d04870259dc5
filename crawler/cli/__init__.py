"""The `newsark` command: one module a verb; each parses, makes one library call and prints.

Nothing heavy is imported until a verb runs: `newsark --help` must answer at once (Scrapy alone takes half a
second to import), so the verbs' one-line help stands here, and a test compares it with the verbs' own.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from archive.errors import NewsarkError

VERBS = {
    "init": "Make an archive home.",
    "site": "Add, list, learn and try publications.",
    "crawl": "Crawl a publication into the archive.",
    "backfill": "Crawl what a publication had before it was archived.",
    "import": "Bring in WARC, ARC and WACZ files of others.",
    "skipped": "Show what the last crawl left out, and which pages answered with an error.",
    "schedule": "Crawl by the clock: what is due when, and the daemon that runs it.",
    "project": "Turn new captures into rows.",
    "rebuild": "Make the database anew from the captures.",
    "articles": "List articles, newest first.",
    "show": "Show one article as a reader sees it.",
    "why": "Show where a value comes from, to the byte.",
    "search": "Search titles and texts.",
    "changes": "List what changed in articles, newest first.",
    "history": "Show what became of one article, word by word.",
    "comments": "Show how an article's comment count grew.",
    "frontpage": "Show a front page's headlines in their order, and how they moved.",
    "syndication": "Show who else ran an article's text, who was first and what each changed.",
    "stats": "Count what there is, by publication and time.",
    "sql": "Ask the database, read-only.",
    "export": "Write articles, captures or changes for other programs.",
    "browse": "Browse articles, changes and tables in a web browser.",
    "replay": "Play captured pages back in a browser.",
    "cdx": "List captures of an address as CDXJ.",
    "verify": "Check WARC files, and the index against them.",
    "fixity": "Check that no sealed file was altered, removed or added.",
    "takedown": "Withhold captures, or take them out of the files.",
    "upload": "Copy sealed files to the storage elsewhere.",
    "repair": "Seal what a kill left open and mend the index.",
    "rehearse": "Show what the current parsers would change, before they do.",
    "drift": "Show fields that are read worse than they used to be.",
    "status": "Show what is here and what is open.",
}


class Verbs(click.Group):
    """Loads a verb's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = f"{name}_" if iskeyword(name) else name
        command: click.Command = import_module(f"crawler.cli.{module}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Runs the verb. A reader that has gone (head, less) is no error: Click would end with 1."""
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Keep the interpreter from flushing into the closed pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newsark", prog_name="newsark")
def newsark() -> None:
    """Crawl the news, keep every byte, ask it later.

    The archive home is --home DIR, else the environment variable NEWSARK_HOME, else the current folder.
    """


def main() -> None:
    """The console script: errors become one line and an exit code, never a traceback."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        newsark(standalone_mode=False, prog_name="newsark")
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _end(_usage(error), error.exit_code)
    except NewsarkError as error:
        _end(str(error), error.exit_code)
    except UnicodeEncodeError as error:
        # Bytes of an argument that are no UTF-8 (PEP 383), or a terminal that knows fewer letters than the news.
        _end(f"text that {error.encoding} cannot hold; give arguments in UTF-8, and set a UTF-8 locale", 2)
    except MemoryError:
        _end("out of memory; ask for less (--limit, --site), or stop other programs", 1)
    except OSError as error:
        # What the verbs themselves do not foresee: a full disk, a folder that may not be read.
        name = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        _end(f"{name}{error.strerror or error}; make room, or give this user access to it", 1)


def _end(message: str, code: int) -> None:
    from crawler.cli.output import one_line

    click.echo(f"newsark: {one_line(message)}", err=True)
    sys.exit(code)


def _usage(error: click.ClickException) -> str:
    """A wrong call in one line, with the help that tells the right one."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else " ".join(_called(sys.argv[1:]))
    # Click says "range" of a number that may not be any.
    text = (
        error.format_message().replace(" integer range", " whole number").replace(" float range", " number")
    )
    text = " ".join(text.split()).rstrip(".")
    return f"{text}{'' if text.endswith(('?', ')')) else ';'} see {path} --help"


def _called(words: list[str]) -> list[str]:
    """`newsark` and the verbs that a call names: some of Click's errors do not tell where they arose."""
    names, group = ["newsark"], newsark
    for word in words:
        if not isinstance(group, click.Group) or word.startswith("-"):
            break
        found = group.get_command(click.Context(group), word)
        if found is None:
            break
        names.append(word)
        group = found  # type: ignore[assignment]
    return names
