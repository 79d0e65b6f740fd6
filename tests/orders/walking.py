"""A walker of the three tables: takes any step that anybody may take now, or lets the clock run."""

from datetime import timedelta

from orders.actions import claims, orders, sweep, wishes
from orders.flow import FINAL_ORDERS, FINAL_WISHES, LIVE_CLAIMS, OrderStatus, Proof
from orders.hands import Bearer
from orders.models import Claim, Order, Wish
from orders.policies import awaits, may, units_within_reach
from tests import factories as make

RESTING = (*FINAL_WISHES, "refused", "transferred")
# Steps that lead towards an end; a walk that has become long takes these first.
HOMEWARD = {"serve", "confirm", "settle", "refuse", "cancel", "withdraw", "start", "publish", "finish", "expire"}
WISHES = Wish.objects.select_related("outpost__division", "kind", "order__unit").order_by("pk")
ORDERS = Order.objects.select_related("unit__division", "kind").order_by("pk")
CLAIMS = Claim.objects.select_related("order__unit", "volunteer__person__user").order_by("pk")
GIVING_UP = {"withdraw", "refuse", "transfer", "cancel", "unmerge", "send_back"}


class Walk:
    """One county's people around a few wishes; `now` is the walk's own clock."""

    def __init__(self, cast, volunteers, dice):
        self.cast, self.volunteers, self.dice = cast, volunteers, dice
        self.now = make.NOW
        self.staff = [cast.office, cast.chief, cast.manager, cast.neighbour, cast.leader]
        for _ in range(2):
            make.wish(cast.station, at=self.now)
        self.trail = []

    def is_over(self):
        """Looks at every row there is, and keeps what it saw for the next step."""
        self.wishes, self.orders, self.claims = list(WISHES.all()), list(ORDERS.all()), list(CLAIMS.all())
        return (
            all(wish.status in RESTING for wish in self.wishes)
            and all(order.status in FINAL_ORDERS for order in self.orders)
            and not any(claim.status in LIVE_CLAIMS for claim in self.claims)
        )

    def step(self, homeward=False):
        """Take one of the moves there are, or let the clock run; returns whether anything could be done.

        What there is was seen by `is_over`, which is asked before each step.
        """
        if self.dice.random() > 0.05:
            for row, name in self._by_chance(self._ready(), homeward):
                move = self._move(row, name)
                if move:
                    self.trail.append(f"{type(row).__name__}{row.pk}.{name}")
                    self.now += timedelta(minutes=10)
                    move()
                    return True
        self.now += timedelta(days=8)
        self.trail.append("clock")
        return sum(sweep.sweep(self.now).values()) > 0 or bool(self._ready())

    def _ready(self):
        """Every row and step whose state allows it, whoever may take it."""
        rows = [*self.wishes, *self.orders, *self.claims]
        ready = [(row, step.name) for row in rows for step in row.FLOW.values() if self._is_ready(row, step)]
        return ready + [(order, "claim") for order in self.orders if order.status == OrderStatus.OPEN]

    def _is_ready(self, row, step):
        return row.status in step.sources and step.has_button and not awaits(step.name, row)

    def _by_chance(self, ready, homeward):
        """In a random order in which steps that give up come seldom, or, on the way home, those that end come first."""

        def turn(pair):
            weight = 0.05 if pair[1] in GIVING_UP else 1
            is_last = homeward and pair[1] not in HOMEWARD
            return is_last, -(self.dice.random() ** (1 / weight))

        return sorted(ready, key=turn)

    def _move(self, row, name):
        """What the first person does who may take the step, or None when nobody may."""
        if name == "claim":
            return self._join(row)
        step = row.FLOW[name]
        people = [*self.staff, *(one.person.user for one in self.volunteers)]
        if isinstance(row, Wish):
            people += [Bearer(row.pk, Proof.COOKIE), Bearer(row.pk, Proof.CODE, phone_key=row.phone_key)]
        self.dice.shuffle(people)
        runs = {Wish: self._wish_moves, Order: self._order_moves, Claim: self._claim_moves}[type(row)]
        for by in people:
            run = may(step, by, row, self.now) and runs(row, name, by)
            if run:
                return run
        return None

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
            drafts = [order for order in self.orders if order.status in ("draft", "dispatched", "open")]
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
        rest = timedelta(minutes=30)
        promised = (order.starts_at - rest, order.ends_at + rest)
        busy = volunteer.engagements.filter(is_live=True, period__overlap=promised)
        return order.taken < order.needed and not busy.exists()

    def _join(self, order):
        for volunteer in self.volunteers:
            if self._has_room(order, volunteer):
                user = volunteer.person.user
                return lambda: claims.claim(order, volunteer=volunteer, by=user, at=self.now)
        return None
