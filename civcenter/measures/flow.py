"""Numbers of the road from a wish to its confirmation."""

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Extract

from civcenter.measures.measure import Kind, Measure, Median
from orders.desk.columns import COLUMNS
from orders.desk.narrow import late
from orders.flow import ORDER_FLOW, PLACED_CLAIMS, WISH_FLOW, OrderStatus, WishStatus
from orders.models import Claim, Event, Order, Review, Wish

CONTENT = 4
"""Stars from which a resident counts as satisfied."""

SECONDS_OF_HOUR = 3600
UNTAKEN = (WishStatus.REFUSED, WishStatus.TRANSFERRED)


def _wishes(span):
    return Wish.objects.filter(created_at__gte=span.start, created_at__lt=span.end)


def _answered(span):
    """Wishes that came to their end in the time: confirmed, settled, or closed by the clock because nobody spoke."""
    ends = [WishStatus.CONFIRMED, WishStatus.DEFAULTED, WishStatus.SETTLED]
    return Wish.objects.filter(answered_at__gte=span.start, answered_at__lt=span.end, status__in=ends)


def _promised(span):
    """Wishes that were promised for the time, whether or not anybody kept it; refused and withdrawn ones are out."""
    due = Wish.objects.filter(promised_at__gte=span.start, promised_at__lt=span.until)
    served = Event.objects.filter(wish=OuterRef("pk"), step="serve").order_by("at").values("at")[:1]
    return due.exclude(status__in=[*UNTAKEN, WishStatus.WITHDRAWN]).annotate(first_served_at=Subquery(served))


def _reviews(span):
    return Review.objects.filter(at__gte=span.start, at__lt=span.end, wish__status=WishStatus.CONFIRMED)


def _taken_up(span):
    """Orders made in the time that were handed on to anybody."""
    made = Order.objects.filter(created_at__gte=span.start, created_at__lt=span.end)
    return made.exclude(status__in=[OrderStatus.DRAFT, OrderStatus.CANCELLED])


def _found_somebody(span):
    claims = Claim.objects.filter(order=OuterRef("pk"), status__in=PLACED_CLAIMS)
    working = [OrderStatus.SERVING, OrderStatus.SERVED, OrderStatus.CLOSED]
    return Q(Exists(claims)) | Q(status__in=working)


def _steps(about, steps, was):
    """A function of the span: the events by which rows left one of the states `was`, by one of the steps."""

    def counted(span):
        events = Event.objects.filter(at__gte=span.start, at__lt=span.end, step__in=steps, was__in=was)
        return events.filter(**{f"{about}__isnull": False})

    return counted


def _promises(about, steps, was):
    """Those of the events for which a moment had been promised."""
    events = _steps(about, steps, was)
    return lambda span: events(span).filter(due_at__isnull=False)


def _stay(about, flow, was):
    """A function of the span: the events by which rows left a state, with the time `took` since they came into it."""
    events = _steps(about, list(flow), was)

    def counted(span):
        came = Event.objects.filter(**{about: OuterRef(about)}, step__in=list(flow), pk__lt=OuterRef("pk"))
        before = came.order_by("-pk").values("at")[:1]
        since = Coalesce(Subquery(before), F(f"{about}__created_at"))
        return events(span).annotate(took=ExpressionWrapper(F("at") - since, output_field=DurationField()))

    return counted


def _stay_whole(span):
    """The events by which wishes were served, with the time `took` since they were made."""
    served = _steps("wish", ["serve"], [WishStatus.PLANNED, WishStatus.DISSATISFIED])(span)
    since = ExpressionWrapper(F("at") - F("wish__created_at"), output_field=DurationField())
    return served.annotate(took=since)


def _hours(good):
    return Median(Extract("took", "epoch"), filter=good)


