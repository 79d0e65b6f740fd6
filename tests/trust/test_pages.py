"""Every page in a real browser: no barrier, nothing refused, no sideways scroll, nothing too small to hit, within the
budget, text stays text."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import browser
from tests.trust import county, looking, roles

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = SimpleNamespace(
    wish=f"{SCRIPT}\"'><img src=x onerror=alert(2)>\u202e倒着写\u202c👴🏽𠮷野家" + "长" * 60 + "w" * 120,
    name="<b onclick=alert(3)>",
    title="</h1><svg/onload=alert(4)>𠮷👍🏽" + "x" * 28,
    note=f"{{{{ 7|add:7 }}}}{SCRIPT}\u202e\u200b<a href=javascript:alert(5)>" + "y" * 90,
)


@pytest.fixture
def look(seeded, chrome, live_server):
    """A function that opens one county's pages on phones or at desks."""
    opened = []

    def fresh(place, kind):
        opened.append(looking.Looker(chrome, live_server, place, kind))
        return opened[-1]

    yield fresh
    for looker in opened:
        looker.close()


def whole(text=county.PLAIN):
    return county.county(timezone.now(), text=text)


def empty():
    """A county where nothing was asked yet."""
    place = county.people(county.HOME)
    place.rows, place.at = None, timezone.now()
    return place


def test_phone_pages_hold_with_whatever_people_type(look):
    place = whole(HOSTILE)
    looker = look(place, browser.PHONE)
    listed = list(looking.public_pages(place))
    found = looker.faults(listed, looking.fits(320), looking.reaches(44), looking.is_light)
    assert found == [], "\n".join(found)
    looker.elder()
    found = looker.faults(listed, looking.fits(320), looking.reaches(60), looking.is_elder)
    assert found == [], "\n".join(found)
    assert looker.dialogs == [] and len(looker.seen) >= 35
    assert SCRIPT in looker.text(roles.RESIDENT, reverse("orders:track", args=[place.rows["wish:new"].number]))
    assert HOSTILE.title in looker.text(roles.ANON, reverse("orders:order", args=[place.rows["order:open"].pk]))


def test_desk_pages_hold_with_whatever_people_type(look):
    place = whole(HOSTILE)
    looker = look(place, browser.DESK)
    found = looker.faults(looking.desk_pages(place), looking.fits(1280), looking.fits(820), looking.reaches(32))
    assert found == [], "\n".join(found)
    assert looker.dialogs == [] and len(looker.seen) >= 50
    wish = looker.text(roles.OFFICE, reverse("desk_orders:wish", args=[place.rows["wish:asked"].pk]))
    assert SCRIPT in wish and "👴🏽𠮷野家" in wish and "<a href=javascript:alert(5)>" in wish
    assert HOSTILE.title in looker.text(roles.OFFICE, reverse("desk_orders:order", args=[place.rows["order:draft"].pk]))


def test_pages_hold_on_an_empty_county(look):
    place = empty()
    phone, desk = look(place, browser.PHONE), look(place, browser.DESK)
    found = phone.faults(looking.public_pages(place), looking.fits(320), looking.is_light)
    found += desk.faults(looking.desk_pages(place), looking.fits(1280))
    assert found == [], "\n".join(found)
    assert len(phone.seen) >= 15 and len(desk.seen) >= 20


def test_a_bad_page_is_found(look):
    """The control: the checks see what they are for."""
    looker = look(empty(), browser.PHONE)
    page = looker.page(roles.ANON)
    page.goto("/outposts/")
    page.set_content(f"<main><div class='tabbar'>{'w' * 900}<img src='data:,'></div></main>")
    found = [*looking.fits(320)(looker, page, None), *looking.is_elder(looker, page, None)]
    assert len(found) == 3 and any("image-alt" in line for line in browser.violations(page))
    page.evaluate("alert(1)")
    page.evaluate("document.body.setAttribute('onclick', 'alert(2)'), document.body.click()")
    assert looker.dialogs == ["1"] and "Content Security Policy" in page.faults[-1]
