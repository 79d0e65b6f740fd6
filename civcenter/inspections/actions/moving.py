"""The steps of a round, one writer for all: who, from where to where, and what comes with it."""

from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.roles import Role
from civcenter.accounts.running import appointed_told
from civcenter.inspections import policies
from civcenter.inspections.actions import drawing, gathering, scoring
from civcenter.inspections.actions.opening import rule_of
from civcenter.inspections.flow import ROUND_FLOW, Phase
from civcenter.inspections.models import Amendment, Figure, Honour, Mark, Round, RoundEvent, Visit
from civcenter.inspections.periods import midnight
from civcenter.kit.errors import OutOfTurn
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.rules.models import calendar_for

MANAGERS = (Role.BRANCH_MANAGER, Role.STATION_MANAGER)


def after_working_days(at, days):
    """The midnight after so many whole working days that begin after the day of `at`."""
    day = timezone.localdate(at)
    is_worked = calendar_for(day, day + timedelta(days=3 * days + 30))
    while days:
        day += timedelta(days=1)
        days -= is_worked(day)
    return midnight(day + timedelta(days=1))


@verb
def advance(round, name, *, by, at, words=""):
    """Take a step of the round's table. What belongs to it happens with it, or none of it does."""
    step = ROUND_FLOW[name]
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.phase not in step.sources:
        raise OutOfTurn(step.label)
    policies.require(step, by, row, at)
    changes = EFFECTS.get(name, _nothing)(row, by, at)
    moved = Round.objects.filter(pk=row.pk, phase__in=step.sources)
    moved.update(phase=step.target, **changes)
    RoundEvent.objects.create(round=row, step=name, by=by, at=at, words=words[:200])
    row.refresh_from_db()
    TOLD.get(name, _nothing)(row, by, at)
    return row


def _nothing(round, by, at):
    return {}


def _pass_first(round, by, at):
    return {"first_by": by, "second_by": None}


def _publish(round, by, at):
    scoring.rank(round)
    return {"second_by": by, "notice_until": after_working_days(at, rule_of(round).notice_days)}


def _sign(round, by, at):
    scoring.rank(round)
    return {"signed_by": by, "signed_at": at, "results_digest": scoring.results_digest(round)}


EFFECTS = {"pass_first": _pass_first, "publish": _publish, "sign": _sign}


@verb
def settle(round, *, at):
    """The figures are all there: their digest, the lot, the scores, the days to check; then the round is open.

    May be begun twice: the second finds the phase taken.
    """
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.phase != Phase.GATHERING:
        return row
    digest = gathering.digest(row)
    if row.corrects_id:
        _take_over(row)
    scoring.score(list(row.subjects.select_related("template", "round")), rule_of(row))
    until = after_working_days(at, rule_of(row).check_days)
    Round.objects.filter(pk=row.pk).update(digest=digest, check_until=until)
    row.digest = digest
    drawing.fill(row, at=at)
    scoring.rank(row)
    return advance(row, "settle", by=None, at=at)


def _take_over(round):
    """A correction begins with what was agreed in the version before."""
    by = {subject.key: subject for subject in round.subjects.select_related("round")}
    for model in (Mark, Visit, Amendment, Honour):
        old = model.objects.filter(subject__round=round.corrects_id).select_related("subject")
        model.objects.bulk_create(_copy(model, one, by[one.subject.key]) for one in old)


def _copy(model, old, subject):
    skipped = ("id", "subject", "objection")
    values = {f.attname: getattr(old, f.attname) for f in model._meta.local_concrete_fields if f.name not in skipped}
    return model(subject=subject, **values)


def _tell_managers(round, text, name, at):
    """Say something to whoever runs a scored place of the round."""
    for subject in round.subjects.filter(template__isnull=False, outpost__isnull=False):
        link = f"/desk/inspections/units/{subject.pk}/"
        source = f"round:{round.pk}:{name}:{subject.pk}"
        appointed_told(subject.division_id, MANAGERS, text=text, link=link, source=source, at=at)


def _told_settled(round, by, at):
    day = policies.day_of(round.check_until - timedelta(minutes=1))
    _tell_managers(round, f"{round.title}取好数了，请在 {day}前看看对不对，不对就说。", "check", at)
    for visit in Visit.objects.filter(subject__round=round, replaced_at=None).select_related("inspector"):
        text = f"{round.title}抽中您看几个地方，打开就是检查单。"
        tell(
            user=visit.inspector,
            text=text,
            link="/desk/checks/",
            source=f"round:{round.pk}:drawn:{visit.inspector_id}",
            at=at,
        )


def _told_published(round, by, at):
    day = policies.day_of(round.notice_until - timedelta(minutes=1))
    _tell_managers(
        round, f"{round.title}在公示，有话 {day}前申诉，每条都答复。", f"notice:{round.notice_until:%Y%m%d}", at
    )


def _told_submitted(round, by, at):
    link, source = f"/desk/inspections/{round.pk}/", f"round:{round.pk}:sign:{at:%Y%m%d%H%M}"
    appointed_told(round.division_id, [Role.LEADER], text=f"{round.title}等您审签。", link=link, source=source, at=at)


TOLD = {"settle": _told_settled, "publish": _told_published, "submit": _told_submitted}


def replay(round):
    """Whether the stored figures and scores still give the digests they were given."""
    figures = Figure.objects.filter(subject__round=round).exists()
    same = not figures or gathering.digest(round) == round.digest
    return same and (not round.results_digest or scoring.results_digest(round) == round.results_digest)
