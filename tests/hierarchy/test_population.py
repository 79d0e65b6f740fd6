"""Resident population: what counties send, what is refused whole, and what nobody has told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from civcenter.hierarchy.models import Population
from civcenter.hierarchy.populations import read, whole
from tests import factories as make

pytestmark = pytest.mark.django_db

GOOD = "code,year,residents,source\n621026,2024,401234,统计公报\n621026100,2024,61200,统计公报\n"
ALL_BAD = (
    "代码,年份,常住人口\n"
    "62,2024,5\n"
    "621026,24,5\n"
    "621026,2999,5\n"
    "621026,2024,40万\n"
    "621026,2024,0\n"
    "621026,2024,-3\n"
    "621026,2024,12.5\n"
    "621026100,2024,600\n"
    "621026100,2024,700\n"
)


@pytest.fixture
def county():
    return make.county()


def load(path, content, encoding="utf-8"):
    """What the command prints, and its complaints; it ends with an error exactly when it complains."""
    out, err = StringIO(), StringIO()
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    try:
        call_command("load_population", str(path), stdout=out, stderr=err)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue(), err.getvalue() + str(error)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_comes_in_whatever_office_program_saved_it(county, tmp_path, encoding):
    assert load(tmp_path / "p.csv", GOOD, encoding) == ("rows=2 new=2 changed=0\n", "")
    assert Population.objects.at(make.COUNTY, 2024) == 401234
    assert set(Population.objects.values_list("source", flat=True)) == {"统计公报"}


def test_the_same_list_again_changes_nothing_and_a_corrected_one_takes_the_place_of_the_old(county, tmp_path):
    load(tmp_path / "p.csv", GOOD)
    before = list(Population.objects.order_by("pk").values_list())
    assert load(tmp_path / "p.csv", GOOD)[0] == "rows=2 new=0 changed=0\n"
    assert list(Population.objects.order_by("pk").values_list()) == before
    assert load(tmp_path / "p.csv", GOOD.replace("61200", "61300"))[0] == "rows=2 new=0 changed=1\n"
    assert Population.objects.at(make.TOWNSHIP, 2024) == 61300
    assert Population.objects.count() == 2


def test_what_nobody_has_told_is_none_never_summed_nor_carried_over(county, tmp_path):
    load(tmp_path / "p.csv", GOOD)
    assert Population.objects.at(make.COUNTY, 2025) is None
    assert Population.objects.at(make.VILLAGE, 2024) is None
    codes = [make.COUNTY, make.TOWNSHIP, make.VILLAGE]
    assert Population.objects.of(codes, 2024) == {make.COUNTY: 401234, make.TOWNSHIP: 61200}


def test_each_bad_row_is_one_sentence_and_nothing_is_loaded(county, tmp_path):
    out, err = load(tmp_path / "p.csv", ALL_BAD)
    assert out == ""
    lines = err.splitlines()
    assert [line.split("：")[0] for line in lines[:-1]] == [f"第 {n} 行" for n in (2, 3, 4, 5, 6, 7, 8, 10)]
    assert lines[0] == "第 2 行：代码“62”不对，应是 6、9 或 12 位数字。"
    assert "常住人口“40万”不对，应是大于 0 的整数，单位是人。" in lines[3]
    assert lines[-2] == "第 10 行：621026100 2024 年在第 9 行是 600 人，这里是 700 人，请只留一个。"
    assert lines[-1] == "有 8 处要改，什么都没有装入。"
    assert not Population.objects.exists()


def test_a_division_that_is_not_known_refuses_the_whole_list(county, tmp_path):
    out, err = load(tmp_path / "p.csv", GOOD + "621026999,2024,100,\n")
    assert (out, err.splitlines()[0]) == ("", "第 4 行：没有代码是 621026999 的区划，请先装区划表。")
    assert not Population.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe6\x002\x00", b"", b"code,year,residents\n"])
def test_a_file_that_is_no_list_is_one_sentence(county, tmp_path, content):
    out, err = load(tmp_path / "p.csv", content)
    assert out == ""
    assert err.endswith("有 1 处要改，什么都没有装入。")


def test_twelve_digits_and_typed_numbers_are_understood():
    rows, faults = read('621026000000,２０２４年,"401,234"'.encode(), 2026)
    assert faults == []
    assert [(row.code, row.year, row.residents) for row in rows] == [("621026", 2024, 401234)]
    assert [whole(text) for text in ("1.0", "1,2", "二", "٣", "")] == [1, None, None, None, None]


@pytest.mark.parametrize("wrong", [{"residents": 0}, {"year": 24}, {}])
def test_the_database_refuses_nobody_living_there_no_year_and_two_figures(county, wrong):
    figures = {"division_id": make.COUNTY, "year": 2024, "residents": 5}
    if not wrong:
        Population.objects.create(**figures)
    with pytest.raises(IntegrityError), transaction.atomic():
        Population.objects.create(**{**figures, **wrong})


def test_a_long_list_takes_few_queries(county, tmp_path, django_assert_max_num_queries):
    lines = "".join(f"{make.VILLAGE},{year},{year}\n" for year in range(1950, 2026))
    with django_assert_max_num_queries(6):
        load(tmp_path / "p.csv", lines)
    assert Population.objects.count() == 76
