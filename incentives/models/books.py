"""Points as an accountant keeps them: accounts and transfers that never change."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from civcenter.residents.models import Household, Person
from incentives.choices import OWNED, UNSTORED, AccountKind
from incentives.models.rules import PointRule
from volunteers.models import ServiceRecord

# Both balances move in the statement that inserts the entries, accounts locked in id order. The issue and
# expiry accounts store none: one hot row would halve the throughput; theirs is a sum on reading.
MOVE = """
WITH moved AS (SELECT id, sum(delta) AS delta FROM (SELECT debit_id AS id, -points AS delta FROM posted
                      UNION ALL SELECT credit_id, points FROM posted) x GROUP BY id),
    locked AS (SELECT a.id, m.delta FROM public.incentives_account a JOIN moved m USING (id)
                WHERE a.kind NOT IN ('issue', 'expired') ORDER BY a.id FOR NO KEY UPDATE OF a)
UPDATE public.incentives_account a SET balance = a.balance + l.delta FROM locked l WHERE a.id = l.id;
RETURN NULL;"""

# The backstop of "staff earn hours and stars, never points" (features 89): whoever holds a post on the day of service,
# or where there is none on the day of the entry, is given nothing, neither by his own record nor on his own account.
NO_POINTS_FOR_OFFICIALS = """
IF EXISTS (SELECT 1 FROM (
       SELECT v.person_id, (r.started_at AT TIME ZONE 'Asia/Shanghai')::date AS day
         FROM posted p
         JOIN public.volunteers_servicerecord r ON r.id = p.record_id
         JOIN public.volunteers_volunteer v ON v.id = r.volunteer_id
        WHERE p.reverses_id IS NULL
        UNION ALL
       SELECT c.person_id, (COALESCE(r.started_at, p.at) AT TIME ZONE 'Asia/Shanghai')::date
         FROM posted p
         JOIN public.incentives_account d ON d.id = p.debit_id AND d.kind = 'issue'
         JOIN public.incentives_account c ON c.id = p.credit_id AND c.kind = 'person'
         LEFT JOIN public.volunteers_servicerecord r ON r.id = p.record_id
        WHERE p.reverses_id IS NULL) x
      JOIN public.residents_person h ON h.id = x.person_id
      JOIN public.accounts_user u ON u.id = h.staff_id AND u.is_active
      JOIN public.accounts_appointment a ON a.user_id = u.id
     WHERE a.starts_on <= x.day AND (a.ends_on IS NULL OR a.ends_on >= x.day))
THEN RAISE EXCEPTION 'officials earn no points' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;"""

# Hours put on record after the fact count as hours only (features, complaints of the press).
NO_POINTS_FOR_LATE = """
IF EXISTS (SELECT 1 FROM posted p JOIN public.volunteers_servicerecord r ON r.id = p.record_id
            WHERE p.reverses_id IS NULL AND r.evidence = 'D')
THEN RAISE EXCEPTION 'hours recorded late earn no points' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;"""

# A reversal is the opposite of one transfer: the same two accounts, no more points, and never of a reversal.
OPPOSITE = """
IF EXISTS (SELECT 1 FROM posted p JOIN public.incentives_entry o ON o.id = p.reverses_id
            WHERE p.debit_id <> o.credit_id OR p.credit_id <> o.debit_id OR p.points > o.points
               OR o.reverses_id IS NOT NULL)
