"""Facts about what can be booked; no database."""

from django.db import models


class Sort(models.TextChoices):
    VENUE = "venue", "场地"
    EQUIPMENT = "equipment", "器材"
    TROUPE = "troupe", "文艺队、戏班"
    EXPERT = "expert", "专家、讲师"


class VenueKind(models.TextChoices):
    """What the county's document names, and what villages have besides."""

    PLAZA = "plaza", "乡镇文化广场"
    STAGE = "stage", "乡村舞台"
    LIBRARY = "library", "农家书屋"
    LECTURE = "lecture", "道德讲堂"
    CLASSROOM = "classroom", "学校教室、操场"
    HALL = "hall", "村大厅"
    SHOP = "shop", "巾帼积分超市"
    SITE = "site", "田头、果园"
    OTHER = "other", "别的"


class Use(models.TextChoices):
    """What a thing is used for; the owner agrees to some of them."""

    TALK = "talk", "宣讲"
    COURSE = "course", "上课"
    STUDY = "study", "陪读、作业辅导"
    CHESS = "chess", "棋牌"
    REHEARSAL = "rehearsal", "排练"
    SHOW = "show", "演出"
    DANCE = "dance", "广场舞"
    SPORT = "sport", "体育比赛"
    MEETING = "meeting", "开会、议事"
    CLINIC = "clinic", "义诊"
    CEREMONY = "ceremony", "仪式"
    FEAST = "feast", "红白事"
    SALE = "sale", "售卖"


class BookingStatus(models.TextChoices):
    ASKED = "asked", "等主人同意"
    GRANTED = "granted", "订好了"
    VETOED = "vetoed", "主人不同意"
    CANCELLED = "cancelled", "退了"
    LAPSED = "lapsed", "没等到回话"


ASKED, GRANTED = BookingStatus.ASKED, BookingStatus.GRANTED
HELD = (ASKED, GRANTED)
"""Bookings that keep others out."""

MOVES = sorted(
    [
        ("asked", "granted"),
        ("asked", "vetoed"),
        ("asked", "cancelled"),
        ("asked", "lapsed"),
        ("granted", "cancelled"),
        ("granted", "vetoed"),
    ]
)
