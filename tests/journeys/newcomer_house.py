"""Prepares Linli for the journey of a newcomer, as Lin would do it; run as a program, prints JSON.

prepare   the organisation, a room, a policy, a segment; the code of the address for applying
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

import django

django.setup()

from django.utils import timezone  # noqa: E402

from linli.kernel.orgs import actor, scope  # noqa: E402
from linli.kernel.orgs.actions import seats, staff  # noqa: E402
from linli.kernel.orgs.models import Staff  # noqa: E402
from linli.kernel.orgs.rules import Role  # noqa: E402
from linli.people.communities import queries as communities  # noqa: E402
from linli.people.entry.actions import policies  # noqa: E402
from linli.people.entry.queries import links  # noqa: E402
from linli.people.entry.rules.policy import Criterion, Policy, Question  # noqa: E402
from linli.people.profiles.actions import defining  # noqa: E402
from linli.people.profiles.actions.defining import Described  # noqa: E402
from linli.people.segments.actions import saving  # noqa: E402
from linli.people.segments.actions.saving import Draft  # noqa: E402
from tests.journeys import room_house  # noqa: E402

CHENG, PASSWORD = "cheng@qingfeng.example", room_house.PASSWORD
SEGMENT = "同行里开口的人"
CONDITION = 'person.field("industry") == "education" and belonging.messages >= 1'
MOBILE = Described("mobile", "手机", "phone", is_sensitive=True, seen_by="personal", is_asked=True)
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
        defining.define_field(described=MOBILE, by=by, at=at)
        policies.publish_whole(community=community, policy=POLICY, by=by, at=at)
        cheng = staff.create_staff(email=CHENG, name="程诺", password=PASSWORD, at=at)
        seats.give_seat(staff=cheng, role=Role.MODERATOR, communities=[community.id], by=by, at=at)
        draft = Draft(name=SEGMENT, purpose="认识同行", strategy="请来分享", condition=CONDITION)
        segment = saving.create_segment(draft=draft, by=by, at=at)
        return {**made, "code": links.find_code(community.id), "segment": segment.pk}


if __name__ == "__main__":
    commands = {"prepare": prepare}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
