"""What the system administrator's pages write goes through the verbs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civcenter.accounts.models import Appointment, User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def it(cast, client):
    user = make.staff("it", "sysadmin", make.COUNTY, "技术员")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_an_account_is_opened_and_appointed(it):
    made = {"username": "new", "name": "新来的", "password": "kaitong-mima-26"}
    assert it.post("/admin/accounts/user/add/", made).status_code == 302
    user = User.objects.get(username="new")
    assert user.check_password("kaitong-mima-26") and not user.is_staff
    post = {"user": user.pk, "role": "station", "division": make.NEXT_VILLAGE, "starts_on": timezone.localdate()}
    assert it.post("/admin/accounts/appointment/add/", post).status_code == 302
    assert User.objects.get(pk=user.pk).codes == {make.NEXT_VILLAGE}


def test_a_post_at_the_wrong_level_is_refused_with_a_sentence(it, cast):
    post = {"user": cast.office.pk, "role": "branch", "division": make.COUNTY, "starts_on": timezone.localdate()}
    page = it.post("/admin/accounts/appointment/add/", post)
    assert "所长任在乡镇" in page.content.decode()
    assert cast.office.appointments.count() == 1


def test_a_post_is_ended(it, cast):
    post, today = cast.neighbour.appointments.get(), timezone.localdate()
    assert it.post(f"/admin/accounts/appointment/{post.pk}/change/", {"ends_on": today}).status_code == 302
    post.refresh_from_db()
    assert post.ends_on == today


def test_an_account_is_closed_with_its_posts_and_opened_again_without(it, cast):
    url = f"/admin/accounts/user/{cast.chief.pk}/change/"
    it.post(url, {"name": "钱所长", "password": ""})
    cast.chief.refresh_from_db()
    assert not cast.chief.is_active
    assert cast.chief.appointments.get().ends_on == timezone.localdate()
    it.post(url, {"name": "钱所长", "password": "", "is_active": "on"})
    cast.chief.refresh_from_db()
    assert cast.chief.is_active
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert not Appointment.objects.current(tomorrow).filter(user=cast.chief).exists()


def test_a_weak_password_is_refused(it):
    assert it.post("/admin/accounts/user/add/", {"username": "n", "name": "新", "password": "123"}).status_code == 409
    assert not User.objects.filter(username="n").exists()


def test_personal_data_are_not_the_administrators(it, cast):
    assert it.get(f"/desk/people/{cast.volunteer.person.pk}/phone/").status_code == 404
    assert it.get("/desk/reveals/").status_code == 403
    assert it.get("/admin/residents/person/").status_code == 404
