"""Every member of a real history has a stage within a minute, and what was kept is what a rebuild makes."""

import json
import os
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from linli.connect.adapters.archive import reader
from linli.connect.gateway.intake import accepting
from linli.connect.gateway.intake.rules import MAX_BATCH
from linli.connect.gateway.models import Channel
from linli.kernel.events import reading
from linli.kernel.orgs import actor, scope
from linli.people.belonging import reactions
from linli.people.belonging.actions import turning, weeks
from linli.people.belonging.models import ActiveDay, Belonging
from linli.people.belonging.queries import stages
from linli.people.communities.actions import communities, groups
from linli.people.members import reactions as members
from tests.cast import cast  # noqa: F401
from tests.people.belonging.living import rows

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared/data"))
NAMES = [one for one in ("raku_irc", "s1_games_zh", "urho3d_forum") if (FOLDER / one).is_dir()]
NOW = datetime.now(UTC)
LIVE = (
    (members.keep_members, {"identity.seen", "identity.renamed"}),
    (members.keep_memberships, {"membership.joined", "membership.left", "message.posted"}),
)
HEARD = {fact.kind for fact in reactions.HEARD}
pytestmark = [
    pytest.mark.skipif(not NAMES, reason=f"no archives at {FOLDER}"),
    pytest.mark.usefixtures("cast"),
    pytest.mark.timeout(900),
]


def take_in(file, name, by):
    """Everything in the file as events of a new community with a group for each of its channels."""
    opened = communities.open_community(name=name, by=by, at=NOW)
    channel = Channel.objects.create(adapter="archive", name=name, created_at=NOW)
    records = list(reader.open_archive(file).records())
    for address in sorted({record.group for record in records}):
        groups.bind_group(
            community=opened, name=address, channel_id=channel.id, external=address, by=by, at=NOW
        )
    ahead = iter(records)
    while batch := list(islice(ahead, MAX_BATCH)):
        accepting.accept(channel.id, batch, at=NOW, by=actor.IMPORT)
    return opened.id


def hear(community):
    """Both lanes, 4,000 events at a time; returns the seconds the lane of people took."""
    seconds, stream = 0.0, (one for one in reading.stream(scope.org_id()) if one.community == community)
    while batch := list(islice(stream, 4_000)):
        for reaction, kinds in LIVE:
            reaction([one for one in batch if one.kind in kinds])
        began = time.perf_counter()
        reactions.keep_belongings([one for one in batch if one.kind in HEARD])
        seconds += time.perf_counter() - began
    return seconds


@pytest.mark.parametrize("name", NAMES)
def test_every_member_has_a_stage_in_a_minute(name, cast, record_property):  # noqa: F811
    community = take_in(FOLDER / name / "messages.jsonl", name, cast.by_lin)

    seconds = hear(community)
    began = time.perf_counter()
    weeks.count_weeks(community_id=community)
    seconds += time.perf_counter() - began

    record_property("seconds", round(seconds, 1))
    print(json.dumps({"archive": name, "seconds": round(seconds, 1)}))  # noqa: T201
    assert seconds < 60
    check(community)


def check(community):
    """Kept is rebuilt, and the numbers add up to what the log holds."""
    counts = stages.counts(community)
    belongings = Belonging.objects.filter(community_id=community)
    posted = [
        one
        for one in reading.stream(scope.org_id())
        if one.kind == "message.posted" and one.community == community and not one.fact.is_bot
    ]
    assert sum(counts.stages.values()) == belongings.count()
    assert sum(sum(week.stages.values()) for week in stages.weeks(community)[-1:]) <= counts.people
    assert sum(ActiveDay.objects.filter(community_id=community).values_list("messages", flat=True)) == len(
        posted
    )
    assert sum(belongings.values_list("messages", flat=True)) == len(posted)
    assert belongings.exclude(messages=0).count() == len({one.member for one in posted})
    kept = rows()
    turning.rebuild(community_id=community, at=NOW, as_delivered=False)
    assert rows() == kept
