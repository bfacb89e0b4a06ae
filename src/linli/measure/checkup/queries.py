"""What is known of a community: its own texts, and its figures from the lake.

Loads DuckDB: import it only where it is used.
"""

from datetime import datetime, timedelta
from pathlib import Path

from linli.kernel.orgs import scope
from linli.measure.checkup.rules import Evidence
from linli.measure.insights import community as lakes
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import active, speech
from linli.measure.insights.metrics.metric import Period
from linli.people.communities import queries as communities

DAYS = 30


def evidence(community_id: int, *, folder: Path, at: datetime) -> Evidence:
    """What is known of a community at a moment; the lake of its organisation is rebuilt first."""
    community = communities.get_community(community_id)
    lakes.rebuild_lake(scope.org_id(), folder=folder)
    written = {
        "has_purpose": bool(community.purpose.strip()),
        "has_rules": communities.current_rules(community_id) is not None,
        "has_announcement": bool(community.announcement.strip()),
    }
    with lakes.open_lake(scope.org_id(), community_id, folder=folder) as activity:
        return _with_figures(activity, written, at)


def _with_figures(activity: Activity, written: dict[str, bool], at: datetime) -> Evidence:
    span = activity.span()
    if span is None or span[0] >= at:
        return Evidence(**written)
    whole = Period(span[0], at)
    recent = whole.last(DAYS)
    replies, speakers = speech.reply_coverage(activity, recent), speech.speaker_rate(activity, recent)
    quiet_for = _quiet_for(activity, at)
    pauses = [hours for hours in (speech.longest_silence(activity, recent).value, quiet_for) if hours]
    everything = activity.row(
        "SELECT count(*) FROM activity WHERE kind = 'message' AND occurred_at >= $1 AND occurred_at < $2",
        *recent.bounds,
    )
    return Evidence(
        **written,
        silence_hours=max(pauses, default=None),
        quiet_for_hours=quiet_for,
        decay=speech.seven_day_decay(activity, whole).value,
        active_rate=active.activity_rate(activity, recent).value,
        threads=int(replies.denominator or 0),
        answered=int(replies.numerator or 0),
        members=speakers.denominator,
        speakers=int(speakers.numerator or 0),
        messages=int(everything[0]),
        by_members=int(speech.concentration(activity, recent).denominator or 0),
        top_share=speech.concentration(activity, recent).value,
    )


def _quiet_for(activity: Activity, at: datetime) -> float | None:
    """Hours since a member last said something; since the first activity when nobody ever did."""
    until = Period(at, at).bounds[1]
    (last,) = activity.row(
        "SELECT coalesce((SELECT max(occurred_at) FROM member_speech WHERE occurred_at < $1),"
        " (SELECT min(occurred_at) FROM activity))",
        until,
    )
    return None if last is None else float((until - last) / timedelta(hours=1))
