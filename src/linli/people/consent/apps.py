"""Django's handle on the room."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from linli.people.consent import keeping


class ConsentConfig(AppConfig):
    """What members agreed to, and who looked."""

    name = "linli.people.consent"
    label = "consent"

    def ready(self) -> None:
        """What is held about a person here, and what an organisation may keep for a number of days."""
        from linli.people.consent import keeping
        from linli.people.consent.queries import copies
        from linli.people.members import exports, holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding("consent_choice"),
            Holding("consent_request", erase={}, section="requests", hidden=("by",)),
            Holding("consent_access", unique=("actor", "why", "hour")),
        )
        exports.register("consents", copies.consents)
        exports.register("looks", copies.looks)
        keeping.register(*_kinds())


def _kinds() -> "list[keeping.Kept]":
    """What an organisation may keep for a number of days."""
    from linli.connect.adapters.room.actions import forgetting
    from linli.people.consent import keeping
    from linli.people.members.actions import erasing

    return [
        keeping.Kept(
            "words",
            gettext_noop("What members said"),
            gettext_noop(
                "Messages become empty in the log; that somebody spoke, and when, stays, so that counts "
                "do not change. The words can no longer be searched, quoted or exported."
            ),
            erasing.count_old_words,
            lambda before, at: erasing.blank_old_words(before),
        ),
        keeping.Kept(
            "room_words",
            gettext_noop("What was said in our own rooms"),
            gettext_noop("Messages and pictures in Linli's rooms become empty. Counts do not change."),
            forgetting.count_old,
            lambda before, at: forgetting.empty_old(before),
        ),
        keeping.of_table(
            code="access",
            title=gettext_noop("Who looked at whose data"),
            effect=gettext_noop("Older lines of the access log go, and members cannot see them any more."),
            table="consent_access",
            moment="at",
        ),
        keeping.of_table(
            code="copies",
            title=gettext_noop("Receipts of copies handed out"),
            effect=gettext_noop("Older receipts of exports go; receipts of erasures stay."),
            table="consent_request",
            moment="asked_at",
            where="kind = 'export'",
        ),
    ]
