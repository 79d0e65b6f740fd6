"""People, what they agreed to, and who looked at what is masked."""

from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from civcenter.accounts.actions import forget_log_in
from civcenter.accounts.duties import DUTIES, Duty
from civcenter.accounts.models import Appointment, User
from civcenter.kit.errors import RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.kit.sounds import sounds
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents import documents
from civcenter.residents.choices import Sex
from civcenter.residents.models import Consent, ConsentText, ContactCard, Household, Person, RevealLog

OLDEST = 120
"""Years; a birth date before that is a slip."""

MANY = 30
"""From so many looks a day on, those who audit are told (trust, row 19)."""


@verb
def new_person(*, name, at, phone="", division=None, user=None, household=None, staff=None):
    """A human being we had not met."""
    pinyin, initials = sounds(name)
    return Person.objects.create(
        name=name,
        pinyin=pinyin,
        initials=initials,
        phone=phone,
        phone_key=lookup(phone),
        division=division,
        user=user,
        staff=staff,
        created_at=at,
    )


@verb
def identify(person, *, at, kind="", number="", born_on=None, sex=""):
    """Put on record who a person is: his paper, birth date and sex; a citizen number tells both itself.

    Without a paper only the birth date and sex are kept. A document is one person's: raises RuleBroken where
    another person has it, and where the number or the date cannot be.
    """
    facts = {"sex": sex or Sex.UNKNOWN, "born_on": born_on}
    if kind:
        number = documents.tidy(number)
        wrong = documents.fault(kind, number)
        if wrong:
            raise RuleBroken(wrong, field="number")
        told_birth, told_sex = documents.tells(kind, number)
        facts = {"sex": told_sex or facts["sex"], "born_on": told_birth or born_on}
        facts |= {"document_kind": kind, "document_no": number, "document_key": lookup(number)}
    if facts["born_on"]:
        _can_be_born(facts["born_on"], timezone.localdate(at))
    _write_unless_taken(person, facts)
    person.refresh_from_db()
    return person


def _can_be_born(born, day):
    if born > day or day.year - born.year > OLDEST:
        raise RuleBroken("出生日期不对，请照证件再看一遍。", field="born_on")


def _write_unless_taken(person, facts):
    """The unique key decides, not a look beforehand."""
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**facts)
    except IntegrityError as error:
        if "one_person_a_document" not in str(error):
            raise
        raise RuleBroken("这个证件号已经登记在另一位名下，不能再用。请到站上查清楚。", field="number") from error


@verb
def rename(person, *, name, phone):
    """Put a person's name and phone right, and what is found by them."""
    pinyin, initials = sounds(name)
    Person.objects.filter(pk=person.pk).update(
        name=name, pinyin=pinyin, initials=initials, phone=phone, phone_key=lookup(phone)
    )
    person.refresh_from_db()
    return person


@verb
def move(person, *, division):
    """Somebody lives elsewhere now."""
    Person.objects.filter(pk=person.pk).update(division=division)
    person.refresh_from_db()


@verb
def forget(person, *, at):
    """Blank everything that says who a person is; the row stays as an opaque number for the books.

    The phone log-in goes with him where nobody else uses it. A staff log-in is a post's, not his, and is left.
    """
    user = person.user
    Household.objects.filter(pk=person.household_id, name=person.name).update(name="")
    ContactCard.objects.live().filter(person=person).update(cancelled_at=at, pin_hash="", salt="")
    Person.objects.filter(pk=person.pk).update(
        name="已注销", pinyin="", initials="", phone="", phone_key="", document_kind="", document_no="",
        document_key="", born_on=None, sex=Sex.UNKNOWN, division=None, user=None, household=None,
    )  # fmt: skip
    Consent.objects.filter(person=person).update(browser="")
    if user and not user.persons.exists():
        forget_log_in(user, at=at)
    person.refresh_from_db()


@verb
def issue_text(*, purpose, version, body, starts_on, at):
    """A new version of what people are asked to agree to. It cannot begin in the past, when others were shown."""
    if starts_on < timezone.localdate(at):
        raise RuleBroken("新的说明不能从过去的日子起用，请从今天或以后算起。", field="starts_on")
    if ConsentText.objects.filter(purpose=purpose, version=version).exists():
        raise RuleBroken("这个用途已经有这一版了，换一个版本号。", field="version")
    return ConsentText.objects.create(purpose=purpose, version=version, body=body, starts_on=starts_on)


