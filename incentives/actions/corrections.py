"""Points by hand: one proposes with proof, another decides; what became of what could not be taken back."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.secrets import seal_bytes
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import Person
from incentives import ledger
from incentives.actions.service import is_official_on, last_day, rules_on
from incentives.choices import AccountKind, ManualStatus, ShortfallStatus
from incentives.models import Entry, ManualEntry, ManualRule, PostingRule, ProofFile, Shortfall

NOT_YOURS = "这户不归您管，请让管这里的同事来办。"
OWN = "自己的分、自己家的分，要请别的同事来办。"
UNKNOWN = "您的工作账号还没认本人，不能办记分。请到“我的账号”用自己的手机号认一下，一分钟就好。"
SAME_PHONE = "这一户留的是您自己的手机号，要请别的同事或上一级来办。"
TWO_PEOPLE = "要请另一位同事来审：提的人和审的人不能是同一个。"
OFFICIAL = "在职人员服务计时长、计星级，不计积分。要表扬走表彰。"


def people_of(*accounts):
    """Those whose points they are: the person, or everybody of the household."""
    persons, homes = [account.person_id for account in accounts], [account.household_id for account in accounts]
    mine = Q(pk__in=[pk for pk in persons if pk]) | Q(household__in=[pk for pk in homes if pk])
    return Person.objects.select_related("user", "staff").filter(mine)


def bar_points(user, *accounts):
    """Why this log-in may not propose or decide points of these accounts, as a sentence; empty where it may."""
    if all(user.holds(Duty.MANAGE, account.place) for account in accounts):
        return bar_near(user, *accounts)
    return NOT_YOURS


def bar_near(user, *accounts):
    """Why this log-in is too near to these points, whatever his duties; empty where it is not."""
    people = list(people_of(*accounts))
    if any(user.pk in (person.staff_id, person.user_id) for person in people):
        return OWN
    phones = Person.objects.own_phones(user)
    if not phones:
        return UNKNOWN
    return SAME_PHONE if any(phones & person.phone_keys for person in people) else ""


def bar_second(user, *lines):
    """The same for whoever decides what others proposed: another human being, not another log-in of the same."""
    why = bar_points(user, *(line.account for line in lines))
    if why:
        return why
    proposers = {line.proposed_by_id: line.proposed_by for line in lines}
    phones = Person.objects.own_phones(user)
    same = user.pk in proposers or any(phones & Person.objects.own_phones(other) for other in proposers.values())
    return TWO_PEOPLE if same else ""


def _may(user, account):
    why = bar_points(user, account)
    if why:
        raise RuleBroken(why)


@verb
def propose(*, account, rule, points, reason, proof, by, at, happened_on=None, file=None):
    """Ask for points for an event of the county's list, with proof; another person decides.

    `file` is (kind, bytes) of a photo or scan. The same event of the same day is asked for once.
    """
    day = timezone.localdate(at)
    happened_on = happened_on or day
    _fits(account, rule, points, proof, day)
    _is_recent(account, happened_on, day)
    if in_office(account, happened_on, day):
        raise RuleBroken(OFFICIAL)
    manual = _proposed(
        account, by, at, rule=rule, code=rule.code, takes=rule.takes, happened_on=happened_on,
        points=points, reason=reason, proof=proof,
    )  # fmt: skip
    if file:
        kind, body = file
        ProofFile.objects.create(manual=manual, kind=kind, body=seal_bytes(body), at=at)
    return manual


def in_office(account, *days):
    """Whether the account's person holds a post on one of the days; the database books nothing for him then."""
    return account.person is not None and any(is_official_on(account.person, day) for day in days)


