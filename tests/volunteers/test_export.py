"""Lists go out masked; in clear only with duty, reason and, for many, a second person; and never a formula."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from civcenter.hierarchy.models import Division
from civcenter.kit import books, jobs, sheets
from civcenter.kit.errors import RuleBroken
from civcenter.residents.models import RevealLog
from tests import factories as make
from tests.volunteers.lists import brought, number, somebody, written, xlsx
from volunteers import tasks
from volunteers.actions import exports
from volunteers.choices import ExportState
from volunteers.models import Export

pytestmark = pytest.mark.django_db
STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\0",
    "＝",
    "＋",
    "－",
    "＠",
    "=cmd|' /C calc'!A0",
    "http://",
    '=HYPERLINK("x")',
]


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make.cast()


def asked(cast, by=None, clear=False, code=make.COUNTY, reason="保险公司要名单"):
    division = Division.objects.get(pk=code)
    return exports.ask(division=division, is_clear=clear, status="", reason=reason, by=by or cast.office, at=make.NOW)


def made(export):
    assert tasks
    while jobs.work(lambda: make.NOW):
        pass
    export.refresh_from_db()
    return export


def rows_of(body):
    return [row for _, part in sheets.read(BytesIO(body), "a.xlsx").parts(50) for row in part]


def test_a_list_is_masked_unless_asked_and_says_who_took_it(cast):
    written(xlsx([somebody(1, email="zhang@example.cn", political="群众", unit="=1+1")]))
    body = exports.take(made(asked(cast)), by=cast.office, at=make.NOW)
    said = str(rows_of(body))
    assert "张*明" in said and "190****0001" in said and "=1+1" in said
    for hidden in ("张小明", "19000010001", number(1), "zhang@", "群众", "1960-"):
        assert hidden not in said
    assert not RevealLog.objects.exists()
    parts = zipfile.ZipFile(BytesIO(body))
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("赵主任") >= 3 and "<f>" not in sheet


def test_a_clear_list_comes_in_again_as_nothing_new(cast):
    written(xlsx([somebody(1, email="zhang@example.cn", skills="理发", talents="五老", kinds="帮扶照料")]))
    export = made(asked(cast, clear=True))
    body = exports.take(export, by=cast.office, at=make.NOW)
    batch = brought(BytesIO(body))
    assert (batch.new, batch.same, batch.conflict) == (0, 1, 0) and batch.bad == 1  # the cast's own has no document
    look = RevealLog.objects.get()
    assert (look.user, look.reason) == (cast.office, "保险公司要名单") and "2 人" in look.about
    kept = (exports.settings.MEDIA_ROOT / export.file).read_bytes()
    assert b"PK" not in kept[:20] and number(1).encode() not in kept


def test_clear_needs_the_duty_and_a_reason(cast):
    with pytest.raises(PermissionDenied):
        asked(cast, by=cast.leader, clear=True)
    with pytest.raises(PermissionDenied):
        asked(cast, by=cast.manager, clear=True)
    with pytest.raises(RuleBroken, match="为什么"):
        asked(cast, clear=True, reason="")
    assert asked(cast, by=cast.manager, clear=True, code=make.VILLAGE).state == ExportState.BUILDING
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(is_clear=True).update(reason="")


def test_many_people_in_clear_need_a_second_person(cast, monkeypatch):
    monkeypatch.setattr(exports, "ALONE", 0)
    second = make.staff("second", "office", make.COUNTY, "钱主任")
    export = asked(cast, clear=True)
    assert export.state == ExportState.ASKED and not jobs.work(lambda: make.NOW)
    for by in (cast.office, cast.chief, cast.leader):
        with pytest.raises(RuleBroken):
            exports.decide(export, agree=True, by=by, at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(approved_by=cast.office)
    exports.decide(export, agree=True, by=second, at=make.NOW)
    assert made(export).state == ExportState.READY and export.approved_by == second
    assert asked(cast).state == ExportState.BUILDING


def test_a_list_is_for_who_asked_and_for_a_day(cast):
    export = made(asked(cast))
    for by, at in ((cast.chief, make.NOW), (cast.office, make.NOW + timedelta(hours=25))):
        with pytest.raises(RuleBroken):
            exports.take(export, by=by, at=at)
    assert exports.tidy(at=make.NOW) == 0 and exports.tidy(at=make.NOW + timedelta(hours=24)) == 1
    assert not list((exports.settings.MEDIA_ROOT / "exports").iterdir())
    assert Export.objects.get().state == ExportState.EXPIRED


def test_ten_thousand_nasty_texts_are_text():
    nasty = [f"{STARTS[n % len(STARTS)]}{n}" for n in range(10_000)]
    body = BytesIO()
    books.write(body, [("甲", ["甲"], ([text] for text in nasty), [10])], "=mark&C")
    parts = zipfile.ZipFile(body)
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert len(re.findall(r'<c [^>]*t="(?:inlineStr|s)"', sheet)) == 10_002
    assert "<f>" not in sheet and "<f " not in sheet and "<hyperlink" not in sheet
    assert not any("link" in name.lower() for name in parts.namelist())
