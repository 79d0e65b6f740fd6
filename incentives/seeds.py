"""The default rule of points; may run again, and leaves what the county set."""

from datetime import date

from civcenter.rules.models import RuleDocument
from incentives.models import (
    ForbiddenGoods,
    GoodsKind,
    HonorRule,
    ManualRule,
    PointRule,
    PostingRule,
    RedRule,
    ShopRule,
    StarRule,
    StatutoryBenefit,
)

ALWAYS = (date(2020, 1, 1), None)


# code, event, points at most, proof (standards 2.6)
EVENTS = [
    ("training", "参加培训", 2, "培训签到"),
    ("blood", "无偿献血", 10, "献血证"),
    ("courage", "见义勇为", 50, "见义勇为证书或公安证明"),
    ("good-village", "村级好人典型", 10, "表彰文件"),
    ("good-township", "乡镇好人典型", 20, "表彰文件"),
    ("good-county", "县级好人典型", 30, "表彰文件"),
    ("good-city", "市级好人典型", 50, "表彰文件"),
    ("good-province", "省级好人典型", 80, "表彰文件"),
    ("good-nation", "国家级好人典型", 100, "表彰文件"),
]

# code, item of a household's monthly review, points at most, takes, proof (standards 2.6: ±1…±10)
HOUSEHOLD_ITEMS = [
    ("home-clean", "院落整洁", 5, False, "评议员看过，两人签字"),
    ("home-elders", "孝老爱亲", 10, False, "邻居两户作证"),
    ("home-neighbours", "邻里互助", 5, False, "邻居两户作证"),
    ("home-simple", "红白事从简", 10, False, "红白理事会记录"),
    ("home-litter", "门前脏乱说了不改", 5, True, "评议员当面说过，两人签字"),
    ("home-feast", "红白事大操大办", 10, True, "红白理事会记录"),
    ("home-quarrel", "邻里纠纷调解不听", 5, True, "调解记录"),
]
HOUSEHOLD_MONTH = 20

# code, name, how rules name it, why it hangs on no points, source (standards 2.6, legal caution)
BY_LAW = [
    ("medical", "基本医疗保险", ["医保", "医疗保险", "合作医疗", "新农合"], "看病的保障是法定的，参保和报销不看积分",
     "《社会保险法》"),
    ("pension", "基本养老保险", ["养老保险", "养老金", "社保"], "养老待遇是法定的，不看积分", "《社会保险法》"),
    ("relief", "低保和社会救助", ["低保", "五保", "特困", "临时救助", "社会救助"], "困难群众的救助按条件给，不看积分",
     "《社会救助暂行办法》"),
    ("disabled", "残疾人两项补贴", ["残疾人补贴", "残补", "护理补贴"], "残疾人的补贴按条件给，不看积分",
     "《残疾人保障法》"),
    ("school", "义务教育", ["入学", "学籍", "义务教育"], "孩子上学是法定的，不看家里的积分", "《义务教育法》"),
    ("dividend", "集体收益分配", ["分红", "集体收益"], "集体的收益按成员身份和章程分，不看积分",
     "《农村集体经济组织法》"),
    ("land", "承包地和宅基地", ["承包地", "宅基地", "土地承包", "征地"], "承包地和宅基地是成员的权利，不看积分",
     "《农村土地承包法》《土地管理法》"),
    ("subsidy", "惠农补贴", ["惠农补贴", "种粮补贴", "地力补贴", "耕地补贴"], "惠农补贴按政策直接发给农户，不看积分",
     "惠农补贴资金管理办法"),
    ("credit", "信用记录", ["征信", "失信", "黑榜", "黑名单"], "信用记录和失信名单只能按国家清单来，积分不能算进去",
     "《征信业管理条例》《个人信息保护法》第六条"),
    ("household", "户口和证明", ["户口", "落户", "开证明", "盖章"], "办户口、开证明是法定的，不看积分",
     "《户口登记条例》"),
]  # fmt: skip
# code, name, icon (standards 2.7: about thirty kinds of goods lie in a real shop)
GOODS = [
    ("daily", "日用品", "soap"),
    ("food", "米面油", "bag"),
    ("home", "家居小电器", "bulb"),
    ("study", "学习用品", "book"),
    ("farm", "农资", "tree"),
    ("ticket", "出行生活", "bus"),
    ("other", "别的", "gift"),
]

# no tobacco, liquor, cash or cards (standards 2.7)
FORBIDDEN = [
    *((word, "烟不能当奖品") for word in ("香烟", "烟草", "电子烟")),
    *((word, "酒不能当奖品") for word in ("白酒", "啤酒", "红酒", "黄酒")),
    *((word, "积分不是钱，不能换钱") for word in ("现金", "红包", "提现")),
    *((word, "卡和券能转手卖钱") for word in ("购物卡", "加油卡", "代金券", "彩票")),
    ("处方药", "药要医生开"),
]

