"""WhatsApp: two systems, four languages, no ids, and dates that only the whole file explains."""

import zipfile

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

SHANGHAI = {"zone": "Asia/Shanghai"}
ANDROID = """12/1/24, 23:55 - Messages and calls are end-to-end encrypted.
12/1/24, 23:55 - Lin created group "Garden: north"
12/1/24, 23:56 - Lin added Su
13/1/24, 00:05 - Su: hello: you
[2024/1/2 03:04:05] Momo: quoted from another phone

13/1/24, 00:05 - ~\u202fMomo: <Media omitted>
13/1/24, 00:06 - Su: IMG-001.jpg (file attached)
the yard today
13/1/24, 00:07 - Momo left
13/1/24, 00:07 - Lin removed Zoe
13/1/24, 00:08 - Lin changed the subject from "Garden: north" to "Garden: south"
13/1/24, 00:09 - +86 138 0000 0000 joined using this group's invite link
"""


def test_an_android_chat_is_read_whole(write, read, utc):
    records = read(write("WhatsApp Chat with Garden (1).txt", ANDROID), **SHANGHAI)

    assert all(isinstance(one, Inbound) and one.group == "Garden" for one in records)
    assert [(one.kind, one.sender, one.target, one.text) for one in records] == [
        (
            "system",
            "",
            "",
            "Messages and calls are end-to-end encrypted.",
        ),
        ("join", "Lin", "", 'Lin created group "Garden: north"'),
        ("join", "Su", "", "Lin added Su"),
        ("message", "Su", "", "hello: you\n[2024/1/2 03:04:05] Momo: quoted from another phone"),
        ("message", "Momo", "", ""),
        ("message", "Su", "", "the yard today"),
        ("leave", "Momo", "", "Momo left"),
        ("kick", "Lin", "Zoe", "Lin removed Zoe"),
        ("group_renamed", "Lin", "", 'Lin changed the subject from "Garden: north" to "Garden: south"'),
        ("join", "+86 138 0000 0000", "", "+86 138 0000 0000 joined using this group's invite link"),
    ]
    assert records[3].occurred_at == utc("2024-01-12 16:05:00")
    assert [one.parts for one in records[4:6]] == [
        (Part("file"),),
        (Part("image", text="IMG-001.jpg", ref="IMG-001.jpg"),),
    ]
    assert records[8].group_name == "Garden: south"


IOS = (
    "\ufeff[2024/1/2 下午3:04:05] 邻里花园: \u200e消息和通话已进行端到端加密。\r\n"
    "\u200e[2024/1/2 下午3:04:06] 小苏: \u200e图片已忽略\r\n"
    "[2024/1/2 下午3:04:07] 小苏: 早\r\n上好\r\n"
    "[2024/1/2 下午3:04:08] 小苏: \u200e<附件：00001-PHOTO.jpg>\r\n"
    "[2024/1/2 下午3:04:09] 邻里花园: \u200e林姐添加了莫莫\r\n"
    "[2024/1/2 晚上11:00:00] 莫莫: \u200e莫莫退出了群组\r\n"
)


def test_an_ios_chat_in_chinese_is_read_from_its_zip(tmp_path, read, utc):
    path = tmp_path / "WhatsApp Chat - 邻里花园.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", IOS)
        archive.writestr("00001-PHOTO.jpg", b"\xff\xd8")

    records = read(path, **SHANGHAI)

    assert [(one.kind, one.sender, one.text, one.group) for one in records] == [
        ("system", "", "消息和通话已进行端到端加密。", "邻里花园"),
        ("message", "小苏", "", "邻里花园"),
        ("message", "小苏", "早\n上好", "邻里花园"),
        ("message", "小苏", "", "邻里花园"),
        ("join", "莫莫", "林姐添加了莫莫", "邻里花园"),
        ("leave", "莫莫", "莫莫退出了群组", "邻里花园"),
    ]
    assert [one.parts for one in records[1:4]] == [
        (Part("image"),),
        (),
        (Part("image", text="00001-PHOTO.jpg", ref="00001-PHOTO.jpg"),),
    ]
    assert records[2].occurred_at == utc("2024-01-02 07:04:07")
    assert records[5].occurred_at == utc("2024-01-02 15:00:00")


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("2/1/24, 12:05 AM - ", "2024-01-02 00:05:00"),
        ("2/1/24, 12:05\u202fPM - ", "2024-01-02 12:05:00"),
        ("2/1/2024, 3:04 p. m. - ", "2024-01-02 15:04:00"),
        ("02.01.24, 15:04 - ", "2024-01-02 15:04:00"),
        ("2-1-24 15:04 - ", "2024-01-02 15:04:00"),
        ("2024/1/2 15:04 - ", "2024-01-02 15:04:00"),
        ("2024年1月2日 下午3:04 - ", "2024-01-02 15:04:00"),
        ("2024. 1. 2. 오후 3:04 - ", "2024-01-02 15:04:00"),
        ("2024/1/2 午前3:04 - ", "2024-01-02 03:04:00"),
        ("2024/1/2 凌晨12:04 - ", "2024-01-02 00:04:00"),
        ("2024/1/2 中午12:04 - ", "2024-01-02 12:04:00"),
        ("[02/01/24, 3:04:05 PM] ", "2024-01-02 15:04:05"),
        ("\u200e[2024-01-02, 15:04:05] ", "2024-01-02 15:04:05"),
    ],
)
def test_every_way_to_write_a_time_is_understood(write, read, utc, stamp, expected):
    (record,) = read(write("_chat.txt", f"{stamp}Su: hi\n"), zone="UTC", date_order="dmy")

    assert (record.occurred_at, record.sender, record.text) == (utc(expected), "Su", "hi")


