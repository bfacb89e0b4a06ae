"""Rows that a face takes from a query and hands to an action, by name only: it never reads tables itself."""

from linli.people.communities.models import Community
from linli.people.duty.models import DutyItem, Rota, Swap, Term, Volunteer
from linli.people.members.models import Member

CommunityRow = Community
MemberRow = Member
RotaRow = Rota
ItemRow = DutyItem
VolunteerRow = Volunteer
TermRow = Term
SwapRow = Swap
