"""Coverage: how near a place is to the five groups' 100 % and to its share of residents; and who lags."""

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from civcenter.accounts import scope
from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit import books
from civcenter.kit.gate import needs
from civcenter.kit.pages import page
from volunteers import coverage
from volunteers.actions import remind_all

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = [24, 10, 10, 10, 10]
WIDE, HIGH, LOW = 270, 20, 86
"""The trend's drawing: its width, and the heights of its highest and lowest point (y grows downwards)."""


def place_of(request):
    """The division that is asked for, or where the reader's post is; 404 where he may not read."""
    codes = request.user.codes
    code = request.GET.get("place") or min(codes, key=lambda code: (len(code), code))
    if not scope.covers(codes, code):
        raise Http404
    found = Division.objects.select_related("parent").filter(pk=code).first()
    if found is None:
        raise Http404
    return found


@needs(Duty.READ)
@require_safe
def board(request):
    """The five groups, the places below with their share of residents, the trend, and what cannot be computed."""
    place, at = place_of(request), timezone.now()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    found = coverage.board(place, at, year)
    above = place.parent if place.parent and scope.covers(request.user.codes, place.parent_id) else None
    context = {
        "board": found,
        "place": place,
        "above": above,
        "trend": _drawn(found),
        "may_remind": bool(found.lacking) and request.user.holds(Duty.MANAGE, place.pk),
        "may_add": bool(request.user.codes_for(Duty.MANAGE)),
        "at": at,
    }
    return page(request, "volunteers/desk/coverage.html", context)


def _drawn(board):
    """The months as a line: in per cent where the residents are known, else in people."""
    residents = board.all.residents
    values = [coverage.cut(n, residents) if residents else n for _, _, n in board.trend]
    top = max([*values, board.all.goal if residents else 0, 1])
    points = [
        (round(4 + WIDE * i / (len(values) - 1), 1), round(LOW - (LOW - HIGH) * value / top, 1))
        for i, value in enumerate(values)
    ]
    return {
        "line": " ".join(f"{x},{y}" for x, y in points),
        "end": points[-1],
        "first": values[0],
        "last": values[-1],
        "grown": round(values[-1] - values[0], 1),
        "goal": round(LOW - (LOW - HIGH) * board.all.goal / top, 1) if residents else None,
        "in_share": bool(residents),
        "since": board.trend[0],
        "rows": [(year, month, n, value) for (year, month, n), value in zip(board.trend, values, strict=True)],
    }


@needs(Duty.READ)
@require_safe
def export(request):
    """The board as a workbook: figures only, nobody's name; what cannot be computed says so."""
    place, at = place_of(request), timezone.now()
    found, made = coverage.board(place, at), io.BytesIO()
    groups = [
        (group.name, _told(cell.done), _told(cell.number), _told(cell.share), _told(cell.missing))
        for group, cell in found.cells
    ]
    places = [
        (row.name, _told(row.registered), _told(row.residents), _told(row.share), _told(row.missing))
        for row in [found.all, *found.rows]
    ]
    heads = ["已确认", "应到", "百分比", "还差"]
    sheets = [("五类人", ["哪类人", *heads], groups, WIDTHS), ("各地", ["哪里", *heads], places, WIDTHS)]
    books.write(made, sheets, mark=f"{place.name}注册覆盖，数据截至 {timezone.localtime(at):%Y-%m-%d %H:%M}")
    response = HttpResponse(made.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="coverage-{place.pk}.xlsx"'
    return response


def _told(figure):
    return "算不出" if figure is None else str(round(figure, 1) if isinstance(figure, float) else figure)


@needs(Duty.MANAGE)
@require_POST
def remind_units(request):
    """Tell every unit of the place that lags."""
    place = place_of(request)
    if not request.user.holds(Duty.MANAGE, place.pk):
        raise PermissionDenied("提醒这里的单位不在您的职责里。请找管这里的同事。")
    told = remind_all(place.pk, at=timezone.now())
    said = f"提醒了 {told} 个单位。" if told else "差的单位这几天都提醒过了，这次没有再发。"
    messages.success(request, said)
    return redirect(f"{request.path.removesuffix('remind/')}?place={place.pk}")