def _step(name, title, how, about, flow, was):
    return Measure(
        f"hours_{name}",
        title,
        "小时",
        f"{how}，一半的件数比这快。按钟点算，夜里和放假也在内。",
        Kind.MEDIAN,
        _stay(about, flow, was),
        path=f"{about}__",
        amount=_hours,
        scale=SECONDS_OF_HOUR,
        when="at",
        more_is_better=False,
    )


STEPS = [
    _step("answer", "受理", "心愿从点单到有人答复", "wish", WISH_FLOW, [WishStatus.NEW]),
    _step(
        "dispatch",
        "派单",
        "单子从制好（或退回）到派出",
        "order",
        ORDER_FLOW,
        [OrderStatus.DRAFT, OrderStatus.SENT_BACK],
    ),
    _step("hand", "安排人", "所站拿到单子到放进大厅或开始", "order", ORDER_FLOW, [OrderStatus.DISPATCHED]),
    _step("take", "等接单", "单子进大厅到开始服务", "order", ORDER_FLOW, [OrderStatus.OPEN]),
    _step("serve", "服务", "从开始服务到办结", "order", ORDER_FLOW, [OrderStatus.SERVING]),
    _step("rate", "评单", "办结后到群众说好不好", "wish", WISH_FLOW, [WishStatus.SERVED]),
]
"""The stages a row waits in, in the order of the road; the last one is the resident's own time."""

OURS = STEPS[:-1]


def _late(*keys):
    where = Q()
    for key in keys:
        where |= COLUMNS[key].where
    return where


def _standing(key):
    """What stands in one column of the county's board now; good is what is not over its time."""
    column = COLUMNS[key]
    return Measure(
        f"now_{key}",
        f"正在{column.name}",
        "%",
        f"此刻停在“{column.name}”这一步（{column.promise}）的里，没有超时的占多少。",
        Kind.SHARE,
        lambda span: column.model.objects.filter(column.where),
        good=lambda span: ~late(span.at) | Q(due_at__isnull=True),
    )


STANDING = [_standing(key) for key in COLUMNS]
"""The five steps of the road as they stand now."""

