"""One way to answer with a page, whole or as the fragment htmx asked for."""

from django.shortcuts import render


def page(request, template, context=None, *, fragment=None, status=200):
    """Render `template`; where htmx asks and a fragment is named, render that instead."""
    name = fragment if fragment and request.htmx else template
    return render(request, name, context or {}, status=status)
