"""`request.person`: which of the people who share a log-in is here now."""

from functools import cache

from django.utils.functional import cached_property

from civcenter.residents.models import Person

CHOSEN = "person_id"
"""Session key of who was chosen under 您是哪位."""

NOBODY = 0
"""Chosen: somebody who is not on record yet."""


class WithPerson:
    """Gives a request its person; asks the database only where a page does."""

    @cached_property
    def person(self):
        """The person chosen in this session; the only one of the log-in where nothing was chosen; else None."""
        if not self.user.is_authenticated:
            return None
        persons = Person.objects.of(self.user).select_related("division").order_by("pk")
        chosen = self.session.get(CHOSEN)
        found = list(persons[:2] if chosen is None else persons.filter(pk=chosen))
        return found[0] if len(found) == 1 else None


@cache
def _with_person(request_class):
    return type(request_class.__name__, (WithPerson, request_class), {})


class PersonMiddleware:
    """A real None where nobody is known, which a lazy object could not be: so the request's class gets a property."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.__class__ = _with_person(type(request))
        return self.get_response(request)
