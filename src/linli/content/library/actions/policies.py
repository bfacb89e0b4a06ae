"""Settling the rules of content, for the organisation and for a community."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.content.library.models import Policy, Strategy
from linli.content.library.queries import policies
from linli.content.library.queries.policies import ContentPolicy
from linli.content.library.rules.items import MAX_LINE, SUBJECTS, Format
from linli.content.library.rules.mix import Category
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor

MOST_CATEGORIES, MOST_WORDS, MAX_WORD, MAX_NAME, MAX_TEXT = 8, 200, 40, 20, 300
MODES = ("day", "week", "month")
MOST_POSTS, MOST_HOURS, MOST_POINTS = 100, 8, 1000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class CannotSettle(Refusal):
    """A rule of content that makes no sense."""


@transaction.atomic
def set_policy(*, policy: ContentPolicy, by: Actor, at: datetime) -> None:
    """Settle the organisation's rules of content. Raises CannotSettle."""
    _check_categories(policy.categories)
    _check_words((*policy.jargon, *policy.advertising))
    if not Decimal(1) <= policy.least_mean <= Decimal(5):
        raise CannotSettle(_("the mean a review has to reach lies between 1 and 5: correct it"))
    if not 0 <= policy.cooling_days <= 365 or not 1 <= policy.answer_hours <= 720:
        raise CannotSettle(_("an item rests 0 to 365 days and an answer takes 1 to 720 hours: correct them"))
    if not 0 <= policy.share_points <= MOST_POINTS:
        raise CannotSettle(_("0 to %(most)s points can be given for a contribution") % {"most": MOST_POINTS})
    values = {
        "categories": [
            {"code": one.code, "name": one.name, "target_percent": one.target_percent}
            for one in policy.categories
        ],
        "jargon": list(dict.fromkeys(policy.jargon)),
        "advertising": list(dict.fromkeys(policy.advertising)),
        "least_mean": policy.least_mean,
        "cooling_days": policy.cooling_days,
        "share_points": policy.share_points,
        "answer_hours": policy.answer_hours,
        "changed_at": at,
    }
    Policy.objects.update_or_create(org_id=scope.org_id(), defaults=values)
    shown = {name: values[name] for name in ("cooling_days", "share_points", "answer_hours")}
    _record("content.policy_set", "content", by, at, {**shown, "least_mean": str(policy.least_mean)})


@transaction.atomic
def set_strategy(
    *,
    community_id: int,
    subjects: Sequence[str],
    formats: Sequence[str],
    mode: str,
    least: int,
    most: int,
    hours: Sequence[time],
    targets: Mapping[str, int],
    words: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> None:
    """Settle how a community is written for. `words`: style, bar, persona, goals. Raises CannotSettle."""
    if not set(subjects) <= set(SUBJECTS) or not set(formats) <= set(Format):
        raise CannotSettle(_("choose subjects and forms of the lists"))
    _check_rhythm(mode, least, most, hours)
    _check_targets(targets)
    kept = _short(words)
    values = {
        "subjects": list(dict.fromkeys(subjects)),
        "formats": list(dict.fromkeys(formats)),
        "mode": mode,
        "least": least,
        "most": most,
        "hours": sorted(set(hours)),
        "targets": dict(targets),
        "changed_at": at,
        "changed_by": by.code,
        **kept,
    }
    Strategy.objects.update_or_create(community_id=community_id, defaults=values)
    shown = {"mode": mode, "least": least, "most": most, "targets": dict(targets)}
    _record("content.strategy_set", f"community:{community_id}", by, at, shown)


def _check_rhythm(mode: str, least: int, most: int, hours: Sequence[time]) -> None:
    if mode not in MODES or not 0 <= least <= most <= MOST_POSTS:
        raise CannotSettle(
            _("say how often: at least 0, at most %(most)s, and the least not above the most")
            % {"most": MOST_POSTS}
        )
    if len(hours) > MOST_HOURS:
        raise CannotSettle(_("at most %(most)s times of the day: take some away") % {"most": MOST_HOURS})


def _check_targets(targets: Mapping[str, int]) -> None:
    known = {one.code for one in policies.get_policy().categories}
    if targets and (set(targets) != known or sum(targets.values()) != 100 or min(targets.values()) < 0):
        raise CannotSettle(_("the shares of the categories make up 100 percent: correct them"))


def _short(words: Mapping[str, str]) -> dict[str, str]:
    kept = {name: words.get(name, "").strip() for name in ("style", "bar", "persona", "goals")}
    if any(len(text) > (MAX_LINE if name == "persona" else MAX_TEXT) for name, text in kept.items()):
        raise CannotSettle(
            _("a line of the strategy is too long: at most %(most)s characters") % {"most": MAX_TEXT}
        )
    return kept


def _check_categories(categories: Sequence[Category]) -> None:
    codes = [one.code for one in categories]
    if not 1 <= len(codes) <= MOST_CATEGORIES or len(set(codes)) != len(codes):
        raise CannotSettle(
            _("there are 1 to %(most)s categories, each with a code of its own") % {"most": MOST_CATEGORIES}
        )
    if any(not _CODE.fullmatch(one.code) or len(one.name) > MAX_NAME for one in categories):
        raise CannotSettle(_("a category has a code of small letters and a name of at most 20 characters"))
    if (
        any(one.target_percent < 0 for one in categories)
        or sum(one.target_percent for one in categories) != 100
    ):
        raise CannotSettle(_("the shares of the categories make up 100 percent: correct them"))


def _check_words(words: Sequence[str]) -> None:
    if len(words) > MOST_WORDS or any(not 1 <= len(word) <= MAX_WORD for word in words):
        raise CannotSettle(
            _("at most %(most)s words to look for, each of at most 40 characters") % {"most": MOST_WORDS}
        )


def _record(action: str, subject: str, by: Actor, at: datetime, after: dict[str, Any]) -> None:
    if by.origin in {"staff", "api"}:
        audit.record(action, subject=subject, by=by, at=at, after=after)
