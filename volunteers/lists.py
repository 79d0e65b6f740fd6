"""How lists look on pages and as files: rows masked, the template, the faults."""

import json
from io import BytesIO

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit import books
from civcenter.kit.identity import mask_document
from civcenter.kit.lists import part
from civcenter.kit.secrets import unseal
from civcenter.kit.text import mask_name, mask_phone
from civcenter.residents.choices import DocumentKind, Sex
from volunteers.actions.imports import tags
from volunteers.choices import Education, Outcome, PoliticalStatus
from volunteers.columns import BY_KEY, COLUMNS
from volunteers.models import ServiceKind, Skill, Talent

TABS = {"faults": "有错", "conflict": "对不上", "new": "新来的"}
WORDS = {"sex": Sex, "political": PoliticalStatus, "education": Education}
TAGGED = {"kinds": ServiceKind, "talents": Talent, "skills": Skill}


def tab(request, batch):
    """The chosen tab of an import's preview: its rows, and how many each tab has."""
    chosen = request.GET.get("tab") if request.GET.get("tab") in TABS else "faults"
    numbers = {"faults": batch.bad, "conflict": batch.conflict, "new": batch.new}
    if chosen == "faults":
        found = part(request, batch.faults.all(), "line")
        rows = found.rows
    else:
        found = part(request, batch.rows.filter(outcome=Outcome(chosen)), "line")
        rows = _shown(found.rows)
    tabs = [(key, words, numbers[key], key == chosen) for key, words in TABS.items()]
    return {"tabs": tabs, "tab": chosen, "rows": rows, "more_url": found.more_url}


def _shown(rows):
    """Staged rows as a page may show them."""
    places = Division.objects.in_bulk({row.home for row in rows})
    return [
        {
            "line": row.line,
            "name": mask_name(row.name),
            "document": mask_document(unseal(row.document_no)),
            "phone": mask_phone(unseal(row.phone)) if row.phone else "",
            "home": places[row.home].name if row.home in places else "",
            "differs": [BY_KEY[key].title for key in row.differs],
        }
        for row in rows
    ]


def shown_conflicts(rows, user):
    """Conflicts with both sides in words, masked; political status only for who may reveal at that place."""
    places = Division.objects.in_bulk({json.loads(row.theirs).get("home") for row in rows} - {None})
    names = {key: dict(model.objects.values_list("pk", "name")) for key, model in TAGGED.items()} if rows else {}
    return [_conflict(row, places, names, user.holds(Duty.REVEAL, row.place)) for row in rows]


def _conflict(row, places, names, may_reveal):
    volunteer, said = row.volunteer, json.loads(row.theirs)
    lines = [
        {
            "title": BY_KEY[key].title,
            "ours": "" if key in TAGGED else _words(key, _ours(volunteer, key), places, names, may_reveal),
            "theirs": _words(key, value, places, names, may_reveal),
            "adds": key in TAGGED,
        }
        for key, value in said.items()
    ]
    return {
        "pk": row.pk,
        "volunteer": volunteer,
        "name": mask_name(volunteer.person.name),
        "document": mask_document(volunteer.person.document_no),
        "is_confirmed": volunteer.confirmed_at is not None,
        "file": row.batch.file_name,
        "lines": lines,
    }


def _ours(volunteer, key):
    person = volunteer.person
    if key == "home":
        return volunteer.division_id
    return getattr(person if key in ("name", "phone", "born_on", "sex") else volunteer, key) or ""


def _words(key, value, places, names, may_reveal):
    if key == "name":
        return mask_name(value)
    if key in ("phone", "national_no"):
        return mask_phone(value) if value else ""
    if key == "home":
        return places[value].name if value in places else f"代码 {value}"
    if key in TAGGED:
        return "、".join(names[key].get(code, code) for code in value)
    if key == "political" and not may_reveal:
        return "（要有查看职责才看得到）"
    return WORDS[key](value).label if key in WORDS and value else str(value)


def fault_book(batch):
    """The bytes of the workbook of what is wrong."""
    body = BytesIO()
    heads = ["第几行", "哪一列", "填的是（号码已遮住）", "为什么不行、怎么改"]
    rows = batch.faults.order_by("line", "pk").values_list("line", "column", "shown", "message")
    books.write(body, [("要改的", heads, rows.iterator(2000), [10, 16, 28, 60])])
    return body.getvalue()


def template_book():
    """The bytes of the empty list, and of a second sheet that says how to fill it."""
    body, known = BytesIO(), tags()
    helps = [[column.title, "要填" if column.needed else "可以不填", column.hint, column.example] for column in COLUMNS]
    for key in ("skills", "talents", "kinds"):
        helps.append([f"{BY_KEY[key].title}可以填", "", "、".join(known[key]), ""])
    helps.append(["证件类型可以填", "", "、".join(DocumentKind.labels), ""])
    helps.append(["政治面貌可以填", "", "、".join(PoliticalStatus.labels), ""])
    helps.append(["学历可以填", "", "、".join(Education.labels), ""])
    sheets = [
        (
            "志愿者",
            [column.title for column in COLUMNS],
            [],
            [22 if column.key == "document_no" else 14 for column in COLUMNS],
        ),
        ("怎么填", ["列", "要不要填", "怎么填", "例子"], helps, [18, 12, 70, 24]),
    ]
    books.write(body, sheets)
    return body.getvalue()
