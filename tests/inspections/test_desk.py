"""The pages of a round by those who work with them, and the files that come of it."""

import io
import re
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from civcenter.hierarchy.models import Population
from civcenter.inspections.actions import marking, papers
from civcenter.inspections.models import Amendment, Mark, Objection, Report, Round, Score, Subject, Template
from civcenter.inspections.reports.blocks import blocks
from civcenter.inspections.reports.content import content
from civcenter.kit import jobs
from tests import factories as make
from tests.inspections import course

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return course.cast()


def sheet_of(subject):
    return f"/desk/inspections/units/{subject.pk}/"


def test_a_station_objects_two_people_put_it_right_and_the_page_tells(cast, client_of, time_machine):
    time_machine.move_to(course.LATER, tick=False)
    round = course.gathered()
    subject = course.subject(round)
    office, second, chief = (client_of(who) for who in (cast.office, cast.second, cast.chief))
    line = subject.template.indicators.get(code="B3")
    assert chief.post(f"{sheet_of(subject)}confirm/").status_code == 302
    words = {"words": "还有一个村的站没登上"}
    assert chief.post(f"{sheet_of(subject)}say/B3/", words).status_code == 302
    assert "还有一个村的站没登上" in chief.get(sheet_of(subject)).text
    objection = Objection.objects.get()
    ruling = f"/desk/inspections/objections/{objection.pk}/"
    assert "没登上" in office.get(ruling).text
    typed = {"part": line.parts.get().pk, "numerator": "1", "denominator": "2", "reply": "机构树少了一个村"}
    assert office.post(ruling, typed).status_code == 302
    change = Amendment.objects.get()
    decide = f"/desk/inspections/amendments/{change.pk}/"
    assert office.post(decide, {"agree": "yes"}).status_code == 403, "not by who proposed it"
    assert Score.objects.get(subject=subject, indicator=line).points == 3
    assert second.post(decide, {"agree": "yes"}).status_code == 302
    assert Score.objects.get(subject=subject, indicator=line).points == Decimal("1.50")
    objection.refresh_from_db()
    assert objection.ruling == "upheld" and objection.ruled_by == cast.second
    page = chief.get(sheet_of(subject)).text
    assert "改过" in page and "机构树少了一个村" in page
    report = office.get(f"/desk/inspections/{round.pk}/").text
    assert "征求意见稿" in report and "改过的分" in report


def test_an_inspector_fills_the_list_without_scripts_and_the_other_agrees(cast, client_of, time_machine):
    time_machine.move_to(course.LATER, tick=False)
    round = course.gathered()
    subject = course.subject(round)
    first, other = (visit.inspector for visit in marking.seats(subject).order_by("number"))
    page, phone = f"/desk/checks/{subject.pk}/", client_of(first)
    assert client_of(cast.chief).get(page).status_code == 404, "not drawn"
    assert subject.name in phone.get("/desk/checks/").text
    sign = course.part(subject, "B1")
    assert phone.post(page, {f"p{sign.pk}-state": "no"}).status_code == 409, "what costs points is said in words"
    done = phone.post(page, {f"p{sign.pk}-state": "no", f"p{sign.pk}-words": "牌子还没挂", "then": "keep"})
    assert done.status_code == 302
    mark = Mark.objects.get()
    assert (mark.numerator, mark.words, mark.agreed_at) == (0, "牌子还没挂", None)
    assert phone.post(page, {"then": "hand_in"}).status_code == 409, "not before all is looked at"
    second, shown = client_of(other), client_of(other).get(page).text
    seen = re.search(r'name="seen" value="([^"]+)"', shown)[1]
    link = f"/desk/checks/marks/{mark.pk}/"
    assert phone.post(link, {"agree": "yes", "seen": seen}).status_code == 403
    assert second.post(link, {"agree": "yes", "seen": "2026-07-01T00:00:00+08:00"}).status_code == 409, "another mark"
    assert second.post(link, {"agree": "yes", "seen": seen}).status_code == 302
    mark.refresh_from_db()
    assert mark.agreed_by == other
    assert "checked" in phone.get(page).text
    for part in marking.unmarked(subject):
        Mark.objects.create(subject=subject, part=part, numerator=1, denominator=1, by=first, at=course.LATER)
    assert phone.post(page, {"then": "hand_in", "heard": "人都摘花椒去了"}).status_code == 302
    assert marking.seats(subject).get(inspector=first).heard == "人都摘花椒去了"


def test_pages_ask_as_often_in_a_large_county(cast, client_of, time_machine):
    time_machine.move_to(course.LATER, tick=False)
    counts = []
    for wave in range(2):
        for number in range(3 * wave):
            make.place(f"62102620{number}", f"{number} 镇", make.COUNTY)
        round = course.gathered(("2026H1", "2025H2")[wave])
        course.seen(round)
        office, chief = client_of(cast.office), client_of(cast.chief)
        for client, url in (
            (office, "/desk/inspections/"),
            (office, f"/desk/inspections/{round.pk}/"),
            (chief, sheet_of(course.subject(round))),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:], counts


