"""Human beings, what they agreed to, and who looked at what we hide of them."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import User
from civcenter.hierarchy.models import Division, Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField
from civcenter.residents.choices import DocumentKind, Sex
from civcenter.rules.models import Rule, no_overlap


class HouseholdQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """One's own; for staff those of the places they may read."""
        mine = self.filter(pk__in=Person.objects.filter(user=user).values("household"))
        return mine | self.within(user.codes) if user.codes else mine


class Household(Placed):
    """People who keep house together; points may pass between them, and nowhere else."""

    number = models.CharField("户号", max_length=10, unique=True)
    name = models.CharField("户主", max_length=50)
    created_at = models.DateTimeField("建档时间")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭"
        indexes = [
            models.Index(fields=["division"], name="household_by_village"),
            models.Index(fields=["township"], name="household_by_township"),
            models.Index(fields=["county"], name="household_by_county"),
        ]

    def __str__(self):
        return f"户 {self.number}"


class PersonQuerySet(PlacedQuerySet):
    def of(self, user):
        """The people who use this log-in: several may share a phone; a staff log-in is one person's own."""
        return self.filter(Q(user=user) | Q(staff=user))

    def at_phone(self, user):
        """Those who use the log-in, and those on record by its phone who have never come in themselves."""
        mine = Q(user=user) | Q(staff=user)
        if user.phone_key:
            mine |= Q(user__isnull=True, staff__isnull=True, phone_key=user.phone_key)
        return self.filter(mine)

    def own_phones(self, user):
        """The phones of the person behind a log-in, if one of them was proved; empty where nobody has said who he is.

        A phone log-in is known by its phone; a staff log-in once its person was linked by a phone's code.
        """
        if user.phone_key:
            return {user.phone_key}
        person = self.select_related("user", "staff").filter(staff=user, user__isnull=False).first()
        return person.phone_keys if person else set()

    def near(self, user):
        """The person behind a log-in, and whoever has one of his phones: nobody vouches for these."""
        phones = self.own_phones(user)
        return self.filter(Q(user=user) | Q(staff=user) | Q(phone_key__in=phones) | Q(user__phone_key__in=phones))

    def visible_to(self, user, at):
        """Oneself and who shares one's phone; for staff also the people of the places they may read."""
        mine = self.at_phone(user)
        return mine | self.within(user.codes) if user.codes else mine


