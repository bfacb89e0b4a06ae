"""The purposes of an organisation, as worded now and as they were worded."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.consent import presets
from linli.people.consent.models import Wording
from linli.people.consent.rules import Words


@dataclass(frozen=True)
class Purpose:
    """A purpose in one version. `published_at` is None for words that come with Linli and nobody used yet."""

    code: str
    version: int
    words: Words
    is_required: bool
    is_offered: bool
    published_at: datetime | None
    published_by: str


class NoSuchPurpose(Refusal):
    """No purpose has this short name."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("there is no purpose called “%(code)s”: choose one from the list of purposes")
            % {"code": code[:31]}
        )


def purposes(*, offered_only: bool = True) -> list[Purpose]:
    """Every purpose as worded now: those that come with Linli first, in their order, then one's own."""
    rows = Wording.objects.order_by("purpose", "-version").distinct("purpose")
    found = {row.purpose: _purpose(row) for row in rows}
    order = [*presets.BY_CODE, *(code for code in found if code not in presets.BY_CODE)]
    listed = [found.get(code) or _preset(presets.BY_CODE[code]) for code in order]
    return [one for one in listed if one.is_offered or not offered_only]


def get_purpose(code: str) -> Purpose:
    """A purpose as worded now, or NoSuchPurpose."""
    row = Wording.objects.filter(purpose=code).order_by("-version").first()
    if row is not None:
        return _purpose(row)
    if code not in presets.BY_CODE:
        raise NoSuchPurpose(code)
    return _preset(presets.BY_CODE[code])


def versions(code: str) -> list[Purpose]:
    """Every version of a purpose, newest first."""
    return [_purpose(row) for row in Wording.objects.filter(purpose=code).order_by("-version")]


def wordings(pairs: set[tuple[str, int]]) -> dict[tuple[str, int], Purpose]:
    """The exact words behind (purpose, version) pairs; one query."""
    codes = {code for code, _version in pairs}
    rows = Wording.objects.filter(purpose__in=codes)
    return {key: _purpose(row) for row in rows if (key := (row.purpose, row.version)) in pairs}


def _purpose(row: Wording) -> Purpose:
    words = Words(row.title_zh, row.title_en, row.text_zh, row.text_en)
    return Purpose(
        row.purpose,
        row.version,
        words,
        row.is_required,
        row.is_offered,
        row.published_at,
        row.published_by,
    )


def _preset(one: presets.Preset) -> Purpose:
    return Purpose(one.code, 1, one.words, one.is_required, True, None, "system")
