"""我的账号: staff say by a phone's code who they are, and the county sees who has not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.accounts.roles import Role
from civcenter.residents.models import Person
from tests import factories as make
from tests.accounts.coming_in import code_of, text, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.CIV_DEMO = True  # the code is read from the outbox
    made = make.cast()
    make.unknown(made.manager)
    return made


def say(client, phone, code=None):
    client.post(reverse("desk_residents:own_phone"), {"phone": phone})
    return client.post(reverse("desk_residents:own_code"), {"code": code or code_of(phone)})


def test_a_manager_says_which_volunteer_he_is(cast, client_of):
    client, person = client_of(cast.manager), cast.volunteer.person
    assert "还没认" in text(client.get(reverse("desk_residents:account")))
    answer = say(client, person.phone)
    assert answer.url == reverse("desk_residents:own_who")
    shown = text(client.get(answer.url))
    assert "李*愿" in shown and person.phone not in shown
    assert client.post(answer.url, {"person": person.pk}).url == reverse("desk_residents:account")
    person.refresh_from_db()
    assert person.staff == cast.manager
    shown = text(client.get(reverse("desk_residents:account")))
    assert "认过了" in shown and person.phone not in shown
    assert client.get(reverse("desk_residents:own_phone")).status_code == 302
    assert client.get("/desk/", follow=True).status_code == 200  # still the staff log-in


def test_who_is_listed_nowhere_is_on_record_from_now_on(cast, client_of):
    client, phone = client_of(cast.manager), make.fresh_phone()
    answer = client.post(say(client, phone).url, {"person": "new"})
    assert answer.status_code == 302
    me = Person.objects.get(staff=cast.manager)
    assert (me.name, me.phone, me.user.phone) == ("孙站长", phone, phone)


def test_without_the_phones_code_nobody_is_anybody(cast, client_of):
    client, phone = client_of(cast.manager), cast.volunteer.person.phone
    for name in ("own_code", "own_who"):
        assert client.post(reverse(f"desk_residents:{name}"), {"person": "new"}).url == reverse(
            "desk_residents:own_phone"
        )
    client.post(reverse("desk_residents:own_phone"), {"phone": phone})
    assert client.post(reverse("desk_residents:own_code"), {"code": wrong(code_of(phone))}).status_code == 409
    assert client.get(reverse("desk_residents:own_who")).status_code == 302
    say(client, make.fresh_phone())
    answer = client.post(reverse("desk_residents:own_who"), {"person": cast.volunteer.person.pk})
    assert answer.status_code == 422
    assert not Person.objects.filter(staff=cast.manager).exists()


def test_a_proof_is_good_for_a_quarter_of_an_hour(cast, client_of, time_machine):
    client = client_of(cast.manager)
    say(client, make.fresh_phone())
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert client.get(reverse("desk_residents:own_who")).url == reverse("desk_residents:own_phone")


def test_these_pages_are_for_staff(cast, client_of):
    for name in ("account", "own_phone", "own_code", "own_who", "staff"):
        path = reverse(f"desk_residents:{name}")
        assert client_of(cast.volunteer.person.user).get(path).status_code == 403
        assert client_of().get(path).url.startswith("/login/")


def test_the_county_sees_who_has_not_said_who_he_is(cast, client_of, django_assert_num_queries):
    path = reverse("desk_residents:staff")
    shown = text(client_of(cast.office).get(path))
    assert "1 个工作账号还没认本人" in shown and "孙站长" in shown and "吴县长" in shown
    only = text(client_of(make.staff("li", Role.SYSADMIN, make.COUNTY)).get(path, {"unknown": 1}))
    assert "孙站长" in only and "吴县长" not in only
    for nobody in (cast.manager, cast.chief, cast.leader):
        assert client_of(nobody).get(path).status_code == 403
    make.place(make.OTHER_COUNTY, "滕州市")
    far = make.staff("far", Role.OFFICE, make.OTHER_COUNTY)
    assert "孙站长" not in text(client_of(far).get(path))
