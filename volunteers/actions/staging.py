"""How a list becomes rows beside the register, and those rows the register: COPY, then a few statements over all.

A row's values are hashed and sealed once, when it is staged; writing copies them. Every statement bears being run
again: staging begins by clearing what an earlier try left, writing takes a state that can be taken once, and a
document, a person and a national number are unique.
"""

import io

from django.db import connection

from civcenter.accounts.scope import reach
from civcenter.kit.identity import mask_document
from civcenter.kit.secrets import unseal
from civcenter.kit.verbs import verb
from volunteers.models import ImportFault, ImportRow
from volunteers.rowcheck import OUT, Fault

PART = 4000
"""Rows a COPY; big enough to be quick, small enough that a progress bar moves."""
PATIENCE = "SET LOCAL statement_timeout = '300s'; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
"""For statements over a whole list. Its rows came a moment ago and nobody has counted them yet: the planner would
take them for a handful and go through the register once for each."""
COPY_ROWS = f"COPY volunteers_importrow (batch_id, {', '.join(OUT)}) FROM STDIN"
COPY_FAULTS = 'COPY volunteers_importfault (batch_id, line, "column", shown, message) FROM STDIN'
ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})

# The same document twice in one list: the first row stands.
TWICE = """
SELECT r.line, r.document_no, f.line FROM volunteers_importrow r
  JOIN (SELECT document_key, min(line) AS line FROM volunteers_importrow WHERE batch_id = %(batch)s
         GROUP BY document_key HAVING count(*) > 1) f USING (document_key)
 WHERE r.batch_id = %(batch)s AND r.line > f.line ORDER BY r.line"""

# A national number twice in the list, or another person's on the register.
NUMBERED = """
SELECT r.line, r.national_no, f.line FROM volunteers_importrow r
  JOIN (SELECT national_no, min(line) AS line FROM volunteers_importrow
         WHERE batch_id = %(batch)s AND national_no <> ''
         GROUP BY national_no HAVING count(*) > 1) f USING (national_no)
 WHERE r.batch_id = %(batch)s AND r.line > f.line
UNION ALL
SELECT r.line, r.national_no, 0 FROM volunteers_importrow r
  JOIN volunteers_volunteer v ON v.national_no = r.national_no JOIN residents_person p ON p.id = v.person_id
 WHERE r.batch_id = %(batch)s AND r.national_no <> '' AND p.document_key <> r.document_key"""

# People the register knows and this list may not touch: elsewhere, gone by their own will, or of another name.
BARRED = """
SELECT r.line, r.document_no,
       CASE WHEN v.id IS NULL THEN 'name' WHEN NOT (v.county = ANY(%(codes)s) OR v.township = ANY(%(codes)s)
                 OR v.division_id = ANY(%(codes)s)) THEN 'elsewhere' ELSE v.status END
  FROM volunteers_importrow r
  JOIN residents_person p ON p.document_key = r.document_key AND p.document_key <> ''
  LEFT JOIN volunteers_volunteer v ON v.person_id = p.id
 WHERE r.batch_id = %(batch)s AND (
       (v.id IS NULL AND p.name <> r.name) OR v.status IN ('disowned', 'left')
       OR NOT (v.county = ANY(%(codes)s) OR v.township = ANY(%(codes)s) OR v.division_id = ANY(%(codes)s)))"""
BARRED_WORDS = {
    "name": "登记的是另一个名字。核对证件",
    "elsewhere": "这个人登记在别处。请报上一级合并",
    "disowned": "本人说过这不是他要的登记。请他自己报名",
    "left": "本人已退出。要他自己再报名",
}

# Facts are compared by their hashes or plain codes; what the list leaves empty says nothing.
MATCH = """
UPDATE volunteers_importrow r
   SET volunteer = k.volunteer, differs = k.differs,
       outcome = CASE WHEN k.differs = '{}' THEN 'same' ELSE 'conflict' END
  FROM (SELECT r.id, v.id AS volunteer, array_remove(ARRAY[
            CASE WHEN p.name <> r.name THEN 'name' END,
            CASE WHEN r.phone_key <> '' AND r.phone_key <> p.phone_key THEN 'phone' END,
            CASE WHEN p.born_on IS DISTINCT FROM r.born_on THEN 'born_on' END,
            CASE WHEN r.sex <> '0' AND p.sex <> r.sex THEN 'sex' END,
            CASE WHEN v.division_id <> r.home THEN 'home' END,
            CASE WHEN r.political <> '' AND v.political <> r.political THEN 'political' END,
            CASE WHEN r.education <> '' AND v.education <> r.education THEN 'education' END,
            CASE WHEN r.national_no <> '' AND coalesce(v.national_no, '') <> r.national_no THEN 'national_no' END,
            CASE WHEN r.kinds <> '{}' AND NOT r.kinds <@ ARRAY(SELECT servicekind_id::text
                 FROM volunteers_volunteer_kinds WHERE volunteer_id = v.id) THEN 'kinds' END,
            CASE WHEN r.talents <> '{}' AND NOT r.talents <@ ARRAY(SELECT talent_id::text
                 FROM volunteers_volunteer_talents WHERE volunteer_id = v.id) THEN 'talents' END,
            CASE WHEN r.skills <> '{}' AND NOT r.skills <@ ARRAY(SELECT skill_id::text
                 FROM volunteers_volunteerskill WHERE volunteer_id = v.id) THEN 'skills' END
        ], NULL) AS differs
          FROM volunteers_importrow r
          JOIN residents_person p ON p.document_key = r.document_key AND p.document_key <> ''
          JOIN volunteers_volunteer v ON v.person_id = p.id
         WHERE r.batch_id = %(batch)s) k
 WHERE r.id = k.id"""

