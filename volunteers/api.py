"""The register for programs, to read: masked, and never more than the caller sees at his own desk or phone."""

from django.http import Http404
from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from civcenter.kit.api import pages
from civcenter.kit.api.doors import Line, Listing, Showing, Told, row_id
from civcenter.kit.api.fields import ID
from civcenter.kit.text import mask_name
from volunteers.choices import Confirmed, Evidence, RecordStatus, VolunteerStatus
from volunteers.models import ServiceRecord, Volunteer

TAG = "志愿者"


class VolunteerLine(Line):
    """One place on the register. Names are masked; phones, documents and the rest of the person are not told."""

    named = {"status_label": ("status", dict(VolunteerStatus.choices))}

    id = serializers.IntegerField()
    name = serializers.CharField(source="person.name", help_text="遮住的姓名")
    status = serializers.ChoiceField(choices=VolunteerStatus.choices)
    status_label = serializers.CharField(help_text="状态的说法")
    division = serializers.CharField(source="division_id")
    township = serializers.CharField()
    stars = serializers.IntegerField()
    applied_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="本人确认的时间；空的不算数")
    confirmed_how = serializers.ChoiceField(choices=Confirmed.choices, allow_blank=True)

    @classmethod
    def finish(cls, row):
        return super().finish(row | {"name": mask_name(row["name"])})


class VolunteerFilter(filters.FilterSet):
    status = pages.one_of(VolunteerStatus.choices)
    kind = pages.by_slug(field_name="kinds__code")
    talent = pages.by_slug(field_name="talents__code")
    county = pages.by_code(6)
    township = pages.by_code(9)
    division = pages.by_code(12, field_name="division_id")


class Volunteers(Listing):
    """Whom the caller may see: staff those of their places, a phone its own."""

    queryset, filterset_class = Volunteer.objects.all(), VolunteerFilter

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user, timezone.now())


class OneVolunteer(Showing):
    def show(self, id):
        rows = Volunteer.objects.visible_to(self.request.user, timezone.now()).filter(pk=row_id(id))
        plain, renamed = VolunteerLine.columns()
        row = rows.values(*plain, **renamed).first()
        if row is None:
            raise Http404
        return VolunteerLine.finish(row)


class RecordLine(Line):
    """One service on record. `minutes` are what counts; who vouched for it stands at the desk."""

    named = {
        "status_label": ("status", dict(RecordStatus.choices)),
        "evidence_label": ("evidence", dict(Evidence.choices)),
    }

    id = serializers.IntegerField()
    volunteer = serializers.IntegerField(source="volunteer_id")
    name = serializers.CharField(source="volunteer__person__name", help_text="遮住的姓名")
    kind = serializers.CharField(source="kind_id")
    title = serializers.CharField()
    division = serializers.CharField(source="division_id")
    organiser = serializers.IntegerField(source="organiser_id", allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    evidence = serializers.ChoiceField(choices=Evidence.choices)
    evidence_label = serializers.CharField(help_text="证据等级的说法")
    status = serializers.ChoiceField(choices=RecordStatus.choices)
    status_label = serializers.CharField(help_text="状态的说法")
    vouched_at = serializers.DateTimeField(allow_null=True)
    final_at = serializers.DateTimeField(allow_null=True)

    @classmethod
    def finish(cls, row):
        return super().finish(row | {"name": mask_name(row["name"])})


class RecordFilter(filters.FilterSet):
    volunteer = pages.by_id(field_name="volunteer_id")
    status = pages.one_of(RecordStatus.choices)
    evidence = pages.one_of(Evidence.choices)
    kind = pages.by_slug(field_name="kind_id")
    township = pages.by_code(9)
    division = pages.by_code(12, field_name="division_id")
    organiser = pages.by_id(field_name="organiser_id", label="组织的所站")
    month = pages.by_month(method="in_month", label="哪个月")

    def in_month(self, queryset, name, value):
        year, month = value.split("-")
        return queryset.filter(started_at__year=int(year), started_at__month=int(month))


class Records(Listing):
    """Service on record: staff that of their places, a phone its own people's."""

    queryset, filterset_class = ServiceRecord.objects.all(), RecordFilter

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user, timezone.now())


api = [
    path(
        "records/",
        Records.as_view(told={"GET": Told("record_list", "服务记录", TAG, RecordLine, is_list=True)}),
        name="record_list",
    ),
    path(
        "volunteers/",
        Volunteers.as_view(told={"GET": Told("volunteer_list", "看得到的志愿者", TAG, VolunteerLine, is_list=True)}),
        name="volunteer_list",
    ),
    path(
        "volunteers/<str:id>/",
        OneVolunteer.as_view(told={"GET": Told("volunteer_show", "一位志愿者", TAG, VolunteerLine, path=ID)}),
        name="volunteer_show",
    ),
]
