"""Every step a person takes at the desk: offered to whoever may, refused to others, one sentence when it cannot be."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from civcenter.accounts.roles import Role
from orders.actions import claims, orders, wishes
from orders.desk.moves import MOVES
from orders.flow import CLAIM_FLOW, ORDER_FLOW, WISH_FLOW, ClaimStatus, Hand, OrderStatus, WishStatus
from orders.models import Claim, Event, Order, Review, Wish
from tests import factories as make
from volunteers.actions import found_team, join
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
AT = make.NOW + timedelta(hours=4)
DESK_HANDS = {Hand.OFFICE, Hand.UNIT, Hand.UPPER, Hand.CALLER, Hand.STAFF}


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT):
        yield


@pytest.fixture
def desk(client):
    def log_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return log_in


def text(page):
    return page.content.decode()


def path(row, step):
    return reverse(f"desk_orders:{type(row).__name__.lower()}_step", args=[row.pk, step])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_every_step_of_the_desks_hands_has_its_move():
    """A step added to a table without a form at the desk would be a state without a button."""
    born = {("prepare", Order), ("offer", Claim), ("claim", Claim), ("prepare", Wish)}
    for model, flow in ((Wish, WISH_FLOW), (Order, ORDER_FLOW), (Claim, CLAIM_FLOW)):
        for name, step in flow.items():
            if DESK_HANDS & set(step.hands) and (name, model) not in born:
                assert name in MOVES[model], (model, name)


@pytest.mark.parametrize(
    ("step", "typed", "status"),
    [
        ("ask", {"words": "要几个人去？"}, WishStatus.ASKED),
        ("refuse", {"reason": "paid", "words": "这是收费的活"}, WishStatus.REFUSED),
        ("transfer", {"to": "供电所", "words": "归供电所管"}, WishStatus.TRANSFERRED),
        ("withdraw", {"words": "他说不用了"}, WishStatus.WITHDRAWN),
    ],
)
def test_office_answers_a_new_wish(cast, desk, step, typed, status):
    wish, client = make.wish(cast.station), desk(cast.office)
    home = reverse("desk_orders:wish", args=[wish.pk])
    assert path(wish, step) in text(client.get(home))
    assert client.get(path(wish, step)).status_code == 200
    empty = client.post(path(wish, step), {})
    assert empty.status_code == 422 and fresh(wish).status == WishStatus.NEW
    assert client.post(path(wish, step), typed).url == home
    assert fresh(wish).status == status
    assert next(iter(typed.values())) in text(client.get(home)) or step == "refuse"


def test_answers_come_back_and_refusals_are_taken_back(cast, desk):
    wish, client = make.wish(cast.station), desk(cast.office)
    client.post(path(wish, "ask"), {"words": "几点方便？"})
    client.post(path(wish, "reply"), {"words": "下午都行"})
    assert fresh(wish).status == WishStatus.NEW
    client.post(path(wish, "refuse"), {"reason": "paid", "words": "收费的"})
    client.post(path(wish, "restore"), {"words": "看错了"})
    assert fresh(wish).status == WishStatus.NEW


def test_what_was_typed_is_kept_when_something_is_missing(cast, desk):
    wish = make.wish(cast.station)
    page = desk(cast.office).post(path(wish, "refuse"), {"words": "这事归供电所"})
    assert page.status_code == 422 and "这事归供电所" in text(page)
    long = desk(cast.office).post(path(wish, "ask"), {"words": "问" * 900})
    assert long.status_code == 422 and "最多 200 个" in text(long)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\u202e倒着写\u200b", "𠮷野家👍🏽" * 3])
def test_odd_words_are_kept_and_harmless(cast, desk, words):
    wish, client = make.wish(cast.station), desk(cast.office)
    client.post(path(wish, "ask"), {"words": words})
    page = text(client.get(reverse("desk_orders:wish", args=[wish.pk])))
    assert fresh(wish).status == WishStatus.ASKED
    assert "<script>alert" not in page and "\u202e" not in page


def test_steps_are_refused_to_those_whose_they_are_not(cast, desk):
    wish, order = make.wish(cast.station), make.order(cast)
    for user, row, step in (
        (cast.manager, wish, "refuse"),
        (cast.leader, wish, "ask"),
        (cast.leader, order, "dispatch"),
        (cast.manager, order, "cancel"),
        (cast.manager, wish, "confirm"),
    ):
        for ask in (desk(user).get, desk(user).post):
            assert ask(path(row, step)).status_code == 403, (user.username, step)
    assert not Event.objects.filter(step__in=["refuse", "ask", "dispatch", "cancel", "confirm"]).exists()


def test_steps_that_are_the_clocks_or_do_not_exist_are_404(cast, desk):
    wish, order = make.wish(cast.station), make.in_hall(cast)
    claim = make.taken(cast, order)
    for row, step in (
        (wish, "expire"),
        (wish, "serve"),
        (order, "close"),
        (claim, "release"),
        (wish, "x"),
        (claim, "lapse"),
    ):
        assert desk(cast.office).get(path(row, step)).status_code == 404
        assert desk(cast.office).post(path(row, step)).status_code == 404


def test_a_step_that_is_out_of_turn_says_so_and_changes_nothing(cast, desk):
    order = make.served(cast)
    wish = order.wishes.get()
    for row, step in ((wish, "ask"), (order, "dispatch"), (order, "send_back"), (wish, "withdraw")):
        page = desk(cast.office if step != "send_back" else cast.manager).post(path(row, step), {"words": "x"})
        assert page.status_code == 409 and "什么" in text(page), step
    assert fresh(order).status == OrderStatus.SERVED


def test_preparing_from_the_wish_page(cast, desk):
    wish = make.wish(cast.station)
    assert desk(cast.office).get(path(wish, "prepare")).url.endswith(f"?wishes={wish.pk}")


def test_wish_is_merged_and_taken_out_again(cast, desk):
    order, wish, client = make.order(cast), make.wish(cast.station), desk(cast.office)
    client.post(path(wish, "merge"), {"order": order.pk})
    assert fresh(wish).order == order
    client.post(path(wish, "unmerge"), {"words": "不是一件事"})
    assert (fresh(wish).order, fresh(wish).status) == (None, WishStatus.NEW)


def test_wish_is_not_merged_into_another_countys_order(cast, desk):
    make.place(make.OTHER_COUNTY, "台儿庄区")
    order = make.served(cast)
    wish = make.wish(cast.station)
    assert desk(cast.office).post(path(wish, "merge"), {"order": order.pk}).status_code == 422


def when(begin="16:00", end="18:00"):
    return {"day": "2026-11-23", "starts_at": begin, "ends_at": end}


def test_office_dispatches_by_choice_or_by_name_and_invites(cast, desk):
    order, client = make.order(cast, at=AT), desk(cast.office)
    page = text(client.get(path(order, "dispatch")))
    assert "李志愿 · 同村 · 那时有空" in page and cast.next_station.name in page
    assert "还没选派给谁" in text(client.post(path(order, "dispatch"), when() | {"unit": ""}))
    assert "没有叫" in text(client.post(path(order, "dispatch"), when() | {"elsewhere": "没有的村"}))
    assert "有好几个" in text(client.post(path(order, "dispatch"), when() | {"elsewhere": "实践"}))
    invited = {"unit": cast.station.pk, "volunteers": [cast.volunteer.pk], "words": "灯泡先到站上领"}
    client.post(path(order, "dispatch"), when() | invited)
    assert (fresh(order).status, fresh(order).unit) == (OrderStatus.DISPATCHED, cast.station)
    assert Claim.objects.get().status == ClaimStatus.OFFERED
    client.post(path(order, "dispatch"), when() | {"elsewhere": "公曹"})
    assert fresh(order).unit == cast.next_station


def test_a_team_is_invited_whole_and_each_member_may_decline(cast, desk):
    team = found_team(name="理发队", kind="township", division=cast.branch.division, at=AT, captain=cast.volunteer)
    join(team, make.volunteer(name="陈志愿"), at=AT)
    order = make.order(cast, at=AT)
    desk(cast.office).post(path(order, "dispatch"), when() | {"unit": cast.station.pk, "team": team.pk})
    assert list(order.claims.values_list("status", flat=True)) == [ClaimStatus.OFFERED] * 2
    assert (fresh(order).status, fresh(order).taken) == (OrderStatus.DISPATCHED, 0)


def test_clash_is_shown_among_the_candidates(cast, desk):
    busy = make.in_hall(cast, at=AT, starts_at=AT + timedelta(hours=2), ends_at=AT + timedelta(hours=4))
    make.taken(cast, busy, at=AT)
    order = make.order(cast, at=AT, starts_at=AT + timedelta(hours=3), ends_at=AT + timedelta(hours=5))
    assert "李志愿 · 同村 · 那时有别的事" in text(desk(cast.office).get(path(order, "dispatch")))


def test_branch_dispatches_to_its_own_stations_only(cast, desk):
    order = make.order(cast, at=AT)
    orders.dispatch(order, unit=cast.branch, by=cast.office, at=AT)
    client = desk(cast.chief)
    assert "没有叫" in text(client.post(path(order, "dispatch"), when() | {"elsewhere": "公曹"}))
    client.post(path(order, "dispatch"), when() | {"unit": cast.station.pk})
    assert fresh(order).unit == cast.station


def test_station_publishes_starts_and_sends_back(cast, desk):
    order = make.order(cast, at=AT)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=AT)
    client = desk(cast.manager)
    client.post(path(order, "publish"), when() | {"needed": 3})
    assert (fresh(order).status, fresh(order).needed) == (OrderStatus.OPEN, 3)
    client.post(path(order, "start"))
    assert fresh(order).status == OrderStatus.SERVING
    client.post(path(order, "send_back"), {"words": "没有会理发的人"})
    assert (fresh(order).status, fresh(order).unit) == (OrderStatus.SENT_BACK, cast.branch)
    assert "没有会理发的人" in text(desk(cast.office).get(reverse("desk_orders:order", args=[order.pk])))


def test_order_that_leaves_ones_sight_leads_home(cast, desk):
    order = make.order(cast, at=AT)
    orders.dispatch(order, unit=cast.next_station, by=cast.office, at=AT)
    there = make.staff("there", Role.STATION_MANAGER, make.NEXT_VILLAGE, "郑站长")
    answer = desk(there).post(path(order, "send_back"), {"words": "太远了"})
    assert answer.url == reverse("desk_portal:home")


def test_office_cancels_and_its_wish_is_new_again(cast, desk):
    order = make.order(cast)
    wish = order.wishes.get()
    desk(cast.office).post(path(order, "cancel"), {"words": "重复了"})
    assert (fresh(order).status, fresh(wish).status) == (OrderStatus.CANCELLED, WishStatus.NEW)


def test_station_invites_and_urging_is_once_a_day(cast, desk):
    order = make.in_hall(cast, at=AT)
    desk(cast.manager).post(path(order, "offer"), {"volunteers": [cast.volunteer.pk]})
    assert Claim.objects.get().status == ClaimStatus.OFFERED
    assert desk(cast.manager).post(path(order, "urge")).status_code == 403
    assert desk(cast.chief).post(path(order, "urge"), {"words": "快一点"}).status_code == 302
    again = desk(cast.chief).post(path(order, "urge"), {"words": "再快一点"})
    assert again.status_code == 409 and "今天已经催过" in text(again) and "再快一点" in text(again)


def serving(cast, volunteers):
    """An order being served; the volunteers accepted, the first has come."""
    order = make.in_hall(cast, needed=9)
    taken = [claims.claim(order, volunteer=who, by=who.person.user, at=make.NOW) for who in volunteers]
    claims.arrive(taken[0], by=volunteers[0].person.user, at=make.NOW + timedelta(hours=1))
    return order, taken


def came(claim, begin="10:00", end="12:00", word="done"):
    parts = {"came": word, "day": "2026-11-23", "from": begin, "to": end}
    return {f"c{claim.pk}_{name}": value for name, value in parts.items()}


def test_unit_states_at_closing_who_came_and_from_when_to_when(cast, desk):
    order, (first, second) = serving(cast, [cast.volunteer, make.volunteer(name="张文斌")])
    client = desk(cast.manager)
    page = text(client.get(path(order, "serve")))
    assert "张文斌" in page and 'value="10:00"' in page and 'value="12:00"' in page
    client.post(path(order, "serve"), came(first, end="11:30") | came(second, word="absent") | {"words": "办好了"})
    assert fresh(order).status == OrderStatus.SERVED
    assert (fresh(first).status, fresh(second).status) == (ClaimStatus.DONE, ClaimStatus.ABSENT)
    assert fresh(first).ended_at - fresh(first).started_at == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("begin", "end", "says"),
    [("10:00", "", "时间没填全"), ("11:00", "10:00", "结束时间要在开始时间之后"), ("10:00", "17:00", "结束时间还没到")],
)
def test_crooked_hours_are_refused_and_kept(cast, desk, begin, end, says):
    order, (first,) = serving(cast, [cast.volunteer])
    page = desk(cast.manager).post(path(order, "serve"), came(first, begin, end) | {"words": "都办妥了"})
    assert page.status_code in (409, 422) and says in text(page) and "都办妥了" in text(page)
    assert fresh(order).status == OrderStatus.SERVING


def test_what_a_volunteer_said_himself_is_put_right_before_it_is_booked(cast, desk):
    order, (first,) = serving(cast, [cast.volunteer])
    hours = {"started_at": make.NOW + timedelta(hours=1), "ended_at": make.NOW + timedelta(hours=4)}
    claims.finish(first, by=cast.volunteer.person.user, at=AT, **hours)
    desk(cast.manager).post(path(order, "serve"), came(first, end="12:00") | {"words": ""})
    assert fresh(order).status == OrderStatus.SERVED
    assert fresh(first).ended_at == make.NOW + timedelta(hours=3)
    assert Event.objects.get(step="correct").note.text == "原来记的是 10:00 到 13:00"


def test_claims_are_moved_one_by_one(cast, desk):
    order = make.in_hall(cast, needed=9)
    people = [cast.volunteer, make.volunteer(), make.volunteer()]
    one, two, three = [claims.claim(order, volunteer=who, by=who.person.user, at=make.NOW) for who in people]
    client = desk(cast.manager)
    client.post(path(one, "arrive"))
    client.post(path(two, "finish"), {"day": "2026-11-23", "started_at": "10:00", "ended_at": "11:00"})
    client.post(path(three, "absent"), {"words": "没有来，也没打招呼"})
    found = [fresh(claim).status for claim in (one, two, three)]
    assert found == [ClaimStatus.ARRIVED, ClaimStatus.DONE, ClaimStatus.ABSENT]


def test_call_back_is_made_by_the_level_above_and_kept_word_for_word(cast, desk):
    order = make.served(cast)
    wish = order.wishes.get()
    assert desk(cast.manager).post(path(wish, "confirm"), {"stars": 5, "said_": "好"}).status_code == 403
    client = desk(cast.chief)
    client.post(path(wish, "confirm"), {"stars": 5, "said_": "老人说剪得好"})
    assert (fresh(wish).status, Review.objects.get().stars) == (WishStatus.CONFIRMED, 5)
    assert "老人说剪得好" in text(client.get(reverse("desk_orders:wish", args=[wish.pk])))
    assert fresh(order).status == OrderStatus.CLOSED and ServiceRecord.objects.count() == 1


def test_second_dispute_is_the_upper_levels_to_reopen_or_settle(cast, desk):
    order = make.served(cast)
    wish = order.wishes.get()
    client = desk(cast.chief)
    client.post(path(wish, "dispute"), {"said_": "没扫干净"})
    assert fresh(order).status == OrderStatus.DISPATCHED
    orders.start(fresh(order), by=cast.manager, at=AT)
    orders.serve(fresh(order), by=cast.manager, at=AT)
    client.post(path(wish, "dispute"), {"said_": "还是不行"})
    page = text(client.get(reverse("desk_orders:order", args=[order.pk])))
    assert path(order, "reopen") in page
    client.post(path(wish, "settle"), {"words": "实在办不了"})
    assert (fresh(wish).status, fresh(order).status) == (WishStatus.SETTLED, OrderStatus.CLOSED)


def test_asked_wish_may_still_be_refused(cast, desk):
    wish = make.wish(cast.station)
    wishes.ask(wish, by=cast.office, at=AT, words="在吗？")
    page = text(desk(cast.office).get(reverse("desk_orders:wish", args=[wish.pk])))
    assert "等群众补充" in page and path(wish, "refuse") in page
