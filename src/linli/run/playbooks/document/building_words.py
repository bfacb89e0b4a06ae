"""The parts that several kinds of step share: words, questions, who is asked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.run.playbooks.document.loading import Tree
from linli.run.playbooks.document.problems import Notes
from linli.run.playbooks.document.step_shapes import Assign, Question, Saying


def texts(written: object) -> dict[str, str]:
    """The text by language; a text that is not divided by language is for everybody ("")."""
    if isinstance(written, dict):
        return dict(written)
    return {"": str(written)} if written else {}


def saying(tree: Tree, path: str, notes: Notes) -> Saying:
    """Words of a template, or written out; exactly one of them."""
    if ("template" in tree) == ("text" in tree):
        sentence = _('"{key}" is missing.').format(key="text")
        if "text" in tree:
            sentence = _('Give either "text" or "template", not both.')
        notes.tell(f"{path}.text", sentence)
    return Saying(
        template=tree.get("template", ""), texts=texts(tree.get("text")), values=tree.get("with", {})
    )


def questions(listed: Iterable[Tree], path: str, notes: Notes) -> tuple[Question, ...]:
    """The fields of a form."""
    found: list[Question] = []
    for number, one in enumerate(listed, start=1):
        kind = one.get("type", "text")
        if kind == "choice" and not one.get("choices"):
            notes.tell(f"{path}[{number}].choices", _("A choice needs what can be chosen."))
        if any(before.field == one["field"] for before in found):
            sentence = _('The field "{field}" is there twice.').format(field=one["field"])
            notes.tell(f"{path}[{number}].field", sentence)
        found.append(
            Question(
                one["field"],
                kind,
                one.get("required", False),
                one.get("label", ""),
                tuple(one.get("choices", ())),
            )
        )
    return tuple(found)


def assign(tree: Tree) -> Assign:
    """Who is asked."""
    return Assign(
        role=tree.get("role", ""),
        fallback=tree.get("fallback", ""),
        skills=tuple(tree.get("skills", ())),
        balance=tree.get("balance", ""),
    )
