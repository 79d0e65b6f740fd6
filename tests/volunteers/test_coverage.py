"""Coverage: who counts, over what, and that nothing is shown where nothing can be known."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection
from xlsxwriter import Workbook

from civcenter.hierarchy.actions import load_population
from civcenter.hierarchy.populations import Row
from civcenter.kit.errors import RuleBroken
from civcenter.notices.models import Notice
from tests import factories as make
from tests.volunteers import lists
from tests.volunteers.rosters import group, listed, told, unit
from volunteers import coverage, rosterfile
from volunteers.actions import fill_roster, imports, link_rosters, note_record, remind, vouch
from volunteers.choices import VolunteerStatus
from volunteers.models import Headcount, RosterEntry, ServiceKind, Unit, Volunteer

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(hours=5)


@pytest.fixture
def cast():
    return make.cast()


def board(cast, place=None, **more):
    return coverage.board((place or cast.center).division, AT, **more)


def cell(found, code="senior"):
    return next(cell for group, cell in found.cells if group.pk == code)


def test_confirmed_over_headcount_and_never_over_the_list(cast):
    school = unit(cast)
    told(school, 8)
    listed(school, cast.volunteer, make.volunteer(), make.volunteer(active=False), strangers=3)
    found = cell(board(cast))
    assert (found.done, found.number, found.share, found.missing) == (2, 8, 25.0, 6)
    assert not found.is_complete


def test_no_headcount_no_percentage(cast):
    school = unit(cast)
    listed(school, cast.volunteer)
    found = cell(board(cast))
    assert (found.share, found.missing, found.mute) == (None, None, 1)
    assert cell(board(cast), "league") == coverage.Cell()
    other = unit(cast, "和盛中学")
    told(other, 1)
    assert cell(board(cast)).done == 0, "who stands on a list without a number is in neither part of the fraction"


def test_a_person_in_two_groups_counts_in_both_and_once_in_the_total(cast):
    village, school = unit(cast, "北庄村", kind="village"), unit(cast)
    told(village, 2, "party")
    told(school, 2)
    listed(village, cast.volunteer, code="party")
    listed(school, cast.volunteer)
    listed(unit(cast, "二中"), cast.volunteer)
    found = board(cast)
    assert (cell(found, "party").done, cell(found).done, found.total) == (1, 1, 1)
    assert found.missing == 2


def test_one_unconfirmed_counts_nowhere(cast):
    school = unit(cast)
    told(school, 1)
    person = make.volunteer().person
    Volunteer.objects.filter(person=person).update(status=VolunteerStatus.SUSPENDED)
    listed(school, person.volunteer)
    assert (cell(board(cast)).done, board(cast).all.registered) == (0, 1)


def test_the_last_word_on_a_number_holds_and_a_later_one_not_yet(cast):
    school = unit(cast)
    told(school, 4, as_of=AT.date() - timedelta(days=30))
    told(school, 5, as_of=AT.date())
    assert cell(board(cast)).number == 5
    assert coverage.of_units([school.pk], AT.date() - timedelta(days=1))[school.pk]["senior"].number == 4
    with pytest.raises(RuleBroken, match="还没到"):
        told(school, 6, as_of=AT.date() + timedelta(days=1))


def test_the_database_takes_no_empty_headcount(cast):
    with pytest.raises(IntegrityError, match="a_headcount_counts_somebody"):
        Headcount.objects.create(unit=unit(cast), group=group(), as_of=AT.date(), number=0, source="册")


def test_a_share_is_cut_so_that_only_the_last_one_makes_it_100():
    assert coverage.Cell(number=2000, done=1999).share == 99.9
    assert coverage.Cell(number=2000, done=2000).is_complete
    assert not coverage.Cell(number=2000, done=2000, mute=1).is_complete
    assert coverage.Cell(number=3, done=4).is_longer


def test_townships_and_villages_add_up_by_distinct_people(cast):
    here, there = unit(cast), unit(cast, "和盛中学", cast.next_station)
    told(here, 2)
    told(there, 2)
    listed(here, cast.volunteer)
    listed(there, cast.volunteer)
    found = board(cast)
    shares = {row.code: row.cells[2][1].done for row in found.rows}
    assert shares == {make.TOWNSHIP: 1, make.NEXT_TOWNSHIP: 1}
    assert (cell(found).done, cell(found).number) == (1, 4)
    below = board(cast, cast.branch)
    assert [(row.code, row.cells[2][1].number) for row in below.rows] == [(make.VILLAGE, 2)]


def test_thirteen_per_cent_of_residents_and_nothing_where_nobody_told(cast):
    make.volunteer(code=make.NEXT_VILLAGE)
    rows = [Row(0, make.COUNTY, 2026, 1000, "年鉴"), Row(0, make.TOWNSHIP, 2026, 5, "年鉴")]
    load_population(rows)
    found = board(cast)
    assert (found.year, found.all.share, found.all.wanted, found.all.missing) == (2026, 0.2, 130, 128)
    here, there = found.rows
    assert (here.share, here.missing, there.share, there.missing) == (20.0, 0, None, None)
    assert found.untold == [there]
    assert board(cast, year=2025).all.share is None, "no year lends its figure to another"


def test_active_are_those_with_vouched_service_in_the_rules_days(cast):
    idle = make.volunteer()
    when = AT - timedelta(days=coverage.rule_at(AT.date(), make.COUNTY).active_days - 1)

    def serve(who, at, vouched):
        kind = ServiceKind.objects.get(code="care")
        spell = {"started_at": at, "ended_at": at + timedelta(hours=1), "at": at, "evidence": "A"}
        row = note_record(
            volunteer=who, division=cast.station.division, kind=kind, title="理发", source=f"x:{at}:{who.pk}", **spell
        )
        if vouched:
            vouch(row, at=at, how="unit", by=cast.manager)

    serve(idle, when, vouched=False)
    serve(idle, when - timedelta(days=3), vouched=True)
    assert (board(cast).all.registered, board(cast).all.active) == (2, 0)
    serve(cast.volunteer, when, vouched=True)
    assert (board(cast).all.active, board(cast).rows[0].active_share) == (1, 50)


def test_trend_goes_back_by_who_came_and_who_went(cast):
    make.volunteer(at=AT - timedelta(days=60))
    gone = make.volunteer(at=AT - timedelta(days=90))
    Volunteer.objects.filter(pk=gone.pk).update(status=VolunteerStatus.LEFT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pgh_created_at) FROM volunteers_volunteerchange")
        left_at = cursor.fetchone()[0]
    now = max(left_at, AT)
    months = coverage.trend(make.COUNTY, now.date(), 2)
    assert len(months) == 12 and months[-1] == (now.year, now.month, 2)
    by_month = {(year, month): number for year, month, number in months}
    assert by_month[2026, 8] == 1 and by_month[2026, 9] == 2 and by_month[2026, 7] == 0


def test_the_same_person_is_known_by_document_or_by_phone_and_name(cast):
    school, phone = unit(cast), make.fresh_phone()
    rows = [rosterfile.Row("陈新", "", phone), rosterfile.Row("陈弟", "", phone)]
    fill_roster(school, group=group(), rows=rows, is_whole=True, at=AT)
    assert not RosterEntry.objects.filter(person__isnull=False).exists()
    new = make.volunteer(phone, name="陈新")
    assert [entry.name for entry in RosterEntry.objects.filter(person=new.person)] == ["陈新"], "one phone, two people"
    RosterEntry.objects.update(person=None)
    assert link_rosters(RosterEntry.objects.all()) == 1


def test_the_same_list_again_changes_nothing(cast):
    school = unit(cast)
    rows = [rosterfile.Row("陈新", "", make.fresh_phone()), rosterfile.Row("王七", "990101199001010015", "")]
    assert fill_roster(school, group=group(), rows=rows, is_whole=True, at=AT) == (2, 0)
    assert fill_roster(school, group=group(), rows=rows, is_whole=True, at=AT) == (0, 0)
    assert fill_roster(school, group=group(), rows=rows[:1], is_whole=False, at=AT) == (0, 0)
    assert fill_roster(school, group=group(), rows=rows[:1], is_whole=True, at=AT) == (0, 1)


def test_names_and_numbers_of_a_list_are_sealed(cast):
    fill_roster(unit(cast), group=group(), rows=[rosterfile.Row("陈新", "", "19000012345")], is_whole=True, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM volunteers_rosterentry e")
        stored = cursor.fetchone()[0]
    assert "陈" not in stored and "19000012345" not in stored and '"2345"' in stored


def test_every_bad_row_is_named_by_its_number():
    lines = ["姓名,身份证号,手机号", ",,", "张三,11010119900101001X,", "李四,,1381", "王五,,"]
    rows, faults = read("\n".join([*lines, *["赵六,,19000000001"] * 2]))
    assert [fault.row for fault in faults] == [3, 4, 5, 7]
    assert [fault.column for fault in faults] == ["身份证号", "手机号", "身份证号", "姓名"]
    assert "第 6 行是同一个人" in str(faults[-1]) and len(rows) == 1
    assert str(read("姓名\n张三")[1][0]) == rosterfile.NO_TITLES
    assert read("")[1][0].row == 0


def read(text):
    return rosterfile.read(BytesIO(text.encode()), "册.csv")


def test_a_list_is_read_from_a_spreadsheet_too():
    file = BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([["早胜中学名册"], ["姓名", "手机"], ["张三", 19000000001], ["李四", "1"]]):
            sheet.write_row(line, 0, cells)
    rows, faults = rosterfile.read(file, "册.xlsx")
    assert rows == [rosterfile.Row("张三", "", "19000000001")] and faults[0].row == 4
    assert "不是 .xlsx" in str(rosterfile.read(BytesIO(b"x"), "册.xlsx")[1][0])


def test_a_unit_is_reminded_once_a_week(cast):
    school = unit(cast)
    remind(school, at=AT, missing=6)
    told_ = Notice.objects.get(user_id=cast.manager.pk)
    assert "早胜中学还有 6 人" in told_.text
    with pytest.raises(RuleBroken, match="7 天内不再打扰"):
        remind(Unit.objects.get(), at=AT + timedelta(days=6), missing=6)
    remind(school, at=AT + timedelta(days=7), missing=5)
    assert Notice.objects.filter(user_id=cast.manager.pk).count() == 2
    with pytest.raises(RuleBroken, match="一个也不缺"):
        remind(school, at=AT + timedelta(days=30), missing=0)


def test_the_boards_queries_do_not_grow(cast, django_assert_num_queries):
    for name in ("一中", "二中", "三中"):
        school = unit(cast, name)
        told(school, 3)
        listed(school, make.volunteer())
        with django_assert_num_queries(8):
            board(cast)


def test_trend_of_a_january_reaches_into_the_year_before(cast):
    months = coverage.trend(make.COUNTY, datetime(2027, 1, 5, tzinfo=make.CHINA).date(), 1)
    assert months[0][:2] == (2026, 2) and months[-1][:2] == (2027, 1)


def test_people_of_an_imported_list_are_known_on_their_units_lists_and_an_undo_lets_go_of_them(cast):
    school = unit(cast)
    told(school, 2)
    rows = [rosterfile.Row("张小明", lists.number(1)), rosterfile.Row("张小明", "", "19000010002")]
    fill_roster(school, group=group(), rows=rows, is_whole=True, at=AT)
    batch = lists.written(lists.xlsx([lists.somebody(1), lists.somebody(2)]))
    assert RosterEntry.objects.filter(person__volunteer__status=VolunteerStatus.PENDING).count() == 2
    assert cell(board(cast)).done == 0, "nobody counts before he says so himself"
    imports.undo(batch, at=AT)
    assert RosterEntry.objects.filter(person=None).count() == 2
