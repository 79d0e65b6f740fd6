"""Helpers of those who come in by phone in tests."""

import re

from django.urls import reverse

from civcenter.accounts import actions
from civcenter.notices.models import Notice
from tests import factories as make

PHONE, BROWSER = "19000099001", "a-browser"


def ask(phone=PHONE, browser=BROWSER, at=make.NOW):
    actions.send_code(phone, browser, at)
    return code_of(phone)


def code_of(phone=PHONE):
    return re.search(r"\d{6}", Notice.objects.last_code(phone)).group()


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def text(response):
    return response.content.decode()


def come_in(client, phone=PHONE, next_path=""):
    client.post(reverse("accounts:phone_login"), {"phone": phone, "next": next_path})
    return client.post(reverse("accounts:code"), {"code": code_of(phone), "next": next_path})


def follow(client, answer):
    while answer.status_code == 302:
        answer = client.get(answer.url)
    return answer
