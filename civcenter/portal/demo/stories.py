"""What became of each wish of the demo county: short stories told through the real actions."""

from datetime import timedelta

from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from civcenter.portal.demo import words
from orders.actions import claims, orders, wishes
from orders.flow import Proof
from orders.hands import SYSTEM, Bearer
from orders.models import Wish
from volunteers.models import ServiceKind

# How old wishes ended, and where young ones stand now; the figures are shares.
ENDED = {
    "confirmed": 62,
    "defaulted": 9,
    "mended": 7,
    "settled": 2,
    "refused": 7,
    "transferred": 5,
    "withdrawn": 4,
    "cancelled": 4,
}
RUNNING = {
    "new": 16,
    "asked": 5,
    "draft": 10,
    "dispatched": 14,
    "hall": 16,
    "taken": 12,
    "serving": 9,
    "served": 12,
    "sent_back": 6,
}

# Hours ago at which a running story began, and hours from now at which its service is planned (None: some day soon).
PACE = {
    "new": ((1, 14), None),
    "asked": ((4, 30), None),
    "draft": ((5, 22), None),
    "dispatched": ((7, 28), None),
    "sent_back": ((10, 32), None),
    "hall": ((10, 34), None),
    "serving": ((90, 130), -0.7),
    "served": ((100, 140), -20),
}
USUAL_PACE = ((12, 50), None)


