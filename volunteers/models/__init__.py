"""Who serves, what they can do, in which team, at which hours, and what is on record of it."""

from volunteers.models.insurance import Cover as Cover
from volunteers.models.insurance import GuardianWord as GuardianWord
from volunteers.models.insurance import Policy as Policy
from volunteers.models.kinds import ServiceKind as ServiceKind
from volunteers.models.qualifications import Backbone as Backbone
from volunteers.models.qualifications import BackboneStage as BackboneStage
from volunteers.models.qualifications import Qualification as Qualification
from volunteers.models.qualifications import Requirement as Requirement
from volunteers.models.qualifications import Training as Training
from volunteers.models.qualifications import TrainingPage as TrainingPage
from volunteers.models.qualifications import TrainingQuestion as TrainingQuestion
from volunteers.models.registry import AgeRule as AgeRule
from volunteers.models.registry import Availability as Availability
from volunteers.models.registry import Guardian as Guardian
from volunteers.models.registry import Skill as Skill
from volunteers.models.registry import Talent as Talent
from volunteers.models.registry import Volunteer as Volunteer
from volunteers.models.registry import VolunteerSkill as VolunteerSkill
from volunteers.models.schedule import CalendarFeed as CalendarFeed
from volunteers.models.schedule import ScheduleRule as ScheduleRule
from volunteers.models.service import Engagement as Engagement
from volunteers.models.service import RecordRule as RecordRule
from volunteers.models.service import ServiceRecord as ServiceRecord
from volunteers.models.teams import Membership as Membership
from volunteers.models.teams import Team as Team
