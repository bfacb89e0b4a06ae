"""The library's codes in words, and how each kind of content looks."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext, pgettext

from linli.content.library.rules.mix import Category
from linli.content.library.rules.style import Hint

Words = dict[str, str]
Choices = list[tuple[str, str]]

_HUES = ("violet", "green", "sky", "amber", "grey", "rose")
STATE_HUES = {
    "idea": "grey",
    "plan": "grey",
    "draft": "sky",
    "review": "amber",
    "approved": "green",
    "retired": "grey",
    "withdrawn": "rose",
}
FORMAT_ICONS = {
    "text": "file-text",
    "image": "image",
    "audio": "audio-lines",
    "video": "video",
    "link": "link",
    "file": "file",
    "poll": "vote",
    "live": "radio",
    "slides": "presentation",
    "poster": "scroll",
    "comparison": "scale",
    "digest": "newspaper",
}


def scene_names() -> Words:
    """When a template is used."""
    return {
        "welcome": pgettext("scene", "Welcome"),
        "answer": pgettext("scene", "Answer"),
        "objection": pgettext("scene", "Objection"),
        "promotion": pgettext("scene", "Promotion"),
        "apology": pgettext("scene", "Apology"),
        "reminder": pgettext("scene", "Reminder"),
        "notice": pgettext("scene", "Notice"),
        "topic": pgettext("scene", "Topic"),
        "thanks": pgettext("scene", "Thanks"),
        "care": pgettext("scene", "Care"),
        "activity": pgettext("scene", "Activity"),
        "recap": pgettext("scene", "Summary"),
        "other": pgettext("scene", "Other"),
    }


def state_names() -> Words:
    """How far an item or a template is."""
    return {
        "idea": pgettext("content", "Idea"),
        "plan": pgettext("content", "Plan"),
        "draft": pgettext("content", "Draft"),
        "review": pgettext("content", "In review"),
        "approved": pgettext("content", "Approved"),
        "retired": pgettext("content", "Retired"),
        "withdrawn": pgettext("content", "Taken back"),
    }


def format_names() -> Words:
    """What an item is made of."""
    return {
        "text": pgettext("content", "Text"),
        "image": pgettext("content", "Image"),
        "audio": pgettext("content", "Audio"),
        "video": pgettext("content", "Video"),
        "link": pgettext("content", "Link"),
        "file": pgettext("content", "File"),
        "poll": pgettext("content", "Poll"),
        "live": pgettext("content", "Live"),
        "slides": pgettext("content", "Slides"),
        "poster": pgettext("content", "Poster"),
        "comparison": pgettext("content", "Comparison"),
        "digest": pgettext("content", "Selection"),
    }


def source_names() -> Words:
    """Who made an item."""
    return {
        "official": pgettext("content", "Made by us"),
        "member": pgettext("content", "By a member"),
        "guest": pgettext("content", "By a guest"),
    }


def licence_names() -> Words:
    """Why an item may be used."""
    return {
        "own": gettext("We made it"),
        "permission": gettext("Its author allowed it"),
        "free": gettext("Free licence"),
        "bought": gettext("Bought"),
        "unknown": gettext("Not known yet"),
    }


def aim_names() -> Words:
    """What an item does for readers, in the order in which trust grows."""
    return {
        "understanding": pgettext("aim", "Understanding"),
        "emotion": pgettext("aim", "Feeling"),
        "trust": pgettext("aim", "Trust"),
        "need": pgettext("aim", "Meeting a need"),
        "product": pgettext("aim", "Product"),
    }


def subject_names() -> Words:
    """What items are about."""
    return {
        "industry_news": pgettext("subject", "Industry news"),
        "product_knowledge": pgettext("subject", "Product knowledge"),
        "user_story": pgettext("subject", "Members' stories"),
        "case": pgettext("subject", "Cases"),
        "problem_solution": pgettext("subject", "Solving problems"),
        "expertise": pgettext("subject", "Expertise"),
        "tips": pgettext("subject", "Practical tips"),
        "brand_story": pgettext("subject", "Brand story"),
        "expert_view": pgettext("subject", "Experts' views"),
        "case_analysis": pgettext("subject", "Case analysis"),
        "trend": pgettext("subject", "Trends"),
        "promotion": pgettext("subject", "Offers"),
        "news": pgettext("subject", "News"),
        "experience": pgettext("subject", "Experience of use"),
        "service": pgettext("subject", "Questions and service"),
        "values": pgettext("subject", "Values"),
        "hot_topic": pgettext("subject", "Hot topics"),
        "culture": pgettext("subject", "Culture"),
        "team": pgettext("subject", "Team"),
        "technical": pgettext("subject", "Technical material"),
        "study_notes": pgettext("subject", "Study notes"),
    }


def material_names() -> Words:
    """Who may take an item home."""
    return {
        "": gettext("Nobody: it is only published"),
        "everybody": gettext("Every member"),
        "familiar": gettext("Members we know"),
        "trusted": gettext("Members we trust"),
        "role": gettext("Members with a role"),
    }


def criterion_names() -> Words:
    """What a review looks at."""
    return {
        "accuracy": pgettext("quality", "Accuracy"),
        "depth": pgettext("quality", "Depth"),
        "readability": pgettext("quality", "Readability"),
        "interactivity": pgettext("quality", "Invites an answer"),
        "uniqueness": pgettext("quality", "Uniqueness"),
        "creativity": pgettext("quality", "Creativity"),
        "professionalism": pgettext("quality", "Expertise"),
        "practicality": pgettext("quality", "Usefulness"),
        "appeal": pgettext("quality", "Appeal"),
        "story": pgettext("quality", "Story"),
        "public_voice": pgettext("quality", "Says what people think"),
        "entertainment": pgettext("quality", "Entertains"),
        "emotion": pgettext("quality", "Touches"),
        "sharing": pgettext("quality", "Worth passing on"),
    }


def share_names() -> Words:
    """What members give."""
    return {
        "story": pgettext("share", "Story"),
        "suggestion": pgettext("share", "Suggestion"),
        "experience": pgettext("share", "Experience"),
        "review": pgettext("share", "Review"),
        "work": pgettext("share", "Work"),
        "answer": pgettext("share", "Answer"),
    }


def ground_names() -> Words:
    """Why an item should change."""
    return {
        "feedback": pgettext("ground", "Readers said so"),
        "numbers": pgettext("ground", "The numbers show it"),
        "review": pgettext("ground", "A review asked for it"),
        "time": pgettext("ground", "It is out of date"),
    }


def category_name(category: Category) -> str:
    """A category's own name, or that of the three Linli brings."""
    known = {
        "product": pgettext("category", "Product"),
        "values": pgettext("category", "Values"),
        "interactive": pgettext("category", "Interaction"),
    }
    return category.name or known.get(category.code, category.code)


