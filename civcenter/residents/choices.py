"""Facts about people; no database."""

from django.db import models


class DocumentKind(models.TextChoices):
    """The paper that says who somebody is (standards 3.2)."""

    CITIZEN = "citizen", "居民身份证"
    RESIDENCE = "residence", "港澳台居民居住证"
    PASSPORT = "passport", "护照"
    HONG_KONG = "hk", "港澳居民来往内地通行证"
    TAIWAN = "tw", "台湾居民来往大陆通行证"
    FOREIGNER = "foreigner", "外国人永久居留身份证"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSAID = "9", "未说明"
