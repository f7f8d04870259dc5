"""Front pages: the headlines on a captured page in their order, and how they moved from capture to capture.

headlines: a page → its headlines, pure
follow: the archive's captures of a front page → its headlines at a time, with the articles they lead to and their movement
"""

from archive.frontpage.follow import Front, Placed, frontpage
from archive.frontpage.headlines import Headline, headlines

__all__ = ["Front", "Headline", "Placed", "frontpage", "headlines"]
