"""Which verb and which form belong to each step of the flow tables, as the desk takes them."""

from dataclasses import dataclass

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.flow import Step
from orders.actions import claims, fitness, orders, wishes
from orders.flow import CLAIM_FLOW, JOINABLE_ORDERS, Hand
from orders.forms import desk as forms
from orders.models import Claim, Order, Wish
from orders.policies import awaits, is_unit, may, may_urge, steps_for


@dataclass(frozen=True)
class Move:
    """`done` is what the page says afterwards; `tell` what it says beforehand."""

    verb: object
    form: type = forms.Nothing
    done: str = "办好了。"
    tell: str = ""


WISH_MOVES = {
    "ask": Move(wishes.ask, forms.Ask, "问过去了，等他补充。"),
    "reply": Move(wishes.reply, forms.Reply, "补充记下了，接着办。"),
    "refuse": Move(
        wishes.refuse, forms.Refuse, "记下了，已告诉点单人。", "群众一般不清楚该找谁。能转办的，请用“转办”。"
    ),
    "transfer": Move(wishes.transfer, forms.Transfer, "转过去了，已告诉点单人。"),
    "restore": Move(wishes.restore, forms.Words, "重新受理了。"),
    "merge": Move(wishes.merge, forms.Merge, "并进去了。"),
    "unmerge": Move(wishes.unmerge, forms.Words, "拆出来了，等着另外制单。"),
    "withdraw": Move(wishes.withdraw, forms.Words, "替点单人撤回了。", "只在点单人自己要求时替他撤回。"),
    "confirm": Move(
        wishes.confirm,
        forms.CalledWell,
        "回访记下了，这件事办成了。",
        "打电话问过点单人以后再记。回访记录另外统计。",
    ),
    "dispute": Move(wishes.dispute, forms.CalledBadly, "回访记下了。", "打电话问过点单人以后再记。"),
    "settle": Move(
        wishes.settle,
        forms.Words,
        "了结了，已告诉点单人。",
        "再也办不好时才了结，统计时算不满意。这句话会发给点单人。",
    ),
}
ORDER_MOVES = {
    "dispatch": Move(orders.dispatch, forms.Dispatch, "派出去了，已通知对方。"),
    "publish": Move(orders.publish, forms.Publish, "放到接单大厅了。", "大厅里谁都看得见单子的名称、地点和时间。"),
    "start": Move(orders.start, forms.Nothing, "开始服务了。", "还没答复的邀请会收回。"),
    "serve": Move(orders.serve, forms.Serve, "办结了，等群众评单。"),
    "send_back": Move(
        orders.send_back,
        forms.Words,
        "退回上一级了。",
        "接了单的人都会收到通知，不用再去。原因上一级会看到。",
    ),
    "reopen": Move(orders.reopen, forms.Words, "请原来的所、站重办了。"),
    "cancel": Move(orders.cancel, forms.Words, "这单取消了，心愿回到“等中心受理”。"),
    "offer": Move(claims.offer, forms.Offer, "请过了，等他们答复。"),
    "urge": Move(orders.urge, forms.Urge, "催过了，记在这单上。"),
    "waive": Move(fitness.waive, forms.Waive, "记下了，这一轮没有保险的人也能开始。", "能上保险就先上保险。"),
}
CLAIM_MOVES = {
    "accept": Move(claims.accept, done="应邀了。"),
    "decline": Move(claims.decline, done="婉拒了。"),
    "leave": Move(claims.leave, forms.Words, "退出了。"),
    "arrive": Move(claims.arrive, done="记下了：到了。"),
    "finish": Move(claims.finish, forms.Finish, "时长记下了。", "只记干活的时间，路上不算。"),
    "absent": Move(claims.absent, forms.Words, "记下了：没有来。", "本人会收到通知，有出入可以来说。"),
}
MOVES = {Wish: WISH_MOVES, Order: ORDER_MOVES, Claim: CLAIM_MOVES}

URGE = Step("urge", "催办", (), "", ())
WAIVE = Step("waive", "没有保险也开始", (), "", (), "words")
"""These move nothing, so they stand in no table: their verbs say who may."""
ASIDE = {"offer": CLAIM_FLOW["offer"], "urge": URGE, "waive": WAIVE}


def arrow_of(model, name):
    """The step of this name that a person may take on such a row at the desk, or None."""
    if name not in MOVES[model]:
        return None
    if model is Order and name in ASIDE:
        return ASIDE[name]
    return model.FLOW[name]


def may_move(user, row, name, at):
    """Whether this step is the user's to take on the row, whatever its state."""
    if name == "offer":
        return may(CLAIM_FLOW["offer"], user, Claim(order=row, round=row.round), at)
    if name == "urge":
        return may_urge(user, row, at)
    if name == "waive":
        return is_unit(user, row, at)
    return may(row.FLOW[name], user, row, at)


def refuse_early(row, name):
    """Raise the sentence of what a step still waits for, before anything is typed for it."""
    step = arrow_of(type(row), name)
    sources = JOINABLE_ORDERS if name == "offer" else step.sources
    if name == "waive":
        sources = JOINABLE_ORDERS
    if name != "urge" and row.status not in sources:
        raise OutOfTurn(step.label)
    waiting = awaits(name, row)
    if waiting:
        raise RuleBroken(waiting)


def wish_steps(user, wish, at):
    """The wish's steps for this user, what the office does most first."""
    return sorted(steps_for(user, wish, at), key=lambda step: step.name not in ("prepare", "merge"))


def order_steps(user, order, at):
    """The order's own steps, then to invite and to urge, as this user may take them now."""
    steps = steps_for(user, order, at)
    if order.status in JOINABLE_ORDERS and may_move(user, order, "offer", at):
        steps.insert(1, CLAIM_FLOW["offer"])
    if order.is_risky and order.status in JOINABLE_ORDERS and may_move(user, order, "waive", at):
        steps.append(WAIVE)
    if order.due_at and may_urge(user, order, at):
        steps.append(URGE)
    return steps


def claim_steps(user, order, at):
    """A function claim → its steps for this user; asks who runs the unit once for the whole list."""
    runs = is_unit(user, order, at)

    def steps(claim):
        person = claim.volunteer.person
        own = user.pk in (person.user_id, person.staff_id)
        hands = {Hand.UNIT: runs, Hand.VOLUNTEER: own}
        return [
            step
            for name, step in CLAIM_FLOW.items()
            if name in CLAIM_MOVES
            and claim.status in step.sources
            and any(hands.get(hand) for hand in step.hands)
            and not awaits(name, claim)
        ]

    return steps
