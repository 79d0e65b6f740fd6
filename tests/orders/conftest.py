import pytest
from django.test import Client


@pytest.fixture
def client_of():
    """A function that makes another browser, logged in as somebody or as nobody."""

    def fresh(user=None):
        client = Client()
        if user:
            client.force_login(user)
        return client

    return fresh
