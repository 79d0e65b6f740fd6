"""What is inspected, by which template, and what came of it."""

from civcenter.inspections.models.course import Amendment, Honour, Mark, Objection, Tie, Visit
from civcenter.inspections.models.reports import Report
from civcenter.inspections.models.results import Result, Score
from civcenter.inspections.models.rounds import Figure, Gathered, Round, RoundEvent, Subject
from civcenter.inspections.models.templates import Indicator, Part, RoundRule, Template

__all__ = [
    "Amendment",
    "Figure",
    "Gathered",
    "Honour",
    "Indicator",
    "Mark",
    "Objection",
    "Part",
    "Report",
    "Result",
    "Round",
    "RoundEvent",
    "RoundRule",
    "Score",
    "Subject",
    "Template",
    "Tie",
    "Visit",
]
