"""Who we are, said openly with every request. No setting makes the crawler look like somebody else."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PRODUCT = "newsark"
"""The product token: what a robots.txt names to address this crawler (RFC 9309, section 2.2.1)."""


def user_agent(contact: str = "") -> str:
    """`newsark/0.1 (+contact)`: product, version, and how a site's owner reaches whoever runs the crawl."""
    try:
        number = ".".join(version(PRODUCT).split(".")[:2])
    except PackageNotFoundError:
        number = "0"
    contact = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()\\").strip()
    return f"{PRODUCT}/{number} (+{contact})" if contact else f"{PRODUCT}/{number}"
