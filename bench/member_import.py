"""How fast an Excel file of members is applied, looking it over included, and how much memory that takes.

The ratio compares with reading the same file alone, nothing checked or stored, in the same run.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

SIZE, QUICK_SIZE = 100_000, 4_000
HEADINGS = ["姓名", "手机号", "所在城市", "行业", "单位", "岗位", "从业年数", "更想找资源还是出资源"]
HEADINGS += ["业务上想要什么"]
HEADINGS += ["想学什么", "能分享什么", "最想在这里得到什么"]
CITIES = ("浙江 杭州", "上海", "广东 深圳", "四川 成都", "北京", "江苏 苏州", "湖北 武汉", "陕西 西安")
INDUSTRIES = ("互联网与软件", "零售与电商", "教育培训", "金融保险", "医疗健康", "媒体与文化")
POSITIONS = ("运营", "市场与销售", "产品与设计", "技术研发", "自由职业")
LETTERS = "读书分享经验社群运营活动策划亲子阅读手作旅行摄影写作跑步理财园艺烘焙法律咨询场地供应链招商"


def run(quick: bool) -> list[dict]:
    """Write a file, apply it in a process of its own, and read it once more alone."""
    size = QUICK_SIZE if quick else SIZE
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.xlsx"
        _write(path, size)
        told = subprocess.run(
            [sys.executable, "-m", "bench.member_import", str(path)], check=True, stdout=subprocess.PIPE
        ).stdout
        seconds, megabytes = json.loads(told.splitlines()[-1])
        reading = _read_alone(path)
    return [
        _figure("member_import", seconds, "s", seconds / reading, "reading the same file alone", size),
        _figure("member_import_memory", megabytes, "MB", None, None, size),
    ]


def _figure(name, value, unit, ratio, against, n):
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "ratio": None if ratio is None else round(ratio, 2),
        "against": against,
        "n": n,
    }


def _write(path, size):
    import openpyxl

    rng = random.Random("members")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(size):
        words = "".join(rng.choices(LETTERS, k=18))
        sheet.append(
            [
                f"成员{number}",
                13_800_000_000 + number,
                rng.choice(CITIES),
                rng.choice(INDUSTRIES),
                words[:6],
                rng.choice(POSITIONS),
                rng.randint(1, 30),
                rng.choice(("更想找", "更想给", "都有")),
                rng.choice(("找客户", "找客户、招人", "做推广")),
                rng.choice(("行业知识", "专业技能、读书与思考")),
                words,
                words[6:],
            ]
        )
    book.save(path)


def _read_alone(path):
    import openpyxl

    started = time.perf_counter()
    book = openpyxl.load_workbook(path, read_only=True)
    for _row in book.worksheets[0].iter_rows(values_only=True):
        pass
    return time.perf_counter() - started


def work(path: Path) -> None:
    """Take a file in, look it over, apply it, and print seconds and peak memory."""
    import resource
    import shutil

    import django

    django.setup()
    from linli.faces.cli.organisations import choose_organisation
    from linli.kernel.events import setup
    from linli.kernel.orgs import scope
    from linli.kernel.orgs.actor import IMPORT
    from linli.people.profiles.actions import defining
    from linli.people.profiles.actions.importing import files
    from linli.people.profiles.actions.importing.columns import Options

    at = datetime.now(UTC)
    setup.prepare(at=at)
    with scope.org(choose_organisation(None).id):
        defining.take_template(by=IMPORT, at=at)
        started = time.perf_counter()
        one = files.receive(
            file_name=path.name,
            content=lambda place: shutil.copyfile(path, place),
            options=Options(creates=True),
            by=IMPORT,
            at=at,
        )
        files.look_over(one=one, at=at)
        looked_over = time.perf_counter() - started
        files.apply(one=one, by=IMPORT, at=at)
        seconds = time.perf_counter() - started
        one.refresh_from_db()
    if one.state != "done" or set(one.counts) != {"new"}:
        raise RuntimeError(f"the import ended as {one.state}: {one.problem} {one.counts}")
    print(f"looked over after {looked_over:.1f} s, applied after {seconds:.1f} s", file=sys.stderr)
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


if __name__ == "__main__":
    work(Path(sys.argv[1]))
