"""Each kind of mistake is one sentence with its row and column, and what stood there is never shown in clear."""

import logging
from datetime import date

import pytest

from civcenter.kit import jobs
from civcenter.kit.identity import citizen_fault
from civcenter.kit.models import Job
from tests import factories as make
from tests.volunteers import lists
from tests.volunteers.lists import brought, faults, number, somebody, xlsx
from volunteers import tasks
from volunteers.actions import imports
from volunteers.homes import Wrong
from volunteers.models import ImportFault, ImportRow, Volunteer
from volunteers.rowcheck import citizen

pytestmark = pytest.mark.django_db
NOW = make.NOW.date()
YEARS = {years: number(born=date(NOW.year - years, NOW.month, NOW.day)) for years in (5, 13, 130)}

# what is wrong in an otherwise right row, the column it is said of, a piece of the sentence
KINDS = [
    ({"name": ""}, "姓名", "没写姓名"),
    ({"name": "张"}, "姓名", "只有 1 个字"),
    ({"name": "张" * 51}, "姓名", "有 51 个字"),
    ({"name": "张3明"}, "姓名", "里有数字"),
    ({"name": "张?明"}, "姓名", "不该有的符号"),
    ({"document_kind": "工作证"}, "证件类型", "没有这一项"),
    ({"document_no": ""}, "证件号码", "没写证件号码"),
    ({"document_no": "99010119900307001"}, "证件号码", "这里是 17 位"),
    ({"document_no": "990101900307001"}, "证件号码", "15 位的老身份证号"),
    ({"document_no": "99010119900307A015"}, "证件号码", "只能是数字"),
    ({"document_no": "990101199013070015"}, "证件号码", "不是一个日期"),
    ({"document_no": "990101199003070016"}, "证件号码", "最后一位对不上"),
    ({"document_no": "9.90101E+17"}, "证件号码", "设成文本"),
    ({"document_kind": "护照", "document_no": "E1"}, "证件号码", "不像护照"),
    ({"document_kind": "护照", "document_no": "E12345678"}, "出生日期", "出生日期没写"),
    ({"document_kind": "护照", "document_no": "E12345679", "born_on": "去年"}, "出生日期", "不是一个日期"),
    ({"document_no": YEARS[5]}, "证件号码", "5 岁，6 岁以下不收"),
    ({"document_no": YEARS[13]}, "证件号码", "13 岁，要家长同意"),
    ({"document_no": YEARS[130]}, "证件号码", "超过 120 岁"),
    ({"document_no": number(born=date(NOW.year + 1, 1, 1))}, "证件号码", "生在以后"),
    ({"born_on": "1980-02-30"}, "出生日期", "没有这一天"),
    ({"born_on": "1950-01-01"}, "出生日期", "不一样"),
    ({"sex": "男人"}, "性别", "没有这一项"),
    ({"sex": "女"}, "性别", "不一样"),
    ({"phone": "1390934602"}, "手机号", "少了 1 位"),
    ({"phone": "139093460221"}, "手机号", "多了 1 位"),
    ({"phone": "02934602220"}, "手机号", "13 到 19 开头"),
    ({"phone": "一三九"}, "手机号", "不是数字"),
    ({"home": ""}, "住在", "没写住在哪个村"),
    ({"home": "北庄大队"}, "住在", "没有这个村"),
    ({"home": "新宁镇"}, "住在", "没写哪个村"),
    ({"home": "62102610020"}, "住在", "这里是 11 位"),
    ({"home": "370481100201"}, "住在", "没有这个代码"),
    ({"political": "好人"}, "政治面貌", "没有这一项"),
    ({"education": "很高"}, "学历", "没有这一项"),
    ({"skills": "理发、飞天"}, "技能", "没有“飞天”"),
    ({"talents": "天才"}, "人才标签", "没有“天才”"),
    ({"kinds": "打牌"}, "愿意做", "没有“打牌”"),
    ({"email": "a@b"}, "电子邮箱", "邮箱写得不对"),
    ({"national_no": "!!"}, "全国志愿者编号", "字母或数字"),
    ({"unit": "县" * 61}, "队伍或单位", "最多 60 个"),
]


def test_a_thousand_bad_rows_are_a_thousand_sentences_and_nothing_is_written():
    make.county()
    bad = [KINDS[n % len(KINDS)] for n in range(1000)]
    rows = [somebody(0), *(somebody(n + 1, **changes) for n, (changes, _, _) in enumerate(bad))]
    batch = brought(xlsx(rows))
    found = faults(batch)
    assert len(KINDS) >= 30 and len(found) == 1000 and (batch.new, batch.bad) == (1, 1000)
    for (line, column, message), at, (_, title, piece) in zip(found, range(1000), bad, strict=True):
        assert (line, column) == (at + 3, title) and piece in message, (line, column, message)
    assert not Volunteer.objects.exists() and ImportRow.objects.count() == 1


