"""The texts people agree to, for the system administrator: read, and a new version added; none is ever changed."""

from django.contrib import admin
from django.utils import timezone

from civcenter.accounts.admin import Kept
from civcenter.residents.actions import issue_text
from civcenter.residents.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(Kept):
    list_display = ["purpose", "version", "starts_on"]
    fields = ["purpose", "version", "starts_on", "body"]
    ordering = ["purpose", "-starts_on"]

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        made = issue_text(
            purpose=obj.purpose, version=obj.version, body=obj.body, starts_on=obj.starts_on, at=timezone.now()
        )
        obj.pk, obj._state.adding = made.pk, False
