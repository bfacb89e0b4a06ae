"""Every command of `linli`: where it is written, what it needs, and its line in the help. Add yours here."""

import dataclasses
from typing import Literal

Needs = Literal["nothing", "django", "database"]

SERVE = "Run Linli"
WORK = "Work with communities"
CARE = "Look after the installation"


@dataclasses.dataclass(frozen=True)
class Command:
    """A command that is imported only when it is called.

    target  `module:attribute`, either a function in typer's manner or a `typer.Typer` with its own commands
    needs   `django`: models may be imported at the top of the module.
            `database`: the database is also running and migrated when the function is called
    """

    target: str
    help: str
    panel: str
    needs: Needs = "database"


COMMANDS: dict[str, Command] = {
    "up": Command("linli.faces.cli.up:up", "Start everything on this machine.", SERVE, "nothing"),
    "web": Command("linli.faces.cli.web:web", "Serve pages and the API.", SERVE, "nothing"),
    "worker": Command(
        "linli.faces.cli.worker:worker", "React, send and do background work.", SERVE, "database"
    ),
    "gateway": Command(
        "linli.faces.cli.gateway:gateway", "Open the one port to the world.", SERVE, "nothing"
    ),
    "status": Command("linli.faces.cli.status:status", "Tell which parts are up.", CARE, "nothing"),
    "import": Command(
        "linli.faces.cli.importing:import_", "Take a chat-history file into a community.", WORK
    ),
    "insights": Command(
        "linli.faces.cli.insights:insights",
        "Show the figures of a chat history or a community.",
        WORK,
        "nothing",
    ),
    "communities": Command(
        "linli.faces.cli.communities:app", "List communities, clone one, close one with a farewell.", WORK
    ),
    "channel": Command(
        "linli.faces.cli.channel:app", "Connect platforms and groups; see how channels are.", WORK
    ),
    "members": Command(
        "linli.faces.cli.members:app",
        "Who the members are: stages, candidates for roles, the graph of ties.",
        WORK,
        "django",
    ),
    "checkup": Command(
        "linli.faces.cli.checkup:checkup", "Look a community over for the usual pitfalls.", WORK
    ),
    "playbook": Command(
        "linli.faces.cli.playbooks:app", "Check, compare, simulate, publish, explain playbooks.", WORK
    ),
    "segments": Command(
        "linli.faces.cli.segments:app", "List segments, see who is in one, compute them anew.", WORK
    ),
    "lake": Command("linli.faces.cli.lake:lake", "Write the event lake anew from the log.", CARE),
    "migrate": Command("linli.faces.cli.migrate:migrate", "Bring the database up to date.", CARE, "django"),
    "docs": Command("linli.faces.cli.docs:docs", "Write the reference pages from the code.", CARE, "django"),
    "bench": Command("linli.faces.cli.bench:bench", "Measure the speed of the main roads.", CARE, "nothing"),
    "doctor": Command("linli.faces.cli.doctor:doctor", "Say what is wrong, and how to mend it.", CARE),
}
