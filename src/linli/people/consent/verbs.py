"""What playbooks, conditions and segments can read about consent."""

from collections.abc import Mapping, Sequence

from linli.facts.consent import ConsentGiven, ConsentWithdrawn
from linli.facts.members import MembersMerged, MergeUndone
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Argument, probe
from linli.people.consent.queries import choices

_NEWEST = (
    "coalesce((SELECT c.is_given FROM consent_choice c WHERE c.member_id = person.id AND c.purpose = %s"
    " ORDER BY c.at DESC, c.id DESC LIMIT 1), FALSE)"
)


@probe(
    "person.consents_to",
    subject=Subject.PERSON,
    returns=bool,
    title="Agrees to a purpose",
    args=(Argument("purpose", str, "short name of the purpose, such as marketing"),),
    sql=lambda purpose: Fragment(_NEWEST, (purpose,)),
    changed_by=(ConsentGiven, ConsentWithdrawn, MembersMerged, MergeUndone),
)
def consents_to(subjects: Sequence[int], context: Context, *, purpose: str) -> Mapping[int, bool]:
    """Whether the member said yes last; those never asked did not."""
    answers = choices.answers(subjects, purpose=purpose)
    return {one: answers.get(one, False) for one in subjects}
