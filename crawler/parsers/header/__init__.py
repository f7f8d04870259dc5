"""The lines around a headline: date, time, zone, id, agency, city, authors, section, tags, print link, with evidence."""

from crawler.parsers.header.facts import HeaderFacts
from crawler.parsers.header.read import read_header
from crawler.parsers.header.text import read_text

__all__ = ["HeaderFacts", "read_header", "read_text"]
