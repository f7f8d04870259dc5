"""One place elsewhere, by its fsspec URL (`s3://bucket/warc`, `file:///mnt/nas/warc`, `sftp://…`): files by their names.

fsspec and the package for the kind of place come with the extra `cloud`; they are imported when a place is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.errors import WarcError, WriteError

_STEP = 8 << 20


class Remote:
    """A folder of files elsewhere. Reading raises WarcError, writing WriteError: one line each."""

    def __init__(self, url: str, options: Mapping[str, object] | None = None) -> None:
        self.url = url.rstrip("/")
        self._options = dict(options or {})
        self._known: Any = None

    def __str__(self) -> str:
        return self.url

    @property
    def _files(self) -> Any:
        """The file system, opened at its first use."""
        if self._known is None:
            try:
                from fsspec.core import url_to_fs

                self._known, self._root = url_to_fs(self.url, **self._options)
            except ImportError as error:
                raise WarcError(
                    f"needs a package ({error}); run: pip install 'newsark[cloud]'", path=self.url
                ) from None
            except (ValueError, TypeError) as error:
                raise WarcError(f"is no place that can be used: {_line(error)}", path=self.url) from None
        return self._known

    def _path(self, name: str) -> str:
        files = self._files
        return f"{self._root}/{name}" if files else name

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where it is not there."""
        try:
            return int(self._files.size(self._path(name)))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._unreadable(name, error) from None

    def read(self, name: str, offset: int, length: int) -> bytes:
        """A range of a file."""
        try:
            data: bytes = self._files.cat_file(self._path(name), start=offset, end=offset + length)
        except Exception as error:
            raise self._unreadable(name, error) from None
        return data

    def fetch(self, name: str, target: Path) -> None:
        """A copy of a whole file at `target`, which is there when it is whole."""
        unfinished = target.with_name(target.name + ".unfinished")
        try:
            self._files.get_file(self._path(name), str(unfinished))
            unfinished.replace(target)
        except Exception as error:
            raise self._unreadable(name, error) from None
        finally:
            with suppress(OSError):  # a folder that takes no file lets none be removed
                unfinished.unlink()

    def upload(self, path: Path) -> str:
        """Copies a file there and reads it back: its SHA-256 in hexadecimal as it is there."""
        try:
            self._files.makedirs(self._root, exist_ok=True)
        except Exception:
            pass
        try:
            self._files.put_file(str(path), self._path(path.name))
            return self.sha256(path.name)
        except WarcError:
            raise
        except Exception as error:
            raise WriteError(f"cannot be written: {_line(error)}", path=f"{self.url}/{path.name}") from None

    def sha256(self, name: str) -> str:
        digest = sha256()
        try:
            with self._files.open(self._path(name), "rb", block_size=_STEP) as file:
                while piece := file.read(_STEP):
                    digest.update(piece)
        except Exception as error:
            raise self._unreadable(name, error) from None
        return digest.hexdigest()

    def _unreadable(self, name: str, error: Exception) -> WarcError:
        if isinstance(error, WarcError):
            return error
        return WarcError(f"cannot be read: {_line(error)}", path=f"{self.url}/{name}")


def _line(error: Exception) -> str:
    """Drivers raise what they like; one line of it is for people."""
    text = " ".join(str(error).split())[:200]
    return text or type(error).__name__
