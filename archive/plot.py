"""Pure: a series of counts as a picture, in SVG 1.1 without scripts, styles from elsewhere or anything to fetch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import escape

Point = tuple[datetime, int]

WIDTH, HEIGHT = 720, 280
"""Size in CSS pixels; the picture scales with its place."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 40, 36
_DOTS = 200
"""Points that get a dot with a tooltip; of longer series only the line is drawn."""


def chart(points: Sequence[Point], title: str) -> str:
    """A step line through the points (aware instants, in order), from zero to the highest count, with both axes.

    `title` may be any text. The accessible name says what the picture shows: first and last value.
    """
    return "".join(_parts(list(points), title))


def _parts(points: list[Point], title: str) -> Iterator[str]:
    name = _printable(title)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12" aria-label="{escape(_summary(points, name), quote=True)}">'
        f"<title>{escape(name)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<text x="{_LEFT}" y="22" font-size="14" fill="#1a1a1a">{escape(_cut(name))}</text>'
    )
    if points:
        scale = _Scale(points)
        yield from _axes(points, scale)
        yield from _line(points, scale)
    yield "</svg>"


class _Scale:
    """From instants and counts to places in the picture."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.start, self.end = points[0][0], points[-1][0]
        self.top = _round_up(max(1, *(count for _, count in points)))
        self._seconds = max(1.0, (self.end - self.start).total_seconds())

    def x(self, moment: datetime) -> float:
        share = (moment - self.start).total_seconds() / self._seconds
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, count: int) -> float:
        return round(HEIGHT - _BOTTOM - count / self.top * (HEIGHT - _TOP - _BOTTOM), 1)


def _axes(points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    for quarter in range(5):
        value = scale.top * quarter / 4
        if value == int(value):
            y = scale.y(int(value))
            yield f'<path d="M{_LEFT} {y}H{WIDTH - _RIGHT}" stroke="#d8d8d8"/>'
            yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#444">{int(value):,}</text>'
    span = scale.end - scale.start
    shape = "%Y-%m-%d" if span > timedelta(days=4) else "%m-%d %H:%M"
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        moment = scale.start + span * share
        if share == 0 or span:
            label = moment.astimezone(UTC).strftime(shape) + (" UTC" if share == 1 or not span else "")
            x, y = scale.x(moment), HEIGHT - 12
            yield f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#444">{label}</text>'


def _line(points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    first = points[0]
    steps = "".join(f"H{scale.x(moment)}V{scale.y(count)}" for moment, count in points[1:])
    yield f'<path d="M{scale.x(first[0])} {scale.y(first[1])}{steps}" fill="none" stroke="#0b57a4" stroke-width="2"/>'
    for moment, count in points if len(points) <= _DOTS else ():
        told = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC: {count:,}"
        yield (
            f'<circle cx="{scale.x(moment)}" cy="{scale.y(count)}" r="3" fill="#0b57a4">'
            f"<title>{told}</title></circle>"
        )


def _summary(points: Sequence[Point], name: str) -> str:
    if not points:
        return f"{name}: no counts"
    (start, first), (end, last) = points[0], points[-1]
    return f"{name}: from {first:,} on {start:%Y-%m-%d %H:%M} to {last:,} on {end:%Y-%m-%d %H:%M} UTC"


def _round_up(number: int) -> int:
    """The next number that is 1, 2, 4 or 8 times a power of ten: its quarters are easy to read."""
    size = 1
    while True:
        for factor in (1, 2, 4, 8):
            if factor * size >= number:
                return factor * size
        size *= 10


def _printable(text: str) -> str:
    """XML 1.0 has no control characters (section 2.2), and nothing here may turn the direction of what follows."""
    return "".join(c for c in " ".join(text.split())[:500] if c.isprintable() or c in _JOINERS)


_JOINERS = "\u200c\u200d"
"""They part and join letters: without them Persian words change their shape, and families of emoji fall apart."""


def _cut(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"
