"""The province of the open year: its units with what they went through, its people, an account for every role."""

from dataclasses import dataclass, field
from datetime import date

from awards.conferences.models import Council
from awards.management.demo import past
from awards.management.demo.names import invent
from awards.management.demo.world import BEGINNING, World, moment
from thidua import clock
from units.accounts.enums import Role
from units.clusters.models import Cluster
from units.clusters.services import create_cluster
from units.models import Person, Unit, User
from units.people.enums import ObjectGroup, Rank
from units.people.services import create_people
from units.structure.services import create_unit

UNITS = [
    ("MH-PCT", "Phòng Chính trị", "Phòng Chính trị", "phong", True),
    ("MH-D1", "Đồn Biên phòng Núi Xanh", "Đồn BP Núi Xanh", "don", True),
    ("MH-D2", "Đồn Biên phòng Suối Bạc", "Đồn BP Suối Bạc", "don", True),
    ("MH-D3", "Đồn Biên phòng cửa khẩu Đèo Mây", "Đồn BP CK Đèo Mây", "don-cua-khau", True),
    ("MH-PTM", "Phòng Tham mưu", "Phòng Tham mưu", "phong", False),
]
PEOPLE_EACH = 12
COMMAND = ("Chính ủy", "Chỉ huy trưởng", "Phó Chỉ huy trưởng", "Phó Chính ủy")
JOBS = ("Chỉ huy", "Phó Chỉ huy", "Trợ lý", "Đội trưởng", "Đội trưởng", "Trợ lý", "Nhân viên")


@dataclass
class Sample:
    """What the chapters of this story share. today: the day of loading."""

    unit: Unit
    today: date
    officer: User
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    heads: dict[Unit, User] = field(default_factory=dict)
    cluster: Cluster | None = None
    council: Council | None = None


def months_back(day: date, count: int) -> date:
    """First day of the month `count` months before the month of `day`."""
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)


def organise(world: World, readable: list[Unit], clusters: list[Cluster]) -> Sample:
    today = clock.today()
    with clock.at(moment(BEGINNING)):
        unit = create_unit(
            by=world.admin, code="MH", kind="bo-chi-huy", name="Bộ đội Biên phòng Tỉnh minh hoạ",
            short_name="Tỉnh minh hoạ", parent=world.root, founded_on=BEGINNING, sort=900, place="Tỉnh minh hoạ",
            strength=len(COMMAND) + PEOPLE_EACH * len(UNITS), is_demo=True,
        )  # fmt: skip
        officer = world.account("troly.tinh", "Trợ lý thi đua tỉnh", unit=unit)
        world.give(officer, Role.OFFICER, unit, *readable)
        sample = Sample(unit, today, officer)
        old = _first_units(sample)
    _reorganise(sample, old)
    with clock.at(moment(months_back(today, 24))):
        _enlist(world, sample)
    with clock.at(moment(BEGINNING)):
        _accounts(world, sample, readable, clusters)
    return sample


def _first_units(sample: Sample) -> list[Unit]:
    """Units and cluster as they were founded; returns the posts that have merged since into `past.MADE`."""
    facts = {"place": "Tỉnh minh hoạ", "strength": PEOPLE_EACH, "is_demo": True}
    members, old = [], []
    for position, row in enumerate(UNITS, 1):
        code, *names, kind, reports = row if row[0] != past.RENAMED[0] else (*past.RENAMED, True)
        units = [(code, *names)] if code != past.MADE else past.BEFORE
        made = [
            create_unit(
                by=sample.officer, code=code, kind=kind, name=name, short_name=short, parent=sample.unit,
                founded_on=BEGINNING, sort=900 + position, is_reporting=reports, is_border=kind != "phong", **facts,
            )
            for code, name, short in units
        ]  # fmt: skip
        if code == past.MADE:
            old = made
        else:
            sample.units[code] = made[0]
        members += made if reports else []
    sample.cluster = create_cluster(
        by=sample.officer, code="MH-C1", name="Cụm thi đua minh hoạ", organiser=sample.unit, members=members,
        from_day=BEGINNING, sort=1, is_demo=True,
    )  # fmt: skip
    past.first_posts_of(sample.cluster, old[0], sample.units["MH-D1"], by=sample.officer)
    return old


def _reorganise(sample: Sample, old: list[Unit]) -> None:
    """Years before the open one: a post renamed, two posts merged into one that leads the cluster since."""
    now = {code: (name, short, kind) for code, name, short, kind, _ in UNITS}
    name, short, kind = now[past.RENAMED[0]]
    post = sample.units[past.RENAMED[0]]
    past.rename_post(
        post, by=sample.officer, day=months_back(sample.today, 60), name=name, short_name=short, kind=kind
    )  # fmt: skip
    name, short, _ = now[past.MADE]
    sample.units[past.MADE] = past.merge_posts(
        sample.cluster, old, by=sample.officer, day=months_back(sample.today, 40), name=name, short_name=short,
        sort=900 + list(now).index(past.MADE) + 1,
    )  # fmt: skip
    sample.units = {code: sample.units[code] for code in now}  # the order of the office


