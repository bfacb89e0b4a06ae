"""Which event wakes which reaction, which adapters exist, who may veto a send: the map on one screen."""

from collections.abc import Mapping

from linli.connect.adapters.matrix.adapter import MatrixAdapter
from linli.connect.adapters.null.adapter import NullAdapter
from linli.connect.adapters.room import reactions as room
from linli.connect.adapters.room.adapter import RoomAdapter
from linli.connect.adapters.webhook.adapter import WebhookAdapter
from linli.connect.gateway.contract import Adapter
from linli.connect.gateway.intake.forgetting import forget_recalled
from linli.connect.gateway.outbox.forgetting import forget_erased_members
from linli.connect.gateway.outbox.hooks import Guard, Withholder, ZoneFinder
from linli.facts.activities import ActivityClosed, SurveyAnswered
from linli.facts.care import CareEnded, CareNoted, OutreachMade
from linli.facts.communities import CommunityClosed, CommunityOpened, GroupBound, GroupClosed
from linli.facts.entry import ApplicationWaitlisted, JoinRequested, MemberIntroduced
from linli.facts.gateway import (
    EffectFailed,
    EffectHandedOver,
    EffectSent,
    EffectSuppressed,
    EffectUnknown,
    SendingPaused,
    SendingResumed,
)
from linli.facts.members import (
    IdentityRenamed,
    IdentitySeen,
    MemberErased,
    MembershipJoined,
    MembershipLeft,
    MembersMerged,
    MergeUndone,
)
from linli.facts.messages import MessageEdited, MessagePosted, MessageRecalled, ReactionAdded
from linli.facts.moderation import SanctionApplied
from linli.facts.playbooks import PlaybookPublished, RunEnded
from linli.facts.profiles import ProfileFilled
from linli.facts.roles import RoleAssigned
from linli.facts.tasks import TaskClosed, TaskOpened
from linli.kernel.events.reactions import Lanes, Reaction
from linli.measure.insights import reactions as insights
from linli.measure.insights.counting import COUNTED
from linli.people.belonging import reactions as belonging
from linli.people.care import reactions as care
from linli.people.communities import queries as communities
from linli.people.communities import reactions as paths
from linli.people.consent import guard as consent_guard
from linli.people.consent import reactions as consent
from linli.people.duty import reactions as duty
from linli.people.entry import reactions as entry
from linli.people.members import reactions as members
from linli.people.members.queries import people
from linli.people.profiles import reactions as profiles
from linli.people.roles import reactions as roles
from linli.people.segments import reactions as segments
from linli.people.tasks import reactions as tasks
from linli.people.ties import reactions as ties
from linli.run.activities import reactions as activities
from linli.run.broadcasts import guard as broadcast_guard
from linli.run.calendar import guard as calendar_guard
from linli.run.calendar import reactions as calendar
from linli.run.growth import reactions as growth
from linli.run.moderation import reactions as moderation
from linli.run.playbooks import guard as playbook_guard
from linli.run.playbooks import reactions as playbooks

ADAPTERS: Mapping[str, Adapter] = {
    one.code: one for one in (MatrixAdapter(), NullAdapter(), RoomAdapter(), WebhookAdapter())
}

# Who says that an origin ("run:12") was ended, so that nothing of it is sent after that.
GUARDS: Mapping[str, Guard] = {
    playbook_guard.PREFIX: playbook_guard.ended_runs,
    playbook_guard.GATHERING: playbook_guard.ended_gatherings,
    calendar_guard.PREFIX: calendar_guard.dropped_slots,
    broadcast_guard.PREFIX: broadcast_guard.stopped_broadcasts,
}

# Whom promotions must not reach in private, because they said no (or never yes, where that is asked first).
WITHHELD: Withholder = consent_guard.withheld

# Whose quiet hours: a group's are its community's, a person's their own where they have one.
COMMUNITY_ZONES: ZoneFinder = communities.zones_of
MEMBER_ZONES: ZoneFinder = people.zones_of

