"""`./civ bench list`: the newest 20 wishes as JSON and as a page, logged in, against WSGI with psycopg2."""

from tests.bench.ground import compare, database, raw  # first: it sets Django up

import html
import json

from django.test import Client

from tests import factories as make
from tests.bench import loading, web

ROWS, ASKED = 2_000, 100
LOGGED_IN = "SELECT 1 FROM django_session WHERE session_key = %s AND expire_date > now()"
NEWEST = """SELECT w.number, w.status, w.words, w.urgency, w.kind_id, k.name, w.outpost_id, o.name, w.township,
                   w.created_at, w.due_at
            FROM orders_wish w JOIN volunteers_servicekind k ON k.code = w.kind_id
            JOIN hierarchy_outpost o ON o.id = w.outpost_id
            WHERE w.county = %s ORDER BY w.created_at DESC, w.id DESC LIMIT 20"""
TYPES = {"/json": "application/json", "/html": "text/html"}


def main():
    with database():
        cast = make.cast()
        loading.wishes(ROWS, make.NOW)
        client = Client(headers={"Host": "127.0.0.1"})
        client.force_login(cast.office)
        client.get("/desk/account/")  # the session notes its beginning once
        cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
        ways = [("JSON list of 20", "/api/v1/wishes/", "/json"), ("HTML list of 20", "/desk/wishes/", "/html")]
        with web.served(bare) as (ours, limit):
            for metric, path, plain in ways:
                assert web.ask(ours, "GET", path, cookie)[1].count("理个发".encode()) >= 20
                compare(
                    "list",
                    metric,
                    lambda path=path: web.rate(ours, [("GET", path, cookie)] * ASKED, 200),
                    lambda plain=plain: web.rate(limit, [("GET", plain, cookie)] * ASKED, 200),
                    unit="answers/s",
                    rows=ROWS,
                )


def bare():
    """Who is logged in, the rows, the text: two statements and nothing else."""
    cursor = raw().cursor()

    def application(environ, start_response):
        key = environ["HTTP_COOKIE"].partition("sessionid=")[2]
        cursor.execute(LOGGED_IN, [key])
        assert cursor.fetchone()
        cursor.execute(NEWEST, [make.COUNTY])
        rows = cursor.fetchall()
        cursor.connection.commit()
        path = environ["PATH_INFO"]
        text = json.dumps(rows, ensure_ascii=False, default=str) if path == "/json" else _page(rows)
        start_response("200 OK", [("Content-Type", TYPES[path])])
        return [text.encode()]

    return application


def _page(rows):
    lines = "".join(f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<!doctype html><title>心愿</title><table>{lines}</table>"


if __name__ == "__main__":
    main()
