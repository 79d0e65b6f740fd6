"""Numbers of people and organisations, against the vectors of the two standards and fictional ones."""

from datetime import date

import pytest

from civcenter.kit.identity import born_on, citizen_fault, credit_fault, mask_document, sex_of
from civcenter.kit.sounds import sounds

PEOPLE = [
    ("990101199003070015", date(1990, 3, 7), "1"),
    ("990101201208150246", date(2012, 8, 15), "2"),
    ("990101195511030038", date(1955, 11, 3), "1"),
]
ORGANISATIONS = ["91350100M000100Y43", "55990101MA00000154", "52990101MA0000015D", "11990101MA0000015L"]


@pytest.mark.parametrize(("number", "born", "sex"), PEOPLE)
def test_a_right_number_tells_birth_and_sex(number, born, sex):
    assert citizen_fault(number) is None
    assert (born_on(number), sex_of(number)) == (born, sex)


@pytest.mark.parametrize("number", [number for number, _, _ in PEOPLE])
def test_every_single_wrong_digit_is_found(number):
    for place in range(18):
        for digit in set("0123456789") - {number[place]}:
            assert citizen_fault(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("99010119900307001", "17 位"),
        ("99010119900230001X", "不是一个日期"),
        ("99010119900307001甲", "只能是数字"),
        ("９90101199003070015", "只能是数字"),
        ("990101199003070016", "最后一位对不上"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(number, said):
    assert said in citizen_fault(number)


@pytest.mark.parametrize("code", ORGANISATIONS)
def test_credit_codes_by_the_standard(code):
    assert credit_fault(code) is None
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "最后一位对不上" in credit_fault(wrong)
    assert "不会出现" in credit_fault("I" + code[1:])
    assert "17 位" in credit_fault(code[1:])


def test_masks_keep_the_middle_back():
    assert mask_document("990101199003070015") == "990***********0015"
    assert mask_document("E1234567") == "******67"


def test_a_name_sounds():
    assert sounds("张小明") == ("zhangxiaoming", "zxm")
    assert sounds("阿依·古丽") == ("ayiguli", "aygl")
    assert sounds("𠮷Tom")[0].endswith("tom")
