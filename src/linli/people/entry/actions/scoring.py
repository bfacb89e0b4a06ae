"""Writing an application's score down."""

import msgspec

from linli.people.entry.models import Application
from linli.people.entry.queries import asked
from linli.people.entry.rules import scoring
from linli.people.entry.rules.policy import Policy
from linli.people.entry.rules.scoring import Score


def rescore(application: Application, policy: Policy) -> Score:
    """Compute the score from what is known now, and keep it with its parts."""
    found = scoring.score(policy, asked.known(application, policy))
    application.score = found.total
    application.parts = [msgspec.to_builtins(part) for part in found.parts]
    application.save(update_fields=["score", "parts"])
    return found
