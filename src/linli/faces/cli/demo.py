"""The demo: an invented reading club with some weeks behind it, made by the real actions from invented
traffic.

Two groups live on a channel that reaches nobody and get seven weeks of history, day by day, each day with its
reactions and sends. The third is a built-in room with a day of talk, to be tried at once; its newcomers are
welcomed by a playbook.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from linli.connect.adapters.null import actions as trials
from linli.connect.gateway.intake import accepting
from linli.connect.gateway.outbox import dispatch
from linli.faces.cli import (
    demo_belonging,
    demo_calendar,
    demo_care,
    demo_consent,
    demo_duty,
    demo_entry,
    demo_library,
    demo_matrix,
    demo_playbooks,
    demo_profiles,
    demo_roles,
    demo_room,
    demo_segments,
    demo_tasks,
    demo_team,
    demo_ties,
    demo_words,
)
from linli.faces.cli.demo_life import Life
from linli.kernel.events import delivery, setup
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actions import organisations, seats, staff
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.orgs.models import Organisation, Staff
from linli.kernel.orgs.rules import Role
from linli.people.communities import queries
from linli.people.communities.actions import communities, groups
from linli.run.growth.actions import setup as growth
from linli.run.moderation.actions import lists

LOGIN = "lin@linli.demo"
DAYS = 49
TRIALS = "演示群"
ZONE = "Asia/Shanghai"


def demo_login() -> tuple[str, str] | None:
    """The address and password of the demo's owner; None where there is no demo."""
    password = _kept("demo-login")
    return (LOGIN, password) if password else None


def demo_room_address() -> str | None:
    """Where to try the demo's room as a member; None where there is no demo."""
    return _kept("demo-room")


def seed_if_empty(tell: Callable[[str], None]) -> None:
    """Make the demo where there is no organisation at all."""
    if Organisation.objects.exists():
        return
    tell("Inventing a community to look around in …")
    seed(at=timezone.now())


def seed(*, at: datetime) -> None:
    """Make the demo organisation as it stands at `at`."""
    setup.prepare(at=at)
    began = at - timedelta(days=DAYS)
    owner = _make_owner(began)
    org = organisations.create_organisation(
        name="清风书社", slug="qingfeng", owner=owner, by=SYSTEM, at=began, zone=ZONE
    )
    with scope.org(org.id):
        by = actor.staff(owner.id)
        community = _make_community(by, began)
        _invite_colleague(community, by, began)
        lives = _make_groups(community, by, began)
        _set_rules(by, began)
        demo_roles.begin(community, by=by, at=began)
        _live(lives, began, at)
        demo_matrix.lay(community, by=by, began=began, at=at)
        link = demo_room.furnish(community, by=by, at=at)
    delivery.deliver_all(at=at)
    with scope.org(org.id):
        demo_matrix.hand_over(by=by, at=at)
        demo_playbooks.publish(by=by, at=at)
        demo_segments.furnish(owner_seat_id=_seat_of(owner), by=by, at=at)
        demo_room.let_newcomers_in(link, at=at)
        _keep("demo-room", f"{settings.PUBLIC_URL}/m/j/{link.token}/")
    delivery.deliver_all(at=at)
    with scope.org(org.id):
        demo_ties.furnish(at=at)
        _compute_figures(at)
        demo_roles.furnish(community, by=by, at=at)
        demo_belonging.count_weeks()
        demo_profiles.furnish(community, by=by, at=at)
        demo_entry.furnish(community, by=by, at=at)
        demo_care.care_for_some(community_id=community, staff_id=owner.id, by=by, at=at)
        demo_consent.furnish(community, by=by, at=at)
        demo_duty.furnish(community, by=by, at=at)
        demo_team.furnish(community, by=by, at=at)
        demo_library.furnish(community, by=by, at=at)
        demo_calendar.furnish(community_id=community, staff_id=owner.id, by=by, at=at)
        demo_tasks.furnish(community, staff_id=owner.id, by=by, at=at)
        demo_playbooks.furnish(community, staff_id=owner.id, by=by, at=at)


