"""One definition a number: for the cockpit, the screen, the reports, the indicators and the lists behind them.

    measure = MEASURES["satisfaction"]
    span = Span.half(2026, 2, county="621026", at=now)
    measure.figure(span, ["621026"]).value            # of these places together
    measure.figures(span, "township")[code].value     # of each township of the county, one or two queries
    measure.rows(span, request.user.codes, "bad")     # the rows behind it, for a list

Whoever wants another number adds a `Measure` here; nobody counts anywhere else.
"""

from civcenter.measures.measure import Figure, Kind, Measure
from civcenter.measures.registry import MEASURES
from civcenter.measures.spans import Span

__all__ = ["MEASURES", "Figure", "Kind", "Measure", "Span"]
