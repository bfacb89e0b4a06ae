"""Who does something: a member of staff, a member, a playbook, a token, a platform, or Linli itself."""

from dataclasses import dataclass
from typing import Literal

Origin = Literal["platform", "staff", "member", "automation", "api", "import"]


@dataclass(frozen=True)
class Actor:
    """`code` is written down ("staff:3", "run:12", "token:4", "system"); `origin` guards against loops."""

    code: str
    origin: Origin
    ip: str | None = None

    @property
    def staff_id(self) -> int | None:
        """The account behind this actor, when it is a member of staff."""
        kind, _, number = self.code.partition(":")
        return int(number) if kind == "staff" else None


SYSTEM = Actor("system", "automation")
PLATFORM = Actor("platform", "platform")
IMPORT = Actor("import", "import")


def staff(staff_id: int, *, ip: str | None = None) -> Actor:
    """A member of staff."""
    return Actor(f"staff:{staff_id}", "staff", ip)


def member(member_id: int, *, ip: str | None = None) -> Actor:
    """A member, on a phone page."""
    return Actor(f"member:{member_id}", "member", ip)


def run(run_id: int) -> Actor:
    """A playbook's run."""
    return Actor(f"run:{run_id}", "automation")


def token(token_id: int, *, ip: str | None = None) -> Actor:
    """A program with an API token."""
    return Actor(f"token:{token_id}", "api", ip)
