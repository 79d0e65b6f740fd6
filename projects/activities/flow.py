"""The flow of an activity as three tables: the activity, a resident's place, a volunteer's place. No database.

Every state that is not final has somebody with a button, or the clock.
"""

from enum import Enum

from django.db import models

from civcenter.kit.flow import Step, table


class Hand(Enum):
    """Who takes a step; `policies.py` says when a given person is one."""

    UNIT = "承办的所站"
    OFFICE = "县中心"
    STAFF = "代办的工作人员"
    RESIDENT = "报名的人本人"
    VOLUNTEER = "志愿者本人"
    SYSTEM = "系统"


UNIT, OFFICE, STAFF = Hand.UNIT, Hand.OFFICE, Hand.STAFF
RESIDENT, VOLUNTEER, SYSTEM = Hand.RESIDENT, Hand.VOLUNTEER, Hand.SYSTEM


class ActivityStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RUNNING = "running", "正在办"
    CLOSED = "closed", "已收尾"
    CANCELLED = "cancelled", "已取消"


class AttendanceStatus(models.TextChoices):
    WAITING = "waiting", "排队中"
    INVITED = "invited", "轮到您了"
    SIGNED = "signed", "报上了"
    CAME = "came", "来了"
    LEFT = "left", "退出了"
    LAPSED = "lapsed", "过了时间没答"
    ABSENT = "absent", "没有来"
    RELEASED = "released", "不用来了"


class HelperStatus(models.TextChoices):
    ACCEPTED = "accepted", "已应下"
    ARRIVED = "arrived", "到岗了"
    DONE = "done", "做完了"
    LEFT = "left", "退出了"
    ABSENT = "absent", "没有来"
    RELEASED = "released", "不用来了"


ACTIVITY, ATTENDANCE, HELPER = ActivityStatus, AttendanceStatus, HelperStatus

SHOWN = (ACTIVITY.PUBLISHED, ACTIVITY.RUNNING, ACTIVITY.CLOSED, ACTIVITY.CANCELLED)
"""Activities that everybody may read."""

HAPPENING = (ACTIVITY.PUBLISHED, ACTIVITY.RUNNING)
SEATED = (ATTENDANCE.INVITED, ATTENDANCE.SIGNED, ATTENDANCE.CAME)
"""Who holds seats: each as many as he comes with."""

LIVE = (ATTENDANCE.WAITING, *SEATED)
PLACED = (HELPER.ACCEPTED, HELPER.ARRIVED, HELPER.DONE)

ACTIVITY_FLOW = table(
    Step("create", "新建", (), ACTIVITY.DRAFT, (UNIT, OFFICE), "edit"),
    Step("publish", "发布", (ACTIVITY.DRAFT,), ACTIVITY.PUBLISHED, (UNIT, OFFICE)),
    Step("postpone", "改期", (ACTIVITY.PUBLISHED,), ACTIVITY.PUBLISHED, (UNIT, OFFICE), "postpone"),
    Step("open", "开始签到", (ACTIVITY.PUBLISHED,), ACTIVITY.RUNNING, (UNIT, SYSTEM)),
    Step("wrap_up", "收尾", (ACTIVITY.RUNNING,), ACTIVITY.CLOSED, (UNIT,), "wrap_up"),
    Step("cancel", "取消", (ACTIVITY.DRAFT, ACTIVITY.PUBLISHED), ACTIVITY.CANCELLED, (UNIT, OFFICE), "words"),
)

ATTENDANCE_FLOW = table(
    Step("sign_up", "报名", (), ATTENDANCE.SIGNED, (RESIDENT, STAFF), "sign_up"),
    Step("queue", "排队", (), ATTENDANCE.WAITING, (RESIDENT, STAFF), "sign_up"),
    Step("promote", "轮到", (ATTENDANCE.WAITING,), ATTENDANCE.INVITED, (SYSTEM,)),
    Step("confirm", "我来", (ATTENDANCE.INVITED,), ATTENDANCE.SIGNED, (RESIDENT, STAFF)),
    Step("lapse", "过期", (ATTENDANCE.INVITED,), ATTENDANCE.LAPSED, (SYSTEM,)),
    Step(
        "leave",
        "来不了了",
        (ATTENDANCE.WAITING, ATTENDANCE.INVITED, ATTENDANCE.SIGNED),
        ATTENDANCE.LEFT,
        (RESIDENT, STAFF),
    ),
    Step("arrive", "签到", (ATTENDANCE.SIGNED,), ATTENDANCE.CAME, (RESIDENT, UNIT)),
    Step("absent", "没有来", (ATTENDANCE.SIGNED,), ATTENDANCE.ABSENT, (SYSTEM,)),
    Step(
        "release",
        "收回",
        (ATTENDANCE.WAITING, ATTENDANCE.INVITED, ATTENDANCE.SIGNED),
        ATTENDANCE.RELEASED,
        (SYSTEM,),
    ),
)

HELPER_FLOW = table(
    Step("join", "我来帮忙", (), HELPER.ACCEPTED, (VOLUNTEER,)),
    Step("leave", "退出", (HELPER.ACCEPTED,), HELPER.LEFT, (VOLUNTEER,), "words"),
    Step("arrive", "到岗", (HELPER.ACCEPTED,), HELPER.ARRIVED, (VOLUNTEER, UNIT)),
    Step("finish", "做完了", (HELPER.ACCEPTED, HELPER.ARRIVED), HELPER.DONE, (VOLUNTEER, UNIT)),
    Step("absent", "没有来", (HELPER.ACCEPTED,), HELPER.ABSENT, (UNIT,)),
    Step("release", "收回", (HELPER.ACCEPTED, HELPER.ARRIVED), HELPER.RELEASED, (SYSTEM,)),
)

ACTIVITY_BORN = (ACTIVITY.DRAFT,)
ATTENDANCE_BORN = (ATTENDANCE.SIGNED, ATTENDANCE.WAITING)
HELPER_BORN = (HELPER.ACCEPTED,)


class Form(models.TextChoices):
    """What sort of event it is: what it asks at the end hangs on this; its kind of service is another matter."""

    GENERAL = "general", "一般活动"
    TALK = "talk", "宣讲"
    COURSE = "course", "上课"
    TRAINING = "training", "培训"
    SHOW = "show", "演出"
    CONTEST = "contest", "比赛"
    CEREMONY = "ceremony", "仪式"


TAUGHT = (Form.TALK, Form.COURSE, Form.TRAINING)
"""Where one asks afterwards whether it was understood."""


class CameHow(models.TextChoices):
    """How we know that somebody came."""

    CODE = "code", "扫码"
    ROLL = "roll", "点名"
    SHEET = "sheet", "纸上签的，后来录的"


class Understood(models.TextChoices):
    YES = "yes", "听懂了"
    PARTLY = "partly", "听懂一些"
    NO = "no", "没听懂"
