"""Who hears of what, and in which words. Writes outbox rows only; the relay sends them."""

from django.utils import timezone

from civcenter.accounts.running import runners_told
from civcenter.kit.secrets import sign, unsign
from civcenter.notices.actions import tell

ANSWER = "activity-answer"
"""What the signed link in a reminder lets its holder do: say whether he comes."""


def answer_link(row):
    """One tap: 能来 or 不能来, for whoever got the message."""
    kind = type(row).__name__.lower()
    return f"/activities/answer/{sign(ANSWER, [kind, row.pk])}/"


def whose_answer(token):
    """(kind, number) of the row a link was made for, or None."""
    said = unsign(ANSWER, token)
    return tuple(said) if said else None


def moment(at):
    local = timezone.localtime(at)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def attendee_told(attendance, *, text, what, at, kind="step", link=""):
    """To the phone that signed up; to a number that staff typed, receipts and results only."""
    user, person = attendance.user, attendance.person
    phone = user.phone if user else person.phone
    tell(
        user=user,
        phone=phone,
        text=text,
        link=link or answer_link(attendance),
        kind=kind,
        verified=bool(user),
        source=f"attendance:{attendance.pk}:{what}",
        at=at,
        place=attendance.activity.division_id,
    )


def helper_told(helper, *, text, what, at, sms=False):
    """To a volunteer, under his own number, so that it can be blanked with him."""
    user = helper.volunteer.person.user
    if user:
        tell(
            user=user,
            phone=user.phone if sms else "",
            text=text,
            link=answer_link(helper) if sms else f"/activities/{helper.activity_id}/",
            source=f"volunteer:{helper.volunteer_id}:helper:{helper.pk}:{what}",
            at=at,
            place=helper.activity.division_id,
        )


def unit_told(activity, *, text, what, at):
    link = f"/desk/activities/{activity.pk}/"
    runners_told(activity.unit, text=text, link=link, source=f"activity:{activity.pk}:{what}", at=at)


def signed(attendance, at):
    activity = attendance.activity
    text = f"报上了：{activity.title}，{moment(activity.starts_at)}，{activity.place_text}，{attendance.people} 个人。"
    attendee_told(attendance, text=f"{text}来不了请点链接说一声：", what="signed", kind="receipt", at=at)


def queued(attendance, at):
    text = f"“{attendance.activity.title}”位子满了，您排上队了。有人退出，按先后补，会给您发短信。"
    attendee_told(attendance, text=text, what="queued", kind="receipt", at=at)


def promoted(attendance, at):
    text = f"轮到您了：{attendance.activity.title}，给您留了 {attendance.people} 个位子。"
    until = moment(attendance.answer_by)
    attendee_told(attendance, text=f"{text}请在 {until} 前点链接说“我来”，过了就让给下一位：", what="promoted", at=at)


def lapsed(attendance, at):
    text = f"“{attendance.activity.title}”给您留的位子过了时间，让给下一位了。还想来可以再排。"
    attendee_told(attendance, text=text, what=f"lapsed:{attendance.answer_by:%Y%m%d%H%M}", kind="result", at=at)


def called_off(attendance, words, at):
    activity = attendance.activity
    text = f"{moment(activity.starts_at)} 的“{activity.title}”取消了：{words}"
    attendee_told(attendance, text=text, what="cancelled", kind="result", at=at)


def moved(attendance, event, at):
    activity = attendance.activity
    text = (
        f"“{activity.title}”改到 {moment(activity.starts_at)}，{activity.place_text}。位子给您留着，来不了请点链接说："
    )
    attendee_told(attendance, text=text, what=f"moved:{event.pk}", kind="result", at=at)
