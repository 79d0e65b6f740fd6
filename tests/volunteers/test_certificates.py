"""服务证明: who organised certifies, two people sign, nothing frozen changes, and a stranger learns five things."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.jobs import work
from civcenter.kit.models import Job
from civcenter.kit.secrets import lookup
from civcenter.notices.models import Notice
from civcenter.residents.models import Person, RevealLog
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Order
from tests import factories as make
from tests.factories import NOW
from volunteers import tasks
from volunteers.actions import certificates as actions
from volunteers.models import Certificate, ServiceRecord, Volunteer
from volunteers.register_numbers import is_number
from volunteers.verification import WRONG_A_DAY, check

pytestmark = pytest.mark.django_db
DOCUMENT = "990000199001010015"
FIRST, LAST = date(2026, 1, 1), NOW.date()
LATER = NOW + timedelta(hours=6)


@pytest.fixture
def cast():
    made = make.cast()
    document(made.volunteer, DOCUMENT)
    made.clerk = make.staff("clerk", Role.LIAISON, make.VILLAGE, "郑联络")
    make.served(made)
    closed(made)
    return made


def document(volunteer, number):
    Person.objects.filter(pk=volunteer.person_id).update(
        document_kind="citizen", document_no=number, document_key=lookup(number)
    )


def closed(cast):
    """The record of the served order, noted and final as closing leaves it."""
    for order in Order.objects.filter(status="served"):
        for wish in order.wishes.all():
            hand = Bearer(wish.pk, Proof.SMS, phone_key=wish.phone_key)
            wishes.confirm(wish, by=hand, at=LATER, stars=5, words="")


def fresh(cast):
    return Volunteer.objects.select_related("person__user").get(pk=cast.volunteer.pk)


def applied(cast, at=LATER, **changes):
    who = fresh(cast)
    asked = {"issuer": cast.station, "first_on": FIRST, "last_on": LAST, **changes}
    return actions.apply_for_certificate(who, by=who.person.user, at=at, **asked)


def issued(cast):
    asked = applied(cast)
    actions.prepare(asked, by=cast.clerk, at=LATER)
    actions.issue(asked, by=cast.manager, at=LATER)
    return Certificate.objects.get(pk=asked.pk)


def test_from_the_application_to_the_register(cast):
    asked = applied(cast)
    told = Notice.objects.get(user_id=cast.manager.pk, source=f"certificate:{asked.pk}:{cast.manager.pk}:inbox")
    assert "请在 11 月 30 日 前开好" in told.text, "five working days"
    actions.prepare(asked, by=cast.clerk, at=LATER)
    with pytest.raises(NotYours):
        actions.issue(asked, by=cast.clerk, at=LATER)
    actions.issue(asked, by=cast.manager, at=LATER)
    row = Certificate.objects.get(pk=asked.pk)
    assert row.number == "621026-2026-00001-" + row.number[-1] and is_number(row.number)
    assert (row.handler, row.head, row.content["minutes"], row.content["count"]) == (cast.clerk, cast.manager, 120, 1)
    assert row.who["document_no"] == DOCUMENT and DOCUMENT not in str(row.content)
    second = issued(cast)
    assert second.number.startswith("621026-2026-00002-")


def test_who_checked_does_not_sign_and_nobody_his_own(cast):
    asked = applied(cast)
    actions.prepare(asked, by=cast.manager, at=LATER)
    with pytest.raises(RuleBroken, match="要两个人"):
        actions.issue(asked, by=cast.manager, at=LATER)
    actions.issue(asked, by=cast.chief, at=LATER)
    make.holds_a_post(fresh(cast).person, cast.clerk)
    own = applied(cast)
    with pytest.raises(RuleBroken, match="证明也一样"):
        actions.prepare(own, by=cast.clerk, at=LATER)
    with pytest.raises(NotYours):
        actions.prepare(own, by=cast.neighbour, at=LATER)


def test_only_who_organised_certifies_and_only_what_is_final(cast):
    with pytest.raises(RuleBroken, match="还没有入册"):
        applied(cast, issuer=cast.next_station)
    with pytest.raises(RuleBroken, match="还没有入册"):
        applied(cast, first_on=FIRST, last_on=LAST - timedelta(days=1))
    ServiceRecord.objects.update(organiser=cast.branch)
    with pytest.raises(RuleBroken, match="还没有入册"):
        applied(cast)
    assert applied(cast, issuer=cast.branch).issuer == cast.branch


def test_without_a_document_on_record_it_says_what_to_bring(cast, client_of):
    Person.objects.filter(pk=cast.volunteer.person_id).update(document_kind="", document_no="", document_key="")
    with pytest.raises(RuleBroken, match="带身份证到站上"):
        applied(cast)
    page = client_of(cast.volunteer.person.user).get("/volunteer/certificates/new/").content.decode()
    assert "带身份证到站上补上" in page


def test_one_open_application_at_an_issuer_and_it_can_be_withdrawn(cast):
    asked = applied(cast)
    with pytest.raises(RuleBroken, match="还没开好"):
        applied(cast)
    with pytest.raises(NotYours):
        actions.withdraw_certificate(asked, by=cast.manager, at=LATER)
    actions.withdraw_certificate(asked, by=cast.volunteer.person.user, at=LATER)
    again = applied(cast)
    with pytest.raises(RuleBroken, match="为什么"):
        actions.refuse_certificate(again, by=cast.clerk, at=LATER, reason="")
    actions.refuse_certificate(again, by=cast.clerk, at=LATER, reason="时长还有异议")
    said = Notice.objects.get(source=f"certificate:{again.pk}:refused:inbox")
    assert said.user_id == cast.volunteer.person.user_id and "时长还有异议" in said.text
    assert applied(cast)


def test_what_changed_since_the_check_is_checked_again(cast):
    asked = applied(cast)
    actions.prepare(asked, by=cast.clerk, at=LATER)
    ServiceRecord.objects.update(status="annulled")
    with pytest.raises(RuleBroken, match="再核一遍"):
        actions.issue(asked, by=cast.manager, at=LATER)
    with pytest.raises(RuleBroken, match="还没有入册"):
        actions.prepare(asked, by=cast.clerk, at=LATER)


def told(row, **changes):
    return check(**{"number": row.number, "word": row.word, "at": LATER, **changes})


def test_a_stranger_learns_five_things_and_a_later_annulment(cast, client):
    row = issued(cast)
    page = client.get(row.link).content.decode()
    for word in ("这张证明是真的", row.number, "李*愿", "2 小时", cast.station.name, "2026 年 11 月 23 日"):
        assert word in page
    for secret in ("李志愿", "0015", DOCUMENT, "孙站长", "郑联络"):
        assert secret not in page
    assert told(row).answer.state == "valid"
    ServiceRecord.objects.update(status="annulled")
    assert (told(row).answer.state, told(row).answer.now) == ("corrected", "0 分钟")
    assert "有更正" in client.get(row.link).content.decode()
    actions.revoke(row, by=cast.manager, at=LATER, reason="服务不属实")
    assert "已作废" in client.get(row.link).content.decode()


def test_unknown_numbers_and_wrong_words_answer_alike_and_run_out_alike(cast, client, time_machine):
    time_machine.move_to(LATER, tick=False)
    row = issued(cast)
    nobody = "621026-2026-00077-" + row.number[-1]
    pages = []
    for number in (row.number, nobody):
        for turn in range(WRONG_A_DAY + 1):
            answer = client.get(f"/verify/{number}/?w=AAAAAAAA")
            assert answer.status_code == (422 if turn < WRONG_A_DAY else 429)
            hidden = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
            pages.append((turn == WRONG_A_DAY, hidden.replace(number, "")))
    assert len(set(pages)) == 2
    assert client.get(row.link).status_code == 429
    assert told(row, at=LATER + timedelta(days=1)).answer.state == "valid"
    assert client.get("/verify/x/").status_code == 200


def test_the_database_keeps_what_was_issued(cast):
    row = issued(cast)
    for change in ({"content": {}}, {"word": "B"}, {"first_on": FIRST + timedelta(days=1)}, {"head": cast.chief}):
        with pytest.raises(Exception, match="certificate_frozen"), transaction.atomic():
            Certificate.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(Exception, match="certificate_states"), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(status="applied")
    asked = applied(cast)
    actions.prepare(asked, by=cast.clerk, at=LATER)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Certificate.objects.filter(pk=asked.pk).update(head=cast.clerk)


def test_late_ones_are_told_once_to_the_place_and_then_above(cast):
    asked = applied(cast)
    assert actions.remind_of_certificates(at=asked.due_at - timedelta(hours=30)) == 0
    assert not Notice.objects.filter(source__startswith="due:").exists()
    for _ in range(2):
        assert actions.remind_of_certificates(at=asked.due_at + timedelta(minutes=1)) == 1
    assert Notice.objects.filter(source=f"due:{asked.pk}:{cast.manager.pk}:inbox").count() == 1
    assert Notice.objects.filter(source=f"late:{asked.pk}:{cast.chief.pk}:inbox").count() == 1


def test_the_paper_is_made_by_the_worker_and_read_by_its_owner(cast, client_of):
    row = issued(cast)
    phone, desk = client_of(cast.volunteer.person.user), client_of(cast.manager)
    path = f"/volunteer/certificates/{row.pk}/"
    assert "PDF 正在做" in phone.get(path).content.decode()
    assert phone.get(path + "pdf/").status_code == 302
    assert work(lambda: LATER) and not work(lambda: LATER)
    tasks.draw_certificate(Job.objects.get(kind=actions.DRAW), row.pk)
    answer = phone.get(path + "pdf/")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert row.number in answer["Content-Disposition"]
    assert DOCUMENT not in phone.get(path).content.decode()
    assert client_of(make.volunteer().person.user).get(path + "pdf/").status_code == 404
    assert client_of(cast.leader).post(f"/desk/certificates/{row.pk}/paper/").status_code == 403
    assert desk.post(f"/desk/certificates/{row.pk}/paper/").content.startswith(b"%PDF")
    look = RevealLog.objects.get()
    assert (look.user, look.what, look.reason) == (cast.manager, "证件号码", f"打印证明 {row.number}")


def test_the_roads_through_the_pages(cast, client_of):
    phone = client_of(cast.volunteer.person.user)
    page = phone.get("/volunteer/certificates/new/").content.decode()
    assert f"{cast.station.name}（1 次，2 小时）" in page
    typed = {"issuer": cast.station.pk, "first_on": "2026-01-01", "last_on": "2026-11-23", "purpose": "学校要"}
    assert phone.post("/volunteer/certificates/new/", typed).status_code == 302
    row = Certificate.objects.get()
    clerk, manager = client_of(cast.clerk), client_of(cast.manager)
    path = f"/desk/certificates/{row.pk}/"
    assert "1 份证明等着开" in clerk.get("/desk/certificates/").content.decode()
    assert clerk.post(path + "prepare/").status_code == 302
    assert clerk.post(path + "issue/").status_code == 403
    assert "签发" in manager.get(path).content.decode()
    assert manager.post(path + "issue/").status_code == 302
    assert manager.post(path + "issue/").status_code == 409
    shown = phone.get(f"/volunteer/certificates/{row.pk}/").content.decode()
    assert "990***********0015" in shown and "负责人：孙站长" in shown and "<svg" in shown
    assert client_of(cast.neighbour).get(path).status_code == 404
    assert manager.post(path + "revoke/", {"reason": ""}).status_code == 422
    assert manager.post(path + "revoke/", {"reason": "写错了时间段"}).status_code == 302
    assert "作废" in phone.get(f"/volunteer/certificates/{row.pk}/").content.decode()


def test_lists_cost_the_same_for_one_and_three(cast, client_of, django_assert_num_queries):
    desk, phone = client_of(cast.manager), client_of(cast.volunteer.person.user)
    pages = [(desk, "/desk/certificates/?state=issued", 8), (phone, "/volunteer/certificates/", 6)]
    for more in (1, 2):
        for _ in range(more):
            issued(cast)
        for client, path, queries in pages:
            client.get(path)
            with django_assert_num_queries(queries):
                client.get(path)
