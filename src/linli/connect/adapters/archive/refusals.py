"""Files that look like chat history and are not: each is turned away with the sentence that helps."""

import re

from linli.connect.adapters.archive.source import LISTING

_SLACK_TEXT_NAMES = re.compile(r"/?(?:channels|dms|groups|mpims|direct_messages)/.+\.txt$", re.I)


def refusal(head: bytes, name: str) -> str | None:
    """Why this file is not read, or None when it may be one of ours."""
    if head.startswith(LISTING):
        names = head.removeprefix(LISTING).decode().split("\n")
        if any(_SLACK_TEXT_NAMES.search(one) for one in names) and not any(
            one.endswith(".json") for one in names
        ):
            return (
                "This is Slack's text export of a single person, which names no channels or users; "
                "ask a workspace owner for the JSON export."
            )
        return None
    start = head[:4096]
    if re.search(rb'"role"\s*:\s*"(?:system|user|assistant)"', start) and b'"content"' in start:
        return (
            "This JSON is a set of prompts for training a language model, without times or people; "
            "export the chat from WeChatMsg as CSV."
        )
    if b"Save by Tencent MsgMgr" in start or b"Tencent IM Message" in start:
        return "This is QQ's MHT export; export the messages again and choose the text format (TXT)."
    if start.startswith(b"SQLite format 3\0"):
        return "This is a database, not an export; export the chat as text from the program it belongs to."
    if start.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "This is a web page; export the chat again and choose JSON (or TXT) instead of HTML."
    return None
