"""Numbers of who serves, for how long, who was trained, and who lives there."""

from django.db.models import Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import Left, Length
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import MANAGING
from civcenter.hierarchy.models import Division, Outpost, Population
from civcenter.measures.measure import Kind, Measure, PerHead, Told
from incentives.models import Entry
from volunteers.coverage import served_since
from volunteers.models import Backbone, Qualification, ServiceRecord, Team, Volunteer
from volunteers.vitality import of_teams

MINUTES = 60


def _registered(span):
    """On the register by their own word, as it is read now."""
    return Volunteer.objects.active()


def _served(span):
    return Q(pk__in=served_since(span.start, [span.county], span.end))


def _final(span):
    return ServiceRecord.objects.final().filter(started_at__gte=span.start, started_at__lt=span.end)


def _residents(span):
    """The newest told year that is not after the stretch: one for the whole county, so that places compare."""
    told = Population.objects.within([span.county]).filter(year__lte=span.last_day.year)
    newest = told.order_by().values("county").annotate(newest=Max("year")).values("newest")
    return told.annotate(length=Length("division")).filter(year__in=newest)


def _passed(span):
    """Trainings passed in the time that stand."""
    return Qualification.objects.standing().filter(passed_on__range=(span.first_day, span.last_day))


def _teams(span):
    return Team.objects.current()


def _awake(span):
    """The teams that the register of teams does not call asleep."""
    teams = Team.objects.current().within([span.county]).values_list("pk", flat=True)
    found = of_teams(teams, span.county, span.at)
    return Q(pk__in=[pk for pk, vitality in found.items() if not vitality.is_dormant])


def _open_outposts(span):
    return Outpost.objects.filter(is_open=True)


def _led(span):
    day = timezone.localdate(span.at)
    heads = Appointment.objects.current(day).filter(role__in=MANAGING)
    return Q(Exists(heads.filter(division=OuterRef("division"))))


def _villages(span):
    """Villages stand in no place but are one; they get the columns of what has a place."""
    villages = Division.objects.on(span.last_day).filter(tier="village")
    return villages.annotate(division=F("code"), township=Left("code", 9), county=Left("code", 6))


def _issued(span):
    """Points that came into being in the time; what was taken back later stands in the books as its opposite."""
    return Entry.objects.filter(at__gte=span.start, at__lt=span.end, debit__kind="issue", reverses=None)


def _minutes(good):
    return Sum("minutes", filter=good)


REGISTERED = Measure("registered", "注册志愿者", "人", "现在在册、本人确认过的志愿者。", Kind.COUNT, _registered)
RESIDENTS = Told(
    "residents",
    "常住人口",
    "人",
    "统计部门报的常住人口，取最近报过的一年；各级各报各的，不相加。",
    Kind.COUNT,
    _residents,
    more_is_better=None,
)
PEOPLE = [
    REGISTERED,
    RESIDENTS,
    PerHead(
        "registered_share",
        "志愿者占常住人口",
        "%",
        "在册的志愿者除以统计部门报的常住人口。没报人口的地方算不出。",
        Kind.SHARE,
        _registered,
        over=RESIDENTS,
    ),
    Measure(
        "active",
        "活跃志愿者",
        "%",
        "在册的志愿者里，这段时间有过核实的服务的占多少。",
        Kind.SHARE,
        _registered,
        good=_served,
    ),
    Measure(
        "hours",
        "服务时长",
        "小时",
        "这段时间开始的、入了册的服务，按实际分钟加起来，不乘系数。",
        Kind.SUM,
        _final,
        amount=_minutes,
        scale=MINUTES,
        when="started_at",
    ),
    PerHead(
        "hours_each",
        "人均时长",
        "小时",
        "入册的服务时长除以在册的志愿者人数。",
        Kind.MEAN,
        _final,
        amount=_minutes,
        scale=MINUTES,
        over=REGISTERED,
    ),
    Measure(
        "qualified",
        "受训志愿者",
        "%",
        "在册的志愿者里，这段时间通过过培训的占多少。",
        Kind.SHARE,
        _registered,
        good=lambda span: Q(Exists(_passed(span).filter(volunteer=OuterRef("pk")))),
    ),
    Measure(
        "passes",
        "培训合格",
        "人次",
        "这段时间通过的培训，撤销的不算。",
        Kind.COUNT,
        _passed,
        path="volunteer__",
        when="passed_on",
    ),
    Measure(
        "backbone_trained",
        "骨干受训率",
        "%",
        "在培养的骨干里，这段时间通过过培训的占多少。",
        Kind.SHARE,
        lambda span: Backbone.objects.current(),
        good=lambda span: Q(Exists(_passed(span).filter(volunteer=OuterRef("volunteer")))),
        path="volunteer__",
    ),
    Measure(
        "teams",
        "活跃的志愿队",
        "%",
        "现有的队里，近来有人服务的占多少；刚成立的算活跃。",
        Kind.SHARE,
        _teams,
        good=_awake,
    ),
    Measure(
        "points_issued",
        "发放积分",
        "分",
        "这段时间发给群众的积分。后来扣回的另记，不从这里减。",
        Kind.SUM,
        _issued,
        path="credit__person__",
        amount=lambda good: Sum("points", filter=good),
        more_is_better=None,
        when="at",
    ),
    Measure(
        "outposts_led",
        "所站有人管",
        "%",
        "在用的中心、所、站里，现在有负责人任职的占多少。",
        Kind.SHARE,
        _open_outposts,
        good=_led,
    ),
    Measure(
        "villages_served",
        "村（社区）建站率",
        "%",
        "村和社区里，有在用的实践站的占多少。",
        Kind.SHARE,
        _villages,
        good=lambda span: Q(Exists(Outpost.objects.filter(division=OuterRef("code"), is_open=True))),
    ),
]
