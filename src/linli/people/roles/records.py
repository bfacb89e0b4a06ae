"""Rows that a face takes from a query and hands to an action, by name only: it never reads tables itself."""

from linli.people.communities.models import Community
from linli.people.members.models import Member
from linli.people.roles.models import Assignment, Desk, Expert, Seed

CommunityRow = Community
MemberRow = Member
AssignmentRow = Assignment
DeskRow = Desk
ExpertRow = Expert
SeedRow = Seed
