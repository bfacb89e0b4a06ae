"""Refusals as problem documents (RFC 9457): one sentence in `detail`; of several, each by itself."""

from collections.abc import Sequence

from django.http import HttpRequest, JsonResponse

KIND = "application/problem+json"
_TITLES = {
    400: "The request cannot be used",
    401: "Who is asking?",
    403: "Not allowed",
    404: "Not found",
    413: "Too large",
    422: "Nothing was written",
}


class Problem(Exception):
    """Ends a request of the API with a status and one sentence."""

    def __init__(self, status: int, detail: str, errors: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The problem as a response."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _TITLES.get(problem.status, "Refused"),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [{"record": index, "detail": sentence} for index, sentence in problem.errors[:100]]
    response = JsonResponse(
        body, status=problem.status, content_type=KIND, json_dumps_params={"ensure_ascii": False}
    )
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="linli"'
    return response
