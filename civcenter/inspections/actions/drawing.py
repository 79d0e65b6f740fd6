"""The lot: inspectors for every place that has something to be seen, and another one for who cannot go."""

from django.db.models import Max
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.inspections import lot, policies
from civcenter.inspections.actions.opening import rule_of
from civcenter.inspections.flow import MARKING
from civcenter.inspections.models import Subject, Tie, Visit
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb


def inspected(round):
    """The subjects that somebody must look at: their template has something that no app holds."""
    return round.subjects.filter(template__indicators__source__in=["manual", "mixed"]).distinct()


@verb
def fill(round, *, at):
    """Draw until every place has its seats filled, as far as there are inspectors; drawn stays drawn."""
    subjects = {subject.key: subject for subject in inspected(round).select_related("round")}
    standing = Visit.objects.filter(subject__round=round).select_related("subject", "subject__round")
    out = {(one.subject.key, one.inspector_id) for one in standing if one.replaced_at}
    drawn = [(one.subject.key, one.inspector_id) for one in standing if not one.replaced_at]
    candidates = _candidates(round, at)
    places = {key: subject.division_id for key, subject in subjects.items()}
    made = lot.draw(round.digest, places, candidates, _ties(candidates, out, places), rule_of(round).inspectors, drawn)
    number = standing.aggregate(last=Max("number"))["last"] or 0
    rows = [
        Visit(subject=subjects[key], inspector_id=who, number=number + place, drawn_at=at)
        for place, (key, who) in enumerate(made, 1)
    ]
    Visit.objects.bulk_create(rows)
    return rows


def _candidates(round, at):
    """{inspector: codes of all the posts he holds today}."""
    day = timezone.localdate(at)
    posts = Appointment.objects.current(day).filter(role=Role.INSPECTOR, division=round.division_id)
    users = list(posts.values_list("user", flat=True))
    held = policies.posts_of(users, at)
    return {user: held.get(user, []) for user in sorted(set(users))}


def _ties(candidates, out, places):
    ties = {}
    for user, place in Tie.objects.filter(user__in=candidates).values_list("user", "division"):
        ties.setdefault(user, set()).add(place)
    for key, user in out:
        ties.setdefault(user, set()).add(places.get(key))
    return ties


@verb
def draw_again(round, *, by, at):
    """The office has named more inspectors: seats that stayed empty are drawn."""
    _of_office(round, by)
    if round.phase not in MARKING:
        raise RuleBroken("现场检查已经结束，不再抽签。")
    if not fill(round, at=at):
        raise RuleBroken("没有抽出新的人：督查员不够，或都要回避。请先任命督查员。")


@verb
def replace(visit, *, reason, by, at):
    """Who cannot go is replaced by the next of the lot; what he marked alone and nobody agreed goes with him."""
    round = visit.subject.round
    _of_office(round, by)
    if round.phase not in MARKING or not reason:
        raise RuleBroken("要写明为什么换人；现场检查结束后不能换。")
    list(Subject.objects.select_for_update().filter(pk=visit.subject_id).values_list("pk"))
    gone = Visit.objects.filter(pk=visit.pk, replaced_at=None)
    if not gone.update(replaced_at=at, replaced_by=by, reason=reason[:100]):
        raise RuleBroken("这一位已经换过了。")
    visit.subject.marks.filter(by=visit.inspector, agreed_at=None).delete()
    if not fill(round, at=at):
        raise RuleBroken("签筒里没有别人可换了。请先任命督查员，这一位先留着。")


@verb
def tie(user, division, *, why, by, at):
    """Somebody must not inspect a place: said by himself, or by the office."""
    if by.pk != user.pk and not by.holds(policies.Duty.ASSESS, division.pk):
        raise NotYours("回避由本人或县中心办公室登记。")
    Tie.objects.get_or_create(user=user, division=division, defaults={"why": why[:100], "by": by, "at": at})


def _of_office(round, by):
    if not policies.is_office(by, round):
        raise NotYours("抽签归县中心办公室。")
