"""Why an attempt got no answer: the kinds of `archive.model.Failure`, and how the system's errors map to them. Pure."""

from __future__ import annotations

import ssl


class Broken(Exception):
    """An attempt that ends without an answer; `kind` as in Failure, `detail` one plain line."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, " ".join(detail.split())[:500]


def broken(error: BaseException, where: str) -> Broken:
    """The Broken for an error met while connecting to, or talking with, `where`."""
    if isinstance(error, Broken):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Broken("tls", f"{where}: the certificate was not accepted: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return Broken("tls", f"{where}: {error.reason or error}")
    if isinstance(error, TimeoutError):
        return Broken("timeout", f"{where}: no answer in time")
    if isinstance(error, ConnectionRefusedError):
        return Broken("refused", f"{where}: connection refused")
    if isinstance(error, ConnectionError):
        return Broken("reset", f"{where}: {error.strerror or 'connection closed'}")
    return Broken("connect", f"{where}: {getattr(error, 'strerror', None) or error}")
