"""Lists come in whole or not at all, twice the same is once, and nobody on them counts before he says so."""

import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from civcenter.kit import jobs
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.models import Job
from civcenter.kit.secrets import lookup
from civcenter.residents.models import Person
from tests import factories as make
from tests.volunteers import lists
from tests.volunteers.lists import brought, faults, somebody, written, xlsx
from volunteers import tasks
from volunteers.actions import conflicts, imports
from volunteers.choices import BatchState, VolunteerStatus
from volunteers.models import Conflict, ImportBatch, ImportFile, ImportRow, Volunteer

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


@pytest.fixture
def places():
    return make.county()


def counts(batch):
    return batch.new, batch.same, batch.conflict, batch.bad


def on_register():
    return list(Volunteer.objects.values("pk", "status", "political", "person__name", "person__phone_key"))


def test_a_list_is_previewed_confirmed_and_counts_nowhere(places):
    rows = [somebody(n, skills="理发、缝纫", talents="五老", kinds="帮扶照料", political="群众") for n in range(3)]
    batch = brought(xlsx(rows))
    assert counts(batch) == (3, 0, 0, 0) and batch.state == BatchState.CHECKED
    assert not Volunteer.objects.exists() and not Person.objects.exists()
    imports.confirm(batch, at=make.NOW)
    batch = imports.write(batch, at=make.NOW)
    one = Volunteer.objects.get(batch=batch, person__document_key=lookup(lists.number(0)))
    assert batch.written == 3 and one.status == VolunteerStatus.PENDING and not Volunteer.objects.active().exists()
    assert (one.person.document_no, one.person.phone) == (lists.number(0), "19000010000")
    assert (one.person.pinyin, one.person.initials, one.person.sex) == ("zhangxiaoming", "zxm", "1")
    assert one.division_id == one.person.division_id == make.VILLAGE and one.brought_by == "县供电公司"
    assert sorted(skill.skill.name for skill in one.skills.all()) == ["理发", "缝纫"]
    assert [tag.name for tag in one.talents.all()] == ["五老"] and [kind.pk for kind in one.kinds.all()] == ["care"]
    assert not ImportRow.objects.exists() and not ImportFile.objects.exists()


def test_the_same_list_twice_changes_nothing(places):
    rows = [somebody(n, kinds="帮扶照料", education="高中") for n in range(5)]
    written(xlsx(rows))
    before = on_register()
    again = written(xlsx(rows), at=LATER)
    assert counts(again) == (0, 5, 0, 0) and again.written == 0
    assert on_register() == before and not Conflict.objects.exists()
    with pytest.raises(OutOfTurn):
        imports.confirm(again, at=LATER)
    assert imports.write(again, at=LATER).written == 0


def test_one_document_is_one_person_however_often_a_list_says_it(places):
    batch = written(xlsx([somebody(1), somebody(2), somebody(1)]))
    assert counts(batch) == (2, 0, 0, 1)
    assert faults(batch) == [(4, "证件号码", "和第 2 行是同一个证件。删掉一行")]


def test_what_differs_waits_for_a_person_and_is_asked_once(places):
    office = make.staff("office", "office", make.COUNTY)
    written(xlsx([somebody(1, education="高中")]))
    before = on_register()
    batch = written(xlsx([somebody(1, phone="19000029999", education="大学本科", talents="五老")]), at=LATER)
    assert counts(batch) == (0, 0, 1, 0) and on_register() == before
    conflict = Conflict.objects.get()
    assert json.loads(conflict.theirs) == {"phone": "19000029999", "education": "20", "talents": ["five-olds"]}
    written(xlsx([somebody(1, phone="19000029999", education="大学本科", talents="五老")]), at=LATER)
    assert Conflict.objects.count() == 1
    conflicts.decide(conflict, take=False, by=office, at=LATER)
    again = brought(xlsx([somebody(1, phone="19000029999", education="大学本科", talents="五老")]), at=LATER)
    assert counts(again) == (0, 1, 0, 0) and on_register() == before
    other = written(xlsx([somebody(1, name="张晓明", phone="19000028888")]), at=LATER)
    conflicts.decide(other.conflicts.get(), take=True, by=office, at=LATER)
    person = Volunteer.objects.get().person
    assert (person.name, person.phone, person.phone_key) == ("张晓明", "19000028888", lookup("19000028888"))
    with pytest.raises(OutOfTurn):
        conflicts.decide(other.conflicts.get(), take=False, by=office, at=LATER)


def test_a_list_may_not_touch_people_elsewhere_or_who_said_no(places):
    written(xlsx([somebody(1), somebody(2)]))
    disowned = Volunteer.objects.get(person__document_key=lookup(lists.number(2)))
    Volunteer.objects.filter(pk=disowned.pk).update(status=VolunteerStatus.DISOWNED)
    row = somebody(1, home="公曹村")
    assert faults(brought(xlsx([row]), code=make.NEXT_TOWNSHIP)) == [
        (2, "证件号码", "这个人登记在别处。请报上一级合并")
    ]
    assert faults(brought(xlsx([somebody(2)]))) == [(2, "证件号码", "本人说过这不是他要的登记。请他自己报名")]


