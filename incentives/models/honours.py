"""Honours: what may be conferred, who was nominated for it, what was said against it, and the paper behind it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.kit.text import mask_name
from civcenter.residents.models import Household, Person
from civcenter.rules.models import Rule, no_overlap
from incentives.flow import (
    HONOR_MOVES,
    OPEN_HONORS,
    GivenAt,
    Holder,
    HonorStatus,
    HonorStep,
    ObjectionStatus,
)
from incentives.models.boards import RedList
from volunteers.choices import VolunteerStatus
from volunteers.models import Team, TeamPost

HOLDERS = tuple(Holder.values)


def _one_holder():
    """Exactly one of the four keys is set."""
    return Q(
        *(Q(**{f"{name}__isnull": name != chosen for name in HOLDERS}) for chosen in HOLDERS),
        _connector=Q.OR,
    )


# The last guard of "an objection blocks" (features 30) and of "nobody confers on himself".
UNDISPUTED = """
IF NEW.status = 'conferred' AND OLD.status <> 'conferred' THEN
  IF EXISTS (SELECT 1 FROM public.incentives_honorobjection o WHERE o.honor_id = NEW.id AND o.status <> 'dismissed')
  THEN RAISE EXCEPTION 'an objection is not settled' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM public.residents_person h
              WHERE h.id = NEW.person_id AND NEW.decided_by_id IN (h.user_id, h.staff_id))
  THEN RAISE EXCEPTION 'nobody confers on himself' USING ERRCODE = 'check_violation';
  END IF;
END IF;
RETURN NEW;"""


class HonorRule(Rule):
    """An honour that may be conferred: for whom, after how many working days of notice, by which level.

    `for_staff` ones are for people in office (干部职工): praise apart from points (features 89). `words` is the
    middle of the certificate: 因…，特授予.
    """

    KEY = ("code",)
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("称号", max_length=40)
    holder = models.CharField("给谁", max_length=9, choices=Holder.choices)
    given_at = models.CharField("哪一级授予", max_length=8, choices=GivenAt.choices, default=GivenAt.COUNTY)
    notice_days = models.PositiveSmallIntegerField("公示几个工作日", default=5)
    for_staff = models.BooleanField("给在职的干部职工", default=False)
    words = models.CharField("奖状上的话", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "荣誉规则"
        constraints = [
            no_overlap("honor_rule_no_overlap", "code"),
            models.CheckConstraint(
                condition=Q(given_at="above") | Q(notice_days__gte=1), name="honors_are_put_on_notice"
            ),
            models.CheckConstraint(condition=Q(for_staff=False) | Q(holder="person"), name="staff_honors_are_personal"),
        ]

    def __str__(self):
        return self.name


class HonorQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(status__in=OPEN_HONORS)

    def on_notice(self):
        return self.filter(status=HonorStatus.NOTICE)

    def due(self, at):
        """Their days of notice are over; somebody may confer them."""
        return self.on_notice().filter(notice_until__lte=at)

    def conferred(self):
        return self.filter(status=HonorStatus.CONFERRED)

    def nominated(self):
        """Those somebody was nominated for, not the places of a red list."""
        return self.filter(board__isnull=True)

    def shown(self):
        """Without people whom the register no longer knows: their honours are on no list."""
        return self.exclude(person__volunteer__status=VolunteerStatus.ERASED)

    def on_board(self, board):
        return self.filter(board=board, status=HonorStatus.CONFERRED).order_by("rank")

    def in_year(self, year):
        """Conferred in a calendar year, for the annual report."""
        return self.conferred().nominated().filter(decided_at__year=year)

    def mine(self, user):
        """One's own, one's household's, and those of a team one leads or led."""
        people = Person.objects.filter(Q(user=user) | Q(staff=user))
        led = TeamPost.objects.of(user).values("team")
        return self.filter(
            Q(person__in=people) | Q(household__in=people.exclude(household=None).values("household")) | Q(team__in=led)
        )

    def visible_to(self, user, at):
        """Staff: those of their places. Anybody: his own, and those he nominated."""
        own = self.mine(user) | self.filter(nominated_by=user)
        return own | self.within(user.codes) if user.codes else own