def category_looks(categories: Sequence[Category]) -> dict[str, tuple[str, str]]:
    """Name and hue of each category, by code; the hues follow their order."""
    return {
        one.code: (category_name(one), _HUES[number % len(_HUES)]) for number, one in enumerate(categories)
    }


def choices(names: Words, *, blank: str = "", only: Iterable[str] | None = None) -> Choices:
    """The words as choices of a form; `blank` names the choice of none."""
    listed = [(code, name) for code, name in names.items() if only is None or code in only]
    return [("", blank), *listed] if blank else listed


def hint_words(hint: Hint) -> str:
    """A hint on style, as a friendly colleague would put it."""
    counts = {"count": hint.count, "most": hint.most, "words": ", ".join(hint.words[:5])}
    sentences: dict[str, Callable[[], str]] = {
        "advertising": lambda: gettext("Sounds like an advertisement: {words}. The law may not allow it."),
        "jargon": lambda: gettext("Few people talk like this: {words}. Say it in plain words."),
        "no_default": lambda: gettext("Not everybody has a name here: write {{person.name|friend}}."),
        "too_long": lambda: gettext("{count} characters: after {most}, most people stop reading."),
        "links": lambda: gettext("{count} links: with one, people know where to go."),
        "emoji": lambda: gettext("{count} emoji: a few less read more calmly."),
        "exclamations": lambda: gettext("{count} exclamation marks: keep the one that counts."),
        "capitals": lambda: gettext("Capitals read like shouting."),
    }
    return sentences[hint.code]().format(**counts)