def test_a_number_that_a_spreadsheet_rounded_is_told_from_a_wrong_one():
    make.county()
    rows = [somebody(1, document_no=float(number(1)[:17] + "0")), somebody(2, phone=19000010002)]
    batch = brought(xlsx(rows, keep_numbers=True))
    assert faults(batch) == [(2, "证件号码", "Excel 把号码变成了数字，后几位丢了：把这一列设成文本再填一次")]
    assert batch.new == 1


def test_people_write_the_same_in_many_ways():
    make.county()
    said = [
        {
            "document_no": f" {number(1)[:6]} {number(1)[6:]}",
            "home": "宁县 新宁镇 北庄村",
            "phone": "+86 190-0001-0001",
        },
        {"document_no": number(2).lower(), "home": make.VILLAGE, "born_on": "19600103", "sex": "男性"},
        {"name": "艾力•买买提", "home": "北庄村", "born_on": "1960年1月4日", "document_no": number(3)},
        {"name": "John Smith", "document_kind": "护照", "document_no": "e1234567", "born_on": "1960/1/5", "sex": "女"},
        {"phone": "", "document_kind": "身份证"},
    ]
    batch = brought(xlsx([somebody(n, **changes) for n, changes in enumerate(said, start=1)]))
    assert faults(batch) == [] and batch.new == 5
    names = list(ImportRow.objects.order_by("line").values_list("name", "sex", "home"))
    assert (
        names[2][0] == "艾力·买买提"
        and names[3][:2] == ("John Smith", "2")
        and {row[2] for row in names} == {make.VILLAGE}
    )


def test_lines_above_the_headings_and_empty_lines_are_no_rows():
    make.county()
    blank = dict.fromkeys(somebody(), "")
    titles = dict(zip(blank, lists.TITLES, strict=True))
    batch = brought(xlsx([titles, somebody(1), blank, somebody(2, name="")], titles=["宁县志愿者名单"]))
    assert (batch.new, batch.bad, batch.total) == (1, 1, 2)
    assert faults(batch) == [(5, "姓名", "没写姓名。补上")]


def test_the_quick_check_of_a_number_agrees_with_the_plain_one():
    right = number(7)
    tried = [right, right[:17] + "0", right[:16], right[:6] + "19901332" + right[14:], "９" * 18, right[:17] + "é"]
    tried += [right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :] for at in range(17)]
    for text in tried:
        assert (citizen_fault(text) is None) == (type(citizen(text)) is not Wrong), text


def test_what_stood_in_a_bad_row_is_kept_masked_and_stays_out_of_logs_and_tasks(caplog):
    caplog.set_level(logging.DEBUG)
    places = make.county()
    secret, phone = number(3), "13800138000"
    rows = [
        somebody(1, document_no=secret[:17] + ("0" if secret[17] != "0" else "1"), phone=phone + "1"),
        somebody(2, education=secret, political=phone, name=f"张{phone}"),
        somebody(3, home=f"北庄 {phone}", skills=secret, sex="１３８００１３８０００"),
        somebody(4, unit=secret * 4, email=f"{phone}@", born_on=secret),
    ]
    titles = [*lists.TITLES[:-1], phone]
    batch = imports.bring(
        file=xlsx(rows), name=f"{secret}.xlsx", division=places.center.division, unit="县", by=None, at=make.NOW
    )
    assert jobs.work(lambda: make.NOW)
    batch.refresh_from_db()
    assert batch.bad == 4
    kept = [str(list(model.objects.values())) for model in (ImportFault, Job, type(batch), ImportRow)]
    for canary in (secret[3:13], secret[:17], phone, phone[3:10], "１３８００１３８０００"):
        assert canary not in "".join(kept) and canary not in caplog.text
    assert tasks and titles


def test_a_failing_job_logs_where_but_never_what(caplog):
    secret = number(1)

    def breaks(job, pk):
        raise ValueError(secret)

    jobs.HANDLERS["test.breaks"] = breaks
    job, at = jobs.ask("test.breaks", 1, source="test", at=make.NOW), make.NOW
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        assert jobs.work(lambda at=at: at)
        job.refresh_from_db()
        assert job.attempts == attempt and job.due_at >= at
        at = job.due_at
    assert job.state == Job.State.DEAD and not jobs.work(lambda: at)
    assert "ValueError" in caplog.text and secret not in caplog.text and "is dead" in caplog.text
