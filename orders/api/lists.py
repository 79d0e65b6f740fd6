"""Which rows a list shows, and by what they may be narrowed."""

from django.utils import timezone
from django_filters import rest_framework as filters

from civcenter.kit.api import pages
from orders.flow import ClaimStatus, OrderStatus, WishStatus


class Overdue(filters.FilterSet):
    """`overdue=true`: what should have been done by now; `false`: the rest."""

    overdue = pages.yes_no(method="narrow_overdue", label="过了时限")

    def narrow_overdue(self, queryset, name, value):
        at = timezone.now()
        late = queryset.overdue(at)
        return late if value == "true" else queryset.exclude(due_at__lt=at)


class WishFilter(Overdue):
    status = pages.one_of(WishStatus.choices)
    kind = pages.by_slug(field_name="kind_id")
    township = pages.by_code(9)
    outpost = pages.by_id(field_name="outpost_id")


class OrderFilter(Overdue):
    status = pages.one_of(OrderStatus.choices)
    kind = pages.by_slug(field_name="kind_id")
    township = pages.by_code(9)
    outpost = pages.by_id(field_name="unit_id", label="承办的所站")


class HallFilter(filters.FilterSet):
    kind = pages.by_slug(field_name="kind_id")
    county = pages.by_code(6)
    township = pages.by_code(9)
    outpost = pages.by_id(field_name="unit_id", label="承办的所站")


class ClaimFilter(filters.FilterSet):
    status = pages.one_of(ClaimStatus.choices)
    kind = pages.by_slug(field_name="order__kind_id")
    township = pages.by_code(9, field_name="order__township")
    outpost = pages.by_id(field_name="order__unit_id")
    order = pages.by_id(field_name="order_id")
