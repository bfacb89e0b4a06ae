"""A clone of a community has the source's own rule sets, with their words."""

from linli.people.communities.actions import cloning
from linli.run.moderation.actions import lists
from linli.run.moderation.models import ListedWord, RuleSet
from tests.cast import AT


def test_a_clone_is_moderated_by_the_same_words(cast):
    rules = lists.open_rule_set(
        name="广告", community=cast.community.id, by=cast.by_lin, at=AT, mode="enforce"
    )
    blocked = rules.lists.get(sense="block", kind="words")
    lists.add_words(word_list_id=blocked.id, text="兼职日结", by=cast.by_lin, at=AT)

    [made] = cloning.clone_community(source=cast.community, names=["二期"], by=cast.by_lin, at=AT)

    copied = RuleSet.objects.get(community_id=made.id)
    assert (copied.name, copied.mode) == (f"广告 · {made.id}", "enforce")
    words = ListedWord.objects.filter(word_list__rule_set=copied).values_list("text", flat=True)
    assert list(words) == ["兼职日结"]
