"""Healthy when the portal answers its own health page; says https, as the proxy would."""

from urllib.request import Request, urlopen

urlopen(Request("http://127.0.0.1:8000/healthz", headers={"X-Forwarded-Proto": "https"}), timeout=8)
