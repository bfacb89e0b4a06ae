"""Everything that can be known to go wrong before a playbook is published."""

from collections.abc import Iterator
from itertools import chain

from linli.kernel.verbs.registry import Registry
from linli.kernel.verbs.registry import registry as all_registered
from linli.run.playbooks.document import checks_advice, checks_paths, checks_sends, checks_words, parsing
from linli.run.playbooks.document.checks import Desk
from linli.run.playbooks.document.problems import CannotPublish, Problem
from linli.run.playbooks.document.reports import CheckReport, World
from linli.run.playbooks.document.shapes import Playbook


def read(source: str, registry: Registry = all_registered, world: World | None = None) -> Playbook:
    """The playbook in a text, or CannotPublish with every problem it has."""
    found = report(source, registry, world)
    if found.playbook is None:
        raise CannotPublish(found.errors)
    return found.playbook


def report(source: str, registry: Registry = all_registered, world: World | None = None) -> CheckReport:
    """What is wrong with a text, what one should know about it, and how much it would send."""
    try:
        playbook, notes = parsing.parse(source)
    except CannotPublish as refusal:
        return CheckReport(playbook=None, errors=refusal.problems)
    desk = Desk(playbook, notes, registry, world or World())
    shaped = {problem.path for problem in notes.problems}
    errors = [*notes.problems, *(one for one in _errors(desk) if one.path not in shaped)]
    if errors:
        return CheckReport(playbook=None, errors=tuple(sorted(set(errors))))
    sending = checks_sends.Sending(desk)
    sends = tuple(sending.sends())
    warnings = [
        *checks_sends.over_caps(desk, sends),
        *checks_sends.held_too_long(desk, sending),
        *checks_advice.units(desk),
        *checks_advice.unknown_playbooks(desk),
        *checks_advice.purposes(desk),
        *checks_advice.points_at_once(desk),
    ]
    return CheckReport(playbook=playbook, warnings=tuple(sorted(set(warnings))), sends=sends)


def _errors(desk: Desk) -> Iterator[Problem]:
    return chain(
        checks_words.all_of(desk),
        checks_paths.all_of(desk),
        checks_advice.templates(desk),
        checks_advice.chains(desk),
    )
