"""All numbers by name."""

from civcenter.measures.assessed import ASSESSED
from civcenter.measures.flow import FLOW
from civcenter.measures.people import PEOPLE

MEASURES = {measure.name: measure for measure in [*FLOW, *PEOPLE, *ASSESSED]}
