"""Prepares Linli for the journey of a newcomer, as Lin would do it; run as a program, prints JSON.

prepare         the organisation, a room, a policy, a segment; the code of the address for applying
note MEMBER     what the team writes about a member meanwhile: a phone number, a tag
traces WORDS…   where in the lake any of these words stands
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

import django

django.setup()

import duckdb  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.kernel.orgs import actor, scope  # noqa: E402
from linli.kernel.orgs.actions import seats, staff  # noqa: E402
from linli.kernel.orgs.models import Organisation, Staff  # noqa: E402
from linli.kernel.orgs.rules import Role  # noqa: E402
from linli.people.communities import queries as communities  # noqa: E402
from linli.people.entry.actions import policies  # noqa: E402
from linli.people.entry.queries import links  # noqa: E402
from linli.people.entry.rules.policy import Criterion, Policy, Question  # noqa: E402
from linli.people.members.actions import tagging  # noqa: E402
from linli.people.profiles.actions import answering, defining  # noqa: E402
from linli.people.segments.actions import saving  # noqa: E402
from linli.people.segments.actions.saving import Draft  # noqa: E402
from tests.journeys import room_house  # noqa: E402

CHENG, PASSWORD = "cheng@qingfeng.example", room_house.PASSWORD
SEGMENT = "同行里开口的人"
CONDITION = 'person.field("industry") == "education" and belonging.messages >= 1'
PHONE, TAG = "13987654321", "琥珀标签"
POLICY = Policy(
    audience="想每天读一点书的人",
    criteria=(
        Criterion(id="city", kind="attribute", title="同城", field="city", wanted=("杭州",), weight=20),
        Criterion(
            id="trade", kind="attribute", title="同行", field="industry", wanted=("education",), weight=20
        ),
        Criterion(id="post", kind="attribute", title="岗位", field="position", weight=10),
        Criterion(id="task", kind="task", title="推荐一本书", weight=20, is_required=True),
        Criterion(
            id="test",
            kind="test",
            title="读懂群规",
            weight=20,
            questions=(Question("可以发广告吗", ("可以", "不可以"), 1),),
        ),
    ),
)


def prepare():
    made = room_house.prepare()
    at = timezone.now()
    with scope.org(made["org"]):
        by = actor.staff(Staff.objects.get(email=room_house.EMAIL).id)
        community = communities.find_community("共读会")
        defining.take_template(by=by, at=at)
        policies.publish_whole(community=community, policy=POLICY, by=by, at=at)
        cheng = staff.create_staff(email=CHENG, name="程诺", password=PASSWORD, at=at)
        seats.give_seat(staff=cheng, role=Role.MODERATOR, communities=[community.id], by=by, at=at)
        draft = Draft(name=SEGMENT, purpose="认识同行", strategy="请来分享", condition=CONDITION)
        segment = saving.create_segment(draft=draft, by=by, at=at)
        return {**made, "code": links.find_code(community.id), "segment": segment.pk}


def note(member):
    at = timezone.now()
    org = Organisation.objects.get()
    with scope.org(org.id):
        by = actor.staff(Staff.objects.get(email=CHENG).id)
        answering.answer(member_id=int(member), values={"phone": PHONE}, source=by.code, by=by, at=at)
        tagging.tag_members(members=[int(member)], tag=TAG, by=by, at=at)
    return {}


def traces(*words):
    """The files of the lake, and how many rows of them hold any of the words."""
    found = {}
    for file in sorted(Path(settings.LAKE).rglob("*.parquet")):
        rows = duckdb.sql(f"SELECT to_json(t)::text FROM read_parquet('{file}') t").fetchall()
        found[str(file)] = sum(any(word in row for word in words) for (row,) in rows)
    return found


if __name__ == "__main__":
    commands = {"prepare": prepare, "note": note, "traces": traces}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
