"""Making, changing, pausing and ending columns; their posts follow at once."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.facts.calendar import ColumnChanged
from linli.kernel import texts as kernel_texts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.calendar.actions import filling
from linli.run.calendar.models import Column
from linli.run.calendar.queries import columns
from linli.run.calendar.rules import rhythm, texts
from linli.run.calendar.rules.words import ColumnState

MAX_GOAL, MAX_NAME = 200, 80


class CannotSaveColumn(Refusal):
    """A column contradicts itself, or its name is taken."""


@dataclass(frozen=True)
class ColumnDraft:
    """What is said about a column; see `models.Column`."""

    name: str
    kind: str
    category: str
    aim: str
    repeats: str
    at_time: time
    starts_on: date
    ends_on: date | None = None
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    minutes: int = 30
    group_ids: tuple[int, ...] = ()
    host_seat_id: int | None = None
    host_role: str = ""
    item_id: int | None = None
    text: str = ""
    sub_goal: str = ""
    metric: str = "messages"
    target: int | None = None
    needs_approval: bool = False
    is_automatic: bool = False
    lead_hours: int = 24
    late_minutes: int = 120
    preset: str = ""


@transaction.atomic
def save_column(
    *, community_id: int, draft: ColumnDraft, by: Actor, at: datetime, column_id: int | None = None
) -> Column:
    """Make a column, or change one; posts nobody touched follow its new rhythm. Raises CannotSaveColumn."""
    _check(draft)
    column = Column(community_id=community_id, created_at=at) if column_id is None else _locked(column_id)
    before = None if column_id is None else _audited(column)
    values = asdict(draft) | {"name": draft.name.strip()}
    for field, value in values.items():
        setattr(column, field, list(value) if isinstance(value, tuple) else value)
    try:
        with transaction.atomic():
            column.save()
    except IntegrityError:
        raise CannotSaveColumn(
            _("this community has a column called “%(name)s” already: choose another name")
            % {"name": draft.name.strip()}
        ) from None
    _tell(column, by=by, at=at, before=before)
    filling.refill_column(column, by=by, at=at)
    return column


@transaction.atomic
def turn_column(*, column_id: int, state: ColumnState, by: Actor, at: datetime) -> Column:
    """Pause, resume or end a column. What nobody touched of its posts goes, or comes back."""
    column = _locked(column_id)
    if column.state == ColumnState.ENDED:
        raise CannotSaveColumn(_("this column has ended: make a new one in its place"))
    if column.state == state:
        return column
    before = _audited(column)
    column.state = state
    column.save(update_fields=["state"])
    _tell(column, by=by, at=at, before=before)
    filling.refill_column(column, by=by, at=at)
    return column


def _locked(column_id: int) -> Column:
    found: Column | None = Column.objects.select_for_update().filter(id=column_id).first()
    if found is None:
        raise columns.NoSuchColumn
    return found


def _check(draft: ColumnDraft) -> None:
    if not draft.name.strip() or len(draft.name) > MAX_NAME or len(draft.sub_goal) > MAX_GOAL:
        raise CannotSaveColumn(
            _("a column needs a name of at most %(name)s and a goal of at most %(goal)s characters")
            % {"name": MAX_NAME, "goal": MAX_GOAL}
        )
    if len(draft.text) > texts.MAX_TEXT:
        raise CannotSaveColumn(
            _("a post has at most %(most)s characters: shorten it") % {"most": texts.MAX_TEXT}
        )
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        raise CannotSaveColumn(_("a column cannot end before it starts: choose a later day"))
    if not 1 <= draft.every <= 60 or not 5 <= draft.minutes <= 24 * 60:
        raise CannotSaveColumn(_("a column comes every 1 to 60 times and lasts 5 minutes to a day"))
    if not set(draft.weekdays) <= set(range(7)) or not set(draft.month_days) <= set(
        range(1, rhythm.LAST_DAY + 1)
    ):
        raise CannotSaveColumn(_("these are no days of a week or month"))
    if draft.is_automatic and draft.needs_approval:
        raise CannotSaveColumn(_("posts that go out by themselves cannot wait for approval: choose one"))
    if draft.is_automatic and not draft.text.strip() and draft.item_id is None:
        raise CannotSaveColumn(_("posts that go out by themselves need a text: write it here"))
    check_text(draft.text)


def check_text(text: str) -> None:
    """CannotSaveColumn for a variable that posts do not know."""
    try:
        texts.check(text)
    except kernel_texts.BadText as bad:
        raise CannotSaveColumn(
            _("“%(word)s” cannot be filled in here; there are: %(known)s")
            % {"word": bad.word, "known": ", ".join(f"{{{one}}}" for one in texts.KNOWN)}
        ) from None


def _tell(column: Column, *, by: Actor, at: datetime, before: dict[str, str | int | bool] | None) -> None:
    audit.record(
        "calendar.column_saved",
        subject=f"column:{column.id}",
        by=by,
        at=at,
        before=before,
        after=_audited(column),
    )
    log.append_one(ColumnChanged(column.id, column.state), by=by, at=at, community=column.community_id)


def _audited(column: Column) -> dict[str, str | int | bool]:
    """What the trail keeps of a column: codes and numbers."""
    return {
        "state": column.state,
        "kind": column.kind,
        "category": column.category,
        "repeats": column.repeats,
        "every": column.every,
        "days": ",".join(str(one) for one in column.weekdays or column.month_days),
        "at": f"{column.at_time:%H:%M}",
        "is_automatic": column.is_automatic,
        "needs_approval": column.needs_approval,
    }
