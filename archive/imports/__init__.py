"""Captures of others: WARC, ARC and WACZ files brought into a home, indexed, and entered into its manifest."""

from archive.imports.run import Brought, bring

__all__ = ["Brought", "bring"]
