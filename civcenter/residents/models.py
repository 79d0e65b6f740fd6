"""Human beings, and what they agreed to."""

from django.db import models

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Division
from civcenter.kit.secrets import EncryptedField


class Person(models.Model):
    """A human being. `user` is the phone log-in (several people may share one), `staff` the own staff log-in."""

    name = models.CharField("姓名", max_length=40)
    phone = EncryptedField("手机号", blank=True)
    phone_key = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, verbose_name="住在")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="persons")
    staff = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="person_as_staff")
    created_at = models.DateTimeField("建档时间")

    class Meta:
        verbose_name = verbose_name_plural = "居民"

    def __str__(self):
        return f"居民 {self.pk}"


class Consent(models.Model):
    """Who agreed to which text, in which version, when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField("用途", max_length=20)
    version = models.CharField("版本", max_length=20)
    at = models.DateTimeField("时间")
    browser = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"
