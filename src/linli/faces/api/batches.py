"""POST /api/v1/events:batch — what happened on a platform of your own, into the log."""

from datetime import datetime

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Channel
from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.facts.inbound import Inbound
from linli.kernel.orgs import actor, scope

SCOPE = "events.write"


class Batch(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """`channel` is one of your organisation; `records`, at most 5,000, are in the order they happened."""

    channel: int
    records: list[Inbound]


_decode = msgspec.json.Decoder(Batch).decode
_encode = msgspec.json.Encoder().encode


def take_batch(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Take a batch in whole or not at all; sending it again changes nothing."""
    token = token_of(request, needs=SCOPE, at=at)
    batch = _read(request)
    with scope.org(token.org_id):
        if not Channel.objects.filter(id=batch.channel).exists():
            raise Problem(404, f"there is no channel {batch.channel} in your organisation")
        try:
            taken = accepting.accept(
                batch.channel, batch.records, at=at, by=actor.token(token.id), is_strict=True
            )
        except accepting.NotAcceptable as refusal:
            raise Problem(422, str(refusal), refusal.problems) from None
    return HttpResponse(_encode(taken), content_type="application/json")


def _read(request: HttpRequest) -> Batch:
    try:
        return _decode(request.body)
    except RequestDataTooBig:
        raise Problem(413, "the request is larger than 8 MB: send fewer records at once") from None
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, f"the body is not a batch: {error}") from None


def schema() -> dict[str, object]:
    """The body's JSON schema, for the OpenAPI document."""
    (body,), parts = msgspec.json.schema_components([Batch], ref_template="#/components/schemas/{name}")
    return {"body": body, "parts": parts}
