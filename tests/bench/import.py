"""`./civ bench import`: 100,000 volunteers from an .xlsx, whole, against reading it and one COPY of the same rows.

Ours is everything between the file and the register: the zip looked through, rows checked, keys hashed, personal data
sealed, staged, held against each other and the register, written as people and pending volunteers, staging dropped.
Two limits, each in a process of its own: read with calamine, strip the cells, and COPY in the clear

- `register`: straight into the register's two tables, whose indexes and foreign keys any way must fill;
- `bare`: into a table of plain text without an index, which is not a register.

Every way begins with empty tables and the same file. Memory is the process's own peak (ru_maxrss).
"""

from tests.bench.ground import FORK, database, raw  # first: it sets Django up

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from civcenter.hierarchy.models import Division
from civcenter.kit.identity import CITIZEN_CHECKS, CITIZEN_WEIGHTS
from tests import factories as make
from volunteers.actions import imports
from volunteers.columns import COLUMNS
from volunteers.models import Volunteer

ROWS, RUNS, VILLAGES = 100_000, 5, 200
FAMILIES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力波宁云",
)
TABLES = "volunteers_volunteer, residents_person, volunteers_importbatch"
PERSON = (
    "id, name, document_kind, document_no, document_key, born_on, sex, phone, phone_key, division_id, "
    "pinyin, initials, created_at"
)
VOLUNTEER = (
    "person_id, status, stars, political, education, email, applied_at, brought_by, confirmed_how, refusal, "
    "may_be_named, division_id"
)


def main():
    rows = int(os.environ.get("CIV_BENCH_ROWS", ROWS))
    with database(), tempfile.TemporaryDirectory() as folder:
        county()
        file = Path(folder) / "volunteers.xlsx"
        apart(generate, file, rows)
        taken = {"ours": [], "register": [], "bare": []}
        for _ in range(RUNS):
            for name, way in (("ours", ours), ("register", register), ("bare", bare)):
                empty()
                taken[name].append(apart(way, file, rows))
        for limit in ("register", "bare"):
            say(f"whole import, limit {limit}", taken, limit, 0, "rows/s", rows)
        for limit in ("register", "bare"):
            say(f"peak memory, limit {limit}", taken, limit, 1, "MiB", rows)
    print(f"load {os.getloadavg()[0]:.1f}", file=sys.stderr)


def say(metric, taken, limit, what, unit, rows):
    """One line; of speed more is better, of memory less. The ratio is the median of the runs' own."""
    speed = unit == "rows/s"
    mine, best = ([rows / run[0] if speed else run[1] for run in taken[name]] for name in ("ours", limit))
    line = {"bench": "import", "metric": metric}
    line |= {"ours": round(statistics.median(mine), 1), "limit": round(statistics.median(best), 1)}
    line["ratio"] = round(statistics.median(a / b for a, b in zip(mine, best, strict=True)), 3)
    print(json.dumps(line | {"unit": unit, "rows": rows, "runs": RUNS}, ensure_ascii=False), flush=True)


def county():
    """A county with as many villages as one has, by another name each."""
    make.county()
    Division.objects.bulk_create(
        Division(code=f"621026102{200 + n:03d}", name=f"第{n}村", tier="village", parent_id=make.TOWNSHIP)
        for n in range(1, VILLAGES)
    )


def generate(file, rows):
    """The list, the same each time: everybody else, three in a hundred with a skill, a third with a kind."""
    with xlsxwriter.Workbook(file, {"constant_memory": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.title for column in COLUMNS])
        for n in range(rows):
            sheet.write_row(n + 1, 0, somebody(n))
    return 0


def somebody(n):
    born = date(1950, 1, 1) + timedelta(days=n % 18_000)
    digits = f"990101{born:%Y%m%d}{n // 18_000 * 37 % 1000:03d}"
    check = CITIZEN_CHECKS[sum(w * int(d) for w, d in zip(CITIZEN_WEIGHTS, digits, strict=True)) % 11]
    name = FAMILIES[n % 20] + GIVEN[n // 20 % 30] + GIVEN[n // 600 % 30]
    tags = ["理发" if n % 33 == 0 else "", "五老" if n % 50 == 0 else "", "帮扶照料" if n % 3 == 0 else ""]
    village = f"621026102{200 + 1 + n % (VILLAGES - 1):03d}"
    said = [f"{born}", "男" if int(digits[16]) % 2 else "女", f"190{n:08d}", village, "群众", "高中"]
    return [name, "居民身份证", digits + check, *said, *tags, "", "", "县供电公司"]


def apart(way, file, rows):
    """(seconds, peak MiB) of a way in a process of its own."""
    connection.close()
    results = FORK.Queue()
    process = FORK.Process(target=_measured, args=(way, file, rows, results))
    process.start()
    process.join()
    assert process.exitcode == 0
    return results.get()


def _measured(way, file, rows, results):
    if way is not generate:
        connection.ensure_connection()
    started = time.perf_counter()
    written = way(file, rows)
    seconds = time.perf_counter() - started
    assert written in (0, rows), f"{written} of {rows}"
    results.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def empty():
    """Nobody on the register, as the owner may do."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"TRUNCATE {TABLES} CASCADE")
        cursor.execute("DROP TABLE IF EXISTS bare")
        columns = ", ".join(f"c{n} text" for n in range(len(COLUMNS)))
        cursor.execute(f"CREATE TABLE bare ({columns})")
        cursor.execute("GRANT ALL ON bare TO PUBLIC")
    connection.close()


def ours(file, rows):
    at = timezone.now()
    division = Division.objects.get(pk=make.COUNTY)
    batch = imports.new_batch(name=file.name, division=division, unit="县中心", by=None, at=at)
    imports.check(batch, str(file), file.name, at=at)
    assert (batch.new, batch.bad) == (rows, 0), list(batch.faults.values_list("message")[:3])
    imports.confirm(batch, at=at)
    imports.write(batch, at=at)
    return Volunteer.objects.filter(batch=batch, status="pending").count()


def cells(file):
    """The rows as calamine has them, stripped."""
    lines = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).iter_rows()
    next(lines)
    for row in lines:
        yield [cell.strip() if type(cell) is str else str(cell) for cell in row]


class Stream:
    """Lines as a file for COPY, a thousand at a time."""

    def __init__(self, lines):
        self.lines = lines

    def read(self, size):
        return "".join(islice(self.lines, 1000))


def bare(file, rows):
    with raw() as conn, conn.cursor() as cursor:
        cursor.copy_expert("COPY bare FROM STDIN", Stream("\t".join(row) + "\n" for row in cells(file)))
        return cursor.rowcount


def register(file, rows):
    now, people = timezone.now().isoformat(), []

    def lines():
        for n, row in enumerate(cells(file), start=1):
            people.append(f"{n}\tpending\t0\t13\t60\t\t{now}\t{row[14]}\t\t\tf\t{row[6]}\n")
            sex = "1" if row[4] == "男" else "2"
            said = [str(n), row[0], "citizen", row[2], row[2], row[3], sex, row[5], row[5], row[6], "", "", now]
            yield "\t".join(said) + "\n"

    with raw() as conn, conn.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.copy_expert(f"COPY residents_person ({PERSON}) FROM STDIN", Stream(lines()))
        cursor.copy_expert(f"COPY volunteers_volunteer ({VOLUNTEER}) FROM STDIN", Stream(iter(people)))
        return cursor.rowcount


if __name__ == "__main__":
    main()
