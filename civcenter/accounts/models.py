"""Log-ins, who holds which post where, and what opens the door: phone codes and keys for programs."""

import pghistory
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.functional import cached_property

from civcenter.accounts import scope
from civcenter.accounts.duties import DUTIES, Duty
from civcenter.accounts.roles import LEVELS, Role
from civcenter.hierarchy.models import Division
from civcenter.kit.secrets import EncryptedField


class Users(UserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A log-in, not a person. Staff have a user name and a password; residents and volunteers a phone.

    `phone_key` is there for phone log-ins only: a phone is unique among them. What a log-in may do where comes
    from the posts held today, read once for each instance, which is once a request.
    """

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40, blank=True)
    phone = EncryptedField("手机号", blank=True)
    phone_key = models.CharField(max_length=32, null=True, blank=True, unique=True, editable=False)
    is_staff = models.BooleanField("可进后台", default=False)
    is_active = models.BooleanField("在用", default=True)
    created_at = models.DateTimeField("开通时间", default=timezone.now)

    USERNAME_FIELD = "username"
    objects = Users()

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self):
        return f"账号 {self.pk}"

    @cached_property
    def appointments_now(self):
        """The posts held today; read once a request."""
        return list(self.appointments.current(timezone.localdate()).select_related("division").order_by("pk"))

    @property
    def is_official(self):
        """Whether any post is held today; a system administrator is one too, though he may read nothing."""
        return bool(self.appointments_now)

    @cached_property
    def _codes(self):
        reached = scope.reach({post.division_id for post in self.appointments_now})
        by_duty = {duty: set() for duty in Duty}
        for post in self.appointments_now:
            for duty in DUTIES[post.role]:
                by_duty[duty] |= reached[post.division_id]
        return by_duty

    @property
    def codes(self):
        """Division codes under which this log-in may read."""
        return self.codes_for(Duty.READ)

    def codes_for(self, duty):
        """Division codes at and under which this log-in has the duty."""
        return self._codes[duty]

    def holds(self, duty, place):
        """Whether this log-in has the duty at the place (a division code; empty for nowhere)."""
        return bool(place) and scope.covers(self.codes_for(duty), place)

    @property
    def county(self):
        """Six digits of the first post, empty for a log-in without one."""
        return self.appointments_now[0].division_id[:6] if self.appointments_now else ""


class AppointmentQuerySet(models.QuerySet):
    def current(self, day):
        """Posts held on that day; posts of a log-in that was switched off are held by nobody."""
        held = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
        return held.filter(user__is_active=True)


def _levels():
    """At which level of division each role may be held."""
    fits = Q()
    for role, lengths in LEVELS.items():
        fits |= Q(role=role) & Q(In(Length("division"), sorted(lengths)))
    return fits


@pghistory.track()
class Appointment(models.Model):
    """Who holds which post where, since when and until when. Ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="账号")
    role = models.CharField("岗位", max_length=10, choices=Role.choices)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="哪里")
    title = models.CharField("职务", max_length=40, blank=True)
    starts_on = models.DateField("任职")
    ends_on = models.DateField("最后一天", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        indexes = [models.Index(fields=["division", "role"], name="appointment_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=_levels(),
                name="post_at_its_level",
                violation_error_message="岗位和地方对不上：所长任在乡镇，站长任在村社区，联络员哪级都行，别的任在县。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="ends_after_it_starts",
                violation_error_message="最后一天不能早于任职那天。",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.division_id}"

    @property
    def place(self):
        return self.division_id


class PhoneCodeQuerySet(models.QuerySet):
    def used(self):
        return self.filter(used_at__isnull=False)

    def proved_in(self, browser, phone_keys):
        """Whether one of these phones was proved in this browser."""
        return bool(browser) and self.used().filter(browser=browser, phone_key__in=phone_keys).exists()

    def share_a_browser(self, phone_key, phone_keys):
        """Whether this phone and one of those were proved in one browser, so that one hand holds both."""
        theirs = self.used().filter(phone_key__in=phone_keys).exclude(browser="").values("browser")
        return self.used().filter(phone_key=phone_key, browser__in=theirs).exists()


class PhoneCode(models.Model):
    """One code sent to one phone, good for five minutes, five tries, one use, in the browser that asked."""

    phone_key = models.CharField(max_length=32)
    browser = models.CharField(max_length=40)
    salt = models.CharField(max_length=32, default="")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField("发出")
    expires_at = models.DateTimeField("失效")
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    used_at = models.DateTimeField("用掉", null=True, blank=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "验证码"
        indexes = [
            models.Index(fields=["phone_key", "-created_at"], name="code_by_phone"),
            models.Index(fields=["browser"], name="code_by_browser", condition=Q(used_at__isnull=False)),
        ]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="five_tries_a_code")]

    def __str__(self):
        return f"验证码 {self.pk}"


class TotpDevice(models.Model):
    """A staff member's phone that shows one-time codes (动态码): one a log-in, its secret sealed.

    `last_step` is the half minute of the last code that was let in: that code and older ones are not let in again.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="totp", verbose_name="账号")
    secret = EncryptedField("密钥")
    last_step = models.BigIntegerField("用到哪一个", default=-1)
    wrong = models.PositiveSmallIntegerField("输错几次", default=0)
    locked_until = models.DateTimeField("锁到几时", null=True, blank=True)
    bound_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"
        constraints = [models.CheckConstraint(condition=Q(wrong__lt=5), name="five_wrong_codes_lock")]

    def __str__(self):
        return f"动态口令 {self.pk}"


class WrongCodes(models.Model):
    """How many wrong codes everybody together typed on one day; 50 a day on each of 20,000 phones would open one."""

    day = models.DateField("日期", primary_key=True)
    count = models.PositiveIntegerField("输错几次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "输错的验证码"

    def __str__(self):
        return f"{self.day}：{self.count}"


class ApiTokenQuerySet(models.QuerySet):
    def valid(self, at):
        """Keys that open the door at that moment: not run out, not revoked, of a log-in that is in use."""
        return self.filter(expires_at__gt=at, revoked_at=None, user__is_active=True)


class ApiToken(models.Model):
    """The key of a program that acts as a log-in. Only its hash is kept: whoever loses it makes a new one."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens", verbose_name="账号")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("发出")
    expires_at = models.DateTimeField("失效")
    used_at = models.DateTimeField("最近用过", null=True, blank=True)
    revoked_at = models.DateTimeField("收回", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "程序用的钥匙"

    def __str__(self):
        return f"钥匙 {self.pk}"
