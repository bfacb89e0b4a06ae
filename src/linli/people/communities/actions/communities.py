"""Opening a community, naming it, telling where it stands, publishing its rules and announcement."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actions.organisations import check_zone
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.people.communities import locking, queries, rules
from linli.people.communities.actions import types
from linli.people.communities.models import Community, RuleBook
from linli.people.communities.rules import Stage


class CommunityNameTaken(Refusal):
    """Two communities of an organisation cannot share a name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("there is already a community called “%(name)s”: choose another name") % {"name": name}
        )


class EmptyText(Refusal):
    """A name, rules or an announcement without a word in it."""


@transaction.atomic
def open_community(
    *,
    name: str,
    by: Actor,
    at: datetime,
    zone: str = "Asia/Shanghai",
    language: str = "zh-hans",
    purpose: str = "",
    type_code: str = "",
    type_label: str = "",
    side: str = "",
) -> Community:
    """Set up a community in the organisation in scope; with a type, its policy is filled in from that.

    Raises CommunityNameTaken, EmptyText, UnknownZone and NoSuchType.
    """
    name = _said(name, _("a community needs a name"))
    check_zone(zone)
    taken = frozenset(Community.objects.values_list("slug", flat=True))
    try:
        with transaction.atomic():
            community: Community = Community.objects.create(
                name=name,
                slug=rules.slug_of(name, taken=taken),
                purpose=purpose,
                zone=zone,
                language=language,
                side=side if side in rules.SIDES else "",
                opened_at=at,
            )
    except IntegrityError:
        raise CommunityNameTaken(name) from None
    log.append_one(facts.CommunityOpened(name=name), by=by, at=at, community=community.id)
    locking.record("community.opened", community, by=by, at=at, after=audit_values(community, "name", "zone"))
    if type_code or type_label:
        return types.choose_type(community=community, code=type_code, label=type_label, by=by, at=at)
    return community


@transaction.atomic
def change_community(
    *,
    community: Community,
    by: Actor,
    at: datetime,
    name: str | None = None,
    purpose: str | None = None,
    zone: str | None = None,
    language: str | None = None,
) -> Community:
    """Change what is given; what is None stays, and so does the short name in links.

    Raises CommunityNameTaken, EmptyText and UnknownZone.
    """
    locked = locking.lock_community(community)
    changes = {"name": name, "purpose": purpose, "zone": zone, "language": language}
    wanted = {field: value for field, value in changes.items() if value is not None}
    if "name" in wanted:
        wanted["name"] = _said(wanted["name"], _("a community needs a name"))
    if "zone" in wanted:
        check_zone(wanted["zone"])
    before = audit_values(locked, *wanted)
    for field, value in wanted.items():
        setattr(locked, field, value)
    try:
        with transaction.atomic():
            locked.save(update_fields=[*wanted])
    except IntegrityError:
        raise CommunityNameTaken(locked.name) from None
    locking.record(
        "community.changed", locked, by=by, at=at, before=before, after=audit_values(locked, *wanted)
    )
    return locked


def rename_community(*, community: Community, name: str, by: Actor, at: datetime) -> Community:
    """Give a community another name. Raises CommunityNameTaken and EmptyText."""
    return change_community(community=community, name=name, by=by, at=at)


@transaction.atomic
def change_stage(*, community: Community, stage: Stage, by: Actor, at: datetime) -> Community:
    """Say where the community stands in its life. The same stage again changes nothing."""
    locked = locking.lock_community(community)
    if locked.stage == stage:
        return locked
    before = audit_values(locked, "stage")
    fact = facts.StageChanged(before=locked.stage, after=stage)
    locked.stage = stage
    locked.save(update_fields=["stage"])
    log.append_one(fact, by=by, at=at, community=locked.id)
    locking.record("community.stage_changed", locked, by=by, at=at, before=before, after={"stage": stage})
    return locked


@transaction.atomic
def publish_rules(*, community: Community, text: str, by: Actor, at: datetime) -> RuleBook:
    """A new version of the rules; older ones stay. The wording already in force is not published twice."""
    text = _said(text, _("the rules cannot be empty: write at least one"))
    locked = locking.lock_community(community)
    current = queries.current_rules(locked.id)
    if current is not None and current.text == text:
        return current
    latest = RuleBook.objects.filter(community=locked).aggregate(latest=Max("version"))["latest"]
    version = (latest or 0) + 1
    book: RuleBook = RuleBook.objects.create(
        community=locked, version=version, text=text, published_at=at, published_by=by.code
    )
    log.append_one(facts.RulesPublished(version=version), by=by, at=at, community=locked.id)
    locking.record("community.rules_published", locked, by=by, at=at, after={"version": version})
    return book


@transaction.atomic
def publish_announcement(*, community: Community, text: str, by: Actor, at: datetime) -> Community:
    """Replace the announcement. The same text again changes nothing. Raises EmptyText."""
    text = _said(text, _("the announcement cannot be empty: write something first"))
    locked = locking.lock_community(community)
    if locked.announcement == text:
        return locked
    before = audit_values(locked, "announcement", "announcement_version")
    locked.announcement = text
    locked.announcement_version += 1
    locked.save(update_fields=["announcement", "announcement_version"])
    fact = facts.AnnouncementPublished(version=locked.announcement_version)
    log.append_one(fact, by=by, at=at, community=locked.id)
    after = audit_values(locked, "announcement", "announcement_version")
    locking.record("community.announcement_published", locked, by=by, at=at, before=before, after=after)
    return locked


def _said(text: str, complaint: str) -> str:
    if not text.strip():
        raise EmptyText(complaint)
    return text.strip()
