"""What checking a document gives: what blocks it, what one should know, and how much it would send."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from linli.connect.gateway.policy import parsing as policies
from linli.connect.gateway.policy.document import Policy
from linli.people.roles.rules.parts import PRESETS
from linli.run.playbooks.document.problems import Problem
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.vocabulary import ON_DUTY, ROLES

ROLES_READY_MADE = (*ROLES, ON_DUTY, *(one.code for one in PRESETS))


class Sends(msgspec.Struct, frozen=True):
    """Against one cap: how many messages one person or group could get at worst, how many it allows.

    `on_cap` is what becomes of those over it: wait_slot or drop.
    """

    cap: str
    surface: str
    unit: str
    worst: int
    limit: int
    window: timedelta
    on_cap: str


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a check. `playbook` is None when it cannot be published; `errors` say why, by line."""

    playbook: Playbook | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    sends: tuple[Sends, ...] = ()


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What a document stands in. None: not known here, so nothing is said about it.

    templates  variables of each template by its code
    roles      codes of roles that tasks can wait for
    starts     for each published playbook: those it starts
    policy     what is sent goes by it
    """

    templates: Mapping[str, Sequence[str]] | None = None
    roles: Sequence[str] = ROLES_READY_MADE
    starts: Mapping[str, Sequence[str]] | None = None
    policy: Policy = policies.default()
