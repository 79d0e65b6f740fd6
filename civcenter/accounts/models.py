"""Log-ins, and who holds which post where."""

import pghistory
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from civcenter.accounts.duties import DUTIES, Duty
from civcenter.accounts.roles import Role
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
    """A log-in, not a person. Staff have a user name and a password; residents and volunteers a phone."""

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
        return list(self.appointments.current(timezone.localdate()).select_related("division"))

    @property
    def is_official(self):
        return bool(self.appointments_now)

    @cached_property
    def _codes(self):
        return {duty: frozenset(_reach(self._posts_with(duty))) for duty in Duty}

    def _posts_with(self, duty):
        return [post.division_id for post in self.appointments_now if duty in DUTIES[post.role]]

    @property
    def codes(self):
        """Division codes under which this log-in may read."""
        return self.codes_for(Duty.READ)

    def codes_for(self, duty):
        """Division codes at and under which this log-in has the duty."""
        return self._codes[duty]

    def holds(self, duty, place):
        """Whether this log-in has the duty at the place (a division code)."""
        codes = self.codes_for(duty)
        return any(place[:length] in codes for length in (6, 9, 12))

    @property
    def county(self):
        return self.appointments_now[0].division_id[:6] if self.appointments_now else ""


def _reach(codes):
    """The codes themselves, areas managed though their code says otherwise, and ended divisions that went into them."""
    if not codes:
        return []
    under = Q()
    for code in codes:
        under |= Q(parent__code__startswith=code) | Q(successor__code__startswith=code)
    return [*codes, *Division.objects.filter(under).values_list("code", flat=True)]


class AppointmentQuerySet(models.QuerySet):
    def current(self, day):
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


@pghistory.track()
class Appointment(models.Model):
    """Who holds which post where, since when and until when. Ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="账号")
    role = models.CharField("岗位", max_length=10, choices=Role.choices)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="哪里")
    title = models.CharField("职务", max_length=40, blank=True)
    starts_on = models.DateField("任职")
    ends_on = models.DateField("卸任", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        indexes = [models.Index(fields=["division", "role"], name="appointment_by_place")]


class PhoneCode(models.Model):
    """One code sent to one phone, good for five minutes, five tries, one use, in the browser that asked."""

    phone_key = models.CharField(max_length=32)
    browser = models.CharField(max_length=40)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField("发出")
    expires_at = models.DateTimeField("失效")
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    used_at = models.DateTimeField("用掉", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"
        indexes = [models.Index(fields=["phone_key", "-created_at"], name="code_by_phone")]
