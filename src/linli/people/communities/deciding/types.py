"""What a type of community stands for, and where a community differs from its type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

Value = str | int | bool | tuple[str, ...] | None

# The fields a community keeps a value of its own for; the first five are columns of its row.
POLICED = (
    "from_stage",
    "to_stage",
    "capacity",
    "growth",
    "lifespan_days",
    "threshold",
    "operation",
    "staff_ratio",
    "kpis",
    "columns",
    "playbooks",
)
COLUMNS = POLICED[:5]


@dataclass(frozen=True)
class TypePolicy:
    """A type of community and how one of it is run.

    staff_ratio           members one operator looks after; None = nobody says
    playbooks             names of the standard procedures that belong to it
    exempt_from_criteria  people come in without criteria (a pool for traffic)
    is_own                made by the organisation;  `is_changed`: its wording of a preset
    """

    code: str
    name: str
    note: str = ""
    threshold: str = "low"
    operation: str = "steady"
    lifespan_days: int | None = None
    capacity: int | None = None
    growth: str = "unlimited"
    staff_ratio: int | None = None
    from_stage: str = ""
    to_stage: str = ""
    kpis: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    playbooks: tuple[str, ...] = ()
    exempt_from_criteria: bool = False
    no_sales: bool = False
    is_retired: bool = False
    is_own: bool = False
    is_changed: bool = False

    def value(self, field: str) -> Value:
        """One of POLICED by its name."""
        found: Value = getattr(self, field)
        return found


@dataclass(frozen=True)
class Difference:
    """A field in which a community is not run as its type says."""

    field: str
    usual: Value
    own: Value


_KNOWN = frozenset(one.name for one in fields(TypePolicy))
_LISTS = frozenset({"kpis", "columns", "playbooks"})


def policy_of(document: Mapping[str, object], *, language: str) -> TypePolicy:
    """A type from its document. Texts and lists are plain, or one for each of the languages zh and en."""
    tongue = "zh" if language.startswith("zh") else "en"
    plain = {name: _said(value, tongue) for name, value in document.items() if name in _KNOWN}
    for name in _LISTS & plain.keys():
        plain[name] = tuple(plain[name])  # type: ignore[arg-type]  # a list of texts in every document
    return TypePolicy(**plain)  # type: ignore[arg-type]  # documents hold what the fields are declared as


def document_of(policy: TypePolicy) -> dict[str, object]:
    """The document of a type as it is stored: without what the row itself says."""
    left_out = {"code", "name", "is_own", "is_changed"}
    listed = {one.name: getattr(policy, one.name) for one in fields(policy) if one.name not in left_out}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in listed.items()}


def filled(own: Mapping[str, Value], *, old: TypePolicy | None, new: TypePolicy) -> dict[str, Value]:
    """A community's values after choosing a type: what it never changed follows, what it chose stays."""
    return {
        field: new.value(field) if _follows(own.get(field), field, old) else own[field] for field in POLICED
    }


def differences(own: Mapping[str, Value], usual: TypePolicy | None) -> list[Difference]:
    """Where a community is run otherwise than its type says, in the order of POLICED."""
    if usual is None:
        return []
    return [
        Difference(field, usual.value(field), own.get(field))
        for field in POLICED
        if (own.get(field) or None) != (usual.value(field) or None)
    ]


def marked(policy: TypePolicy, *, is_own: bool, is_changed: bool) -> TypePolicy:
    """The same type with where it comes from."""
    return replace(policy, is_own=is_own, is_changed=is_changed)


def free_code(name: str, taken: Sequence[str]) -> str:
    """A code for a new type, from its name; letters of any script."""
    base = "-".join("".join(one if one.isalnum() else " " for one in name.lower()).split())[:34] or "type"
    known = frozenset(taken)
    if base not in known:
        return base
    return next(made for n in range(2, 10_000) if (made := f"{base}-{n}") not in known)


def _follows(value: Value, field: str, old: TypePolicy | None) -> bool:
    is_blank = value in (None, "", ()) or (field == "growth" and value == "unlimited")
    return is_blank or (old is not None and value == old.value(field))


def _said(value: object, tongue: str) -> object:
    return value[tongue] if isinstance(value, dict) else value
