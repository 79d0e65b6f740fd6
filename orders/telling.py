"""Who hears of what, and in which words. Writes outbox rows only; the relay sends them."""

from django.utils import timezone

from civcenter.accounts.roles import Role
from civcenter.accounts.running import appointed_told, runners_told
from civcenter.kit.secrets import sign
from civcenter.notices.actions import tell

RESULT, RECEIPT, STEP = "result", "receipt", "step"

WISH_WORDS = {
    "ask": "您点的单{number}，中心想再问一句：{words} 点链接补充：",
    "refuse": "您点的单{number}没有受理：{words}",
    "transfer": "您点的单{number}归{to}管，已替您转过去：{words}",
    "restore": "您点的单{number}重新受理了。",
    "prepare": "您点的单{number}已受理，正在安排人。",
    "merge": "您点的单{number}已受理，正在安排人。",
    "settle": "您点的单{number}已了结：{words}",
}
# What goes out to a phone that nobody has verified: the receipt and the result only (trust row 4).
RESULTS = {"refuse", "transfer", "settle"}

ORDER_WORDS = {
    "dispatch": "有一单派给您这里：{title}",
    "send_back": "有一单被退回：{title}",
    "reopen": "群众说没办好，请重办：{title}",
    "cancel": "这单取消了：{title}",
    "claim": "有人接单了：{title}",
    "accept": "有人应邀了：{title}",
    "decline": "有人婉拒了邀请：{title}",
    "leave": "有人退出了：{title}",
    "confirm": "群众说办好了：{title}",
    "dispute": "群众说没办好：{title}",
}

CLAIM_WORDS = {
    "offer": "站上请您帮忙：{title}，{when}。去不去都行，请答复一声。",
    "release": "这单收回了，您不用去了：{title}",
    "absent": "站里记您没有来：{title}。有出入请找站长说。",
}


def wish_link(wish):
    """The signed link in the SMS: whoever opens it holds the resident's hand."""
    return f"/wish/{wish.number}/hand/{sign('wish-sms', wish.number)}/"


def slip_link(wish):
    """The signed link on the printed slip: the hand of somebody without a phone; it does not vouch."""
    return f"/wish/{wish.number}/hand/{sign('wish-slip', wish.number)}/"


def _resident(wish, *, text, kind, source, at):
    if wish.phone:
        tell(
            phone=wish.phone,
            text=text,
            link=wish_link(wish),
            kind=kind,
            source=source,
            at=at,
            verified=wish.is_verified,
            place=wish.division_id,
        )


def wish_made(wish, *, at):
    """A receipt to the resident's phone, and a line on the office's desk."""
    text = f"您点的单收到了，单号{wish.number}。点链接看办到哪了："
    _resident(wish, text=text, kind=RECEIPT, source=f"wish:{wish.pk}:receipt", at=at)
    where = f"{wish.outpost.name}：{wish.kind.name}"
    _office(wish.county, text=f"新心愿 {where}", link=f"/desk/wishes/{wish.pk}/", source=f"wish:{wish.pk}", at=at)


def wish_moved(wish, event):
    words = event.note.text if event.note else ""
    text = WISH_WORDS[event.step].format(number=wish.number, words=words, to=wish.transferred_to)
    kind = RESULT if event.step in RESULTS else STEP
    _resident(wish, text=text, kind=kind, source=f"event:{event.pk}:wish", at=event.at)


def wish_served(wish, event):
    text = f"您点的单{wish.number}说是办好了。办得怎么样，请点链接说一声："
    _resident(wish, text=text, kind=RESULT, source=f"event:{event.pk}:wish:{wish.pk}", at=event.at)


def office_told(wish, event):
    text = f"心愿 {wish.number} {event.label}了"
    link = f"/desk/wishes/{wish.pk}/"
    _office(wish.county, text=text, link=link, source=f"event:{event.pk}:office", at=event.at)


def unit_told(order, event):
    text = ORDER_WORDS[event.step].format(title=order.title)
    source = f"event:{event.pk}:unit"
    runners_told(order.unit, text=text, link=_desk(order), source=source, at=event.at)


def level_above_told(order, event):
    above = order.unit.above or order.unit
    text = f"{order.unit.name}的一单群众说没办好：{order.title}"
    runners_told(above, text=text, link=_desk(order), source=f"event:{event.pk}:above", at=event.at)


def sent_back(order, was, event):
    note = event.note.text if event.note else ""
    text = f"{was.name}退回一单：{order.title}。{note}"
    runners_told(order.unit, text=text, link=_desk(order), source=f"event:{event.pk}:unit", at=event.at)
    if order.unit.above:
        _office(order.county, text=text, link=_desk(order), source=f"event:{event.pk}:office", at=event.at)


def unit_urged(order, *, at):
    text = f"催办：{order.title}，请尽快办"
    runners_told(order.unit, text=text, link=_desk(order), source=f"urge:{order.pk}:{at:%Y%m%d}", at=at)


def volunteer_told(claim, event):
    user = claim.volunteer.person.user
    if user:
        starts_at = timezone.localtime(claim.order.starts_at)
        when = f"{starts_at.month}月{starts_at.day}日 {starts_at:%H:%M}"
        text = CLAIM_WORDS[event.step].format(title=claim.order.title, when=when)
        tell(user=user, text=text, link="/my/orders/", source=f"event:{event.pk}:volunteer", at=event.at)


def asked_to_check_out(claim, *, at):
    """To the volunteer: the planned end is past, and nobody said that he is done."""
    user = claim.volunteer.person.user
    if user:
        text = f"“{claim.order.title}”该结束了，还没点“做完了”。做完了请点一下；忘了也不要紧，站里办结时会替您记。"
        tell(user=user, text=text, link=f"/hall/{claim.order_id}/", source=f"forgot:{claim.pk}", at=at)


def not_home(claim, *, at):
    """To the unit, once: somebody has not said that he is home."""
    text = f"{claim.volunteer.person.name}做完“{claim.order.title}”还没报到家，请打个电话问一声。"
    runners_told(claim.order.unit, text=text, link=_desk(claim.order), source=f"not_home:{claim.pk}", at=at)


def deadline_told(row, step, *, at):
    """Half-way: those who owe it. Overdue: they and the level above; for a wish, which the office owes, its leader."""
    source = f"{step}:{type(row).__name__.lower()}:{row.pk}:{row.due_at:%Y%m%d%H%M%S}"
    if hasattr(row, "number"):
        words = {"remind": "快到时间了", "escalate": "超时了", "propose": "一直没有补充，请定夺"}[step]
        _office(
            row.county,
            text=f"心愿 {row.number} {words}",
            link=f"/desk/wishes/{row.pk}/",
            source=source,
            at=at,
        )
        return
    words = "快到时间了" if step == "remind" else "超时了"
    runners_told(row.unit, text=f"{words}：{row.title}", link=_desk(row), source=source, at=at)
    if step == "escalate" and row.unit.above:
        text = f"{row.unit.name}超时了：{row.title}"
        runners_told(row.unit.above, text=text, link=_desk(row), source=f"{source}:above", at=at)


def _desk(order):
    return f"/desk/orders/{order.pk}/"


def _office(county, *, text, link, source, at):
    appointed_told(county, [Role.OFFICE], text=text, link=link, source=source, at=at)
