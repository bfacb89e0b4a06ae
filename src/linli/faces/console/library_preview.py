"""How a text will look on members' phones, and what a careful colleague would say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from linli.content.library.queries import policies, sampling
from linli.content.library.queries.sampling import Sample
from linli.content.library.rules import style, templates
from linli.faces.console.library_words import hint_words
from linli.faces.ui.components.phone import Bubble
from linli.facts.inbound import Part
from linli.kernel import texts as language_of_texts

OUR_HUE = "green"


@dataclass(frozen=True)
class HintLine:
    """What could be better in the text of a language."""

    language: str
    text: str


@dataclass(frozen=True)
class Preview:
    """Bubbles for the phone, hints, and what a playbook's step has to fill in."""

    title: str
    bubbles: tuple[Bubble, ...]
    hints: tuple[HintLine, ...]
    to_fill: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Place:
    """Where the text is tried out: a community, and who speaks there."""

    community_id: int | None
    name: str
    group: str
    speaker: str


def of_template(texts: Mapping[str, str], parts: Sequence[Part], place: Place) -> Preview:
    """A template on up to five members of a community."""
    written = {language: text for language, text in texts.items() if text.strip()}
    try:
        names = templates.used_variables(written)
    except language_of_texts.BadText as error:
        return Preview(
            place.name, (), (), (), gettext("A brace stands alone: {word}").format(word=error.word)
        )
    samples: tuple[Sample, ...] = (Sample("nameless", "", "zh-hans"),)
    if place.community_id is not None:
        samples = sampling.sample_members(place.community_id)
    bubbles = [one for sample in samples for one in _said(sample, written, parts, place, names)]
    return Preview(place.name, tuple(bubbles), _hints(written), templates.own_variables(names))


def of_words(text: str, parts: Sequence[Part], place: Place) -> Preview:
    """Plain words as they are sent."""
    bubbles = (Bubble(text, place.speaker, hue=OUR_HUE),) if text.strip() else ()
    return Preview(place.name, (*bubbles, *_files(parts, place)), _hints({"": text}), ())


def _said(
    sample: Sample, written: Mapping[str, str], parts: Sequence[Part], place: Place, names: Sequence[str]
) -> list[Bubble]:
    languages = [sample.language or "zh-hans", *templates.LANGUAGES]
    text = templates.text_for(written, languages)
    values: dict[str, object] = {name: f"[{name}]" for name in names}
    values |= {"person.name": sample.name, "group.name": place.group, "community.name": place.name}
    try:
        filled = language_of_texts.fill(text, values)
    except language_of_texts.BadText as error:
        filled = error.word
    return [
        Bubble(_why(sample), is_note=True),
        Bubble(filled, place.speaker, hue=OUR_HUE),
        *_files(parts, place),
    ]


def _files(parts: Sequence[Part], place: Place) -> list[Bubble]:
    return [Bubble(f"▤ {part.text or part.ref}", place.speaker, hue=OUR_HUE) for part in parts]


def _why(sample: Sample) -> str:
    words = {
        "newest": pgettext("sample", "To the newest member, {name}"),
        "longest": pgettext("sample", "To {name}, a long name"),
        "emoji": pgettext("sample", "To {name}, with emoji"),
        "language": pgettext("sample", "To {name}, in another language"),
        "nameless": pgettext("sample", "To somebody without a name"),
    }
    return words[sample.why].format(name=sample.name)


def _hints(written: Mapping[str, str]) -> tuple[HintLine, ...]:
    vocabulary = policies.get_policy().vocabulary
    names = {"zh-hans": gettext("Chinese"), "en": gettext("English")}
    return tuple(
        HintLine(names.get(language, ""), hint_words(hint))
        for language, text in written.items()
        for hint in style.hints(text, vocabulary)
    )
