"""Whom members ask for what: the desks of a community and their hours."""

from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.members.models import Member
from linli.people.roles.models import Desk
from linli.people.roles.queries import desks as queries
from linli.people.roles.rules import hours, parts

MOST_DESKS = 30
MAX_SHOWN, MAX_CONTACT = 80, 120


class BadDesk(Refusal):
    """A desk that cannot be so."""


@transaction.atomic
def open_desk(
    *,
    community: Community,
    title: str,
    matters: str,
    shown_name: str,
    contact: str,
    days: str,
    begins: time,
    ends: time,
    member: Member | None,
    by: Actor,
    at: datetime,
) -> Desk:
    """One more desk. Raises BadDesk, also for a title that is there already."""
    given = _checked(title, matters, shown_name, contact, days)
    locking.lock_community(community)
    count = Desk.objects.filter(community_id=community.id).count()
    if count >= MOST_DESKS:
        raise BadDesk(_("a community has at most %(n)s desks") % {"n": MOST_DESKS})
    try:
        with transaction.atomic():
            made: Desk = Desk.objects.create(
                community_id=community.id,
                begins=begins,
                ends=ends,
                member_id=member.id if member else None,
                position=count,
                **given,
            )
    except IntegrityError:
        raise BadDesk(_taken(given["title"])) from None
    _record("desk.opened", made, by=by, at=at)
    return made


@transaction.atomic
def change_desk(
    *,
    desk: Desk,
    title: str,
    matters: str,
    shown_name: str,
    contact: str,
    days: str,
    begins: time,
    ends: time,
    member: Member | None,
    by: Actor,
    at: datetime,
) -> Desk:
    """Everything about a desk anew. Raises BadDesk."""
    given = _checked(title, matters, shown_name, contact, days)
    locked: Desk | None = Desk.objects.select_for_update().filter(id=desk.id).first()
    if locked is None:
        raise queries.NoSuchDesk
    for field, value in given.items():
        setattr(locked, field, value)
    locked.begins, locked.ends = begins, ends
    locked.member_id = member.id if member else None
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError:
        raise BadDesk(_taken(given["title"])) from None
    _record("desk.changed", locked, by=by, at=at)
    return locked


@transaction.atomic
def close_desk(*, desk: Desk, by: Actor, at: datetime) -> None:
    """Take a desk off the page; gone already is fine."""
    gone, _rows = Desk.objects.filter(id=desk.id).delete()
    if gone:
        _record("desk.closed", desk, by=by, at=at)


@transaction.atomic
def lay_out(*, community: Community, by: Actor, at: datetime) -> int:
    """The three desks of the template (T38), where the community has none; returns how many were opened."""
    locking.lock_community(community)
    if Desk.objects.filter(community_id=community.id).exists():
        return 0
    ready = (
        (_("Housekeeper"), _("Signing up for events, collecting rewards, general questions")),
        (_("Adviser before buying"), _("Questions about products, enrolling")),
        (_("Service after buying"), _("Complaints, returns and exchanges, problems in use")),
    )
    for title, matters in ready:
        open_desk(
            community=community,
            title=title,
            matters=matters,
            shown_name="",
            contact="",
            days="12345",
            begins=time(9),
            ends=time(18),
            member=None,
            by=by,
            at=at,
        )
    return len(ready)


def _checked(title: str, matters: str, shown_name: str, contact: str, days: str) -> dict[str, str]:
    given = {
        "title": title.strip(),
        "matters": matters.strip(),
        "shown_name": shown_name.strip(),
        "contact": contact.strip(),
        "days": hours.clean_days(days),
    }
    if not 1 <= len(given["title"]) <= parts.MAX_NAME:
        raise BadDesk(_("a desk needs a title of at most %(n)s characters") % {"n": parts.MAX_NAME})
    if not 1 <= len(given["matters"]) <= parts.MAX_TEXT:
        raise BadDesk(_("say in at most %(n)s characters what people can ask here") % {"n": parts.MAX_TEXT})
    if len(given["shown_name"]) > MAX_SHOWN or len(given["contact"]) > MAX_CONTACT:
        raise BadDesk(_("say it in at most %(n)s characters") % {"n": MAX_SHOWN})
    if not given["days"]:
        raise BadDesk(_("a desk answers on at least one day of the week: tick one"))
    return given


def _taken(title: str) -> str:
    return _("there is already a desk called “%(title)s”: choose another title") % {"title": title}


def _record(action: str, desk: Desk, *, by: Actor, at: datetime) -> None:
    after = {"community": desk.community_id, "days": desk.days, "member": desk.member_id}
    audit.record(action, subject=f"desk:{desk.id}", by=by, at=at, after=after)
