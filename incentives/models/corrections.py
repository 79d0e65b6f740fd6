"""What is put right by hand, and what could not be taken back. Each by two people, none of them the one it is for."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import User
from civcenter.kit.secrets import unseal_bytes
from civcenter.residents.models import Household, Person
from incentives.choices import ManualStatus, Passed, ShortfallStatus
from incentives.models.books import Account, Entry
from incentives.models.posting import Posting
from incentives.models.rules import ManualRule
from volunteers.models import ServiceRecord

# What is proposed is what its rule allows: the holder, the sign and the most points come from there.
AS_ITS_RULE = """
IF NEW.shortfall_id IS NOT NULL AND NOT NEW.takes
   OR NEW.rule_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.incentives_manualrule r JOIN public.incentives_account a ON a.id = NEW.account_id
         WHERE r.id = NEW.rule_id AND r.code = NEW.code AND r.takes = NEW.takes AND r.holder = a.kind
           AND NEW.points <= r.most AND r.county IN ('', a.county))
THEN RAISE EXCEPTION 'points by hand follow their rule' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;"""

# A list hangs as it was put together; what is on it is booked when its days are over and nobody waits for an answer.
HANGS_FIRST = """
IF NEW.posting_id IS DISTINCT FROM OLD.posting_id AND (OLD.status <> 'proposed' OR EXISTS (
     SELECT 1 FROM public.incentives_posting p
      WHERE p.id = NEW.posting_id AND p.status <> 'draft'
         OR p.id = OLD.posting_id AND p.status NOT IN ('draft', 'withdrawn')))
THEN RAISE EXCEPTION 'a list that hangs stays as it is' USING ERRCODE = 'check_violation';
END IF;
IF OLD.status = 'proposed' AND NEW.status = 'posted' AND (
     EXISTS (SELECT 1 FROM public.incentives_objection o WHERE o.entry_id = NEW.id AND o.status = 'open')
     OR NEW.posting_id IS NULL AND EXISTS (
          SELECT 1 FROM public.incentives_manualrule r WHERE r.id = NEW.rule_id AND r.must_post)
     OR NEW.posting_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM public.incentives_posting p
           WHERE p.id = NEW.posting_id AND p.status = 'posted' AND p.notice_until <= NEW.decided_at))
THEN RAISE EXCEPTION 'it hangs first' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;"""


def held_within(codes, path="account"):
    """Rows about accounts whose holders live under one of the codes, as a condition; a county's office has all."""
    counties = {code for code in codes if len(code) == 6}
    below = set(codes) - counties
    people, households = Person.objects.within(below), Household.objects.within(below)
    mine = Q(**{f"{path}__person__in": people}) | Q(**{f"{path}__household__in": households})
    return mine | Q(**{f"{path}__county__in": counties}) if counties else mine


class PassedOver(models.Model):
    """A final record that pays no points, or fewer than its hours would, and why."""

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="passed_over")
    why = models.CharField("原因", max_length=10, choices=Passed.choices)

    class Meta:
        verbose_name = verbose_name_plural = "未计积分的记录"


class ShortfallQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=ShortfallStatus.OPEN)

    def visible_to(self, user, at):
        return self.filter(held_within(user.codes_for(Duty.MANAGE), "entry__credit"))


class Shortfall(models.Model):
    """Points of a reversed transfer that could not be taken back, because they were spent. The office decides.

    Waived with a reason, or taken later by a manual entry, which two people make.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="shortfall", verbose_name="冲的是哪一笔")
    points = models.DecimalField("没扣回的积分", max_digits=12, decimal_places=2)
    status = models.CharField("状态", max_length=8, choices=ShortfallStatus.choices, default=ShortfallStatus.OPEN)
    at = models.DateTimeField("时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁定的")
    decided_at = models.DateTimeField("何时定的", null=True, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)

    objects = ShortfallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "没扣回的积分"
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="shortfall_positive"),
            models.CheckConstraint(
                condition=Q(status="open") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="shortfall_decided_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="shortfall_states", field="status", transitions=[("open", "offset"), ("open", "waived")]
            ),
            pgtrigger.Protect(name="shortfall_kept", operation=pgtrigger.Delete),
        ]

    @property
    def place(self):
        return self.entry.credit.place


class ManualEntryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=ManualStatus.PROPOSED)

    def pending(self):
        """On a list that hangs: told to its holder as points to come."""
        return self.waiting().filter(posting__status="posted")

    def loose(self):
        """On no list that hangs, so a second person decides at his desk or puts it on one."""
        return self.waiting().filter(Q(posting=None) | Q(posting__status="withdrawn"))

    def within(self, codes):
        return self.filter(held_within(codes))

    def visible_to(self, user, at):
        """Those who run the holder's place. A household's minus is nobody else's to read."""
        return self.within(user.codes_for(Duty.MANAGE))