class Honor(Placed):
    """One honour of one holder, from the nomination to the paper, or one place on a red list (`board`).

    The place is the holder's at that time. Who nominated neither checks nor confers, and nobody does for himself
    (constraints and a trigger say so too). A place on a red list is frozen as it was counted: born conferred, with
    rank and figure. What is taken back stays, with its reason.
    """

    rule = models.ForeignKey(HonorRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据")
    title = models.CharField("称号", max_length=60)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name="个人"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name="队")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name="家庭"
    )
    outpost = models.ForeignKey(
        Outpost, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name="所、站"
    )
    deeds = models.TextField("事迹", max_length=500, blank=True)
    issuer = models.CharField("授予单位", max_length=60, blank=True)
    issuer_no = models.CharField("上级文号", max_length=60, blank=True)
    granted_on = models.DateField("上级授予日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=HonorStatus.choices, default=HonorStatus.NOMINATED)
    nominated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁提名"
    )
    nominated_at = models.DateTimeField("提名时间")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁审的")
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    notice_until = models.DateTimeField("公示到", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("何时定的", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    number = models.CharField("文号", max_length=60, null=True, blank=True)
    board = models.ForeignKey(
        RedList, models.PROTECT, null=True, blank=True, related_name="places", verbose_name="哪张红榜"
    )
    rank = models.PositiveSmallIntegerField("第几名", null=True, blank=True)
    figure = models.PositiveIntegerField("数", null=True, blank=True)

    objects = HonorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        indexes = [
            models.Index(fields=["county", "status", "-nominated_at"], name="honor_by_county"),
            models.Index(fields=["township", "status", "-nominated_at"], name="honor_by_township"),
            models.Index(fields=["division", "status", "-nominated_at"], name="honor_by_village"),
        ]
        constraints = [
            models.CheckConstraint(condition=_one_holder(), name="honor_has_one_holder"),
            models.UniqueConstraint(
                fields=["rule", *HOLDERS],
                nulls_distinct=False,
                condition=Q(status__in=["nominated", "notice"], board__isnull=True),
                name="one_open_nomination",
            ),
            models.UniqueConstraint(fields=["county", "number"], name="one_honor_a_number"),
            models.UniqueConstraint(fields=["board", "rank"], name="one_place_a_rank"),
            models.UniqueConstraint(
                fields=["board", *HOLDERS],
                nulls_distinct=False,
                condition=Q(board__isnull=False),
                name="once_on_a_board",
            ),
            models.CheckConstraint(
                condition=Q(board__isnull=True, rule__isnull=False, nominated_by__isnull=False, rank__isnull=True)
                | Q(board__isnull=False, rule__isnull=True, nominated_by__isnull=True, rank__isnull=False),
                name="nominated_or_counted",
            ),
            models.CheckConstraint(condition=~Q(checked_by=F("nominated_by")), name="nominator_does_not_check"),
            models.CheckConstraint(
                condition=~Q(status__in=["conferred", "revoked"])
                | Q(board__isnull=False)
                | Q(
                    checked_by__isnull=False,
                    decided_by__isnull=False,
                    number__isnull=False,
                    decided_at__gte=F("notice_until"),
                ),
                name="conferred_after_its_notice",
            ),
            models.CheckConstraint(
                condition=~Q(status="conferred") | Q(board__isnull=False) | ~Q(decided_by=F("nominated_by")),
                name="nominator_does_not_confer",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "withdrawn", "revoked"]) | ~Q(reason=""), name="honor_no_has_reason"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="honor_states", field="status", transitions=HONOR_MOVES),
            pgtrigger.Protect(
                name="honor_born",
                operation=pgtrigger.Insert,
                condition=~(
                    pgtrigger.Q(new__status="nominated", new__board__isnull=True)
                    | pgtrigger.Q(new__status="conferred", new__board__isnull=False)
                ),
            ),
            pgtrigger.Trigger(
                name="honor_undisputed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=UNDISPUTED,
            ),
            pgtrigger.ReadOnly(
                name="honor_stays",
                fields=[
                    "rule",
                    "title",
                    *HOLDERS,
                    "division",
                    "nominated_by",
                    "nominated_at",
                    "board",
                    "rank",
                    "figure",
                ],
            ),
            pgtrigger.Protect(name="honor_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.title} {self.pk}"

    @property
    def holder_kind(self):
        return Holder(next(name for name in HOLDERS if getattr(self, f"{name}_id")))

    @property
    def holder(self):
        return getattr(self, self.holder_kind)

    @property
    def holder_name(self):
        """As the desk calls the holder."""
        return f"{self.holder.name}家" if self.household_id else self.holder.name

    @property
    def board_name(self):
        """As the public reads it: a person by his own consent, a household masked, teams and outposts by name."""
        if self.household_id:
            return f"{mask_name(self.household.name)}家"
        if not self.person_id:
            return self.holder.name
        volunteer = getattr(self.person, "volunteer", None)
        return volunteer.board_name if volunteer else mask_name(self.person.name)

    @property
    def is_open(self):
        return self.status in OPEN_HONORS


class HonorEvent(models.Model):
    """What happened to an honour, in order. Kept for ever; only its words may be blanked."""

    honor = models.ForeignKey(Honor, models.PROTECT, related_name="events", verbose_name="荣誉")
    step = models.CharField("哪一步", max_length=8, choices=HonorStep.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间")
    words = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "荣誉经过"
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.ReadOnly(name="honor_event_stays", fields=["honor", "step", "by", "at"]),
            pgtrigger.Protect(name="honor_event_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.honor_id}"


class HonorObjection(models.Model):
    """What somebody said against an honour on notice; until it is answered nothing is conferred.

    Its words and its author are for those who decide, never for the public.
    """

    honor = models.ForeignKey(Honor, models.PROTECT, related_name="objections", verbose_name="荣誉")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁说的")
    words = models.CharField("意见", max_length=300)
    at = models.DateTimeField("时间")
    status = models.CharField("状态", max_length=9, choices=ObjectionStatus.choices, default=ObjectionStatus.OPEN)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁处理的"
    )
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对荣誉的意见"
        constraints = [
            models.UniqueConstraint(
                fields=["honor", "by"], condition=Q(status="open"), name="one_open_objection_a_log_in"
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("by")), name="nobody_answers_his_own_objection"),
            models.CheckConstraint(
                condition=Q(status="open") | Q(answered_by__isnull=False) & ~Q(answer=""), name="objection_is_answered"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="objection_states", field="status", transitions=[("open", "dismissed"), ("open", "upheld")]
            ),
            pgtrigger.Protect(name="objection_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"意见 {self.pk}"


class HonorFile(models.Model):
    """A paper or photo behind a nomination, sealed: it may show people. Read at the desk, never in public."""

    honor = models.ForeignKey(Honor, models.PROTECT, related_name="files", verbose_name="荣誉")
    name = models.CharField("文件名", max_length=100)
    kind = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节")
    digest = models.CharField("摘要", max_length=64)
    body = models.BinaryField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁交的")
    added_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "证明材料"
        constraints = [models.UniqueConstraint(fields=["honor", "digest"], name="one_file_once")]

    def __str__(self):
        return f"材料 {self.pk}"

    @property
    def ending(self):
        return self.kind.partition("/")[2].replace("jpeg", "jpg")


class HonorRegister(models.Model):
    """The last number of honours that a county gave in a year; counted under the row's lock, so none is missing."""

    county = models.CharField("县", max_length=6)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "荣誉登记簿"
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="one_honor_register_a_year")]

    def __str__(self):
        return f"{self.county} {self.year}"
