"""What programs are shown: phones and names masked always, a resident's words only with the wish."""

from rest_framework import serializers

from civcenter.kit.api.doors import Line
from civcenter.kit.text import mask_name, mask_phone
from orders.flow import (
    JOINABLE_ORDERS,
    ORDER_FLOW,
    WISH_FLOW,
    ClaimStatus,
    OrderStatus,
    RefusalReason,
    Urgency,
    WishStatus,
)
from orders.models import Claim, Event, Wish
from orders.policies import is_unit, may_urge, steps_for

WISH_LABELS, ORDER_LABELS, CLAIM_LABELS = (
    dict(WishStatus.choices),
    dict(OrderStatus.choices),
    dict(ClaimStatus.choices),
)


def label(**kwargs):
    return serializers.CharField(help_text="状态的说法", **kwargs)


class WishLine(Line):
    """One wish in a list."""

    named = {"status_label": ("status", WISH_LABELS)}

    id = serializers.IntegerField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=WishStatus.choices)
    status_label = label()
    kind = serializers.CharField(source="kind_id")
    words = serializers.CharField()
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    outpost = serializers.IntegerField(source="outpost_id")
    outpost_name = serializers.CharField(source="outpost.name")
    township = serializers.CharField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    promised_at = serializers.DateTimeField(allow_null=True)


class OrderLine(Line):
    """One order in a list."""

    named = {"status_label": ("status", ORDER_LABELS)}

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=OrderStatus.choices)
    status_label = label()
    title = serializers.CharField()
    kind = serializers.CharField(source="kind_id")
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    unit = serializers.IntegerField(source="unit_id")
    unit_name = serializers.CharField(source="unit.name")
    township = serializers.CharField()
    place_text = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    needed = serializers.IntegerField()
    taken = serializers.IntegerField()
    round = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)


class ClaimLine(Line):
    """One claim in a list."""

    named = {"status_label": ("status", CLAIM_LABELS)}

    id = serializers.IntegerField()
    order = serializers.IntegerField(source="order_id")
    order_title = serializers.CharField(source="order.title")
    round = serializers.IntegerField()
    volunteer = serializers.IntegerField(source="volunteer_id")
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    status_label = label()
    starts_at = serializers.DateTimeField(source="order.starts_at")
    ends_at = serializers.DateTimeField(source="order.ends_at")
    answer_by = serializers.DateTimeField(allow_null=True)
    came_at = serializers.DateTimeField(source="started_at", allow_null=True)
    left_at = serializers.DateTimeField(source="ended_at", allow_null=True)


class StepNow(serializers.Serializer):
    """A step the caller may take now: POST to the row's own path and its name."""

    name = serializers.CharField()
    label = serializers.CharField()


class Happened(serializers.Serializer):
    """One event of the timeline."""

    step = serializers.CharField()
    label = serializers.CharField()
    at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    words = serializers.CharField()


class Stars(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    words = serializers.CharField()


class OneWish(WishLine):
    """A wish whole."""

    name = serializers.CharField(help_text="遮住的姓名")
    phone = serializers.CharField(help_text="遮住的手机号")
    beneficiary = serializers.CharField(help_text="遮住的姓名")
    is_verified = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=RefusalReason.choices, allow_null=True)
    transferred_to = serializers.CharField()
    disputes = serializers.IntegerField()
    order = serializers.IntegerField(allow_null=True)
    review = Stars(allow_null=True)
    steps = StepNow(many=True)
    events = Happened(many=True)


class WishOfOrder(serializers.Serializer):
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=WishStatus.choices)
    words = serializers.CharField()


class ClaimOfOrder(serializers.Serializer):
    id = serializers.IntegerField()
    round = serializers.IntegerField()
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    volunteer = serializers.IntegerField()
    volunteer_name = serializers.CharField(help_text="遮住的姓名")


class OneOrder(OrderLine):
    """An order whole. `wishes` only for staff; `claims` those the caller may see."""

    details = serializers.CharField()
    risks = serializers.CharField()
    is_risky = serializers.BooleanField()
    served_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    wishes = WishOfOrder(many=True)
    claims = ClaimOfOrder(many=True)
    steps = StepNow(many=True)
    events = Happened(many=True)


class OneClaim(ClaimLine):
    """A claim whole."""

    minutes = serializers.IntegerField(allow_null=True, help_text="记下的分钟；还没记时为空")
    record_status = serializers.CharField(allow_blank=True)
    steps = StepNow(many=True)


def _line(line, row):
    """A row as its list shows it."""
    shown = {}
    for name, one in line().fields.items():
        if name not in line.named:
            value = row
            for part in one.source.split("."):
                value = getattr(value, part)
            shown[name] = value
    return line.finish(shown)


def _steps(steps):
    return [{"name": step.name, "label": step.label} for step in steps]


def _events(events):
    return [
        {
            "step": event.step,
            "label": event.label,
            "at": event.at,
            "due_at": event.due_at,
            "is_late": event.is_late,
            "words": event.note.text if event.note else "",
        }
        for event in events.select_related("note")
    ]


def a_wish(wish, *, by, user, at):
    """The answer of a wish; `by` is the hand whose steps are told. A resident is not told of the desk's reminders."""
    events = Event.objects.of_wish(wish)
    if not user.is_official:
        events = events.filter(step__in=[*WISH_FLOW, *ORDER_FLOW, "create"])
    review = getattr(wish, "review", None)
    return _line(WishLine, wish) | {
        "name": mask_name(wish.name),
        "phone": mask_phone(wish.phone),
        "beneficiary": mask_name(wish.beneficiary),
        "is_verified": wish.is_verified,
        "reason": wish.reason or None,
        "transferred_to": wish.transferred_to,
        "disputes": wish.disputes,
        "order": wish.order_id,
        "review": {"stars": review.stars, "words": review.words} if review else None,
        "steps": _steps(steps_for(by, wish, at)),
        "events": _events(events),
    }


def an_order(order, *, user, at):
    """The answer of an order. Who serves it sees neither the wishes' numbers nor the others on it."""
    claims = Claim.objects.visible_to(user, at).filter(order=order).select_related("volunteer__person")
    wishes = Wish.objects.visible_to(user, at).filter(order=order) if user.is_official else Wish.objects.none()
    events = Event.objects.of_order(order) if user.is_official else order.events.filter(step__in=ORDER_FLOW)
    steps = _steps(steps_for(user, order, at))
    if user.is_official and order.due_at and may_urge(user, order, at):
        steps.append({"name": "urge", "label": "催办"})
    if order.is_risky and order.status in JOINABLE_ORDERS and is_unit(user, order, at):
        steps.append({"name": "waive", "label": "没有保险也开始"})
    return _line(OrderLine, order) | {
        "details": order.details,
        "risks": order.risks,
        "is_risky": order.is_risky,
        "served_at": order.served_at,
        "closed_at": order.closed_at,
        "wishes": list(wishes.order_by("pk").values("number", "status", "words")),
        "claims": [_claim_of(claim) for claim in claims.order_by("pk")],
        "steps": steps,
        "events": _events(events.order_by("at", "pk")),
    }


def _claim_of(claim):
    return {
        "id": claim.pk,
        "round": claim.round,
        "status": claim.status,
        "volunteer": claim.volunteer_id,
        "volunteer_name": mask_name(claim.volunteer.person.name),
    }


def a_claim(claim, *, user, at):
    record = claim.record and claim.record.standing
    return _line(ClaimLine, claim) | {
        "minutes": record.minutes if record else None,
        "record_status": record.status if record else "",
        "steps": _steps(steps_for(user, claim, at)),
    }
