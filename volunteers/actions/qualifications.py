"""Trainings passed: entered for many at once, learned on the phone, annulled; and the backbone's track."""

from calendar import monthrange
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.text import hours
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from volunteers.choices import Entered
from volunteers.models import Backbone, BackboneStage, GuardianWord, Qualification, ServiceRecord


def valid_to(training, passed_on):
    """The last day on which it counts: so many months later, the same day of the month or that month's last."""
    if not training.valid_months:
        return None
    months = passed_on.month - 1 + training.valid_months
    year, month = passed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(passed_on.day, monthrange(year, month)[1]))


@verb
def enter_training(training, *, volunteers, passed_on, by, at, how=Entered.DESK):
    """Put on record who passed a training on a day; who has it on record for that day stays as he is.

    Returns how many rows are new.
    """
    if passed_on > timezone.localdate(at):
        raise RuleBroken("通过的日子还没到，最晚写今天。", field="passed_on")
    for volunteer in volunteers:
        if not by.holds(Duty.REVIEW_VOLUNTEERS, volunteer.place):
            raise NotYours("培训由管这里的所、站来登记。")
    return sum(_passed(training, volunteer, passed_on, how, by, at) for volunteer in volunteers)


def _passed(training, volunteer, passed_on, how, by, at):
    row = Qualification(
        volunteer=volunteer,
        training=training,
        passed_on=passed_on,
        valid_to=valid_to(training, passed_on),
        how=how,
        entered_by=by,
        entered_at=at,
    )
    return insert_unless_taken(row)


@verb
def learn(training, *, volunteer, answers, by, at):
    """The check at the end of a module on the phone: all right is passed; anybody may try as often as he likes.

    `answers` is {question's key: place of the option}. Raises with the first question that is wrong.
    """
    if by.pk not in (volunteer.person.user_id, volunteer.person.staff_id):
        raise NotYours("自己的培训要本人来学。")
    questions = list(training.questions.all())
    if not questions:
        raise RuleBroken("这门培训不在手机上学，请问站里什么时候开课。")
    for number, question in enumerate(questions, start=1):
        if answers.get(question.pk) != question.answer:
            raise RuleBroken(f"第 {number} 题再想想，往上翻一翻，改了再交。", field=f"q{question.pk}")
    today = timezone.localdate(at)
    if not Qualification.objects.valid(today).filter(volunteer=volunteer, training=training).exists():
        _passed(training, volunteer, today, Entered.MODULE, None, at)


@verb
def annul_training(qualification, *, by, at, reason):
    """Strike an entry that is not true; it stays on record with its reason. Nobody strikes his own."""
    person = qualification.volunteer.person
    if by.pk in (person.user_id, person.staff_id) or not by.holds(Duty.REVIEW_VOLUNTEERS, qualification.place):
        raise NotYours("撤销由管这里的、不是本人的所、站来办。")
    if not reason:
        raise RuleBroken("写一句为什么撤销，志愿者会看到。", field="reason")
    standing = Qualification.objects.standing().filter(pk=qualification.pk)
    if not standing.update(annulled_at=at, annulled_by=by, annulment=reason[:200]):
        raise OutOfTurn("撤销")
    if person.user:
        text = f"“{qualification.training.name}”的培训登记撤销了：{reason}"
        source = f"qualification:{qualification.pk}:annulled"
        tell(user=person.user, text=text, link="/volunteer/trainings/", source=source, at=at)


# The backbone's track


def evidence(volunteer, stage, current, day):
    """What a stage asks for, each as (what, whether it is there)."""
    minutes = ServiceRecord.objects.final().filter(volunteer=volunteer).aggregate(sum=Sum("minutes"))["sum"] or 0
    held = set(Qualification.objects.valid(day).filter(volunteer=volunteer).values_list("training", flat=True))
    asked = [(f"入册时长满 {hours(stage.minutes)}，现有 {hours(minutes)}", minutes >= stage.minutes)]
    asked += [(f"学过“{training.name}”", training.pk in held) for training in stage.trainings.all()]
    if stage.needs_word:
        asked.append(("带他的人说了话", bool(current and current.word)))
    return asked


