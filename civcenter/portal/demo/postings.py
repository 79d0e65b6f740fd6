"""Points by hand in the demo county: a list that was booked, one that hangs with a question, one being put together."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from civcenter.residents.actions import found_household
from incentives import actions, ledger
from incentives.models import ManualRule, Posting

DEEDS = [
    ("home-clean", 5, "院子前后收拾干净，柴草码整齐"),
    ("home-simple", 10, "办喜事从简，没收礼"),
    ("home-neighbours", 5, "帮邻居照看老人半个月"),
    ("blood", 10, "献血 1 次，有证"),
    ("training", 2, "参加急救培训"),
]
HOMES = 6


def postings(people, now):
    """At the station with most volunteers; run once."""
    if Posting.objects.filter(county=people.county).exists():
        return
    homes = [one.division_id for one in people.active]
    village = max(set(homes), key=lambda code: (homes.count(code), code))
    Lists(people, village, now).hang_and_book()


class Lists:
    """One station's lists; what is proposed by its manager is hung out by the branch's."""

    def __init__(self, people, village, now):
        self.station = next(post for post in people.stations if post.division_id == village)
        self.manager, self.chief = people.users[f"m{village}"], people.users[f"m{village[:9]}"]
        self.volunteers = [one for one in people.active if one.division_id == village][:HOMES]
        self.now = now
        self.homes = [self._home(one) for one in self.volunteers]

    def _home(self, volunteer):
        person = volunteer.person
        person.household = found_household(name=person.name, division_id=self.station.division_id, at=self.now)
        person.save(update_fields=["household"])
        return person.household

    def hang_and_book(self):
        before = self._evening(12)
        done = self._list(f"{before.month} 月积分张榜", before, range(3))
        said = self._doubt(done[1], "听说他家也收了礼", before + timedelta(hours=2))
        at = before + timedelta(days=1)
        actions.answer(said, keep=True, words="问过红白理事会，没收。", shown="他家收了礼吧", by=self.chief, at=at)
        actions.settle_due_postings(at=self.now)
        today = self._evening(1)
        lines = self._list("这个月积分张榜", today, range(3, HOMES))
        self._doubt(lines[0], "那天院子里还堆着柴", self.now - timedelta(hours=2))
        self._propose(0, "home-elders", 5, "给瘫痪的婆婆翻身喂饭", self.now - timedelta(hours=1))
        self._propose(1, "home-litter", 2, "门前堆粪，说过三次", self.now - timedelta(hours=1))

    def _evening(self, ago):
        day = timezone.localdate(self.now) - timedelta(days=ago)
        return datetime.combine(day, time(17), timezone.get_current_timezone())

    def _list(self, title, at, who):
        lines = [self._propose(place, *DEEDS[place % len(DEEDS)], at - timedelta(days=1)) for place in who]
        posting = actions.draft_posting(division=self.station.division, title=title, by=self.manager, at=at)
        actions.put_on(posting, entries=lines, by=self.manager, at=at)
        met = {"met_on": timezone.localdate(at), "who_met": "站务会到 7 人，自己家的不投票"}
        actions.hang_out(posting, by=self.chief, at=at, **met)
        return lines

    def _propose(self, place, code, points, reason, at):
        rule = ManualRule.objects.get(county="", code=code)
        person = self.volunteers[place].person
        if code.startswith("home"):
            account = ledger.account_of_household(self.homes[place])
        else:
            account = ledger.account_of(person, person.place[:6])
        given = {"points": Decimal(points), "reason": reason, "proof": rule.proof, "by": self.manager, "at": at}
        return actions.propose(account=account, rule=rule, **given)

    def _doubt(self, line, words, at):
        somebody = self.volunteers[-1].person.user
        return actions.object_to_line(line, words=words, by=somebody, at=at)
