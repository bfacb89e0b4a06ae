"""Writing, approving and retiring message templates; taking ready-made ones into use."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from linli.content.library.models import Template, TemplateVersion
from linli.content.library.rules import addresses
from linli.content.library.rules import templates as rules
from linli.content.library.rules.templates import Scene, TemplateState
from linli.content.library.shapes import TemplatePreset, Words
from linli.facts.inbound import Part
from linli.facts.library import TemplateChanged
from linli.kernel import texts as texts_of
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor


class CannotKeepTemplate(Refusal):
    """The code, name, scene, text or a part of a template cannot be."""


@transaction.atomic
def write_template(*, code: str, name: str, scene: str, words: Words, by: Actor, at: datetime) -> Template:
    """Begin a template as a draft. Raises CannotKeepTemplate, also where the code is taken."""
    kept = _checked(words)
    _check_head(code, name, scene)
    row = _row(code, name.strip(), scene, TemplateState.DRAFT, by=by, at=at)
    if not _insert([row]):
        raise CannotKeepTemplate(
            _('there is a template "{code}" already: choose another code or change that one').format(
                code=code
            )
        )
    _add_version(row, kept, by=by, at=at)
    _tell(row, "template.made", by=by, at=at)
    return row


@transaction.atomic
def change_template(
    *, template: Template, name: str, scene: str, words: Words, by: Actor, at: datetime
) -> Template:
    """New words are a new version, a draft until it is approved; the approved one goes on being sent.

    The same words again are no version. Raises CannotKeepTemplate.
    """
    kept = _checked(words)
    _check_head(template.code, name, scene)
    row: Template = Template.objects.select_for_update().get(id=template.id)
    newest = TemplateVersion.objects.get(template=row, number=row.number)
    is_same_head = (row.name, row.scene) == (name.strip(), scene)
    is_same = newest.texts == dict(kept.texts) and newest.parts == _stored(kept.parts)
    if is_same and is_same_head:
        return row
    row.name, row.scene, row.changed_at, row.changed_by = name.strip(), scene, at, by.code
    if not is_same:
        row.number += 1
        row.state = TemplateState.DRAFT
        _add_version(row, kept, by=by, at=at)
    row.save()
    _tell(row, "template.changed", by=by, at=at)
    return row


@transaction.atomic
def approve_template(*, template: Template, by: Actor, at: datetime) -> None:
    """Let the newest version be sent; a retired template comes back into use."""
    row: Template = Template.objects.select_for_update().get(id=template.id)
    if row.state == TemplateState.APPROVED:
        return
    row.state, row.approved_number = TemplateState.APPROVED, row.number
    row.changed_at, row.changed_by = at, by.code
    row.save()
    _tell(row, "template.approved", by=by, at=at)


@transaction.atomic
def retire_template(*, template: Template, by: Actor, at: datetime) -> None:
    """Offer a template no more. What began with it may still send it."""
    row: Template = Template.objects.select_for_update().get(id=template.id)
    if row.state == TemplateState.RETIRED:
        return
    row.state, row.changed_at, row.changed_by = TemplateState.RETIRED, at, by.code
    row.save()
    _tell(row, "template.retired", by=by, at=at)


@transaction.atomic
def adopt(presets: Sequence[TemplatePreset], *, by: Actor, at: datetime) -> list[str]:
    """Take ready-made templates into use, approved. Codes the organisation has stay as they are.

    Returns the codes that were new. Raises CannotKeepTemplate for a preset that cannot be.
    """
    wanted = {one.code: one for one in presets}
    kept = {}
    for one in wanted.values():
        _check_head(one.code, one.name, one.scene)
        kept[one.code] = _checked(Words(texts=one.texts, parts=one.parts))
    rows = [
        _row(one.code, one.name.strip(), one.scene, TemplateState.APPROVED, by=by, at=at)
        for one in wanted.values()
    ]
    for row in rows:
        row.is_preset, row.approved_number = True, 1
    fresh = _insert(rows)
    TemplateVersion.objects.bulk_create([_version(row, kept[row.code], by=by, at=at) for row in fresh])
    facts = [TemplateChanged(row.id, 1, row.state) for row in fresh]
    log.append([Draft(fact=fact, occurred_at=at) for fact in facts], by=by)
    if fresh and by.origin in {"staff", "api"}:
        codes = sorted(row.code for row in fresh)
        audit.record("template.adopted", subject="templates", by=by, at=at, after={"codes": codes})
    return [row.code for row in fresh]


def _insert(rows: Sequence[Template]) -> list[Template]:
    """Those whose code was free, with their ids."""
    before = set(Template.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True))
    Template.objects.bulk_create(rows, ignore_conflicts=True)
    ids = dict(
        Template.objects.filter(
            code__in=[row.code for row in rows if row.code not in before], versions=None
        ).values_list("code", "id")
    )
    for row in rows:
        row.id = ids.get(row.code, 0)
    return [row for row in rows if row.id]


def _row(code: str, name: str, scene: str, state: str, *, by: Actor, at: datetime) -> Template:
    return Template(
        code=code,
        name=name,
        scene=scene,
        state=state,
        number=1,
        made_at=at,
        changed_at=at,
        changed_by=by.code,
    )


def _version(row: Template, words: Words, *, by: Actor, at: datetime) -> TemplateVersion:
    return TemplateVersion(
        template_id=row.id,
        number=row.number,
        texts=dict(words.texts),
        parts=_stored(words.parts),
        variables=list(rules.used_variables(words.texts)),
        note=words.note,
        made_at=at,
        made_by=by.code,
    )


def _add_version(row: Template, words: Words, *, by: Actor, at: datetime) -> None:
    _version(row, words, by=by, at=at).save()


def _stored(parts: Sequence[Part]) -> list[object]:
    stored: list[object] = msgspec.to_builtins(list(parts))
    return stored


def _check_head(code: str, name: str, scene: str) -> None:
    if not rules.is_code(code):
        raise CannotKeepTemplate(
            _("a code has small letters, digits and hyphens, at most %(most)s: welcome-new, for example")
            % {"most": rules.MAX_CODE}
        )
    if not 1 <= len(name.strip()) <= rules.MAX_NAME:
        raise CannotKeepTemplate(
            _("a template's name has 1 to %(most)s characters: shorten it") % {"most": rules.MAX_NAME}
        )
    if scene not in set(Scene):
        raise CannotKeepTemplate(_("choose the scene in which the template is used"))


def _checked(words: Words) -> Words:
    kept = {language: text.strip() for language, text in words.texts.items() if text.strip()}
    if not kept or not set(kept) <= set(rules.LANGUAGES):
        raise CannotKeepTemplate(_("write the text in Chinese, in English, or in both"))
    if any(len(text) > rules.MAX_TEXT for text in kept.values()):
        raise CannotKeepTemplate(
            _("a text has at most %(most)s characters: shorten it") % {"most": rules.MAX_TEXT}
        )
    if len(words.note) > rules.MAX_NOTE:
        raise CannotKeepTemplate(
            _("the note on what changed has at most %(most)s characters: shorten it")
            % {"most": rules.MAX_NOTE}
        )
    _check_variables(kept)
    _check_parts(words.parts)
    return Words(texts=kept, parts=tuple(words.parts), note=words.note.strip())


def _check_variables(kept: Mapping[str, str]) -> None:
    try:
        names = rules.used_variables(kept)
    except texts_of.BadText as error:
        raise CannotKeepTemplate(
            _('the brace "{word}" stands alone: write {{{{ or }}}} for a brace in the text').format(
                word=error.word
            )
        ) from None
    wrong = rules.unknown_variable(names)
    if wrong is not None:
        sentence = _(
            '"{{{word}}}" cannot be filled in; known are {known}, and plain words a playbook fills in.'
        )
        known = ", ".join(f"{{{name}}}" for name in rules.STANDARD)
        raise CannotKeepTemplate(sentence.format(word=wrong[:60], known=known) + rules.suggestion(wrong))


def _check_parts(parts: Sequence[Part]) -> None:
    if len(parts) > rules.MAX_PARTS:
        raise CannotKeepTemplate(
            _("at most %(most)s pictures, files and links go along: take some away")
            % {"most": rules.MAX_PARTS}
        )
    for part in parts:
        if (
            part.kind not in rules.PART_KINDS
            or not addresses.is_address(part.ref)
            or len(part.text) > rules.MAX_NAME
        ):
            raise CannotKeepTemplate(
                _("only library files and addresses with https:// can go along: correct the address")
            )


def _tell(row: Template, action: str, *, by: Actor, at: datetime) -> None:
    log.append_one(TemplateChanged(row.id, row.number, row.state), by=by, at=at)
    if by.origin in {"staff", "api"}:
        after = {"code": row.code, "version": row.number, "state": row.state}
        audit.record(action, subject=f"template:{row.id}", by=by, at=at, after=after)
