"""The words of a week's summary, drafted from its figures for a person to look through and change."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.people.team.queries.week import PersonWeek, WeekFigures


def draft(figures: WeekFigures, *, language: str, name: str) -> str:
    """A summary in Markdown. `name` is that of the community, or of the organisation."""
    with translation.override(language):
        parts = [
            "# " + _("%(name)s: the week of %(day)s") % {"name": name, "day": figures.week.isoformat()},
            *_section(pgettext("summary", "What was done"), _work(figures)),
            *_section(_("Who did what"), [_person(one) for one in figures.people]),
            *_section(_("On duty"), _duty(figures)),
            *_section(_("In the groups"), _talk(figures)),
            *_section(_("What is to be looked at"), _attention(figures)),
            *_section(_("What we decide"), ["- …"]),
        ]
    return "\n".join(parts) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _work(one: WeekFigures) -> list[str]:
    lines = [
        "- "
        + _("%(n)s tasks done, %(late)s of them late; %(missed)s ran out of time.")
        % {"n": one.done, "late": one.late, "missed": one.missed}
    ]
    sent, failed = one.counts.get("effect.sent", 0), one.counts.get("effect.failed", 0)
    if sent or failed:
        lines.append("- " + _("%(n)s messages sent, %(failed)s failed.") % {"n": sent, "failed": failed})
    started, ended = one.counts.get("run.started", 0), one.counts.get("run.ended", 0)
    if started or ended:
        lines.append(
            "- " + _("Playbooks: %(n)s runs started, %(ended)s ended.") % {"n": started, "ended": ended}
        )
    return lines


def _person(one: PersonWeek) -> str:
    said = ngettext("%(n)s task done", "%(n)s tasks done", one.done) % {"n": one.done}
    if one.late:
        said += _(", %(n)s late") % {"n": one.late}
    if one.missed:
        said += _(", %(n)s not done") % {"n": one.missed}
    return f"- {one.name}: {said}"


def _duty(one: WeekFigures) -> list[str]:
    if one.duty is None:
        return []
    who = _(", ").join(one.duty.names) or _("nobody")
    share = round(100 * one.duty.coverage)
    return ["- " + _("%(who)s; covered %(n)s%% of the time.") % {"who": who, "n": share}]


def _talk(one: WeekFigures) -> list[str]:
    if one.talk is None:
        return []
    return [
        "- "
        + _("%(n)s messages (the week before: %(before)s).")
        % {"n": one.talk.messages, "before": one.talk.before_messages},
        "- " + _("%(n)s came, %(left)s left.") % {"n": one.talk.joins, "left": one.talk.exits},
    ]


def _attention(one: WeekFigures) -> list[str]:
    found = []
    if one.late_now:
        found.append("- " + _("%(n)s open tasks are late now.") % {"n": one.late_now})
    if one.duty is not None and one.duty.coverage < 0.95:
        found.append("- " + _("There were times without anybody on duty."))
    if one.duty is not None and one.duty.missed:
        found.append("- " + _("A term on duty was missed."))
    if one.counts.get("effect.failed"):
        found.append("- " + _("Some messages could not be sent: look at the outbox."))
    if one.talk is not None and one.talk.exits > one.talk.joins:
        found.append("- " + _("More people left than came."))
    return found or ["- " + _("Nothing stands out.")]
