"""How fast a chat-history file becomes events, and whether memory stays flat whatever the file's size.

The ratio compares with reading the same file alone, nothing stored, in the same run.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIZE, QUICK_SIZE = 400_000, 20_000
LETTERS = "今天气不错大家一起来读书吧积分活动明晚上八点见面聊新推荐好友分享故事心得早安晚问候欢迎加入讨论主题"


def run(quick: bool) -> list[dict]:
    """Import a small file and one five times its size, each in a process of its own."""
    size = QUICK_SIZE if quick else SIZE
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.jsonl", Path(folder) / "large.jsonl"
        _write(small, size // 5, "a")
        _write(large, size, "b")
        _, small_mb = _import(small)
        seconds, large_mb = _import(large)
        reading = _read_alone(large)
    return [
        _figure(
            "import", size / seconds, "messages/s", reading / seconds, "reading the same file alone", size
        ),
        _figure("import_memory", large_mb, "MB", large_mb / small_mb, "a file of a fifth of the size", size),
    ]


def _figure(name, value, unit, ratio, against, n):
    return {
        "name": name,
        "value": round(value),
        "unit": unit,
        "ratio": round(ratio, 3),
        "against": against,
        "n": n,
    }


def _write(path, size, seed):
    rng = random.Random(seed)
    at = datetime(2025, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as file:
        for number in range(size):
            at += timedelta(seconds=rng.randint(1, 90))
            record = {
                "id": f"{seed}{number}",
                "channel": f"g{number % 4}",
                "ts": at.isoformat(),
                "user": f"u{int(rng.paretovariate(0.8)) % 5000}",
                "type": "message",
                "text": "".join(rng.choices(LETTERS, k=rng.randint(10, 60))),
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _import(path):
    """Seconds and peak megabytes of one import in a fresh process."""
    command = [sys.executable, "-m", "bench.importing", str(path)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    seconds, megabytes = json.loads(told.splitlines()[-1])
    return seconds, megabytes


def _read_alone(path):
    from linli.connect.adapters.archive.reader import open_archive

    started = time.perf_counter()
    for _record in open_archive(path).records():
        pass
    return time.perf_counter() - started


def work(path: Path) -> None:
    """Import one file and print seconds and peak memory."""
    import resource

    import django

    django.setup()
    from linli.connect.adapters.archive.reader import open_archive
    from linli.faces.cli.organisations import choose_organisation
    from linli.kernel.events import setup
    from linli.kernel.orgs import scope
    from linli.kernel.orgs.actor import IMPORT
    from linli.people.communities.actions import communities, history

    at = datetime.now(UTC)
    setup.prepare(at=at)
    with scope.org(choose_organisation(None).id):
        community = communities.open_community(name=path.stem, by=IMPORT, at=at)
        started = time.perf_counter()
        done = history.import_history(
            community=community, path=path, archive=open_archive(path), by=IMPORT, at=at
        )
        seconds = time.perf_counter() - started
    if not done.is_finished or done.not_understood:
        raise RuntimeError(f"the import ended with {done}")
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


if __name__ == "__main__":
    work(Path(sys.argv[1]))
