"""Serves the allow-listed files of `vendor.py` to Django's static files, under `vendor/`."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

from . import vendor


class VendorStorage(FileSystemStorage):
    """Reads a served name from the place where npm put the file."""

    def path(self, name: str) -> str:
        return safe_join(self.location, vendor.FILES[name.replace("\\", "/")])


class VendorFinder(BaseFinder):
    """Finds only what `vendor.FILES` names: nothing else of node_modules can be served."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        """The absolute path of a served name; a list when `find_all`; an empty list when unknown."""
        found = vendor.find(path)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, VendorStorage]]:
        """Every installed file of the allow-list, for collectstatic."""
        storage = VendorStorage(location=str(vendor.folder()))
        for served in vendor.FILES:
            if vendor.find(served) is not None:
                yield served, storage
