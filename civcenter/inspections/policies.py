"""Who may do what in a round, and what a step must wait for."""

from django.db.models import Q
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment, User
from civcenter.inspections import lot
from civcenter.inspections.choices import Kind, Ruling
from civcenter.inspections.flow import ROUND_FLOW, Hand, Phase
from civcenter.inspections.models import Objection, Result, Round, Tie
from civcenter.kit.errors import NotYours, RuleBroken


def is_office(by, round):
    return isinstance(by, User) and by.holds(Duty.ASSESS, round.place)


def is_leader(by, round):
    return isinstance(by, User) and by.holds(Duty.SIGN, round.place)


HANDS = {Hand.OFFICE: is_office, Hand.LEADER: is_leader, Hand.SYSTEM: lambda by, round: by is None}


def steps_for(by, round, at):
    """The buttons somebody sees on a round now."""
    ready = [step for step in ROUND_FLOW.values() if round.phase in step.sources and step.has_button]
    mine = [step for step in ready if any(HANDS[hand](by, round) for hand in step.hands)]
    return [step for step in mine if not waits(step.name, round, at, by)]


def require(step, by, round, at):
    """Raise the sentence of what stands in the way of `by` taking the step."""
    if not any(HANDS[hand](by, round) for hand in step.hands):
        raise NotYours(f"“{step.label}”归{'、'.join(hand.value for hand in step.hands)}。")
    sentence = waits(step.name, round, at, by)
    if sentence:
        raise RuleBroken(sentence)


def waits(name, round, at, by=None):
    """What a step must wait for, as a sentence; empty when it need not."""
    return WAITS[name](round, at, by) if name in WAITS else ""


def open_words(round):
    return Objection.objects.filter(subject__round=round, ruling__in=[Ruling.OPEN, Ruling.PROPOSED])


def unmarked(round):
    return Result.objects.filter(subject__round=round, is_waiting=True)


def _begin(round, at, by):
    scored = round.subjects.filter(template__isnull=False)
    if at < round.check_until and scored.filter(checked_at__isnull=True).exists():
        return f"还有单位没核对完，核对到 {day_of(round.check_until)}为止；都核对了可以提前。"
    return ""


def _pass_first(round, at, by):
    if words := open_words(round).count():
        return f"还有 {words} 条意见没答复，答复完再交复核。"
    return _unmarked(round)


def _unmarked(round):
    """Asked at each later step too: a mark taken back at the last moment must not pass for one nobody could give."""
    waiting = unmarked(round).count()
    return f"还有 {waiting} 个单位的现场分没打完或没有第二人同意。" if waiting else ""


def _publish(round, at, by):
    if by is not None and by.pk == round.first_by_id:
        return "初核和复核要两个人，您做了初核，请另一位同事复核。"
    if words := open_words(round).count():
        return f"还有 {words} 条意见没答复。"
    if round.subjects.filter(
        amendments__agreed_at=None, amendments__refused_at=None, amendments__isnull=False
    ).exists():
        return "还有改数等第二人同意。"
    return _unmarked(round) or (_halves(round) if round.kind == Kind.ASSESSMENT else "")


def _halves(round):
    """A year stands on its half-years: each that was begun is final."""
    names = [half.name for half in round.span.halves]
    unfinished = Round.objects.filter(division_id=round.division_id, period__in=names).exclude(phase=Phase.FINAL)
    first = unfinished.order_by("period").first()
    return f"{first.title}还没定稿，年度分要等它。" if first else ""


def _submit(round, at, by):
    if at < round.notice_until:
        return f"公示到 {day_of(round.notice_until)}，还没满。"
    return _open_appeals(round)


def _open_appeals(round):
    words = open_words(round).count()
    return f"还有 {words} 条申诉没答复，答复完再送审签。" if words else ""


def _sign(round, at, by):
    if by is not None and by.pk in (round.first_by_id, round.second_by_id):
        return "您做过初核或复核，审签要请另一位领导。"
    return _open_appeals(round) or _unmarked(round)


WAITS = {"begin": _begin, "pass_first": _pass_first, "publish": _publish, "submit": _submit, "sign": _sign}


def day_of(at):
    local = timezone.localtime(at)
    return f"{local.month} 月 {local.day} 日"


def posts_of(users, at):
    """{user's number: codes of the posts held today}."""
    held = Appointment.objects.current(timezone.localdate(at)).filter(user__in=users)
    codes = {}
    for user, code in held.values_list("user", "division"):
        codes.setdefault(user, []).append(code)
    return codes


def is_bound(user, subject, at):
    """Whether the place is somebody's own or he is tied to it: he neither scores it nor mends its figures."""
    codes = posts_of([user.pk], at).get(user.pk, [])
    tied = Tie.objects.filter(user=user, division=subject.division_id)
    return lot.is_own(codes, subject.division_id) or tied.exists()


def same_honour(event, proof):
    """The same event, or the same proof under another name."""
    return Q(event=event[:60]) | Q(proof=proof[:200])
