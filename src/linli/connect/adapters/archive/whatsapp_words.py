"""What WhatsApp itself writes into a chat: placeholders for media, and notices, in English and Chinese."""

import re
from typing import NamedTuple

from linli.facts.inbound import InboundKind, Part, PartKind


class Notice(NamedTuple):
    """A line of the app: who came, went, was put out, or (`title`) what the group is called."""

    kind: InboundKind
    actor: str
    target: str = ""
    title: str = ""


class Media(NamedTuple):
    part: Part
    caption: str


_QUOTED = r"[“\"「](?P<title>.+)[”\"」]"
_BY_LINK = r"(?:使用|通过|通過|透过|透過|经由|經由).*(?:链接|連結|鏈結|邀请|邀請)"
_GROUP = r"(?:本|该|此|該)?(?:群组|群組|群聊)?"
_RENAME = r"[将將](?:群组|群組)?(?:名称|名稱|主题|主旨).*?(?:为|為|成)"
_PATTERNS: tuple[tuple[InboundKind, str], ...] = (
    ("join", rf"(?P<actor>[^:]+?) created (?:this )?group {_QUOTED}"),
    ("join", rf"(?P<actor>[^:]+?) ?已?(?:创建|建立)了?(?:此|本|這個|这个)?(?:群组|群組) ?{_QUOTED}"),
    ("group_renamed", rf"(?P<actor>[^:]+?) changed the (?:subject|group name)(?: from .+)? to {_QUOTED}"),
    ("group_renamed", rf"(?P<actor>[^:]+?) ?已?{_RENAME} ?{_QUOTED}"),
    ("join", r"(?P<actor>.+?) joined (?:using|via|from) .+"),
    ("join", r".+? added (?P<actor>.+)"),
    ("join", r"(?P<actor>.+?) (?:was|were) added"),
    ("join", rf"(?P<actor>.+?) ?已?{_BY_LINK}.*加入.*"),
    ("join", rf"(?P<actor>.+?) ?已?加入了?{_GROUP}"),
    ("join", r".+? ?已?(?:添加|新增)了? ?(?P<actor>.+)"),
    ("leave", r"(?P<actor>.+?) left(?: the group)?"),
    ("leave", rf"(?P<actor>.+?) ?已?(?:退出|离开|離開)了?{_GROUP}"),
    ("kick", r"(?P<actor>.+?) removed (?P<target>.+)"),
    ("kick", r"(?P<actor>.+?) ?已?(?:移除|删除|刪除|移出)了? ?(?P<target>.+)"),
)
_NOTICES = tuple((kind, re.compile(f"^{pattern}$")) for kind, pattern in _PATTERNS)

_OMITTED: dict[str, PartKind] = {
    "<media omitted>": "file",
    "<省略多媒体文件>": "file",
    "<忽略多媒體檔>": "file",
    "<媒体文件已忽略>": "file",
    **dict.fromkeys(("image omitted", "图片已忽略", "忽略圖片", "圖片已忽略", "gif omitted"), "image"),
    **dict.fromkeys(("video omitted", "视频已忽略", "影片已忽略", "忽略影片", "video note omitted"), "video"),
    **dict.fromkeys(("audio omitted", "音频已忽略", "語音訊息已忽略", "忽略語音訊息"), "audio"),
    **dict.fromkeys(("document omitted", "文档已忽略", "文件已忽略"), "file"),
    **dict.fromkeys(("sticker omitted", "贴图已忽略", "貼圖已忽略", "忽略貼圖"), "emoji"),
    **dict.fromkeys(("contact card omitted", "联系人名片已忽略"), "card"),
}
_CAPTION = r"(?:\n(?P<caption>.*))?$"
_ATTACHED = (
    re.compile(rf"^<(?:attached|附件|已附加|附加檔案) ?[:：] ?(?P<file>[^>\n]+)>{_CAPTION}", re.S),
    re.compile(
        rf"^(?P<file>[^\n]+\.\w{{2,5}}) \((?:file attached|文件附件|檔案已附加|附件)\){_CAPTION}", re.S
    ),
)
_EXTENSIONS: dict[str, PartKind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp"), "video"),
    **dict.fromkeys(("opus", "mp3", "m4a", "aac", "ogg"), "audio"),
    "webp": "emoji",
    "vcf": "card",
}


def notice_of(text: str) -> Notice | None:
    """The notice a line is, or None when it is something else the app says."""
    if len(text) > 400:
        return None
    for kind, pattern in _NOTICES:
        if found := pattern.match(text):
            named = found.groupdict()
            return Notice(kind, named["actor"], named.get("target") or "", named.get("title") or "")
    return None


def media_of(text: str) -> Media | None:
    """The media a placeholder stands for, with the words written under it."""
    bare = text.replace("\u200e", "").strip()
    if kind := _OMITTED.get(bare.lower()):
        return Media(Part(kind), "")
    for pattern in _ATTACHED:
        if found := pattern.match(bare):
            name = found["file"].strip()
            kind = _EXTENSIONS.get(name.rpartition(".")[2].lower(), "file")
            return Media(Part(kind, text=name, ref=name), (found["caption"] or "").strip())
    return None
