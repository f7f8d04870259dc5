"""Layouts of a site, learned from its own pages: which template lines write the body, which the furniture around it.

lines: a block → the template line that wrote it
learning: pages of a site → its layouts
apart: elements that hold nothing of any article, and need not be read
model: a layout; which of them a page follows; how likely its blocks are body by what the layout knows

    generic parser --reads--> pages of a site --learn--> layouts --> the same parser, told which blocks are body
"""

from crawler.parsers.templates.apart import proven
from crawler.parsers.templates.learning import Reading, learn, study
from crawler.parsers.templates.model import Layout, Layouts

__all__ = ["Layout", "Layouts", "Reading", "learn", "proven", "study"]
