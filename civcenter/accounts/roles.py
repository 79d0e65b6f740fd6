"""Posts that people hold; no database."""

from django.db import models


class Role(models.TextChoices):
    OFFICE = "office", "县中心办公室"
    LEADER = "leader", "县领导"
    BRANCH_MANAGER = "branch", "所长"
    STATION_MANAGER = "station", "站长"
    LIAISON = "liaison", "联络员"
    INSPECTOR = "inspector", "督查员"
    AUDITOR = "auditor", "审计员"
    SYSADMIN = "sysadmin", "系统管理员"


# Who runs an outpost: the office the centre, and the managers their branch or station.
MANAGING = (Role.OFFICE, Role.BRANCH_MANAGER, Role.STATION_MANAGER)

# How long the code of the division is at which a role may be held; a liaison may sit at any level.
COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12
LEVELS = {
    Role.OFFICE: {COUNTY},
    Role.LEADER: {COUNTY},
    Role.BRANCH_MANAGER: {TOWNSHIP},
    Role.STATION_MANAGER: {VILLAGE},
    Role.LIAISON: {COUNTY, TOWNSHIP, VILLAGE},
    Role.INSPECTOR: {COUNTY},
    Role.AUDITOR: {COUNTY},
    Role.SYSADMIN: {COUNTY},
}
