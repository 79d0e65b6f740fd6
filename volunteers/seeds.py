"""Reference data of this room; may run again at any time."""

from datetime import date

from civcenter.rules.models import RuleDocument
from volunteers.models import RecordRule, ServiceKind

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


def seed():
    """Put the kinds and the record rule in place; what the county edited stays."""
    for rank, (code, name, icon, on_menu) in enumerate(KINDS):
        ServiceKind.objects.get_or_create(
            code=code, defaults={"name": name, "icon": icon, "on_menu": on_menu, "rank": rank}
        )
    for rank, (code, name, parent) in enumerate(ITEMS, start=len(KINDS)):
        ServiceKind.objects.get_or_create(code=code, defaults={"name": name, "parent_id": parent, "rank": rank})
    if not RecordRule.objects.filter(county="").exists():
        document, _ = RuleDocument.objects.get_or_create(
            no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
        )
        RecordRule.objects.create(document=document, county="", effective=(date(2020, 1, 1), None))
