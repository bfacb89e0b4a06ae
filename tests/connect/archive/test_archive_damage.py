"""Whatever happens to a file on its way, reading it ends in records or in a sentence, and twice the same."""

import io
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.connect.adapters.archive import reader
from linli.kernel.errors import Refusal

PAYLOADS = Path(__file__).parent / "payloads"
QQ = (
    "消息分组:我的QQ群\n{0}\n消息对象:院子\n{0}\n\n2024-01-02 8:03:04 林姐(10001234)\n好\n\n"
    "2024-01-02 8:03:05 系统消息(10000)\n莫莫加入本群。\n"
)
WHATSAPP = (
    "13/1/24, 23:56 - Lin added Su\n13/1/24, 23:57 - Su: hi\nthere\n14/1/24, 0:05 - Su: <Media omitted>\n"
)
WECHAT = (
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"
    '1,3,1,0,0,1704153600,2,"a\nb",,,Su,wxid_su\n2,3,49,5,0,1704153601,2,<title>x</title>,,,Su,wxid_su\n'
)
NEUTRAL = '{"id":"m1","channel":"c","ts":"2024-01-02T03:04:05Z","user":"Su","text":"hi"}\n' * 3
WHOLE = {
    "neutral": NEUTRAL.encode(),
    "telegram": (PAYLOADS / "telegram_group.json").read_bytes(),
    "discord": (PAYLOADS / "discord_thread.json").read_bytes(),
    "whatsapp": WHATSAPP.encode(),
    "qq": QQ.format("=" * 20).encode("gb18030"),
    "wechatmsg": WECHAT.encode(),
}
SPITEFUL = [
    b"\0", b"\xff\xfe", b'"', b"\\", b"{", b"]", b"\n", b"\r", b"9" * 30, b"-1", b"null", b"\\ud800",
    b"\xe2\x80\x8e", b"[" * 3000,
]  # fmt: skip


def damaged(whole, changes, chance):
    raw = bytearray(whole)
    for _ in range(changes):
        at = chance.randrange(len(raw) + 1)
        raw[at : at + chance.choice([0, 0, 1, 5, 200])] = chance.choice([b"", *SPITEFUL])
    return bytes(raw)


def outcome(path, name):
    """The records, or the sentence that refuses the file."""
    try:
        return list(reader.open_archive(path, format=name, zone="Asia/Shanghai").records())
    except Refusal as refusal:
        return str(refusal)


@pytest.mark.parametrize("name", sorted(WHOLE))
@given(changes=st.integers(1, 6), seed=st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_file_never_ends_in_anything_but_records_or_a_sentence(tmp_path, name, changes, seed):
    path = tmp_path / "chat.bin"
    path.write_bytes(damaged(WHOLE[name], changes, random.Random(seed)))

    first = outcome(path, name)

    assert first == outcome(path, name)
    assert isinstance(first, list) or first.endswith(".")


@pytest.mark.parametrize("name", sorted(WHOLE))
@given(share=st.floats(0, 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_file_cut_anywhere_gives_no_record_the_whole_one_has_not(tmp_path, name, share):
    path, part = tmp_path / "whole.bin", tmp_path / "whole" / "whole.bin"
    part.parent.mkdir(exist_ok=True)
    path.write_bytes(WHOLE[name])
    part.write_bytes(WHOLE[name][: int(len(WHOLE[name]) * share)])

    known = {one.external_id for one in outcome(path, name) if not isinstance(one, reader.NotUnderstood)}
    found = outcome(part, name)

    fresh = [one for one in found if not isinstance(one, str | reader.NotUnderstood)]
    assert len([one for one in fresh if one.external_id not in known]) <= (name in {"whatsapp", "qq"})


@given(changes=st.integers(1, 8), seed=st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_zip_never_ends_in_anything_but_records_or_a_sentence(tmp_path, changes, seed):
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("channels.json", '[{"id": "C1", "name": "garden"}]')
        archive.writestr("users.json", '[{"id": "U1", "name": "lin"}]')
        archive.writestr(
            "garden/2024-01-02.json", '[{"user": "U1", "ts": "1704153600.000100", "text": "hi"}]'
        )
    path = tmp_path / "damaged.zip"
    path.write_bytes(damaged(whole.read_bytes(), changes, random.Random(seed)))

    first = outcome(path, "slack")

    assert first == outcome(path, "slack")
    assert isinstance(first, list) or first.endswith(".")


@given(changes=st.integers(1, 8), seed=st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_tar_never_ends_in_anything_but_records_or_a_sentence(tmp_path, changes, seed):
    files = {
        "export/realm.json": b'{"zerver_realm": [{"id": 1, "name": "Garden"}], "zerver_stream": [{"id": 3}],'
        b'"zerver_recipient": [{"id": 4, "type": 2, "type_id": 3}], "zerver_reaction": [{"message": 5}]}',
        "export/messages-000001.json": b'{"zerver_message": ['
        b'{"id": 5, "sender": 6, "recipient": 4, "date_sent": 7}]}',
    }
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    path = tmp_path / "export.tar"
    path.write_bytes(damaged(whole.getvalue(), changes, random.Random(seed)))

    first = outcome(path, "zulip")

    assert first == outcome(path, "zulip")
    assert isinstance(first, list) or first.endswith(".")
