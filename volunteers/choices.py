"""Facts about volunteers; no database."""

from django.db import models


class VolunteerStatus(models.TextChoices):
    APPLIED = "applied", "待站里审核"
    ACTIVE = "active", "在册"
    SUSPENDED = "suspended", "暂停"
    REFUSED = "refused", "未通过"
    LEFT = "left", "已退出"


class TeamKind(models.TextChoices):
    """1+N+N+N: one county team, then teams of the centre, of townships, of society."""

    COUNTY = "county", "县总队"
    CENTER = "center", "中心队"
    TOWNSHIP = "township", "乡镇队"
    SOCIAL = "social", "社会队"


class MemberStatus(models.TextChoices):
    APPLIED = "applied", "申请加入"
    ACTIVE = "active", "队员"
    LEFT = "left", "已退出"


class Evidence(models.TextChoices):
    """How well an hour is proved, best first."""

    TWO_SIDED = "A", "甲 双方核实"
    LEADER = "B", "乙 站里核实"
    SELF = "C", "丙 本人记录"
    LATE = "D", "丁 事后补录"


class RecordStatus(models.TextChoices):
    NOTED = "noted", "待站里核"
    FINAL = "final", "已入册"
    ANNULLED = "annulled", "已作废"


class VouchedHow(models.TextChoices):
    UNIT = "unit", "站里核实"
    RESIDENT = "resident", "群众确认"
