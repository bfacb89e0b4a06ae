"""The experts' programme: the board, the funnel, one expert's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.members.queries import names
from linli.people.roles.models import Expert, ExpertEntry, ExpertMove, Programme
from linli.people.roles.rules import experts as rules
from linli.people.roles.rules.experts import EntryKind, Stage


class NoSuchExpert(Refusal):
    """There is no such expert, or this seat does not reach their community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such expert here"))


@dataclass(frozen=True)
class Card:
    """An expert on the board. `score` is 0-100, None until all criteria are scored."""

    id: int
    name: str
    niche: str
    stage: Stage
    stage_since: datetime
    score: int | None
    source: str
    commitment: str
    member_id: int | None


@dataclass(frozen=True)
class Column:
    """A column of the board: its cards with the best score first, at most MOST_CARDS of `count`."""

    stage: Stage
    cards: tuple[Card, ...]
    count: int


@dataclass(frozen=True)
class Progress:
    """M82: how many were accepted of how many wanted, and how many of those gave feedback."""

    target: int
    accepted: int
    with_feedback: int
    product: str
    version: str
    reward: str

    @property
    def share(self) -> float:
        """Accepted of wanted, 0-100."""
        return min(100.0, 100 * self.accepted / self.target)

    @property
    def feedback_rate(self) -> float | None:
        """Those giving feedback of those accepted, 0-1; None while nobody is accepted."""
        return self.with_feedback / self.accepted if self.accepted else None


@dataclass(frozen=True)
class Entry:
    """A line in the notes about an expert."""

    id: int
    kind: str
    text: str
    at: datetime
    done_at: datetime | None


MOST_CARDS = 60


def board(community_id: int) -> list[Column]:
    """Every column in order, retired last."""
    found: dict[Stage, list[Card]] = {stage: [] for stage in Stage}
    for row in Expert.objects.filter(community_id=community_id).order_by("stage_since", "id"):
        found[Stage(row.stage)].append(card_of(row))
    return [
        Column(stage, tuple(sorted(cards, key=_best_first)[:MOST_CARDS]), len(cards))
        for stage, cards in found.items()
    ]


def progress_of(community_id: int) -> Progress:
    """The counters of the programme (M82): of those who came as far as accepted, retired ones included."""
    known = Programme.objects.filter(community_id=community_id).first() or Programme(
        community_id=community_id, target=rules.TARGET
    )
    accepted = Expert.objects.filter(community_id=community_id, reached__gte=rules.ACCEPTED_AT)
    ids = list(accepted.values_list("id", flat=True))
    told = ExpertEntry.objects.filter(expert_id__in=ids, kind=EntryKind.FEEDBACK)
    return Progress(
        target=known.target,
        accepted=len(ids),
        with_feedback=told.values("expert_id").distinct().count(),
        product=known.product,
        version=known.version,
        reward=known.reward,
    )


def funnel_of(community_id: int) -> list[tuple[Stage, int]]:
    """How many came as far as each column, or further."""
    reached = list(Expert.objects.filter(community_id=community_id).values_list("reached", flat=True))
    return list(zip(rules.PIPELINE, rules.funnel(reached), strict=True))


def access_expert(seat: Seat, expert_id: int) -> Expert:
    """An expert in a community this seat reaches, or NoSuchExpert."""
    found: Expert | None = Expert.objects.filter(id=expert_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchExpert
    return found


def get_expert(expert_id: int) -> Expert:
    """An expert of the organisation in scope, or NoSuchExpert."""
    found: Expert | None = Expert.objects.filter(id=expert_id).first()
    if found is None:
        raise NoSuchExpert
    return found


def find_expert_of(community_id: int, member_id: int) -> Expert | None:
    """The expert a member is in a community, if they are one."""
    own = Expert.objects.filter(community_id=community_id, member_id=member_id)
    found: Expert | None = own.order_by("id").first()
    return found


def card_of(expert: Expert) -> Card:
    """An expert as the board shows them."""
    return Card(
        id=expert.id,
        name=expert.name,
        niche=expert.niche,
        stage=Stage(expert.stage),
        stage_since=expert.stage_since,
        score=rules.score({name: getattr(expert, name) for name in rules.SCORES}),
        source=expert.source,
        commitment=expert.commitment,
        member_id=expert.member_id,
    )


def entries_of(expert_id: int) -> list[Entry]:
    """The notes about an expert, newest first."""
    rows = ExpertEntry.objects.filter(expert_id=expert_id).order_by("-at", "-id")
    return [Entry(*row) for row in rows.values_list("id", "kind", "text", "at", "done_at")]


def moves_of(expert_id: int) -> list[tuple[datetime, str, str]]:
    """(when, from, to), oldest first; from "" is when they were put on the list."""
    rows = ExpertMove.objects.filter(expert_id=expert_id).order_by("at", "id")
    return list(rows.values_list("at", "before", "after"))


def member_name(expert: Expert) -> str:
    """What the member is called whom an expert turned out to be; "" for nobody."""
    return names.names_of([expert.member_id]).get(expert.member_id, "") if expert.member_id else ""


def experts_of_members(member_ids: Sequence[int], *, reach: frozenset[int] | None) -> list[Card]:
    """What a person is in the programmes of the communities a seat reaches."""
    found = Expert.objects.filter(member_id__in=member_ids).order_by("id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return [card_of(one) for one in found]


def _best_first(card: Card) -> int:
    return -(card.score if card.score is not None else -1)
