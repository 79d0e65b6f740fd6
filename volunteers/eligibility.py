"""Who may do a piece of service: what its kind asks for, age, and insurance where it is risky (条例 arts. 15–17).

One door for orders and activities: `refusals` for one volunteer, `refusals_of` for a list at once, `fitting` to
rank many in SQL. Each sentence names the rule and its figure. Everything is judged on the day of service.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from volunteers.models import (
    AgeRule,
    Cover,
    Guardian,
    GuardianWord,
    Qualification,
    Requirement,
    VolunteerSkill,
)
from volunteers.models.registry import age_on

MAJORITY = 18
"""民法典 art. 17: from this birthday on nobody asks a guardian; work with a risk is not for younger people."""


@dataclass(frozen=True)
class Days:
    """The first and the last local day of a piece of service."""

    first: date
    last: date

    @classmethod
    def of(cls, period):
        """Of a range of moments, its end not included."""
        begin, end = period.lower, period.upper - timedelta(microseconds=1)
        return cls(timezone.localdate(begin), timezone.localdate(max(begin, end)))


def refusals(volunteer, *, kind, period, risky=False, is_waived=False):
    """Why this volunteer may not take this service, a sentence each; empty when nothing stands in the way.

    One query where the kind asks for nothing; more only where something is asked. `period` is a range of
    moments (DateTimeTZRange). `is_waived`: the unit's manager answers for starting without insurance.
    """
    return refusals_of([volunteer], kind=kind, period=period, risky=risky, is_waived=is_waived)[volunteer.pk]


def refusals_of(volunteers, *, kind, period, risky=False, is_waived=False):
    """The same for a list of one county's volunteers with their persons, in a bounded number of queries.

    Returns {pk: sentences}.
    """
    said = {volunteer.pk: [] for volunteer in volunteers}
    if not said:
        return said
    days = Days.of(period)
    for found in (
        _unmet(volunteers, Requirement.objects.for_kind(kind, volunteers[0].county), days.first),
        _ages(volunteers, days.first, risky),
        _uninsured(volunteers, days) if risky and not is_waived else {},
    ):
        for pk, sentences in found.items():
            said[pk] += sentences
    return said


def post_refusals(volunteer, *, post, day):
    """Why this volunteer may not hold a post in a team, a sentence each."""
    found = _unmet([volunteer], Requirement.objects.for_post(post, volunteer.county), day)
    return found.get(volunteer.pk, [])


def _unmet(volunteers, requirements, day):
    requirements = list(requirements)
    trained = _trained(volunteers, requirements, day)
    skilled = _skilled(volunteers, requirements, day)
    return {
        volunteer.pk: [
            _sentence(need)
            for need in requirements
            if (volunteer.pk, need.training_id or need.skill_id) not in (trained if need.training_id else skilled)
        ]
        for volunteer in volunteers
    }


def _trained(volunteers, requirements, day):
    asked = {need.training_id for need in requirements if need.training_id}
    if not asked:
        return set()
    passed = Qualification.objects.valid(day).filter(volunteer__in=volunteers, training__in=asked)
    return set(passed.values_list("volunteer", "training"))


def _skilled(volunteers, requirements, day):
    asked = {need.skill_id for need in requirements if need.skill_id}
    if not asked:
        return set()
    own = VolunteerSkill.objects.valid(day).filter(volunteer__in=volunteers)
    own = own.filter(Q(skill__in=asked) | Q(skill__parent__in=asked))
    pairs = own.values_list("volunteer", "skill", "skill__parent")
    return {(who, code) for who, skill, parent in pairs for code in (skill, parent)}


def _sentence(need):
    what = f"当{need.get_post_display()}" if need.post else "这类事"
    if need.training:
        return f"{what}要先学过“{need.training.name}”，而且那天还在有效期内。在“我的培训”里看怎么学。"
    if need.skill.needs_licence:
        return f"{what}要有“{need.skill.name}”证，而且服务那天没过期。换了新证请到站上登记。"
    return f"{what}要会“{need.skill.name}”。会的话请到站上登记。"


def _ages(volunteers, day, risky):
    """Minors by the county's bands; who is of age, and whose birth date nobody knows, costs no query."""
    said = {}
    young = []
    for volunteer in volunteers:
        born = volunteer.person.born_on
        if born is None:
            if risky:
                said[volunteer.pk] = ["有风险的事只请满 18 岁的人，您的出生日期还没登记。带身份证到站上补一下。"]
        elif age_on(born, day) < MAJORITY:
            young.append(volunteer)
    if not young:
        return said
    rule = AgeRule.objects.at(day, young[0].county).get()
    words = dict(GuardianWord.objects.filter(volunteer__in=young, day=day).values_list("volunteer", "accompanies"))
    guarded = set(Guardian.objects.filter(volunteer__in=young).values_list("volunteer", flat=True))
    for volunteer in young:
        said[volunteer.pk] = _minor(volunteer, day, risky, rule, words, volunteer.pk in guarded)
    return said


