"""What the demo county's volunteers can prove: trainings, insurance, a backbone, certificates."""

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from civcenter.hierarchy.models import Division, Outpost
from volunteers import lessons
from volunteers.actions.certificates import apply_for_certificate, issue, prepare
from volunteers.actions.insurance import add_policy, insure
from volunteers.actions.qualifications import enter_training, promote
from volunteers.models import Policy, ServiceRecord, Training, Volunteer

TRAINED, INSURED = 40, 30


def prove(people, now):
    """Show each page of trainings, insurance and certificates with a few rows; run once."""
    if Policy.objects.filter(county=people.county).exists():
        return
    office, day = people.users["office"], timezone.localdate(now)
    pool = people.active[:TRAINED]
    for back, code in ((400, lessons.BASIC), (330, "care-basics"), (700, "first-aid"), (340, "water-safety")):
        learned = people.dice.sample(pool, TRAINED // 2)
        given = {"passed_on": day - timedelta(days=back), "by": office, "at": now}
        enter_training(Training.objects.get(pk=code), volunteers=learned, **given)
    policy = add_policy(
        division=Division.objects.get(pk=people.county),
        insurer="示例财产保险公司",
        number=f"YP-{day.year}-001",
        first_on=day.replace(month=1, day=1),
        last_on=day.replace(month=12, day=31),
        covers="意外身故伤残 20 万，医疗 2 万，含往返路途",
        cost_per_head=1,
        by=office,
        at=now,
    )
    insure(policy, volunteers=pool[:INSURED], first_on=day, last_on=day.replace(month=12, day=31), by=office, at=now)
    _certified(people, now)


def _certified(people, now):
    """The three who served most at one outpost: two certificates issued, one that waits."""
    final = ServiceRecord.objects.final().filter(county=people.county, organiser__isnull=False)
    known = final.filter(volunteer__person__user__isnull=False).exclude(volunteer__person__document_key="")
    most = known.values("volunteer", "organiser").annotate(total=Sum("minutes")).order_by("-total", "volunteer")
    for place, row in enumerate(most[:3]):
        who = Volunteer.objects.select_related("person__user").get(pk=row["volunteer"])
        asked = _ask(who, Outpost.objects.get(pk=row["organiser"]), now)
        if place < 2:
            prepare(asked, by=people.users["office"], at=now - timedelta(hours=20))
            issue(asked, by=people.users["office2"], at=now - timedelta(hours=18))
    _on_track(people, final, now)


def _ask(who, issuer, now):
    day = timezone.localdate(now)
    period = {"first_on": day - timedelta(days=200), "last_on": day - timedelta(days=2)}
    at = now - timedelta(hours=30)
    return apply_for_certificate(who, issuer=issuer, by=who.person.user, at=at, **period)


def _on_track(people, final, now):
    """Who has the hours and the first module stands on the first stage."""
    able = final.values("volunteer").annotate(total=Sum("minutes")).filter(total__gte=20 * 60).values("volunteer")
    learned = Volunteer.objects.filter(pk__in=able, qualifications__training=lessons.BASIC).order_by("pk")
    for who in learned.select_related("person")[:2]:
        promote(who, by=people.users["office"], at=now, mentor=people.active[0] if who != people.active[0] else None)
