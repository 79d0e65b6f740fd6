"""Reference data of places: divisions to look at (lists bring them in), outposts' cards to correct."""

from django.contrib import admin

from civcenter.hierarchy.models import Division, Outpost


@admin.register(Division)
class DivisionAdmin(admin.ModelAdmin):
    """Read only: divisions change by their list, `load_divisions`, or not at all."""

    list_display = ("code", "name", "tier", "kind", "valid_from", "ended_on", "successor")
    list_filter = ("tier", "kind")
    search_fields = ("code", "name", "pinyin", "initials")
    list_select_related = ("successor",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Outpost)
class OutpostAdmin(admin.ModelAdmin):
    """The card may be corrected; name, level and place come from the division."""

    list_display = ("name", "tier", "division", "phone", "is_open")
    list_filter = ("tier", "is_open")
    search_fields = ("name", "division__code", "division__pinyin", "division__initials")
    list_select_related = ("division",)
    fields = ("name", "tier", "division", "is_open", "address", "phone", "opening_hours", "offers")
    readonly_fields = ("name", "tier", "division", "is_open")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
