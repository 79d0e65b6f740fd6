"""Reference data of rules: the papers, and the days that are not what their weekday says."""

from django.contrib import admin, messages
from django.utils import timezone

from civcenter.rules.models import CalendarDay, RuleDocument
from civcenter.rules.seeds import STATUTE

NOTICE_MONTH = 11
"""The State Council's notice for the next year comes around the beginning of November."""


class NeverDeleted(admin.ModelAdmin):
    """Rows others stand on: changed, never deleted; a seed would bring a deleted one back besides."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RuleDocument)
class RuleDocumentAdmin(NeverDeleted):
    list_display = ("no", "title", "issuer", "effective_from", "effective_to")
    search_fields = ("no", "title", "issuer")


@admin.register(CalendarDay)
class CalendarDayAdmin(NeverDeleted):
    list_display = ("date", "kind", "name", "document")
    list_filter = ("kind", "name")
    date_hierarchy = "date"
    ordering = ("-date",)
    list_select_related = ("document",)
    autocomplete_fields = ("document",)

    def get_readonly_fields(self, request, obj=None):
        return ("date",) if obj else ()

    def changelist_view(self, request, extra_context=None):
        year = missing_year(timezone.localdate())
        if year:
            text = (
                f"还没有 {year} 年的放假通知：时限先按法定节假日和周一到周五算。"
                "通知出来后，请在这里补上放假和补班的日子。"
            )
            self.message_user(request, text, messages.WARNING)
        return super().changelist_view(request, extra_context)


def missing_year(today):
    """The year whose notice should be here by now and is not, or None: this year's, from November the next one's."""
    wanted = [today.year] + ([today.year + 1] if today.month >= NOTICE_MONTH else [])
    noticed = CalendarDay.objects.exclude(document__no=STATUTE)
    return next((year for year in wanted if not noticed.filter(date__year=year).exists()), None)
