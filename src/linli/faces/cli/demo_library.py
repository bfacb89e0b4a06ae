"""The demo's content library: templates, items with their reviews and uses, what members gave, a strategy."""

from datetime import datetime, time, timedelta

from linli.content.library.actions import items, policies, publishing, reviewing, sharing, using
from linli.content.library.actions import templates as writing
from linli.content.library.queries import presets
from linli.content.library.shapes import Draft, Gift, Head, UseNote
from linli.faces.cli import demo_library_words as words
from linli.kernel.orgs import actor
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.belonging.queries import stages

DAY = timedelta(days=1)
SCORES = {"accuracy": 4, "readability": 5, "interactivity": 4, "practicality": 4, "appeal": 4}


def furnish(community: int, *, by: Actor, at: datetime) -> None:
    """A library as it stands after some weeks."""
    writing.adopt(presets.starter_set("zh-hans"), by=by, at=at - 30 * DAY)
    policies.set_strategy(
        community_id=community,
        subjects=["tips", "user_story", "expert_view"],
        formats=["text", "poll", "image"],
        mode="week",
        least=2,
        most=4,
        hours=[time(8, 30), time(20, 0)],
        targets={"product": 20, "values": 40, "interactive": 40},
        words=words.STRATEGY,
        by=by,
        at=at - 30 * DAY,
    )
    made = [_write(community, number, by=by, at=at) for number in range(len(words.ITEMS))]
    _publish(community, made, by=by, at=at)
    _take_gifts(community, by=by, at=at)


def _write(community: int, number: int, *, by: Actor, at: datetime) -> int:
    one = words.ITEMS[number]
    moment = at - (28 - 2 * number) * DAY
    head = Head(
        title=one.title,
        format=one.format,
        category=one.category,
        community_id=community,
        subject=one.subject,
        aim=one.aim,
        need=one.need,
        goal=one.goal,
        tags=one.tags,
        material_for=one.material_for,
    )
    item = items.write_item(
        head=head,
        draft=Draft(body=one.body, options=one.options),
        state=one.state if one.state == "idea" else "draft",
        by=by,
        at=moment,
    )
    if one.state in {"review", "approved"}:
        reviewing.ask_review(item=item, by=by, at=moment)
    if one.state == "approved":
        reviewing.review_item(
            item=item, scores=SCORES, has_no_defects=True, note="", by=_reviewer(by), at=moment + DAY
        )
    return int(item.id)


def _reviewer(by: Actor) -> Actor:
    colleague = orgs.find_staff("cheng@linli.demo")
    return actor.staff(colleague.id) if colleague else by


def _publish(community: int, made: list[int], *, by: Actor, at: datetime) -> None:
    pairs = [(item, one) for item, one in zip(made, words.ITEMS, strict=True) if one.state == "approved"]
    uses = [
        UseNote(
            item=item,
            key=f"demo:{item}:{ago}",
            origin=actor.SYSTEM.code,
            community=community,
            used_at=at - ago * DAY,
        )
        for item, one in pairs
        for ago in one.used_days_ago
    ]
    using.note_use(uses=uses, by=by, at=at)


def _take_gifts(community: int, *, by: Actor, at: datetime) -> None:
    """Some lively members gave something; one was published, one waits, one was asked."""
    members = stages.members_behind(community, stage="active", limit=len(words.GIFTS))
    for number, (member, gift) in enumerate(zip(members, words.GIFTS, strict=False)):
        given = sharing.give(
            gift=Gift(
                key=f"form:demo:{number}",
                member_id=member,
                community_id=community,
                kind=gift.kind,
                text=gift.text,
                may_publish=gift.may_publish,
            ),
            by=actor.member(member),
            at=at - (number + 1) * DAY,
        )
        if gift.is_thanked:
            sharing.thank(submission=given, by=by, at=at - number * DAY)
        if gift.title:
            publishing.take(submission=given, title=gift.title, category="values", by=by, at=at)
        elif gift.may_publish is None:
            sharing.ask_permission(submission=given, by=by, at=at)
