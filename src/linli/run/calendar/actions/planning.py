"""How a community plans, the ready-made columns it takes up, and the guests of its posts."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.members.queries import people
from linli.run.calendar.actions import columns, standing
from linli.run.calendar.actions.columns import ColumnDraft
from linli.run.calendar.models import Column, Lecture, Planning
from linli.run.calendar.presets import reading as presets
from linli.run.calendar.rules.crowding import Period
from linli.run.calendar.rules.words import DROPPED, Category, ColumnState, State

FORMS = ("voice", "video", "text", "offline")
CONTRACTS = ("open", "agreed", "signed")


class CannotPlanSo(Refusal):
    """Numbers of a planning or a lecture that contradict each other."""


@dataclass(frozen=True)
class PlanningDraft:
    """See `models.Planning`. `most` 0: no upper bound."""

    period: str = Period.WEEK
    least: int = 1
    most: int = 2
    product: int = 30
    values: int = 30
    interactive: int = 40
    clash_minutes: int = 30
    needs_approval: bool = False


@dataclass(frozen=True)
class LectureDraft:
    """See `models.Lecture`."""

    guest: str
    member_id: int | None = None
    form: str = "voice"
    contract: str = "open"
    fee_cents: int = 0
    link: str = ""
    recording: str = ""
    attended: int | None = None
    rating: int | None = None


@transaction.atomic
def save_planning(*, community_id: int, draft: PlanningDraft, by: Actor, at: datetime) -> Planning:
    """Say how a community plans. Posts that are there keep their own need for approval."""
    mix = {
        Category.PRODUCT: draft.product,
        Category.VALUES: draft.values,
        Category.INTERACTIVE: draft.interactive,
    }
    if draft.period not in set(Period) or (draft.most and draft.most < draft.least):
        raise CannotPlanSo(
            _("the most posts of a period cannot be fewer than the least: raise the upper number")
        )
    if sum(mix.values()) != 100 or min(mix.values()) < 0:
        raise CannotPlanSo(
            _("the three shares come to %(sum)s%% together: make them 100%%") % {"sum": sum(mix.values())}
        )
    if not 0 <= draft.clash_minutes <= 24 * 60:
        raise CannotPlanSo(_("posts are at most a day apart to be too near: give fewer minutes"))
    planning, _is_new = Planning.objects.update_or_create(
        community_id=community_id,
        defaults={
            "period": draft.period,
            "least": draft.least,
            "most": draft.most,
            "mix": {str(name): part for name, part in mix.items()},
            "clash_minutes": draft.clash_minutes,
            "needs_approval": draft.needs_approval,
        },
    )
    audit.record(
        "calendar.planning_saved", subject=f"community:{community_id}", by=by, at=at, after=asdict(draft)
    )
    found: Planning = planning
    return found


@transaction.atomic
def adopt_columns(*, community_id: int, codes: list[str], by: Actor, at: datetime) -> list[Column]:
    """Take up ready-made columns and plan their next four weeks; one that is there already stays as it is."""
    community = communities.get_community(community_id)
    known = set(
        Column.objects.filter(community_id=community_id)
        .exclude(state=ColumnState.ENDED)
        .values_list("preset", flat=True)
    )
    today = at.date() - timedelta(days=1)
    made = []
    for code in dict.fromkeys(codes):
        preset = presets.get_preset(code)
        if code not in known:
            draft = _draft(preset, community.language, today)
            made.append(columns.save_column(community_id=community_id, draft=draft, by=by, at=at))
    return made


@transaction.atomic
def save_lecture(*, slot_id: int, draft: LectureDraft, by: Actor, at: datetime) -> Lecture:
    """Say who speaks at a post and on what terms, and later how it went."""
    slot = standing.lock(slot_id)
    if slot.state in DROPPED or slot.state == State.MISSED:
        raise CannotPlanSo(_("this post will not take place: bring it back first"))
    if not draft.guest.strip() or draft.form not in FORMS or draft.contract not in CONTRACTS:
        raise CannotPlanSo(_("a lecture needs the name of its guest"))
    if draft.rating is not None and not 1 <= draft.rating <= 5:
        raise CannotPlanSo(_("a rating lies between 1 and 5"))
    if draft.member_id is not None:
        people.get_member(draft.member_id)
    values = asdict(draft) | {"guest": draft.guest.strip()[:80]}
    lecture, _is_new = Lecture.objects.update_or_create(slot=slot, defaults=values)
    audit.record(
        "calendar.lecture_saved",
        subject=f"slot:{slot_id}",
        by=by,
        at=at,
        after={"form": draft.form, "contract": draft.contract, "fee_cents": draft.fee_cents},
    )
    found: Lecture = lecture
    return found


def _draft(preset: presets.Preset, language: str, today: date) -> ColumnDraft:
    return ColumnDraft(
        name=preset.name.of(language),
        kind=preset.kind,
        category=preset.category,
        aim=preset.aim,
        repeats=preset.repeats,
        at_time=time.fromisoformat(preset.at),
        starts_on=today,
        weekdays=preset.weekdays,
        month_days=preset.month_days,
        minutes=preset.minutes,
        text=preset.text.of(language),
        sub_goal=preset.sub_goal.of(language),
        metric=preset.metric,
        target=preset.target,
        preset=preset.code,
    )
