"""The course of a round as a table: from the figures to what never changes again. Facts only; no database."""

from enum import Enum

from django.db.models import TextChoices

from civcenter.kit.flow import Step, table


class Hand(Enum):
    """Whose a step is."""

    OFFICE = "县中心办公室"
    LEADER = "县领导"
    SYSTEM = "系统"


class Phase(TextChoices):
    GATHERING = "gathering", "系统取数"
    CHECKING = "checking", "自评核对"
    FIRST = "first", "初核"
    SECOND = "second", "复核"
    NOTICE = "notice", "公示申诉"
    SIGNING = "signing", "领导审签"
    FINAL = "final", "定稿"


OFFICE, LEADER, SYSTEM = Hand.OFFICE, Hand.LEADER, Hand.SYSTEM

ROUND_FLOW = table(
    Step("open", "开始一轮", (), Phase.GATHERING, (OFFICE, SYSTEM)),
    Step("settle", "取数完成", (Phase.GATHERING,), Phase.CHECKING, (SYSTEM,)),
    Step("begin", "核对结束，开始初核", (Phase.CHECKING,), Phase.FIRST, (OFFICE,)),
    Step("pass_first", "初核通过，交复核", (Phase.FIRST,), Phase.SECOND, (OFFICE,)),
    Step("return", "退回初核", (Phase.SECOND,), Phase.FIRST, (OFFICE, LEADER), "words"),
    Step("publish", "复核通过，开始公示", (Phase.SECOND,), Phase.NOTICE, (OFFICE, LEADER)),
    Step("submit", "公示结束，送领导审签", (Phase.NOTICE,), Phase.SIGNING, (OFFICE,)),
    Step("reject", "退回复核", (Phase.SIGNING,), Phase.SECOND, (LEADER,), "words"),
    Step("sign", "审签定稿", (Phase.SIGNING,), Phase.FINAL, (LEADER,)),
)
BORN = (Phase.GATHERING,)
SHOWN = (Phase.NOTICE, Phase.SIGNING, Phase.FINAL)
"""Phases in which everybody on staff of the county may read the whole report."""
MARKING = (Phase.CHECKING, Phase.FIRST)
"""Phases in which inspectors enter what they saw."""
MENDING = (Phase.CHECKING, Phase.FIRST, Phase.SECOND, Phase.NOTICE)
"""Phases in which a figure may still be put right by two people."""
