"""The days of a place for programs: every date written out, since no calendar knows lunar recurrence."""

from django.http import Http404
from django.urls import path
from rest_framework import serializers

from civcenter.hierarchy.api import CODE
from civcenter.hierarchy.models import Division
from civcenter.kit.api.doors import Showing, Told
from projects.occasions import feed
from projects.occasions.choices import OccasionKind
from projects.occasions.listing import FIRST_YEAR, LAST_YEAR, year_at

TAG = "节令"
YEAR = {"year": {"type": "string", "pattern": "^[0-9]{4}$"}}


class Day(serializers.Serializer):
    """A day, or a stretch of days."""

    date = serializers.DateField()
    until = serializers.DateField(required=False, help_text="不止一天的，到哪天")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=OccasionKind.choices)


class YearOfDays(serializers.Serializer):
    """Festivals, solar terms, seasons, markets, fairs, days off and made up, that begin in a year at a place."""

    division = serializers.CharField()
    year = serializers.IntegerField()
    occasions = Day(many=True)


class OccasionsOfYear(Showing):
    def show(self, code, year):
        known = year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR
        if not (known and Division.objects.filter(pk=code).exists()):
            raise Http404
        return {"division": code, "year": int(year), "occasions": feed.rows(year_at(int(year), code))}


api = [
    path(
        "divisions/<str:code>/occasions/<str:year>/",
        OccasionsOfYear.as_view(
            told={"GET": Told("occasion_year", "一个地方一年的节令、集和会", TAG, YearOfDays, path={**CODE, **YEAR})}
        ),
        name="occasion_year",
    ),
]
