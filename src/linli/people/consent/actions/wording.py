"""Purposes and how they are worded: a change is a new version, and what was agreed to stays readable."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.consent import presets, rules
from linli.people.consent.models import Wording
from linli.people.consent.queries import purposes
from linli.people.consent.queries.purposes import Purpose
from linli.people.consent.rules import Words

_OWN = 8_201  # the class of our advisory locks; the second key is the organisation


class BadWording(Refusal):
    """The purpose cannot be published so."""


class TooManyPurposes(Refusal):
    """An organisation has enough purposes already."""


@transaction.atomic
def publish_wording(
    *,
    purpose: str,
    words: Words,
    is_required: bool = False,
    is_offered: bool = True,
    by: Actor,
    at: datetime,
) -> Purpose:
    """Publish the next version of a purpose, or the first of a new one; the same words again change nothing.

    Raises BadWording and TooManyPurposes.
    """
    clean = rules.trimmed(words)
    if not rules.is_code(purpose):
        raise BadWording(
            _("the short name has 2 to 31 small letters, digits or underscores and begins with a letter")
        )
    if not rules.says_enough(clean):
        raise BadWording(_("a purpose needs a title and a text in Chinese or in English: write both"))
    _lock()
    keep_presets(at=at)
    current = {one.code: one for one in purposes.purposes(offered_only=False)}
    before = current.get(purpose)
    if before is not None and (before.words, before.is_required, before.is_offered) == (
        clean,
        is_required,
        is_offered,
    ):
        return before
    if before is None and len(current) >= rules.MOST_PURPOSES:
        raise TooManyPurposes(
            _("there are %(most)s purposes already: withdraw one before adding another")
            % {"most": rules.MOST_PURPOSES}
        )
    version = before.version + 1 if before else 1
    _insert([(purpose, version, clean, is_required, is_offered)], by=by.code, at=at)
    audit.record(
        "consent.wording_published",
        subject=f"purpose:{purpose}",
        by=by,
        at=at,
        after={"version": version, "is_required": is_required, "is_offered": is_offered},
    )
    return purposes.get_purpose(purpose)


def keep_presets(*, at: datetime) -> None:
    """Write down the words every organisation starts with, where it has none: somebody agrees to them now."""
    _insert([(one.code, 1, one.words, one.is_required, True) for one in presets.PURPOSES], by="system", at=at)


def _insert(rows: Sequence[tuple[str, int, Words, bool, bool]], *, by: str, at: datetime) -> None:
    org = scope.org_id()
    made = [
        Wording(
            org_id=org,
            purpose=purpose,
            version=version,
            title_zh=words.title_zh,
            title_en=words.title_en,
            text_zh=words.text_zh,
            text_en=words.text_en,
            is_required=is_required,
            is_offered=is_offered,
            published_at=at,
            published_by=by,
        )
        for purpose, version, words, is_required, is_offered in rows
    ]
    Wording.objects.bulk_create(made, ignore_conflicts=True)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_OWN, scope.org_id()])
