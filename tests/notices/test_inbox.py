"""Both inboxes, and the list of stuck messages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.notices.actions import tell
from civcenter.notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def text(response):
    return response.content.decode()


def say(user, n=1, **more):
    tell(**{"source": f"n{n}", "text": f"消息第{n}条", "user": user, "at": make.NOW + timedelta(minutes=n), **more})


def test_staff_read_their_own_messages(client, cast):
    say(cast.office), say(cast.chief, 2)
    client.force_login(cast.office)
    page = text(client.get(reverse("desk_notices:inbox")))
    assert "消息第1条" in page and "消息第2条" not in page


def test_residents_read_theirs_and_are_asked_for_a_phone(client, cast):
    user = cast.volunteer.person.user
    say(user)
    assert client.get(reverse("notices:inbox")).url.startswith("/me/login/?next=")
    client.force_login(user)
    assert "消息第1条" in text(client.get(reverse("notices:inbox")))


def test_opening_one_marks_it_and_leads_on(client, cast):
    say(cast.office, link="/desk/wishes/")
    notice = Notice.objects.get(source="n1:inbox")
    client.force_login(cast.office)
    assert client.post(reverse("desk_notices:open", args=[notice.pk])).url == "/desk/wishes/"
    notice.refresh_from_db()
    assert notice.read_at


def test_somebody_elses_message_is_the_same_404_as_a_missing_one(client, cast):
    say(cast.office)
    notice = Notice.objects.get(source="n1:inbox")
    client.force_login(cast.neighbour)
    assert client.post(reverse("desk_notices:open", args=[notice.pk])).status_code == 404
    assert client.post(reverse("desk_notices:open", args=[10**9])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_can_be_marked_read(client, cast):
    say(cast.office), say(cast.office, 2), say(cast.chief, 3)
    client.force_login(cast.office)
    client.post(reverse("desk_notices:read_all"))
    assert Notice.objects.inbox_of(cast.office).unread().count() == 0
    assert Notice.objects.inbox_of(cast.chief).unread().filter(source="n3:inbox").exists()


def test_the_list_is_in_parts(client, cast):
    for n in range(1, 46):
        say(cast.office, n)
    client.force_login(cast.office)
    page = client.get(reverse("desk_notices:inbox"))
    assert len(page.context["notices"]) == 20
    second = client.get(reverse("desk_notices:inbox") + page.context["more_url"])
    third = client.get(reverse("desk_notices:inbox") + second.context["more_url"])
    assert len(third.context["notices"]) == 5 and not third.context["more_url"]


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_list_costs_the_same_for_one_and_three(client, cast):
    client.force_login(cast.office)
    say(cast.office)
    client.get(reverse("desk_notices:inbox"))
    one = queries(client, reverse("desk_notices:inbox"))
    say(cast.office, 2), say(cast.office, 3)
    assert queries(client, reverse("desk_notices:inbox")) == one


def stuck(n=1, place=make.VILLAGE, state="dead"):
    tell(source=f"s{n}", text="秘密的话", phone=f"1900000{n:04d}", at=make.NOW, place=place)
    Notice.objects.filter(source=f"s{n}:sms").update(state=state, attempts=5, fault="busy")
    return Notice.objects.get(source=f"s{n}:sms")


def test_the_office_sees_stuck_messages_without_words_or_phone(client, cast):
    stuck(), stuck(2, state="unsure"), stuck(3, place=make.OTHER_COUNTY), stuck(4, state="sent")
    client.force_login(cast.office)
    page = text(client.get(reverse("desk_accounts:stranded")))
    assert "s1:sms" in page and "s2:sms" in page and "s3:sms" not in page and "s4:sms" not in page
    assert "秘密的话" not in page and "19000000001" not in page


def test_a_stuck_message_is_sent_again_by_a_button(client, cast):
    notice = stuck()
    client.force_login(cast.office)
    assert client.post(reverse("desk_accounts:resend", args=[notice.pk])).status_code == 302
    notice.refresh_from_db()
    assert notice.state == "pending"


def test_stuck_messages_are_not_for_others(client, cast):
    mine, far = stuck(), stuck(2, place=make.OTHER_COUNTY)
    client.force_login(cast.office)
    assert client.post(reverse("desk_accounts:resend", args=[far.pk])).status_code == 404
    for user in (cast.manager, cast.leader, cast.volunteer.person.user):
        client.force_login(user)
        assert client.get(reverse("desk_accounts:stranded")).status_code == 403
        assert client.post(reverse("desk_accounts:resend", args=[mine.pk])).status_code == 403