def test_a_neighbour_finds_no_sheet_but_the_shown_report(cast, client_of, time_machine):
    time_machine.move_to(course.LATER, tick=False)
    round = course.gathered()
    subject = course.subject(round)
    neighbour = client_of(cast.neighbour)
    assert neighbour.get(sheet_of(subject)).status_code == 404
    assert neighbour.get(f"/desk/inspections/{round.pk}/").status_code == 404
    course.shown(cast, round)
    assert neighbour.get(f"/desk/inspections/{round.pk}/").status_code == 200
    assert neighbour.get(sheet_of(subject)).status_code == 404
    wish_rows = f"{sheet_of(subject)}rows/villages_served/"
    assert client_of(cast.chief).get(wish_rows).status_code == 200


def built(round, kind, by):
    report = papers.ask(round, kind, by=by, at=course.LATER)
    while jobs.work(lambda: course.LATER + timedelta(days=30)):
        pass
    return Report.objects.get(pk=report.pk)


def test_the_three_files_say_the_same_and_may_be_checked(cast, client_of):
    """Page, margins and fonts of GB/T 9704; the draft is marked; no cell is a formula; the word verifies."""
    make.place(f"{make.TOWNSHIP}202", "=HYPERLINK(1)", make.TOWNSHIP)
    Population.objects.create(division_id=make.TOWNSHIP, year=2026, residents=1000)
    round = course.gathered()
    Mark.objects.all().delete()
    course.seen(round)
    draft = built(round, "docx", cast.office)
    document = Document(io.BytesIO(draft.body))
    section = document.sections[0]
    margins = section.top_margin, section.left_margin, section.bottom_margin, section.right_margin
    assert [round_mm(one) for one in margins] == [37, 28, 35, 26]
    assert (round_mm(section.page_width), round_mm(section.page_height)) == (210, 297)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "征求意见稿" in said and "C7000B" in document.element.xml
    made = blocks(content(Round.objects.get(pk=round.pk)))
    headings = [block.text for block in made if block.kind in ("h1", "h2", "annex")]
    assert headings == [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    cells = {cell for block in made for row in [block.heads, *block.rows] for cell in row if cell}
    assert cells <= {cell for table in document.tables for row in table._tbl.tr_lst for cell in texts(row)}
    pdf = PdfReader(io.BytesIO(built(round, "pdf", cast.office).body))
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")
    figures = {cell for cell in cells if re.fullmatch(r"[\d.]+", cell)}
    assert {one for one in headings if one.replace(" ", "").replace("　", "") not in text.replace("　", "")} == set()
    assert {one for one in figures if one not in text} == set() and "征求意见稿" in text
    final = course.final(cast, round)
    book = built(final, "xlsx", cast.office)
    assert papers.ask(final, "xlsx", by=cast.second, at=course.LATER).pk == book.pk, "a final file is made once"
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.body))
    assert {"说明", "实践所得分排名", "全部指标", "原始数", "新宁镇", "和盛镇"} <= set(sheets.sheet_names)
    assert any("=HYPERLINK(1)" in str(row[0]) for row in sheets.get_sheet_by_name("原始数").to_python())
    with zipfile.ZipFile(io.BytesIO(book.body)) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist() if "worksheets/sheet" in name)
    anybody = client_of()
    assert "是征求意见稿，不是定稿" in anybody.get(f"/verify/report/{draft.word}/").text
    page = anybody.get(f"/verify/report/{book.word}/").text
    assert "是真的，是定稿" in page and final.results_digest in page and "新宁镇" not in page
    assert anybody.get("/verify/report/ABCDEFGHJKMN/").status_code == 404


def round_mm(length):
    return int(length.mm + 0.5)


def texts(row):
    return ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.tc_lst]


def test_a_county_makes_its_own_template_tries_it_and_the_past_stays(cast, client_of, time_machine):
    time_machine.move_to(course.LATER, tick=False)
    round = course.gathered()
    course.seen(round)
    office = client_of(cast.office)
    general = Template.objects.get(county="", level="branch")
    assert office.post(f"/desk/inspections/templates/{general.pk}/copy/").status_code == 302
    draft = Template.objects.get(county=make.COUNTY)
    line = draft.indicators.get(code="B3")
    part = line.parts.get()
    typed = {"title": line.title, "weight": "4", "how": "", f"points_{part.pk}": "4"}
    typed |= {f"low_{part.pk}": "0", f"high_{part.pk}": "100", f"each_{part.pk}": "0"}
    assert office.post(f"/desk/inspections/lines/{line.pk}/", typed).status_code == 302
    page = f"/desk/inspections/templates/{draft.pk}/"
    assert "试算" in office.get(page).text
    assert office.post(page, {"since": "2026-08-01"}).status_code == 409, "101 points"
    typed |= {"weight": "3", f"points_{part.pk}": "3"}
    office.post(f"/desk/inspections/lines/{line.pk}/", typed)
    assert office.post(page, {"since": "2026-08-01"}).status_code == 302
    assert set(round.templates.all()) == {general}
    later = course.gathered("2026H2", course.OPEN_AT + timedelta(days=184))
    assert set(later.templates.all()) == {draft}
    assert office.post(f"/desk/inspections/lines/{line.pk}/", typed).status_code == 409
    assert Subject.objects.filter(round=later, template=draft).count() == 2
