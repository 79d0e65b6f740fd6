"""22: 积分对账单, one month a page: what came and went, what is left of what, what lapses when; paper and CSV."""

import csv

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.kit.gate import by_phone
from incentives import statement as books


@by_phone
@require_safe
def statement(request):
    """The chosen month of one's own account, or of the household's."""
    found = _asked(request)
    if found is None:
        return render(request, "incentives/public/no_points.html")
    return render(request, "incentives/public/statement.html", found)


@by_phone
@require_safe
def sheet(request):
    """The same on paper; who never earned anything is told so on the page."""
    found = _asked(request)
    return (
        render(request, "incentives/public/statement_sheet.html", found) if found else redirect("incentives:statement")
    )


@by_phone
@require_safe
def table(request):
    """All that ever moved, as CSV; the last line says up to where the books were sealed."""
    found = _asked(request)
    if not found:
        return redirect("incentives:statement")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="points.csv"'
    answer.write("\ufeff")
    rows = csv.writer(answer)
    rows.writerow(["日期", "事由", "积分", "余额", "到期日"])
    rows.writerows(books.everything(found["account"]))
    seal = found["seal"]
    if seal:
        rows.writerow([f"{timezone.localtime(seal.sealed_at):%Y-%m-%d %H:%M}", f"封存校验码 {seal.digest}", "", "", ""])
    return answer


def _asked(request):
    """What the page shows, or None where nobody is chosen at this phone or nothing was ever earned."""
    person = request.person
    accounts = books.accounts_of(person) if person else []
    if not accounts:
        return None
    home = request.GET.get("whose") == "home"
    account = accounts[-1] if home else accounts[0]
    others = [other for other in accounts if other != account]
    today = timezone.localdate()
    found = books.whole(account, first=books.month_of(request.GET.get("month"), today), day=today)
    query = "whose=home&" if home else ""
    found |= {"person": person, "other": others[0] if others else None, "is_home": bool(account.household_id)}
    return found | {"query": query, "at": timezone.now(), "holder": _holder(account)}


def _holder(account):
    return account.person.name if account.person else f"{account.household.name}一家"
