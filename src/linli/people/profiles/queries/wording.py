"""Sentences and labels: what is wrong with an answer, how an answer reads, what codes are called."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language, gettext, pgettext

from linli.people.consent import masking
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import kinds
from linli.people.profiles.rules.kinds import Kind, Unfit


def complaint(field_name: str, unfit: Unfit) -> str:
    """What is wrong with an answer and how to mend it, in one sentence."""
    said = {
        "one": gettext("“{field}” takes one answer only."),
        "choice": gettext("“{field}” must be one of the choices offered."),
        "many": gettext("“{field}” takes at most {most} choices."),
        "number": gettext("“{field}” must be a number, like 12 or 3.5."),
        "long": gettext("“{field}” may have at most {most} characters."),
        "date": gettext("“{field}” must be a day, like 2026-03-08."),
        "yes_no": gettext("“{field}” must be yes or no."),
        "region": gettext("“{field}” must be a province and a city, like Zhejiang Hangzhou."),
        "phone": gettext("“{field}” must be a phone number, like 13800138000 or +4930123456."),
        "email": gettext("“{field}” must be an e-mail address, like name@example.com."),
        "required": gettext("“{field}” is needed: please answer it."),
    }
    return said[unfit.code].format(field=field_name, **unfit.params)


def doubt(code: str) -> str:
    """A gentle question about an answer that may say nothing; "" when there is no doubt."""
    said = {
        "short": gettext("A few more words would help us."),
        "same": gettext("This repeats one character: is that what you meant?"),
        "keys": gettext("This looks like keys pressed by chance: is that what you meant?"),
        "signs": gettext("There are no words in this: is that what you meant?"),
        "nothing": gettext("You can also leave this empty."),
    }
    return said.get(code, "")


def shown(field: FieldLine, value: str) -> str:
    """An answer as people read it, in the active language."""
    if field.kind in kinds.WITH_CHOICES:
        labels = {choice.code: choice.label for choice in field.choices}
        pieces = kinds.parts(value) if field.kind == Kind.CHOICES else [value]
        return gettext(", ").join(labels.get(piece, piece) for piece in pieces)
    if field.kind == Kind.YES_NO:
        return pgettext("answer", "Yes") if value == "yes" else pgettext("answer", "No")
    if field.kind == Kind.REGION:
        return value.replace("/", " ")
    return value


def masked(field: FieldLine, value: str) -> str:
    """What stands for an answer somebody may not see: that there is one, and little more."""
    if field.kind in {Kind.PHONE, Kind.EMAIL}:
        return masking.mask(value, field.kind)
    return "***"


def group_name(code: str) -> str:
    """What a group of fields is called."""
    said = {
        "objective": gettext("Facts"),
        "need_business": gettext("Needs: business"),
        "need_knowledge": gettext("Needs: knowledge"),
        "need_life": gettext("Needs: life"),
        "attention": gettext("Time and attention"),
        "preference": gettext("What they like"),
        "exchange": gettext("Share and supply"),
        "expectation": gettext("Expectations"),
        "other": pgettext("group of fields", "Other"),
    }
    return said.get(code, code)


def kind_name(code: str) -> str:
    """What a type of field is called."""
    said = {
        "text": gettext("One line of text"),
        "long_text": gettext("Several lines of text"),
        "number": gettext("A number"),
        "date": gettext("Day"),
        "choice": gettext("One of several"),
        "choices": gettext("Some of several"),
        "yes_no": gettext("Yes or no"),
        "region": gettext("Province and city"),
        "phone": gettext("Phone number"),
        "email": gettext("E-mail address"),
    }
    return said.get(code, code)


def seen_by_name(code: str) -> str:
    """Who may see the answers to a field."""
    said = {
        "member": gettext("Members who are shown it"),
        "staff": gettext("Staff"),
        "personal": gettext("Staff with personal data"),
    }
    return said.get(code, code)


def source_name(source: str) -> str:
    """Where an answer came from."""
    kind = source.partition(":")[0]
    said = {
        "member": gettext("the member"),
        "staff": gettext("staff"),
        "import": gettext("a file"),
        "platform": gettext("the platform"),
        "run": gettext("a playbook"),
        "token": gettext("a program"),
    }
    return said.get(kind, kind)


def purpose_name(code: str) -> str:
    """What answers were used for."""
    said = {
        "segment": gettext("Segment"),
        "export": pgettext("use of data", "Export"),
        "playbook": gettext("Playbook"),
        "page": pgettext("use of data", "Page"),
        "match": gettext("Match"),
    }
    return said.get(code, code)


def number(value: Decimal) -> str:
    """A number without zeros nobody needs."""
    return f"{value.normalize():f}"


def is_english() -> bool:
    """Is the active language English?"""
    return (get_language() or "").startswith("en")


def joined(sentences: Sequence[str]) -> str:
    """Several sentences as one text."""
    return " ".join(sentences)


def listed(texts: Sequence[str]) -> str:
    """Several words in a row."""
    return gettext(", ").join(texts)
