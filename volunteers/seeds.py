"""Reference data of this room; may run again at any time."""

from datetime import date

from civcenter.rules.models import RuleDocument
from volunteers import lessons
from volunteers.models import (
    AgeRule,
    CertificateRule,
    CheckRule,
    CoverageRule,
    RecordRule,
    RosterGroup,
    ScheduleRule,
    ServiceKind,
    Skill,
    Talent,
    TeamRule,
    WatchRule,
)

# code, name, icon, on the home page's menu. The tiles' words first, then the national site's list.
KINDS = [
    ("care", "帮扶照料", "heart", True),
    ("health", "看病义诊", "cross", True),
    ("culture", "文化演出", "star", True),
    ("policy", "政策宣讲", "flag", True),
    ("farming", "农业技术", "tree", True),
    ("environment", "环境卫生", "drop", True),
    ("learning", "学习辅导", "bulb", True),
    ("other", "别的事", "plus", True),
    ("community", "社区服务", "", False),
    ("law", "法律服务", "", False),
    ("science", "科技科普", "", False),
    ("safety", "平安综治", "", False),
    ("customs", "文明风尚", "", False),
    ("traffic", "交通引导", "", False),
    ("fire", "志愿消防", "", False),
    ("rescue", "应急救援", "", False),
    ("drugs", "禁毒宣传", "", False),
    ("sport", "体育健身", "", False),
    ("tourism", "旅游服务", "", False),
    ("events", "大型活动", "", False),
    ("overseas", "海外志愿服务", "", False),
    ("tax", "税收服务", "", False),
    ("epidemic", "疫情防控", "", False),
]

# code, name, parent: menu items under a kind (standards 2.12)
ITEMS = [
    ("haircut", "理发", "care"),
    ("errand", "代购代办", "care"),
    ("repair", "家电维修", "care"),
    ("cleaning", "家庭清扫", "care"),
    ("visit", "探访独居", "care"),
    ("clinic", "义诊", "health"),
    ("pressure", "测血压", "health"),
    ("comfort", "心理陪伴", "health"),
    ("opera", "戏曲演出", "culture"),
    ("couplets", "写春联", "culture"),
    ("dance", "广场舞教学", "culture"),
    ("fraud", "反诈宣传", "policy"),
    ("legal-advice", "法律咨询", "law"),
    ("mediation", "调解", "law"),
    ("orchard", "农技指导", "farming"),
    ("pruning", "树木修剪", "farming"),
    ("tutoring", "家教辅导", "learning"),
    ("phone-lesson", "手机教学", "learning"),
    ("wedding-host", "红白事主持", "customs"),
    ("drowning", "防溺水巡查", "safety"),
]

TALENTS = [
    ("five-olds", "五老"),
    ("prosperity", "致富带头人"),
    ("returned", "返乡创业大学生"),
    ("party", "党员先锋"),
    ("craft", "乡土工匠"),
    ("elder", "乡贤"),
]

# code, the group as the plan words it, in short: five that are to be volunteers to the last one (standards 2.1).
GROUPS = [
    ("staff", "党政机关、企事业单位职工、中小学教职人员", "职工教职"),
    ("party", "村（社区）两委成员及辖区党员", "两委党员"),
    ("senior", "高中及以上在校学生", "高中以上"),
    ("league", "初中及九年制学校共青团员", "初中团员"),
    ("bodies", "各志愿服务组织团体协会及志愿者", "志愿组织"),
]

# code, field, the skills in it; a * asks for a licence (standards 2.13).
SKILLS = [
    ("medical", "医疗护理", ["医师*", "护士*", "急救员*", "中医*", "康复"]),
    ("law", "法律", ["律师*", "调解员", "公证"]),
    ("teaching", "教育", ["教师*", "家教", "特教"]),
    ("mind", "心理", ["心理咨询师*"]),
    ("farming", "农技", ["种植", "养殖", "农机*", "植保", "兽医*"]),
    ("repair", "维修", ["电工*", "水暖", "家电", "木工"]),
    ("arts", "文艺", ["戏曲", "乐器", "舞蹈", "主持", "书画", "摄影"]),
    ("sports", "体育", ["社会体育指导员*"]),
    ("science", "科普信息", ["手机", "电商", "编程"]),
    ("language", "语言", ["普通话", "方言", "民族语言", "手语"]),
    ("rescue", "应急", ["消防*", "救援*", "驾驶*"]),
    ("life", "生活", ["理发", "烹饪", "缝纫"]),
    ("speaking", "宣讲", ["政策宣讲", "故事宣讲"]),
    ("organising", "组织", ["策划", "财务", "社工*"]),
    ("strength", "体力", ["搬运", "清扫"]),
]


def seed():
    """Put the kinds, tags, skills and rules in place; what the county edited stays."""
    _kinds()
    _people()
    lessons.seed()
    for rule in (RecordRule, AgeRule, ScheduleRule, CoverageRule, TeamRule, CertificateRule, CheckRule, WatchRule):
        if not rule.objects.filter(county="").exists():
            rule.objects.create(document=_document(), county="", effective=(date(2020, 1, 1), None))


def _kinds():
    """The upper kinds first: the others refer to them."""
    upper = [
        ServiceKind(code=code, name=name, icon=icon, on_menu=on_menu, rank=rank)
        for rank, (code, name, icon, on_menu) in enumerate(KINDS)
    ]
    inside = [
        ServiceKind(code=code, name=name, parent_id=parent, rank=rank)
        for rank, (code, name, parent) in enumerate(ITEMS, start=len(KINDS))
    ]
    ServiceKind.objects.bulk_create(upper, ignore_conflicts=True)
    ServiceKind.objects.bulk_create(inside, ignore_conflicts=True)


def _document():
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    return document


def _people():
    groups = [
        RosterGroup(code=code, name=name, short=short, rank=rank) for rank, (code, name, short) in enumerate(GROUPS)
    ]
    RosterGroup.objects.bulk_create(groups, ignore_conflicts=True)
    tags = [Talent(code=code, name=name, rank=rank) for rank, (code, name) in enumerate(TALENTS)]
    Talent.objects.bulk_create(tags, ignore_conflicts=True)
    fields = [Skill(code=code, name=name, rank=rank) for rank, (code, name, _) in enumerate(SKILLS)]
    Skill.objects.bulk_create(fields, ignore_conflicts=True)
    inside = [
        Skill(
            code=f"{code}-{rank}",
            name=name.rstrip("*"),
            parent_id=code,
            needs_licence=name.endswith("*"),
            rank=rank,
        )
        for code, _, names in SKILLS
        for rank, name in enumerate(names, start=1)
    ]
    Skill.objects.bulk_create(inside, ignore_conflicts=True)
