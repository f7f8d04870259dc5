"""The TLS settings of a crawl: certificates are verified, TLS 1.2 or newer, HTTP/1.1 asked for by ALPN."""

from __future__ import annotations

import ssl
from pathlib import Path


def client_context(*, verify: bool = True, ca_file: Path | None = None) -> ssl.SSLContext:
    """A context for many connections. `ca_file` (PEM) is trusted beside the system's authorities.

    Raises OSError or ssl.SSLError for a file that cannot be read.
    """
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])  # HTTP/2 has no bytes of a message that a WARC could keep
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
