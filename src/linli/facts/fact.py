"""What every fact is: a frozen, typed record whose class names the kind of event it describes."""

from typing import Any, ClassVar, dataclass_transform

import msgspec

_KINDS: dict[str, type["Fact"]] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class FactMeta(msgspec.StructMeta):
    """Lets a fact name its kind where it is declared, and keeps the list of all kinds."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], body: dict[str, Any], kind: str = "", **config: Any
    ) -> "FactMeta":
        cls = super().__new__(mcls, name, bases, body, **config)
        if kind:
            if kind in _KINDS:
                raise TypeError(f"two facts are called {kind!r}: {_KINDS[kind].__qualname__} and {name}")
            cls.kind = kind  # type: ignore[attr-defined]  # declared on Fact, which this class makes
            _KINDS[kind] = cls  # type: ignore[assignment]  # every class made here is a Fact
        return cls


class Fact(
    msgspec.Struct,
    frozen=True,
    gc=False,
    omit_defaults=True,
    forbid_unknown_fields=True,
    metaclass=FactMeta,
):
    """Base of every event payload.

    A subclass is declared with its dotted, past-tense kind: `class PointsAwarded(Fact,
    kind="points.awarded")`.
    The docstring of a subclass is its public documentation (`docs/reference/events.md` is made from it).
    A kind is never renamed; a changed meaning gets a new kind.
    """

    kind: ClassVar[str] = ""


class UnknownKind(LookupError):
    """No fact of this kind is known to this version of Linli."""


def kinds() -> dict[str, type[Fact]]:
    """Every known kind with its class, sorted by name."""
    return dict(sorted(_KINDS.items()))


def fact_class(kind: str) -> type[Fact]:
    """The class of a kind, or UnknownKind."""
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownKind(f"no fact is called {kind!r}") from None
