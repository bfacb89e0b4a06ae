"""Forms of the library: message templates, and items of content."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.content.library.rules import items, templates
from linli.content.library.shapes import Compared, Draft, Head, Words
from linli.faces.console import library_words as words
from linli.faces.console.forms.operate import Choices
from linli.faces.console.library_frame import parts_in
from linli.facts.inbound import Part

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise


def text_field(label: "Label", most: int, rows: int, **more: Any) -> forms.CharField:
    """Several lines, not required."""
    area = forms.Textarea(attrs={"rows": rows, "maxlength": most})
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        widget=area,
        **more,
    )


def line_field(label: "Label", most: int, **more: Any) -> forms.CharField:
    """One line, not required."""
    return forms.CharField(label=label, max_length=most, required=False, **more)


def offer(field: forms.Field, choices: Choices) -> None:
    """Let a field offer these choices."""
    field.choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


_PLAIN = (
    "title",
    "format",
    "category",
    "source",
    "credit",
    "licence",
    "permission_note",
    "right_ends_on",
    "subject",
    "aim",
    "need",
    "persona",
    "goal",
    "material_for",
    "due_on",
)


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; cleaned to a list."""

    widget = Files

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Every file that was chosen."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class TemplateForm(forms.Form):
    """A message template with its words in both languages."""

    name = forms.CharField(label=pgettext_lazy("template", "Name"), max_length=templates.MAX_NAME)
    code = forms.CharField(
        label=_("Code"),
        max_length=templates.MAX_CODE,
        help_text=_("Playbooks name it by this: small letters, digits and hyphens."),
    )
    scene = forms.ChoiceField(label=_("Scene"))
    zh = text_field(_("Text in Chinese"), templates.MAX_TEXT, 6)
    en = text_field(_("Text in English"), templates.MAX_TEXT, 6)
    along = text_field(
        _("What goes along"),
        4000,
        2,
        help_text=_("Pictures, files and links: one address a line, then its words."),
    )
    uploads = FilesField(label=_("Add files"), required=False)
    note = line_field(_("What changed"), templates.MAX_NOTE)

    def __init__(self, data: object, files: object, *, initial: dict[str, object], is_new: bool) -> None:
        super().__init__(data, files, initial=initial)  # type: ignore[arg-type]  # QueryDicts or None
        offer(self.fields["scene"], words.choices(words.scene_names()))
        if is_new:
            del self.fields["note"]
        else:
            del self.fields["code"]

    def words(self, added: Sequence[Part]) -> Words:
        """What the version says; `added` are files that were just kept."""
        given = self.cleaned_data
        return Words(
            texts={"zh-hans": given["zh"], "en": given["en"]},
            parts=(*parts_in(given["along"]), *added),
            note=given.get("note", ""),
        )


class ItemForm(forms.Form):
    """An item: what it is, its words, its rights and what it is for."""

    title = forms.CharField(label=_("Title"), max_length=items.MAX_TITLE)
    format = forms.ChoiceField(label=_("Form"))
    category = forms.ChoiceField(label=_("Category"))
    community = forms.ChoiceField(label=_("Community"), required=False)
    body = text_field(pgettext_lazy("content", "Words"), items.MAX_BODY, 8)
    options = text_field(_("Answers of a poll"), 2000, 3, help_text=_("One a line."))
    rows = text_field(
        _("Lines of a comparison"),
        6000,
        3,
        help_text=_("One a line: indicator | ours | the other | where the figures are from."),
    )
    along = text_field(
        _("What goes along"),
        4000,
        2,
        help_text=_("Pictures, files and links: one address a line, then its words."),
    )
    uploads = FilesField(label=_("Add files"), required=False)
    alt = line_field(_("The picture in words"), items.MAX_ALT, help_text=_("For those who cannot see it."))
    transcript = text_field(
        _("Transcript"), items.MAX_TRANSCRIPT, 3, help_text=_("For those who cannot hear it.")
    )
    source = forms.ChoiceField(label=_("Made by"))
    credit = line_field(_("Credit"), items.MAX_LINE)
    licence = forms.ChoiceField(label=_("Why it may be used"))
    permission_note = line_field(_("Note on rights"), items.MAX_NOTE)
    right_ends_on = forms.DateField(
        label=_("The right ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    aim = forms.ChoiceField(label=_("What it does for readers"), required=False)
    need = line_field(_("Need it answers"), items.MAX_LINE)
    persona = line_field(_("Whom it is for"), items.MAX_LINE)
    goal = line_field(_("Goal it serves"), items.MAX_LINE)
    tags = line_field(_("Tags"), 300, help_text=_("With commas between."))
    material_for = forms.ChoiceField(label=_("May be taken home by"), required=False)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        data: object,
        files: object,
        *,
        initial: dict[str, object],
        categories: Choices,
        communities: Choices,
    ) -> None:
        super().__init__(data, files, initial=initial)  # type: ignore[arg-type]  # QueryDicts or None
        offered: dict[str, Choices] = {
            "format": words.choices(words.format_names()),
            "category": categories,
            "community": communities,
            "source": words.choices(words.source_names()),
            "licence": words.choices(words.licence_names()),
            "subject": words.choices(words.subject_names(), blank="—"),
            "aim": words.choices(words.aim_names(), blank="—"),
            "material_for": words.choices(words.material_names()),
        }
        for name, choices in offered.items():
            offer(self.fields[name], choices)

    def head(self) -> Head:
        """What the item is, apart from its words."""
        given = self.cleaned_data
        return Head(
            **{name: given[name] for name in _PLAIN},
            community_id=int(given["community"]) if given["community"] else None,
            tags=tuple(given["tags"].replace("\uff0c", ",").replace("\u3001", ",").split(",")),
        )

    def draft(self, added: Sequence[Part]) -> Draft:
        """Its words; `added` are files that were just kept."""
        given = self.cleaned_data
        return Draft(
            body=given["body"],
            options=tuple(given["options"].splitlines()),
            rows=tuple(_row(line) for line in given["rows"].splitlines() if line.strip()),
            parts=(*parts_in(given["along"]), *added),
            alt=given["alt"],
            transcript=given["transcript"],
        )


def _row(line: str) -> Compared:
    cells = [cell.strip() for cell in line.replace("\uff5c", "|").split("|")]
    return Compared(*(cells + [""] * 4)[:4])
