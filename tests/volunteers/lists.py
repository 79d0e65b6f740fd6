"""Lists of volunteers for tests: people who do not exist, in a region that does not, with right check digits."""

from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from civcenter.hierarchy.models import Division
from civcenter.kit.identity import CITIZEN_CHECKS, CITIZEN_WEIGHTS
from tests import factories as make
from volunteers.actions import imports
from volunteers.columns import COLUMNS
from volunteers.models import ImportBatch

TITLES = [column.title for column in COLUMNS]
FIRST = date(1960, 1, 1)


def number(n=0, born=None):
    """The n-th right identity number."""
    digits = f"990101{born or FIRST + timedelta(days=n % 15_000):%Y%m%d}{n // 15_000 + 1:03d}"
    return digits + CITIZEN_CHECKS[sum(w * int(d) for w, d in zip(CITIZEN_WEIGHTS, digits, strict=True)) % 11]


def somebody(n=0, **changes):
    """A good row of the template, by key."""
    row = dict.fromkeys([column.key for column in COLUMNS], "")
    row |= {"name": "张小明", "document_no": number(n), "phone": f"1900001{n:04d}", "home": "新宁镇北庄村"}
    return row | changes


def xlsx(rows, titles=TITLES, keep_numbers=False):
    """The bytes of a workbook; numbers stay numbers where asked."""
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([titles, *[list(row.values()) for row in rows]]):
            for at, cell in enumerate(cells):
                if keep_numbers and not isinstance(cell, str):
                    sheet.write_number(number, at, cell)
                else:
                    sheet.write_string(number, at, str(cell))
    return BytesIO(body.getvalue())


def brought(body, name="名单.xlsx", code=make.COUNTY, by=None, at=make.NOW):
    """An import whose preview is done."""
    batch = imports.bring(file=body, name=name, division=Division.objects.get(pk=code), unit="县供电公司", by=by, at=at)
    imports.check_file(batch, at=at, tell=lambda done, total: None)
    return ImportBatch.objects.get(pk=batch.pk)


def written(body, at=make.NOW, **more):
    """An import that somebody confirmed."""
    batch = brought(body, at=at, **more)
    imports.confirm(batch, at=at)
    return imports.write(batch, at=at)


def faults(batch):
    """(row, column, sentence) of each fault."""
    return list(batch.faults.order_by("line", "pk").values_list("line", "column", "message"))
