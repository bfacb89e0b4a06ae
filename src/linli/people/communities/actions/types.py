"""Types of communities: the organisation's wording of a preset, its own types, and choosing one."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking, rules
from linli.people.communities.deciding import aidass, types
from linli.people.communities.deciding.types import TypePolicy, Value
from linli.people.communities.models import Community, CommunityType
from linli.people.communities.reading import types as reading

MOST_LISTED = 20
LONGEST_LISTED = 40
MOST_TYPES = 100


class BadType(Refusal):
    """A type that contradicts itself."""


@transaction.atomic
def save_type(*, policy: TypePolicy, by: Actor, at: datetime) -> TypePolicy:
    """Keep a type: a preset's code rewords the preset, "" makes a new type. Raises BadType and NoSuchType."""
    checked = _checked(policy)
    known = reading.community_types(with_retired=True)
    if checked.code and all(one.code != checked.code for one in known):
        raise reading.NoSuchType(checked.code)
    if any(one.name == checked.name and one.code != checked.code for one in known):
        raise BadType(
            _("there is already a type called “%(name)s”: choose another name") % {"name": checked.name}
        )
    if not checked.code:
        if len(known) >= MOST_TYPES:
            raise BadType(_("there are %(most)s types already: change one of them") % {"most": MOST_TYPES})
        checked = replace(checked, code=types.free_code(checked.name, [one.code for one in known]))
    CommunityType.objects.update_or_create(
        code=checked.code,
        defaults={
            "name": checked.name,
            "document": types.document_of(checked),
            "changed_at": at,
            "changed_by": by.code,
        },
    )
    audit.record(
        "community_type.saved",
        subject=f"community_type:{checked.code}",
        by=by,
        at=at,
        after={"name": checked.name, **types.document_of(checked)},
    )
    return reading.get_type(checked.code)


@transaction.atomic
def reset_type(*, code: str, by: Actor, at: datetime) -> None:
    """A preset as Linli words it again. Safe to repeat. Raises NoSuchType; BadType for an own type."""
    if code not in reading.presets():
        reading.get_type(code)
        raise BadType(_("this type is your own: there is no preset to go back to"))
    deleted, _rows = CommunityType.objects.filter(code=code).delete()
    if deleted:
        audit.record("community_type.reset", subject=f"community_type:{code}", by=by, at=at)


@transaction.atomic
def choose_type(*, community: Community, code: str, by: Actor, at: datetime, label: str = "") -> Community:
    """Say of what type a community is; "" = none. `label` is what people call it instead of the type's name.

    What the community never changed follows the new type; what it chose itself stays. Raises NoSuchType.
    """
    locked = locking.lock_community(community)
    new = reading.get_type(code, language=locked.language) if code else None
    if (locked.type_code, locked.type_label) == (code, label.strip()):
        return locked
    old = reading.find_type(locked.type_code, language=locked.language)
    before: dict[str, object] = {"type_code": locked.type_code, "type_label": locked.type_label}
    locked.type_code, locked.type_label = code, label.strip()[:60]
    if new is not None:
        _take(locked, types.filled(reading.own_values(locked), old=old, new=new))
        locked.goals = locked.goals or list(
            aidass.default_goals(side=locked.side, from_stage=locked.from_stage, to_stage=locked.to_stage)
        )
    locked.save()
    log.append_one(
        facts.TypeChosen(before=str(before["type_code"]), after=code), by=by, at=at, community=locked.id
    )
    after: dict[str, object] = {"type_code": code, "type_label": locked.type_label}
    locking.record("community.type_chosen", locked, by=by, at=at, before=before, after=after)
    return locked


def _take(community: Community, values: dict[str, Value]) -> None:
    for name, value in values.items():
        kept = list(value) if isinstance(value, tuple) else value
        if name in types.COLUMNS:
            setattr(
                community, name, kept if kept is not None or name in {"capacity", "lifespan_days"} else ""
            )
        else:
            community.policy[name] = kept


def _checked(policy: TypePolicy) -> TypePolicy:
    name = policy.name.strip()
    if not 1 <= len(name) <= 60:
        raise BadType(_("a type needs a name of 1 to 60 characters"))
    check_words(policy.threshold, rules.THRESHOLDS)
    check_words(policy.operation, rules.OPERATIONS)
    check_words(policy.growth, rules.GROWTHS)
    if policy.growth == "capped" and not policy.capacity:
        raise BadType(_("a type whose growth is capped needs a capacity: say how many fit in"))
    check_path(policy.from_stage, policy.to_stage)
    return replace(
        policy,
        name=name,
        note=policy.note.strip()[:500],
        kpis=check_list(policy.kpis),
        columns=check_list(policy.columns),
        playbooks=check_list(policy.playbooks),
    )


def check_words(word: str, allowed: tuple[str, ...]) -> None:
    """A word of a list, or BadType."""
    if word not in allowed:
        raise BadType(
            _("“%(word)s” is not possible here: choose one of %(allowed)s")
            % {"word": word, "allowed": ", ".join(allowed)}
        )


def check_path(from_stage: str, to_stage: str) -> None:
    """Both ends of a stretch of the path or neither, in their order; else BadType."""
    start, end = aidass.place(from_stage), aidass.place(to_stage)
    if (start is None) != (end is None) or (from_stage and start is None):
        raise BadType(_("say both where on the path it begins and where it ends, or neither"))
    if start is not None and end is not None and end < start:
        raise BadType(_("the path goes from attention to share: the end lies before the beginning"))


def check_list(listed: tuple[str, ...]) -> tuple[str, ...]:
    """A bounded list of short texts without blanks and repeats, or BadType."""
    cleaned = tuple(dict.fromkeys(one.strip() for one in listed if one.strip()))
    if len(cleaned) > MOST_LISTED or any(len(one) > LONGEST_LISTED for one in cleaned):
        raise BadType(
            _("a list takes up to %(most)s entries of up to %(longest)s characters: shorten it")
            % {"most": MOST_LISTED, "longest": LONGEST_LISTED}
        )
    return cleaned
