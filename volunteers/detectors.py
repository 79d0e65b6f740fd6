"""What looks odd about hours, each one statement over all records of a county noted lately. May run twice.

Each inserts what it finds with its words; a record that was found before for the same reason stays as it was decided.
What the level above granted of a long day (`more:…`) lies within its own record and is no second service.
"""

from datetime import timedelta

from django.db import connection

LATELY = timedelta(days=40)
"""Records noted longer ago were looked at by then."""

INSERT = """
WITH lately AS (SELECT *, (started_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM volunteers_servicerecord
                 WHERE county = %(county)s AND noted_at > %(since)s AND status <> 'annulled')
INSERT INTO volunteers_suspicion (record_id, kind, words, found_at, status, reason)
SELECT DISTINCT ON (found.id) found.id, %(kind)s, left(found.words, 200), %(at)s, 'open', ''
  FROM (FOUND) AS found (id, words) ORDER BY found.id
ON CONFLICT (record_id, kind) DO NOTHING"""

QUERIES = {
    "overlap": """
        SELECT r.id, '和“' || o.title || '”的时间重叠'
          FROM lately r JOIN volunteers_servicerecord o
            ON o.volunteer_id = r.volunteer_id AND o.status <> 'annulled'
           AND o.started_at < r.ended_at AND o.ended_at > r.started_at AND o.source NOT LIKE 'more:%%'
         WHERE r.source NOT LIKE 'more:%%' AND (o.noted_at, o.id) < (r.noted_at, r.id)""",
    "long_day": """
        SELECT id, '这一天一共 ' || round(total / 60.0, 1) || ' 小时'
          FROM (SELECT id, sum(extract(epoch FROM ended_at - started_at) / 60)
                         OVER (PARTITION BY volunteer_id, day) AS total
                  FROM lately WHERE source NOT LIKE 'more:%%') AS days
         WHERE total > %(day_minutes)s""",
    "one_device": """
        SELECT r.id, crowd.people || ' 个人用一部手机签到'
          FROM (SELECT browser, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(DISTINCT volunteer_id) AS people
                  FROM volunteers_checkin
                 WHERE browser <> '' AND how <> 'roll_call' AND at > %(since)s - interval '40 days'
                 GROUP BY 1, 2 HAVING count(DISTINCT volunteer_id) >= %(device_people)s) AS crowd
          JOIN volunteers_checkin c ON c.browser = crowd.browser AND c.how <> 'roll_call'
           AND (c.at AT TIME ZONE 'Asia/Shanghai')::date = crowd.day
          JOIN lately r ON r.source = c.source AND r.volunteer_id = c.volunteer_id""",
    "mass_late": """
        SELECT id, '一天补录 ' || total || ' 条'
          FROM (SELECT id, count(*) OVER (PARTITION BY volunteer_id,
                                          (noted_at AT TIME ZONE 'Asia/Shanghai')::date) AS total
                  FROM lately WHERE evidence = 'D') AS days
         WHERE total >= %(late_records)s""",
    "no_source": """
        SELECT id, '找不到这条时长的单或活动' FROM lately WHERE source !~ '^(claim|activity|fix|late|more):[0-9]+'""",
}


def run(county, rule, at):
    """Insert what is new; returns counts by kind."""
    said = {
        "county": county,
        "at": at,
        "since": at - LATELY,
        "day_minutes": rule.day_minutes,
        "device_people": rule.device_people,
        "late_records": rule.late_records,
    }
    with connection.cursor() as cursor:
        return {kind: _found(cursor, kind, query, said) for kind, query in QUERIES.items()}


def _found(cursor, kind, query, said):
    cursor.execute(INSERT.replace("FOUND", query), {**said, "kind": kind})
    return cursor.rowcount
