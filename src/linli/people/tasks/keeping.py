"""What the room holds about people, and which of its words may go after some time."""

from django.utils.translation import gettext_noop

from linli.people.consent import keeping
from linli.people.consent.keeping import Kept
from linli.people.members.holdings import Holding

_BLANK = {
    "title": "–",
    "source": "",
    "purpose": "",
    "body": "",
    "parts": "[]",
    "answers": "{}",
    "proof_given": "",
}
_HIDDEN = ("staff_id", "assignee_member_id", "closed_by", "form", "key", "origin", "skills", "also")

HOLDINGS = (
    Holding("tasks_task", erase=_BLANK, section="tasks", hidden=_HIDDEN),
    Holding("tasks_task", "assignee_member_id", erase={"assignee_member_id": None}),
    Holding("tasks_taskstep", erase={"text": ""}, section="tasks: history", hidden=("by", "mentions")),
)


def kinds() -> tuple[Kept, Kept]:
    """The words of closed tasks, and comments."""
    closed = keeping.of_table(
        code="tasks",
        title=gettext_noop("Words of tasks that are closed"),
        effect=gettext_noop(
            "Of tasks closed before that, the text, the answers and the proof become empty. "
            "Who did how many in time stays countable."
        ),
        table="tasks_task",
        moment="closed_at",
        where="closed_at IS NOT NULL AND (body <> '' OR purpose <> '' OR answers <> '{}'"
        " OR parts <> '[]' OR proof_given <> '' OR title <> '–')",
        blank=_BLANK,
    )
    comments = keeping.of_table(
        code="task_comments",
        title=gettext_noop("Comments under tasks"),
        effect=gettext_noop("Older comments of the team become empty; that there was one stays."),
        table="tasks_taskstep",
        moment="at",
        where="text <> ''",
        blank={"text": ""},
    )
    return closed, comments
