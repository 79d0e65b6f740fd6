"""The parts of the cockpit below its tiles: the year's trend, the slowest step, the places side by side."""

from dataclasses import dataclass

from civcenter.hierarchy.models import Division
from civcenter.measures import MEASURES, Figure
from civcenter.measures.flow import OURS, STEPS
from civcenter.portal.cockpit.looks import BELOW
from volunteers import coverage

WIDTH, HEIGHT, LEFT, TOP = 640, 230, 44, 12
"""The trend's drawing, in its own units; y grows downwards."""
STEP_WIDE = 220
GOOD = (96, 94, 90)
"""From which share on a place's square is pale, middle, dark; below, darkest. For the eye only, no verdict."""
HEATS = ("h1c", "h2c", "h3c", "h4c")


@dataclass(frozen=True)
class Point:
    """One month: what was asked and what came to its end, and where they stand in the drawing."""

    year: int
    month: int
    asked: int
    done: int
    x: float
    asked_y: float
    done_y: float
    asked_url: str
    done_url: str


@dataclass(frozen=True)
class Trend:
    points: list
    grid: list

    @property
    def is_empty(self):
        return not any(point.asked or point.done for point in self.points)

    @property
    def title(self):
        """What the last month is among the twelve."""
        last = self.points[-1]
        if self.is_empty:
            return "近 12 个月还没有点单"
        if last.asked and last.asked == max(point.asked for point in self.points):
            return f"{last.month} 月点单 {last.asked} 件，近一年最多"
        return f"{last.month} 月点单 {last.asked} 件，了结 {last.done} 件"

    @property
    def asked_line(self):
        return " ".join(f"{point.x},{point.asked_y}" for point in self.points)

    @property
    def done_line(self):
        return " ".join(f"{point.x},{point.done_y}" for point in self.points)


def trend(look):
    """Wishes asked and wishes ended, month by month."""
    span = look.year
    asked, done = (MEASURES[name].months(span, look.codes) for name in ("wishes", "answered"))
    values = [(day, _of(asked, day), _of(done, day)) for day in span.months]
    top = _round_up(max(max(a, d) for _, a, d in values))
    points = [_point(look, index, len(values), top, *value) for index, value in enumerate(values)]
    return Trend(points, [(_y(top * part / 4, top), top * part // 4) for part in range(5)])


def _of(figures, day):
    return figures[day.year, day.month].numerator if (day.year, day.month) in figures else 0


def _point(look, index, many, top, day, asked, done):
    x = round(LEFT + (WIDTH - LEFT - 12) * index / (many - 1), 1)
    urls = [look.rows_url(name, period="month", day=day.isoformat()) for name in ("wishes", "answered")]
    return Point(day.year, day.month, asked, done, x, _y(asked, top), _y(done, top), *urls)


def _y(value, top):
    return round(HEIGHT - 24 - (HEIGHT - 24 - TOP) * value / top, 1)


def _round_up(value):
    """The next round number that four lines divide evenly."""
    for step in (4, 8, 20, 40, 80, 200, 400, 800, 2000, 4000, 8000, 20_000, 40_000, 80_000, 200_000):
        if value <= step:
            return step
    return -(-value // 400_000) * 400_000


@dataclass(frozen=True)
class Step:
    """How long rows wait at a step; `is_slowest` among those that are ours."""

    title: str
    figure: Figure
    wide: float
    url: str
    is_slowest: bool
    is_ours: bool


def steps(look):
    """The steps of the road with their middle waiting time; empty where nothing has passed any."""
    figures = {step.name: look.figure(step.name) for step in STEPS}
    known = [figure.value for figure in figures.values() if figure.value is not None]
    if not known:
        return []
    longest = max(known) or 1
    ours = [figures[step.name].value or 0 for step in OURS]
    return [
        Step(
            step.title,
            figure := figures[step.name],
            round(float((figure.value or 0) / longest) * STEP_WIDE, 1),
            look.rows_url(step.name),
            step in OURS and bool(figure.value) and figure.value == max(ours),
            step in OURS,
        )
        for step in STEPS
    ]


@dataclass(frozen=True)
class Place:
    """One place below: its numbers, and the shade of its square."""

    division: Division
    name: str
    wishes: Figure
    confirmed: Figure
    late: Figure
    heat: str
    url: str
    urls: dict


NAMES = ("wishes", "confirmed", "late_orders")


def places(look):
    """The places one level down in the order of their codes; who did best first in `ranked`."""
    level = BELOW.get(len(look.place.pk))
    if level is None:
        return []
    figures = {name: MEASURES[name].figures(look.span, level) for name in NAMES}
    below = list(Division.objects.current().filter(parent=look.place).order_by("code"))
    own = any(look.place.pk in found for found in figures.values())
    return [_place(look, place, figures) for place in [*below, *([look.place] if own else [])]]


def _place(look, place, figures):
    found = {name: figures[name].get(place.pk, MEASURES[name].of()) for name in NAMES}
    is_own = place.pk == look.place.pk
    share = found["confirmed"].value
    return Place(
        place,
        "本级直接办的" if is_own else place.name,
        found["wishes"],
        found["confirmed"],
        found["late_orders"],
        "" if share is None else next((h for g, h in zip(GOOD, HEATS, strict=False) if share >= g), HEATS[-1]),
        "" if is_own else look.query(place=place.pk),
        {name: look.rows_url(name, place=place.pk, only="own" if is_own else "") for name in NAMES},
    )


def ranked(rows):
    """By share confirmed, the best first; those with nothing to count come last, in their order."""
    return sorted(rows, key=lambda row: (row.confirmed.value is None, -(row.confirmed.value or 0)))


def groups(look):
    """The five groups' cells and what they lack together, from the coverage board of the place."""
    board = coverage.board(look.place, look.at)
    return board.cells, board.missing
