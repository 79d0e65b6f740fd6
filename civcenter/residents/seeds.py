"""The texts people are asked to agree to; may run again at any time, never changes a text that is there."""

from datetime import date

from civcenter.residents.models import CardRule, ConsentText
from civcenter.rules.models import RuleDocument

TEXTS = [
    (
        "volunteer",
        "1",
        "我愿意做志愿服务。我留下的姓名、手机号、住的村和愿意做的事，只用来安排服务、记时长和积分。"
        "站上和县中心的工作人员能看到；接了单，点单的人能看到我的姓。"
        "榜上写不写我的名字，要另外问我。我随时可以不做，也可以请站上改掉或删掉我的信息。",
    ),
    (
        "volunteer",
        "2",
        "我愿意做志愿服务。我留下的姓名、手机号、证件号码、出生日期、性别、住的村、会做的事和有空的时候，"
        "只用来核对身份、安排服务、上保险、记时长和积分、开服务证明。证件号和手机号加密存，页面上只显示几位，"
        "谁看过全的都有记录。政治面貌、学历、邮箱可以不写。站上和县中心的工作人员能看到；接了单，点单的人能看到我的姓。"
        "榜上写不写我的名字，要另外问我。我随时可以看、可以改、可以不做，也可以把信息全部抹掉，时长和积分的账只留一个编号。",
    ),
    (
        "guardian",
        "1",
        "我是这个孩子的监护人，同意孩子登记做志愿者，做适合年纪的事，不做有危险的事。我留下的姓名和电话，"
        "只用来在孩子服务前后找我。我随时可以不同意，请站上停下或抹掉。",
    ),
    (
        "child",
        "1",
        "孩子不满 14 岁，信息要格外当心。只收姓名、证件、出生日期和住的村，只给管这件事的人看，不上榜，不对外写名字。"
        "不满 10 岁，我陪着去；不满 14 岁，每次去之前再问我一次。孩子不做了，或者我不同意了，站上就抹掉。",
    ),
    (
        "named",
        "1",
        "同意在红榜、星级榜这些公开的榜上写出我的姓名和所在的村。不写证件号和手机号。我随时可以收回，收回以后榜上只写姓。",
    ),
    (
        "wish",
        "1",
        "我写的话和手机号，只给办这件事的工作人员看。接单的志愿者看到要办的事和地方，看不到手机号。"
        "办完以后，我可以请站上删掉。",
    ),
]


def seed():
    """Idempotent; called by `rules.seed`."""
    for purpose, version, body in TEXTS:
        ConsentText.objects.get_or_create(
            purpose=purpose, version=version, defaults={"body": body, "starts_on": date(2026, 1, 1)}
        )
    document, _ = RuleDocument.objects.get_or_create(
        no="默认规则一", defaults={"title": "系统默认规则", "issuer": "系统默认，县里可改"}
    )
    if not CardRule.objects.filter(county="").exists():
        CardRule.objects.create(document=document, county="", effective=(date(2020, 1, 1), None))
