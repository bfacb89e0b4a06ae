"""WeChatMsg's CSV: media is XML, local ids repeat, the room is only in the file's name."""

import csv
import io
from datetime import UTC, datetime

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

HEADER = [
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime",
    "Status", "StrContent", "StrTime", "Remark", "NickName", "Sender",
]  # fmt: skip


def table(*rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for local, kind, subkind, at, content, name, sender in rows:
        writer.writerow([local, 3, kind, subkind, 0, at, 2, content, "", "", name, sender])
    return "\ufeff" + out.getvalue()


CHAT = table(
    (1, 10000, 0, 1704153600, '"林姐"邀请"小苏"加入了群聊', "", ""),
    (2, 1, 0, 1704153601, "早\n@所有人 ", "小苏", "wxid_su"),
    (3, 3, 0, 1704153602, "<msg><img/></msg>", "小苏", "wxid_su"),
    (4, 49, 5, 1704153603, "<msg><title>团购 &amp; 价</title><url>https://example.org/?a=1&amp;b=2</url></msg>",
     "林姐", "wxid_lin"),
    (5, 49, 57, 1704153604, "<msg><title><![CDATA[说得对]]></title><refermsg/></msg>", "小苏", "wxid_su"),
    (2, 1, 0, 1704153699, "other database", "小苏", "wxid_su"),
    (6, 10002, 0, 1704153700, "<sysmsg><revokemsg>小苏 撤回了一条消息</revokemsg></sysmsg>", "", ""),
    (7, 10000, 0, 1704153701, '你将"小苏"移出了群聊', "", ""),
    (8, 10000, 0, 1704153702, '林姐修改群名为“大院”', "", ""),
)  # fmt: skip


def test_every_type_of_row_arrives(write, read):
    def garden(kind, number, at, sender, **rest):
        return Inbound(
            kind=kind, external_id=f"邻里花园:{at}:{number}", occurred_at=datetime.fromtimestamp(at, UTC),
            group="邻里花园",
            group_name=rest.pop("group_name", "邻里花园"), sender=sender, **rest,
        )  # fmt: skip

    path = write("邻里花园_utf8.csv", CHAT)

    assert read(path) == read(path) == [
        garden("join", 1, 1704153600, "wxid_su", sender_name="小苏", text='"林姐"邀请"小苏"加入了群聊'),
        garden("message", 2, 1704153601, "wxid_su", sender_name="小苏", text="早\n@所有人 ",
               parts=(Part("mention_all", text="@所有人"),)),
        garden("message", 3, 1704153602, "wxid_su", sender_name="小苏", parts=(Part("image"),)),
        garden("message", 4, 1704153603, "wxid_lin", sender_name="林姐", text="团购 & 价",
               parts=(Part("link", text="团购 & 价", ref="https://example.org/?a=1&b=2"),)),
        garden("message", 5, 1704153604, "wxid_su", sender_name="小苏", text="说得对"),
        garden("message", 2, 1704153699, "wxid_su", sender_name="小苏", text="other database"),
        garden("system", 6, 1704153700, "", text="小苏 撤回了一条消息"),
        garden("leave", 7, 1704153701, "wxid_su", sender_name="小苏", text='你将"小苏"移出了群聊'),
        garden("group_renamed", 8, 1704153702, "wxid_lin", sender_name="林姐", text="大院",
               group_name="大院"),
    ]  # fmt: skip


def test_a_notice_about_several_people_is_one_record_each(write, read):
    rows = [(1, 10000, 0, 1704153600, '你邀请"小苏、莫莫"加入了群聊', "", ""),
            (2, 1, 0, 1704153601, "早", "小苏", "wxid_su")]  # fmt: skip

    records = read(write("院子.csv", table(*rows)))

    assert [(one.kind, one.sender, one.external_id) for one in records] == [
        ("join", "wxid_su", "院子:1704153600:1"),
        ("join", "name:莫莫", "院子:1704153600:1.1"),
        ("message", "wxid_su", "院子:1704153601:2"),
    ]


def test_broken_rows_are_named_by_line(write, read, said):
    good = table((1, 1, 0, 1704153600, "a\nb", "Su", "wxid_su"))
    bad = "2,3,1\n3,3,1,0,0,noon,2,x,,,Su,wxid_su\n4,3,1,0,0,1704153601,2,x,,,Su,\n"
    huge = '5,3,1,0,0,1704153601,2,"' + "x" * 1_100_000 + '",,,Su,wxid_su\n'
    last = "6,3,1,0,0,1704153602,2,z,,,Su,wxid_su\n"

    records = read(write("chat.csv", good + bad + huge + last))

    assert said(records) == [("wxid_su", "a\nb"), ("wxid_su", "z")]
    assert [(one.line, one.reason) for one in records if not isinstance(one, Inbound)] == [
        (4, "The row has 3 columns instead of 12."),
        (5, "The record has no usable time: CreateTime is not a number of seconds."),
        (6, "The record names no sender."),
        (7, "The record is larger than 1 MB."),
    ]


def test_a_quote_never_closed_is_named_and_reading_goes_on_after_it(write, read):
    row = "%d,3,1,0,0,1704153601,2,%s,,,Su,wxid_su\n"
    lines = [row % (number, "x" * 1000) for number in range(1500)]

    records = read(write("chat.csv", table() + row % (0, '"open') + "".join(lines)))

    assert (records[0].line, records[0].reason) == (
        2, "The row is not valid CSV: field larger than field limit (1000000).",
    )  # fmt: skip
    assert records[-1].text == "x" * 1000
    assert records[-1].external_id == "chat:1704153601:1499"


def test_the_training_set_is_refused(write):
    path = write("train.json", '[{"messages": [{"role": "user", "content": "hi"}]}]')

    with pytest.raises(reader.BadArchive, match="training a language model"):
        reader.open_archive(path)


def test_a_table_without_the_columns_is_refused(write):
    with pytest.raises(reader.BadArchive, match="has no column localId"):
        reader.open_archive(write("other.csv", "a,b\n1,2\n"), format="wechatmsg")