class ManualEntry(models.Model):
    """Points by hand: for an event with proof, for an item of a household's review, or to make a shortfall good.

    One proposes, another decides or hangs it on a list; the two are different people by constraint, neither is the
    person it is for. A minus (`takes`) is a household's own matter and never on a list.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="谁的账户")
    rule = models.ForeignKey(ManualRule, models.PROTECT, null=True, blank=True, verbose_name="事项")
    shortfall = models.ForeignKey(
        Shortfall, models.PROTECT, null=True, blank=True, related_name="offsets", verbose_name="扣回哪一笔"
    )
    posting = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="在哪张榜上"
    )
    code = models.SlugField("事项代码", max_length=30, blank=True)
    takes = models.BooleanField("是扣分", default=False)
    happened_on = models.DateField("哪天的事", null=True, blank=True)
    points = models.DecimalField("积分", max_digits=8, decimal_places=2)
    reason = models.CharField("事由", max_length=100)
    proof = models.CharField("证明", max_length=200)
    status = models.CharField("状态", max_length=8, choices=ManualStatus.choices, default=ManualStatus.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁提的")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁审的")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    refusal = models.CharField("没通过的原因", max_length=100, blank=True)
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="manual", verbose_name="记的账"
    )

    objects = ManualEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人工记分"
        indexes = [
            models.Index(fields=["account", "-proposed_at"], name="manual_by_account"),
            models.Index(fields=["proposed_at"], name="manual_waiting", condition=Q(status="proposed")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="manual_points_positive"),
            models.CheckConstraint(
                condition=Q(rule__isnull=False, shortfall__isnull=True) | Q(rule__isnull=True, shortfall__isnull=False),
                name="manual_gives_by_a_rule_or_takes_back",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="manual_needs_two_people"),
            models.CheckConstraint(
                condition=Q(status="proposed", entry__isnull=True)
                | Q(status__in=("refused", "kept"), entry__isnull=True, decided_by__isnull=False)
                | Q(status__in=("posted", "reversed"), entry__isnull=False, decided_by__isnull=False),
                name="manual_posted_has_its_entry",
            ),
            models.CheckConstraint(condition=Q(takes=False) | Q(posting=None), name="a_minus_is_never_posted"),
            models.CheckConstraint(condition=Q(takes=True) | ~Q(status="kept"), name="only_a_minus_is_only_kept"),
            models.UniqueConstraint(
                fields=["account", "code", "happened_on"],
                condition=Q(rule__isnull=False, status__in=("proposed", "posted", "kept")),
                name="one_event_is_booked_once",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="manual_states",
                field="status",
                transitions=[
                    ("posted", "reversed"),
                    ("proposed", "kept"),
                    ("proposed", "posted"),
                    ("proposed", "refused"),
                ],
            ),
            pgtrigger.ReadOnly(
                name="manual_stays_as_proposed",
                fields=[
                    "account",
                    "rule",
                    "shortfall",
                    "code",
                    "takes",
                    "happened_on",
                    "points",
                    "reason",
                    "proof",
                    "proposed_by",
                    "proposed_at",
                ],
            ),
            pgtrigger.Trigger(
                name="manual_as_its_rule", when=pgtrigger.Before, operation=pgtrigger.Insert, func=AS_ITS_RULE
            ),
            pgtrigger.Trigger(
                name="manual_hangs_first", when=pgtrigger.Before, operation=pgtrigger.Update, func=HANGS_FIRST
            ),
            pgtrigger.Protect(
                name="manual_born_proposed",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.status <> 'proposed' OR NEW.posting_id IS NOT NULL"),
            ),
            pgtrigger.Protect(name="manual_kept", operation=pgtrigger.Delete),
        ]

    REVEALS = {"proof_file": "证明材料"}

    @property
    def place(self):
        return self.account.place

    @property
    def proof_file(self):
        """The paper behind it, clear, or None."""
        file = ProofFile.objects.filter(manual=self).first()
        return (file.kind, unseal_bytes(file.body)) if file else None

    @property
    def name(self):
        """What it is for, in a word."""
        return self.rule.name if self.rule else "扣回以前没扣的"


class ProofFile(models.Model):
    """A photo or scan of the proof, sealed; shown to those on duty against a reason."""

    append_only = True

    manual = models.OneToOneField(ManualEntry, models.PROTECT, primary_key=True, related_name="file")
    kind = models.CharField("格式", max_length=20)
    body = models.BinaryField("内容")
    at = models.DateTimeField("几时交的")

    class Meta:
        verbose_name = verbose_name_plural = "证明材料"
