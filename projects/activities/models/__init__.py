from projects.activities.models.activities import Activity, Course
from projects.activities.models.attendance import Attendance
from projects.activities.models.events import ActivityEvent, ActivityNote
from projects.activities.models.helpers import Helper
from projects.activities.models.questions import Question
from projects.activities.models.rules import ActivityRule, CeremonyItem, CheckedItem

__all__ = [
    "Activity",
    "ActivityEvent",
    "ActivityNote",
    "ActivityRule",
    "Attendance",
    "CeremonyItem",
    "CheckedItem",
    "Course",
    "Helper",
    "Question",
]
