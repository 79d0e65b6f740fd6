"""The register: who is a volunteer, how we know, what he can do and when he has time."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField, lookup
from civcenter.kit.sounds import sounds
from civcenter.kit.text import mask_name
from civcenter.residents.models import Person
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import (
    MOVES,
    Confirmed,
    DayPart,
    Education,
    PoliticalStatus,
    Relation,
    SkillLevel,
    VolunteerStatus,
    Weekday,
)
from volunteers.models.kinds import ServiceKind


class Talent(models.Model):
    """A tag for people a village counts on: 五老, 致富带头人, 返乡大学生. Data: a county adds its own."""

    code = models.SlugField("代码", primary_key=True, max_length=30)
    name = models.CharField("人才标签", max_length=30, unique=True)
    rank = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "人才标签"
        ordering = ["rank", "code"]

    def __str__(self):
        return self.name


class SkillQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Skill(models.Model):
    """What somebody can do, in two levels: a field, and a skill in it (standards 2.13).

    Where the law asks for a licence (条例 art. 16) the skill counts only with number, issuer and a date not past.
    """

    code = models.SlugField("代码", primary_key=True, max_length=30)
    name = models.CharField("技能", max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="门类")
    needs_licence = models.BooleanField("要证书", default=False)
    rank = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "技能"
        ordering = ["rank", "code"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="one_skill_a_name")]

    def __str__(self):
        return self.name


class VolunteerQuerySet(PlacedQuerySet):
    def active(self):
        """May serve, and counts: on the register by the person's own word."""
        return self.filter(status=VolunteerStatus.ACTIVE)

    def applied(self):
        return self.filter(status=VolunteerStatus.APPLIED)

    def pending(self):
        """Brought in by somebody, not yet confirmed by the person; they count nowhere."""
        return self.filter(status=VolunteerStatus.PENDING)

    def at_log_in(self, user):
        """Whose log-in it is, and those on record by its phone who have no log-in yet; for the person himself."""
        mine = Q(person__user=user)
        if user.phone_key:
            mine |= Q(person__user__isnull=True, person__staff__isnull=True, person__phone_key=user.phone_key)
        return self.filter(mine)

    def at_phone(self, phone):
        """By a whole phone number, found by its keyed hash; a family shares one."""
        return self.filter(person__phone_key=lookup(phone)) if phone else self.none()

    def with_document(self, number):
        """By a whole document number, found by its keyed hash."""
        return self.filter(person__document_key=lookup(number)) if number else self.none()

    def called(self, words, counties):
        """By a part of the name, or the beginning of its pinyin or initials; `counties` let the indexes help."""
        if not words.isascii():
            return self.filter(person__name__contains="".join(words.split()))
        sound = sounds(words)[0]
        if not sound:
            return self.none()
        heard = Q(person__pinyin__startswith=sound) | Q(person__initials__startswith=sound)
        return self.filter(heard, person__county__in=counties)

    def talented(self, talents):
        """Those who have every one of the talents."""
        rows = self
        for talent in talents:
            rows = rows.filter(talents=talent)
        return rows

    def skilled(self, skill, day):
        """Those whose skill counts on a day: where a licence is asked, it has not run out."""
        valid = VolunteerSkill.objects.valid(day).filter(skill=skill)
        return self.filter(pk__in=valid.values("volunteer"))

    def visible_to(self, user, at):
        return self.within(user.codes) if user.is_official else self.filter(person__user=user)


@pghistory.track(
    pghistory.UpdateEvent(),
    fields=["status"],
    model_name="VolunteerChange",
    append_only=True,
    obj_field=pghistory.ObjForeignKey(related_name="changes"),
)
class Volunteer(Placed):
    """A person on the county's register of volunteers; the place is the home village.

    Whoever came in himself is confirmed by that; whom an organisation brought in is *pending* and counts nowhere
    until he says yes himself. So `active` always means: by his own word.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer", verbose_name="本人")
    status = models.CharField("状态", max_length=10, choices=VolunteerStatus.choices, default=VolunteerStatus.APPLIED)
    kinds = models.ManyToManyField(ServiceKind, blank=True, verbose_name="愿意做的服务")
    talents = models.ManyToManyField(Talent, blank=True, verbose_name="人才标签")
    stars = models.PositiveSmallIntegerField("星级", default=0)
    political = models.CharField("政治面貌", max_length=2, choices=PoliticalStatus.choices, blank=True)
    education = models.CharField("学历", max_length=2, choices=Education.choices, blank=True)
    email = EncryptedField("电子邮箱", blank=True)
    national_no = models.CharField("全国志愿者编号", max_length=20, null=True, blank=True, unique=True)
    applied_at = models.DateTimeField("报名时间")
    brought_by = models.CharField("由谁登记", max_length=60, blank=True)
    batch = models.ForeignKey(
        "ImportBatch", models.PROTECT, null=True, blank=True, db_index=False, verbose_name="哪次导入"
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替他录入的人"
    )
    confirmed_at = models.DateTimeField("本人确认时间", null=True, blank=True)
    confirmed_how = models.CharField("怎么确认的", max_length=8, choices=Confirmed.choices, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="看过证件的人"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="审核人")
    refusal = models.CharField("原因", max_length=200, blank=True)
    may_be_named = models.BooleanField("同意上榜时写出姓名", default=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        indexes = [
            models.Index(fields=["division", "status"], name="volunteer_by_village"),
            models.Index(fields=["township", "status"], name="volunteer_by_township"),
            models.Index(fields=["county", "status"], name="volunteer_by_county"),
            models.Index(fields=["batch"], name="volunteer_by_batch", condition=Q(batch__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["active", "suspended"]) | Q(confirmed_at__isnull=False),
                name="nobody_counts_unconfirmed",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_how="station")
                | Q(confirmed_by__isnull=False)
                & (Q(entered_by__isnull=True) | ~Q(confirmed_by=models.F("entered_by"))),
                name="who_entered_does_not_confirm",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="volunteer_states", field="status", transitions=MOVES),
            pgtrigger.Protect(
                name="volunteer_born_outside",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=["applied", "pending"]),
            ),
        ]

    def __str__(self):
        return f"志愿者 {self.pk}"

    REVEALS = {
        "phone": "手机号",
        "document_no": "证件号码",
        "political_words": "政治面貌",
        "email": "电子邮箱",
        "guardian_phone": "监护人电话",
        "licences": "证书号",
    }
    """What is masked at the desk and shown against a reason; `residents.actions.reveal` logs the look."""

    @property
    def number(self):
        """The number on the card: the county's six digits and a running one; it says nothing of the person."""
        return f"{self.division_id[:6]}{self.pk:07d}"

    @property
    def board_name(self):
        """How a board names him: in full only by his own consent, else masked."""
        return self.person.name if self.may_be_named else mask_name(self.person.name)

    @property
    def phone(self):
        return self.person.phone

    @property
    def document_no(self):
        return self.person.document_no

    @property
    def political_words(self):
        return self.get_political_display()

    @property
    def guardian_phone(self):
        guardian = getattr(self, "guardian", None)
        return guardian.phone if guardian else ""

    @property
    def licences(self):
        held = self.skills.exclude(licence_no="").select_related("skill")
        return "，".join(f"{one.skill.name} {one.licence_no}" for one in held)


