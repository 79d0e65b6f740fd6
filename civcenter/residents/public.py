"""您是哪位: where several people share a phone, each says who is here."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from civcenter.accounts.onward import onward
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone
from civcenter.kit.pages import page
from civcenter.residents.actions import come_in
from civcenter.residents.forms import WhoForm
from civcenter.residents.middleware import CHOSEN, NOBODY
from civcenter.residents.models import Person


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def who(request):
    """One person is chosen at once, several are asked; nobody yet goes on nameless.

    Listed are also those whom staff put on record with this phone; who says so is linked to the log-in.
    """
    persons = list(Person.objects.at_phone(request.user).order_by("pk"))
    form = WhoForm(request.POST or None, persons=persons)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        if person is None or act(form, come_in, person=person, user=request.user):
            return _go_on(request, person)
    is_clear = not persons or (len(persons) == 1 and persons[0].user_id)
    if is_clear and "switch" not in request.GET:
        return _go_on(request, persons[0] if persons else None)
    context = {"form": form, "next": onward(request)}
    return page(request, "residents/who.html", context, status=form.status)


def _go_on(request, person):
    request.session[CHOSEN] = person.pk if person else NOBODY
    return redirect(onward(request, reverse("accounts:me")))
