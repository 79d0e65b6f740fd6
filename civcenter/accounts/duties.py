"""Which post carries which duty. Whoever asks "may he?" asks here, never for a role's name."""

from enum import Enum

from civcenter.accounts.roles import Role


class Duty(Enum):
    """What a post lets its holder do, at its division and under it."""

    READ = "看本级和下级的单、人、数"
    PREPARE = "制单"
    MANAGE = "管一个所或站"
    ENTER = "代群众点单"
    REVIEW_VOLUNTEERS = "审核志愿者"
    KEEP_SHOP = "守积分超市柜台"
    CALL_BACK = "电话回访"
    REVEAL = "查看联系方式"
    SET_RULES = "改规则"
    AUDIT = "查谁看过联系方式"
    ADMIN = "管账号"
    ASSESS = "办督查考核"
    INSPECT = "现场督查打分"
    SIGN = "审签督查结果"


MANAGER = frozenset(
    {Duty.READ, Duty.MANAGE, Duty.ENTER, Duty.REVIEW_VOLUNTEERS, Duty.KEEP_SHOP, Duty.CALL_BACK, Duty.REVEAL}
)
READER = frozenset({Duty.READ})

DUTIES = {
    Role.OFFICE: MANAGER | {Duty.PREPARE, Duty.SET_RULES, Duty.ASSESS},
    Role.LEADER: READER | {Duty.SIGN},
    Role.BRANCH_MANAGER: MANAGER,
    Role.STATION_MANAGER: MANAGER,
    Role.INSPECTOR: READER | {Duty.INSPECT},
    Role.LIAISON: READER | {Duty.ENTER, Duty.KEEP_SHOP},
    Role.AUDITOR: READER | {Duty.AUDIT},
    # Accounts and posts only: whoever runs the machine has no business with people's matters.
    Role.SYSADMIN: frozenset({Duty.ADMIN}),
}
