"""QQ's message manager: four encodings, several groups in one file, prefixes, notices and no ids."""

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

SHANGHAI = {"zone": "Asia/Shanghai"}
RULE = "=" * 64
CHAT = f"""消息记录（此消息记录为文本格式，不支持重新导入）

{RULE}
消息分组:我的QQ群
{RULE}
消息对象:邻里花园
{RULE}

2024-01-02 8:03:04 【管理员】林姐(10001234)
大家好
2024-01-01 7:00:00 莫莫(30003456)
是引用

{RULE}
还是同一条

2024-01-02 8:03:04 【LV3 邻居】【3栋】小苏(20002345)
[图片]早[表情]

2024-01-02 8:03:05 小苏改名了(20002345)
@全体成员 集合

2024-01-02 8:03:05 小苏改名了(20002345)
@全体成员 集合

2024-01-02 8:04:00 系统消息(10000)
莫莫(30003456)加入本群。

2024-01-02 8:05:00 系统消息(1000000)
林姐邀请阿周加入了本群

2024-01-02 8:06:00 系统消息(10000)
林姐 撤回了一条消息

2024-01-02 8:07:00 小苏改名了退出本群(20002345)
不是系统消息

2024-01-02 8:08:00 神秘人(80000000)
匿名的话

2024-01-02 8:09:00 Q群管家(2854196310)
欢迎新人

2024-01-02 8:10:00 PM 阿敏<min@example.org>
晚上好

2024-01-02 8:11:00 PM 系统消息(10000)
林姐 已退出本群

{RULE}
消息分组:我的QQ群
{RULE}
消息对象:团购群
{RULE}

2024-01-03 0:00:01 林姐(10001234)
开团
"""


def neighbour(kind, at, sender, **rest):
    return (kind, at, sender, rest.get("name", ""), rest.get("text", ""), rest.get("group", "邻里花园"))


EXPECTED = [
    neighbour("message", "2024-01-02 00:03:04", "10001234", name="林姐",
              text=f"大家好\n2024-01-01 7:00:00 莫莫(30003456)\n是引用\n\n{RULE}\n还是同一条"),
    neighbour("message", "2024-01-02 00:03:04", "20002345", name="【3栋】小苏", text="[图片]早[表情]"),
    neighbour("message", "2024-01-02 00:03:05", "20002345", name="小苏改名了", text="@全体成员 集合"),
    neighbour("message", "2024-01-02 00:03:05", "20002345", name="小苏改名了", text="@全体成员 集合"),
    neighbour("join", "2024-01-02 00:04:00", "30003456", name="莫莫", text="莫莫(30003456)加入本群。"),
    neighbour("join", "2024-01-02 00:05:00", "name:阿周", name="阿周", text="林姐邀请阿周加入了本群"),
    neighbour("system", "2024-01-02 00:06:00", "", text="林姐 撤回了一条消息"),
    neighbour("message", "2024-01-02 00:07:00", "20002345", name="小苏改名了退出本群", text="不是系统消息"),
    neighbour("message", "2024-01-02 00:08:00", "anonymous:神秘人", name="神秘人", text="匿名的话"),
    neighbour("message", "2024-01-02 00:09:00", "2854196310", name="Q群管家", text="欢迎新人"),
    neighbour("message", "2024-01-02 12:10:00", "min@example.org", name="阿敏", text="晚上好"),
    neighbour("leave", "2024-01-02 12:11:00", "10001234", name="林姐", text="林姐 已退出本群"),
    neighbour("message", "2024-01-02 16:00:01", "10001234", name="林姐", text="开团", group="团购群"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_every_encoding_gives_the_same_records(write, read, utc, encoding):
    path = write("chat.txt", CHAT.replace("\n", "\r\n").encode(encoding))

    records = read(path, **SHANGHAI)

    assert reader.open_archive(path, **SHANGHAI).format == "qq"
    assert reader.open_archive(path, **SHANGHAI).title == "邻里花园"
    assert [
        (one.kind, one.occurred_at, one.sender, one.sender_name, one.text, one.group) for one in records
    ] == [(kind, utc(at), *rest) for kind, at, *rest in EXPECTED]
    assert [one.external_id for one in records] == [one.external_id for one in read(path, **SHANGHAI)]
    assert len({one.external_id for one in records}) == 13


def test_placeholders_and_calls_to_all_become_parts(write, read):
    records = read(write("chat.txt", CHAT), **SHANGHAI)

    assert records[1].parts == (Part("image"), Part("emoji"))
    assert records[2].parts == (Part("mention_all", text="@全体成员"),)
    assert [one.sender for one in records if one.is_bot] == ["2854196310"]


def test_a_notice_about_several_people_is_one_record_each(write, read):
    notice = "2024-01-02 8:04:00 系统消息(10000)\n林姐(10001234)邀请莫莫(30003456)、阿周加入了本群。\n"

    records = read(write("chat.txt", "消息对象:院子\n\n" + notice), **SHANGHAI)

    assert [(one.kind, one.sender, one.sender_name) for one in records] == [
        ("join", "30003456", "莫莫"),
        ("join", "name:阿周", "阿周"),
    ]
    assert len({one.external_id for one in records}) == 2


def test_a_friend_without_number_is_known_by_name(write, read, said):
    path = write(
        "friend.txt", "消息对象:阿敏\n\n2024-01-02 8:03:04 阿敏\n在吗\n\n2024-01-02 8:03:09 我(1)\n在\n"
    )

    assert said(read(path, **SHANGHAI)) == [("name:阿敏", "在吗"), ("name:我(1)", "在")]


def test_impossible_times_broken_bytes_and_stray_lines_are_named(write, read, said):
    head = "消息对象:院子\n\n".encode()
    text = (
        "走失的一行\n\n2024-01-02 8:03:04 林姐(10001234)\n好\n\n".encode()
        + "2024-02-30 8:03:04 林姐(10001234)\n坏\n\n".encode()
        + b"2024-01-02 8:03:05 Lin(10001234)\n\xff\xfe\n\n"
        + "2024-01-02 8:03:06 林姐(10001234)\n完\n".encode()
    )

    records = read(write("chat.txt", head + text), **SHANGHAI)

    assert said(records) == [("10001234", "好"), ("10001234", "完")]
    assert [(one.line, one.reason) for one in records if not isinstance(one, Inbound)] == [
        (3, "The line is not the head of a message: no date, time and name."),
        (8, "The record has no usable time: day is out of range for month."),
        (11, "The record is not readable in the file's encoding."),
    ]


def test_a_zone_is_asked_for(write):
    with pytest.raises(reader.NeedsZone, match="QQ files carry no time zone"):
        reader.open_archive(write("chat.txt", CHAT))


def test_a_time_in_the_hour_that_comes_twice_is_the_first(write, read, utc):
    path = write("chat.txt", "消息对象:院子\n\n2024-11-03 1:30:00 Su(20002345)\nhi\n")

    (record,) = read(path, zone="America/New_York")

    assert record.occurred_at == utc("2024-11-03 05:30:00")