# Lanes read the log at their own pace; inside a lane the order counts.
LANES: Lanes = {
    "live": (
        Reaction(forget_recalled, MessageRecalled),
        Reaction(members.keep_members, IdentitySeen, IdentityRenamed),
        Reaction(members.keep_memberships, MembershipJoined, MembershipLeft, MessagePosted),
        Reaction(members.end_stays_of_closed_groups, GroupClosed),
        Reaction(roles.end_roles_of_leavers, MembershipLeft),
        Reaction(duty.replace_leavers, MembershipLeft),
        Reaction(duty.fill_terms_of_erased_members, MemberErased),
        Reaction(duty.give_tasks_to_whoever_is_on_duty, TaskOpened),
        Reaction(paths.note_arrivals, MembershipJoined),
        Reaction(entry.take_in_requests, JoinRequested),
        Reaction(entry.note_arrivals, MembershipJoined),
        Reaction(entry.offer_free_places, MembershipLeft, ApplicationWaitlisted),
        Reaction(entry.close_applications_of_erased_members, MemberErased),
        Reaction(entry.greet_newcomers, MembershipJoined),
        Reaction(entry.note_first_steps, MessagePosted, ProfileFilled, RoleAssigned, MemberIntroduced),
        Reaction(
            playbooks.keep_tickers,
            PlaybookPublished,
            GroupBound,
            GroupClosed,
            CommunityOpened,
            CommunityClosed,
        ),
        Reaction(playbooks.drive_runs, *playbooks.HEARD),
        Reaction(
            playbooks.hear_answers,
            TaskClosed,
            EffectSent,
            EffectFailed,
            EffectSuppressed,
            ActivityClosed,
            SurveyAnswered,
        ),
        Reaction(moderation.moderate_messages, MessagePosted, MessageEdited),
        Reaction(moderation.forget_evidence_of_erased_members, MemberErased),
        Reaction(profiles.forget_pairs_of_erased_members, MemberErased),
        Reaction(room.forget_erased_guests, MemberErased),
        Reaction(forget_erased_members, MemberErased),
        Reaction(consent.write_receipts_of_erasures, MemberErased),
        Reaction(activities.join_from_chat, MessagePosted),
        Reaction(growth.award_points_for_messages, MessagePosted),
        Reaction(growth.check_in_from_chat, MessagePosted),
        Reaction(activities.call_off_with_their_run, RunEnded),
        Reaction(growth.take_back_points_for_sanctions, SanctionApplied),
        Reaction(growth.follow_merges, MembersMerged, MergeUndone),
        Reaction(calendar.settle_posts, EffectSent, EffectFailed, EffectSuppressed),
        Reaction(playbooks.follow_people, MembersMerged, MemberErased),
        Reaction(playbooks.pause_with_the_outbox, SendingPaused, SendingResumed),
    ),
    "people": (
        Reaction(belonging.keep_belongings, *belonging.HEARD),
        Reaction(segments.keep_segments, *segments.heard()),
        Reaction(ties.keep_ties, MessagePosted, ReactionAdded),
        Reaction(ties.forget_ties_of_erased_members, MemberErased),
        Reaction(tasks.ask_people_to_send, EffectHandedOver),
        Reaction(tasks.ask_people_to_look, EffectUnknown),
        Reaction(tasks.close_tasks_of_effects, EffectSent, EffectSuppressed, EffectFailed),
        Reaction(tasks.keep_reviews, *tasks.HEARD_OF_APPLICATIONS),
        Reaction(tasks.let_go_of_erased_members, MemberErased),
        Reaction(care.close_tasks_of_care, CareNoted, OutreachMade, CareEnded),
    ),
    "measure": (
        Reaction(insights.keep_rollups, *COUNTED),
        Reaction(insights.rewrite_lake_of_erased, MemberErased),
    ),
}
