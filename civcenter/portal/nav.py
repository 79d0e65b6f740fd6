"""The desk's side navigation: a table of pages and the duty each needs."""

from dataclasses import dataclass

from civcenter.accounts.duties import Duty
from civcenter.accounts.roles import Role


@dataclass(frozen=True)
class Entry:
    """One link: URL name, words, icon, the duty it needs; `group` is the small heading above it.

    `for_county` keeps an entry to those who look after a whole county (True) or to the others (False).
    """

    name: str
    label: str
    icon: str
    duty: Duty = Duty.READ
    group: str = ""
    for_county: bool | None = None
    shows_unread: bool = False


ENTRIES = [
    Entry("desk_orders:board", "四单看板", "board", group="办单", for_county=True),
    Entry("desk_orders:today", "今天要办", "inbox", group="办单", for_county=False),
    Entry("desk_portal:cockpit", "运行情况", "chart"),
    Entry("desk_portal:leader", "手机上看", "phone", for_county=True),
    Entry("desk_portal:screens", "大屏", "upload", Duty.PREPARE),
    Entry("desk_orders:enter", "代群众点单", "plus", Duty.ENTER),
    Entry("desk_orders:wishes", "心愿", "heart"),
    Entry("desk_orders:orders", "单子", "list"),
    Entry("desk_orders:radar", "大家都要的", "merge"),
    Entry("desk_occasions:plans", "活动排期", "board", group="活动和场地"),
    Entry("desk_portal:calendar", "集、节、农时", "moon"),
    Entry("desk_activities:activities", "活动", "calendar"),
    Entry("desk_resources:venues", "场地和资源", "pin"),
    Entry("desk_resources:assignments", "任务", "check"),
    Entry("desk_volunteers:volunteers", "志愿者", "people", group="队伍"),
    Entry("desk_volunteers:tree", "志愿队伍", "flag"),
    Entry("desk_volunteers:coverage", "注册覆盖", "chart"),
    Entry("desk_volunteers:imports", "导入名单", "upload", Duty.REVIEW_VOLUNTEERS),
    Entry("desk_volunteers:exports", "导出名单", "download", Duty.REVIEW_VOLUNTEERS),
    Entry("desk_incentives:watched", "时长审核", "clock", Duty.REVIEW_VOLUNTEERS),
    Entry("desk_incentives:stars", "星级", "star"),
    Entry("desk_incentives:postings", "张榜评议", "flag", Duty.MANAGE),
    Entry("desk_incentives:manual_entries", "人工记分", "plus", Duty.MANAGE),
    Entry("desk_incentives:rules", "积分规则", "book"),
    Entry("desk_incentives:honours", "嘉许", "flag"),
    Entry("desk_incentives:merchants", "关爱礼遇", "gift"),
    Entry("desk_portal:red", "红榜", "heart"),
    Entry("desk_incentives:shops", "积分超市", "gift", Duty.KEEP_SHOP),
    Entry("desk_residents:households", "家庭和连心卡", "card", Duty.MANAGE),
    Entry("desk_volunteers:trainings", "培训", "bulb"),
    Entry("desk_volunteers:policies", "志愿者保险", "shield"),
    Entry("desk_volunteers:certificates", "服务证明", "doc"),
    Entry("desk_inspections:rounds", "督查考核", "flag", group="考评"),
    Entry("desk_inspections:checks", "我的检查单", "check", Duty.INSPECT),
    Entry("desk_portal:outposts", "站点名片", "pin", Duty.MANAGE),
    Entry("desk_notices:inbox", "通知", "bell", group="我的", shows_unread=True),
    Entry("desk_accounts:stranded", "没发出的短信", "offline", Duty.PREPARE),
    Entry("desk_residents:reveals", "查看记录", "shield", Duty.AUDIT),
    Entry("desk_residents:staff", "工作账号", "people", Duty.PREPARE),
    Entry("desk_residents:account", "我的账号", "person"),
]


COUNTY = {Role.OFFICE, Role.LEADER, Role.INSPECTOR, Role.AUDITOR}
"""Posts whose desk begins with the county's board (07); the others begin with today's work (06)."""


def is_county(user):
    """Whether one of the posts held today looks after the whole county."""
    return any(post.role in COUNTY for post in user.appointments_now)


def home(user):
    """The URL name of the page this person's desk begins with."""
    return "desk_orders:board" if is_county(user) else "desk_orders:today"


def entries(user):
    """The entries this person may open."""
    county = is_county(user)
    return [entry for entry in ENTRIES if entry.for_county in (None, county) and user.codes_for(entry.duty)]


def unit(user):
    """Whose desk this is: the place of the first current post, and who sits at it."""
    first = next(iter(user.appointments_now), None)
    if first is None:
        return {"name": "工作台", "who": user.name}
    return {
        "name": first.division.name,
        "who": f"{first.title or first.get_role_display()} {user.name}".strip(),
    }
