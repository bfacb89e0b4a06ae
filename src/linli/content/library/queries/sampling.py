"""A few members of a community on whom a text is tried out: those whose names tend to break texts."""

from dataclasses import dataclass

from django.db import connection

from linli.kernel.orgs import scope


@dataclass(frozen=True)
class Sample:
    """Somebody a text is tried on. `why`: "newest", "longest", "emoji", "language" or "nameless"."""

    why: str
    name: str
    language: str


def sample_members(community_id: int, *, language: str = "zh-hans") -> tuple[Sample, ...]:
    """Up to five members of a community, each for another reason; the last has no name at all.

    language  what most speak: one who speaks another is among them, if there is one.
    """
    params: dict[str, str | int] = {"org": scope.org_id(), "community": community_id, "language": language}
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLES, params)
        rows = cursor.fetchall()
    found: dict[str, Sample] = {}
    seen: set[int] = set()
    for why, member_id, name, speaks in rows:
        if why not in found and member_id not in seen:
            found[why] = Sample(why, name, speaks)
            seen.add(member_id)
    return (*found.values(), Sample("nameless", "", language))


_EMOJI = r"[\U0001F300-\U0001FAFF\u2600-\u27BF]"
_SAMPLES = rf"""
WITH inside AS (
  SELECT m.id, m.name, m.language, max(s.joined_at) AS joined_at
  FROM members_membership s JOIN members_member m ON m.id = s.member_id
  WHERE s.org_id = %(org)s AND s.community_id = %(community)s AND s.left_at IS NULL
    AND s.group_id IN (SELECT id FROM communities_group WHERE org_id = %(org)s
      AND community_id = %(community)s)
    AND NOT m.is_bot AND m.erased_at IS NULL AND m.merged_into_id IS NULL AND m.name <> ''
  GROUP BY m.id, m.name, m.language)
(SELECT 'emoji', id, name, language FROM inside WHERE name ~ '{_EMOJI}' ORDER BY id LIMIT 2)
UNION ALL
(SELECT 'language', id, name, language FROM inside
  WHERE language NOT IN ('', %(language)s) ORDER BY id LIMIT 2)
UNION ALL
(SELECT 'longest', id, name, language FROM inside ORDER BY length(name) DESC, id LIMIT 3)
UNION ALL
(SELECT 'newest', id, name, language FROM inside ORDER BY joined_at DESC, id DESC LIMIT 4)
"""