def _minor(volunteer, day, risky, rule, words, is_guarded):
    age = age_on(volunteer.person.born_on, day)
    if risky:
        return [f"有风险的事只请满 {MAJORITY} 岁的人，那天您 {age} 岁。"]
    if age < rule.refused_below:
        return [f"不满 {rule.refused_below} 岁不参加志愿服务，那天您 {age} 岁。"]
    if age < rule.accompanied_below and not words.get(volunteer.pk):
        return [f"不满 {rule.accompanied_below} 岁要监护人陪着来。请监护人在手机上点“陪着去”，或到站上说一声。"]
    if age < rule.asked_each_time_below and volunteer.pk not in words:
        return [f"不满 {rule.asked_each_time_below} 岁每次都要监护人同意。请监护人在手机上点“同意”，或到站上说一声。"]
    if age < rule.guardian_below and not is_guarded:
        return [f"不满 {rule.guardian_below} 岁要有监护人登记同意。请监护人到站上签一次。"]
    return []


def uninsured(volunteers, period):
    """The keys of those whom no policy covers on every day of the period."""
    days = Days.of(period)
    covered = Cover.objects.on(days.first, days.last).filter(volunteer__in=volunteers)
    known = set(covered.values_list("volunteer", flat=True))
    return {volunteer.pk for volunteer in volunteers} - known


def _uninsured(volunteers, days):
    covered = Cover.objects.on(days.first, days.last).filter(volunteer__in=volunteers)
    known = set(covered.values_list("volunteer", flat=True))
    sentence = "这件事有风险，要先上志愿者保险，您那天还没有保险。请站里给您上，不收钱。"
    return {volunteer.pk: [sentence] for volunteer in volunteers if volunteer.pk not in known}


def fitting(*, kind, county, period, risky=False):
    """A condition on volunteers of a county with which SQL puts those whom `refusals` would name last.

    Costs at most two queries, for what the kind asks and for the county's ages.
    """
    days = Days.of(period)
    fits = Q()
    for need in Requirement.objects.for_kind(kind, county):
        fits &= _meets(need, days.first)
    if risky:
        covered = Cover.objects.on(days.first, days.last).filter(volunteer=OuterRef("pk"))
        return fits & Q(Exists(covered)) & Q(person__born_on__lte=birthday(days.first, MAJORITY))
    return fits & _of_age(county, days.first)


def _meets(need, day):
    if need.training_id:
        return Q(Exists(Qualification.objects.valid(day).filter(volunteer=OuterRef("pk"), training=need.training_id)))
    own = VolunteerSkill.objects.valid(day).filter(Q(skill=need.skill_id) | Q(skill__parent=need.skill_id))
    return Q(Exists(own.filter(volunteer=OuterRef("pk"))))


def _of_age(county, day):
    rule = AgeRule.objects.at(day, county).get()
    words = GuardianWord.objects.filter(volunteer=OuterRef("pk"), day=day)
    born = "person__born_on__lte"
    guarded = Q(guardian__isnull=False)
    asked = Q(Exists(words)) & guarded
    together = Q(Exists(words.filter(accompanies=True))) & guarded
    return (
        Q(person__born_on__isnull=True)
        | Q(**{born: birthday(day, min(rule.guardian_below, MAJORITY))})
        | (Q(**{born: birthday(day, rule.asked_each_time_below)}) & guarded)
        | (Q(**{born: birthday(day, rule.accompanied_below)}) & asked)
        | (Q(**{born: birthday(day, rule.refused_below)}) & together)
    )


def birthday(day, years):
    """Who was born on or before this day is so many full years old on `day`; 29 February's year is full on 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 2, 29) if _is_leap(day.year - years) else date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