PERSONS = """
INSERT INTO residents_person (name, pinyin, initials, phone, phone_key, document_kind, document_no, document_key,
                              born_on, sex, division_id, created_at)
SELECT name, pinyin, initials, phone, phone_key, document_kind, document_no, document_key, born_on, sex, home, %(at)s
  FROM volunteers_importrow WHERE batch_id = %(batch)s AND outcome = 'new'
    ON CONFLICT (document_key) WHERE document_key <> '' DO NOTHING"""

VOLUNTEERS = """
WITH made AS (
    INSERT INTO volunteers_volunteer (person_id, status, stars, political, education, email, national_no, applied_at,
                                      brought_by, batch_id, entered_by_id, confirmed_how, refusal, may_be_named,
                                      division_id)
    SELECT p.id, 'pending', 0, r.political, r.education, r.email, nullif(r.national_no, ''), %(at)s,
           r.unit, r.batch_id, (SELECT by_id FROM volunteers_importbatch WHERE id = %(batch)s), '', '', false, r.home
      FROM volunteers_importrow r
      JOIN residents_person p ON p.document_key = r.document_key AND p.document_key <> ''
     WHERE r.batch_id = %(batch)s AND r.outcome = 'new'
        ON CONFLICT DO NOTHING
    RETURNING id, person_id
), tagged AS (
    SELECT m.id, r.kinds, r.talents, r.skills
      FROM volunteers_importrow r
      JOIN residents_person p ON p.document_key = r.document_key AND p.document_key <> ''
      JOIN made m ON m.person_id = p.id
     WHERE r.batch_id = %(batch)s AND (r.kinds <> '{}' OR r.talents <> '{}' OR r.skills <> '{}')
), kinds AS (
    INSERT INTO volunteers_volunteer_kinds (volunteer_id, servicekind_id) SELECT id, unnest(kinds) FROM tagged
), talents AS (
    INSERT INTO volunteers_volunteer_talents (volunteer_id, talent_id) SELECT id, unnest(talents) FROM tagged
), skills AS (
    INSERT INTO volunteers_volunteerskill (volunteer_id, skill_id, level, licence_no, issuer)
    SELECT id, unnest(skills), '1', '', '' FROM tagged
)
SELECT count(*) FROM made"""


@verb
def clear(batch):
    """Drop what stands beside the register for this import."""
    ImportRow.objects.filter(batch=batch)._raw_delete("default")
    ImportFault.objects.filter(batch=batch)._raw_delete("default")


def stage(batch, sheet, checker, tell):
    """Check the rows part by part and put the good ones beside the register; faults beside them. Says how far."""
    clear(batch)
    for begin, rows in sheet.parts(PART):
        _copy(batch, checker.part(begin, rows), checker.faults)
        tell(begin - sheet.first + len(rows), sheet.total)


@verb
def _copy(batch, columns, faults):
    mark = f"{batch.pk}\t"
    columns[OUT.index("unit")] = [unit.translate(ESCAPES) for unit in columns[OUT.index("unit")]]
    _send(COPY_ROWS, "".join(f"{mark}{line}\n" for line in map("\t".join, zip(*columns, strict=True))))
    add_faults(batch, faults)


def add_faults(batch, faults):
    """Keep the sentences; cells are masked already."""
    lines = (
        f"{batch.pk}\t{fault.line}\t{fault.column}\t{fault.shown.translate(ESCAPES)}\t{fault.message.translate(ESCAPES)}"
        for fault in faults
    )
    _send(COPY_FAULTS, "".join(f"{line}\n" for line in lines))


def _send(statement, text):
    if text:
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(statement, io.StringIO(text))


@verb
def settle(batch):
    """Hold the staged rows against each other and the register: what is twice, barred, the same, or differs."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    codes = sorted(reach([batch.division_id])[batch.division_id])
    _bar(batch, "证件号码", _found(TWICE, batch), lambda other: f"和第 {other} 行是同一个证件。删掉一行")
    _bar(batch, "全国志愿者编号", _found(NUMBERED, batch), _numbered)
    _bar(batch, "证件号码", _found(BARRED, batch, codes=codes), BARRED_WORDS.__getitem__)
    with connection.cursor() as cursor:
        cursor.execute(MATCH, {"batch": batch.pk})


def _numbered(line):
    return f"和第 {line} 行的编号一样。核对" if line else "这个编号是别人的。核对"


def _found(statement, batch, **more):
    with connection.cursor() as cursor:
        cursor.execute(statement, {"batch": batch.pk, **more})
        return cursor.fetchall()


def _bar(batch, column, found, words):
    """Rows that turned out wrong leave the good ones and become faults."""
    faults = [Fault(line, column, _masked(column, cell), words(why)) for line, cell, why in found]
    add_faults(batch, faults)
    if faults:
        ImportRow.objects.filter(batch=batch, line__in={fault.line for fault in faults})._raw_delete("default")


def _masked(column, cell):
    return mask_document(unseal(cell) if column == "证件号码" else cell)


def write(batch, at):
    """Put the new people of a settled import on the register, pending; returns how many became volunteers."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute(PERSONS, {"batch": batch.pk, "at": at})
        cursor.execute(VOLUNTEERS, {"batch": batch.pk, "at": at})
        return cursor.fetchone()[0]
