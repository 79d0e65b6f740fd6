"""Points as an accountant keeps them: accounts and transfers that never change."""

import pgtrigger
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from civcenter.residents.models import Person
from civcenter.rules.models import Rule, no_overlap
from incentives.choices import AccountKind, Passed, Rounding
from volunteers.models import ServiceKind, ServiceRecord

# Both balances move in the statement that inserts the entries, accounts locked in id order. The issue and
# expiry accounts store none: one hot row would halve the throughput; theirs is a sum on reading.
MOVE = """
WITH moved AS (SELECT id, sum(delta) AS delta FROM (SELECT debit_id AS id, -points AS delta FROM posted
                      UNION ALL SELECT credit_id, points FROM posted) x GROUP BY id),
    locked AS (SELECT a.id, m.delta FROM public.incentives_account a JOIN moved m USING (id)
                WHERE a.kind NOT IN ('issue', 'expired') ORDER BY a.id FOR NO KEY UPDATE OF a)
UPDATE public.incentives_account a SET balance = a.balance + l.delta FROM locked l WHERE a.id = l.id;
RETURN NULL;"""

# The backstop of "staff earn hours and stars, never points" (features 89).
NO_POINTS_FOR_OFFICIALS = """
IF EXISTS (SELECT 1 FROM posted p
             JOIN public.volunteers_servicerecord r ON r.id = p.record_id
             JOIN public.volunteers_volunteer v ON v.id = r.volunteer_id
             JOIN public.residents_person h ON h.id = v.person_id
             JOIN public.accounts_appointment a ON a.user_id = h.staff_id
            WHERE p.reverses_id IS NULL
              AND a.starts_on <= (r.started_at AT TIME ZONE 'Asia/Shanghai')::date
              AND (a.ends_on IS NULL OR a.ends_on >= (r.started_at AT TIME ZONE 'Asia/Shanghai')::date))
THEN RAISE EXCEPTION 'officials earn no points' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;"""

POSTED = pgtrigger.Referencing(new="posted")


class AccountQuerySet(models.QuerySet):
    def visible_to(self, user, at):
        return self.filter(person__user=user)


class Account(models.Model):
    """Whose points they are: a person's, or the county's issue and expiry accounts. Never a log-in's."""

    frozen_columns = ["balance"]

    kind = models.CharField("类型", max_length=10, choices=AccountKind.choices)
    county = models.CharField("县", max_length=6)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="points_account", verbose_name="本人"
    )
    balance = models.DecimalField("余额（分）", max_digits=12, decimal_places=2, default=0)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分账户"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["issue", "expired"]) | Q(balance__gte=0), name="balance_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False) | Q(~Q(kind="person"), person__isnull=True),
                name="person_accounts_have_a_person",
            ),
            models.UniqueConstraint(
                fields=["county", "kind"], condition=~Q(kind="person"), name="one_house_account_a_county"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="account_born_empty",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__balance=0),
            )
        ]


class PointRule(Rule):
    """Points an hour of service of a kind (blank: any), its caps and how long points keep (standards 2.6)."""

    KEY = ("kind_id",)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, null=True, blank=True, verbose_name="服务类别（空为通用）")
    per_hour = models.DecimalField("每小时积分", max_digits=6, decimal_places=2)
    cap_day = models.DecimalField("每天最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    cap_month = models.DecimalField("每月最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField("有效月数（空为不过期）", null=True, blank=True)
    rounding = models.CharField("取整", max_length=15, choices=Rounding.choices, default=Rounding.DOWN)

    class Meta:
        verbose_name = verbose_name_plural = "积分规则"
        constraints = [no_overlap("point_rule_no_overlap", "kind")]


class EntryQuerySet(models.QuerySet):
    def of(self, account):
        return self.filter(Q(debit=account) | Q(credit=account))

    def visible_to(self, user, at):
        return self.filter(Q(debit__person__user=user) | Q(credit__person__user=user))

    def lapsing(self, account, at):
        """Points of the account that lapse by `at`: max(0, credits expiring by then − all debits so far).

        Sound without lot rows because a credit never expires before an earlier credit of the same account.
        """
        total = Coalesce(Sum("points"), 0, output_field=models.DecimalField())
        expiring = self.filter(credit=account, expires_on__lte=at).aggregate(total=total)["total"]
        spent = self.filter(debit=account).aggregate(total=total)["total"]
        return max(expiring - spent, 0)


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
    expires_on = models.DateField("到期日", null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, verbose_name="冲正")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分流水"
        indexes = [
            models.Index(fields=["credit", "-at"], name="entry_by_credit"),
            models.Index(fields=["debit", "-at"], name="entry_by_debit"),
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
        ]


class PassedOver(models.Model):
    """A final record that pays no points, or fewer than its hours would, and why."""

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="passed_over")
    why = models.CharField("原因", max_length=10, choices=Passed.choices)

    class Meta:
        verbose_name = verbose_name_plural = "未计积分的记录"
