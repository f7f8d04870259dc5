"""An archive home: one folder that holds everything of one archive.

HOME/
  warc/           sealed *.warc.gz; at most one *.warc.gz.open a writer; imported files; quarantine/ for what cannot be read
  index.db        the capture index; rebuildable from warc/
  archive.db      the projection: rows computed from captures; rebuildable
  likeness.db     signatures of the texts, a cache of `newsark syndication`
  frontier.db     what to fetch next; not derivable, and only an economy
  newsark.toml    settings of the archive: operator, contact, file sizes
  sites/          one TOML file a publication: what to crawl
"""

from __future__ import annotations

import fcntl
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import HomeError, InUse

CONFIG = "newsark.toml"

_TEMPLATE = """\
# Settings of this archive. Every line may be left out.

# Who runs the crawls, and how a site's owner can reach them: both go into the user agent
# and into the warcinfo record of every WARC file.
operator = {operator}
contact = {contact}

[warc]
max_mib = 1024        # a file is sealed when it is larger than this ...
max_minutes = 1440    # ... or older than this
transfer = "verbatim" # "dechunk": keep chunked answers without their framing, for checkers that insist
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that `newsark init` made. Paths are absolute; `config` is newsark.toml as read."""

    path: Path
    config: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def open(cls, path: Path) -> Home:
        """The home in this folder; HomeError where there is none or its settings cannot be read."""
        path = path.resolve()
        try:
            text = (path / CONFIG).read_bytes().decode("utf-8")
            config = tomllib.loads(text)
        except FileNotFoundError:
            raise HomeError(
                f"{path}: not an archive home (no {CONFIG}); make one with: newsark init {path}"
            ) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise HomeError(f"{path / CONFIG}: cannot be read: {error}; mend or remove that line") from None
        if not (path / "warc").is_dir():
            raise HomeError(
                f"{path}: its folder warc/ is missing; bring it back, or make a new home with newsark init"
            )
        return cls(path, config)

    @classmethod
    def create(cls, path: Path, *, operator: str = "", contact: str = "") -> Home:
        """Makes the folders and the settings file; HomeError where something else lies in the way."""
        path = path.resolve()
        if (path / CONFIG).exists():
            raise HomeError(f"{path}: is an archive home already")
        if any("\ud800" <= char <= "\udfff" for char in operator + contact):
            raise HomeError("operator and contact: text that utf-8 cannot hold; give arguments in UTF-8")
        try:
            for folder in (path / "warc", path / "sites"):
                folder.mkdir(parents=True, exist_ok=True)
            values = {"operator": _toml(operator), "contact": _toml(contact)}
            (path / CONFIG).write_text(_TEMPLATE.format(**values), encoding="utf-8")
        except OSError as error:
            raise HomeError(
                f"{path}: cannot make a home there: {error.strerror}; choose another folder"
            ) from None
        return cls.open(path)

    @property
    def warc(self) -> Path:
        return self.path / "warc"

    @property
    def sites(self) -> Path:
        return self.path / "sites"

    @property
    def index_db(self) -> Path:
        return self.path / "index.db"

    @property
    def archive_db(self) -> Path:
        return self.path / "archive.db"

    @property
    def likeness_db(self) -> Path:
        return self.path / "likeness.db"

    @property
    def frontier_db(self) -> Path:
        return self.path / "frontier.db"

    def setting(self, name: str, default: object = None) -> object:
        """A setting by its dotted name: `warc.max_mib`."""
        value: object = self.config
        for part in name.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return default
            value = value[part]
        return value

    def number(self, name: str, default: int) -> int:
        """A setting that is a whole number above 0; HomeError where it is something else."""
        value = self.setting(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise HomeError(f"{self.path / CONFIG}: {name} is {value!r}; write a whole number above 0")
        return value

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """A setting that is one of a few words, the first of which is the default; HomeError where it is none."""
        value = self.setting(name, allowed[0])
        if value not in allowed:
            raise HomeError(f"{self.path / CONFIG}: {name} is {value!r}; write one of: {', '.join(allowed)}")
        return str(value)

    @contextmanager
    def lock(self, name: str, *, remedy: str) -> Iterator[None]:
        """Holds the advisory lock `.NAME.lock`, which the kernel frees when the process dies, however it dies.

        Raises InUse."""
        file = self.path / f".{name}.lock"
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise HomeError(f"{file}: cannot be opened: {error.strerror}; make the home writable") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise InUse(f"{self.path}: in use by process {holder} ({name}); {remedy}") from None
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(handle)


def _toml(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
