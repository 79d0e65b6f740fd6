"""A program as the tests play it: one log-in, JSON in and out."""

from rest_framework.test import APIClient

V1 = "/api/v1/"


class Program:
    """Speaks for one log-in. `get` and `post` return the answer; `.data` is its JSON."""

    def __init__(self, user):
        self.client = APIClient()
        if user:
            self.client.force_authenticate(user)

    def get(self, path, **query):
        return _read(self.client.get(V1 + path, query))

    def post(self, path, said=None, key=None):
        headers = {"Idempotency-Key": key} if key else {}
        return _read(self.client.post(V1 + path, said or {}, format="json", headers=headers))

    def did(self, path, said=None, status=200, **more):
        """The answer of a POST that must succeed."""
        answer = self.post(path, said, **more)
        assert answer.status_code == status, answer.content.decode()
        return answer.data

    def refused(self, path, said=None, **more):
        """Status and sentence of a POST that must not."""
        answer = self.post(path, said, **more)
        assert answer.headers["Content-Type"] == "application/problem+json", answer.content.decode()
        assert answer.data["status"] == answer.status_code >= 400
        return answer.status_code, answer.data["detail"]


def _read(answer):
    answer.data = answer.json()
    return answer
