import pytest

from orders.models import Wish
from tests import factories as make
from tests.orders.phones import fill, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def test_a_wish_is_made_with_a_kind_a_sentence_and_a_phone(client, cast):
    page = fill(client, cast.station)
    assert page.status_code == 302
    wish = Wish.objects.get()
    assert page.url == f"/wish/{wish.number}/made/"
    made = client.get(page.url)
    assert wish.number in text(made)
    track = client.get(f"/wish/{wish.number}/")
    assert "等中心受理" in text(track) and wish.words in text(track)