def test_an_import_can_be_undone_while_nobody_answered(places):
    known = make.volunteer()
    batch = written(xlsx([somebody(n, skills="理发") for n in range(3)]))
    imports.undo(batch, at=LATER)
    assert list(Volunteer.objects.all()) == [known] and not Person.objects.filter(name="张小明").exists()
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.UNDONE
    with pytest.raises(RuleBroken):
        imports.undo(batch, at=LATER)


def test_no_undo_once_somebody_said_yes_or_after_a_week(places):
    batch = written(xlsx([somebody(n) for n in range(3)]))
    assert imports.why_not_undone(batch, make.NOW + timedelta(days=8)).startswith("写入超过 7 天")
    one = Volunteer.objects.filter(batch=batch).first()
    Volunteer.objects.filter(pk=one.pk).update(status="active", confirmed_at=LATER, confirmed_how="link")
    with pytest.raises(RuleBroken, match="有 1 人已经表过态"):
        imports.undo(batch, at=LATER)
    assert Volunteer.objects.count() == 3


def test_what_nobody_confirms_is_forgotten_after_a_week(places):
    batch = brought(xlsx([somebody(1), somebody(2, phone="1")]))
    assert ImportRow.objects.exists() and ImportFile.objects.exists()
    assert imports.tidy(at=make.NOW + timedelta(days=6)) == 0
    assert imports.tidy(at=make.NOW + timedelta(days=8)) == 1
    assert not ImportRow.objects.exists() and not ImportFile.objects.exists() and not batch.faults.exists()
    assert ImportBatch.objects.get().state == BatchState.DROPPED


def test_a_worker_killed_between_two_parts_begins_anew_and_writes_once(places, monkeypatch):
    rows = [somebody(n) for n in range(25)]
    at = make.NOW
    monkeypatch.setattr("volunteers.actions.staging.PART", 10)
    batch = imports.bring(file=xlsx(rows), name="名单.xlsx", division=places.center.division, unit="县", by=None, at=at)

    def killed(done, total):
        if done == 20:
            raise MemoryError

    with pytest.raises(MemoryError):
        imports.check_file(batch, at=at, tell=killed)
    assert ImportRow.objects.count() == 20
    assert jobs.work(lambda: at) and not jobs.work(lambda: at)
    batch.refresh_from_db()
    assert counts(batch) == (25, 0, 0, 0) and ImportRow.objects.count() == 25
    imports.confirm(batch, at=at)
    tasks.write_import(Job(claimed_at=at), batch.pk)
    assert jobs.work(lambda: at)
    assert Volunteer.objects.count() == 25 and Job.objects.filter(state=Job.State.DONE).count() == 2


def test_other_peoples_columns_are_known_mapped_and_remembered(places):
    row = [somebody(1)[key] for key in ("name", "document_no", "phone", "home")]
    known = brought(xlsx([dict(enumerate(row))], titles=["志愿者姓名", "身份证号", "联系电话", "居住地"]))
    assert counts(known) == (1, 0, 0, 0) and known.map_name == "常见的列名"
    strange = ["称呼", "号", "电", "村"]
    batch = brought(xlsx([dict(enumerate(row))], titles=strange))
    assert batch.state == BatchState.MAPPING
    with pytest.raises(RuleBroken, match="住在"):
        imports.remap(batch, mapping={"name": 0, "document_no": 1}, save_as="", at=make.NOW)
    mapping = {"name": 0, "document_no": 1, "phone": 2, "home": 3}
    imports.remap(batch, mapping=mapping, save_as="省平台", at=make.NOW)
    while jobs.work(lambda: make.NOW):
        pass
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED and counts(batch) == (1, 0, 0, 0)
    again = brought(xlsx([dict(enumerate(row))], titles=strange))
    assert again.map_name == "省平台" and again.state == BatchState.CHECKED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_offices(places, encoding):
    row = somebody(1, name="张𠮷明")
    text = ",".join(lists.TITLES) + "\n" + ",".join(row.values()) + "\n"
    batch = written(BytesIO(text.encode(encoding)), name="名单.csv")
    assert counts(batch) == (1, 0, 0, 0) and Person.objects.get().name == "张𠮷明"


def run(file, *words):
    out = StringIO()
    call_command("import_volunteers", str(file), "--format", "json", *words, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_does_the_same(places, tmp_path):
    file = tmp_path / "名单.xlsx"
    file.write_bytes(xlsx([somebody(1), somebody(2, phone="1390934602")]).read())
    seen = run(file, "--preview")
    assert seen["counts"] == {"total": 2, "new": 1, "same": 0, "conflict": 0, "bad": 1, "written": 0}
    assert seen["faults"] == [{"row": 3, "column": "手机号", "message": "手机号少了 1 位，应是 11 位数字"}]
    assert not Volunteer.objects.exists() and not ImportRow.objects.exists()
    assert run(file)["counts"]["written"] == 1
    second = run(file, "--division", make.COUNTY)["counts"]
    assert (second["new"], second["same"], second["written"]) == (0, 1, 0) and Volunteer.objects.count() == 1
    bad = tmp_path / "坏的.xlsx"
    bad.write_bytes(b"not a zip")
    with pytest.raises(CommandError, match=r"这不是 .xlsx 表格"):
        run(bad)
