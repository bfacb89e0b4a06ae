"""The account that speaks: our own, or one of ours that is made when it is first needed."""

from linli.connect.adapters.matrix.homeserver import Answer, Homeserver, Trouble, quoted


def send(server: Homeserver, room: str, kind: str, key: str, content: Answer) -> str:
    """Send an event as the account that speaks; it is made, named and brought into the room on the way."""
    matrix = server.matrix
    if not matrix.speaker:
        return server.send(room, kind, key, content)
    try:
        return server.send(room, kind, key, content, as_user=matrix.voice)
    except Trouble as trouble:
        if trouble.status != 403:
            raise
    _make(server)
    _bring(server, room)
    return server.send(room, kind, key, content, as_user=matrix.voice)


def _make(server: Homeserver) -> None:
    matrix = server.matrix
    body = {"type": "m.login.application_service", "username": matrix.speaker, "inhibit_login": True}
    try:
        server.ask("POST", "/_matrix/client/v3/register", body=body)
    except Trouble as trouble:
        if trouble.code != "M_USER_IN_USE":
            raise
    if matrix.speaker_name:
        path = f"/_matrix/client/v3/profile/{quoted(matrix.voice)}/displayname"
        server.ask("PUT", path, body={"displayname": matrix.speaker_name}, as_user=matrix.voice)


def _bring(server: Homeserver, room: str) -> None:
    """Invited by our own account, as few rooms are open to all; being in already is no failure."""
    voice = server.matrix.voice
    try:
        server.act(room, "invite", user_id=voice)
    except Trouble as trouble:
        if trouble.status != 403:
            raise
    server.act(room, "join", as_user=voice)
