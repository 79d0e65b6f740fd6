"""志愿服务记录证明: what is asked for, frozen, signed and given a number; and who guesses at numbers."""

import json

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import CERTIFICATE_MOVES, CertificateStatus
from volunteers.models.registry import Volunteer

FROZEN = ("content", "identity", "digest", "number", "word", "handler", "head", "first_on", "last_on", "issuer")


def _changed():
    """Whether one of the frozen columns would get another value."""
    changed = pgtrigger.Q(old__content__df=pgtrigger.F("new__content"))
    for name in FROZEN[1:]:
        changed |= pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return changed


class CertificateQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(status__in=[CertificateStatus.APPLIED, CertificateStatus.PREPARED])

    def on_register(self):
        """Those that got a number, the revoked ones too."""
        return self.filter(status__in=[CertificateStatus.ISSUED, CertificateStatus.REVOKED])

    def visible_to(self, user, at):
        mine = self.filter(volunteer__person__user=user)
        return mine | self.within(user.codes) if user.codes else mine


class Certificate(Placed):
    """An application of a volunteer to the outpost that organised the service, and what came of it.

    谁组织谁记录，谁记录谁证明 (67号令): only final records of the issuer's own. `content` and the sealed `identity`
    are what was on record when the handler froze them; `digest` holds both together. Issued, they never change;
    a record annulled later shows when the certificate is checked.
    """

    REVEALS = {"document_no": "证件号码"}

    issuer = models.ForeignKey(Outpost, models.PROTECT, related_name="certificates", verbose_name="谁出具")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates", verbose_name="志愿者")
    first_on = models.DateField("从哪天")
    last_on = models.DateField("到哪天")
    purpose = models.CharField("做什么用", max_length=60, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=CertificateStatus.choices, default=CertificateStatus.APPLIED
    )
    applied_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁代他申请的"
    )
    due_at = models.DateTimeField("该在此前开好")
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    prepared_at = models.DateTimeField("核对时间", null=True, blank=True)
    head = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责人")
    decided_at = models.DateTimeField("开具时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    number = models.CharField("编号", max_length=24, null=True, blank=True, unique=True)
    word = models.CharField("查验码", max_length=8, blank=True)
    content = models.JSONField("内容", default=dict, blank=True)
    identity = EncryptedField("身份", blank=True)
    digest = models.CharField("摘要", max_length=64, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务证明"
        indexes = [
            models.Index(fields=["division", "status", "-applied_at"], name="certificate_by_village"),
            models.Index(fields=["township", "status", "-applied_at"], name="certificate_by_township"),
            models.Index(fields=["county", "status", "-applied_at"], name="certificate_by_county"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "issuer"],
                condition=Q(status__in=["applied", "prepared"]),
                name="one_open_application_an_issuer",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="certificate_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(status__in=["issued", "revoked"])
                | Q(number__isnull=False, handler__isnull=False, head__isnull=False) & ~Q(word="") & ~Q(digest=""),
                name="certificate_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=True) | ~Q(head=F("handler")), name="certificate_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=True) | Q(asked_by__isnull=True) | ~Q(head=F("asked_by")),
                name="certificate_signed_by_who_did_not_ask",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "revoked"]) | ~Q(reason=""), name="a_no_has_its_reason"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="certificate_states", field="status", transitions=CERTIFICATE_MOVES),
            pgtrigger.Protect(
                name="certificate_born_applied",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="applied"),
            ),
            pgtrigger.Protect(
                name="certificate_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["issued", "revoked"]) & _changed(),
            ),
            pgtrigger.Protect(name="certificate_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.number or f"申请 {self.pk}"

    @property
    def is_open(self):
        return self.status in (CertificateStatus.APPLIED, CertificateStatus.PREPARED)

    @property
    def who(self):
        """The frozen identity: name, kind and number of the document, number on the register."""
        return json.loads(self.identity) if self.identity else {}

    @property
    def link(self):
        """Where whoever scans the code is led: the check word stands in it."""
        return f"/verify/{self.number}/?w={self.word}"

    @property
    def document_no(self):
        return self.volunteer.person.document_no


class CertificateFile(models.Model):
    """The PDF of an issued certificate, in base64 and sealed: it shows the whole document number."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="file", verbose_name="服务证明")
    body = EncryptedField("PDF")
    made_at = models.DateTimeField("做好时间")

    class Meta:
        verbose_name = verbose_name_plural = "证明文件"


class CertificateRegister(models.Model):
    """The last number that a county gave in a year: counted under the row's lock, so that none is missing."""

    county = models.CharField("县", max_length=6)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "证明登记簿"
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="one_register_a_year")]


class CertificateRule(Rule):
    """Within how many working days a certificate is issued or refused. No county text was found: seed 5."""

    KEY = ()
    working_days = models.PositiveSmallIntegerField("几个工作日内开好", default=5)

    class Meta:
        verbose_name = verbose_name_plural = "证明规则"
        constraints = [no_overlap("certificate_rule_no_overlap")]


class WordGuess(models.Model):
    """Wrong check words of one number on one day; kept by the number's hash, whether there is such a number or not."""

    number_key = models.CharField(max_length=32)
    day = models.DateField("哪天")
    wrong = models.PositiveSmallIntegerField("试错几次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "查验码试错"
        constraints = [models.UniqueConstraint(fields=["number_key", "day"], name="one_word_count_a_number_a_day")]
