"""What an organisation adds to the notice about data: published in versions."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.consent import rules
from linli.people.consent.models import Notice
from linli.people.consent.queries import notices
from linli.people.consent.queries.notices import Added

_OWN, _MOST_WORDS = 8_202, 4_000


class BadNotice(Refusal):
    """The notice cannot be published so."""


@transaction.atomic
def publish_notice(
    *,
    contact: str = "",
    words_zh: str = "",
    words_en: str = "",
    grace_days: int = 0,
    asks_first: bool = False,
    by: Actor,
    at: datetime,
) -> Added:
    """Publish the next version; the same again changes nothing. Raises BadNotice."""
    if not 0 <= grace_days <= rules.LONGEST_GRACE:
        raise BadNotice(
            _("the days before an erasure are 0 to %(most)s: enter a number in that range")
            % {"most": rules.LONGEST_GRACE}
        )
    if len(contact) > 200 or max(len(words_zh), len(words_en)) > _MOST_WORDS:
        raise BadNotice(_("the contact has at most 200 characters, the words at most 4000: shorten them"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_OWN, scope.org_id()])
    now = notices.current()
    said = (contact.strip(), words_zh.strip(), words_en.strip(), grace_days, asks_first)
    if now.version and said == (now.contact, now.words_zh, now.words_en, now.grace_days, now.asks_first):
        return now
    Notice.objects.create(
        version=now.version + 1,
        contact=said[0],
        words_zh=said[1],
        words_en=said[2],
        grace_days=grace_days,
        asks_first=asks_first,
        published_at=at,
        published_by=by.code,
    )
    audit.record(
        "consent.notice_published",
        subject=f"organisation:{scope.org_id()}",
        by=by,
        at=at,
        before={"grace_days": now.grace_days, "asks_first": now.asks_first},
        after={"version": now.version + 1, "grace_days": grace_days, "asks_first": asks_first},
    )
    return notices.current()
