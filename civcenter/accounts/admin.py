"""Accounts and posts, for the system administrator: staff of the own county, and nobody's phone."""

import logging

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils import timezone

from civcenter.accounts import actions
from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment, User
from civcenter.hierarchy.models import Division

log = logging.getLogger(__name__)

admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = "账号和任职"


def posts(user):
    """The posts somebody looks after."""
    if user.is_superuser:
        return Appointment.objects.all()
    return Appointment.objects.filter(division__in=Division.objects.within(user.codes_for(Duty.ADMIN)))


def accounts(user):
    """Staff accounts that hold or held such a post, and those without any post yet. Phone log-ins are nobody's."""
    staff = User.objects.filter(phone_key=None)
    if user.is_superuser:
        return staff
    ours = staff.filter(appointments__in=posts(user)) | staff.filter(appointments=None)
    return ours.filter(is_superuser=False).distinct()


class Kept(admin.ModelAdmin):
    """For those who hold ADMIN. Writes are verbs, nothing is deleted, Django's own log (it copies names) is off."""

    actions = None

    def has_module_permission(self, request):
        user = request.user
        return user.is_authenticated and (user.is_superuser or bool(user.codes_for(Duty.ADMIN)))

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return self.has_module_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def log_addition(self, request, obj, message):
        """Triggers keep the history of posts."""

    log_change = log_addition


class AccountForm(forms.ModelForm):
    password = forms.CharField(
        label="密码",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="新账号必填；已有的账号留空就不改。告诉本人后，请本人进去改掉。",
    )

    class Meta:
        model = User
        fields = ["username", "name", "is_active"]

    def clean_password(self):
        if not self.instance.pk and not self.cleaned_data["password"]:
            raise forms.ValidationError("新账号要给一个密码。")
        return self.cleaned_data["password"]


@admin.register(User)
class AccountAdmin(Kept):
    form = AccountForm
    list_display = ["username", "name", "is_active", "created_at"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "password", "is_active"]

    def get_queryset(self, request):
        return accounts(request.user).order_by("username")

    def get_readonly_fields(self, request, obj=None):
        return ["username"] if obj else ["is_active"]

    def save_model(self, request, obj, form, change):
        password, at = form.cleaned_data["password"], timezone.now()
        if not change:
            made = actions.open_account(username=obj.username, name=obj.name, password=password, at=at)
            obj.pk, obj._state.adding = made.pk, False
            return
        actions.rename_account(obj, name=obj.name)
        if password:
            actions.set_password(obj, password=password)
            log.info("user %s set the password of user %s", request.user.pk, obj.pk)
        if "is_active" in form.changed_data:
            (actions.reopen_account if obj.is_active else actions.close_account)(obj, at=at)


@admin.register(Appointment)
class AppointmentAdmin(Kept):
    list_display = ["holder", "role", "division", "title", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "division"]
    fields = ["user", "role", "division", "title", "starts_on", "ends_on"]

    @admin.display(description="谁")
    def holder(self, post):
        return f"{post.user.name}（{post.user.username}）"

    def get_queryset(self, request):
        return posts(request.user).order_by("-starts_on", "-pk")

    def get_readonly_fields(self, request, obj=None):
        return ["user", "role", "division", "title", "starts_on"] if obj else ["ends_on"]

    def formfield_for_foreignkey(self, field, request, **kwargs):
        user = request.user
        if field.name == "user":
            # Nobody appoints himself: whoever runs the machine would else read what he must not.
            kwargs["queryset"] = accounts(user).filter(is_active=True).exclude(pk=user.pk).order_by("username")
        if field.name == "division" and not user.is_superuser:
            kwargs["queryset"] = Division.objects.within(user.codes_for(Duty.ADMIN)).current()
        bound = super().formfield_for_foreignkey(field, request, **kwargs)
        if field.name == "user":
            bound.label_from_instance = lambda account: f"{account.name}（{account.username}）"
        return bound

    def save_model(self, request, obj, form, change):
        if change:
            actions.dismiss(obj, last_day=obj.ends_on or timezone.localdate())
            return
        made = actions.appoint(obj.user, role=obj.role, division=obj.division, starts_on=obj.starts_on, title=obj.title)
        obj.pk, obj._state.adding = made.pk, False