class Story:
    """One order's wishes and what happens to them; `at` is the story's own clock, never past `now`."""

    def __init__(self, people, now, at=None):
        self.people, self.users = people, people.users
        # Who said yes at the station has no phone log-in, and takes orders at the station only.
        self.volunteers = [v for v in people.active_at(at or now) if v.person.user_id]
        self.at, self.now, self.dice = at, now, people.dice
        self.office = people.users["office"]

    def later(self, hours):
        """Let some hours pass, into a working hour; never beyond the present."""
        self.at += timedelta(hours=hours)
        local = timezone.localtime(self.at)
        if not 8 <= local.hour < 18:
            self.at = (local + timedelta(days=local.hour >= 18)).replace(hour=9, minute=self.dice.randrange(60))
        self.at = min(self.at, self.now)
        return self.at

    def tell(self, ending):
        self.planned_at = None
        if self.at is None:
            (least, most), ahead = PACE.get(ending, USUAL_PACE)
            self.at = self.now - timedelta(hours=self.dice.randrange(least, most))
            self.planned_at = self._some_day() if ahead is None else self.now + timedelta(hours=ahead)
        self.station = self.dice.choice(self.people.stations)
        self.manager = self.users[f"m{self.station.division_id}"]
        kind, said, self.title = self.dice.choice(words.WISHES)
        self.kind = ServiceKind.objects.get(code=kind)
        many = self.dice.choice([1, 1, 1, 1, 2, 3]) if ending in ("confirmed", "defaulted", "served") else 1
        self.wishes = [self._wish(said) for _ in range(many)]
        getattr(self, ending)()
        return many

    def _some_day(self):
        """An hour of one of the next days at which people have time."""
        day = timezone.localtime(self.now) + timedelta(days=self.dice.randrange(1, 9))
        return day.replace(hour=self.dice.choice([9, 9, 10, 14, 15]), minute=self.dice.choice([0, 0, 30]), second=0)

    def _wish(self, said):
        return wishes.make_wish(
            kind=self.kind,
            words=said,
            outpost=self.station,
            phone=self.people.phone(),
            name=self.people.name(),
            urgency=self.dice.choice(["normal"] * 9 + ["urgent"]),
            browser="",
            at=self.later(0.2),
        )

    # What has not been answered yet, and what was not taken on

    def new(self):
        pass

    def asked(self):
        wishes.ask(self.wishes[0], by=self.office, at=self.later(2), words=self.dice.choice(words.ASKS))

    def refused(self):
        reason, said = self.dice.choice(words.REFUSALS)
        wishes.refuse(self.wishes[0], by=self.office, at=self.later(3), reason=reason, words=said)

    def transferred(self):
        to, said = self.dice.choice(words.TRANSFERS)
        wishes.transfer(self.wishes[0], by=self.office, at=self.later(3), to=to, words=said)

    def withdrawn(self):
        self.draft()
        wishes.withdraw(self.wishes[0], by=self._hand(self.wishes[0]), at=self.later(2), words="自己办好了")

    # The road

    def draft(self):
        if self.dice.random() < 0.2:
            self.asked()
            wishes.reply(
                self.wishes[0], by=self._hand(self.wishes[0]), at=self.later(3), words=self.dice.choice(words.REPLIES)
            )
        starts_at = self.planned_at or (timezone.localtime(self.at) + timedelta(days=2)).replace(hour=9, minute=0)
        self.order = orders.prepare_order(
            wishes=self.wishes,
            by=self.office,
            at=self.later(3),
            title=self.title,
            kind=self.kind,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=self.dice.choice([1, 2, 2, 3])),
            needed=self.dice.choice([1, 2, 2, 3]),
            place_text=self.dice.choice(words.SPOTS),
        )

    def cancelled(self):
        self.draft()
        orders.cancel(self.order, by=self.office, at=self.later(3), words="天气不好，改日再安排")
        wishes.withdraw(self.wishes[0], by=self._hand(self.wishes[0]), at=self.later(30), words="不用了")

    def dispatched(self):
        self.draft()
        self.order = orders.dispatch(self.order, unit=self.station, by=self.office, at=self.later(3))

    def sent_back(self):
        self.dispatched()
        self.order = orders.send_back(
            self.order, by=self.manager, at=self.later(4), words=self.dice.choice(words.SENT_BACK)
        )

    def hall(self):
        self.dispatched()
        self.order = orders.publish(self.order, by=self.manager, at=self.later(2))

    def taken(self):
        self.hall()
        self.claims = []
        near = [v for v in self.volunteers if v.township == self.station.township]
        pool = self.dice.sample(near, min(len(near), 6)) + self.dice.sample(self.volunteers, 12)
        for volunteer in pool:
            if len(self.claims) == self.order.needed:
                break
            self._claim(volunteer)

    def _claim(self, volunteer):
        try:
            made = claims.claim(self.order, volunteer=volunteer, by=volunteer.person.user, at=self.later(1))
        except RuleBroken:
            return  # busy at that hour; another one comes
        self.claims.append(made)

    def serving(self):
        self.taken()
        self.at = max(self.at, min(self.order.starts_at, self.now))
        for claim in self.claims:
            claims.arrive(claim, by=claim.volunteer.person.user, at=self.at)

    def served(self):
        self.serving()
        self._serve()

    def _serve(self):
        begun = self.at
        self.at = min(self.at + timedelta(minutes=self.dice.randrange(50, 170)), self.now)
        done = [(claim, begun, self.at) for claim in self.claims]
        self.order = orders.serve(self.order, by=self.manager, at=self.at, done=done)

    def confirmed(self):
        self.served()
        for wish in self.wishes:
            stars = self.dice.choice([5, 5, 5, 5, 4, 4, 3])
            self._confirm(wish, stars)

    def _confirm(self, wish, stars):
        hours = self.dice.randrange(2, 60)
        wishes.confirm(
            wish, by=self._hand(wish), at=self.later(hours), stars=stars, words=self.dice.choice(words.THANKS)
        )

    def defaulted(self):
        self.served()
        due = max(Wish.objects.get(pk=wish.pk).due_at for wish in self.wishes)
        self.at = due + timedelta(minutes=3)
        for wish in self.wishes:
            wishes.expire(wish, by=SYSTEM, at=self.at)

    def disputed(self):
        self.served()
        wishes.dispute(
            self.wishes[0], by=self._hand(self.wishes[0]), at=self.later(9), words=self.dice.choice(words.COMPLAINTS)
        )

    def _again(self):
        self.disputed()
        self.order.refresh_from_db()
        self.at = max(self.at, self.order.starts_at)
        orders.start(self.order, by=self.manager, at=self.at)
        self.claims = []
        self._serve()

    def mended(self):
        self._again()
        self._confirm(self.wishes[0], 4)

    def settled(self):
        self._again()
        wish = self.wishes[0]
        wishes.dispute(wish, by=self._hand(wish), at=self.later(9), words="还是没弄好")
        chief = self.users[f"m{self.station.township}"]
        wishes.settle(wish, by=chief, at=self.later(20), words="镇上已上门当面说清，另请师傅修好")

    def _hand(self, wish):
        return Bearer(wish.pk, Proof.SMS, phone_key=wish.phone_key)
