"""A broken rule that met no form still becomes one clear sentence."""

from django.shortcuts import render

from civcenter.kit.errors import RuleBroken


class RuleBrokenMiddleware:
    """Answer with the rule's sentence and a way back, for moves that have no form of their own: 409, or 403 where
    the move is somebody else's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, RuleBroken):
            return None
        back = request.META.get("HTTP_REFERER", "")
        own = back.startswith(f"{request.scheme}://{request.get_host()}/")
        context = {"sentence": exception.sentence, "back": back if own else ""}
        return render(request, "409.html", context, status=exception.status)
