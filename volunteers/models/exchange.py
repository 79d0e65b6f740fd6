"""Lists of volunteers that come in and go out: an import, its rows and faults, what does not agree, an export."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField
from volunteers.choices import BatchState, ConflictState, ExportState, Outcome

OPEN = (BatchState.QUEUED, BatchState.MAPPING, BatchState.CHECKED, BatchState.WRITING)
"""An import that holds personal data nobody has put on the register yet."""


class BatchQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def visible_to(self, user, at):
        """Imports under the places where one reviews volunteers."""
        return self.within(user.codes_for(Duty.REVIEW_VOLUNTEERS))


class ImportBatch(Placed):
    """One file of volunteers, from its upload to the day it can no longer be undone.

    `division` is whose people they are: rows of homes outside it are faults. `mapping` says in which column of the
    file (from 0) each column of ours stands; `heads` are its headings, masked, for a first line may be a person.
    """

    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁导的")
    unit = models.CharField("由谁登记", max_length=60)
    file_name = models.CharField("文件名", max_length=80)
    state = models.CharField("状态", max_length=8, choices=BatchState.choices, default=BatchState.QUEUED)
    heads = models.JSONField("列名", default=list)
    mapping = models.JSONField("对应", default=dict)
    map_name = models.CharField("认得的样式", max_length=40, blank=True)
    turn = models.PositiveSmallIntegerField("第几次预检", default=0)
    total = models.PositiveIntegerField("行数", default=0)
    new = models.PositiveIntegerField("新来的", default=0)
    same = models.PositiveIntegerField("没变化", default=0)
    conflict = models.PositiveIntegerField("对不上", default=0)
    bad = models.PositiveIntegerField("有错", default=0)
    written = models.PositiveIntegerField("写入", default=0)
    fault = models.CharField("为什么读不了", max_length=200, blank=True)
    created_at = models.DateTimeField("上传时间")
    checked_at = models.DateTimeField("预检时间", null=True, blank=True)
    written_at = models.DateTimeField("写入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者导入"
        indexes = [
            models.Index(fields=["county", "-created_at"], name="batch_by_county"),
            models.Index(fields=["township", "-created_at"], name="batch_by_township"),
            models.Index(fields=["division", "-created_at"], name="batch_by_village"),
        ]

    def __str__(self):
        return f"导入 {self.pk}"

    @property
    def good(self):
        return self.new + self.same + self.conflict


class ImportFile(models.Model):
    """The file itself, sealed, until the import is written or dropped."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="file")
    body = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "导入的文件"


class ImportRow(models.Model):
    """A good row between the preview and the writing; phone, document and e-mail stand sealed as in the register."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField("第几行")
    name = models.TextField("姓名")
    pinyin = models.TextField()
    initials = models.TextField()
    document_kind = models.TextField()
    document_no = models.TextField()
    document_key = models.TextField()
    born_on = models.DateField()
    sex = models.TextField()
    phone = models.TextField()
    phone_key = models.TextField()
    home = models.TextField()
    political = models.TextField()
    education = models.TextField()
    email = models.TextField()
    national_no = models.TextField()
    unit = models.TextField()
    kinds = ArrayField(models.TextField())
    talents = ArrayField(models.TextField())
    skills = ArrayField(models.TextField())
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.NEW, db_default=Outcome.NEW)
    differs = ArrayField(models.TextField(), default=list, db_default=[])
    volunteer = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入的行"
        indexes = [models.Index(fields=["batch", "outcome"], name="import_row_by_outcome")]


class ImportFault(models.Model):
    """Why a row may not come in: where, which column, what stands there (masked), and what to do."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="faults", db_index=False)
    line = models.PositiveIntegerField("第几行")
    column = models.CharField("哪一列", max_length=20)
    shown = models.CharField("填的是", max_length=40)
    message = models.CharField("为什么不行", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "导入的错"
        indexes = [models.Index(fields=["batch", "line"], name="import_fault_by_line")]


class ColumnMap(models.Model):
    """How a county's other list heads its columns, kept under a name: {our column: their heading}."""

    county = models.CharField("县", max_length=6)
    name = models.CharField("样式名", max_length=40)
    headings = models.JSONField("列名")

    class Meta:
        verbose_name = verbose_name_plural = "列名样式"
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="one_column_map_a_name")]

    def __str__(self):
        return self.name


class ConflictQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(state=ConflictState.OPEN)

    def visible_to(self, user, at):
        return self.within(user.codes_for(Duty.REVIEW_VOLUNTEERS))


class Conflict(Placed):
    """A list says something else of a volunteer than the register. Nothing changes until somebody decides.

    `theirs` is what the list says, {field: text}; `mark` is its keyed hash, so that the same list asks only once.
    """

    volunteer = models.ForeignKey("Volunteer", models.CASCADE, related_name="conflicts", verbose_name="谁")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="conflicts", verbose_name="哪次导入")
    theirs = EncryptedField("文件里")
    mark = models.CharField(max_length=32)
    state = models.CharField("状态", max_length=5, choices=ConflictState.choices, default=ConflictState.OPEN)
    at = models.DateTimeField("时间")
    decided_at = models.DateTimeField("定下时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁定的")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对不上的资料"
        constraints = [models.UniqueConstraint(fields=["volunteer", "mark"], name="a_list_asks_once")]
        indexes = [
            models.Index(fields=["county", "state"], name="conflict_by_county"),
            models.Index(fields=["township", "state"], name="conflict_by_township"),
            models.Index(fields=["division", "state"], name="conflict_by_village"),
        ]

    def __str__(self):
        return f"对不上 {self.pk}"


class ExportQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        return self.within(user.codes_for(Duty.REVIEW_VOLUNTEERS))


class Export(Placed):
    """A list that somebody took out: who, why, how many rows, in clear or masked, who agreed; kept for good.

    The file is deleted a day after it was made; the row stays. Many people in clear need a second person.
    """

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁要的")
    is_clear = models.BooleanField("写明电话和证件号", default=False)
    status = models.CharField("只要哪些人", max_length=10, blank=True)
    reason = models.CharField("为什么要", max_length=100, blank=True)
    rows = models.PositiveIntegerField("人数", default=0)
    state = models.CharField("状态", max_length=8, choices=ExportState.choices)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁同意的"
    )
    at = models.DateTimeField("几时要的")
    decided_at = models.DateTimeField("几时定的", null=True, blank=True)
    made_at = models.DateTimeField("几时做好", null=True, blank=True)
    file = models.CharField(max_length=80, blank=True, editable=False)
    taken = models.PositiveIntegerField("下载几次", default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者导出"
        indexes = [
            models.Index(fields=["county", "-at"], name="export_by_county"),
            models.Index(fields=["township", "-at"], name="export_by_township"),
            models.Index(fields=["division", "-at"], name="export_by_village"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(is_clear=False) | ~Q(reason=""), name="clear_export_has_a_reason"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("by")),
                name="nobody_approves_his_own_export",
            ),
        ]

    def __str__(self):
        return f"导出 {self.pk}"
