"""The stock admin: for those who hold ADMIN at their own county, and it shows them nobody's phone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.accounts.models import Appointment, User
from civcenter.residents.models import ConsentText
from tests import factories as make

pytestmark = pytest.mark.django_db
LISTS = ["accounts_user", "accounts_appointment", "residents_consenttext"]


def administrator(username="xitong", code=make.COUNTY):
    user = make.staff(username, "sysadmin", code, "陈管理")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return user


@pytest.fixture
def admin(client):
    make.cast()
    user = administrator()
    client.force_login(user)
    client.user = user
    return client


@pytest.mark.parametrize("name", LISTS)
def test_administrator_opens_the_lists_and_sees_no_phone(admin, name):
    page = admin.get(reverse(f"admin:{name}_changelist"))
    assert page.status_code == 200
    assert "1900000" not in page.content.decode() and "tel-" not in page.content.decode()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["office", "chief", "leader", "volunteer"])
def test_nobody_else_does_even_with_the_flag_of_the_back_office(client, name, who):
    cast = make.cast()
    user = cast.volunteer.person.user if who == "volunteer" else getattr(cast, who)
    url = reverse(f"admin:{name}_changelist")
    client.force_login(user)
    assert client.get(url).status_code == 302
    User.objects.filter(pk=user.pk).update(is_staff=True)
    assert client.get(url).status_code == 403


def test_administrator_reads_nobody_s_matters(admin):
    user = User.objects.get(pk=admin.user.pk)
    assert user.is_official and not user.codes
    for name in ("desk_orders:wishes", "desk_orders:orders", "desk_volunteers:volunteers"):
        assert admin.get(reverse(name)).status_code == 403


def appoint(client, user, role="office", division=make.COUNTY):
    data = {"user": user.pk, "role": role, "division": division, "title": "", "starts_on": "2026-11-01"}
    return client.post(reverse("admin:accounts_appointment_add"), data)


def test_administrator_appoints_another_but_not_himself(admin):
    other = User.objects.create_user("xinren", make.PASSWORD, name="新人")
    assert appoint(admin, other).status_code == 302
    assert Appointment.objects.filter(user=other, role="office").exists()
    assert appoint(admin, admin.user).status_code == 200
    assert not Appointment.objects.filter(user=admin.user, role="office").exists()


def test_the_next_county_s_posts_and_people_are_not_there(admin):
    make.place(make.OTHER_COUNTY, "滕州市")
    stranger = make.staff("bieren", "office", make.OTHER_COUNTY, "别县")
    post = stranger.appointments.get()
    assert "bieren" not in admin.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert admin.get(reverse("admin:accounts_user_change", args=[stranger.pk])).status_code == 302
    assert admin.get(reverse("admin:accounts_appointment_change", args=[post.pk])).status_code == 302
    other = User.objects.create_user("xinren", make.PASSWORD, name="新人")
    assert appoint(admin, other, division=make.OTHER_COUNTY).status_code == 200
    assert not other.appointments.exists()


def test_nothing_is_deleted(admin):
    post = Appointment.objects.exclude(user=admin.user).first()
    assert admin.post(reverse("admin:accounts_appointment_delete", args=[post.pk]), {"post": "yes"}).status_code == 403
    assert Appointment.objects.filter(pk=post.pk).exists()


def test_a_consent_text_is_added_from_today_on_and_never_changed(admin):
    today = timezone.localdate()
    data = {"purpose": "volunteer", "version": "9", "body": "新的说明", "starts_on": today}
    add = reverse("admin:residents_consenttext_add")
    assert admin.post(add, {**data, "starts_on": today - timedelta(days=1)}).status_code == 409
    assert admin.post(add, data).status_code == 302
    made = ConsentText.objects.current("volunteer", today)
    assert made.version == "9"
    admin.post(reverse("admin:residents_consenttext_change", args=[made.pk]), {**data, "body": "改过"})
    made.refresh_from_db()
    assert made.body == "新的说明"


def test_a_post_that_ended_opens_nothing_the_day_after(client):
    make.county()
    user = administrator()
    Appointment.objects.filter(user=user).update(starts_on=date(2020, 1, 1), ends_on=timezone.localdate())
    client.force_login(user)
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200
    Appointment.objects.filter(user=user).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