def _enlist(world: World, sample: Sample) -> None:
    random, names = world.random, invent(world.random)
    places = [("MH", sample.unit, post, True) for post in COMMAND]
    for code, unit in sample.units.items():
        places += [(code, unit, JOBS[min(n, len(JOBS) - 1)], n == 0) for n in range(PEOPLE_EACH)]
    rows = []
    for number, (code, unit, post, leads) in enumerate(places, 1):
        name, sex = next(names)
        rank = Rank.COLONEL if code == "MH" else random.choice((Rank.SENIOR_LIEUTENANT, Rank.CAPTAIN, Rank.MAJOR))
        rows.append(
            {
                "service_number": f"MH{number:06d}", "full_name": name, "sex": sex, "rank": rank, "position": post,
                "object_group": ObjectGroup.OFFICER, "unit": unit, "joined_on": BEGINNING, "is_commander": leads,
                "birth_date": date(1980 + number % 15, number % 12 + 1, number % 28 + 1), "is_demo": True,
            }
        )  # fmt: skip
    for (code, *_), person in zip(places, create_people(rows, by=sample.officer), strict=True):
        sample.people.setdefault(code, []).append(person)


def _accounts(world: World, sample: Sample, readable: list[Unit], clusters: list[Cluster]) -> None:
    """One account a role; each may also look at the finished years, as far as its role reaches."""
    post, head = sample.units["MH-D1"], sample.people["MH"]
    table = [
        ("troly.donvi", "Trợ lý thi đua Núi Xanh", Role.CLERK, post, sample.people["MH-D1"][2]),
        ("chihuy.donvi", "Đồn trưởng Núi Xanh", Role.UNIT_LEADER, post, sample.people["MH-D1"][0]),
        ("thamdinh", "Cơ quan thẩm định", Role.VERIFIER, sample.unit, sample.people["MH-PTM"][1]),
        ("thuky", "Thư ký Hội đồng", Role.SECRETARY, sample.unit, sample.people["MH-PCT"][1]),
        ("thanhvien", "Phó Chính ủy", Role.MEMBER, sample.unit, head[3]),
        ("kiemphieu1", "Kiểm phiếu 1", Role.TELLER, sample.unit, sample.people["MH-PTM"][10]),
        ("kiemphieu2", "Kiểm phiếu 2", Role.TELLER, sample.unit, sample.people["MH-PTM"][11]),
        ("nguoiky", "Chỉ huy trưởng", Role.COMMANDER, sample.unit, head[1]),
    ]
    for username, name, role, place, person in table:
        user = world.account(username, name, unit=person.unit, person=person)
        finished = readable if place == sample.unit and role != Role.TELLER else []
        sample.users[username] = world.give(user, role, place, *finished)
    lead = world.account("cumtruong", "Cụm trưởng", unit=sample.units["MH-D2"])
    sample.users["cumtruong"] = world.give(lead, Role.CLUSTER_LEAD, sample.cluster, *clusters)
    watcher = world.account("giamsat", "Kiểm tra, giám sát", unit=world.root)
    world.give(watcher, Role.AUDITOR, world.root)
    for code in ("MH-PCT", "MH-D2", "MH-D3"):
        clerk = world.account(f"tl.{code.lower()}", f"Trợ lý thi đua {sample.units[code]}", unit=sample.units[code])
        sample.users[code] = world.give(clerk, Role.CLERK, sample.units[code])
    sample.users["MH-D1"] = sample.users["troly.donvi"]
    judge = world.account(
        "td.mh-pct", "Thẩm định Phòng Chính trị", unit=sample.units["MH-PCT"], person=sample.people["MH-PCT"][2]
    )
    sample.users["td.mh-pct"] = world.give(judge, Role.VERIFIER, sample.unit)
    sample.heads[post] = sample.users["chihuy.donvi"]
    for code in ("MH-PCT", "MH-D2", "MH-D3"):
        unit, person = sample.units[code], sample.people[code][0]
        head = world.account(f"ch.{code.lower()}", f"Chỉ huy {unit}", unit=unit, person=person)
        sample.heads[unit] = world.give(head, Role.UNIT_LEADER, unit)
    deputy = sample.people["MH-D1"][1]
    sample.users["phochihuy"] = world.account("phochihuy.donvi", "Phó Đồn trưởng Núi Xanh", unit=post, person=deputy)