@verb
def give_consent(*, person, purpose, version, browser, at):
    """Keep that the person agreed, to which text and when. The text must be one that was issued."""
    if not ConsentText.objects.filter(purpose=purpose, version=version).exists():
        raise RuleBroken("说明刚换了新的一版，请刷新再看一遍。您写的话都还在。")
    return Consent.objects.create(person=person, purpose=purpose, version=version, browser=browser, at=at)


@verb
def withdraw_consent(*, person, purpose, at):
    """The person takes his yes back, as easily as he gave it; what he agreed to, and until when, stays on record."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)


@verb
def come_in(person, *, user):
    """Somebody with this log-in says "that is me". Who was only on record by the phone's number is linked to it now.

    The phone was proved by a code. Raises RuleBroken where somebody else's log-in has the person.
    """
    if user.pk in (person.user_id, person.staff_id):
        return person
    free = Person.objects.at_phone(user).filter(pk=person.pk, user__isnull=True, staff__isnull=True)
    if not free.update(user=user):
        raise RuleBroken("这位不是用这个手机号登记的，请用登记时的手机号进来，或到站上改。")
    person.refresh_from_db()
    return person


@verb
def link_staff(user, *, phone_user, person, at):
    """A staff log-in says whose it is: a person of a phone that was just proved by a code, or (None) nobody listed.

    From now on that person's minutes are the log-in's own, and who holds a post earns no points. Said once, it stands:
    a second person under the same log-in would make a way around. Returns the person.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    nameless = Person.objects.filter(staff=user).first()
    if user.phone_key or (nameless and nameless.user_id):
        raise RuleBroken("您的工作账号已经认过本人了，不用再认。")
    if person is None:
        person = nameless or new_person(name=user.name or user.username, at=at)
        changes = {"phone": phone_user.phone, "phone_key": phone_user.phone_key}
        Person.objects.filter(pk=person.pk).update(user=phone_user, staff=user, **changes)
    else:
        Person.objects.filter(staff=user).update(staff=None)  # made with the post, without a phone
        free = Person.objects.at_phone(phone_user).filter(pk=person.pk, staff__isnull=True)
        if not free.update(user=phone_user, staff=user):
            raise RuleBroken("这位不是用这个手机号登记的，或者已经是别人的工作账号。请选别的，或找县中心改。")
    person.refresh_from_db()
    return person


@verb
def reveal(row, what, *, by, reason, at):
    """The clear text of a masked field, for whoever has the duty at the row's place and says why. It is logged first.

    `row` is anything with a `place` and a table `REVEALS` of what may be shown: a person, a wish. From the
    thirtieth look of a day on, those who audit the county are told, once a day.
    """
    if not by.holds(Duty.REVEAL, row.place):
        raise PermissionDenied("看联系方式不在您的职责里。请找管这里的同事看。")
    if len(reason.strip()) < 2:
        raise RuleBroken("写一句为什么要看，会留下记录。", field="reason")
    RevealLog.objects.create(
        division_id=row.place,
        user=by,
        about=f"{row._meta.verbose_name} {row.pk}",
        what=row.REVEALS[what],
        reason=reason.strip()[:100],
        at=at,
    )
    if looks_on_day(by, at) >= MANY:
        _tell_auditors(by, row.place[:6], at)
    return getattr(row, what)


def looks_on_day(user, at):
    """How often this log-in looked on the local day of `at`."""
    day = timezone.localdate(at)
    begin = datetime.combine(day, time(), timezone.get_current_timezone())
    return RevealLog.objects.filter(user=user, at__gte=begin, at__lt=begin + timedelta(days=1)).count()


def _tell_auditors(by, county, at):
    day = timezone.localdate(at)
    roles = [role for role, duties in DUTIES.items() if Duty.AUDIT in duties]
    posts = Appointment.objects.current(day).filter(role__in=roles, division=county).select_related("user")
    for post in posts:
        tell(
            user=post.user,
            text=f"{by.name or by.username}今天看联系方式满 {MANY} 次，请看看缘由。",
            link="/desk/reveals/",
            source=f"reveal:{by.pk}:{day:%Y%m%d}:{post.user_id}",
            at=at,
        )
