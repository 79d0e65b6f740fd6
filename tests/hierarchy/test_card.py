"""The card of an outpost: its manager corrects it, nobody else; what was typed is kept or refused in one sentence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.hierarchy.actions import edit_outpost
from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import RuleBroken
from tests import factories as make

pytestmark = pytest.mark.django_db

CARD = {
    "phone": "0934 662 2000",
    "address": "村委会院内",
    "opening_hours": "周一到周五 8:30 到 17:30",
    "offers": "理发\n代办证件",
}


@pytest.fixture
def cast():
    return make.cast()


def card(outpost):
    return reverse("desk_portal:outpost", args=[outpost.pk])


def save(client, user, outpost, **changes):
    client.force_login(user)
    return client.post(card(outpost), {**CARD, **changes})


def kept(outpost):
    return Outpost.objects.values(*CARD).get(pk=outpost.pk)


def test_the_manager_writes_the_card_and_everybody_reads_it(client, cast):
    assert save(client, cast.manager, cast.station).url == reverse("desk_portal:outposts")
    assert kept(cast.station) == {**CARD, "phone": "0934-6622000"}
    client.logout()
    shown = client.get(reverse("portal:outpost", args=[cast.station.pk])).content.decode()
    assert "村委会院内" in shown
    assert "0934-6622000" in shown


@pytest.mark.parametrize(
    ("who", "place", "status"),
    [
        ("manager", "station", 302),
        ("chief", "station", 302),
        ("chief", "branch", 302),
        ("office", "center", 302),
        ("office", "next_station", 302),
        ("neighbour", "station", 404),
        ("manager", "branch", 404),
        ("manager", "next_station", 404),
        ("leader", "center", 403),
    ],
)
def test_a_card_is_its_managers_and_theirs_above(client, cast, who, place, status):
    before = kept(getattr(cast, place))
    assert save(client, getattr(cast, who), getattr(cast, place)).status_code == status
    assert (kept(getattr(cast, place)) != before) == (status == 302)


def test_a_volunteer_and_a_stranger_are_not_let_in(client, cast):
    assert client.get(card(cast.station)).url.startswith("/login/")
    client.force_login(cast.volunteer.person.user)
    assert client.post(card(cast.station), CARD).status_code == 404
    assert kept(cast.station)["phone"] == ""


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("０９３４－６６２２０００", "0934-6622000"),
        ("(0934)6622000", "0934-6622000"),
        ("010 6622 0000", "010-66220000"),
        ("66220000", "66220000"),
        ("+86 138 0000 0001", "13800000001"),
        ("400-810-0000", "4008100000"),
        ("12345", "12345"),
    ],
)
def test_numbers_are_taken_as_people_write_them(client, cast, typed, number):
    assert save(client, cast.manager, cast.station, phone=typed).status_code == 302
    assert kept(cast.station)["phone"] == number


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", "没有"),
        ("phone", "1380000000"),
        ("phone", "<script>"),
        ("phone", "٠٩٣٤٦٦٢٢٠٠٠"),
        ("address", "很" * 121),
        ("opening_hours", "很" * 81),
        ("offers", "很" * 501),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(client, cast, field, typed):
    page = save(client, cast.manager, cast.station, **{field: typed})
    assert page.status_code == 422
    assert len(page.context["form"].errors[field]) == 1
    assert page.context["form"][field].value() == typed
    assert kept(cast.station) == dict.fromkeys(CARD, "")


def test_words_lose_hidden_marks_and_keep_rare_characters(client, cast):
    save(client, cast.manager, cast.station, address="𠮷家\u202e庄\u200b 😀", offers="<b>好</b>")
    assert kept(cast.station)["address"] == "𠮷家庄 😀"
    shown = client.get(reverse("portal:outpost", args=[cast.station.pk])).content.decode()
    assert "&lt;b&gt;好&lt;/b&gt;" in shown


def test_a_closed_outpost_is_gone_for_the_desk(client, cast):
    Outpost.objects.filter(pk=cast.station.pk).update(is_open=False)
    assert save(client, cast.manager, cast.station).status_code == 404
    with pytest.raises(RuleBroken, match="已经撤销"):
        edit_outpost(cast.station, by=cast.manager, at=make.NOW, phone="12345")


def test_only_the_card_can_be_changed_by_it(cast):
    edit_outpost(cast.station, by=cast.manager, at=make.NOW, name="别的站", is_open=False, phone="12345")
    station = Outpost.objects.get(pk=cast.station.pk)
    assert (station.name, station.is_open, station.phone) == (cast.station.name, True, "12345")


def test_history_knows_who_changed_it(cast):
    edit_outpost(cast.station, by=cast.manager, at=make.NOW, phone="12345")
    change = cast.station.changes.latest("pgh_id")
    assert (change.phone, change.pgh_context.metadata["user"]) == ("12345", cast.manager.pk)


def test_the_list_shows_what_one_runs_and_what_is_missing(client, cast):
    client.force_login(cast.chief)
    page = client.get(reverse("desk_portal:outposts"))
    assert [row.pk for row in page.context["rows"]] == [cast.branch.pk, cast.station.pk]
    assert cast.station.blanks == ["电话", "地址", "开门时间", "能办的事"]
    found = client.get(reverse("desk_portal:outposts"), {"q": "北庄"})
    assert [row.pk for row in found.context["rows"]] == [cast.station.pk]
    client.force_login(cast.leader)
    assert client.get(reverse("desk_portal:outposts")).status_code == 403


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, cast):
    def queries(user):
        client.force_login(user)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("desk_portal:outposts")).status_code == 200
        return len(seen)

    one = queries(cast.manager)
    for last in range(300, 306):
        make.place(f"621026100{last}", f"第{last}村", make.TOWNSHIP)
    assert queries(cast.chief) == one
