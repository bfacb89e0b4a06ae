"""Looking for members: campaigns and their addresses."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.entry import refusals
from linli.people.entry.actions import linking
from linli.people.entry.models import Campaign

LONGEST = {"name": 80, "channel": 40, "audience": 200, "conditions": 200, "reward": 200, "words": 2_000}


@transaction.atomic
def open_campaign(
    *,
    community: Community,
    name: str,
    channel: str,
    starts_on: date,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    **words: str,
) -> Campaign:
    """A campaign with an address of its own; `words`: audience, conditions, reward, words.

    Raises BadCampaign.
    """
    given = {"name": name.strip(), "channel": channel.strip(), **words}
    _check(given, starts_on, ends_on)
    try:
        with transaction.atomic():
            made: Campaign = Campaign.objects.create(
                community_id=community.id, starts_on=starts_on, ends_on=ends_on, **given
            )
    except IntegrityError:
        sentence = _("there is already a campaign called “%(name)s” here: choose another name")
        raise refusals.BadCampaign(sentence % {"name": name}) from None
    linking.link_of_campaign(campaign=made, at=at)
    audit.record(
        "campaign.opened",
        subject=f"community:{community.id}",
        by=by,
        at=at,
        after={"campaign": made.pk, "channel": made.channel},
    )
    return made


def _check(given: dict[str, str], starts_on: date, ends_on: date | None) -> None:
    if not given["name"] or not given["channel"]:
        raise refusals.BadCampaign(_("a campaign needs a name and a channel"))
    for what, text in given.items():
        if len(text) > LONGEST[what]:
            sentence = _("a word of the campaign is too long: at most %(n)s characters")
            raise refusals.BadCampaign(sentence % {"n": LONGEST[what]})
    if ends_on is not None and ends_on < starts_on:
        raise refusals.BadCampaign(_("the campaign would be over before it begins: choose a later last day"))