def _fits(account, rule, points, proof, day):
    if not ManualRule.objects.at(day, account.county).filter(pk=rule.pk).exists():
        raise RuleBroken("这一项现在不在本县的记分表里，请换一项。", field="rule")
    if rule.holder != account.kind:
        raise RuleBroken(f"“{rule.name}”记给{rule.get_holder_display()}，请换一项或换一户。", field="rule")
    if not proof:
        raise RuleBroken(f"要写明证明：{rule.proof}。", field="proof")
    if points <= 0:
        raise RuleBroken("分数要大于 0。扣分就选扣分的那一项。", field="points")
    if points > rule.most:
        raise RuleBroken(f"“{rule.name}”一次最多 {rule.most.normalize():f} 分。", field="points")


def _is_recent(account, happened_on, day):
    rule = PostingRule.objects.at(day, account.county).first()
    if happened_on > day:
        raise RuleBroken("那天还没到，请写已经过去的日子。", field="happened_on")
    if rule and happened_on < day - timedelta(days=rule.days_back):
        raise RuleBroken(f"只记 {rule.days_back} 天以内的事。", field="happened_on")


@verb
def propose_offset(shortfall, *, points, reason, by, at):
    """Ask to take, from what the account holds today, points that could not be taken back before."""
    if shortfall.status != ShortfallStatus.OPEN:
        raise OutOfTurn("扣回")
    if points <= 0 or points > shortfall.points:
        raise RuleBroken(f"只差 {shortfall.points.normalize():f} 分，不能多扣。", field="points")
    account = shortfall.entry.credit
    return _proposed(account, by, at, shortfall=shortfall, takes=True, points=points, reason=reason, proof=reason)


def _proposed(account, by, at, **what):
    _may(by, account)
    what["reason"], what["proof"] = what["reason"][:100], what["proof"][:200]
    manual = ManualEntry(account=account, proposed_by=by, proposed_at=at, **what)
    if not insert_unless_taken(manual):
        raise RuleBroken("同一件事、同一天，已经提过了，不再记第二次。", field="happened_on")
    return manual


@verb
def decide(manual, *, accept, by, at, reason=""):
    """A second person books it or refuses it with a reason. The database refuses the proposer himself."""
    why = bar_second(by, manual)
    if why:
        raise RuleBroken(why)
    if not accept and not reason:
        raise RuleBroken("不通过要写一句原因。", field="reason")
    held = ManualEntry.objects.select_for_update(no_key=True, of=("self",)).loose().filter(pk=manual.pk).first()
    if held is None:
        raise OutOfTurn("审核")
    if not accept:
        return close(held, ManualStatus.REFUSED, by=by, at=at, refusal=reason[:100])
    if not held.takes and in_office(held.account, timezone.localdate(at)):
        raise RuleBroken(OFFICIAL)
    if held.rule and held.rule.must_post:
        raise RuleBroken(f"“{held.rule.name}”要先张榜公示，请放进这个月的榜单。")
    return settle_manual(held, by=by, at=at)


def settle_manual(manual, *, by, at):
    """Book what was decided; over the month's cap it raises RuleBroken and nothing is booked."""
    entry = _book(manual, at)
    close(manual, ManualStatus.POSTED if entry else ManualStatus.KEPT, by=by, at=at, entry=entry)
    if manual.shortfall_id:
        _offset(manual.shortfall, by, at)
    return entry


def close(manual, status, *, by, at, **details):
    """The end of a proposal, told to its holder."""
    ManualEntry.objects.filter(pk=manual.pk).update(status=status, decided_by=by, decided_at=at, **details)
    _told(manual, status, details.get("refusal", ""), at)


WORDS = {
    ManualStatus.POSTED: "{name}：{sign}{points} 分，记好了。",
    ManualStatus.KEPT: "{name}：记下了，家里没有分可扣。",
    ManualStatus.REFUSED: "{name}：这次没有记分。{why}",
    ManualStatus.REVERSED: "{name}：记的分退回了。{why}",
}


def _told(manual, status, why, at):
    points, sign = f"{manual.points.normalize():f}", "−" if manual.takes else "+"
    text = WORDS[status].format(name=manual.name, sign=sign, points=points, why=why)
    for user in {person.user for person in people_of(manual.account) if person.user}:
        tell(user=user, text=text, link="/my/points/", source=f"manual:{manual.pk}:{status}:{user.pk}", at=at)


