"""Platforms for tests: one that misbehaves on request, one that keeps a record, one that needs a person."""

import json
import os
import signal
import time
from pathlib import Path

from linli.connect.gateway.contract import (
    CannotTell,
    Capabilities,
    Check,
    NeverArrived,
    NoAnswer,
    NotSent,
    Rate,
    RateLimited,
    Refused,
    Sent,
)

EVERYTHING = {
    "can_send_unattended": True,
    "can_dm": True,
    "can_recall": True,
    "can_mute": True,
    "can_kick": True,
    "can_admit": True,
    "can_react": True,
    "can_reconcile": True,
}


class Faulty:
    """Does what the text of a message tells it: "limit 30", "refuse", "logout", "down", "lost", "break"."""

    code, label = "faulty", "Faulty"
    capabilities = Capabilities(**EVERYTHING)

    def perform(self, account, orders):
        texts = [getattr(order.payload, "text", "") for order in orders]
        if any(text == "break" for text in texts):
            raise ConnectionResetError("the line broke")
        if any(text == "forget" for text in texts):
            return []
        return [self._outcome(text, order) for text, order in zip(texts, orders, strict=True)]

    def _outcome(self, text, order):
        word, _, rest = text.partition(" ")
        match word:
            case "limit":
                return RateLimited(float(rest))
            case "refuse":
                return Refused("no such room")
            case "logout":
                return Refused("the token was revoked", needs_login=True)
            case "down":
                return NotSent("no connection")
            case "lost":
                return NoAnswer("timed out")
        return Sent(f"$sent-{order.effect}")

    def reconcile(self, account, order):
        match order.payload.text:
            case "lost but arrived":
                return Sent("$found")
            case "lost for good":
                return NeverArrived()
            case "lost and breaks":
                raise TimeoutError("no answer")
        return CannotTell()

    def examine(self, account):
        return [Check("token", False, "The setting token is wrong: copy it again.")]


class Recording:
    """Keeps a line for each message that reached the platform in the file `account.config["file"]`.

    `config["kill"]` kills the process at a moment: before, between two messages, or after the last one;
    `config["pause"]` is how many seconds a message takes.
    """

    code, label = "recording", "Recording"
    capabilities = Capabilities(**EVERYTHING)

    def perform(self, account, orders):
        kill = account.config.get("kill")
        if kill == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        for i, order in enumerate(orders):
            if kill == "between" and i == len(orders) // 2:
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(account.config.get("pause", 0))
            _append(account.config["file"], {"key": order.key, "effect": order.effect})
        if kill == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return [Sent(f"$sent-{order.effect}") for order in orders]

    def reconcile(self, account, order):
        lines = (
            Path(account.config["file"]).read_text().splitlines() if account.config.get("readable") else None
        )
        if lines is None:
            return CannotTell()
        arrived = any(json.loads(line)["key"] == order.key for line in lines)
        return Sent(f"$sent-{order.effect}") if arrived else NeverArrived()

    def examine(self, account):
        return [Check("file", True, "The file can be written.")]


class ByHand(Faulty):
    """A platform without unattended sends."""

    code, label = "byhand", "By hand"
    capabilities = Capabilities(max_text_bytes=20)


class Slow(Faulty):
    """A platform that allows 10 effects a second, and 2 a second to one group."""

    code, label = "slow", "Slow"
    capabilities = Capabilities(**EVERYTHING, account_rate=Rate(10, 1), target_rate=Rate(2, 1))


def _append(path, line):
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, json.dumps(line).encode() + b"\n")
    os.fsync(handle)
    os.close(handle)