class Person(Placed):
    """A human being. `user` is the phone log-in (several people may share one), `staff` the own staff log-in.

    Somebody whose home is not known yet has no division, and no staff see him.
    """

    REVEALS = {"phone": "手机号", "document_no": "证件号码"}

    name = models.CharField("姓名", max_length=50)
    pinyin = models.CharField("姓名拼音", max_length=120, blank=True, editable=False)
    initials = models.CharField("姓名首字母", max_length=40, blank=True, editable=False)
    phone = EncryptedField("手机号", blank=True)
    phone_key = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    document_kind = models.CharField("证件类型", max_length=10, choices=DocumentKind.choices, blank=True)
    document_no = EncryptedField("证件号码", blank=True)
    document_key = models.CharField(max_length=32, blank=True, editable=False)
    born_on = models.DateField("出生日期", null=True, blank=True)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="住在")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="persons", verbose_name="账号")
    staff = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="person_as_staff", verbose_name="工作账号"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="persons", verbose_name="家庭"
    )
    created_at = models.DateTimeField("建档时间")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "居民"
        indexes = [
            models.Index(fields=["division"], name="person_by_village"),
            models.Index(fields=["township"], name="person_by_township"),
            models.Index(fields=["county"], name="person_by_county"),
            models.Index(
                fields=["county", "pinyin"], name="person_by_pinyin", opclasses=["varchar_ops", "varchar_pattern_ops"]
            ),
            models.Index(
                fields=["county", "initials"],
                name="person_by_initials",
                opclasses=["varchar_ops", "varchar_pattern_ops"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document_key"], condition=~Q(document_key=""), name="one_person_a_document"
            ),
            models.CheckConstraint(
                condition=Q(document_key="", document_no="") | ~Q(Q(document_key="") | Q(document_kind="")),
                name="a_document_has_its_kind",
            ),
        ]

    def __str__(self):
        return f"居民 {self.pk}"

    @property
    def place(self):
        return self.division_id or ""

    @property
    def phone_keys(self):
        """The phones we know to be this person's: on record, of the phone log-in, of the staff log-in."""
        log_ins = [user.phone_key for user in (self.user, self.staff) if user]
        return {self.phone_key, *log_ins} - {"", None}


class CardRule(Rule):
    """How often a PIN may be typed wrong, and for how many hours the card then stays shut (no county text: 5, 24)."""

    KEY = ()
    tries = models.PositiveSmallIntegerField("密码能试错几次", default=5)
    lock_hours = models.PositiveSmallIntegerField("锁几小时", default=24)

    class Meta:
        verbose_name = verbose_name_plural = "连心卡规则"
        constraints = [
            no_overlap("card_rule_no_overlap"),
            models.CheckConstraint(condition=Q(tries__gt=0, lock_hours__gt=0), name="card_rule_locks"),
        ]


class ContactCardQuerySet(PlacedQuerySet):
    def live(self):
        """Those that open something: a new card ends the one before."""
        return self.filter(cancelled_at=None)

    def visible_to(self, user, at):
        """Staff see the cards of their places; the PIN nobody sees."""
        return self.within(user.codes)


class ContactCard(Placed):
    """连心卡: a number, printed with a QR code, and four digits that only the holder knows, kept as a keyed hash.

    It stands for one person or one household at a counter, for whoever has no phone. `pin_set_by` is the colleague
    before whom the PIN was typed: he may have seen it, so he hands out nothing on it.
    """

    number = models.CharField("卡号", max_length=10, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cards", verbose_name="谁的卡"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="cards", verbose_name="哪一户的卡"
    )
    pin_hash = models.CharField(max_length=64, blank=True, editable=False)
    salt = models.CharField(max_length=16, blank=True, editable=False)
    pin_set_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="密码在谁面前设的"
    )
    pin_set_at = models.DateTimeField("设密码时间", null=True, blank=True)
    wrong = models.PositiveSmallIntegerField("试错次数", default=0)
    locked_until = models.DateTimeField("锁到", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁发的")
    issued_at = models.DateTimeField("发卡时间")
    cancelled_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = ContactCardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "连心卡"
        indexes = [
            models.Index(fields=["division"], name="card_by_village"),
            models.Index(fields=["township"], name="card_by_township"),
            models.Index(fields=["county"], name="card_by_county"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, household__isnull=True)
                | Q(person__isnull=True, household__isnull=False),
                name="card_has_one_holder",
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(cancelled_at=None), name="one_live_card_a_person"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(cancelled_at=None), name="one_live_card_a_household"
            ),
            models.CheckConstraint(
                condition=Q(pin_hash="") | Q(pin_set_by__isnull=False, pin_set_at__isnull=False),
                name="a_pin_was_set_before_somebody",
            ),
        ]

    def __str__(self):
        return f"连心卡 {self.pk}"

    @property
    def code_hash(self):
        """What `accounts.codes.is_right` compares with."""
        return self.pin_hash

    @property
    def holders(self):
        """The people it stands for."""
        if self.person_id:
            return Person.objects.filter(pk=self.person_id)
        return Person.objects.filter(household=self.household_id)


class ConsentTextQuerySet(models.QuerySet):
    def current(self, purpose, day):
        """The text that is shown for a purpose on that day, or None."""
        return self.filter(purpose=purpose, starts_on__lte=day).order_by("-starts_on", "-pk").first()


class ConsentText(models.Model):
    """What people are asked to agree to, word for word. A text once shown never changes: a new version comes."""

    purpose = models.CharField("用途", max_length=20)
    version = models.CharField("版本", max_length=20)
    body = models.TextField("正文", max_length=4000)
    starts_on = models.DateField("从哪天起用")

    objects = ConsentTextQuerySet.as_manager()
    append_only = True

    class Meta:
        verbose_name = verbose_name_plural = "同意书"
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_text_a_version")]
        triggers = [pgtrigger.Protect(name="text_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.purpose} {self.version}"


class Consent(models.Model):
    """Who agreed to which text, in which version, when; and when he took it back (PIPL art. 15)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", verbose_name="谁")
    purpose = models.CharField("用途", max_length=20)
    version = models.CharField("版本", max_length=20)
    at = models.DateTimeField("时间")
    browser = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"

    def __str__(self):
        return f"同意 {self.pk}"


class RevealLogQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """Kept for those who audit the place, and for nobody else, not even who looked."""
        return self.within(user.codes_for(Duty.AUDIT))


class RevealLog(Placed):
    """Somebody on duty looked at what is masked for everybody: whose (`about`), what of it, why. Never changed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁看的")
    about = models.CharField("看谁的", max_length=60)
    what = models.CharField("看什么", max_length=30)
    reason = models.CharField("为什么看", max_length=100)
    at = models.DateTimeField("时间")

    objects = RevealLogQuerySet.as_manager()
    append_only = True

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        indexes = [
            models.Index(fields=["user", "-at"], name="reveal_by_user"),
            models.Index(fields=["county", "-at"], name="reveal_by_county"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reveal_has_a_reason")]
        triggers = [pgtrigger.Protect(name="look_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"查看 {self.pk}"
