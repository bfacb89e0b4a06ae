"""What members agreed to, and who looked."""

from linli.facts.fact import Fact


class ConsentGiven(Fact, kind="consent.given"):
    """A member agreed to a purpose, in one version of its wording.

    `where`: "portal", "application", "import", "paper", "phone", "api" or "platform".
    """

    purpose: str
    version: int
    where: str


class ConsentWithdrawn(Fact, kind="consent.withdrawn"):
    """A member said no to a purpose, or took back what they had agreed to; `where` as in consent.given."""

    purpose: str
    version: int
    where: str
