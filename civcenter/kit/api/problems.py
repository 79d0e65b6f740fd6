"""Errors as problem details (RFC 9457): one Chinese sentence, and the faults by field.

400 says that the request is not what the schema describes; 409 that it is, but a rule is against it; 403 that
the step is not the caller's; 404 that the row does not exist or is not his to see, which read the same.
"""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.settings import api_settings

from civcenter.kit.errors import RuleBroken

MEDIA_TYPE = "application/problem+json"

SENTENCES = {
    400: "填的内容有几处不对，请照 errors 里说的改好再交。什么都没有改动。",
    401: "请先说明您是谁：请求头带上 Authorization: Token 和您的令牌。令牌过期了请重新申请。",
    403: "这件事不在您的职责里。请找有这项职责的同事办。",
    404: "没有这一条，或它不归您看。请核对号码。",
    405: "这个地址不能这样用。能用的方法见 Allow。",
    413: "一次交的内容太多了，请分几次交。什么都没有改动。",
    415: "请用 JSON 交：Content-Type: application/json。",
}
UNREADABLE = "交来的内容读不懂，它不是完整的 JSON。什么都没有改动。"


class TooLarge(exceptions.APIException):
    """More bytes than one request may have."""

    status_code = 413
    default_code = "too_large"


class Problem(serializers.Serializer):
    """What went wrong, for a person (`detail`) and for a program (`status`, `code`, `errors`)."""

    type = serializers.CharField(help_text="错误种类：about:blank，或 urn:civcenter:problem: 加 code")
    title = serializers.CharField(help_text="状态码的英文名")
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text="一句话：哪里不对，怎么改")
    code = serializers.CharField(required=False, help_text="程序用的短码")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="哪一项有什么不对；嵌套的项用点连接，如 done.0.claim",
    )


def problem(exc, context):
    """Answer for an exception of any API view, or None for a real fault, which goes on to the log as such."""
    if isinstance(exc, RuleBroken):
        errors = {exc.field: [exc.sentence]} if exc.field else {}
        return told(exc.status, exc.sentence, code=exc.code, errors=errors)
    if isinstance(exc, Http404):
        return told(404)
    if isinstance(exc, PermissionDenied):
        return told(403, str(exc))
    if isinstance(exc, exceptions.ValidationError):
        return told(400, errors=by_field(exc.detail))
    if isinstance(exc, exceptions.ParseError):
        return told(400, UNREADABLE)
    if isinstance(exc, exceptions.AuthenticationFailed):
        return told(401, str(exc.detail), headers=_headers(exc))
    if isinstance(exc, exceptions.APIException):
        return told(exc.status_code, headers=_headers(exc))
    return None


def _headers(exc):
    header = getattr(exc, "auth_header", None)
    return {"WWW-Authenticate": header} if header else {}


def told(status, detail="", *, code="", errors=None, headers=None):
    """A problem as a response. Without `detail` the status's own sentence is said."""
    body = {
        "type": f"urn:civcenter:problem:{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or SENTENCES.get(status, SENTENCES[400]),
    }
    body |= {"code": code} if code else {}
    body |= {"errors": errors} if errors else {}
    return HttpResponse(JSONRenderer().render(body), status=status, content_type=MEDIA_TYPE, headers=headers)


def by_field(detail, prefix=""):
    """DRF's nested faults as one flat dict: `done.0.claim` → sentences. Faults of the whole stand under `body`."""
    if isinstance(detail, list) and all(isinstance(item, str) for item in detail):
        return {prefix or "body": [str(item) for item in detail]}
    pairs = detail.items() if isinstance(detail, dict) else enumerate(detail)
    found = {}
    for name, below in pairs:
        is_whole = name == api_settings.NON_FIELD_ERRORS_KEY
        path = prefix if is_whole else f"{prefix}.{name}" if prefix else str(name)
        found |= by_field(below, path) if below else {}
    return found
