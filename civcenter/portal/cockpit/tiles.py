"""One number as it is shown: its value, what it is made of, how it compares, and where its rows are."""

from dataclasses import dataclass

from civcenter.measures import MEASURES, Figure, Kind, Measure
from volunteers.coverage import rule_at

BETTER = {Kind.SHARE: ("高", "低", "点"), Kind.MEDIAN: ("慢", "快", None)}


@dataclass(frozen=True)
class Tile:
    """`words` stand under the number, in the tone "green", "amber", "red" or none."""

    measure: Measure
    figure: Figure
    url: str
    words: str = ""
    tone: str = ""
    extra: str = ""
    extra_url: str = ""
    is_late: bool = False

    @property
    def value(self):
        return self.figure.value

    @property
    def shown(self):
        return self.figure.shown


def tile(look, name, compared=True):
    """A measure at the place, compared with the stretch before where it is counted by time."""
    measure = MEASURES[name]
    figure = measure.figure(look.span, look.codes)
    if not (compared and measure.when):
        return Tile(measure, figure, look.rows_url(name))
    words, tone = _compared(look, measure, figure, measure.figure(look.before, look.codes))
    return Tile(measure, figure, look.rows_url(name), words, tone)


def _compared(look, measure, now, before):
    """A sentence and its tone: 比上月同期多 97 件."""
    if now.value is None:
        return "还没有，算不出", ""
    if before.value is None:
        return f"{look.compared}没有可比的", ""
    change = now.value - before.value
    if not change:
        return f"和{look.compared}一样", ""
    more, less, unit = BETTER.get(measure.kind, ("多", "少", measure.unit))
    unit = unit or measure.unit
    is_good = measure.more_is_better is not None and (change > 0) == measure.more_is_better
    tone = "" if measure.more_is_better is None else "green" if is_good else "amber"
    return f"比{look.compared}{more if change > 0 else less} {abs(change)} {unit}", tone


def tiles(look):
    """The six numbers on top."""
    return [
        tile(look, "wishes"),
        tile(look, "confirmed"),
        tile(look, "days_whole"),
        late(look),
        satisfied(look),
        registered(look),
    ]


def late(look):
    """Orders over their time now; the wishes nobody answered in time stand beside them."""
    orders, wishes = look.figure("late_orders"), look.figure("late_wishes")
    words = f"{wishes.value} 件心愿超时没答复" if wishes.value else "心愿都按时答复了"
    return Tile(
        MEASURES["late_orders"],
        orders,
        look.rows_url("late_orders"),
        "" if orders.value else "单子都没有超时",
        "" if orders.value else "green",
        words,
        look.rows_url("late_wishes") if wishes.value else "",
        bool(orders.value or wishes.value),
    )


def satisfied(look):
    """The mean of the residents' stars, and how many of them spoke."""
    made, rated = tile(look, "content"), look.figure("rated")
    words = "还没有人评" if rated.value is None else f"评单率 {rated.shown}%"
    return Tile(made.measure, made.figure, made.url, made.words, made.tone, words, look.rows_url("rated"))


def registered(look):
    """Volunteers over residents, and how many lack to the county's goal."""
    figure = look.figure("registered_share")
    goal = rule_at(look.span.last_day, look.span.county).resident_share.normalize()
    lacking = None if figure.value is None else max(-(-figure.denominator * goal // 100) - figure.numerator, 0)
    words = (
        "没报常住人口，算不出"
        if lacking is None
        else f"目标 {goal:f}%，差 {lacking:,.0f} 人"
        if lacking
        else f"够了，目标 {goal:f}%"
    )
    tone = "amber" if lacking else "" if lacking is None else "green"
    return Tile(MEASURES["registered_share"], figure, look.rows_url("registered"), words, tone)


def numbers(look):
    """Every number there is, each with its rows."""
    return [Tile(m, m.figure(look.span, look.codes), look.rows_url(m.name)) for m in MEASURES.values()]