FLOW = [
    Measure(
        "wishes",
        "群众点单",
        "件",
        "这段时间里群众点的心愿，撤回的也算点过。",
        Kind.COUNT,
        _wishes,
        when="created_at",
        more_is_better=None,
    ),
    Measure(
        "answered",
        "了结",
        "件",
        "这段时间了结的心愿：群众说办好了、没满意就了结的，和过期默认办结的。",
        Kind.COUNT,
        _answered,
        when="answered_at",
    ),
    Measure(
        "days_whole",
        "办成用时",
        "天",
        "这段时间给群众办好的心愿，从点单到办好，一半的件数比这快。按整天算，夜里和放假也在内。",
        Kind.MEDIAN,
        _stay_whole,
        path="wish__",
        amount=_hours,
        scale=SECONDS_OF_HOUR * 24,
        when="at",
        more_is_better=False,
    ),
    Measure(
        "accepted",
        "受理率",
        "%",
        "这段时间点的心愿里，已经制单去办的占多少。",
        Kind.SHARE,
        _wishes,
        good=lambda span: Q(order__isnull=False),
        when="created_at",
    ),
    Measure(
        "done",
        "办结",
        "单",
        "这段时间里结了的单子（群众说了话，或过期默认）。",
        Kind.COUNT,
        lambda span: Order.objects.filter(status=OrderStatus.CLOSED, closed_at__gte=span.start, closed_at__lt=span.end),
        when="closed_at",
    ),
    Measure(
        "on_time",
        "按期办结率",
        "%",
        "答应在这段时间办好的心愿里，到时真办好了的占多少。没办的、晚办的都算没按期；没受理的、群众撤回的不算。",
        Kind.SHARE,
        _promised,
        good=lambda span: Q(first_served_at__lte=F("promised_at")),
        when="promised_at",
    ),
    Measure(
        "confirmed",
        "群众确认办结率",
        "%",
        "这段时间了结的心愿里，群众自己说办好了的占多少。过期默认办结的不算好，群众不满意的不算好。",
        Kind.SHARE,
        _answered,
        good=lambda span: Q(status=WishStatus.CONFIRMED),
        when="answered_at",
    ),
    Measure(
        "defaulted",
        "默认办结",
        "件",
        "办完了、群众一直没说话，到期由系统了结的心愿。单列，不算群众满意。",
        Kind.COUNT,
        lambda span: _answered(span).filter(status=WishStatus.DEFAULTED),
        more_is_better=False,
        when="answered_at",
    ),
    Measure(
        "satisfaction",
        "群众评分",
        "星",
        "群众确认时打的星的平均（1 到 5 星）。默认办结没有星，不算。",
        Kind.MEAN,
        _reviews,
        path="wish__",
        amount=lambda good: Sum("stars", filter=good),
        when="at",
    ),
    Measure(
        "content",
        "群众满意率",
        "%",
        "了结的心愿里，群众打了 4 星以上的占打了星和最后没满意的多少。默认办结不算。",
        Kind.SHARE,
        lambda span: _answered(span).filter(Q(status=WishStatus.SETTLED) | Q(review__isnull=False)),
        good=lambda span: Q(status=WishStatus.CONFIRMED, review__stars__gte=CONTENT),
        when="answered_at",
    ),
    Measure(
        "rated",
        "评单率",
        "%",
        "了结的心愿里，群众打了星的占多少。",
        Kind.SHARE,
        _answered,
        good=lambda span: Q(review__isnull=False),
        when="answered_at",
    ),
    Measure(
        "late_orders",
        "现在超时",
        "单",
        "此刻过了答应的时间还没办到下一步的单子。",
        Kind.COUNT,
        lambda span: Order.objects.filter(_late("make", "hand", "take") & late(span.at)),
        more_is_better=False,
    ),
    Measure(
        "late_wishes",
        "超时没答复",
        "件",
        "此刻过了答应的时间还没受理答复的心愿，和第二次不满意等着拍板的。",
        Kind.COUNT,
        lambda span: Wish.objects.filter(_late("ask", "rate") & late(span.at)),
        more_is_better=False,
    ),
    Measure(
        "answer_on_time",
        "答复及时率",
        "%",
        "这段时间答复的心愿里，在时限内答复的占多少。",
        Kind.SHARE,
        _promises("wish", ["ask", "prepare", "merge", "refuse", "transfer"], [WishStatus.NEW]),
        good=lambda span: Q(at__lte=F("due_at")),
        path="wish__",
        when="at",
    ),
    Measure(
        "dispatch_on_time",
        "派单及时率",
        "%",
        "这段时间派出的单子里，在时限内派的占多少。",
        Kind.SHARE,
        _promises("order", ["dispatch", "publish"], [OrderStatus.DRAFT, OrderStatus.SENT_BACK]),
        good=lambda span: Q(at__lte=F("due_at")),
        path="order__",
        when="at",
    ),
    Measure(
        "taken",
        "接单率",
        "%",
        "这段时间制的、派出去的单子里，有人接了或办了的占多少。取消的不算。",
        Kind.SHARE,
        _taken_up,
        good=_found_somebody,
        when="created_at",
    ),
    Measure(
        "serve_on_time",
        "服务及时率",
        "%",
        "这段时间办结的单子里，在所站自己的时限内办结的占多少。",
        Kind.SHARE,
        _promises("order", ["serve"], [OrderStatus.SERVING]),
        good=lambda span: Q(at__lte=F("due_at")),
        path="order__",
        when="at",
    ),
    Measure(
        "reopened",
        "重办率",
        "%",
        "这段时间办结的单子里，后来因群众不满意重办过的占多少。",
        Kind.SHARE,
        _steps("order", ["serve"], [OrderStatus.SERVING]),
        good=lambda span: Exists(Event.objects.filter(order=OuterRef("order"), step="reopen", pk__gt=OuterRef("pk"))),
        path="order__",
        more_is_better=False,
        when="at",
    ),
    *STEPS,
    *STANDING,
]
