"""Facts about volunteers; no database."""

from django.db import models


class VolunteerStatus(models.TextChoices):
    """Brought in by somebody else: pending until the person says yes. Came in himself: applied until reviewed."""

    PENDING = "pending", "待本人确认"
    APPLIED = "applied", "待站里审核"
    ACTIVE = "active", "在册"
    SUSPENDED = "suspended", "暂停"
    REFUSED = "refused", "未通过"
    LEFT = "left", "已退出"
    DISOWNED = "disowned", "本人不认"
    ERASED = "erased", "已注销"


# Every way on the register, from → to. An erased row keeps the books on an opaque number, and stays erased.
MOVES = sorted(
    [
        ("pending", "active"),  # the person says yes
        ("pending", "disowned"),  # the person says no
        ("applied", "active"),
        ("applied", "refused"),
        ("applied", "left"),
        ("active", "suspended"),
        ("suspended", "active"),
        ("active", "left"),
        ("suspended", "left"),
        ("refused", "applied"),
        ("left", "applied"),
        ("disowned", "applied"),
    ]
    + [(here, "erased") for here in VolunteerStatus.values if here != "erased"]
)


class Confirmed(models.TextChoices):
    """How the person himself said yes."""

    SELF = "self", "本人手机报名"
    LINK = "link", "点了短信里的链接"
    STATION = "station", "本人到站上确认"
    PHONE = "phone", "本人用登记的手机号确认"


class Happened(models.TextChoices):
    """What can happen to a place on the register."""

    APPLIED = "applied", "报名"
    BROUGHT = "brought", "由别人登记"
    ASKED = "asked", "发短信请本人确认"
    CONFIRMED = "confirmed", "本人确认"
    DISOWNED = "disowned", "本人不认"
    ACCEPTED = "accepted", "审核通过"
    REFUSED = "refused", "审核没有通过"
    SUSPENDED = "suspended", "暂停"
    RESUMED = "resumed", "恢复"
    LEFT = "left", "本人退出"
    CORRECTED = "corrected", "站上更正"
    NAMED = "named", "同意上榜写姓名"
    UNNAMED = "unnamed", "收回同意，上榜不写姓名"
    ERASED = "erased", "注销"


class PoliticalStatus(models.TextChoices):
    """GB/T 4762; restricted: shown to those who may reveal personal data only."""

    PARTY = "01", "中共党员"
    PROBATIONARY = "02", "中共预备党员"
    LEAGUE = "03", "共青团员"
    RCCK = "04", "民革党员"
    DEMOCRATIC_LEAGUE = "05", "民盟盟员"
    CONSTRUCTION = "06", "民建会员"
    PROMOTING = "07", "民进会员"
    PEASANTS = "08", "农工党党员"
    ZHIGONG = "09", "致公党党员"
    JIUSAN = "10", "九三学社社员"
    TAIWAN = "11", "台盟盟员"
    NONE = "12", "无党派人士"
    MASSES = "13", "群众"


class Education(models.TextChoices):
    """GB/T 4658, in its two-digit groups."""

    GRADUATE = "10", "研究生"
    BACHELOR = "20", "大学本科"
    COLLEGE = "30", "大学专科"
    SECONDARY_TRADE = "40", "中等职业"
    SENIOR_HIGH = "60", "高中"
    JUNIOR_HIGH = "70", "初中"
    PRIMARY = "80", "小学"
    OTHER = "90", "其他"


class SkillLevel(models.TextChoices):
    ABLE = "1", "会一些"
    GOOD = "2", "熟练"
    EXPERT = "3", "专业"


class Weekday(models.IntegerChoices):
    """As Python's date.weekday()."""

    MONDAY = 0, "周一"
    TUESDAY = 1, "周二"
    WEDNESDAY = 2, "周三"
    THURSDAY = 3, "周四"
    FRIDAY = 4, "周五"
    SATURDAY = 5, "周六"
    SUNDAY = 6, "周日"


class DayPart(models.TextChoices):
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"


class Relation(models.TextChoices):
    """Of the guardian to the minor."""

    FATHER = "father", "父亲"
    MOTHER = "mother", "母亲"
    GRANDPARENT = "grand", "祖父母或外祖父母"
    OTHER = "other", "其他监护人"


class TeamKind(models.TextChoices):
    """1+N+N+N: one county team, then teams of the centre, of townships, of society."""

    COUNTY = "county", "县总队"
    CENTER = "center", "中心队"
    TOWNSHIP = "township", "乡镇队"
    SOCIAL = "social", "社会队"


