"""The one tree of kinds of service."""

from django.db import models


class ServiceKindQuerySet(models.QuerySet):
    def on_menu(self):
        return self.filter(is_active=True, on_menu=True).order_by("rank", "code")

    def active(self):
        return self.filter(is_active=True).order_by("rank", "code")


class ServiceKind(models.Model):
    """The one tree of kinds for wishes, skills, points and activities. Source: the national site's list."""

    code = models.SlugField("代码", primary_key=True, max_length=30)
    name = models.CharField("服务类别", max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级类别")
    icon = models.CharField("图标", max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField("顺序", default=100)
    on_menu = models.BooleanField("首页菜单", default=False)
    is_active = models.BooleanField("在用", default=True)

    objects = ServiceKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务类别"
        ordering = ["rank", "code"]

    def __str__(self):
        return self.name
