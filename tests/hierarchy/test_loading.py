"""Lists on their way into the database: what becomes of divisions and outposts, and what is refused whole."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction

import civcenter.hierarchy
from civcenter.hierarchy.actions import load_divisions
from civcenter.hierarchy.divisions import read
from civcenter.hierarchy.loading import BadList
from civcenter.hierarchy.models import Division, Outpost, Tier

pytestmark = pytest.mark.django_db

NING = Path(civcenter.hierarchy.__file__).parent / "data" / "divisions-621026.csv"
TENG = Path(__file__).parent / "data" / "divisions-370481-part.csv"
DAY = date(2026, 11, 23)
SMALL = ("621026,宁县", "621026100,新宁镇", "621026100200,北庄村委会", "621026205,南义乡", "621026205200,南义村委会")


def load(*lines, on=DAY):
    rows, faults = read("\n".join(lines).encode())
    assert faults == []
    return load_divisions(rows, on=on)


def faults_of(*lines):
    with pytest.raises(BadList) as bad:
        load(*lines)
    return bad.value.faults


def changed(loading):
    return (loading.new, loading.renamed, loading.ended, len(loading.back))


def command(path):
    """What the command prints, and on which channel."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_divisions", str(path), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error)
    return out.getvalue(), err.getvalue()


def state():
    return (
        list(Division.objects.order_by("code").values_list()),
        list(Outpost.objects.order_by("pk").values_list()),
    )


# A real county


def test_a_real_county_says_what_it_loaded_in_its_last_line():
    out, err = command(NING)
    assert out.splitlines()[-1] == "county=1 townships=18 villages=278 new=297 renamed=0 ended=0"
    assert err == ""


def test_the_same_list_again_changes_nothing():
    command(NING)
    before = state()
    out, _ = command(NING)
    assert out.splitlines()[-1] == "county=1 townships=18 villages=278 new=0 renamed=0 ended=0"
    assert state() == before


def test_each_division_has_its_outpost_of_its_level():
    command(NING)
    assert [Outpost.objects.filter(tier=tier).count() for tier in Tier] == [1, 18, 278]
    station = Outpost.objects.get_for("621026100200")
    assert station.name == "北庄村新时代文明实践站"
    assert (station.county, station.township, station.place) == ("621026", "621026100", "621026100200")
    branch = station.above
    assert (branch.name, branch.above.name) == ("新宁镇新时代文明实践所", "宁县新时代文明实践中心")
    assert branch.above.above is None


def test_counties_live_side_by_side():
    command(NING)
    command(TENG)
    assert Division.objects.filter(tier="county").count() == 2
    assert not Division.objects.filter(ended_on__isnull=False).exists()
    out, _ = command(NING)
    assert out.splitlines()[-1].endswith("new=0 renamed=0 ended=0")


def test_two_counties_may_come_in_one_list():
    loading = load(*SMALL, "370481,滕州市", "370481001,荆河街道")
    assert loading.counts == {"county": 2, "township": 3, "village": 2}
    assert Outpost.objects.get_for("370481001").above.name == "滕州市新时代文明实践中心"


def test_a_large_list_takes_few_queries(django_assert_max_num_queries):
    rows, _ = read(NING.read_bytes())
    with django_assert_max_num_queries(16):
        load_divisions(rows, on=DAY)
    with django_assert_max_num_queries(12):
        load_divisions(rows, on=DAY)


def test_a_city_without_counties_holds_its_towns_directly():
    loading = load("441900,东莞市", "441900003000,东城街道", "441900003001,岗贝社区居委会", "441900101,石碣镇")
    assert loading.counts == {"county": 1, "township": 2, "village": 1}
    assert Division.objects.get(pk="441900").kind == "prefecture"
    assert Division.objects.get(pk="441900101").parent_id == "441900"
    assert Outpost.objects.get_for("441900003001").above.above.name == "东莞市新时代文明实践中心"


# Changes


def test_a_new_name_renames_the_division_and_its_derived_outpost():
    load(*SMALL)
    loading = load(*SMALL[:2], "621026100200,北庄社区居委会", *SMALL[3:])
    assert changed(loading) == (0, 1, 0, 0)
    division = Division.objects.get(pk="621026100200")
    assert (division.name, division.kind, division.pinyin[:9]) == ("北庄社区居委会", "community", "beizhuang")
    assert Outpost.objects.get_for("621026100200").name == "北庄社区新时代文明实践站"


