"""What a program may say with each step: explicit fields, nothing else is read."""

from rest_framework import serializers

from civcenter.hierarchy.models import Outpost
from civcenter.kit.api.fields import LARGEST_ID, Choice, Flag, Many, Moment, Phone, Row, Slug, Spoken, Whole, Words
from orders.flow import RefusalReason, Urgency
from volunteers.models import ServiceKind

NO_OUTPOST = "没有这个站，或它现在不收单。请换一个站。"
NO_KIND = "没有这一类服务。可选的类别见接口说明。"


def _outposts():
    return Outpost.objects.filter(is_open=True).select_related("division__parent")


def _id(**kwargs):
    return Whole(min_value=1, max_value=LARGEST_ID, **kwargs)


class KindCode(Slug):
    """The code of an active kind of service."""

    def __init__(self, **kwargs):
        super().__init__(
            rows=ServiceKind.objects.active,
            absent=NO_KIND,
            max_length=30,
            help_text="服务类别代码，如 care",
            **kwargs,
        )


class OutpostId(Row):
    """The id of an outpost that is open."""

    def __init__(self, **kwargs):
        super().__init__(rows=_outposts, absent=NO_OUTPOST, **kwargs)


class NewWish(Spoken):
    """A resident's wish. Staff say whose phone it is; a resident's own is known."""

    kind = KindCode()
    words = Words(max_length=500, help_text="要办什么事，一句话就行")
    outpost = OutpostId(help_text="哪个站、所或中心")
    phone = Phone(default="", help_text="联系人的手机号；群众自己点单时不用写")
    name = Words(max_length=20, default="", help_text="怎么称呼")
    beneficiary = Words(max_length=60, default="", help_text="替谁点的")
    urgency = Choice(choices=Urgency.choices, default=Urgency.NORMAL.value)
    is_public = Flag(default=True)
    is_calm = Flag(default=False, help_text="话里有险情字样、已提醒过先打 110、119、120，仍要点单")
    follows = Words(max_length=10, default="", help_text="接着哪一件：它的单号")


class Nothing(Spoken):
    """A step without words."""


class Why(Spoken):
    words = Words(max_length=300, help_text="写一句为什么")


class MaybeWhy(Spoken):
    words = Words(max_length=300, default="")


class Question(Spoken):
    words = Words(max_length=200, help_text="会发给点单人")


class Refusal(Spoken):
    reason = Choice(choices=RefusalReason.choices)
    words = Words(max_length=200, help_text="会发给点单人")


class Handing(Spoken):
    to = Words(max_length=60, help_text="转给哪个单位")
    words = Words(max_length=200, help_text="会发给点单人")


class Into(Spoken):
    order = _id(help_text="并入哪张单")


class Praise(Spoken):
    """The resident's own review; a call-back must also write down what was said."""

    stars = Whole(min_value=1, max_value=5)
    words = Words(max_length=300, default="")
    said = Words(max_length=300, default="", help_text="电话回访时对方怎么说的；群众自己评单时不写")


class Service(Spoken):
    """What is to be done, when, and by how many."""

    title = Words(max_length=60)
    kind = KindCode()
    starts_at = Moment()
    ends_at = Moment()
    needed = Whole(min_value=1, max_value=200, default=1)
    details = Words(max_length=500, default="")
    place_text = Words(max_length=80, default="")
    risks = Words(max_length=200, default="")
    is_risky = Flag(default=False, help_text="有人身危险：满 18 岁、上了保险的人才能接；要写明 risks")
    needs_home_safe = Flag(default=False, help_text="做完要报平安；晚上结束的自动算")
    urgency = Choice(choices=Urgency.choices, required=False)


class NewOrder(Service):
    wishes = Many(child=serializers.RegexField(r"^[0-9]{10}$"), min_length=1, max_length=50, help_text="心愿单号")


class Dispatching(Spoken):
    unit = OutpostId(help_text="派给哪个所站")
    volunteers = Many(child=_id(), default=list, max_length=50, help_text="同时邀请哪些志愿者")
    team = _id(required=False, help_text="同时邀请哪支队的队员")
    starts_at = Moment(required=False)
    ends_at = Moment(required=False)
    words = Words(max_length=300, default="")


class Publishing(Spoken):
    needed = Whole(min_value=1, max_value=200, required=False)
    starts_at = Moment(required=False)
    ends_at = Moment(required=False)


class DoneClaim(Spoken):
    claim = _id()
    started_at = Moment()
    ended_at = Moment()


class Serving(Spoken):
    done = Many(child=DoneClaim(), default=list, max_length=200, help_text="谁做完了，几点到几点")
    absent = Many(child=_id(), default=list, max_length=200, help_text="谁没有来")
    words = Words(max_length=300, default="")


class Invitation(Spoken):
    volunteers = Many(child=_id(), min_length=1, max_length=50)


class Taking(Spoken):
    volunteer = _id(required=False, help_text="一个手机号有几位志愿者时，写是哪一位")


class Hours(Spoken):
    started_at = Moment()
    ended_at = Moment()
