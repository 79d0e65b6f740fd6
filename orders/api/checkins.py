"""签到 for programs: the code as it was scanned, at once."""

from django.utils import timezone
from rest_framework import serializers

from civcenter.kit.api.doors import Change, Told
from civcenter.kit.api.fields import LARGEST_ID, Choice, Spoken, Whole, Words
from civcenter.kit.errors import RuleBroken
from orders.actions import checkins
from orders.api.steps import himself
from volunteers import rotating
from volunteers.choices import CheckHow, CheckKind

KINDS = [(kind.value, kind.label) for kind in (CheckKind.IN, CheckKind.OUT)]


class Scan(Spoken):
    """What a phone read."""

    token = Words(max_length=300, help_text="扫出来的链接里 /in/ 后面的一段")
    kind = Choice(choices=KINDS, help_text="in 到了，out 做完了")
    volunteer = Whole(min_value=1, max_value=LARGEST_ID, required=False, help_text="一个手机号有几位志愿者时写明")


class Checked(serializers.Serializer):
    """What was written down; a scan said again answers as the first."""

    source = serializers.CharField(help_text="claim:接单的编号")
    kind = serializers.ChoiceField(choices=KINDS)
    how = serializers.ChoiceField(choices=CheckHow.choices)
    at = serializers.DateTimeField()


class CheckIns(Change):
    def act(self):
        said, user, at = self.said(), self.request.user, timezone.now()
        shown = rotating.read(said["token"])
        if shown is None:
            raise RuleBroken("这不是签到码，请对着屏幕再扫一次。", field="token")
        who = himself(user, said.get("volunteer"))
        row = checkins.scan(shown, volunteer=who, kind=said["kind"], by=user, at=at, browser="")
        return Checked(row).data


TOLD = {"POST": Told("check_in", "签到", "接单", Checked, Scan)}