def next_stage(current):
    """The stage after this one; the first for who is not on the track; None at its end."""
    rank = current.stage.rank if current else 0
    return BackboneStage.objects.filter(rank__gt=rank).order_by("rank").first()


@verb
def promote(volunteer, *, by, at, mentor=None):
    """Put a volunteer on the next stage of the track; every evidence of that stage is checked."""
    _looks_after(by, volunteer)
    current = Backbone.objects.current().select_for_update(of=("self",)).filter(volunteer=volunteer).first()
    stage = next_stage(current)
    if stage is None:
        raise RuleBroken("已经是最后一个阶段了。")
    lacking = [what for what, there in evidence(volunteer, stage, current, timezone.localdate(at)) if not there]
    if lacking:
        raise RuleBroken(f"还不能进“{stage.name}”，差：{'；'.join(lacking)}。")
    if mentor and mentor.pk == volunteer.pk:
        raise RuleBroken("带他的人要是另一位志愿者。", field="mentor")
    if current:
        Backbone.objects.filter(pk=current.pk).update(ended_at=at)
    row = Backbone(volunteer=volunteer, stage=stage, mentor=mentor, since=at, put_by=by)
    if not insert_unless_taken(row):
        raise OutOfTurn("晋级")
    return row


@verb
def speak_for(current, *, by, at, words):
    """The mentor's word, written down by himself or by who looks after the place; never by the one it is about."""
    person, mentor = current.volunteer.person, current.mentor
    is_mentor = mentor is not None and by.pk in (mentor.person.user_id, mentor.person.staff_id)
    if by.pk in (person.user_id, person.staff_id):
        raise NotYours("这句话要别人来说。")
    if not is_mentor:
        _looks_after(by, current.volunteer)
    if not words:
        raise RuleBroken("写一句他做得怎么样。", field="words")
    if not Backbone.objects.current().filter(pk=current.pk).update(word=words[:200], word_by=by):
        raise OutOfTurn("写评语")


@verb
def leave_track(current, *, by, at):
    """Off the track; the rows stay as his history, and he may begin anew."""
    _looks_after(by, current.volunteer)
    if not Backbone.objects.current().filter(pk=current.pk).update(ended_at=at):
        raise OutOfTurn("退出培养")


def _looks_after(by, volunteer):
    if not by.holds(Duty.REVIEW_VOLUNTEERS, volunteer.place):
        raise NotYours("骨干培养由管这里的所、站来办。")
    if by.pk in (volunteer.person.user_id, volunteer.person.staff_id):
        raise NotYours("自己的要请别的同事来办。")


# A guardian's word for one day


@verb
def guardian_agrees(volunteer, *, day, accompanies, by, at, words=""):
    """The guardian says yes to one day's service: by his own phone, or staff write down how they asked him."""
    guardian = getattr(volunteer, "guardian", None)
    if guardian is None:
        raise RuleBroken("还没有监护人登记。请监护人带身份证到站上签一次。")
    if day < timezone.localdate(at):
        raise RuleBroken("这一天已经过了。", field="day")
    is_guardian = bool(by.phone_key) and by.phone_key == guardian.phone_key
    if not is_guardian and not by.holds(Duty.ENTER, volunteer.place):
        raise NotYours("要监护人用登记的手机号来点，或请站里打电话问了再记。")
    if not is_guardian and not words:
        raise RuleBroken("写一句怎么问到监护人的：几点打的电话，怎么说的。", field="words")
    GuardianWord.objects.update_or_create(
        volunteer=volunteer,
        day=day,
        defaults={"accompanies": accompanies, "said_by": by, "words": words[:100], "at": at},
    )
