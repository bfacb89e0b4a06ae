"""The cookie by which a guest is known: signed, one guest for each channel, and which one is used now."""

from dataclasses import dataclass, field

from django.core import signing

COOKIE = "linli_member"
LIVES_SECONDS = 400 * 24 * 3600
_SALT = "linli.room.guest"


@dataclass(frozen=True)
class Pass:
    """Who a cookie says one is, in one organisation."""

    channel: int
    org: int
    guest: int
    session: str


@dataclass(frozen=True)
class Passes:
    """Everything a cookie says; `now` is the channel whose pass is in use."""

    now: int = 0
    passes: dict[int, Pass] = field(default_factory=dict)

    @property
    def current(self) -> Pass | None:
        """The pass in use."""
        return self.passes.get(self.now)

    def using(self, one: Pass) -> "Passes":
        """The same with a pass added, or replaced, and in use."""
        return Passes(one.channel, {**self.passes, one.channel: one})

    def without_current(self) -> "Passes":
        """The same after the pass in use was given up; another one is used, if there is one."""
        left = {channel: one for channel, one in self.passes.items() if channel != self.now}
        return Passes(max(left, default=0), left)


def written(passes: Passes) -> str:
    """The value of the cookie."""
    rows = [[one.channel, one.org, one.guest, one.session] for one in passes.passes.values()]
    return signing.dumps([passes.now, rows], salt=_SALT, compress=True)


def read(value: str) -> Passes:
    """What a cookie says; nothing when it was not written here or was changed."""
    try:
        now, rows = signing.loads(value, salt=_SALT, max_age=LIVES_SECONDS)
        return Passes(now, {row[0]: Pass(*row) for row in rows})
    except (signing.BadSignature, ValueError, TypeError):
        return Passes()