# code, honour, for whom, which level confers, working days of notice, for people in office, words of the certificate
HONORS = [
    ("volunteer", "优秀志愿者", "person", "county", 5, False, "热心志愿服务，受到群众好评"),
    ("good-volunteer", "乡镇志愿服务之星", "person", "township", 5, False, "热心志愿服务，受到群众好评"),
    ("official", "志愿服务先进工作者", "person", "county", 5, True, "带头参加志愿服务，扎实推动文明实践"),
    ("team", "优秀志愿服务队", "team", "county", 5, False, "组织有力，服务有成效"),
    ("household", "文明家庭", "household", "county", 5, False, "家风好，邻里赞"),
    ("outpost", "优秀实践阵地", "outpost", "county", 5, False, "群众的事办得实、办得好"),
    ("above-person", "上级授予的个人荣誉", "person", "above", 0, False, ""),
    ("above-team", "上级授予的集体荣誉（队）", "team", "above", 0, False, ""),
    ("above-outpost", "上级授予的集体荣誉（中心、所、站）", "outpost", "above", 0, False, ""),
]

HOURS_OF_STARS = (100, 300, 600, 1000, 1500)
JUDGED_FROM = 4
"""From the fourth star on somebody judges the deeds beside the hours (standards 1.5)."""


def seed():
    """Points an hour and points for events; what a county set stays."""
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    if not PointRule.objects.filter(county="").exists():
        _an_hour(document)
    if not ManualRule.objects.filter(county="").exists():
        rows = [
            ManualRule(document=document, effective=ALWAYS, code=code, name=name, most=most, proof=proof)
            for code, name, most, proof in EVENTS
        ]
        ManualRule.objects.bulk_create(rows)
    _home(document)
    if not StarRule.objects.filter(county="").exists():
        _stars(document)
    if not HonorRule.objects.filter(county="").exists():
        names = ("code", "name", "holder", "given_at", "notice_days", "for_staff", "words")
        rows = [HonorRule(document=document, effective=ALWAYS, **dict(zip(names, row, strict=True))) for row in HONORS]
        HonorRule.objects.bulk_create(rows)
    if not RedRule.objects.filter(county="").exists():
        RedRule.objects.create(document=document, effective=ALWAYS)
    _shops(document)


def _shops(document):
    """Reserved goods are kept seven days, and undone within one (standards 2.7)."""
    for order, (code, name, icon) in enumerate(GOODS):
        GoodsKind.objects.get_or_create(code=code, defaults={"name": name, "icon": icon, "order": order})
    if not ShopRule.objects.filter(county="").exists():
        ShopRule.objects.create(document=document, county="", effective=ALWAYS)
    if not ForbiddenGoods.objects.filter(county="").exists():
        rows = [ForbiddenGoods(document=document, effective=ALWAYS, word=word, why=why) for word, why in FORBIDDEN]
        ForbiddenGoods.objects.bulk_create(rows)


def _home(document):
    """Households' items, what hangs on no points, and how lists hang; each where the country has none yet."""
    if not ManualRule.objects.filter(county="", holder="household").exists():
        ManualRule.objects.bulk_create(
            ManualRule(
                document=document, effective=ALWAYS, code=code, name=name, holder="household", takes=takes,
                must_post=not takes, most=most, cap_month=HOUSEHOLD_MONTH, proof=proof,
            )
            for code, name, most, takes, proof in HOUSEHOLD_ITEMS
        )  # fmt: skip
    if not StatutoryBenefit.objects.filter(county="").exists():
        StatutoryBenefit.objects.bulk_create(
            StatutoryBenefit(
                document=document, effective=ALWAYS, code=code, name=name, words=words, sentence=sentence, source=source
            )
            for code, name, words, sentence, source in BY_LAW
        )
    if not PostingRule.objects.filter(county="").exists():
        PostingRule.objects.create(document=document, effective=ALWAYS)


def _stars(document):
    """The thresholds most places share; a county counts by the year or sets its own hours in a row of its own."""
    rows = [
        StarRule(document=document, effective=ALWAYS, star=star, hours=hours, needs_judgement=star >= JUDGED_FROM)
        for star, hours in enumerate(HOURS_OF_STARS, start=1)
    ]
    StarRule.objects.bulk_create(rows)


def _an_hour(document):
    """One point an hour, at most 8 a day and 60 a month, kept for two years (standards 2.6)."""
    PointRule.objects.create(
        document=document,
        county="",
        effective=ALWAYS,
        per_hour=1,
        cap_day=8,
        cap_month=60,
        valid_months=24,
    )
