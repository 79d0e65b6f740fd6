"""Divisions and outposts for programs, to read: they are public, as on the portal's pages."""

from django.http import Http404
from django.urls import path
from django_filters import rest_framework as filters
from rest_framework import serializers

from civcenter.hierarchy.models import Division, Outpost, Tier
from civcenter.kit.api import pages
from civcenter.kit.api.doors import Line, Listing, Showing, Told, row_id
from civcenter.kit.api.fields import ID

TAG = "区划和阵地"
CODE = {"code": {"type": "string", "pattern": "^([0-9]{6}|[0-9]{9}|[0-9]{12})$"}}


class DivisionLine(Line):
    """A county, township or village."""

    code = serializers.CharField()
    name = serializers.CharField()
    tier = serializers.ChoiceField(choices=Division.Tier.choices)
    kind = serializers.CharField()
    parent = serializers.CharField(source="parent_id", allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    successor = serializers.CharField(source="successor_id", allow_null=True)


class OutpostLine(Line):
    """A centre, branch or station."""

    id = serializers.IntegerField()
    division = serializers.CharField(source="division_id")
    tier = serializers.ChoiceField(choices=Tier.choices)
    name = serializers.CharField()
    address = serializers.CharField()
    phone = serializers.CharField(help_text="阵地的公开电话")
    opening_hours = serializers.CharField()
    offers = serializers.CharField()
    is_open = serializers.BooleanField()


class DivisionFilter(filters.FilterSet):
    q = pages.words(method=pages.search, label="名称、拼音或首字母")
    tier = pages.one_of(Division.Tier.choices)
    parent = pages.by_code(6, 9, 12, field_name="parent_id")
    current = pages.yes_no(field_name="ended_on", method="narrow_current", label="没有撤销的")

    def narrow_current(self, queryset, name, value):
        return queryset.filter(ended_on__isnull=value == "true")


class OutpostFilter(filters.FilterSet):
    q = pages.words(method=pages.search, label="名称、拼音或首字母")
    tier = pages.one_of(Tier.choices)
    county = pages.by_code(6)
    township = pages.by_code(9)
    division = pages.by_code(6, 9, 12, field_name="division_id")


class Divisions(Listing):
    """Divisions in order of their codes."""

    queryset, filterset_class, ordering = Division.objects.all(), DivisionFilter, "code"


class OneDivision(Showing):
    def show(self, code):
        return one(Division.objects.filter(pk=code), DivisionLine)


class Outposts(Listing):
    queryset, filterset_class = Outpost.objects.all(), OutpostFilter


class OneOutpost(Showing):
    def show(self, id):
        return one(Outpost.objects.filter(pk=row_id(id)), OutpostLine)


def one(rows, line):
    """The one row of `rows` as its list shows it, or 404."""
    plain, renamed = line.columns()
    row = rows.values(*plain, **renamed).first()
    if row is None:
        raise Http404
    return row


api = [
    path(
        "divisions/",
        Divisions.as_view(told={"GET": Told("division_list", "区划", TAG, DivisionLine, is_list=True)}),
        name="division_list",
    ),
    path(
        "divisions/<str:code>/",
        OneDivision.as_view(told={"GET": Told("division_show", "一个区划", TAG, DivisionLine, path=CODE)}),
        name="division_show",
    ),
    path(
        "outposts/",
        Outposts.as_view(told={"GET": Told("outpost_list", "阵地：中心、所、站", TAG, OutpostLine, is_list=True)}),
        name="outpost_list",
    ),
    path(
        "outposts/<str:id>/",
        OneOutpost.as_view(told={"GET": Told("outpost_show", "一个阵地", TAG, OutpostLine, path=ID)}),
        name="outpost_show",
    ),
]
