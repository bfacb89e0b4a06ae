"""Django's handle on the room."""

from django.apps import AppConfig


class RolesConfig(AppConfig):
    """Who plays which part."""

    name = "linli.people.roles"
    label = "roles"

    def ready(self) -> None:
        """Say what is held about a person, and register the verbs and probes."""
        from linli.people.communities import cloning
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding
        from linli.people.roles import verbs  # noqa: F401
        from linli.people.roles.actions import copying

        cloning.register("roles", copying.copy_roles)
        holdings.register(
            Holding(
                "roles_assignment",
                unique=("community_id", "role", "ended_at"),
                section="roles",
                hidden=("trainer_id", "successor_member_id"),
            ),
            Holding("roles_assignment", column="successor_member_id", erase={"successor_member_id": None}),
            Holding("roles_assignmentstep", section="roles: history", hidden=("by",)),
            Holding("roles_candidateverdict", unique=("community_id", "role")),
            Holding("roles_cultivationstep", section="roles: what was planned with them"),
            Holding("roles_expert", section="roles: expert"),
            Holding("roles_expertmove", section="roles: expert, history", hidden=("by",)),
            Holding("roles_expertentry", section="roles: expert, notes", hidden=("by",)),
            Holding("roles_seed", section="roles: seed user"),
            Holding("roles_seedinvitation", unique=("community_id",), section="roles: invited by"),
            Holding(
                "roles_desk",
                erase={"member_id": None, "shown_name": "", "contact": ""},
                section="roles: whom to ask",
            ),
        )