def test_a_name_given_by_hand_stays():
    load(*SMALL)
    Outpost.objects.filter(division="621026100").update(name="新宁文明之家")
    load(SMALL[0], "621026100,新新宁镇", *SMALL[2:])
    assert Outpost.objects.get_for("621026100").name == "新宁文明之家"


def test_vanished_codes_are_ended_and_their_outposts_closed():
    load(*SMALL)
    loading = load(*SMALL[:3])
    assert changed(loading) == (0, 0, 2, 0)
    ended = Division.objects.filter(ended_on=DAY)
    assert set(ended.values_list("code", flat=True)) == {"621026205", "621026205200"}
    assert not Outpost.objects.get_for("621026205").is_open
    assert Outpost.objects.get_for("621026100").is_open
    assert Division.objects.current().count() == 3


def test_only_the_lists_own_counties_lose_what_is_missing():
    load(*SMALL, "370481,滕州市", "370481001,荆河街道")
    assert load(*SMALL).ended == 0
    # A list without a county's own row is a part: it ends nothing.
    assert load("621026100201,巩范村委会").ended == 0
    assert Division.objects.current().filter(code__startswith="370481").count() == 2


def test_a_code_that_comes_again_is_reopened():
    load(*SMALL)
    load(*SMALL[:3])
    assert changed(load(*SMALL)) == (0, 0, 0, 2)
    assert Division.objects.get(pk="621026205").ended_on is None
    assert Outpost.objects.get_for("621026205").is_open


def test_a_row_with_a_successor_is_ended_into_it():
    load(*SMALL)
    lines = ("code,name,successor", *SMALL[:3], "621026205,南义乡,621026100")
    loading = load(*lines)
    assert changed(loading) == (0, 0, 2, 0)
    assert loading.counts == {"county": 1, "township": 1, "village": 1}
    ended = Division.objects.get(pk="621026205")
    assert (ended.ended_on, ended.successor_id) == (DAY, "621026100")
    assert changed(load(*lines, on=DAY + timedelta(days=9))) == (0, 0, 0, 0)
    assert Division.objects.get(pk="621026205").ended_on == DAY


def test_villages_of_a_merged_township_go_with_it():
    load(*SMALL)
    load("code,name,successor", "621026205,南义乡,621026100")
    assert Division.objects.get(pk="621026205200").parent_id == "621026100"
    assert Outpost.objects.get_for("621026205200").above.name == "新宁镇新时代文明实践所"
    # The next full list still has their old codes, and no longer the township's.
    assert changed(load(*SMALL[:3], SMALL[4])) == (0, 0, 0, 0)
    assert Division.objects.get(pk="621026205200").parent_id == "621026100"


def test_a_history_may_be_told_to_an_empty_database():
    loading = load("code,name,successor", *SMALL, "621026206,瓦斜乡,621026205")
    assert (loading.new, loading.ended) == (6, 1)
    assert Division.objects.current().count() == 5
    assert not Outpost.objects.filter(division="621026206").exists()


def test_only_codes_new_to_a_known_county_have_a_first_day():
    load(*SMALL)
    load(*SMALL, "621026206,瓦斜乡")
    assert Division.objects.get(pk="621026100").valid_from is None
    assert Division.objects.get(pk="621026206").valid_from == DAY
    past = Division.objects.on(DAY - timedelta(days=30))
    assert set(past.values_list("code", flat=True)) == {line.split(",")[0] for line in SMALL}


def test_a_managed_area_lies_where_it_is_told_and_stays_there():
    lines = ("code,name,parent", *SMALL, "621026400,工业集中区,", "621026205200,南义村委会,621026400")
    load(*[line for line in lines if line != SMALL[4]])
    assert Outpost.objects.get_for("621026205200").above.name == "工业集中区新时代文明实践所"
    # Told again without the column it stays; told with an empty cell it goes home.
    load(*SMALL, "621026400,工业集中区")
    assert Division.objects.get(pk="621026205200").parent_id == "621026400"
    load(*lines[:-1])
    assert Division.objects.get(pk="621026205200").parent_id == "621026205"


def test_a_parent_may_be_in_the_database_only():
    load(*SMALL)
    assert changed(load("621026100201,巩范村委会")) == (1, 0, 0, 0)


