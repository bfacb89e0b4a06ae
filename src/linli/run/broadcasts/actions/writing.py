"""Writing a broadcast, and who has to agree to large ones."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.policy.document import CLASSES
from linli.kernel import texts
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.run.broadcasts import rules
from linli.run.broadcasts.models import Broadcast, Caution
from linli.run.broadcasts.queries.listing import NoSuchBroadcast
from linli.run.broadcasts.rules import State, Way


class CannotBroadcast(Refusal):
    """A broadcast contradicts itself, or is not in a state in which this can be done."""


@dataclass(frozen=True)
class BroadcastDraft:
    """What is said about a broadcast; see `models.Broadcast`."""

    title: str
    text: str
    way: str = Way.PEOPLE
    community_id: int | None = None
    segment_id: int | None = None
    group_ids: Sequence[int] = ()
    message_class: str = "nurture"
    send_at: datetime | None = None


@transaction.atomic
def write_broadcast(
    *, draft: BroadcastDraft, by: Actor, at: datetime, broadcast_id: int | None = None, version: int = 0
) -> Broadcast:
    """Make a draft, or change one in the version that was seen. Raises CannotBroadcast, NoSuchBroadcast."""
    _check(draft)
    if broadcast_id is None:
        one = Broadcast(author=by.code, created_at=at, version=0)
    else:
        one = lock(broadcast_id)
        must_be(one, State.DRAFT)
        if one.version != version:
            raise CannotBroadcast(_("somebody changed this broadcast meanwhile: look at it again"))
    for field, value in asdict(draft).items():
        setattr(one, field, list(value) if field == "group_ids" else value)
    one.title, one.text, one.author = draft.title.strip(), draft.text.strip(), by.code
    one.version += 1
    one.save()
    audit.record(
        "broadcasts.written",
        subject=f"broadcast:{one.id}",
        by=by,
        at=at,
        after={
            "way": one.way,
            "class": one.message_class,
            "community": one.community_id,
            "segment": one.segment_id,
            "groups": len(one.group_ids),
            "characters": len(one.text),
        },
    )
    return one


@transaction.atomic
def set_caution(*, second_above: int | None, by: Actor, at: datetime) -> None:
    """Say from how many people on a second person has to confirm; None: never."""
    if second_above is not None and not 1 <= second_above <= 100_000_000:
        raise CannotBroadcast(_("give a number of people, or leave it empty"))
    before = Caution.objects.values_list("second_above", flat=True).first()
    Caution.objects.update_or_create(defaults={"second_above": second_above})
    audit.record(
        "broadcasts.caution_set",
        subject="broadcasts",
        by=by,
        at=at,
        before={"second_above": before},
        after={"second_above": second_above},
    )


def lock(broadcast_id: int) -> Broadcast:
    """A broadcast, locked; or NoSuchBroadcast."""
    found: Broadcast | None = Broadcast.objects.select_for_update().filter(id=broadcast_id).first()
    if found is None:
        raise NoSuchBroadcast
    return found


def must_be(one: Broadcast, *states: State) -> None:
    """CannotBroadcast unless it is in one of these states."""
    if one.state not in states:
        raise CannotBroadcast(_("this broadcast is further already: open its page to see how far"))


def _check(draft: BroadcastDraft) -> None:
    if not draft.title.strip() or len(draft.title) > rules.MAX_TITLE:
        raise CannotBroadcast(
            _("a broadcast needs a name of at most %(most)s characters") % {"most": rules.MAX_TITLE}
        )
    if not draft.text.strip() or len(draft.text) > rules.MAX_TEXT:
        raise CannotBroadcast(
            _("a broadcast needs a text of at most %(most)s characters") % {"most": rules.MAX_TEXT}
        )
    if draft.way not in set(Way) or draft.message_class not in CLASSES:
        raise CannotBroadcast(_("choose whom to write to and what kind of message it is"))
    if draft.way == Way.GROUPS and draft.community_id is None and not draft.group_ids:
        raise CannotBroadcast(_("choose a community or some groups"))
    if draft.way == Way.GROUPS:
        known = {line.id for line in communities.group_lines(community=draft.community_id)}
        if not set(draft.group_ids) <= known:
            raise CannotBroadcast(_("one of these groups is closed or belongs to another community"))
    try:
        texts.check(draft.text, rules.KNOWN if draft.way == Way.PEOPLE else ())
    except texts.BadText as bad:
        raise CannotBroadcast(
            _("“%(word)s” cannot be filled in; people can be called {person.name|friend}, groups cannot")
            % {"word": bad.word}
        ) from None
