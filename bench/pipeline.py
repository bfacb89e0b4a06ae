"""How many messages a second go from bytes to log to every reaction, committed.

Two worker processes take batches of invented Chinese messages (30 to 80 characters) through intake and
deliver
the log to the wired reactions: moderation with 10,000 words, points, check-ins, members, roll-ups. The ratio
is
the share of a bare COPY of the same rows into a copy of the log, in the same run.
"""

import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

SIZE, QUICK_SIZE = 300_000, 40_000
BATCH = 2_000
WORKERS = 2
COMMUNITIES, MEMBERS, WORDS = 16, 20_000, 10_000
LETTERS = "今天气不错大家一起来读书吧积分活动明晚上八点见面聊新推荐好友分享故事心得早安晚问候欢迎加入讨论主题"


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there stays for other benches."""
    from linli.kernel.events import delivery, setup

    size = QUICK_SIZE if quick else SIZE
    setup.prepare(at=datetime.now(UTC))
    org, channel = _organisation()
    with tempfile.TemporaryDirectory() as folder:
        _write_batches(Path(folder), size, seed=org)
        delivery.deliver_all(at=datetime.now(UTC))
        before = _rows()
        workers = [_worker(org, channel, folder, number) for number in range(WORKERS)]
        for worker in workers:
            worker.stdout.readline()
        cpu = _cpu_seconds() + sum(sum(_clock_ticks(one.pid, with_children=True)) for one in workers)
        started = time.perf_counter()
        for worker in workers:
            worker.stdin.close()
        codes = [worker.wait() for worker in workers]
        delivery.deliver_all(at=datetime.now(UTC))
        seconds = time.perf_counter() - started
        cpu = _cpu_seconds() - cpu
    if any(codes) or _rows() - before < size:
        raise RuntimeError(f"workers ended with {codes} and {_rows() - before} of {size} rows are in the log")
    bare = _bare_copy(size)
    return [
        _figure(
            "pipeline", size / seconds, "messages/s", bare / seconds, "a bare COPY of the same rows", size
        ),
        _figure(
            "pipeline_cpu", size / cpu, "messages/CPU-s", None, "CPU of all processes and PostgreSQL", size
        ),
    ]


def _figure(name, value, unit, ratio, against, n):
    shown = None if ratio is None else round(ratio, 3)
    return {"name": name, "value": round(value), "unit": unit, "ratio": shown, "against": against, "n": n}


def _organisation():
    """An organisation with rules that are really in force."""
    from linli.connect.gateway.models import Channel
    from linli.kernel.orgs import scope
    from linli.kernel.orgs.actions.organisations import create_organisation
    from linli.kernel.orgs.actor import SYSTEM
    from linli.people.communities.actions import communities, groups
    from linli.run.growth.actions import setup as growth
    from linli.run.moderation.actions import lists
    from linli.run.moderation.models import WordList

    at = datetime.now(UTC)
    slug = f"bench-{time.time_ns()}"
    org = create_organisation(name=slug, slug=slug, owner=None, by=SYSTEM, at=at)
    with scope.org(org.id):
        channel = Channel.objects.create(adapter="null", name="bench", created_at=at)
        for number in range(COMMUNITIES):
            community = communities.open_community(name=f"bench {number}", by=SYSTEM, at=at)
            groups.bind_group(
                community=community,
                name="one",
                channel_id=channel.id,
                external=f"g{number}",
                by=SYSTEM,
                at=at,
            )
        growth.set_up(at=at)
        rules = lists.open_rule_set(name="bench", community=None, by=SYSTEM, at=at, mode="enforce")
        words = WordList.objects.get(rule_set=rules, sense="block", kind="words")
        text = "\n".join(_listed_words())
        lists.add_words(word_list_id=words.id, text=text, by=SYSTEM, at=at)
    return org.id, channel.id


def _listed_words():
    rng = random.Random(7)
    invented = {"".join(rng.choices(LETTERS, k=rng.randint(6, 8))) for _ in range(WORDS + 200)}
    return sorted(invented)[:WORDS]


def _text(rng, listed):
    """30 to 80 characters; one message in five hundred holds a listed word."""
    text = "".join(rng.choices(LETTERS, k=rng.randint(30, 72)))
    return text + rng.choice(listed) if rng.random() < 0.002 else text


def _write_batches(folder, size, *, seed):
    """Batches as the API would receive them: JSON, one file each, dealt to the workers in turn."""
    rng = random.Random(seed)
    at = datetime.now(UTC) - timedelta(seconds=size // 1000 + 60)
    listed = _listed_words()
    for start in range(0, size, BATCH):
        records = [
            {
                "kind": "message",
                "external_id": f"{seed}-{number}",
                "occurred_at": at + timedelta(milliseconds=number),
                "group": f"g{rng.randrange(COMMUNITIES)}",
                "sender": f"u{int(rng.paretovariate(0.8)) % MEMBERS}",
                "text": _text(rng, listed),
            }
            for number in range(start, min(start + BATCH, size))
        ]
        name = f"{start // BATCH % WORKERS}-{start // BATCH:06d}.json"
        (folder / name).write_bytes(msgspec.json.encode(records))


def _worker(org, channel, folder, number):
    command = [sys.executable, "-m", "bench.pipeline", str(org), str(channel), folder, str(number)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def work(org: int, channel: int, folder: Path, number: int) -> None:
    """One worker: its batches through intake, and in between whatever the log has for the reactions."""
    import django

    django.setup()
    import gc

    from linli.connect.gateway.intake import accepting
    from linli.facts.inbound import Inbound
    from linli.kernel.events import delivery
    from linli.kernel.events.reactions import lanes
    from linli.kernel.orgs import scope

    decode = msgspec.json.Decoder(list[Inbound]).decode
    lanes()
    print("ready", flush=True)
    sys.stdin.read()
    gc.freeze()
    for count, path in enumerate(sorted(folder.glob(f"{number}-*.json")), 1):
        with scope.org(org):
            accepting.accept(channel, decode(path.read_bytes()), at=datetime.now(UTC))
        if count % 4 == 0:
            delivery.deliver_round("live", at=datetime.now(UTC))
            delivery.deliver_round("measure", at=datetime.now(UTC))
    delivery.deliver_all(at=datetime.now(UTC))


def _rows():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events WHERE kind = 'message.posted'")
        return cursor.fetchone()[0]


def _cpu_seconds():
    """User and system time of this process, its children and the database's processes, in seconds."""
    from django.db import connection

    own = sum(_clock_ticks("self", with_children=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_read_file('postmaster.pid')")
        postmaster = int(cursor.fetchone()[0].split()[0])
    return own + sum(_clock_ticks(postmaster, with_children=True)) + _living_children(postmaster)


def _clock_ticks(pid, *, with_children):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(ticks) / 100 for ticks in fields[11 : 15 if with_children else 13]]


def _living_children(parent):
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                total += sum(_clock_ticks(stat.parent.name, with_children=False))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def _bare_copy(size):
    """Seconds for a COPY of the newest rows into a copy of the log, as text, committed."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE sample AS SELECT * FROM events ORDER BY xid DESC, position DESC LIMIT %s",
            [size],
        )
        with cursor.copy("COPY sample TO STDOUT") as copy:
            block = b"".join(bytes(part) for part in copy)
        cursor.execute("CREATE TABLE bench_copy (LIKE events INCLUDING ALL)")
    started = time.perf_counter()
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy("COPY bench_copy FROM STDIN") as copy,
    ):
        copy.write(block)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_copy; DROP TABLE sample")
    return seconds


if __name__ == "__main__":
    work(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
