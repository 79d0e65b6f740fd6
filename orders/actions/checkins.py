"""Coming and going on an order: by its rotating code and by roll-call."""

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb
from orders.actions.claims import come, go
from orders.actions.evidence import witness
from orders.actions.moving import lock, lock_claim
from orders.flow import PLACED_CLAIMS, ClaimStatus, OrderStatus
from orders.models import Claim
from orders.policies import is_captain, is_unit
from volunteers import rotating
from volunteers.actions import bar, check_in
from volunteers.choices import CheckHow, CheckKind
from volunteers.models import CheckIn

STALE = "这个码过期了。码半分钟一换，请对着屏幕再扫一次，刚才的没有记。"
OTHER_ROUND = "这是上一轮的码，请刷新屏幕再扫一次。"
SCREENS = (OrderStatus.DISPATCHED, OrderStatus.OPEN, OrderStatus.SERVING)
"""While an order stands so, its code may be shown."""


def subject(order):
    """What a code is bound to: the order and its round."""
    return f"order:{order.pk}:{order.round}"


def code_of_wish(wish, hand, at):
    """The code on a resident's own page; it proves a resident only where the hand proved a phone."""
    who = hand.user.pk if hand.user else 0
    shown_by = f"wish:{wish.pk}:{who}" if hand.vouches else f"hand:{wish.pk}:{who}"
    return rotating.code(subject(wish.order), shown_by=shown_by, browser=hand.browser, at=at)


def code_of_station(order, user, browser, at):
    return rotating.code(subject(order), shown_by=f"staff:{user.pk}", browser=browser, at=at)


def claim_for(shown, volunteer):
    """The volunteer's place on what the code is for; raises what to do where he has none."""
    kind, _, rest = shown.subject.partition(":")
    pk, _, round_ = rest.partition(":")
    placed = Claim.objects.filter(volunteer=volunteer, status__in=PLACED_CLAIMS)
    placed = placed.select_related("order__division", "volunteer__person__user", "volunteer__person__staff")
    mine = placed.filter(order=pk, round=round_).first() if kind == "order" else None
    if mine is None:
        raise RuleBroken("这单里没有您。要先接单，再来扫码；接了的请看是不是这一单的码。")
    if mine.round != mine.order.round:
        raise RuleBroken(OTHER_ROUND)
    return mine


@verb
def scan(shown, *, volunteer, kind, by, at, browser):
    """到了 or 做完了 by a code that was good at `at`, the moment of the scan. Said again it answers as the first.

    What the code proves is asked of `evidence.witness`; a code that proves nothing is the volunteer's own word.
    """
    if not shown.is_good(at):
        raise RuleBroken(STALE)
    claim = claim_for(shown, volunteer)
    person = claim.volunteer.person
    if by.pk not in (person.user_id, person.staff_id):
        raise NotYours("签到要本人来点。")
    how = witness(shown, person, browser)
    said = {"source": claim.source, "volunteer": claim.volunteer, "kind": kind, "how": how}
    return _known(said) or _first(claim, said, by=by, at=at, browser=browser, shown_by=shown.shown_by)


def _known(said):
    return CheckIn.objects.filter(**said).first()


def _first(claim, said, *, by, at, **more):
    """The first of several scans; the others wait for the order's lock and find what it wrote."""
    claim = lock_claim(claim)
    known = _known(said)
    if known:
        return known
    _move(claim, said["kind"], by, at)
    return check_in(**said, by=by, at=at, **more)[0]


def _move(claim, kind, by, at):
    """What the check-in does to the claim; one that is there already only gains a witness."""
    if kind == CheckKind.IN:
        if claim.status == ClaimStatus.DONE:
            raise RuleBroken("您已经记过“做完了”，不用再签到。")
        if claim.status == ClaimStatus.ACCEPTED:
            come(claim, by=by, at=at)
    elif claim.status == ClaimStatus.ACCEPTED:
        raise RuleBroken("还没有记“到了”。先点“到了”，做完再扫一次。")
    elif claim.status == ClaimStatus.ARRIVED:
        go(claim, by=by, at=at, started_at=claim.started_at, ended_at=at)


@verb
def call_roll(order, *, by, at, came=(), gone=(), browser=""):
    """点名 by whoever runs the unit, or by a captain for his team: who is here, and who has gone.

    For nobody he may not vouch for. A captain's roll proves the hours as a leader's word does, and vouches for
    none: the unit still agrees them. Returns how many were new.
    """
    order, count = lock(order), 0
    if not (is_unit(by, order, at) or is_captain(by, order, at)):
        raise NotYours("点名由承办的所站来点，队长点自己的队员。")
    for kind, chosen in ((CheckKind.IN, came), (CheckKind.OUT, gone)):
        for claim in sorted(chosen, key=lambda one: one.pk):
            count += _called(order, claim, kind, by, at, browser)
    return count


def _called(order, claim, kind, by, at, browser):
    rows = order.claims.filter(round=order.round, status__in=PLACED_CLAIMS).select_related("volunteer__person")
    claim = rows.get(pk=claim.pk)
    claim.order = order
    if not (is_unit(by, order, at) or is_captain(by, claim, at)):
        raise NotYours("队长只点自己的队员。")
    why = bar(by, claim.volunteer.person)
    if why:
        raise RuleBroken(why)
    said = {"source": claim.source, "volunteer": claim.volunteer, "kind": kind, "how": CheckHow.ROLL_CALL}
    if _known(said):
        return 0
    _move(claim, kind, by, at)
    return check_in(**said, by=by, at=at, browser=browser)[1]
