"""A volunteer's own points for programs: what there is, and how it came."""

from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Coalesce
from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from civcenter.kit.api.doors import Line, Listing, Told
from civcenter.kit.api.pages import CursorPages
from civcenter.kit.text import mask_name
from incentives.models import Account, Entry

HOLDER = Coalesce("person__name", "household__name")


class PointLine(Line):
    """One transfer; `way` is in or out of the caller's account."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    points = serializers.DecimalField(max_digits=12, decimal_places=2)
    way = serializers.ChoiceField(choices=[("in", "入"), ("out", "出")])
    words = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)

    @classmethod
    def finish(cls, row):
        """Points are exact: a text, never a float."""
        return super().finish(row | {"points": str(row["points"])})


class PointFilter(filters.FilterSet):
    """Nothing to narrow by yet; unknown names are refused all the same."""


class Statement(CursorPages):
    """The page of entries, with what stands in the accounts."""

    def paginate_queryset(self, queryset, request, view=None):
        own = Account.objects.visible_to(request.user, timezone.now())
        self.accounts = [
            {"id": pk, "name": mask_name(name), "balance": str(balance)}
            for pk, name, balance in own.order_by("pk").values_list("pk", HOLDER, "balance")
        ]
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        response.data["accounts"] = self.accounts
        return response

    def get_paginated_response_schema(self, schema):
        page = super().get_paginated_response_schema(schema)
        account = {
            "id": {"type": "integer"},
            "name": {"type": "string", "description": "遮住的姓名"},
            "balance": {"type": "string", "format": "decimal", "pattern": r"^-?\d{0,10}(?:\.\d{0,2})?$"},
        }
        row = {"type": "object", "properties": account, "required": sorted(account)}
        page["properties"]["accounts"] = {"type": "array", "items": row}
        page["required"].append("accounts")
        return page


class Points(Listing):
    """Newest first."""

    queryset, filterset_class, pagination_class = Entry.objects.all(), PointFilter, Statement

    def get_queryset(self):
        user = self.request.user
        own = Account.objects.visible_to(user, timezone.now()).values("pk")
        way = Case(When(credit__in=own, then=Value("in")), default=Value("out"), output_field=CharField())
        return self.queryset.visible_to(user, timezone.now()).annotate(way=way)


api = [
    path(
        "points/",
        Points.as_view(told={"GET": Told("point_list", "我的积分", "积分", PointLine, is_list=True)}),
        name="point_list",
    )
]
