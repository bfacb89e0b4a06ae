"""Tenant scope: which organisation the code now running may see. A query outside a scope raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

_EVERYWHERE = -1
_current: ContextVar[int | None] = ContextVar("linli_org", default=None)

M = TypeVar("M", bound=models.Model)


class OutsideScope(RuntimeError):
    """Tenant data was asked for without saying for which organisation."""

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"{subject} was queried outside a tenant scope: open one with `with scope.org(org_id):`"
        )


@contextmanager
def org(org_id: int) -> Iterator[None]:
    """Everything inside sees the data of one organisation only."""
    if org_id <= 0:
        raise ValueError(f"an organisation's id is a positive number, not {org_id}")
    token = _current.set(org_id)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def everywhere() -> Iterator[None]:
    """For the ground's own loops (delivery, dispatch, sweeps), which serve all organisations.

    Never in a face.
    """
    token = _current.set(_EVERYWHERE)
    try:
        yield
    finally:
        _current.reset(token)


def org_id() -> int:
    """The organisation in scope; OutsideScope when there is none (or when all are)."""
    current = _current.get()
    if current is None or current == _EVERYWHERE:
        raise OutsideScope("the organisation's id")
    return current


class ScopedManager(models.Manager[M]):
    """The default manager of every tenant table: filters by the organisation in scope, or raises."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[M]:
        current = _current.get()
        if current is None:
            raise OutsideScope(self.model.__name__)
        found = super().get_queryset()
        return found if current == _EVERYWHERE else found.filter(org_id=current)


class TenantModel(models.Model):
    """Base of every table that belongs to an organisation.

    `org` is filled from the scope when a row is made.
    """

    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+", editable=False)

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and "org" not in kwargs and "org_id" not in kwargs:
            kwargs["org_id"] = org_id()
        super().__init__(*args, **kwargs)
