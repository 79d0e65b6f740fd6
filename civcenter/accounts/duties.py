"""Which post carries which duty. Whoever asks "may he?" asks here, never for a role's name."""

from enum import Enum

from civcenter.accounts.roles import Role


class Duty(Enum):
    READ = "看本级和下级的单、人、数"
    PREPARE = "制单"
    MANAGE = "管一个所或站"
    ENTER = "代群众点单"
    REVIEW_VOLUNTEERS = "审核志愿者"
    CALL_BACK = "电话回访"
    REVEAL = "查看联系方式"
    SET_RULES = "改规则"
    ADMIN = "管账号"


MANAGER = frozenset({Duty.READ, Duty.MANAGE, Duty.ENTER, Duty.REVIEW_VOLUNTEERS, Duty.CALL_BACK, Duty.REVEAL})

DUTIES = {
    Role.OFFICE: MANAGER | {Duty.PREPARE, Duty.SET_RULES},
    Role.LEADER: frozenset({Duty.READ}),
    Role.BRANCH_MANAGER: MANAGER,
    Role.STATION_MANAGER: MANAGER,
    Role.LIAISON: frozenset({Duty.READ, Duty.ENTER}),
    Role.INSPECTOR: frozenset({Duty.READ}),
    Role.AUDITOR: frozenset({Duty.READ}),
    Role.SYSADMIN: frozenset({Duty.ADMIN}),
}
