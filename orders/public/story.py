"""A wish in the resident's words: where it is, what comes next, and how it went. Nothing of the staff's own talk."""

from dataclasses import dataclass

from orders.flow import PLACED_CLAIMS, OrderStatus, WishStatus
from orders.models import Event

STEPS = ["点单", "制单", "派单", "接单", "评单"]
W = WishStatus

# status of the wish, or of its order while it is planned: the step it has come to, headline, what comes next
STAGES = {
    W.NEW: (0, "等中心受理", "县中心正在看，会给您回话。"),
    W.ASKED: (0, "等您补充一句", "中心想再问一句，您答了接着办。"),
    W.REFUSED: (None, "没有受理", ""),
    W.TRANSFERRED: (None, "转给别的单位了", ""),
    W.WITHDRAWN: (None, "您已撤回", ""),
    W.SERVED: (4, "办好了，等您评一评", "满意不满意，都请说实话。"),
    W.DISSATISFIED: (2, "正在重办", "您说没办好，站里正在重办，上一级也知道了。"),
    W.CONFIRMED: (5, "办成了", "谢谢您评单。"),
    W.DEFAULTED: (5, "默认办结", "到期没有评，就按办结算了。有话还可以接着说。"),
    W.SETTLED: (5, "已了结", ""),
}
PLANNED = {
    OrderStatus.DRAFT: (1, "正在安排人", "中心已受理，马上派给实践站。"),
    OrderStatus.DISPATCHED: (2, "已派到实践站", "站里正在找合适的志愿者。"),
    OrderStatus.OPEN: (2, "正在等志愿者接单", "已放到接单大厅，志愿者看得到。"),
    OrderStatus.SENT_BACK: (1, "正在重新安排", "换个站来办，请稍等。"),
    OrderStatus.SERVING: (3, "志愿者正在办", "办完会请您评一评。"),
}
TAKEN = (3, "志愿者已接单", "")

# What a resident hears of each step; steps that are not here are the staff's own.
WISH_STORY = {
    "create": "您点了单",
    "ask": "中心想再问一句",
    "reply": "您补充了",
    "refuse": "没有受理",
    "transfer": "转给别的单位",
    "restore": "重新受理",
    "prepare": "中心受理，制了单",
    "merge": "中心受理，和别的单一起办",
    "unmerge": "重新安排",
    "withdraw": "您撤回了",
    "serve": "办完了，请您评一评",
    "confirm": "您说办好了",
    "dispute": "您说没办好",
    "settle": "上一级了结",
    "expire": "到期没有评，按办结算",
}
ORDER_STORY = {
    "dispatch": "派给实践站",
    "publish": "放到接单大厅，等志愿者接",
    "start": "开始办了",
    "send_back": "换一个站来办",
    "reopen": "站里重办",
}
CLAIM_STORY = {"claim": "志愿者接单", "accept": "志愿者接单", "arrive": "志愿者到了"}
SPOKEN = {"ask", "reply", "refuse", "transfer", "withdraw", "dispute", "settle"}
"""Steps whose words are between the resident and those who answer him."""


@dataclass(frozen=True)
class Stage:
    """`at` counts the steps from 0; as many as there are means all over, None that the wish left the road."""

    at: int | None
    title: str
    next: str


def stage(wish, coming=()):
    """How far the wish is; `coming` are the claims of those who will serve it."""
    if wish.status == W.PLANNED:
        serving = coming and wish.order.status in (OrderStatus.DISPATCHED, OrderStatus.OPEN)
        return Stage(*(TAKEN if serving else PLANNED.get(wish.order.status, PLANNED[OrderStatus.SERVING])))
    return Stage(*STAGES[wish.status])


def is_over(wish):
    """Nothing more will happen by itself."""
    return wish.status in (W.REFUSED, W.TRANSFERRED, W.WITHDRAWN, W.CONFIRMED, W.DEFAULTED, W.SETTLED)


def coming(wish):
    """The claims of those who come, or came, in the order's present round."""
    if wish.order is None:
        return []
    placed = wish.order.claims.filter(round=wish.order.round, status__in=PLACED_CLAIMS)
    return list(placed.select_related("volunteer__person").order_by("created_at", "pk"))


def called(person):
    """How a resident calls a volunteer he does not know: 张师傅; the whole name is nobody's need."""
    return f"{person.name[:1]}师傅"


def served(wish):
    """Who says he was there, from when to when: what a resident's yes bears witness to."""
    return [(called(claim.volunteer.person), claim) for claim in coming(wish) if claim.ended_at]


def timeline(wish):
    """What happened, newest first, as components/timeline.html takes it."""
    events = list(Event.objects.of_wish(wish).select_related("note"))
    joined = [event.at for event in events if event.wish_id and event.step in ("prepare", "merge")]
    if joined:
        events += _of_claims(wish, joined[-1])
    shown = [_entry(event, wish) for event in events if _is_told(event, joined[-1] if joined else None)]
    shown.sort(key=lambda entry: entry["at"], reverse=True)
    if shown:
        shown[0]["state"] = "now"
    return shown


def _of_claims(wish, since):
    told = Event.objects.filter(claim__order=wish.order_id, step__in=CLAIM_STORY, at__gte=since)
    return list(told.select_related("note", "claim__volunteer__person").order_by("at", "pk"))


def _is_told(event, joined):
    """An order's own past, from before this wish came into it, is other people's."""
    if event.wish_id:
        return event.step in WISH_STORY
    if joined is None or event.at < joined:
        return False
    return event.step in (ORDER_STORY if event.order_id else CLAIM_STORY)


def _entry(event, wish):
    story = WISH_STORY if event.wish_id else ORDER_STORY if event.order_id else CLAIM_STORY
    return {"title": story[event.step], "text": _words(event, wish), "at": event.at, "state": ""}


def _words(event, wish):
    if event.claim_id:
        return called(event.claim.volunteer.person)
    if not event.wish_id or event.step not in SPOKEN:
        return ""
    words = event.note.text if event.note else ""
    if event.step == "transfer":
        return f"归{wish.transferred_to}管。{words}" if wish.transferred_to else words
    return words


def question(wish):
    """What the centre asked last and still waits for, or nothing."""
    if wish.status != W.ASKED:
        return ""
    asked = Event.objects.filter(wish=wish, step="ask").select_related("note").order_by("-at", "-pk").first()
    return asked.note.text if asked and asked.note else ""