# Refusals


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ("621026100,新宁镇", "621026101,平子镇"),
            "第 1 行：621026100 新宁镇 所在的县没有 6 位的县级行 621026，请加上这一行。",
        ),
        (
            ("621026,宁县", "621026100200,北庄村委会"),
            "第 2 行：621026100200 北庄村委会 的上级 621026100 不在文件里，库里也没有（或已撤销）。",
        ),
        (
            ("code,name,parent", "621026,宁县,", "621026100,新宁镇,621027"),
            "第 3 行：621026100 新宁镇 的上级 621027 不在文件里，库里也没有（或已撤销）。",
        ),
        (
            ("code,name,parent", "621026,宁县,", "621026100,新宁镇,621026101", "621026101,平子镇,"),
            "第 3 行：621026100 新宁镇 的上级 621026101 不比它高一级。",
        ),
        (
            ("code,name,successor", "621026,宁县,", "621026100,新宁镇,621026999"),
            "第 3 行：621026100 新宁镇 并入的 621026999 不在文件里，库里也没有（或已撤销）。",
        ),
        (
            ("code,name,successor", "621026,宁县,", "621026100,新宁镇,621026"),
            "第 3 行：621026100 新宁镇 并入的 621026 与它不是同一级。",
        ),
        (
            ("code,name,successor", "621026,宁县,", "621026100,新宁镇,621026100"),
            "第 3 行：621026100 新宁镇 并入的 621026100 不在文件里，库里也没有（或已撤销）。",
        ),
    ],
)
def test_a_list_that_does_not_hang_together_is_refused_whole(lines, sentence):
    assert faults_of(*lines) == [sentence]
    assert not Division.objects.exists()


def test_two_ended_rows_cannot_be_each_others_successor():
    assert len(faults_of("code,name,successor", SMALL[0], "621026100,甲镇,621026101", "621026101,乙镇,621026100")) == 2


def test_nothing_new_hangs_under_what_has_ended():
    load(*SMALL)
    load(*SMALL[:3])
    assert faults_of(*SMALL[:3], SMALL[4]) == [
        "第 4 行：621026205200 南义村委会 的上级 621026205 不在文件里，库里也没有（或已撤销）。"
    ]


def test_the_command_says_each_fault_and_loads_nothing(tmp_path):
    command(NING)
    before = state()
    path = tmp_path / "list.csv"
    path.write_text("621026,宁县\n621026100,新新宁镇\n62,错\n621026101,\n", encoding="utf-8")
    out, err = command(path)
    assert out == ""
    assert err.splitlines() == [
        "第 3 行：代码“62”不对，应是 6、9 或 12 位数字。",
        "第 4 行：代码 621026101 没有名称。",
        "有 2 处要改，什么都没有装入。",
    ]
    assert state() == before


def test_a_missing_file_is_one_sentence(tmp_path):
    assert command(tmp_path / "none.csv")[1] == f"找不到文件 {tmp_path / 'none.csv'}。"


# What the database itself refuses


def test_a_division_is_never_deleted():
    load(*SMALL)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hierarchy_division WHERE code = '621026205200'")


@pytest.mark.parametrize(("code", "tier"), [("621026", "township"), ("62102", "county"), ("62102610020a", "village")])
def test_a_code_always_tells_its_tier(code, tier):
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.create(code=code, name="某地", tier=tier)


def test_only_an_ended_division_has_a_successor():
    load(*SMALL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.filter(pk="621026205").update(successor="621026100")


def test_outposts_keep_their_history_whoever_writes():
    load(*SMALL)
    post = Outpost.objects.get_for("621026100")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hierarchy_outpost SET phone = '09346622000' WHERE id = %s", [post.pk])
    assert list(post.changes.order_by("pgh_id").values_list("pgh_label", "phone")) == [
        ("insert", ""),
        ("update", "09346622000"),
    ]


@pytest.mark.django_db(transaction=True)
def test_one_list_loaded_by_four_at_once_comes_in_once():
    rows, _ = read(NING.read_bytes())
    together, loaded, broken = Barrier(4), [], []

    def one():
        try:
            together.wait()
            loaded.append(load_divisions(rows, on=DAY).new)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert sorted(loaded) == [0, 0, 0, 297]
    assert Outpost.objects.count() == 297