class MemberStatus(models.TextChoices):
    APPLIED = "applied", "申请加入"
    ACTIVE = "active", "队员"
    DECLINED = "declined", "没有收"
    LEFT = "left", "已退出"


class PostRole(models.TextChoices):
    """Who leads a team."""

    CAPTAIN = "captain", "队长"
    DEPUTY = "deputy", "副队长"


class UnitKind(models.TextChoices):
    """What sort of body reports a headcount."""

    OFFICE = "office", "党政机关"
    INSTITUTION = "public", "事业单位"
    COMPANY = "company", "企业"
    SCHOOL = "school", "学校"
    VILLAGE = "village", "村（社区）"
    ORGANISATION = "body", "志愿组织、团体、协会"


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


class Entered(models.TextChoices):
    """How a passed training came on record."""

    DESK = "desk", "站里登记"
    IMPORT = "import", "名单导入"
    MODULE = "module", "手机上学完"


class CertificateStatus(models.TextChoices):
    APPLIED = "applied", "等经办人核对"
    PREPARED = "prepared", "等负责人签发"
    ISSUED = "issued", "已开好"
    REFUSED = "refused", "没有开"
    WITHDRAWN = "withdrawn", "本人撤回"
    REVOKED = "revoked", "已作废"


# Every way of an application for a certificate, from → to; a second look by the handler stays where it is.
CERTIFICATE_MOVES = sorted(
    [
        ("applied", "prepared"),
        ("applied", "refused"),
        ("applied", "withdrawn"),
        ("prepared", "issued"),
        ("prepared", "refused"),
        ("prepared", "withdrawn"),
        ("issued", "revoked"),
    ]
)


class BatchState(models.TextChoices):
    """How far an import is: nothing is on the register before `written`, and nothing of it is left after `undone`."""

    QUEUED = "queued", "等着预检"
    MAPPING = "mapping", "要对列名"
    CHECKED = "checked", "预检好了"
    WRITING = "writing", "正在写入"
    WRITTEN = "written", "已写入"
    UNDONE = "undone", "已撤回"
    DROPPED = "dropped", "没有导"
    REFUSED = "refused", "文件读不了"


class Outcome(models.TextChoices):
    """What a good row of a file is to the register."""

    NEW = "new", "新来的"
    SAME = "same", "没变化"
    CONFLICT = "conflict", "对不上"


class ConflictState(models.TextChoices):
    OPEN = "open", "等着定"
    KEPT = "kept", "留了现在的"
    TAKEN = "taken", "用了文件里的"


class ExportState(models.TextChoices):
    ASKED = "asked", "等人同意"
    BUILDING = "building", "正在做"
    READY = "ready", "可以下载"
    REFUSED = "refused", "没有同意"
    EXPIRED = "expired", "过期了"


class CheckKind(models.TextChoices):
    IN = "in", "到了"
    OUT = "out", "做完了"
    HOME = "home", "到家了"


class CheckHow(models.TextChoices):
    """Who besides the volunteer was there when he said it."""

    RESIDENT = "resident", "扫了群众手机上的码"
    STATION = "station", "扫了站上的码"
    ROLL_CALL = "roll_call", "当场点名"
    SELF = "self", "本人自己点的"


class SuspicionKind(models.TextChoices):
    """What is odd about hours; the last three are said by people, the others found by night."""

    OVERLAP = "overlap", "时间撞了"
    LONG_DAY = "long_day", "一天太长"
    ONE_DEVICE = "one_device", "一部手机替多人"
    MASS_LATE = "mass_late", "成批补录"
    NO_SOURCE = "no_source", "没有单、没有活动"
    OBJECTION = "objection", "有人提意见"
    APPEAL = "appeal", "本人申诉"
    SECOND = "second", "本人再次申诉"


class SuspicionStatus(models.TextChoices):
    OPEN = "open", "等人看"
    KEPT = "kept", "没问题，留下"
    DROPPED = "dropped", "作废或改正了"


class OvertimeStatus(models.TextChoices):
    ASKED = "asked", "等上一级定"
    GRANTED = "granted", "上一级同意了"
    REFUSED = "refused", "没有同意"


class LateStatus(models.TextChoices):
    PROPOSED = "proposed", "等另一位同事审"
    AGREED = "agreed", "已补记"
    REFUSED = "refused", "没有通过"
