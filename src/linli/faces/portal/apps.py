"""Django's handle on the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Members' phone pages."""

    name = "linli.faces.portal"
    label = "portal"

    def ready(self) -> None:
        """What rooms and outbox hold belongs into a member's export; they are too low to say so."""
        from linli.connect.adapters.room import queries as rooms
        from linli.connect.gateway.outbox import export as outbox
        from linli.people.members import exports

        exports.register("room", rooms.export)
        exports.register("outbox", outbox.export)
