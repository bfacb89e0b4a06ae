"""The file by which a homeserver's administrator lets Linli in."""

import re

import yaml

from linli.connect.adapters.matrix import account as accounts
from linli.connect.gateway.contract import Account


def document(account: Account) -> str:
    """The registration as YAML. It holds both tokens: show it to nobody but the administrator.

    No rooms are claimed, so the homeserver tells us of rooms our accounts are in, and of no others.
    """
    matrix = accounts.of(account)
    ours = f"@{re.escape(matrix.localpart)}_.*:{re.escape(matrix.server_name)}"
    content = {
        "id": accounts.registration_id(account.channel),
        "url": matrix.url.rstrip("/"),
        "as_token": matrix.as_token,
        "hs_token": matrix.hs_token,
        "sender_localpart": matrix.localpart,
        "rate_limited": False,
        "namespaces": {"users": [{"exclusive": True, "regex": ours}], "aliases": [], "rooms": []},
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
