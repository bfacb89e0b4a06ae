"""Django's handle on the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class ProfilesConfig(AppConfig):
    """What members say about themselves."""

    name = "linli.people.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Answers are a person's own; pairs of records are kept by their ids."""
        from linli.people.consent import keeping
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding
        from linli.people.profiles.actions import clearing

        holdings.register(
            Holding("profiles_answer", unique=("field_id",), section="profile", hidden=("key",)),
            Holding("profiles_formeranswer", section="profile_before"),
            Holding("profiles_asking", unique=("community_id",), section="profile_asked"),
            Holding("profiles_listing", unique=("community_id",), section="profile_listed"),
            Holding("profiles_importrow", erase={"member_id": None}),
            Holding("profiles_duplicatepair", column="one_member_id", derived=True),
            Holding("profiles_duplicatepair", column="other_member_id", derived=True),
        )
        holdings.register_titles(("profiles_memberimport", "file_name"))
        keeping.register(
            keeping.Kept(
                "answers",
                gettext_noop("Answers in profiles"),
                gettext_noop(
                    "Answers nobody confirmed for so long go, with the ones before them. Segments and "
                    "portraits count without them, and members may answer again."
                ),
                clearing.count_old,
                clearing.clear_old,
            )
        )
