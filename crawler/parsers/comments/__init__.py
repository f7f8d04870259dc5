"""Readers' comments: how many a page states for its own article, where it says so, and where they live."""

from crawler.parsers.comments.external import CountRequest, count_request, parse_count_answer
from crawler.parsers.comments.facts import CommentFacts
from crawler.parsers.comments.grammar import Statement
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.read import read_comments

__all__ = [
    "CommentFacts",
    "CountRequest",
    "Statement",
    "count_request",
    "parse_count_answer",
    "read_comments",
    "read_phrase",
]
