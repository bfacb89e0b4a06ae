"""Setting up a rota and changing it: rhythm, protection, reward, checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.duty.actions import gaps, planning
from linli.people.duty.models import DutyItem, Rota, Swap, Term
from linli.people.duty.queries import rotas
from linli.people.duty.rules import checklist, terms, turns
from linli.people.duty.rules.checklist import Every, Item, RewardKind
from linli.people.duty.rules.terms import OPEN, State
from linli.people.duty.rules.turns import Pattern

MOST_CENTS = 100_000_00


class BadRota(Refusal):
    """A rota that cannot be so."""


@dataclass(frozen=True)
class Settings:
    """What a rota says. `first_on` is the day its next new term begins, `days` how long each is."""

    first_on: date
    begins: time = time(9)
    days: int = 7
    ahead: int = 8
    pattern: Pattern = Pattern.IN_TURN
    rest: int = 1
    most_a_year: int = 6
    swap_hours: int = 48
    done_by: time = time(22)
    takes_offers: bool = True
    is_running: bool = True
    reward_kind: RewardKind = RewardKind.GOODS
    reward_what: str = ""
    reward_cents: int = 0
    reward_source: str = ""


@transaction.atomic
def set_up(*, community: Community, settings: Settings, by: Actor, at: datetime) -> Rota:
    """Let a community take turns, or change how. Terms that have begun stay as they are.

    Another rhythm plans everything that has not begun anew, from `first_on` on. Raises BadRota and IsClosed.
    """
    locking.lock_community(community)
    wanted = _checked(settings)
    rota = rotas.find_rota(community.id)
    if rota is None:
        rota = Rota.objects.create(community_id=community.id, **wanted)
        _lay_out_checklist(community)
        before: dict[str, object] = {}
    else:
        before = audit_values(rota, *wanted)
        _change(rota, community, wanted, at=at)
    changed = {name: str(value) for name, value in wanted.items() if before.get(name) != value}
    said = {name: value for name, value in changed.items() if not name.startswith("reward_")}
    if changed:
        _record("duty.rota_set", community.id, {**said, "reward": "reward_what" in changed}, by=by, at=at)
    planning.plan_ahead(community=community, at=at)
    return rota


@transaction.atomic
def set_checklist(*, community: Community, items: Sequence[Item], by: Actor, at: datetime) -> None:
    """Write the checklist anew, in this order; tasks that are open already stay. Raises BadRota."""
    rotas.lock_rota(community.id)
    _check_items(items)
    known = {one.id: one for one in DutyItem.objects.filter(community_id=community.id)}
    kept = [one.id for one in items if one.id in known]
    DutyItem.objects.filter(community_id=community.id).exclude(id__in=kept).delete()
    for position, item in enumerate(items):
        row = known.get(item.id) or DutyItem(community_id=community.id)
        row.position, row.title, row.body = position, item.title.strip(), item.body.strip()
        row.every, row.minutes = item.every, item.minutes
        row.save()
    _record("duty.checklist_set", community.id, {"lines": len(items)}, by=by, at=at)


@transaction.atomic
def restore_checklist(*, community: Community, by: Actor, at: datetime) -> None:
    """Back to the ready-made checklist."""
    rotas.lock_rota(community.id)
    DutyItem.objects.filter(community_id=community.id).delete()
    _lay_out_checklist(community)
    _record("duty.checklist_restored", community.id, {}, by=by, at=at)


def _lay_out_checklist(community: Community) -> None:
    DutyItem.objects.bulk_create(
        DutyItem(
            community_id=community.id,
            code=one.code,
            position=position,
            title=one.title,
            body=one.body,
            every=one.every,
            minutes=one.minutes,
        )
        for position, one in enumerate(rotas.ready_made_items(community.language))
    )


def _change(rota: Rota, community: Community, wanted: dict[str, object], *, at: datetime) -> None:
    locked = rotas.lock_rota(community.id)
    has_moved = any(getattr(locked, name) != wanted[name] for name in ("first_on", "begins", "days"))
    for name, value in wanted.items():
        setattr(locked, name, value)
    if has_moved:
        _begin_anew(locked, community, at=at)
    locked.save()
    for term in Term.objects.filter(community_id=community.id, state=State.PLANNED):
        planning.promise(term, locked)
        term.save(
            update_fields=["reward_kind", "reward_what", "reward_cents", "reward_source", "reward_state"]
        )
    rota.refresh_from_db()


def _begin_anew(rota: Rota, community: Community, *, at: datetime) -> None:
    """Take planned terms away and number on from the last that began, which the new ones must not touch."""
    planned = Term.objects.filter(community_id=community.id, state=State.PLANNED)
    gone = list(planned.values_list("id", flat=True))
    gaps.withdraw(gone, at=at)
    Swap.objects.filter(community_id=community.id, state="open").update(state="void")
    planned.delete()
    last = Term.objects.filter(community_id=community.id).order_by("-number").first()
    rota.first_number = last.number + 1 if last else 1
    starts = rotas.rhythm_of(rota, community.zone).starts_at(rota.first_number)
    if last is not None and last.state in OPEN and starts < last.ends_at:
        raise BadRota(_("the term that is on must end first: choose a later first day"))


def _checked(settings: Settings) -> dict[str, object]:
    given = {name: getattr(settings, name) for name in Settings.__dataclass_fields__}
    given["reward_what"] = settings.reward_what.strip()
    given["reward_source"] = settings.reward_source.strip()
    bounds = {
        "days": (1, terms.MOST_DAYS, _("a term lasts 1 to %(n)s days")),
        "ahead": (1, terms.MOST_AHEAD, _("plan 1 to %(n)s terms ahead")),
        "rest": (0, 12, _("somebody rests for at most %(n)s terms")),
        "most_a_year": (0, 366, _("somebody has at most %(n)s terms a year")),
        "swap_hours": (1, 24 * 14, _("a wish to swap waits at most %(n)s hours")),
        "reward_cents": (0, MOST_CENTS, _("a reward is worth at most %(n)s")),
    }
    for name, (least, most, words) in bounds.items():
        if not least <= given[name] <= most:
            raise BadRota(words % {"n": most})
    if max(len(given["reward_what"]), len(given["reward_source"])) > checklist.MAX_REWARD:
        raise BadRota(_("say it in at most %(n)s characters") % {"n": checklist.MAX_REWARD})
    if settings.reward_kind not in set(RewardKind) or settings.pattern not in set(turns.Pattern):
        raise BadRota(_("choose one of the kinds shown"))
    return given


def _check_items(items: Sequence[Item]) -> None:
    if not 1 <= len(items) <= checklist.MOST_ITEMS:
        raise BadRota(_("a checklist has 1 to %(n)s lines") % {"n": checklist.MOST_ITEMS})
    for one in items:
        if not 1 <= len(one.title.strip()) <= checklist.MAX_TITLE or len(one.body) > checklist.MAX_BODY:
            raise BadRota(
                _("a line says in 1 to %(n)s characters what is to be done") % {"n": checklist.MAX_TITLE}
            )
        if one.every not in set(Every) or not 0 <= one.minutes <= 600:
            raise BadRota(_("say on which days a line is done, and how many minutes it takes"))


def _record(action: str, community_id: int, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    audit.record(action, subject=f"community:{community_id}", by=by, at=at, after=after)


def first_day(today: date) -> date:
    """The Monday on which a new rota begins: today's, or the next."""
    return today + timedelta(days=-today.weekday() % 7)
