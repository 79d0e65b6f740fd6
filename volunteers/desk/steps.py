"""What a station may do with a place on the register, as a table; each step has its form and its verb."""

from dataclasses import dataclass

from django.utils import timezone

from civcenter.residents.models import ConsentText
from volunteers import actions
from volunteers.actions import certificates, qualifications
from volunteers.actions.certificates import issuers_of
from volunteers.choices import VolunteerStatus
from volunteers.forms.certificates import Ask
from volunteers.forms.desk import Correct, StationConfirm, StationErase, Sure, Why
from volunteers.forms.people import GuardianSays


@dataclass(frozen=True)
class Step:
    """`states` are those in which the button stands; the verb decides."""

    name: str
    label: str
    why: str
    done: str
    states: tuple
    form: object
    act: object
    is_main: bool = False
    suits: object = lambda row: True

    def texts(self, form):
        """What is read to the person before he agrees, for the steps where he does."""
        return versions() if isinstance(form, StationConfirm) else {}


def versions():
    day = timezone.localdate()
    return {purpose: ConsentText.objects.current(purpose, day) for purpose in ("volunteer", "guardian", "child")}


def _confirm_form(row, data, at):
    rule, born, day = actions.age_rule(row.division_id[:6], at), row.person.born_on, timezone.localdate(at)
    is_minor = bool(born) and rule.needs_guardian(born, day)
    return StationConfirm(data, is_minor=is_minor, is_child=is_minor and rule.needs_child_text(born, day))


def _confirm(row, form, *, by, at):
    words = form.words({name: text.version for name, text in versions().items()})
    actions.confirm_at_station(row, by=by, at=at, **words)


def _plain(kind):
    return lambda row, data, at: kind(data)


def _correct_form(row, data, at):
    return Correct(data, county=row.division_id[:6])


def _say_for(row, form, *, by, at):
    qualifications.guardian_agrees(row, by=by, at=at, **form.cleaned_data)


def _ask_form(row, data, at):
    return Ask(data, issuers_of(row), timezone.localdate(at))


EVERY = tuple(status for status in VolunteerStatus if status != VolunteerStatus.ERASED)
STEPS = {
    step.name: step
    for step in (
        Step(
            "confirm",
            "本人到站上确认",
            "本人带证件来了才点。谁录入的，要换别的同事来点。",
            "确认好了，从现在起算数。",
            (VolunteerStatus.PENDING,),
            _confirm_form,
            _confirm,
            is_main=True,
        ),
        Step(
            "suspend",
            "暂停",
            "暂停以后不能接新单；已经答应的事由承办的站定。原因本人看得到。",
            "暂停了，已告诉本人。",
            (VolunteerStatus.ACTIVE,),
            _plain(Why),
            lambda row, form, by, at: actions.suspend(row, by=by, at=at, **form.cleaned_data),
        ),
        Step(
            "resume",
            "恢复",
            "恢复以后可以接单。",
            "恢复了，已告诉本人。",
            (VolunteerStatus.SUSPENDED,),
            _plain(Sure),
            lambda row, form, by, at: actions.resume(row, by=by, at=at),
            is_main=True,
        ),
        Step(
            "correct",
            "照证件更正",
            "只填要改的，别的空着。留下改了哪几样、谁改的、为什么，本人会看到。",
            "改好了，已告诉本人。",
            EVERY,
            _correct_form,
            lambda row, form, by, at: actions.correct(row, by=by, at=at, **form.facts()),
        ),
        Step(
            "guardian",
            "记监护人的话",
            "不满 14 岁的每次都要监护人同意，不满 10 岁的要陪着来。问过监护人再记，写清怎么问到的。",
            "记下了，那一天可以参加。",
            (VolunteerStatus.ACTIVE,),
            _plain(GuardianSays),
            _say_for,
            suits=lambda row: hasattr(row, "guardian"),
        ),
        Step(
            "certificate",
            "代他申请服务证明",
            "本人没有手机，带证件到站上来了才办。还要经办人核对、另一位负责人签发，不收钱。",
            "申请交上了，在“服务证明”里核对和签发。",
            (VolunteerStatus.ACTIVE, VolunteerStatus.SUSPENDED, VolunteerStatus.LEFT),
            _ask_form,
            lambda row, form, by, at: certificates.apply_for_somebody(row, by=by, at=at, **form.cleaned_data),
            suits=lambda row: row.person.user_id is None,
        ),
        Step(
            "erase",
            "应本人要求注销",
            "姓名、证件、手机号都抹掉，找不回来。时长和积分的账只留一个编号。",
            "抹掉了。",
            EVERY,
            _plain(StationErase),
            lambda row, form, by, at: actions.erase(row, by=by, at=at),
        ),
    )
}


def steps_of(row):
    """The steps whose button stands now."""
    return [step for step in STEPS.values() if row.status in step.states and step.suits(row)]