class VolunteerSkillQuerySet(models.QuerySet):
    def valid(self, day):
        """Skills that count on a day: no licence asked, or one on record that has not run out.

        The licence's last day still counts; without number and issuer there is none.
        """
        licensed = Q(expires_on__gte=day) & ~Q(licence_no="") & ~Q(issuer="")
        return self.filter(Q(skill__needs_licence=False) | licensed)


class VolunteerSkill(models.Model):
    """A skill that a volunteer says or proves he has."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="skills", verbose_name="志愿者")
    skill = models.ForeignKey(Skill, models.PROTECT, verbose_name="技能")
    level = models.CharField("水平", max_length=1, choices=SkillLevel.choices, default=SkillLevel.ABLE)
    licence_no = EncryptedField("证书号", blank=True)
    issuer = models.CharField("发证机关", max_length=60, blank=True)
    expires_on = models.DateField("有效到", null=True, blank=True)

    objects = VolunteerSkillQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者的技能"
        constraints = [models.UniqueConstraint(fields=["volunteer", "skill"], name="one_row_a_skill")]


class Availability(models.Model):
    """A part of the week in which a volunteer usually has time."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="availability", verbose_name="志愿者")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday.choices)
    part = models.CharField("时段", max_length=9, choices=DayPart.choices)

    class Meta:
        verbose_name = verbose_name_plural = "有空的时段"
        constraints = [models.UniqueConstraint(fields=["volunteer", "weekday", "part"], name="one_row_a_slot")]


class Guardian(models.Model):
    """Who answers for a minor, and which text he agreed to (PIPL art. 31; standards 1.9)."""

    volunteer = models.OneToOneField(Volunteer, models.CASCADE, related_name="guardian", verbose_name="未成年人")
    name = models.CharField("监护人", max_length=40)
    relation = models.CharField("关系", max_length=8, choices=Relation.choices)
    phone = EncryptedField("监护人电话")
    phone_key = models.CharField(max_length=32, db_index=True, editable=False)
    consent_version = models.CharField("同意书版本", max_length=20)
    agreed_at = models.DateTimeField("同意时间")

    class Meta:
        verbose_name = verbose_name_plural = "监护人"


class AgeRule(Rule):
    """From which age what is asked of a minor (standards 1.9); ages in years, the birthday itself counts."""

    KEY = ()

    refused_below = models.PositiveSmallIntegerField("小于几岁不登记", default=6)
    accompanied_below = models.PositiveSmallIntegerField("小于几岁要监护人陪着", default=10)
    asked_each_time_below = models.PositiveSmallIntegerField("小于几岁每次要监护人同意", default=14)
    guardian_below = models.PositiveSmallIntegerField("小于几岁登记要监护人同意", default=18)

    class Meta:
        verbose_name = verbose_name_plural = "年龄规则"
        constraints = [
            no_overlap("age_rule_no_overlap"),
            models.CheckConstraint(
                name="age_bands_rise",
                condition=Q(refused_below__lte=models.F("accompanied_below"))
                & Q(accompanied_below__lte=models.F("asked_each_time_below"))
                & Q(asked_each_time_below__lte=models.F("guardian_below")),
            ),
        ]

    def refuses(self, born, day):
        """Too young to be put on the register."""
        return age_on(born, day) < self.refused_below

    def needs_guardian(self, born, day):
        """A minor: somebody must answer for him."""
        return age_on(born, day) < self.guardian_below

    def needs_child_text(self, born, day):
        """His data are sensitive, and the guardian agrees to a text of its own (PIPL art. 31)."""
        return age_on(born, day) < self.asked_each_time_below

    def needs_company(self, born, day):
        """The guardian comes along."""
        return age_on(born, day) < self.accompanied_below


def age_on(born: date, day: date) -> int:
    """Full years on a day; on the birthday itself the new year is full, and 29 February's is 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
