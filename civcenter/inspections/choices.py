"""Words of inspections: levels, sources, methods, grades. No database."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Who is inspected by a template."""

    BRANCH = "branch", "实践所"
    STATION = "station", "实践站"
    TEAM = "team", "服务队"


class Kind(TextChoices):
    """半年一督查，一年一考核."""

    INSPECTION = "inspection", "半年督查"
    ASSESSMENT = "assessment", "年度考核"


class TemplateState(TextChoices):
    DRAFT = "draft", "草稿"
    ACTIVE = "active", "在用"
    ENDED = "ended", "停用"


class Role(TextChoices):
    """What an indicator does to the total."""

    NORMAL = "normal", "计分"
    BONUS = "bonus", "加分"
    VETO = "veto", "一票否决"


class Source(TextChoices):
    """Where an indicator's figures come from."""

    AUTO = "auto", "系统取数"
    MANUAL = "manual", "现场打分"
    MIXED = "mixed", "系统取数，现场可改"


class Method(TextChoices):
    """How a figure becomes points (standards 2.2 and 2.4)."""

    LINEAR = "linear", "按比例"
    SHARE = "share", "按占比"
    GAPS = "gaps", "缺一次扣"
    EACH = "each", "每有一个得"
    REACH = "reach", "够数得满分"
    WHOLE = "whole", "全到才得分"
    DEDUCT = "deduct", "每缺一处扣"
    STATE = "state", "分 A、B、C、C# 四档"


DIVIDED = (Method.LINEAR, Method.SHARE, Method.GAPS, Method.WHOLE)
"""Methods that need a denominator: without one there is nothing to compute."""


class Grade(TextChoices):
    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


class Word(TextChoices):
    """What is said of a figure."""

    COMMENT = "comment", "核对时的意见"
    APPEAL = "appeal", "公示时的申诉"


class Ruling(TextChoices):
    """What became of an objection."""

    OPEN = "open", "等答复"
    PROPOSED = "proposed", "等第二人同意"
    UPHELD = "upheld", "采纳"
    REFUSED = "refused", "不采纳"


class Paper(TextChoices):
    """The files of a report."""

    DOCX = "docx", "通报（Word）"
    PDF = "pdf", "通报（PDF）"
    XLSX = "xlsx", "全部数据（Excel）"


class Award(TextChoices):
    """At which level an honour or a national medium counts; the same event once, at its highest."""

    NATION = "nation", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
