"""Publishing what the stages mean: a new version, and everybody staged anew by it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.belonging import StageRulesPublished
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.belonging import rules
from linli.people.belonging.actions import turning
from linli.people.belonging.models import StageRules
from linli.people.belonging.queries import rulebooks
from linli.people.belonging.rules import Thresholds
from linli.people.communities import queries as communities


class BadStageRules(Refusal):
    """Thresholds that cannot be: a number out of its bounds, or a later stage before an earlier one."""


def read_thresholds(given: Mapping[str, object]) -> Thresholds:
    """Thresholds from numbers by name; what is not given is Linli's. Raises BadStageRules."""
    try:
        read = msgspec.convert(dict(given), Thresholds, strict=False)
        read.check()
    except msgspec.ValidationError as error:
        raise BadStageRules(
            _("one of the numbers is missing or out of bounds (%(what)s): correct it and try again")
            % {"what": str(error)}
        ) from error
    except rules.BadThresholds as error:
        raise BadStageRules(_words(error.code)) from error
    return read


@transaction.atomic
def publish_rules(*, community_id: int | None, thresholds: Thresholds, by: Actor, at: datetime) -> StageRules:
    """A new version for a community, or (None) for every community without its own; older versions stay.

    The same thresholds again are no new version. Who is in which stage follows with `apply_rules`.
    """
    document = msgspec.to_builtins(thresholds)
    newest = rulebooks.locked_newest(community_id)
    if newest is not None and newest.document == document:
        return newest
    made: StageRules = StageRules.objects.create(
        community_id=community_id,
        version=newest.version + 1 if newest else 1,
        document=document,
        published_at=at,
        published_by=by.code,
    )
    log.append_one(StageRulesPublished(made.version), by=by, at=at, community=community_id)
    audit.record(
        "belonging.rules_published",
        subject=f"community:{community_id}" if community_id else "organisation",
        by=by,
        at=at,
        before=newest.document if newest else None,
        after=document,
    )
    return made


def apply_rules(*, community_id: int | None, at: datetime) -> int:
    """Stage the members of the communities a version counts for anew; returns how many there are."""
    ids = [community_id] if community_id else [one.id for one in communities.communities()]
    return sum(turning.recount_community(community_id=id, at=at) for id in ids)


def _words(code: str) -> str:
    if code == "order":
        return _("at risk must come before silent, and silent before lost: raise the later numbers")
    return _("who is trusted was familiar before: its days and messages must not be fewer than familiar's")
