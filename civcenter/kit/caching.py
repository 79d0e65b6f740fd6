"""Pages may show people: nobody keeps a copy unless the view says so."""


class NoStoreMiddleware:
    """Answer `Cache-Control: no-store` where a view set nothing itself (trust: no-store on pages about people)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
