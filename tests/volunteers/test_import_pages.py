"""The desk's pages of lists that come in and go out."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civcenter.kit import jobs, sheets
from civcenter.kit.models import Job
from tests import factories as make
from tests.volunteers.lists import brought, number, somebody, written, xlsx
from volunteers import tasks
from volunteers.actions import exports, imports
from volunteers.columns import COLUMNS
from volunteers.models import Conflict, Export, ImportBatch, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make.cast()


def url(name, *args):
    return reverse(f"desk_volunteers:{name}", args=args)


def run_jobs():
    assert tasks
    while jobs.work(timezone.now):
        pass


def upload(client, body, name="名单.xlsx", **more):
    body.name = name
    said = {"file": body, "unit": "县供电公司", "division": make.COUNTY, **more}
    return client.post(url("imports"), said)


def test_upload_preview_confirm_undo_on_pages_alone(cast, client_of):
    client = client_of(cast.office)
    answer = upload(client, xlsx([somebody(1), somebody(2, phone="1390934602")]))
    page = answer["Location"]
    waiting = client.get(page).content.decode()
    assert "排队中" in waiting and "hx-trigger" in waiting
    assert "排队中" in client.get(page, headers={"HX-Request": "true"}).content.decode()
    run_jobs()
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    text = client.get(page).content.decode()
    assert "第 3 行" in text and "少了 1 位" in text and "139****" not in text and "1390934602" not in text
    new = client.get(f"{page}?tab=new").content.decode()
    assert "张*明" in new and "190****0001" in new and "19000010001" not in new and number(1) not in new
    assert not Volunteer.objects.filter(brought_by="县供电公司").exists()
    client.post(f"{page}confirm/")
    run_jobs()
    assert (
        "写入了 1 人" in client.get(page).content.decode() and Volunteer.objects.filter(status="pending").count() == 1
    )
    assert "给 1 人发了短信" in client.post(f"{page}invite/", follow=True).content.decode()
    assert "都发过了" in client.post(f"{page}invite/", follow=True).content.decode()
    client.post(f"{page}undo/")
    assert not Volunteer.objects.filter(status="pending").exists() and "已撤回" in client.get(page).content.decode()
    assert client.post(f"{page}undo/").status_code == 409


def test_a_file_that_is_none_is_refused_on_the_spot(cast, client_of):
    client = client_of(cast.office)
    answer = upload(client, BytesIO(b"nothing"))
    assert answer.status_code == 422 and "这不是 .xlsx 表格" in answer.content.decode()
    assert upload(client, xlsx([somebody(1)]), division=make.OTHER_COUNTY).status_code == 422
    assert not ImportBatch.objects.exists()
    upload(client, BytesIO("姓名\n".encode("utf-16")), name="a.csv")
    run_jobs()
    batch = ImportBatch.objects.get()
    assert "编码认不出来" in client.get(url("import", batch.pk)).content.decode()


def test_columns_are_mapped_on_a_page(cast, client_of):
    client = client_of(cast.office)
    row = [somebody(1)[key] for key in ("name", "document_no", "phone", "home")]
    batch = brought(xlsx([dict(enumerate(row))], titles=["称呼", "号", "电", "村"]), by=cast.office)
    page = url("import_columns", batch.pk)
    assert "称呼" in client.get(page).content.decode()
    said = {column.key: "" for column in COLUMNS} | {"name": "0", "document_no": "1", "home": "3"}
    assert client.post(page, said | {"home": ""}).status_code == 422
    assert client.post(page, said | {"save_as": "省平台"})["Location"] == url("import", batch.pk)
    run_jobs()
    batch.refresh_from_db()
    assert batch.new == 1 and "省平台" in client.get(url("import", batch.pk)).content.decode()


def test_a_conflict_is_shown_masked_and_decided(cast, client_of):
    client = client_of(cast.office)
    written(xlsx([somebody(1, education="高中")]))
    written(xlsx([somebody(1, name="张晓亮", phone="19000028888", education="大学本科")]))
    text = client.get(url("conflicts")).content.decode()
    assert "张*亮" in text and "190****8888" in text and "大学本科" in text
    assert "19000028888" not in text and number(1) not in text
    conflict = Conflict.objects.get()
    assert client_of(cast.neighbour).post(url("conflict", conflict.pk), {"take": "yes"}).status_code == 404
    client.post(url("conflict", conflict.pk), {"take": "no"})
    assert Volunteer.objects.get(conflicts=conflict).person.name == "张小明" and not Conflict.objects.open().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_number_of_questions(cast, client_of, rows):
    written(xlsx([somebody(n, education="高中") for n in range(rows)]))
    batch = written(xlsx([somebody(n, education="大学本科") for n in range(rows)]))
    brought(xlsx([somebody(n + 9, phone="1") for n in range(rows)]))
    assert batch.conflict == rows
    fresh = brought(xlsx([somebody(n + 9) for n in range(rows)]))
    paths = [url("imports"), url("import", batch.pk), f"{url('import', fresh.pk)}?tab=new", url("conflicts")]
    client = client_of(cast.office)
    client.get(url("teams"))
    asked = []
    for path in [*paths, url("exports")]:
        with CaptureQueriesContext(connection) as questions:
            assert client.get(path).status_code == 200
        asked.append(len(questions))
    assert asked == [10, 8, 8, 9, 9]


def test_the_template_is_known_and_faults_are_a_workbook(cast, client_of):
    client = client_of(cast.office)
    batch = brought(BytesIO(client.get(url("import_template")).content))
    assert batch.map_name == "本平台模板" and (batch.new, batch.bad) == (0, 0)
    batch = brought(xlsx([somebody(1, phone="1390934602")]))
    body = client.get(url("import_faults", batch.pk)).content
    (_, rows), *_ = sheets.read(BytesIO(body), "a.xlsx").parts(9)
    assert rows[0][1] == "手机号"


def test_a_list_is_asked_for_and_taken_by_its_link(cast, client_of):
    client = client_of(cast.office)
    page = client.post(url("exports"), {"division": make.COUNTY, "status": ""})["Location"]
    assert "排队中" in client.get(page).content.decode()
    run_jobs()
    text = client.get(page).content.decode()
    link = text.split('<a class="btn" href="')[1].split('"')[0]
    assert client.get(link).content[:2] == b"PK" and Export.objects.get().taken == 1
    assert client_of(cast.chief).get(link).status_code == 404
    assert client.get(link[:-3] + "x/").status_code == 404
    assert client.post(url("exports"), {"division": make.COUNTY, "is_clear": "on"}).status_code == 409
    assert Job.objects.count() == 1 and exports.ALONE == 500 and imports.KEPT.days == 7
