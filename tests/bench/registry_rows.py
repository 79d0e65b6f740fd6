"""A hundred thousand volunteers of one county, put in by the owner in sets with the tables' triggers off."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from civcenter.hierarchy.models import Division, Population
from civcenter.kit.secrets import lookup
from civcenter.kit.sounds import sounds
from civcenter.residents.models import Person
from tests import factories as make
from volunteers.choices import UnitKind
from volunteers.actions import note_record
from volunteers.models import Headcount, RosterEntry, RosterGroup, ServiceKind, ServiceRecord, Unit, Volunteer

MANY, VILLAGES, UNITS, RECORDS = 100_000, 278, 500, 60_000
PHONE = "19000000777"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", ["伟", "欣怡", "建国", "秀英", "志强", "桂兰", "小军"]


def fill(cast):
    """Places, people, volunteers, service, units, numbers and lists; then fresh statistics for the planner."""
    villages = _villages()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET statement_timeout = 0")
        _people(cursor, cast.volunteer.person, villages)
        _volunteers(cursor, cast.volunteer)
        _records(cursor, cast)
        _rosters(cursor)
        cursor.execute("ANALYZE")
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")


def _villages():
    """278 villages in 18 townships, and what each township's statistics say."""
    towns = [f"{make.COUNTY}{number}" for number in range(100, 118)]
    places = [(code, make.COUNTY, "township") for code in towns]
    places += [(f"{towns[n % 18]}{300 + n}", towns[n % 18], "village") for n in range(VILLAGES)]
    Division.objects.bulk_create(
        [Division(code=code, name=f"地{code[6:]}", parent_id=above, tier=tier) for code, above, tier in places],
        ignore_conflicts=True,
    )
    Population.objects.bulk_create(
        [Population(division_id=code, year=2026, residents=30_000) for code in [make.COUNTY, *towns]]
    )
    return [code for code, _, tier in places if tier == "village"]


def _like(cursor, model, row, changed, many, source):
    """`many` rows like one that a real action made, but for what is `changed` (column → SQL)."""
    table = model._meta.db_table
    fields = [field for field in model._meta.concrete_fields if not (field.generated or field.primary_key)]
    columns = [field.column for field in fields]
    chosen = [changed.get(column, f"t.{column}") for column in columns]
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    into, taken = f"INSERT INTO {table} ({', '.join(columns)})", f"SELECT {', '.join(chosen)} FROM {table} t, {source}"
    cursor.execute(f"{into} {taken} WHERE t.id = %s", [many, row.pk])
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _people(cursor, person, villages):
    """Names, sounds and places go round; each has a phone of his own."""
    names = [f"{surname}{given}" for surname in SURNAMES for given in GIVEN]
    heard = [sounds(name) for name in names]
    cursor.execute(
        "CREATE TEMP TABLE named AS SELECT * FROM unnest(%s, %s, %s) WITH ORDINALITY AS n (name, pinyin, initials, i)",
        [names, [pinyin for pinyin, _ in heard], [initials for _, initials in heard]],
    )
    cursor.execute("CREATE TEMP TABLE lived AS SELECT * FROM unnest(%s) WITH ORDINALITY AS l (code, i)", [villages])
    changed = {name: f"x.{name}" for name in ("name", "pinyin", "initials")}
    changed |= {"division_id": "x.code", "phone_key": "md5('bench' || x.n)", "phone": "''"}
    changed |= {"user_id": "NULL", "staff_id": "NULL"}
    source = f"""(SELECT n, name, pinyin, initials, code FROM generate_series(1, %s) AS n
                    JOIN named ON named.i = 1 + n %% {len(names)}
                    JOIN lived ON lived.i = 1 + n %% {len(villages)}) x"""
    _like(cursor, Person, person, changed, MANY, source)
    cursor.execute("UPDATE residents_person SET phone_key = %s WHERE phone_key = md5('bench777')", [lookup(PHONE)])


def _volunteers(cursor, volunteer):
    at = "t.applied_at - n * interval '5 minutes'"
    changed = {"person_id": "p.id", "division_id": "p.division_id", "national_no": "NULL"}
    changed |= dict.fromkeys(("applied_at", "confirmed_at", "reviewed_at"), at)
    source = "(SELECT id, division_id, row_number() OVER () AS n FROM residents_person WHERE phone = '' LIMIT %s) p"
    _like(cursor, Volunteer, volunteer, changed, MANY, source)


def _records(cursor, cast):
    """Real service of sixty thousand, in the last year."""
    record = _noted(cast)
    at = "t.started_at - n * interval '8 minutes'"
    changed = {"volunteer_id": "v.id", "division_id": "v.division_id", "source": "'bench:' || v.id"}
    changed |= {"started_at": at, "ended_at": f"{at} + interval '2 hours'", "vouched_at": "t.noted_at"}
    source = "(SELECT id, division_id, row_number() OVER () AS n FROM volunteers_volunteer LIMIT %s) v"
    _like(cursor, ServiceRecord, record, changed, RECORDS, source)


def _noted(cast):
    begin = make.NOW + timedelta(hours=1)
    return note_record(
        volunteer=cast.volunteer,
        division=cast.station.division,
        kind=ServiceKind.objects.get(code="care"),
        title="测速",
        started_at=begin,
        ended_at=begin + timedelta(hours=2),
        evidence="A",
        source="bench:0",
        at=begin,
    )


def _rosters(cursor):
    """Five hundred units, a number each, half of the county on their lists."""
    codes = list(Division.objects.filter(tier="village").values_list("code", flat=True))
    units = Unit.objects.bulk_create(
        [Unit(name=f"单位{n}", kind=UnitKind.SCHOOL, division_id=codes[n % len(codes)]) for n in range(UNITS)]
    )
    groups = list(RosterGroup.objects.values_list("pk", flat=True))
    Headcount.objects.bulk_create(
        [
            Headcount(unit=unit, group_id=groups[n % 5], as_of=make.NOW.date(), number=120, source="测速")
            for n, unit in enumerate(units)
        ]
    )
    cursor.execute(
        f"""INSERT INTO {RosterEntry._meta.db_table}
            (unit_id, group_id, name, name_key, document_key, phone_key, tail, person_id, added_at)
            SELECT h.unit_id, h.group_id, '', '', '', p.phone_key, '0000', p.id, now()
              FROM (SELECT *, row_number() OVER (ORDER BY id) AS i FROM volunteers_headcount) h
              JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM residents_person WHERE phone = '') p
                ON p.n <= 50000 AND 1 + p.n % {UNITS} = h.i"""
    )
