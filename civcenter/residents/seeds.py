"""The texts people are asked to agree to; may run again at any time, never changes a text that is there."""

from datetime import date

from civcenter.residents.models import ConsentText

TEXTS = [
    (
        "volunteer",
        "1",
        "我愿意做志愿服务。我留下的姓名、手机号、住的村和愿意做的事，只用来安排服务、记时长和积分。"
        "站上和县中心的工作人员能看到；接了单，点单的人能看到我的姓。"
        "榜上写不写我的名字，要另外问我。我随时可以不做，也可以请站上改掉或删掉我的信息。",
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
