"""A walker of the three tables: takes any step that anybody may take now, or lets the clock run."""

from datetime import timedelta

from orders.actions import claims, orders, sweep, wishes
from orders.flow import FINAL_ORDERS, FINAL_WISHES, LIVE_CLAIMS, OrderStatus, Proof
from orders.hands import Bearer
from orders.models import Claim, Order, Wish
from orders.policies import steps_for, units_within_reach
from tests import factories as make

RESTING = (*FINAL_WISHES, "refused", "transferred")
# Steps that lead towards an end; a walk that has become long takes these first.
HOMEWARD = {"serve", "confirm", "settle", "refuse", "cancel", "withdraw", "start", "publish", "finish", "expire"}
GIVING_UP = {"withdraw", "refuse", "transfer", "cancel", "unmerge", "send_back"}


class Walk:
    """One county's people around a few wishes; `now` is the walk's own clock."""

    def __init__(self, cast, volunteers, dice):
        self.cast, self.volunteers, self.dice = cast, volunteers, dice
        self.now = make.NOW
        self.staff = [cast.office, cast.chief, cast.manager, cast.neighbour, cast.leader]
        self.wishes = [make.wish(cast.station, at=self.now).pk for _ in range(2)]
        self.trail = []

    def is_over(self):
        return (
            not self._wishes().exclude(status__in=RESTING).exists()
            and not self._orders().exclude(status__in=FINAL_ORDERS).exists()
            and not Claim.objects.filter(order__in=self._orders(), status__in=LIVE_CLAIMS).exists()
        )

    def step(self, homeward=False):
        """Take one of the moves there are; returns how many there were."""
        moves = self.moves()
        if homeward:
            moves = [move for move in moves if move[0] in HOMEWARD] or moves
        if not moves or self.dice.random() < 0.05:
            self.now += timedelta(days=8)
            sweep.sweep(self.now)
            self.trail.append("clock")
            return len(moves) + 1
        name, label, run = self._pick(moves)
        self.trail.append(f"{label}.{name}")
        self.now += timedelta(minutes=10)
        run()
        return len(moves)

    def _pick(self, moves):
        """Each step alike, however many people may take it; those that give up seldom, or no walk gets far."""
        by_step = {}
        for move in moves:
            by_step.setdefault(move[:2], []).append(move)
        weights = [0.05 if name in GIVING_UP else 1 for name, _ in by_step]
        return self.dice.choice(self.dice.choices(list(by_step.values()), weights)[0])

    def moves(self):
        found = []
        for wish in self._wishes():
            hands = [Bearer(wish.pk, Proof.COOKIE), Bearer(wish.pk, Proof.CODE, phone_key=wish.phone_key)]
            found += self._moves_of(wish, [*self.staff, *hands], self._wish_moves)
        for order in self._orders():
            people = [*self.staff, *(one.person.user for one in self.volunteers)]
            found += self._moves_of(order, people, self._order_moves)
            found += self._joins(order)
            for claim in order.claims.all():
                found += self._moves_of(claim, people, self._claim_moves)
        return found

    def _wishes(self):
        return Wish.objects.filter(pk__in=self.wishes).order_by("pk")

    def _orders(self):
        touched = Order.objects.filter(events__order__isnull=False).distinct()
        return touched.order_by("pk")

    def _moves_of(self, row, people, runs):
        for by in people:
            for step in steps_for(by, row, self.now):
                run = runs(row, step.name, by)
                if run:
                    yield step.name, f"{type(row).__name__}{row.pk}", run

    def _wish_moves(self, wish, name, by):
        extra = {
            "ask": {"words": "住几楼？"},
            "reply": {"words": "三楼"},
            "refuse": {"reason": "beyond", "words": "不在志愿服务范围"},
            "transfer": {"to": "供电所", "words": "归供电所"},
            "restore": {"words": "看错了"},
            "confirm": {"stars": 5},
            "dispute": {"words": "没剪完"},
            "settle": {"words": "已当面说清"},
        }.get(name, {})
        if name == "prepare":
            return lambda: make.order(self.cast, asked=[wish], at=self.now, needed=2)
        if name == "merge":
            drafts = self._orders().filter(status__in=["draft", "dispatched", "open"])
            return drafts and (lambda: wishes.merge(wish, order=drafts[0], by=by, at=self.now))
        return lambda: getattr(wishes, name)(wish, by=by, at=self.now, **extra)

    def _order_moves(self, order, name, by):
        words = {"words": "改天再办"}
        if name == "dispatch":
            unit = self.dice.choice(list(units_within_reach(by, order, self.now).order_by("pk")))
            guests = self.dice.sample(self.volunteers, 1)
            return lambda: orders.dispatch(order, unit=unit, by=by, at=self.now, volunteers=guests)
        if name == "serve":
            return self._serve(order, by)
        extra = words if name in ("send_back", "reopen", "cancel") else {}
        return lambda: getattr(orders, name)(order, by=by, at=self.now, **extra)

    def _serve(self, order, by):
        live = list(order.claims.filter(round=order.round, status__in=["accepted", "arrived"]))
        if live and by in [one.person.user for one in self.volunteers]:
            return None
        begun = order.events.order_by("pk").first().at + timedelta(minutes=1)
        begun = max(begun, *(event.at for event in order.events.filter(step__in=["dispatch", "publish"])))
        done = [(claim, begun, self.now + timedelta(minutes=10)) for claim in live if claim.status == "arrived"]
        absent = [claim for claim in live if claim.status == "accepted"]
        return lambda: orders.serve(order, by=by, at=self.now, done=done, absent=absent)

    def _claim_moves(self, claim, name, by):
        now = self.now + timedelta(minutes=10)
        if name == "finish":
            if claim.started_at is None:
                return None
            return lambda: claims.finish(claim, by=by, at=now, started_at=claim.started_at, ended_at=now)
        if name == "accept" and not self._has_room(claim.order, claim.volunteer):
            return None
        extra = {"words": "家里有事"} if name in ("leave", "absent") else {}
        return lambda: getattr(claims, name)(claim, by=by, at=self.now, **extra)

    def _has_room(self, order, volunteer):
        busy = volunteer.engagements.filter(is_live=True, period__overlap=(order.starts_at, order.ends_at))
        return order.taken < order.needed and not busy.exists()

    def _joins(self, order):
        if order.status != OrderStatus.OPEN:
            return
        for volunteer in self.volunteers:
            if self._has_room(order, volunteer):
                user = volunteer.person.user
                yield (
                    "claim",
                    f"Order{order.pk}",
                    lambda v=volunteer, u=user: claims.claim(order, volunteer=v, by=u, at=self.now),
                )