THEN RAISE EXCEPTION 'a reversal is the opposite of its entry' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;"""

POSTED = pgtrigger.Referencing(new="posted")


class AccountQuerySet(models.QuerySet):
    def visible_to(self, user, at):
        """One's own, and the household's one belongs to."""
        households = Person.objects.filter(user=user, household__isnull=False).values("household")
        return self.filter(Q(person__user=user) | Q(household__in=households))


class Account(models.Model):
    """Whose points they are: a person's, a household's, a shop's, or one of the county's own. Never a log-in's."""

    frozen_columns = ["balance"]

    kind = models.CharField("类型", max_length=10, choices=AccountKind.choices)
    county = models.CharField("县", max_length=6)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="points_account", verbose_name="本人"
    )
    household = models.OneToOneField(
        Household, models.PROTECT, null=True, blank=True, related_name="points_account", verbose_name="家庭"
    )
    shop = models.OneToOneField(
        "incentives.Shop", models.PROTECT, null=True, blank=True, related_name="points_account", verbose_name="积分超市"
    )
    balance = models.DecimalField("余额（分）", max_digits=12, decimal_places=2, default=0)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分账户"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UNSTORED) | Q(balance__gte=0), name="balance_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, household__isnull=True, shop__isnull=True)
                | Q(kind="household", person__isnull=True, household__isnull=False, shop__isnull=True)
                | Q(kind="shop", person__isnull=True, household__isnull=True, shop__isnull=False)
                | Q(~Q(kind__in=OWNED), person__isnull=True, household__isnull=True, shop__isnull=True),
                name="account_has_its_holder",
            ),
            models.UniqueConstraint(
                fields=["county", "kind"], condition=~Q(kind__in=OWNED), name="one_house_account_a_county"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="account_born_empty",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__balance=0),
            )
        ]

    REVEALS = {"movements": "积分对账单"}

    @property
    def holder(self):
        """The person or household it belongs to; None for the county's own."""
        return self.person or self.household

    @property
    def place(self):
        """Where the holder lives: whose manager may propose and decide. The county for one who is forgotten."""
        return (self.holder and self.holder.place) or self.county

    @property
    def movements(self):
        """All that moved on it; shown to staff against a reason."""
        return Entry.objects.of(self)


class EntryQuerySet(models.QuerySet):
    def of(self, account):
        return self.filter(Q(debit=account) | Q(credit=account))

    def visible_to(self, user, at):
        mine = Account.objects.visible_to(user, at).values("pk")
        return self.filter(Q(debit__in=mine) | Q(credit__in=mine))

    def lapsing(self, account, day):
        """Points of the account that lapse when `day` is over: max(0, credits whose last day has come − all spent).

        Sound without lot rows because a credit never expires before an earlier credit of the same account, so
        what was spent was the oldest. What was reversed counts as if it had never been: a credit taken back no
        longer expires, and a purchase undone was not spent, so that undoing one gives no point a longer life.
        """
        sums = self.of(account).aggregate(
            earned=_sum(credit=account, reverses=None, expires_on__lte=day),
            undone=_sum(debit=account, reverses__expires_on__lte=day),
            spent=_sum(debit=account, reverses=None),
            returned=_sum(credit=account, reverses__isnull=False),
        )
        return max(sums["earned"] - sums["undone"] - sums["spent"] + sums["returned"], Decimal(0))


def _sum(**which):
    return Coalesce(Sum("points", filter=Q(**which)), Decimal(0))


class Entry(models.Model):
    """One row is one transfer of points. Never changed and never deleted: a mistake is undone by its opposite."""

    append_only = True
    owner_triggers = ["entry_moves_balances"]

    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits", verbose_name="出")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits", verbose_name="入")
    points = models.DecimalField("积分", max_digits=12, decimal_places=2)
    source = models.CharField("来由", max_length=80, unique=True)
    words = models.CharField("摘要", max_length=80)
    at = models.DateTimeField("时间")
    rule = models.ForeignKey(PointRule, models.PROTECT, null=True, blank=True, verbose_name="依据")
    record = models.ForeignKey(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="服务记录"
    )
    expires_on = models.DateField("最后一天", null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, verbose_name="冲正")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分流水"
        indexes = [
            models.Index(fields=["credit", "-at"], name="entry_by_credit"),
            models.Index(fields=["debit", "-at"], name="entry_by_debit"),
            models.Index(fields=["expires_on"], condition=Q(expires_on__isnull=False), name="entry_by_last_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="points_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="two_accounts"),
        ]
        triggers = [
            pgtrigger.Protect(name="entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="entry_moves_balances",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=POSTED,
                func=MOVE,
            ),
            pgtrigger.Trigger(
                name="officials_earn_no_points",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=POSTED,
                func=NO_POINTS_FOR_OFFICIALS,
            ),
            pgtrigger.Trigger(
                name="late_hours_earn_no_points",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=POSTED,
                func=NO_POINTS_FOR_LATE,
            ),
            pgtrigger.Trigger(
                name="reversals_are_opposite",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=POSTED,
                func=OPPOSITE,
            ),
        ]
