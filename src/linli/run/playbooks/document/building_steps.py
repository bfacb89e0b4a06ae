"""Steps as frozen values, from trees whose form was checked; what no form can say is told here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.run.playbooks.document import keys_steps
from linli.run.playbooks.document.building_doing import DOERS
from linli.run.playbooks.document.building_words import assign, questions, saying
from linli.run.playbooks.document.loading import Tree
from linli.run.playbooks.document.problems import Notes
from linli.run.playbooks.document.step_shapes import (
    END,
    AnyStep,
    Arm,
    Batch,
    Branch,
    Case,
    Escalation,
    Fallback,
    HumanTask,
    Post,
    Split,
    UntilDate,
    UntilLocal,
    Wait,
)

DAY = timedelta(days=1)
_WAYS = ("branch", "split", "human_task", "end")


class Builder:
    """Makes the steps of one document; `message_class` and `priority` are what posts take over."""

    def __init__(self, notes: Notes, message_class: str, priority: int) -> None:
        self.notes, self.message_class, self.priority = notes, message_class, priority

    def steps(self, listed: list[Tree]) -> tuple[AnyStep, ...]:
        """Every step that could be read; what could not is told."""
        if not listed and not self._told("steps"):
            self.notes.tell("steps", _("A playbook needs at least one step."))
        ids = [one.get("id", "") for one in listed]
        found = []
        for number, one in enumerate(listed):
            path = f"steps.{ids[number]}" if ids[number] else f"steps[{number + 1}]"
            self._tell_repeat(path, ids[number], ids[:number])
            step = self._step(one, path, ids[number + 1] if number + 1 < len(ids) else END)
            if step is not None:
                found.append(step)
        return tuple(found)

    def _tell_repeat(self, path: str, id: str, before: list[str]) -> None:
        if id == END:
            sentence = _('"end" is the end of every playbook; give the step another id.')
            self.notes.tell(f"{path}.id", sentence)
        elif id and id in before:
            self.notes.tell(f"{path}.id", _('The id "{id}" is taken by another step.').format(id=id))

    def _step(self, tree: Tree, path: str, following: str) -> AnyStep | None:
        kinds = [key for key in tree if key in keys_steps.KINDS]
        if len(kinds) != 1:
            self._tell_kinds(kinds, path)
            return None
        kind = kinds[0]
        if kind in _WAYS and "next" in tree:
            sentence = _('A {kind} says itself where to go; leave "next" out.').format(kind=kind)
            self.notes.tell(f"{path}.next", sentence)
        head: Tree = {
            "id": tree.get("id", ""),
            "next": END if kind in _WAYS else tree.get("next") or following,
            "line": self.notes.place_of(path)[0],
            **{name: tree[name] for name in ("title", "purpose", "phase") if name in tree},
        }
        here = f"{path}.{kind}"
        if kind in DOERS:
            return DOERS[kind](self.notes, tree[kind], head, here)
        return _MAKERS[kind](self, tree[kind], head, here)

    def _tell_kinds(self, kinds: list[str], path: str) -> None:
        if kinds:
            sentence = _("A step does one thing; this one has {kinds}.").format(kinds=", ".join(kinds))
            self.notes.tell(f"{path}.{kinds[1]}", sentence)
        elif not self._told(path):
            self.notes.tell(path, _("A step needs one of {kinds}.").format(kinds=", ".join(keys_steps.KINDS)))

    def _told(self, path: str) -> bool:
        return any(one.path == path or one.path.startswith(f"{path}.") for one in self.notes.problems)

    def wait(self, tree: Tree, head: Any, path: str) -> Wait:
        kinds = [key for key in keys_steps.WAIT.one_of if key in tree]
        if len(kinds) != 1:
            known = ", ".join(f'"{key}"' for key in keys_steps.WAIT.one_of)
            self.notes.tell(path, _("A wait has exactly one of {kinds}.").format(kinds=known))
            return Wait(**head)
        if kinds[0] in ("any", "until"):
            return self._open_wait(kinds[0], tree, head, path)
        for key in ("at_most", "on_timeout"):
            if key in tree:
                sentence = _('"{key}" belongs to a wait for events or a condition; leave it out.')
                self.notes.tell(f"{path}.{key}", sentence.format(key=key))
        local, date = tree.get("until_local"), tree.get("until_date")
        if local and "day_of_run" in local and "weekday" in local:
            self.notes.tell(
                f"{path}.until_local.weekday", _('Give either "weekday" or "day_of_run", not both.')
            )
        return Wait(
            **head,
            duration=tree.get("for"),
            until_local=UntilLocal(**local) if local else None,
            until_date=UntilDate(**date) if date else None,
        )

    def _open_wait(self, kind: str, tree: Tree, head: Any, path: str) -> Wait:
        for key in ("at_most", "on_timeout"):
            if key not in tree:
                sentence = _('A wait for events needs "{key}", so that it cannot last for ever.')
                if kind == "until":
                    sentence = _('A wait for a condition needs "{key}", so that it cannot last for ever.')
                self.notes.tell(f"{path}.{kind}", sentence.format(key=key))
        arms = tuple(
            Arm(one["event"], one.get("where", ""), one.get("go") or head["next"])
            for one in tree.get("any", ())
        )
        if kind == "any" and not arms:
            self.notes.tell(f"{path}.any", _("A wait for events needs at least one event."))
        return Wait(
            **head,
            until=tree.get("until", ""),
            arms=arms,
            at_most=tree.get("at_most", DAY),
            on_timeout=tree.get("on_timeout") or head["next"],
        )

    def branch(self, listed: list[Tree], head: Any, path: str) -> Branch:
        """Ordered ways; the last one is `else`."""
        found, otherwise = [], ""
        for number, one in enumerate(listed, start=1):
            here = f"{path}[{number}]"
            if otherwise:
                self.notes.tell(here, _('Nothing can come after "else".'))
            if "else" in one:
                otherwise = one["else"] or END
            for key in ("when", "go"):
                if ("else" in one) == (key in one):
                    sentence = _('"else" stands alone.') if "else" in one else _('"{key}" is missing.')
                    self.notes.tell(f"{here}.{key}", sentence.format(key=key))
            if "else" not in one:
                found.append(Case(one.get("when", ""), one.get("go", "")))
        if not otherwise:
            self.notes.tell(path, _('A branch has to end with "else".'))
        if not found:
            self.notes.tell(path, _('A branch needs at least one "when".'))
        return Branch(**head, cases=tuple(found), otherwise=otherwise or END)

    def split(self, tree: Tree, head: Any, path: str) -> Split:
        if not tree["to"]:
            self.notes.tell(f"{path}.to", _("A split needs a way for each arm of its experiment."))
        return Split(**head, by=tree["by"], arms=tree["to"])

    def post(self, tree: Tree, head: Any, path: str) -> Post:
        said = saying(tree, path, self.notes)
        sender = assign(tree["assign"]) if "assign" in tree else None
        if "assignee" in tree:
            if sender is not None:
                self.notes.tell(f"{path}.assignee", _('Give either "assignee" or "assign", not both.'))
            sender = sender or assign({"role": tree["assignee"]})
        delivery = tree.get("delivery", "at_most_once")
        if sender is not None and delivery != "assisted":
            sentence = _('Only a post with "delivery: assisted" is sent by a person.')
            self.notes.tell(f"{path}.{'assignee' if 'assignee' in tree else 'assign'}", sentence)
        if "slot_wait" in tree and tree.get("on_cap") not in ("wait_slot", None):
            self.notes.tell(f"{path}.slot_wait", _('"slot_wait" goes with "on_cap: wait_slot".'))
        batch, fallback = tree.get("batch"), tree.get("fallback_to")
        return Post(
            **head,
            to=tree.get("to", "group"),
            texts=said.texts,
            template=said.template,
            values=said.values,
            mentions_person=tree.get("mention_person", False),
            mentions_all=tree.get("mention_all", False),
            late_limit=tree.get("late_limit", DAY),
            delivery=delivery,
            message_class=tree.get("class", self.message_class),
            priority=tree.get("priority", self.priority),
            assign=sender,
            on_cap=tree.get("on_cap", ""),
            slot_wait=tree.get("slot_wait"),
            batch=Batch(batch["for"], batch.get("max", 15)) if batch else None,
            fallback=self._fallback(fallback, f"{path}.fallback_to"),
            after=self._after(tree.get("after", ""), f"{path}.after"),
        )

    def _fallback(self, tree: Tree | None, path: str) -> Fallback | None:
        if not tree:
            return None
        return Fallback(to=tree["surface"], saying=saying(tree, path, self.notes))

    def _after(self, written: str, path: str) -> str:
        name, _dot, what = written.removeprefix("$").partition(".")
        if written and not (written.startswith("$") and what == "closed"):
            self.notes.tell(path, _('Write the step whose closing is waited for, like "$quiz.closed".'))
            return ""
        return name

    def human_task(self, tree: Tree, head: Any, path: str) -> HumanTask:
        goes = dict(tree["outcomes"])
        if "timeout" not in goes:
            sentence = _('A task needs the outcome "timeout", for when nobody does it.')
            self.notes.tell(f"{path}.outcomes", sentence)
        if not goes.keys() - {"timeout"}:
            self.notes.tell(f"{path}.outcomes", _("A task needs an outcome that a person can choose."))
        given, due = assign(tree["assign"]), tree["due"]
        hours = due if isinstance(due, dict) else {"business_hours": due}
        calendar = hours.get("calendar", "default") if isinstance(due, dict) else ""
        return HumanTask(
            **{**head, "title": tree["title"]},
            role=given.role,
            fallback=given.fallback,
            skills=given.skills,
            balance=given.balance,
            due=hours["business_hours"],
            calendar=calendar,
            outcomes={**goes, "timeout": goes.get("timeout") or END},
            form=questions(tree.get("form", ()), f"{path}.form", self.notes),
            remind=tuple(tree.get("remind", ())),
            escalate=tuple(Escalation(one["after"], one["to"]) for one in tree.get("escalate", ())),
            **{key: tree[key] for key in ("body", "how", "output", "check", "proof") if key in tree},
        )


_MAKERS: dict[str, Callable[[Builder, Any, Any, str], AnyStep]] = {
    "wait": Builder.wait,
    "branch": Builder.branch,
    "split": Builder.split,
    "post": Builder.post,
    "human_task": Builder.human_task,
}