def _book(manual, at):
    """Returns the transfer, or None where a household's minus found nothing to take."""
    account = ledger.locked(manual.account)
    issue = ledger.house(account.county, AccountKind.ISSUE)
    what = {"points": manual.points, "source": f"manual:{manual.pk}", "at": at}
    if manual.takes:
        if manual.rule_id:
            _stays_within(manual, at)
            what["points"] = min(manual.points, account.balance)
        if not what["points"]:
            return None
        ledger.post(debit=account, credit=issue, words=manual.name, **what)
    else:
        _stays_within(manual, at)
        keeps = last_day(rules_on(account.county, timezone.localdate(at)).get(None), timezone.localdate(at))
        ledger.post(debit=issue, credit=account, words=manual.name, expires_on=keeps, **what)
    return Entry.objects.get(source=what["source"])


def _stays_within(manual, at):
    why = over_the_month(manual, at)
    if why:
        raise RuleBroken(why)


def over_the_month(manual, at):
    """Why the rule's cap of the month does not let it be booked; empty where it does."""
    cap, month = manual.rule.cap_month, timezone.localtime(at)
    if cap is None:
        return ""
    booked = ManualEntry.objects.filter(account=manual.account, code=manual.code, status=ManualStatus.POSTED)
    booked = booked.filter(decided_at__year=month.year, decided_at__month=month.month)
    total = booked.aggregate(total=Sum("points"))["total"] or Decimal(0)
    if total + manual.points <= cap:
        return ""
    who, most, had = ("户" if manual.account.household_id else "人"), f"{cap.normalize():f}", f"{total.normalize():f}"
    return f"“{manual.rule.name}”一{who}一月最多 {most} 分，这个月已记 {had} 分。"


@verb
def take_back(manual, *, by, at, reason):
    """反向一笔: what was booked by hand and turned out wrong goes back by its opposite entry; the old one stays.

    By somebody who neither proposed nor decided it, for giving back a minus makes points.
    """
    why = bar_second(by, manual)
    if why or by.pk == manual.decided_by_id:
        raise RuleBroken(why or "这笔是您定的，要请别的同事来退。")
    if not reason:
        raise RuleBroken("退回要写一句原因，本人会看到。", field="reason")
    if manual.shortfall_id:
        raise RuleBroken("扣回的不能再退。要补给他，另提一笔。")
    booked = ManualEntry.objects.filter(pk=manual.pk, status=ManualStatus.POSTED)
    if not booked.update(status=ManualStatus.REVERSED, refusal=reason[:100]):
        raise OutOfTurn("退回")
    ledger.reverse(manual.entry, at=at, words=f"退回：{manual.name}")
    _told(manual, ManualStatus.REVERSED, reason, at)


def _offset(shortfall, by, at):
    """Once as much was taken as had been missing, the shortfall is made good."""
    taken = shortfall.offsets.filter(status=ManualStatus.POSTED).aggregate(total=Sum("points"))["total"]
    if taken >= shortfall.points:
        _close(shortfall, ShortfallStatus.OFFSET, by, at, "已扣回")


@verb
def waive(shortfall, *, by, at, reason):
    """The county office lets the points go, with a reason; never one's own."""
    account = shortfall.entry.credit
    if not by.holds(Duty.SET_RULES, account.county):
        raise RuleBroken("免扣由县办定。")
    why = bar_near(by, account)
    if why:
        raise RuleBroken(why)
    if not reason:
        raise RuleBroken("免扣要写一句原因。", field="reason")
    if not _close(shortfall, ShortfallStatus.WAIVED, by, at, reason):
        raise OutOfTurn("免扣")


def _close(shortfall, status, by, at, reason):
    still_open = Shortfall.objects.filter(pk=shortfall.pk, status=ShortfallStatus.OPEN)
    return still_open.update(status=status, decided_by=by, decided_at=at, reason=reason[:100])
