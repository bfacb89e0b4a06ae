"""Django's handle on the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class LibraryConfig(AppConfig):
    """What there is to say: items, templates, and what members made."""

    name = "linli.content.library"
    label = "library"

    def ready(self) -> None:
        """What a member gave moves with merges and goes with them; names in titles are forgotten, too."""
        from linli.content.library import verbs  # noqa: F401  (registers the verb)
        from linli.people.consent import keeping
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding("library_submission", section="library_given", hidden=("key", "answered_by", "item_id")),
            Holding("library_file", section="library_files", hidden=("content", "token", "made_by")),
            Holding("library_itemversion", section="", hidden=("made_by",)),
            Holding(
                "library_item",
                erase={
                    "title": "",
                    "credit": "",
                    "permission_note": "",
                    "state": "withdrawn",
                    "approved_number": None,
                },
                section="",
            ),
            Holding("library_download", unique=("item_id", "day"), section="library_downloads"),
        )
        holdings.register_titles(
            ("library_item", "title"), ("library_item", "credit"), ("library_item", "permission_note")
        )
        keeping.register(
            keeping.of_table(
                code="library_given",
                title=gettext_noop("What members gave and the team did not take"),
                effect=gettext_noop("Older contributions that were declined or never permitted go."),
                table="library_submission",
                moment="given_at",
                where="verdict <> 'taken'",
            ),
            keeping.of_table(
                code="library_downloads",
                title=gettext_noop("Who downloaded which material"),
                effect=gettext_noop("Older downloads are not counted any more."),
                table="library_download",
                moment="at",
            ),
        )
