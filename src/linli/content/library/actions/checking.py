"""What an item must be before it is kept."""

from collections.abc import Collection

import msgspec
from django.utils.translation import gettext as _

from linli.content.library.rules import addresses
from linli.content.library.rules import items as rules
from linli.content.library.rules.items import Aim, Format, Licence, Source
from linli.content.library.rules.templates import PART_KINDS
from linli.content.library.shapes import Draft, Head
from linli.kernel.errors import Refusal
from linli.people.communities.models import Community


class CannotKeepItem(Refusal):
    """The title, kind, words or rights of an item cannot be."""


def head(given: Head, categories: Collection[str]) -> Head:
    """The same without blanks around its words. Raises CannotKeepItem."""
    words = ("title", "permission_note", "credit", "need", "persona", "goal")
    kept = msgspec.structs.replace(given, **{name: getattr(given, name).strip() for name in words})
    if not 1 <= len(kept.title) <= rules.MAX_TITLE:
        raise CannotKeepItem(
            _("a title has 1 to %(most)s characters: correct it") % {"most": rules.MAX_TITLE}
        )
    _check_codes(kept, categories)
    if any(len(getattr(kept, name)) > rules.MAX_LINE for name in ("credit", "need", "persona", "goal")):
        raise CannotKeepItem(
            _("credit, need, persona and goal have at most %(most)s characters each: shorten them")
            % {"most": rules.MAX_LINE}
        )
    if len(kept.permission_note) > rules.MAX_NOTE:
        raise CannotKeepItem(
            _("the note on rights has at most %(most)s characters") % {"most": rules.MAX_NOTE}
        )
    tags = rules.tags_of(kept.tags)
    if len(tags) > rules.MOST_TAGS or any(len(tag) > rules.MAX_TAG for tag in tags):
        raise CannotKeepItem(
            _("at most %(most)s tags of at most %(long)s characters: take some away")
            % {"most": rules.MOST_TAGS, "long": rules.MAX_TAG}
        )
    if kept.community_id is not None and not Community.objects.filter(id=kept.community_id).exists():
        raise CannotKeepItem(_("choose a community of this organisation, or all of them"))
    return msgspec.structs.replace(kept, tags=tuple(tags))


def draft(given: Draft, format: str) -> Draft:
    """The same without blanks around its words. Raises CannotKeepItem."""
    words = ("body", "alt", "transcript")
    kept = msgspec.structs.replace(
        given,
        options=tuple(one.strip() for one in given.options if one.strip()),
        **{name: getattr(given, name).strip() for name in words},
    )
    if len(kept.body) > rules.MAX_BODY or len(kept.transcript) > rules.MAX_TRANSCRIPT:
        raise CannotKeepItem(
            _("a text has at most %(most)s characters: shorten it") % {"most": rules.MAX_BODY}
        )
    if len(kept.alt) > rules.MAX_ALT:
        raise CannotKeepItem(
            _("a picture is described in at most %(most)s characters: shorten it") % {"most": rules.MAX_ALT}
        )
    _check_parts(kept)
    if format == Format.POLL and not 2 <= len(kept.options) <= rules.MOST_OPTIONS:
        raise CannotKeepItem(
            _("a poll has 2 to %(most)s answers, one a line: add or take away") % {"most": rules.MOST_OPTIONS}
        )
    if format == Format.COMPARISON:
        _check_rows(kept)
    return kept


def _check_codes(kept: Head, categories: Collection[str]) -> None:
    fits = (
        kept.format in set(Format)
        and kept.category in categories
        and kept.source in set(Source)
        and kept.licence in set(Licence)
        and kept.material_for in rules.MATERIALS
        and (not kept.subject or kept.subject in rules.SUBJECTS)
        and (not kept.aim or kept.aim in set(Aim))
    )
    if not fits:
        raise CannotKeepItem(_("choose the form, category, source and the rest from the lists"))


def _check_parts(kept: Draft) -> None:
    if len(kept.parts) > rules.MOST_PARTS:
        raise CannotKeepItem(
            _("at most %(most)s pictures, files and links go along: take some away")
            % {"most": rules.MOST_PARTS}
        )
    for part in kept.parts:
        if (
            part.kind not in PART_KINDS
            or not addresses.is_address(part.ref)
            or len(part.text) > rules.MAX_TITLE
        ):
            raise CannotKeepItem(
                _("only library files and addresses with https:// can go along: correct the address")
            )


def _check_rows(kept: Draft) -> None:
    cells = [(row.indicator, row.ours, row.theirs, row.evidence) for row in kept.rows]
    if not 1 <= len(cells) <= rules.MOST_ROWS:
        raise CannotKeepItem(
            _("a comparison has 1 to %(most)s lines: add or take away") % {"most": rules.MOST_ROWS}
        )
    if any(not cell.strip() or len(cell) > rules.MAX_NOTE for row in cells for cell in row):
        raise CannotKeepItem(
            _("a line of a comparison names the indicator, both values and their source: complete it")
        )
