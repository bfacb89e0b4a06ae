"""What the page of a member shows beside the log: standing, carers, segments, ties, the growth track."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, pgettext

from linli.faces.console import relationship_figures, stage_words, telling
from linli.faces.console.looks import Look, look_of
from linli.faces.ui.request import StaffRequest
from linli.people.belonging.queries import finding
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.care.queries.caring import CareLine
from linli.people.communities import naming
from linli.people.communities import queries as communities
from linli.people.members.queries import track
from linli.people.members.queries.track import Step
from linli.people.roles.queries import wording
from linli.people.segments.queries import listing
from linli.people.ties import queries as ties
from linli.people.ties.queries import Line, Partner

PARTNERS = 6
BAND_HUES = {"close": "green", "familiar": "sky", "acquainted": "grey"}


@dataclass(frozen=True)
class Pill:
    """A state in a word, with its hue."""

    words: str
    hue: str


@dataclass(frozen=True)
class Standing:
    """The head of the page: how they live here, who looks after them, which segments they are in."""

    pills: Sequence[Pill]
    messages_30: int
    last_active_at: datetime | None
    carers: Sequence[str]
    is_vip: bool
    segments: Sequence[str]


@dataclass(frozen=True)
class TieShown:
    """Somebody they have to do with, and how close that is in words."""

    partner: Partner
    band: Pill


@dataclass(frozen=True)
class PlaceShown:
    """Where they stand in the graph of one community."""

    line: Line
    community: str
    look: str
    circle: str


@dataclass(frozen=True)
class StepShown:
    """A step of growth as the page shows it."""

    what: str
    place: str
    at: datetime
    look: Look


def standing_of(request: StaffRequest, member_id: int, cared: Sequence[CareLine]) -> Standing:
    """How somebody lives where they were last active, and who looks after them; two queries."""
    reach = request.seat.reach
    living = finding.leading([member_id], Wanted(reach=reach)).get(member_id)
    pills = []
    if living is not None:
        pills = [
            Pill(stage_words.stage_name(living.stage), stage_words.HUES[living.stage]),
            Pill(stage_words.relation_name(living.relation), "sky"),
            Pill(stage_words.contribution_name(living.contribution), "grey"),
        ]
    return Standing(
        pills=pills,
        messages_30=living.messages_30 if living else 0,
        last_active_at=living.last_active_at if living else None,
        carers=sorted({one.carer for one in cared if one.carer}),
        is_vip=any(one.is_vip for one in cared),
        segments=[one.name for one in listing.segments_of(member_id, reach)],
    )


def ties_of(request: StaffRequest, ids: Sequence[int]) -> list[TieShown]:
    """The people somebody has the strongest ties with; one query."""
    found = ties.partners_of(ids, at=request.now, communities=request.seat.reach, limit=PARTNERS)
    return [TieShown(one, Pill(band_words(one.band), BAND_HUES[one.band])) for one in found]


def places_of(request: StaffRequest, member_id: int) -> list[PlaceShown]:
    """Where they stand in each community's graph."""
    found = ties.standings_of(member_id, communities=request.seat.reach)
    names = {one.id: one.name for one in communities.communities(reach=request.seat.reach)} if found else {}
    return [
        PlaceShown(
            line,
            names.get(community, ""),
            relationship_figures.look_of(line.circle),
            relationship_figures.circle_name(line.circle),
        )
        for community, line in sorted(found.items())
    ]


def steps_of(
    ids: Collection[int], *, reach: frozenset[int] | None, is_own: bool = False, limit: int = 40
) -> list[StepShown]:
    """The growth track, newest first."""
    return steps_shown(track.track_of(ids, reach=reach, is_own=is_own, limit=limit))


def steps_shown(steps: Sequence[Step]) -> list[StepShown]:
    """Steps in words, roles by their names; two queries."""
    groups = naming.names_of_groups({one.group for one in steps if one.group is not None})
    called = wording.role_names(sorted({one.community for one in steps if one.community is not None}))
    shown = []
    for one in steps:
        params = dict(one.sentence.params)
        if "role" in params and one.community is not None:
            params["role"] = called.get((one.community, str(params["role"])), str(params["role"]))
        shown.append(
            StepShown(
                what=telling.tell(one.sentence.msgid, params, one.kind),
                place=groups[one.group].name if one.group in groups else "",
                at=one.at,
                look=look_of(one.kind),
            )
        )
    return shown


def band_words(band: str) -> str:
    """How close two people are."""
    return {
        "close": pgettext("tie", "Close"),
        "familiar": pgettext("tie", "Familiar"),
        "acquainted": pgettext("tie", "Acquainted"),
    }.get(band, gettext("Tie"))
