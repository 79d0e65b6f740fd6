"""Points by hand: one proposes with proof, another decides; and what to do about what could not be taken back."""

from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from incentives import ledger
from incentives.actions.service import last_day, rules_on
from incentives.choices import AccountKind, ManualStatus, ShortfallStatus
from incentives.models import Entry, ManualEntry, Shortfall


def place_of(account):
    """Where the account's holder lives: whose manager may propose, whose may decide."""
    return account.person.place if account.person else account.household.place


@verb
def propose(*, account, rule, points, reason, proof, by, at):
    """Ask for points for an event of the county's list, with proof; another person decides."""
    if not proof:
        raise RuleBroken(f"要写明证明：{rule.proof}。", field="proof")
    if points > rule.most:
        raise RuleBroken(f"“{rule.name}”一次最多 {rule.most.normalize():f} 分。", field="points")
    return _proposed(account, by, at, rule=rule, points=points, reason=reason, proof=proof)


@verb
def propose_offset(shortfall, *, points, reason, by, at):
    """Ask to take, from what the account holds today, points that could not be taken back before."""
    if shortfall.status != ShortfallStatus.OPEN:
        raise OutOfTurn("扣回")
    if points > shortfall.points:
        raise RuleBroken(f"只差 {shortfall.points.normalize():f} 分，不能多扣。", field="points")
    account = shortfall.entry.credit
    return _proposed(account, by, at, shortfall=shortfall, points=points, reason=reason, proof=reason)


def _proposed(account, by, at, **what):
    _may(by, account)
    return ManualEntry.objects.create(account=account, proposed_by=by, proposed_at=at, **what)


def _may(user, account):
    if not user.holds(Duty.MANAGE, place_of(account)):
        raise RuleBroken("这户不归您管，请让管这里的同事来提。")
    if account.person and user.pk in (account.person.staff_id, account.person.user_id):
        raise RuleBroken("自己的分要请别的同事来办。")


@verb
def decide(manual, *, accept, by, at, reason=""):
    """A second person books it or refuses it with a reason. The database refuses the proposer himself."""
    _may(by, manual.account)
    if by.pk == manual.proposed_by_id:
        raise RuleBroken("要请另一位同事来审：提的人和审的人不能是同一个。")
    if not accept and not reason:
        raise RuleBroken("不通过要写一句原因。", field="reason")
    held = ManualEntry.objects.select_for_update(no_key=True).filter(pk=manual.pk, status=ManualStatus.PROPOSED).first()
    if held is None:
        raise OutOfTurn("审核")
    entry = _book(held, at) if accept else None
    status = ManualStatus.POSTED if accept else ManualStatus.REFUSED
    ManualEntry.objects.filter(pk=held.pk).update(
        status=status, entry=entry, decided_by=by, decided_at=at, refusal=reason[:100]
    )
    if accept and held.shortfall_id:
        _offset(held.shortfall, by, at)


def _book(manual, at):
    account = ledger.locked(manual.account)
    issue = ledger.house(account.county, AccountKind.ISSUE)
    what = {"points": manual.points, "source": f"manual:{manual.pk}", "at": at}
    if manual.shortfall_id:
        ledger.post(debit=account, credit=issue, words=manual.reason, **what)
    else:
        _within_the_month(manual, at)
        keeps = last_day(rules_on(account.county, timezone.localdate(at)).get(None), timezone.localdate(at))
        ledger.post(debit=issue, credit=account, words=manual.rule.name, expires_on=keeps, **what)
    return Entry.objects.get(source=what["source"])


def _within_the_month(manual, at):
    cap, month = manual.rule.cap_month, timezone.localtime(at)
    if cap is None:
        return
    booked = ManualEntry.objects.filter(
        account=manual.account, rule__code=manual.rule.code, status=ManualStatus.POSTED
    ).filter(decided_at__year=month.year, decided_at__month=month.month)
    total = booked.aggregate(total=Sum("points"))["total"] or Decimal(0)
    if total + manual.points > cap:
        raise RuleBroken(
            f"“{manual.rule.name}”一人一月最多 {cap.normalize():f} 分，这个月已记 {total.normalize():f} 分。"
        )


def _offset(shortfall, by, at):
    """Once as much was taken as had been missing, the shortfall is made good."""
    taken = shortfall.offsets.filter(status=ManualStatus.POSTED).aggregate(total=Sum("points"))["total"]
    if taken >= shortfall.points:
        _close(shortfall, ShortfallStatus.OFFSET, by, at, "已扣回")


@verb
def waive(shortfall, *, by, at, reason):
    """The county office lets the points go, with a reason."""
    if not by.holds(Duty.SET_RULES, place_of(shortfall.entry.credit)[:6]):
        raise RuleBroken("免扣由县办定。")
    if not reason:
        raise RuleBroken("免扣要写一句原因。", field="reason")
    if not _close(shortfall, ShortfallStatus.WAIVED, by, at, reason):
        raise OutOfTurn("免扣")


def _close(shortfall, status, by, at, reason):
    still_open = Shortfall.objects.filter(pk=shortfall.pk, status=ShortfallStatus.OPEN)
    return still_open.update(status=status, decided_by=by, decided_at=at, reason=reason[:100])
