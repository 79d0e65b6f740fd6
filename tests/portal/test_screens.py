"""The wall and the leader's phone: what they show, to whom, and that nothing of anybody's own stands on a wall."""

import re
from datetime import timedelta

import pytest

from civcenter.kit.errors import OutOfTurn
from civcenter.kit.secrets import sign
from civcenter.portal import actions
from civcenter.portal.models import ScreenLink
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(days=2)


@pytest.fixture
def cast(time_machine):
    time_machine.move_to(AT, tick=False)
    return make.cast()


def busy(cast, **changes):
    asked = [make.wish(cast.station, words="我叫王小花，电话 13900000001，灯坏了", **changes)]
    wish = make.served(cast, asked=asked).wishes.get()
    wishes.confirm(
        wish, by=Bearer(wish.pk, Proof.SMS, phone_key=wish.phone_key), at=AT, stars=5, words="灯亮了，夜里不摔跤了"
    )
    make.wish(cast.next_station)
    return wish


def shown(client, address, **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_screen_shows_figures_without_a_log_in_until_it_is_taken_back(cast, client_of):
    busy(cast)
    office, nobody = client_of(cast.office), client_of()
    office.post("/desk/screens/", {"name": "中心大厅", "division": make.COUNTY})
    link = ScreenLink.objects.get()
    address = re.search(r'href="(/screen/[^"]+)"', shown(office, "/desk/screens/"))[1]
    wall = shown(nobody, address)
    assert "上门理发" in wall and "很满意" in wall and "http-equiv" in wall
    for private in ("王小花", "13900000001", "灯亮了", "李志愿", "孙站长"):
        assert private not in wall
    live = shown(nobody, address, headers={"HX-Request": "true"})
    assert live.strip().startswith('<div id="live"') and "<html" not in live
    assert f'hx-get="{address}"' in live, "the next part asks for the same place"
    office.post(f"/desk/screens/{link.pk}/revoke/")
    assert nobody.get(address).status_code == 404
    for forged in (sign("slip", link.pk), address[8:-2], "x"):
        assert nobody.get(f"/screen/{forged}/").status_code == 404
    with pytest.raises(OutOfTurn):
        actions.revoke_screen(link, by=cast.office, at=AT)


def test_what_a_resident_keeps_private_is_on_no_wall(cast, client_of):
    busy(cast, is_public=False)
    assert "上门理发" not in shown(client_of(cast.office), "/desk/screen/")
    assert "灯亮了" not in shown(client_of(cast.leader), "/desk/leader/")


def test_only_the_office_opens_screens_and_only_of_its_places(cast, client_of):
    assert client_of(cast.leader).get("/desk/screens/").status_code == 403
    answer = client_of(cast.office).post("/desk/screens/", {"name": "屏", "division": make.OTHER_COUNTY})
    assert answer.status_code == 422 and not ScreenLink.objects.exists()
    link = actions.open_screen(division=cast.center.division, name="屏", by=cast.office, at=AT)
    assert client_of(cast.neighbour).post(f"/desk/screens/{link.pk}/revoke/").status_code == 404
    assert client_of(cast.leader).post(f"/desk/screens/{link.pk}/revoke/").status_code == 403


def test_the_wall_and_the_phone_say_what_the_cockpit_says(cast, client_of):
    busy(cast)
    make.wish(cast.station, at=AT - timedelta(days=20))
    leader = client_of(cast.leader)
    cockpit, wall, phone = (shown(leader, f"/desk/{page}/") for page in ("cockpit", "screen", "leader"))
    for title, unit in (("群众点单", "件"), ("群众确认办结率", "%"), ("群众满意率", "%")):
        said = re.search(rf"{title}</span><a[^>]*><b>([\d.]+)<small>{unit}", cockpit)[1]
        assert re.search(rf"本月{title}</h2><p><b class=\"num\">{said}</b>", wall), title
        assert re.search(rf"{title}</span>.*?<b class=\"balance num nw[^>]*>{said}<small", phone, re.S), title
    assert "2 件超时，最卡" in wall and "“灯亮了，夜里不摔跤了”" in phone
    assert "给超时最多的" not in phone


def test_an_empty_county_has_its_wall_and_phone(cast, client_of):
    leader = client_of(cast.leader)
    assert "还没有群众确认办成的" in shown(leader, "/desk/screen/")
    assert "还没有群众留话" in shown(leader, "/desk/leader/?more=x")
