"""The demo's privacy: a notice, answers to purposes, looks, a copy, a waiting erasure, and limits."""

from datetime import datetime, timedelta

from linli.kernel.orgs import actor
from linli.kernel.orgs.actor import Actor
from linli.people.belonging.queries import stages
from linli.people.consent import presets
from linli.people.consent.actions import noticing, recording, requests, retention, watching
from linli.people.consent.rules import Where, Why

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
AGREED = (
    (presets.PROFILE, 24),
    (presets.MATCHING, 15),
    (presets.MARKETING, 12),
    (presets.PHOTOS, 6),
)
LIMITS = (("words", 730), ("answers", 730), ("applications", 365), ("access", 180))
LOOKS = ((Why.PAGE, 9, 1), (Why.PROFILE, 5, 2), (Why.CARE, 3, 2), (Why.EXPORT, 4, 6))


def furnish(community_id: int, *, by: Actor, at: datetime) -> None:
    """What the Privacy pages show: some weeks of a team that asks first and writes down who looked."""
    noticing.publish_notice(
        contact="privacy@linli.demo", grace_days=14, asks_first=True, by=by, at=at - 40 * DAY
    )
    found = stages.members_behind(community_id, stage="active", limit=40)
    _agree(found, at)
    _look(found, by, at)
    if len(found) > 2:
        leaving, reading = found[-1], found[-2]
        requests.note_export(member=reading, where=Where.PORTAL, by=actor.member(reading), at=at - 4 * DAY)
        requests.ask_erasure(member=leaving, where=Where.PORTAL, by=actor.member(leaving), at=at - 3 * DAY)
    for kind, days in LIMITS:
        retention.set_days(kind=kind, days=days, by=by, at=at - 38 * DAY)


def _agree(found: list[int], at: datetime) -> None:
    """The first of `found` said yes to more; every fourth of those took promotions back later."""
    for number, member in enumerate(found):
        purposes = [purpose for purpose, yes in AGREED if number < yes]
        if not purposes:
            break
        then = at - (30 - number) * DAY
        recording.give(member=member, purposes=purposes, where=Where.PORTAL, by=actor.member(member), at=then)
        if number % 4 == 3 and presets.MARKETING in purposes:
            recording.withdraw(
                member=member,
                purposes=[presets.MARKETING],
                where=Where.PORTAL,
                by=actor.member(member),
                at=then + 3 * DAY,
            )


def _look(found: list[int], by: Actor, at: datetime) -> None:
    for why, people, ago in LOOKS:
        for number, member in enumerate(found[:people]):
            watching.note_access([member], by=by, at=at - ago * DAY + 7 * number * MINUTE, why=why)