def _seat_of(owner: Staff) -> int | None:
    seat = orgs.find_seat_of(owner.id)
    return seat.id if seat else None


def _make_owner(at: datetime) -> Staff:
    password = secrets.token_urlsafe(9)
    owner = staff.create_staff(email=LOGIN, name="林晓", password=password, at=at)
    _keep("demo-login", password)
    return owner


def _keep(name: str, text: str) -> None:
    """Remember something for the start screen, readable by the installation's owner only."""
    path = Path(settings.HOME) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def _kept(name: str) -> str | None:
    path = Path(settings.HOME) / name
    return path.read_text().strip() if path.exists() else None


def _make_community(by: Actor, at: datetime) -> int:
    community = communities.open_community(
        name="清风共读会", purpose="每周一起读完一本书的几章，说出自己的一句话。", by=by, at=at, zone=ZONE
    )
    communities.publish_rules(
        community=community,
        text="一、说自己的话，不转发长文。\n二、不发广告和外链。\n三、新人提问，看到的人先答。",
        by=by,
        at=at,
    )
    communities.publish_announcement(
        community=community, text="本周共读：《边城》第 5 到 8 章，周日晚八点一起聊。", by=by, at=at
    )
    return community.id


def _invite_colleague(community: int, by: Actor, at: datetime) -> None:
    colleague = staff.create_staff(email="cheng@linli.demo", name="程诺", at=at)
    seats.give_seat(staff=colleague, role=Role.MODERATOR, communities=[community], by=by, at=at)


def _make_groups(community: int, by: Actor, at: datetime) -> list[Life]:
    channel = trials.open_channel(name=TRIALS, at=at)
    lives = []
    for number, (name, newcomers) in enumerate((("共读一群", 3.2), ("新手村", 1.4))):
        address = f"demo-{number + 1}"
        groups.bind_group(
            community=queries.get_community(community),
            name=name,
            channel_id=channel.id,
            external=address,
            by=by,
            at=at,
        )
        lives.append(
            Life(address, ZoneInfo(ZONE), seed=7, newcomers_a_day=newcomers, first_number=number * 170)
        )
    return lives


def _set_rules(by: Actor, at: datetime) -> None:
    growth.set_up(at=at)
    rules = lists.open_rule_set(name="广告", community=None, by=by, at=at, mode="enforce")
    for kind, listed in (("words", demo_words.LISTED_WORDS), ("domains", demo_words.LISTED_LINKS)):
        blocked = rules.lists.get(sense="block", kind=kind)
        lists.add_words(word_list_id=blocked.id, text="\n".join(listed), by=by, at=at)


def _live(lives: list[Life], began: datetime, at: datetime) -> None:
    """Day by day: what people did, what the rooms made of it, what was sent."""
    growth.change_rule(trigger="check_in", community=None, by=SYSTEM, at=began, is_replying=False)
    channel = trials.open_channel(name=TRIALS, at=began).id
    for number in range(DAYS + 1):
        on = (began + timedelta(days=number)).astimezone(ZoneInfo(ZONE)).date()
        now = min(at, datetime.combine(on, time.max, tzinfo=ZoneInfo(ZONE)))
        for life in lives:
            records = life.day(on, until=now)
            if records:
                accepting.accept(channel, records, at=now)
        with scope.everywhere():
            delivery.deliver_all(at=now)
            while dispatch.dispatch_round(clock=lambda now=now: now):  # type: ignore[misc]  # bound early
                pass
        if number % 7 == DAYS % 7:
            demo_roles.count(at=now)
    growth.change_rule(trigger="check_in", community=None, by=SYSTEM, at=at, is_replying=True)


def _compute_figures(at: datetime) -> None:
    from linli.measure.insights.actions import figures  # loads DuckDB, which a second start does not need

    figures.refresh_all(folder=settings.LAKE, at=at)
