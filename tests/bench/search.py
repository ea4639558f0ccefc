"""The search box over 100,000 people (goal: 100 ms at the 95th percentile) and the tree of 10,000 units.

    python tests/bench/search.py [--people 100000] [--units 10000] [--rounds 8] [--plain] [--sqlite]

On a PostgreSQL of its own (tests/postgres.py), or with --sqlite in a file. The officer of the whole country and the one
of a province ask the same questions in turn: whole names, parts of them, service numbers, words nobody has. `search` is
the work of the page without its frame and template, `page` the whole answer through the middleware, both in this
process. --plain: without the trigram index, as on a server without PostgreSQL's contrib package.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

GOAL_MS = 100
PROVINCES = 34
FAMILIES = {
    "Nguyễn": 38, "Trần": 12, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Phan": 5, "Vũ": 4, "Đặng": 3, "Bùi": 3, "Đỗ": 3,
    "Hồ": 2, "Ngô": 2, "Dương": 2, "Lý": 1, "Đinh": 1, "Trịnh": 1, "Lâm": 1,
}  # fmt: skip
MIDDLES = ("Văn", "Văn", "Văn", "Đức", "Hữu", "Quang", "Minh", "Thị", "Xuân", "Thanh", "Đình", "Ngọc", "Công", "Thu")
GIVEN = (
    "An", "Anh", "Ánh", "Ân", "Bình", "Bảo", "Cường", "Chiến", "Chung", "Dũng", "Duy", "Đạt", "Đông", "Đức", "Giang",
    "Hà", "Hải", "Hạnh", "Hằng", "Hiếu", "Hoà", "Hoàng", "Hùng", "Hưng", "Hương", "Khang", "Khánh", "Khoa", "Kiên",
    "Lâm", "Linh", "Long", "Lợi", "Mai", "Mạnh", "Minh", "Nam", "Nga", "Nghĩa", "Ngọc", "Nhân", "Oanh", "Phong", "Phúc",
    "Phương", "Quân", "Quang", "Quốc", "Quý", "Quyền", "Sơn", "Tài", "Tâm", "Tân", "Thái", "Thành", "Thắng", "Thiện",
    "Thọ", "Thu", "Thủy", "Tiến", "Toàn", "Trang", "Trí", "Trung", "Trường", "Tú", "Tuấn", "Tùng", "Ước", "Việt",
    "Vinh", "Vũ", "Xuân", "Yên", "Yến",
)  # fmt: skip
QUESTIONS = (
    "nguyen van an", "Nguyễn Văn Hùng", "hung nguyen", "Đặng Thị Ước", "dang thi uoc", "nguyen", "van", "an", "le",
    "tran duc", "hoang minh tuan", "trinh cong quy", "Lý Hữu Ân", "090000054321", "0900000123", "54321", "07777",
    "khong co ai", "xyz", "don bien phong 321", "DV-00123", "nguyen thi thu ha", "quang quang", "q", "ho xuan huong",
)  # fmt: skip


def out(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def seed(people: int, units: int):
    """The country: provinces, posts, teams; people spread over them. Returns the root officer and one of a province."""
    from django.core.management import call_command
    from django.db import connection

    from awards.models import BestPractice, Decision
    from tests.factories import PeriodFactory, UnitFactory, UserFactory
    from units.accounts.enums import Role
    from units.models import Person, Unit

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    chance = random.Random(1)
    root = UnitFactory(code="BTL", name="Bộ Tư lệnh Bộ đội Biên phòng", short_name="BTL BĐBP")
    provinces = [UnitFactory(code=f"T{n:02d}", name=f"Tỉnh {n}", parent=root, sort=n) for n in range(PROVINCES)]
    rest = [
        Unit(code=f"DV-{n:05d}", kind=root.kind, parent=provinces[n % PROVINCES], path=f"new{n}",
             name=f"Đồn Biên phòng {n}", short_name=f"Đồn {n}", search_key=f"dv-{n:05d} don bien phong {n} don {n}",
             sort=n, founded_on=date(2000, 1, 1))
        for n in range(units - PROVINCES - 1)
    ]  # fmt: skip
    Unit.objects.bulk_create(rest, batch_size=1000)
    for unit in rest:
        unit.path = f"{unit.parent.path}{unit.pk}/"
    Unit.objects.bulk_update(rest, ["path"], batch_size=1000)
    families, weights = list(FAMILIES), list(FAMILIES.values())
    for start in range(0, people, 5000):
        rows = []
        for number in range(start, min(start + 5000, people)):
            name = f"{chance.choices(families, weights)[0]} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"
            row = Person(service_number=f"09{number:010d}", full_name=name, rank="dai-uy", position="Đội trưởng",
                         object_group="officer", unit=chance.choice(rest))  # fmt: skip
            row.derive_keys()
            rows.append(row)
        Person.objects.bulk_create(rows, batch_size=1000)
    officer = UserFactory(role=Role.OFFICER, over=root)
    local = UserFactory(role=Role.OFFICER, over=provinces[3])
    for province in provinces:
        period = PeriodFactory(unit=province)
        BestPractice.objects.bulk_create(
            BestPractice(period=period, unit=province, name=f"Hũ gạo tình thương {n}") for n in range(10)
        )
        Decision.objects.bulk_create(
            Decision(period=period, kind="decision", issuer=province, series="QĐ-BCH", place="Nơi ký",
                     created_by=officer, subject_line=f"Khen thưởng đợt {n}", signer_post="CHT", signer_name="Trần")
            for n in range(30)
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return officer, local


def measure(title: str, work, rounds: int, questions=QUESTIONS) -> dict[str, float]:
    """Milliseconds of every question, asked `rounds` times in mixed order after one warm round."""
    times: dict[str, list[float]] = {question: [] for question in questions}
    for question in questions:
        work(question)
    order = [question for question in questions for _ in range(rounds)]
    random.Random(2).shuffle(order)
    for question in order:
        start = time.perf_counter()
        work(question)
        times[question].append((time.perf_counter() - start) * 1000)
    every = sorted(one for row in times.values() for one in row)
    p95 = every[int(len(every) * 0.95)]
    slowest = sorted(((statistics.median(row), question) for question, row in times.items()), reverse=True)[:3]
    named = ", ".join(f"“{question}” {spent:.0f}" for spent, question in slowest)
    out(f"{title:28} p50 {statistics.median(every):6.1f} ms   p95 {p95:6.1f} ms   slowest: {named}")
    return {"p50": statistics.median(every), "p95": p95}


def run(people: int, units: int, rounds: int, plain: bool) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from awards.home.queries import search_everything
    from units.models import User

    settings.ALLOWED_HOSTS = ["*"]
    start = time.perf_counter()
    officer, local = seed(people, units)
    out(f"{people} people, {units} units seeded in {time.perf_counter() - start:.0f} s")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if plain:
                cursor.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%search_trgm'")
            out(f"trigram indexes: {cursor.fetchone()[0]}")
    worst = 0.0
    for who, user in (("country", officer), ("province", local)):

        def search(question, pk=user.pk):
            search_everything(User.objects.get(pk=pk), question)

        client = Client()
        client.force_login(user)

        def page(question, client=client):
            assert client.get("/awards/home/search/", {"q": question}).status_code == 200

        worst = max(worst, measure(f"search, {who}", search, rounds)["p95"])
        worst = max(worst, measure(f"page, {who}", page, rounds)["p95"])

        def tree(path, client=client):
            assert client.get(path).status_code == 200

        lists = {"tree": "/units/structure/", "list by words": "/units/structure/?q=don+bien+phong+32",
                 "people": "/units/people/", "people by words": "/units/people/?q=nguyen+van+an"}  # fmt: skip
        for name, path in lists.items():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                tree(path)
            measure(f"{name}, {who}, {len(asked)} queries", tree, max(rounds, 20) if who == "province" else rounds,
                    (path,))  # fmt: skip
    out(f"goal {GOAL_MS} ms at p95 of the search: {'met' if worst <= GOAL_MS else 'missed'} ({worst:.0f} ms)")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings"
    if asked.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["THIDUA_VAR"] = folder
            os.environ.pop("DATABASE_URL", None)
            return run(asked.people, asked.units, asked.rounds, asked.plain)
    with postgres.cluster() as url:
        os.environ["DATABASE_URL"] = url
        try:
            return run(asked.people, asked.units, asked.rounds, asked.plain)
        finally:
            from django.db import connection

            connection.close()


if __name__ == "__main__":
    sys.exit(main())
