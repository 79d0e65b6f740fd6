"""Default limits and danger words; may run again, and leaves what the county set."""

from datetime import date

from civcenter.rules.models import RuleDocument
from orders.flow import Clock, Urgency
from orders.models import DangerWord, RadarRule, StepLimit, WishRule

HOUR, WORKING_DAY, DAY = 60, 480, 1440

# clock: (urgent minutes, working time?), (normal minutes, working time?) — standards 2.5
LIMITS = {
    Clock.ANSWER: ((4 * HOUR, False), (WORKING_DAY, True)),
    Clock.REPLY: ((2 * DAY, False), (5 * WORKING_DAY, True)),
    Clock.DISPATCH: ((2 * HOUR, False), (WORKING_DAY, True)),
    Clock.TAKE: ((2 * HOUR, False), (WORKING_DAY, True)),
    Clock.OFFER: ((2 * HOUR, False), (DAY, False)),
    Clock.SERVE: ((2 * DAY, False), (7 * WORKING_DAY, True)),
    Clock.RATE: ((7 * DAY, False), (7 * DAY, False)),
    Clock.MEND: ((2 * DAY, False), (3 * WORKING_DAY, True)),
    Clock.TOTAL: ((4 * DAY, False), (10 * WORKING_DAY, True)),
}

DANGER = {
    "119": ["着火", "起火", "失火", "冒烟", "煤气泄漏", "燃气泄漏", "爆炸"],
    "120": ["昏迷", "晕倒", "不省人事", "大出血", "喘不上气", "中毒", "心梗", "中风", "喝农药", "不想活"],
    "110": ["打人", "持刀", "抢劫", "被打", "家暴", "走失", "失踪", "被骗钱", "有人闯进"],
}


def seed():
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    always = (date(2020, 1, 1), None)
    if not StepLimit.objects.filter(county="").exists():
        StepLimit.objects.bulk_create(_limits(document, always))
    if not WishRule.objects.filter(county="").exists():
        WishRule.objects.create(document=document, county="", effective=always)
    if not RadarRule.objects.filter(county="").exists():
        RadarRule.objects.create(document=document, county="", effective=always)
    danger = [DangerWord(word=word, number=number) for number, words in DANGER.items() for word in words]
    DangerWord.objects.bulk_create(danger, ignore_conflicts=True)


def _limits(document, always):
    return [
        StepLimit(
            document=document,
            county="",
            effective=always,
            urgency=urgency,
            clock=clock,
            minutes=minutes,
            is_working_time=is_working_time,
        )
        for clock, by_urgency in LIMITS.items()
        for urgency, (minutes, is_working_time) in zip((Urgency.URGENT, Urgency.NORMAL), by_urgency, strict=True)
    ]
