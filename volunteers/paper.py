"""The certificate as a PDF: made by typst from what was frozen, with fonts of our own, never the server's."""

import base64
import io
import json
from importlib.util import find_spec
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils import timezone

from civcenter.kit.text import hours
from civcenter.kit.verbs import verb
from volunteers.actions.certificates import unproved_remark
from volunteers.models import CertificateFile

TEMPLATE = Path(__file__).parent / "print" / "certificate.typ"
FONTS = [str(Path(find_spec(name).origin).parent) for name in ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")]


def draw(certificate):
    """The bytes of the PDF."""
    link = f"{settings.CIV_SITE}{certificate.link}"
    said = {"certificate": json.dumps(_words(certificate, link)), "qr": _qr(link)}
    return typst.compile(str(TEMPLATE), font_paths=FONTS, ignore_system_fonts=True, sys_inputs=said)


def _words(certificate, link):
    content, who = certificate.content, certificate.who
    return {
        "number": certificate.number,
        "word": f"{certificate.word[:4]} {certificate.word[4:]}",
        "issuer": content["issuer"],
        "phone": content["phone"],
        "name": who["name"],
        "document_kind": who["document_kind"],
        "document_no": who["document_no"],
        "volunteer": who["number"],
        "first_on": _day(certificate.first_on),
        "last_on": _day(certificate.last_on),
        "count": content["count"],
        "hours": hours(content["minutes"]),
        "kinds": [{**kind, "hours": hours(kind["minutes"])} for kind in content["kinds"]],
        "remark": unproved_remark(content),
        "head": certificate.head.name,
        "handler": certificate.handler.name,
        "issued_on": _day(timezone.localdate(certificate.decided_at)),
        "link": link.partition("?")[0],
    }


def _day(day):
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _qr(link):
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=4, border=0)
    return drawn.getvalue().decode()


@verb
def make(certificate, *, at):
    """Draw the paper and keep it; begun twice it is kept once."""
    body = base64.b64encode(draw(certificate)).decode()
    file = CertificateFile(certificate=certificate, body=body, made_at=at)
    CertificateFile.objects.bulk_create([file], ignore_conflicts=True)


def pdf_of(certificate):
    """The finished paper, or None while it waits for the worker."""
    file = CertificateFile.objects.filter(certificate=certificate).first()
    return base64.b64decode(file.body) if file else None
