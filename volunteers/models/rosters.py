"""The five groups that are to be volunteers to the last one: who reports how many there are, and their lists."""

from django.db import models
from django.db.models import Q

from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField
from civcenter.residents.models import Person
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import UnitKind


class RosterGroup(models.Model):
    """One of the groups of the “5 个 100%” (standards 2.1). Data: a county may add, rename or retire one."""

    code = models.SlugField("代码", primary_key=True, max_length=20)
    name = models.CharField("人群", max_length=60, unique=True)
    short = models.CharField("简称", max_length=12)
    rank = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "5 个 100% 的人群"
        ordering = ["rank", "code"]

    def __str__(self):
        return self.name


class UnitQuerySet(PlacedQuerySet):
    def current(self):
        return self.filter(ended_on__isnull=True)

    def visible_to(self, user, at):
        return self.within(user.codes)


class Unit(Placed):
    """An office, school, company or village that says how many people of a group it has, and who they are."""

    name = models.CharField("单位", max_length=60)
    kind = models.CharField("类型", max_length=8, choices=UnitKind.choices)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = EncryptedField("联系人手机", blank=True)
    reminded_at = models.DateTimeField("上次提醒", null=True, blank=True)
    ended_on = models.DateField("撤销", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        indexes = [
            models.Index(fields=["township"], name="unit_by_township"),
            models.Index(fields=["county"], name="unit_by_county"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], condition=Q(ended_on__isnull=True), name="one_unit_name_a_place"
            )
        ]

    def __str__(self):
        return self.name


class Headcount(models.Model):
    """How many people of a group a unit says it has, from a day on until it says otherwise.

    The only denominator of coverage. The length of a roster never takes its place: who is on no list is missing too.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="headcounts", verbose_name="单位")
    group = models.ForeignKey(RosterGroup, models.PROTECT, verbose_name="人群")
    as_of = models.DateField("哪天的数")
    number = models.PositiveIntegerField("人数")
    source = models.CharField("出处", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "应有人数"
        constraints = [
            models.UniqueConstraint(fields=["unit", "group", "as_of"], name="one_headcount_a_day"),
            models.CheckConstraint(condition=Q(number__gt=0), name="a_headcount_counts_somebody"),
            models.CheckConstraint(condition=~Q(source=""), name="a_headcount_has_its_source"),
        ]


class RosterEntry(models.Model):
    """One person on a unit's list of one group: known by the document, or by phone and name together.

    Families share phones, so a phone alone says nobody's name. `person` is set once the same person is known here;
    whether he counts is the register's to say. One person may be on many lists.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="roster", verbose_name="单位")
    group = models.ForeignKey(RosterGroup, models.PROTECT, verbose_name="人群")
    name = EncryptedField("姓名")
    name_key = models.CharField(max_length=32, editable=False)
    document_key = models.CharField(max_length=32, blank=True, editable=False)
    phone_key = models.CharField(max_length=32, blank=True, editable=False)
    tail = models.CharField("号码后四位", max_length=4, blank=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="rosters", verbose_name="本人"
    )
    added_at = models.DateTimeField("列入时间")

    class Meta:
        verbose_name = verbose_name_plural = "名册"
        indexes = [
            models.Index(
                fields=["phone_key"], name="roster_by_phone", condition=Q(person__isnull=True) & ~Q(phone_key="")
            ),
            models.Index(fields=["document_key"], name="roster_by_document", condition=Q(person__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "group", "document_key"],
                condition=~Q(document_key=""),
                name="one_entry_a_document",
            ),
            models.UniqueConstraint(
                fields=["unit", "group", "phone_key", "name_key"],
                condition=Q(document_key=""),
                name="one_entry_a_phone_and_name",
            ),
            models.CheckConstraint(condition=~Q(document_key="", phone_key=""), name="an_entry_can_be_known_again"),
        ]


class CoverageRule(Rule):
    """What the county promises of the register, and who of it counts as active.

    Shares in per cent. `active_days`: who served so many days back or later is active.
    """

    KEY = ()
    resident_share = models.DecimalField("占常住人口（%）", max_digits=4, decimal_places=1, default=13)
    group_share = models.DecimalField("各人群（%）", max_digits=4, decimal_places=1, default=100)
    active_days = models.PositiveSmallIntegerField("多少天内服务过算活跃", default=180)
    remind_days = models.PositiveSmallIntegerField("隔多少天才能再提醒", default=7)

    class Meta:
        verbose_name = verbose_name_plural = "注册率规则"
        constraints = [
            no_overlap("coverage_rule_no_overlap"),
            models.CheckConstraint(
                condition=Q(resident_share__gt=0, resident_share__lte=100, group_share__gt=0, group_share__lte=100),
                name="shares_are_per_cent",
            ),
        ]