def chat(*dates):
    return "".join(f"{date}, 10:00 - Su: {number}\n" for number, date in enumerate(dates))


@pytest.mark.parametrize(
    ("dates", "last"),
    [
        (("12/9/20", "13/9/20"), "2020-09-13"),
        (("9/12/20", "9/13/20"), "2020-09-13"),
        (("1/2/24", "2/2/24", "1/3/24"), "2024-03-01"),
        (("2/1/24", "2/2/24", "3/1/24"), "2024-03-01"),
        (("5/5/24", "6/6/24"), "2024-06-06"),
    ],
)
def test_day_and_month_are_told_apart_over_the_whole_file(write, read, dates, last):
    records = read(write("_chat.txt", chat(*dates)), **SHANGHAI)

    assert str(records[-1].occurred_at.date()) == last


def test_dates_that_could_be_either_are_asked_for(write, read):
    path = write("_chat.txt", chat("3/4/24", "3/4/24"))

    with pytest.raises(reader.NeedsDateOrder, match="say the date order, dmy or mdy"):
        read(path, **SHANGHAI)
    assert str(read(path, **SHANGHAI, date_order="mdy")[0].occurred_at.date()) == "2024-03-04"
    assert str(read(path, **SHANGHAI, date_order="dmy")[0].occurred_at.date()) == "2024-04-03"


def test_dates_in_two_orders_are_refused(write, read):
    with pytest.raises(reader.BadArchive, match="written in two different orders"):
        read(write("_chat.txt", chat("13/4/24", "4/13/24")), **SHANGHAI)


def test_a_notice_about_several_people_is_one_record_each(write, read):
    text = "13/1/24, 10:00 - Lin added Su, Momo and Zhou\n13/1/24, 10:01 - 林姐 添加了小苏、和平\n"

    records = read(write("_chat.txt", text + "13/1/24, 10:02 - Lin removed Su and Momo\n"), **SHANGHAI)

    assert [(one.kind, one.sender, one.target) for one in records] == [
        *(("join", name, "") for name in ("Su", "Momo", "Zhou", "小苏", "和平")),
        ("kick", "Lin", "Su"),
        ("kick", "Lin", "Momo"),
    ]
    assert len({one.external_id for one in records}) == 7


def test_a_person_who_quotes_a_notice_is_still_the_one_who_speaks(write, read, said):
    text = '13/1/24, 10:00 - Su: Lin changed the subject to "x"\n13/1/24, 10:01 - Su: Momo left\n'

    assert said(read(write("_chat.txt", text), **SHANGHAI)) == [
        ("Su", 'Lin changed the subject to "x"'),
        ("Su", "Momo left"),
    ]


def test_a_zone_is_asked_for(write, read):
    with pytest.raises(reader.NeedsZone, match="WhatsApp files carry no time zone"):
        read(write("_chat.txt", ANDROID))


def test_late_lines_are_sorted_and_equal_times_keep_their_order(write, read, said):
    text = "13/1/24, 10:01 - Su: b\n13/1/24, 10:00 - Su: a\n13/1/24, 10:01 - Su: c\n"

    assert said(read(write("_chat.txt", text), **SHANGHAI)) == [("Su", "a"), ("Su", "b"), ("Su", "c")]


def test_equal_messages_in_one_minute_have_different_ids_that_never_change(write, read):
    path = write("_chat.txt", "13/1/24, 10:01 - Su: +1\n13/1/24, 10:01 - Su: +1\n13/1/24, 10:01 - Momo: +1\n")

    ids = [one.external_id for one in read(path, **SHANGHAI)]

    assert len(set(ids)) == 3
    assert ids == [one.external_id for one in read(path, **SHANGHAI)]


def test_impossible_times_and_stray_lines_are_named(write, read, said):
    text = "stray\n13/1/24, 10:01 - Su: a\n13/1/24, 25:01 - Su: b\n13/1/24, 10:02 - Su: c\n"

    records = read(write("_chat.txt", text), **SHANGHAI)

    assert said(records) == [("Su", "a"), ("Su", "c")]
    assert [(one.line, one.reason) for one in records if isinstance(one, reader.NotUnderstood)] == [
        (1, "The line has no date, and no message stands before it."),
        (3, "The record has no usable time: hour must be in 0..23."),
    ]


def test_a_message_over_the_limit_is_named_and_not_held(write, read, said):
    text = "13/1/24, 10:01 - Su: " + "long\n" * 250_000 + "13/1/24, 10:02 - Su: short\n"

    records = read(write("_chat.txt", text), **SHANGHAI)

    assert said(records) == [("Su", "short")]
    assert (records[0].line, records[0].reason) == (1, "The record is larger than 1 MB.")
