"""The codes of this room in the reader's words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_AIDASS = {
    "attention": pgettext_lazy("path", "Attention"),
    "interest": pgettext_lazy("path", "Interest"),
    "desire": pgettext_lazy("path", "Desire"),
    "action": pgettext_lazy("path", "Action"),
    "satisfaction": pgettext_lazy("path", "Satisfaction"),
    "share": pgettext_lazy("path", "Share"),
}
_THRESHOLDS = {
    "none": pgettext_lazy("threshold", "None"),
    "low": pgettext_lazy("threshold", "Low"),
    "sign_up": pgettext_lazy("threshold", "Sign up"),
    "fee": pgettext_lazy("threshold", "A fee"),
    "invitation": pgettext_lazy("threshold", "By invitation"),
    "vetted": pgettext_lazy("threshold", "Vetted"),
}
_OPERATIONS = {
    "minimal": pgettext_lazy("operation", "Minimal"),
    "light": pgettext_lazy("operation", "Light"),
    "steady": pgettext_lazy("operation", "Steady"),
    "high": pgettext_lazy("operation", "High"),
    "scripted": pgettext_lazy("operation", "Scripted, short"),
}
_GROWTHS = {
    "unlimited": pgettext_lazy("growth", "As large as it gets"),
    "capped": pgettext_lazy("growth", "Up to its capacity"),
}
_SIDES = {"b": _("Businesses (B)"), "c": _("People (C)")}
_GOALS = {
    "client_communication": _("Client communication"),
    "brand": _("Brand"),
    "stickiness": _("Stickiness"),
    "activity": pgettext_lazy("goal", "Activity"),
    "new_members": _("New members"),
    "k_factor": _("Members who bring others"),
    "conversion": _("Conversion"),
    "gmv": _("Sales"),
    "loyalty": _("Loyalty"),
    "repurchase": _("Repurchase"),
    "word_of_mouth": _("Word of mouth"),
    "retention": _("Retention"),
    "satisfaction": pgettext_lazy("goal", "Satisfaction"),
}
_KPIS = {
    **_GOALS,
    "activation": _("Activation"),
    "adoption": _("Adoption"),
    "attendance": _("Attendance"),
    "check_in_rate": _("Share that checks in"),
    "completion": _("Completion"),
    "deals": _("Deals"),
    "events_held": _("Meetings held"),
    "feedback_count": _("Pieces of feedback"),
    "first_use": _("First use"),
    "handover_rate": _("Share handed on"),
    "new_partners": _("New partners"),
    "order_count": _("Orders"),
    "order_value": _("Value of an order"),
    "participation": _("Participation"),
    "partner_sales": _("Sales of partners"),
    "reach": pgettext_lazy("kpi", "Reach"),
    "relationship": pgettext_lazy("kpi", "Closeness"),
    "renewal": _("Renewals"),
    "service_cost": _("Cost of service"),
}
_TRIGGERS = {
    "by_hand": pgettext_lazy("trigger", "By hand"),
    "days": _("After some days"),
    "tag": _("Has a tag"),
    "task": _("Finished a task"),
    "purchase": _("Bought something"),
    "course_end": _("Finished the course"),
    "region": _("Lives there"),
    "split": _("The community was split"),
}
_CARRIERS = {
    "personal_wechat": _("Personal WeChat"),
    "wecom": _("WeCom"),
    "one_to_one": _("One to one"),
    "public_account": _("Public account"),
    "other": pgettext_lazy("carrier", "Something else"),
}
_HANDOVERS = {
    "offered": pgettext_lazy("move", "Asked"),
    "accepted": pgettext_lazy("move", "Agreed"),
    "declined": pgettext_lazy("move", "Declined"),
    "arrived": pgettext_lazy("move", "Arrived"),
    "withdrawn": pgettext_lazy("move", "Taken back"),
}
_CONSENTS: dict[str, Words] = {
    "": "",
    "asked": _("asked for consent"),
    "given": _("consent given"),
    "refused": _("consent refused"),
    "not_needed": _("no consent needed"),
    "by_joining": _("consent by joining"),
}
_CHECKLIST = {
    "design": _("The design is done"),
    "seeds": _("Seed members are inside"),
    "operators": _("Operators play the key roles"),
    "topics": _("The first topics are set"),
    "rhythm": _("The rhythm of the first week is set"),
}
_FIELDS = {
    "from_stage": _("Takes up at"),
    "to_stage": _("Leads to"),
    "capacity": _("Capacity"),
    "growth": pgettext_lazy("community", "Growth"),
    "lifespan_days": _("Days of life"),
    "threshold": _("Entry threshold"),
    "operation": _("Intensity of operation"),
    "staff_ratio": _("Members for each operator"),
    "kpis": _("Measured by"),
    "columns": pgettext_lazy("content", "Columns"),
    "playbooks": _("Standard procedures"),
}
_FIGURES = {
    "members": _("Members"),
    "joined_30": _("Joined in 30 days"),
    "spoke_30": _("Spoke in 30 days"),
    "spoke_share_30": _("Share that spoke in 30 days, in percent"),
    "spoke_share_7": _("Share that spoke in 7 days, in percent"),
    "age_days": _("Age in days"),
}
_WISHES = {
    "domestic": _("in China"),
    "overseas": _("overseas"),
    "young": _("the young"),
    "visual": _("goods that look good"),
    "local": pgettext_lazy("platform", "local"),
    "learning": pgettext_lazy("platform", "learning"),
    "product": pgettext_lazy("platform", "product talk"),
    "internal": pgettext_lazy("platform", "staff"),
    "content": pgettext_lazy("platform", "content"),
    "talk": pgettext_lazy("platform", "talk"),
    "service": pgettext_lazy("platform", "service"),
    "conversion": pgettext_lazy("platform", "selling"),
    "new_users": pgettext_lazy("platform", "new people"),
    "brand": pgettext_lazy("platform", "brand"),
    "tool": pgettext_lazy("platform", "tools"),
    "one_to_one": pgettext_lazy("platform", "one to one"),
    "relationship": pgettext_lazy("platform", "closeness"),
    "loyalty": pgettext_lazy("platform", "loyalty"),
}
_HUES = {
    "green": _("Green"),
    "amber": _("Amber"),
    "rose": _("Rose"),
    "sky": _("Sky blue"),
    "violet": _("Violet"),
    "grey": _("Grey"),
}
_STAGES = {
    "startup": pgettext_lazy("stage", "Starting"),
    "growth": pgettext_lazy("stage", "Growing"),
    "stable": pgettext_lazy("stage", "Stable"),
    "declining": pgettext_lazy("stage", "Declining"),
    "dissolved": pgettext_lazy("stage", "Dissolved"),
}
_ALL: dict[str, Mapping[str, Words]] = {
    "stage": _STAGES,
    "aidass": _AIDASS,
    "threshold": _THRESHOLDS,
    "operation": _OPERATIONS,
    "growth": _GROWTHS,
    "side": _SIDES,
    "goal": _GOALS,
    "kpi": _KPIS,
    "trigger": _TRIGGERS,
    "carrier": _CARRIERS,
    "handover": _HANDOVERS,
    "consent": _CONSENTS,
    "item": _CHECKLIST,
    "field": _FIELDS,
    "figure": _FIGURES,
    "wish": _WISHES,
    "hue": _HUES,
}
_BY_FIELD = {
    "from_stage": "aidass",
    "to_stage": "aidass",
    "growth": "growth",
    "threshold": "threshold",
    "operation": "operation",
    "kpis": "kpi",
}
NOTHING = gettext_lazy("not said")


def say(kind: str, code: str) -> str:
    """A code of a kind (see `_ALL`) in words; a code nobody knows is shown as it is."""
    return str(_ALL[kind].get(code, code))


def code_of(kind: str, said: str) -> str:
    """The code that words of the reader's language stand for; free words stay as they are."""
    return next((code for code, words in _ALL[kind].items() if code and str(words) == said), said)


def choices(kind: str) -> list[tuple[str, str]]:
    """(code, words) of every code of a kind."""
    return [(code, str(words)) for code, words in _ALL[kind].items() if code]


def value_of(field: str, value: object) -> str:
    """The value of a policed field (`deciding.types.POLICED`) in words."""
    if value in (None, "", (), []):
        return str(NOTHING)
    kind = _BY_FIELD.get(field)
    if isinstance(value, tuple | list):
        listed = [say(kind, str(one)) if kind else str(one) for one in value]
        return gettext(", ").join(listed)
    return say(kind, str(value)) if kind else str(value)
