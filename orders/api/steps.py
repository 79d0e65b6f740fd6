"""Each step of the flow tables once: which verb does it, and what may be said with it.

Paths, schema and views are made from the flow tables and these rows; a step with a hand that has no row here
stops the portal from starting.
"""

from dataclasses import dataclass

from django.db.models import Q

from civcenter.kit.errors import RuleBroken
from orders.actions import claims, fitness, orders, wishes
from orders.api import inputs
from orders.flow import CLAIM_FLOW, ORDER_FLOW, WISH_FLOW, Proof
from orders.hands import Bearer
from orders.models import Claim, Order
from volunteers.models import Team, Volunteer

NOT_ON_REGISTER = "只能邀请本县在册的志愿者。"


@dataclass(frozen=True)
class Way:
    """`do(row, by=, at=, **said)` takes the step; `spoken` says what may be said with it."""

    do: object
    spoken: type | None = None


@dataclass(frozen=True)
class Aside:
    """What moves nothing, so that the tables do not have it; to programs it looks like a step."""

    name: str
    label: str


# What a body names by id becomes rows, and what the schema cannot say is checked


def both_times(said):
    """A new time is a start and an end."""
    if ("starts_at" in said) != ("ends_at" in said):
        raise RuleBroken("改时间要把开始和结束都写上。", field="ends_at" if "starts_at" in said else "starts_at")
    return said


def volunteers_named(pks):
    """The volunteers of these ids, in order of id; one who does not exist reads like one of another county."""
    found = list(Volunteer.objects.filter(pk__in=pks).select_related("person__user").order_by("pk"))
    if len(found) != len(set(pks)):
        raise RuleBroken(NOT_ON_REGISTER, field="volunteers")
    return found


def team_numbered(order, pk):
    team = Team.objects.current().within([order.county]).filter(pk=pk).first()
    if team is None:
        raise RuleBroken("本县没有这支队。", field="team")
    return team


def claims_named(order, pks, field):
    known = {claim.pk: claim for claim in order.claims.filter(pk__in=pks)}
    if set(known) != set(pks) or len(set(pks)) != len(pks):
        raise RuleBroken("这单里没有这位的接单，或写了两次。", field=field)
    return [known[pk] for pk in pks]


def merge(wish, *, by, at, order):
    into = Order.objects.visible_to(by, at).filter(pk=order).first()
    if into is None:
        raise RuleBroken("没有这张单，或它不归您管。", field="order")
    return wishes.merge(wish, order=into, by=by, at=at)


def prepare(wish, *, by, at, **said):
    """One wish, one order."""
    orders.prepare_order(wishes=[wish], by=by, at=at, **said)
    return wish


def confirm(wish, *, by, at, stars, words, said):
    if not isinstance(by, Bearer) and not said:
        raise RuleBroken("电话里怎么说的，要记一句。", field="said")
    return wishes.confirm(wish, by=by, at=at, stars=stars, words=words, said="" if isinstance(by, Bearer) else said)


def dispatch(order, *, by, at, volunteers, team=None, **said):
    guests = {"volunteers": volunteers_named(volunteers), "team": team and team_numbered(order, team)}
    return orders.dispatch(order, by=by, at=at, **guests, **both_times(said))


def publish(order, *, by, at, **said):
    return orders.publish(order, by=by, at=at, **both_times(said))


def serve(order, *, by, at, done, absent, words):
    named = claims_named(order, [one["claim"] for one in done] + absent, "done")
    times = [(claim, one["started_at"], one["ended_at"]) for claim, one in zip(named, done, strict=False)]
    return orders.serve(order, by=by, at=at, done=times, absent=named[len(done) :], words=words)


def offer(order, *, by, at, volunteers):
    claims.offer(order, volunteers=volunteers_named(volunteers), by=by, at=at)
    return order


def claim(order, *, by, at, volunteer=None):
    return claims.claim(order, volunteer=himself(by, volunteer), by=by, at=at)


def himself(user, pk=None):
    """The volunteer behind this log-in; where a phone is shared, the one that was named."""
    mine = Volunteer.objects.filter(Q(person__user=user) | Q(person__staff=user)).select_related("person__user")
    found = list(mine.filter(pk=pk) if pk else mine.order_by("pk")[:2])
    if not found:
        raise RuleBroken("您还没有报名做志愿者，报名并通过审核后就能接单。")
    if len(found) > 1:
        raise RuleBroken("这个手机号有几位志愿者，请写明是哪一位。", field="volunteer")
    return found[0]


WISH_WAYS = {
    "ask": Way(wishes.ask, inputs.Question),
    "reply": Way(wishes.reply, inputs.Why),
    "refuse": Way(wishes.refuse, inputs.Refusal),
    "transfer": Way(wishes.transfer, inputs.Handing),
    "restore": Way(wishes.restore, inputs.Why),
    "prepare": Way(prepare, inputs.Service),
    "merge": Way(merge, inputs.Into),
    "unmerge": Way(wishes.unmerge, inputs.MaybeWhy),
    "withdraw": Way(wishes.withdraw, inputs.MaybeWhy),
    "confirm": Way(confirm, inputs.Praise),
    "dispute": Way(wishes.dispute, inputs.Why),
    "settle": Way(wishes.settle, inputs.Why),
}
ORDER_WAYS = {
    "dispatch": Way(dispatch, inputs.Dispatching),
    "publish": Way(publish, inputs.Publishing),
    "start": Way(orders.start),
    "serve": Way(serve, inputs.Serving),
    "send_back": Way(orders.send_back, inputs.Why),
    "reopen": Way(orders.reopen, inputs.Why),
    "cancel": Way(orders.cancel, inputs.Why),
    "urge": Way(orders.urge, inputs.MaybeWhy),
    "waive": Way(fitness.waive, inputs.Why),
}
CLAIM_WAYS = {
    "accept": Way(claims.accept),
    "decline": Way(claims.decline),
    "leave": Way(claims.leave, inputs.Why),
    "arrive": Way(claims.arrive),
    "finish": Way(claims.finish, inputs.Hours),
    "absent": Way(claims.absent, inputs.Why),
}
# Steps by which a row is born: an order of wishes at /orders/, a claim at its order.
BORN_WAYS = {"offer": Way(offer, inputs.Invitation), "claim": Way(claim, inputs.Taking)}


def moves(flow, ways):
    """`(step, way)` of every step of the table that moves a row and has a hand."""
    return [(step, ways[step.name]) for step in flow.values() if step.has_button and step.sources]


ASIDES = [Aside("urge", "催办"), Aside("waive", "没有保险也开始")]
WISH_MOVES = moves(WISH_FLOW, WISH_WAYS)
ORDER_MOVES = [*moves(ORDER_FLOW, ORDER_WAYS), *((aside, ORDER_WAYS[aside.name]) for aside in ASIDES)]
CLAIM_MOVES = moves(CLAIM_FLOW, CLAIM_WAYS)
CLAIM_BIRTHS = [(step, BORN_WAYS[step.name]) for step in CLAIM_FLOW.values() if step.has_button and not step.sources]


def hand_of(user, wish):
    """Who acts on a wish: staff as themselves, a phone log-in as the resident whose phone was proved."""
    if user.is_official or not user.phone_key:
        return user
    return Bearer(wish.pk, Proof.CODE, phone_key=user.phone_key, user=user)


def probe(order):
    """A claim that is not there yet, to ask whose step its birth is."""
    return Claim(order=order, round=order.round)
