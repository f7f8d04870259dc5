"""Which number of a label belongs to a name of comments: before it or behind it, across words that may stand between."""

from __future__ import annotations

from crawler.parsers.comments.tokens import Token

_OF = frozenset(["of", "von", "de", "di", "van", "av", "af", "sur", "из", "з", "od", "z", "od", "/", "ze"])
_UP_TO = frozenset(
    ["–", "/", "to", "bis", "à", "a", "al", "tot", "til", "till", "do", "по", "до", "تا", "إلى", "から"]
)


def bound(kinds: list[str], first: int | None, last: int | None) -> int | None:
    """Which of two numbers is the name's: a list of counters has all names before their numbers, or all behind them."""
    if first is None:
        return last
    if first >= 2 and kinds[first - 1] == ":" and kinds[first - 2] == "other":
        return last
    if last is None:
        return first
    plain = [kind for kind in kinds if kind not in ("(", ")", ":", ",")]
    named_first = plain[0] != "num" and plain[-1] == "num"
    return last if named_first or (first > 0 and kinds[first - 1] in _NAMING) else first


_NAMING = ("other", "weak", "noun", "reply")


_BETWEEN = frozenset(("fill", "(", ")", "weak", "noun", "reply", "on", "about", "atleast", "'"))


def before(tokens: list[Token], kinds: list[str], k: int) -> int | None:
    j = k - 1
    while j >= 0 and kinds[j] in (*_BETWEEN, "more", "subset") and k - j < 6:
        if kinds[j] == "fill" and kinds[k] == "reply" and j == k - 1 and tokens[j].text == "of":
            return None
        j -= 1
    return j if j >= 0 and kinds[j] == "num" else None


def behind(tokens: list[Token], kinds: list[str], k: int) -> int | None:
    j = k + 1
    while (
        j < len(kinds)
        and kinds[j] in (*_BETWEEN, ":", "=", ",", "-", "#", "&", "invite", "quote")
        and j - k < 6
    ):
        j += 1
    counted = k > 0 and kinds[k - 1] in ("one", "two", "words")  # "One comment on Harvest (2)"
    if (
        j < len(kinds)
        and kinds[k] == "noun"
        and not counted
        and _bracketed_last(kinds, j)
        and len(kinds) - k <= 7
    ):
        j = len(kinds) - 2  # "Kommentare zum Artikel (12)", "Comments & Trackbacks (6)"
    if j >= len(kinds) or kinds[j] != "num" or kinds[j - 1] == "on":
        return None  # "Comments on 3 bridges", "Text your comments to 80360"
    if j + 2 < len(kinds) and kinds[j + 2] == "num" and (kinds[j + 1] == "-" or tokens[j + 1].text in _UP_TO):
        j += 2
    if j + 2 < len(kinds) and tokens[j + 1].text in _OF and kinds[j + 2] == "num":
        return j + 2
    return j if _free(tokens, kinds, j) else None


def _bracketed_last(kinds: list[str], j: int) -> bool:
    """Whether words lead from `j` to a number in brackets that ends the label."""
    joined = kinds[j] == "other" and kinds[j - 1] in ("&", "fill")
    return (joined or kinds[j] in ("word", "one", "two")) and kinds[-3:] == ["(", "num", ")"]


def _free(tokens: list[Token], kinds: list[str], j: int) -> bool:
    """Whether the number at `j` is not the next thing's: "Comments 28 Nov", "Comments 12 likes", "… 3 readers"."""
    if j + 1 < len(tokens) and (tokens[j + 1].kind, tokens[j + 1].also) == ("fill", "other"):
        return False
    after = [kind for kind in kinds[j + 1 : j + 5] if kind != "fill"]
    if not after or after[0] not in ("word", "other", "subset"):
        return True
    return after[0] == "other" and "num" in after[1:]
