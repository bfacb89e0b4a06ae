"""Django's handle on the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class EntryConfig(AppConfig):
    """How people come in."""

    name = "linli.people.entry"
    label = "entry"

    def ready(self) -> None:
        """What this room holds about a person."""
        from linli.people.consent import keeping
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        blank = {"answers": "{}", "parts": "[]", "question": "", "reply": "", "words": ""}
        hidden = ("open_key", "decided_by", "parts", "link_id")
        first_steps, meeting = "first_steps", "meetings"
        holdings.register(
            Holding("entry_application", erase=blank, section="applications", hidden=hidden),
            Holding("entry_application", "inviter_member_id", erase={"inviter_member_id": None}),
            Holding("entry_entrylink", "inviter_member_id"),
            Holding("entry_fee", erase={}, section="fees", hidden=("changed_by",)),
            Holding("entry_newcomer", unique=("community_id",), erase={}, section=first_steps),
            Holding("entry_stepdone", unique=("community_id", "step"), erase={}, section=first_steps),
            Holding("entry_introduction", unique=("community_id",), section="introductions"),
            Holding(
                "entry_pairing",
                "first_member_id",
                unique=("community_id", "second_member_id"),
                section=meeting,
            ),
            Holding(
                "entry_pairing",
                "second_member_id",
                unique=("community_id", "first_member_id"),
                section=meeting,
            ),
        )
        keeping.register(
            keeping.of_table(
                code="applications",
                title=gettext_noop("Applications and how they were decided"),
                effect=gettext_noop(
                    "Of applications that were decided, withdrawn or never sent, the answers and the words "
                    "that were exchanged become empty. How many applied and were accepted stays countable."
                ),
                table="entry_application",
                moment="coalesce(joined_at, decided_at, sent_at, started_at)",
                where="state IN ('draft', 'accepted', 'refused', 'withdrawn') AND (answers <> '{}'"
                " OR parts <> '[]' OR question <> '' OR reply <> '' OR words <> '')",
                blank=blank,
            )
        )
