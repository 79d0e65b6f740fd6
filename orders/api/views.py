"""Lists, single rows, and one view a table for all its steps."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.api.doors import Change, Listing, Showing, row_id
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.flow import Step
from civcenter.kit.gate import fetch
from orders.actions import orders, wishes
from orders.api import outputs
from orders.api.lists import ClaimFilter, HallFilter, OrderFilter, WishFilter
from orders.api.steps import hand_of, probe
from orders.models import Claim, DangerWord, Order, Wish
from orders.policies import may

WISHES = Wish.objects.select_related("outpost", "kind", "order__unit__division", "order__kind", "review")
ORDERS = Order.objects.select_related("unit__division", "kind")
CLAIMS = Claim.objects.select_related("order__unit__division", "volunteer__person", "record")


def fetch_wish(user, number):
    return fetch(user, WISHES, number=number)


def fetch_order(user, id):
    """An order that staff see, that is in the hall, or in which the caller has a claim; else the same 404."""
    order = ORDERS.open_to(user, timezone.now()).filter(pk=row_id(id)).first()
    if order is None:
        raise Http404
    return order


def fetch_claim(user, id):
    return fetch(user, CLAIMS, pk=row_id(id))


class Wishes(Listing, Change):
    """GET: the wishes the caller may see. POST: a new one."""

    queryset, filterset_class = Wish.objects.all(), WishFilter

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user, timezone.now())

    def act(self):
        at, user, said = timezone.now(), self.request.user, self.said()
        _heed_danger(said["words"], said.pop("is_calm"))
        said["follows"] = _followed(user, said["follows"], at)
        said |= _asker(user, said)
        made = wishes.make_wish(**said, at=at)
        wish = fetch_wish(user, made.number)
        return outputs.a_wish(wish, by=hand_of(user, wish), user=user, at=at)


def _followed(user, number, at):
    """The wish that this one goes on with, or None."""
    known = WISHES.visible_to(user, at).filter(number=number).first() if number else None
    if number and known is None:
        raise RuleBroken("没有这个单号，或它不归您看。", field="follows")
    return known


def _heed_danger(words, is_calm):
    """Words of danger: the number to call comes first, and nothing is queued until the caller says it is heeded."""
    numbers = [] if is_calm else list(DangerWord.objects.found_in(words).values_list("number", flat=True))
    if numbers:
        called = "、".join(sorted(set(numbers)))
        raise RuleBroken(f"这像是急事，请先打 {called}。打过了、还要点单，请带上 is_calm 再交。", field="words")


def _asker(user, said):
    """Whose wish it is: a resident's own phone is known and proved; staff enter for somebody of their places."""
    if user.is_official:
        if not user.holds(Duty.ENTER, said["outpost"].division_id):
            raise NotYours("替群众点单，由这个站所的工作人员来办。")
        return {"entered_by": user}
    if not user.phone_key:
        raise NotYours("这个账号没有手机号，也没有岗位，不能点单。")
    if said["phone"] not in ("", user.phone):
        raise RuleBroken("请用您自己的手机号。替别人点，请写在“替谁点的”里。", field="phone")
    return {"phone": user.phone, "is_verified": True}


class OneWish(Showing):
    def show(self, number):
        user, at = self.request.user, timezone.now()
        wish = fetch_wish(user, number)
        return outputs.a_wish(wish, by=hand_of(user, wish), user=user, at=at)


class Orders(Listing, Change):
    """GET: the orders of the caller's places and units. POST: 制单."""

    queryset, filterset_class = Order.objects.all(), OrderFilter

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user, timezone.now())

    def act(self):
        at, user, said = timezone.now(), self.request.user, self.said()
        numbers = set(said.pop("wishes"))
        named = list(Wish.objects.visible_to(user, at).filter(number__in=numbers))
        if len(named) != len(numbers):
            raise RuleBroken("有的单号没有，或不归您管。请核对。", field="wishes")
        made = orders.prepare_order(wishes=named, by=user, at=at, **said)
        return outputs.an_order(fetch_order(user, str(made.pk)), user=user, at=at)


class OneOrder(Showing):
    def show(self, id):
        user = self.request.user
        return outputs.an_order(fetch_order(user, id), user=user, at=timezone.now())


class Hall(Listing):
    """What volunteers may take now."""

    queryset, filterset_class = Order.objects.all(), HallFilter

    def get_queryset(self):
        return self.queryset.in_hall(timezone.now())


class Claims(Listing):
    """A volunteer's own claims; for staff those on the orders they see."""

    queryset, filterset_class = Claim.objects.all(), ClaimFilter

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user, timezone.now())


class OneClaim(Showing):
    def show(self, id):
        user = self.request.user
        return outputs.a_claim(fetch_claim(user, id), user=user, at=timezone.now())


class Move(Change):
    """One step of a table: the row as the caller sees it, whose step it is, what was said, and its verb."""

    step = None
    way = None

    def act(self, **path):
        at = timezone.now()
        row = self.fetch(**path)
        by = self.hand(row)
        said = self.said()
        self.guard(row, by, at)
        return self.answer(self.way.do(row, by=by, at=at, **said), at)

    def hand(self, row):
        return self.request.user

    def guard(self, row, by, at):
        """The verb asks again; here the answer comes before any other rule is looked at."""
        if isinstance(self.step, Step) and not may(self.step, by, row, at):
            hands = "、".join(hand.value for hand in self.step.hands if hand.value != "系统")
            raise PermissionDenied(f"“{self.step.label}”不由您来办，归{hands}。")


class WishMove(Move):
    def fetch(self, number):
        return fetch_wish(self.request.user, number)

    def hand(self, row):
        return hand_of(self.request.user, row)

    def answer(self, row, at):
        wish = fetch_wish(self.request.user, row.number)
        return outputs.a_wish(wish, by=self.hand(wish), user=self.request.user, at=at)


class OrderMove(Move):
    def fetch(self, id):
        return fetch_order(self.request.user, id)

    def answer(self, row, at):
        """Whoever sent an order out of his own reach is told of it once more all the same."""
        order = ORDERS.get(pk=row.pk)
        return outputs.an_order(order, user=self.request.user, at=at)


class ClaimMove(Move):
    def fetch(self, id):
        return fetch_claim(self.request.user, id)

    def answer(self, row, at):
        return outputs.a_claim(CLAIMS.get(pk=row.pk), user=self.request.user, at=at)


class ClaimBirth(OrderMove):
    """接单, 邀请: a claim is born at its order. A volunteer is answered his claim, staff the order."""

    def guard(self, row, by, at):
        if self.step.name == "offer":
            super().guard(probe(row), by, at)

    def answer(self, row, at):
        if isinstance(row, Claim):
            return outputs.a_claim(CLAIMS.get(pk=row.pk), user=self.request.user, at=at)
        return super().answer(row, at)
