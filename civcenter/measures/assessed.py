"""Numbers that templates of 督查 and 考核 ask for beside those of the cockpit."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Sum

from civcenter.measures.measure import Kind, Measure, PerHead
from incentives.models import Entry
from orders.flow import OrderStatus
from orders.models import Event, Order
from volunteers.models import Headcount, Membership, RosterEntry, ServiceRecord, Team

POSTED_WITHIN = timedelta(days=7)
"""Five working days are a week."""
GROUPS = {
    "staff": "职工教职注册率",
    "party": "两委党员注册率",
    "senior": "高中以上学生注册率",
    "league": "初中团员注册率",
    "bodies": "志愿组织注册率",
}


def _told(code):
    """What each unit said last of this group, until the end of the stretch."""

    def counted(span):
        said = Headcount.objects.filter(group=code, as_of__lte=span.last_day, unit__ended_on__isnull=True)
        newest = said.order_by("unit", "-as_of").distinct("unit").values("pk")
        return Headcount.objects.filter(pk__in=newest)

    return Measure(
        f"headcount_{code}",
        "应有人数",
        "人",
        "单位最近一次报的人数。",
        Kind.SUM,
        counted,
        path="unit__",
        amount=lambda good: Sum("number", filter=good),
        more_is_better=None,
    )


def _known(code):
    """Those on lists of units that said how many they have, who are on the register by their own word."""

    def counted(span):
        told = Headcount.objects.filter(unit=OuterRef("unit"), group=code, as_of__lte=span.last_day)
        entries = RosterEntry.objects.filter(
            group=code, person__volunteer__status="active", unit__ended_on__isnull=True
        )
        return entries.filter(Exists(told))

    return counted


def _group(code, title):
    how = "单位报的人数里，本人确认注册了的占多少。没有单位报人数的地方算不出。"
    return PerHead(f"group_{code}", title, "%", how, Kind.SHARE, _known(code), path="unit__", over=_told(code))


def _earned(span):
    """Records that became final in the time and bring points."""
    records = ServiceRecord.objects.earning().filter(final_at__gte=span.start, final_at__lt=span.end)
    return records.filter(passed_over__isnull=True)


def _posted(span):
    return Q(Exists(Entry.objects.filter(record=OuterRef("pk"), at__lte=OuterRef("final_at") + POSTED_WITHIN)))


def _risky(span):
    begun = [OrderStatus.SERVING, OrderStatus.SERVED, OrderStatus.CLOSED]
    return Order.objects.filter(is_risky=True, starts_at__gte=span.start, starts_at__lt=span.end, status__in=begun)


def _covered(span):
    return ~Q(Exists(Event.objects.filter(order=OuterRef("pk"), step="waive")))


ASSESSED = [
    *(_group(code, title) for code, title in GROUPS.items()),
    Measure("squads", "志愿队", "支", "这里现有的志愿队。", Kind.COUNT, lambda span: Team.objects.current()),
    Measure(
        "squad_members",
        "队员",
        "人",
        "这里现有的志愿队里，在册的队员；一人在两队数两次。",
        Kind.COUNT,
        lambda span: Membership.objects.filter(
            status="active", volunteer__status="active", team__ended_on__isnull=True
        ),
        path="team__",
    ),
    Measure(
        "points_on_time",
        "积分按期入账率",
        "%",
        "这段时间入册、该给积分的服务里，一周（5 个工作日）内入了账的占多少。",
        Kind.SHARE,
        _earned,
        good=_posted,
    ),
    Measure(
        "insured",
        "高风险服务投保率",
        "%",
        "这段时间开始的高风险服务里，上了保险才开始的占多少。",
        Kind.SHARE,
        _risky,
        good=_covered,
    ),
]
