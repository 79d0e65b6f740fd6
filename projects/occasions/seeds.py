"""Days that hold everywhere. Sources: standards 5.2, 5.3; a county hides one by a row of its own of the same name."""

from datetime import date

from civcenter.rules.models import RuleDocument
from projects.occasions.choices import OccasionKind
from projects.occasions.models import Occasion, PlanRule

ALWAYS = (date(2020, 1, 1), None)

# name, rule, advice, kind of service, what to have ready
OURS = [
    ("春节", "农历正月初一", "写春联、看望老人", "couplets", "红纸笔墨\n慰问品\n困难户名单"),
    ("元宵", "农历正月十五", "猜灯谜、闹社火", "culture", "灯谜\n社火队名单\n路面看护"),
    ("清明", "清明", "祭扫烈士、文明祭祀", "customs", "鲜花\n防火宣传单\n讲解人"),
    ("端午", "农历五月初五", "包粽子，送给独居老人", "visit", "粽叶糯米\n独居老人名单\n送的人"),
    ("七夕", "农历七月初七", "家风故事、婚事新办座谈", "customs", "讲的人\n婚事新办的样子"),
    ("中秋", "农历八月十五", "陪老人过节、邻里聚餐", "visit", "月饼\n独居老人名单\n场地"),
    ("重阳", "农历九月初九", "给老人义诊理发、吃长寿面", "clinic", "老人名单\n义诊医生\n理发师傅"),
]
FOLK = [
    ("龙抬头", "农历二月初二", "给老人孩子理发", "haircut"),
    ("中元", "农历七月十五", "", None),
    ("寒衣", "农历十月初一", "讲文明祭祀、查火险", "customs"),
    ("腊八", "农历腊月初八", "熬腊八粥，送给老人", "visit"),
    ("小年（北方）", "农历腊月廿三", "打扫村道、清扫老人家", "cleaning"),
    ("小年（南方）", "农历腊月廿四", "", None),
    ("除夕", "农历腊月最后一天", "", None),
]
MEMORIAL = [
    ("学雷锋纪念日", "3月5日", "学雷锋志愿服务", "community"),
    ("学雷锋志愿服务月", "3月1日到3月31日", "", None),
    ("妇女节", "3月8日", "", None),
    ("全民国家安全教育日", "4月15日", "讲国家安全", "law"),
    ("劳动节", "5月1日", "", None),
    ("青年节", "5月4日", "", None),
    ("全国防灾减灾日", "5月12日", "防灾演练、查隐患", "safety"),
    ("儿童节", "6月1日", "陪留守儿童过节", "learning"),
    ("建党节", "7月1日", "讲党课、看望老党员", "policy"),
    ("建军节", "8月1日", "慰问军属", "care"),
    ("教师节", "9月10日", "", None),
    ("九一八", "9月18日", "", None),
    ("中国农民丰收节", "秋分", "庆丰收、唱大戏", "opera"),
    ("烈士纪念日", "9月30日", "向烈士献花", "customs"),
    ("国庆节", "10月1日", "", None),
    ("国家宪法日", "12月4日", "讲宪法", "law"),
    ("国际志愿者日", "12月5日", "志愿者聚一聚、评先进", "community"),
    ("元旦", "1月1日", "", None),
]
SEASON = [
    ("春耕", "惊蛰到谷雨", "农技员到地头", "farming"),
    ("夏收", "芒种前后7天", "帮缺劳力的收麦、防火", "farming"),
    ("秋收", "秋分到霜降", "帮缺劳力的秋收", "farming"),
    ("冬闲", "冬至到小寒", "排大课、唱大戏", "culture"),
    *[(f"{part}伏", f"{part}伏", "", None) for part in "初中末"],
    *[(f"{part}九", f"{part}九", "", None) for part in "一二三四五六七八九"],
]


def seed():
    """Put the general days in place; what is there already stays as it is."""
    known = set(Occasion.objects.general().values_list("name", flat=True))
    Occasion.objects.bulk_create(row for row in _rows() if row.name not in known)
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    if not PlanRule.objects.filter(county="").exists():
        PlanRule.objects.create(document=document, effective=ALWAYS)


def _rows():
    for name, rule, advice, service, checklist in OURS:
        yield _row(OccasionKind.FESTIVAL, name, rule, advice, service, is_ours=True, checklist=checklist)
    for kind, rows in ((OccasionKind.FESTIVAL, FOLK), (OccasionKind.MEMORIAL, MEMORIAL), (OccasionKind.SEASON, SEASON)):
        for name, rule, advice, service in rows:
            yield _row(kind, name, rule, advice, service)


def _row(kind, name, rule, advice, service, **more):
    words = {"name": name, "rule": rule, "advice": advice, "service_kind_id": service}
    return Occasion(kind=kind, effective=ALWAYS, **words, **more)
