"""Reading a division list: any order, any of the usual encodings; every bad row its own sentence."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civcenter.hierarchy.divisions import read, shorten

LINES = ["code,name", "621026,宁县", "621026100,新宁镇", "621026100200,北庄村委会", "621026100001,东城居委会"]
KNOWN = [("621026", "宁县"), ("621026100", "新宁镇"), ("621026100001", "东城居委会"), ("621026100200", "北庄村委会")]


def raw(*lines, encoding="utf-8"):
    return "\r\n".join(lines).encode(encoding)


def told(*lines):
    """(code, name) of the rows; the list must be a good one."""
    rows, faults = read(raw(*lines))
    assert faults == []
    return sorted((row.code, row.name) for row in rows)


def fault(*lines):
    """The only sentence said about a list."""
    _, faults = read(raw(*lines))
    assert len(faults) == 1, faults
    return faults[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_usual_encodings_read_alike(encoding):
    rows, faults = read(raw(*LINES, encoding=encoding))
    assert faults == []
    assert sorted((row.code, row.name) for row in rows) == KNOWN


def test_other_encodings_are_said_not_guessed():
    assert read(raw(*LINES, encoding="utf-16"))[1] == ["文件的编码认不出来：请另存为 UTF-8（或 GBK）的 CSV。"]


def test_any_order_will_do():
    head, *body = LINES
    for seed in range(20):
        Random(seed).shuffle(body)
        assert told(head, *body) == KNOWN


def test_titles_may_be_missing_chinese_or_in_another_order():
    assert told(*LINES[1:]) == KNOWN
    assert told("名称,代码", "宁县,621026") == [("621026", "宁县")]
    assert told("level,name,code", "县,宁县,621026") == [("621026", "宁县")]


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("621026000000", "621026"),
        ("621026100000", "621026100"),
        ("621026100200", "621026100200"),
        ("621026100", "621026100"),
        ("441900000000", "441900"),
        ("441900003000", "441900003"),
        ("441900003001", "441900003001"),
        ("６２１０２６", "621026"),
        ("'621026", "621026"),
        ("621026.0", "621026"),
        ("62102", ""),
        ("6210261", ""),
        ("6.21026E+11", ""),
        ("", ""),
        ("٦٢١٠٢٦", ""),
    ],
)
def test_codes_in_their_own_length(code, short):
    assert shorten(code) == short


def test_twelve_digits_name_counties_and_townships_too():
    assert told("621026000000,宁县", "621026100000,新宁镇") == [("621026", "宁县"), ("621026100", "新宁镇")]


def test_names_lose_blanks_and_hidden_marks():
    assert told("621026, 宁\u3000县\u200b\u202e ") == [("621026", "宁县")]


def test_the_same_row_twice_is_one():
    assert told("621026,宁县", "621026,宁县", "621026000000,宁县") == [("621026", "宁县")]


def test_empty_lines_and_foreign_columns_are_passed_over():
    assert told("code,name,remark", "", "621026,宁县,好", ",,") == [("621026", "宁县")]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("621026,宁县", "6210,庆阳市"), "第 2 行：代码“6210”不对，应是 6、9 或 12 位数字。"),
        (("621026,宁县", "abc,某地"), "第 2 行：代码“abc”不对，应是 6、9 或 12 位数字。"),
        (("621026,宁县", "621026100,"), "第 2 行：代码 621026100 没有名称。"),
        (("621026,宁县", "621026100"), "第 2 行：代码 621026100 没有名称。"),
        (("621026,宁县", "621026100,\u200b"), "第 2 行：代码 621026100 没有名称。"),
        (
            ("621026,宁县", "621026,宁城县"),
            "第 2 行：代码 621026 在第 1 行叫“宁县”，这里叫“宁城县”，请只留一个。",
        ),
        (("621026," + "长" * 61,), "第 1 行：代码 621026 的名称有 61 个字，最多 60 个。"),
        (("620000,甘肃省", "621026,宁县"), "第 1 行：620000 甘肃省 是省或地级市，请只留县（市、区、旗）和它下面的行。"),
        (("621000,庆阳市", "621026,宁县"), "第 1 行：621000 庆阳市 是省或地级市，请只留县（市、区、旗）和它下面的行。"),
        (
            ("code,name,parent", "621026,宁县,", "621026400,园区,62"),
            "第 3 行：上级的代码“62”不对，应是 6、9 或 12 位数字。",
        ),
        (
            ("code,name,successor", "621026,宁县,", "621026100,甲镇,x"),
            "第 3 行：并入的代码“x”不对，应是 6、9 或 12 位数字。",
        ),
        ((), "文件里没有一行区划。"),
        (("code,name",), "文件里没有一行区划。"),
    ],
)
def test_a_bad_row_is_one_sentence_with_its_line(lines, sentence):
    assert fault(*lines) == sentence


def test_every_bad_row_is_said_at_once():
    _, faults = read(raw("621026,宁县", "1,甲", "621026100,", "621026101,乙镇"))
    assert [sentence[:6] for sentence in faults] == ["第 2 行：", "第 3 行："]


def test_a_city_without_counties_is_no_prefecture_with_counties():
    assert told("441900,东莞市", "441900003,东城街道") == [("441900", "东莞市"), ("441900003", "东城街道")]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise):
    rows, faults = read(noise)
    assert rows or faults
    assert all(sentence.endswith("。") for sentence in faults)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=6))
def test_no_text_breaks_the_reader(lines):
    rows, faults = read("\n".join(lines).encode())
    assert rows or faults
