"""Long An, the emulation year 2023: 32 reporting units in four clusters, 480 people, twelve months of results.

From the article: the province, the post Mỹ Quý Tây and its model, the other models, the conference of 18/10/2023 and
the totals 3 / 28 / 46 / 137. All other names, figures and votes are invented.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from awards.criteria.services import create_set, lock_set, set_targets
from awards.management.demo import tables
from awards.management.demo.names import invent
from awards.management.demo.world import BEGINNING, World, moment
from awards.results import services as results
from awards.years.enums import Step
from awards.years.keeping import add_best_practice
from awards.years.models import EmulationPeriod
from awards.years.services import (
    finish_phase,
    lock_term,
    open_period,
    open_term,
    start_period,
)
from thidua import clock
from units.accounts.enums import Role
from units.clusters.services import create_cluster, set_lead
from units.models import Cluster, Person, Unit, User
from units.people.enums import ObjectGroup, Rank
from units.people.services import create_people
from units.structure.services import create_unit

YEAR = 2023
POST, GATE, OFFICE, TEAM = "don", "don-cua-khau", "phong", "doi"

HOMES = ("Long An", "Tiền Giang", "Bến Tre", "Tây Ninh", "Đồng Tháp", "Thanh Hóa", "Nghệ An")
SCHOOLING = {
    ObjectGroup.OFFICER: "Đại học Biên phòng",
    ObjectGroup.PROFESSIONAL: "Trung cấp Biên phòng",
    ObjectGroup.SOLDIER: "12/12",
    ObjectGroup.CIVILIAN: "Cao đẳng",
}

# code, name, short name, kind, people. The order is the official one.
CLUSTERS = [
    ("LA-CQ", "Cụm Cơ quan", [
        ("LA-PTM", "Phòng Tham mưu", "Phòng Tham mưu", OFFICE, 10),
        ("LA-PCT", "Phòng Chính trị", "Phòng Chính trị", OFFICE, 9),
        ("LA-PTS", "Phòng Trinh sát", "Phòng Trinh sát", OFFICE, 9),
        ("LA-PMT", "Phòng Phòng, chống ma túy và tội phạm", "Phòng PCMT&TP", OFFICE, 9),
        ("LA-HKT", "Phòng Hậu cần - Kỹ thuật", "Phòng Hậu cần - Kỹ thuật", OFFICE, 11),
        ("LA-VP", "Văn phòng", "Văn phòng", OFFICE, 9),
        ("LA-BTC", "Ban Tài chính", "Ban Tài chính", OFFICE, 9),
        ("LA-BCY", "Ban Cơ yếu", "Ban Cơ yếu", OFFICE, 9),
    ]),
    ("LA-D1", "Cụm Đồn số 1", [
        ("LA-MQT", "Đồn Biên phòng cửa khẩu Mỹ Quý Tây", "Đồn BP CK Mỹ Quý Tây", GATE, 10),
        ("LA-BSE", "Đồn Biên phòng Bàu Sen", "Đồn BP Bàu Sen", POST, 9),
        ("LA-CDA", "Đồn Biên phòng Cây Da", "Đồn BP Cây Da", POST, 9),
        ("LA-DSE", "Đồn Biên phòng Đìa Sen", "Đồn BP Đìa Sen", POST, 9),
        ("LA-GTR", "Đồn Biên phòng Gò Tràm", "Đồn BP Gò Tràm", POST, 11),
        ("LA-LCO", "Đồn Biên phòng Láng Cò", "Đồn BP Láng Cò", POST, 9),
        ("LA-BSA", "Đồn Biên phòng Bến Sậy", "Đồn BP Bến Sậy", POST, 9),
        ("LA-RTR", "Đồn Biên phòng Rừng Tre", "Đồn BP Rừng Tre", POST, 9),
    ]),
    ("LA-D2", "Cụm Đồn số 2", [
        ("LA-GIT", "Đồn Biên phòng Giồng Tre", "Đồn BP Giồng Tre", POST, 10),
        ("LA-GSA", "Đồn Biên phòng Gò Sậy", "Đồn BP Gò Sậy", POST, 9),
        ("LA-KMO", "Đồn Biên phòng Kênh Mới", "Đồn BP Kênh Mới", POST, 11),
        ("LA-RDI", "Đồn Biên phòng Rạch Điền", "Đồn BP Rạch Điền", POST, 9),
        ("LA-VNA", "Đồn Biên phòng Vàm Nâu", "Đồn BP Vàm Nâu", POST, 10),
        ("LA-KTR", "Đồn Biên phòng Kênh Tràm", "Đồn BP Kênh Tràm", POST, 9),
        ("LA-GDU", "Đồn Biên phòng Giồng Dừa", "Đồn BP Giồng Dừa", POST, 11),
        ("LA-BNO", "Đồn Biên phòng Bàu Nổi", "Đồn BP Bàu Nổi", POST, 9),
    ]),
    ("LA-CDO", "Cụm Cơ động", [
        ("LA-TD", "Tiểu đoàn Huấn luyện - Cơ động", "Tiểu đoàn HL-CĐ", "tieu-doan", 160),
        ("LA-HDO", "Hải đội Biên phòng", "Hải đội BP", "hai-doi", 11),
        ("LA-DHL", "Đại đội Huấn luyện", "Đại đội Huấn luyện", "dai-doi", 9),
        ("LA-DCD", "Đại đội Cơ động", "Đại đội Cơ động", "dai-doi", 11),
        ("LA-TTT", "Trung đội Thông tin", "Trung đội Thông tin", "dai-doi", 9),
        ("LA-TVB", "Trung đội Vệ binh", "Trung đội Vệ binh", "dai-doi", 9),
        ("LA-DMT", "Đội Phòng, chống ma túy", "Đội PC ma túy", TEAM, 9),
        ("LA-DTS", "Đội Trinh sát cơ động", "Đội Trinh sát cơ động", TEAM, 11),
    ]),
]  # fmt: skip
# Collectives inside a post that are put forward for a title of their own, without reporting results.
INSIDE = [
    ("LA-BSE-T1", "Trạm Kiểm soát Biên phòng Bàu Sen", "Trạm KSBP Bàu Sen", "tram", "LA-BSE", 9),
    ("LA-KMO-V1", "Đội Vũ trang, Đồn Biên phòng Kênh Mới", "Đội Vũ trang Kênh Mới", TEAM, "LA-KMO", 9),
]
BATTALION = "LA-TD"
COMMAND = [
    (Rank.COLONEL, "Chính ủy"),
    (Rank.COLONEL, "Chỉ huy trưởng"),
    (Rank.SENIOR_LIEUTENANT_COLONEL, "Phó Chỉ huy trưởng - Tham mưu trưởng"),
    (Rank.SENIOR_LIEUTENANT_COLONEL, "Phó Chỉ huy trưởng"),
    (Rank.SENIOR_LIEUTENANT_COLONEL, "Phó Chính ủy"),
]
HEADS = {
    "LA-PTM": "Phó Tham mưu trưởng",
    "LA-PCT": "Chủ nhiệm Chính trị",
    "LA-PTS": "Trưởng phòng Trinh sát",
    "LA-PMT": "Trưởng phòng Phòng, chống ma túy và tội phạm",
    "LA-HKT": "Chủ nhiệm Hậu cần - Kỹ thuật",
    "LA-VP": "Chánh Văn phòng",
    "LA-BTC": "Trưởng ban Tài chính",
    "LA-BCY": "Trưởng ban Cơ yếu",
    BATTALION: "Tiểu đoàn trưởng",
    "LA-HDO": "Hải đội trưởng",
}
DEPUTIES = {"LA-PCT": "Trợ lý thi đua, khen thưởng", "LA-PTM": "Trưởng ban Tác huấn"}
POST_JOBS = (
    "Đồn trưởng", "Chính trị viên", "Phó Đồn trưởng", "Đội trưởng Vũ trang", "Đội trưởng Vận động quần chúng",
    "Đội trưởng Trinh sát", "Nhân viên Quân y", "Nhân viên Cơ yếu", "Nhân viên Thông tin", "Trạm trưởng",
    "Nhân viên Quân khí",
)  # fmt: skip
OFFICE_JOBS = ("", "Phó Trưởng phòng", "Trợ lý", "Trợ lý", "Trợ lý", "Trợ lý", "Nhân viên", "Nhân viên", "Nhân viên")
TEAM_JOBS = ("Chỉ huy trưởng", "Phó Chỉ huy", "Trung đội trưởng", "Trung đội trưởng", "Tiểu đội trưởng")
MODELS = [
    ("LA-MQT", "Hũ gạo tình thương", "Được chính quyền và nhân dân đồng thuận cao.", True),
    (None, "Xuân biên phòng - Ấm lòng dân biên giới", "Chương trình của các đơn vị trong tỉnh.", False),
    (None, "Ngày hội Biên phòng toàn dân", "", False),
    (None, "Con nuôi đồn Biên phòng", "", False),
    (None, "Cán bộ, chiến sĩ Quân đội nâng bước em tới trường", "Dự án của các đơn vị trong tỉnh.", False),
    (None, "Cháo nghĩa tình", "", False),
    (None, "Mỗi tuần một địa chỉ", "", False),
]
SOURCE = "Bài báo về hội nghị tổng kết ngày 18/10/2023"
DEADLINES = {
    Step.LAUNCH: date(2022, 11, 15),
    Step.RESULTS: date(2023, 10, 5),
    Step.VERIFY: date(2023, 10, 9),
    Step.CLUSTERS: date(2023, 10, 12),
    Step.NOMINATIONS: date(2023, 10, 13),
    Step.COUNCIL: date(2023, 10, 18),
    Step.DECISIONS: date(2023, 11, 10),
    Step.REPORTS: date(2023, 11, 30),
}


@dataclass
class Province:
    """What the later chapters of the story need. people: unit code -> its people in order of post."""

    unit: Unit
    officer: User
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    clusters: list[Cluster] = field(default_factory=list)
    clerks: dict[str, User] = field(default_factory=dict)
    period: EmulationPeriod | None = None


def organise(world: World) -> Province:
    """Units, clusters, people and the accounts that act in the year."""
    with clock.at(moment(BEGINNING)):
        unit = create_unit(
            by=world.admin, code="LA", kind="bo-chi-huy", name="Bộ đội Biên phòng tỉnh Long An",
            short_name="BĐBP tỉnh Long An", parent=world.root, founded_on=BEGINNING, sort=100, place="Long An",
            strength=480, is_demo=True,
        )  # fmt: skip
        officer = world.account("troly.longan", "Trợ lý thi đua BĐBP Long An", unit=unit)
        world.give(officer, Role.OFFICER, unit)
        province = Province(unit, officer)
        sort = 1000
        for _, _, members in CLUSTERS:
            for code, name, short, kind, size in members:
                sort += 10
                province.units[code] = create_unit(
                    by=officer, code=code, kind=kind, name=name, short_name=short, parent=unit, founded_on=BEGINNING,
                    sort=sort, place="Long An", is_reporting=True, is_border=kind in (POST, GATE), strength=size,
                    is_demo=True,
                )  # fmt: skip
        for code, name, short, kind, parent, size in INSIDE:
            sort += 10
            province.units[code] = create_unit(
                by=officer, code=code, kind=kind, name=name, short_name=short, parent=province.units[parent],
                founded_on=BEGINNING, sort=sort, place="Long An", is_border=True, strength=size, is_demo=True,
            )  # fmt: skip
        for position, (code, name, members) in enumerate(CLUSTERS, 1):
            units = [province.units[row[0]] for row in members]
            cluster = create_cluster(
                by=officer, code=code, name=f"{name} – BĐBP Long An", organiser=unit, members=units,
                from_day=BEGINNING, sort=position, is_demo=True,
            )  # fmt: skip
            set_lead(cluster, units[0], by=officer, from_day=BEGINNING, basis="Phân công của Bộ Chỉ huy")
            province.clusters.append(cluster)
    with clock.at(moment(date(2022, 9, 20))):
        _enlist(world, province)
    with clock.at(moment(BEGINNING)):
        for code, unit_row in province.units.items():
            if unit_row.is_reporting:
                clerk = world.account(f"tl.{code.lower()}", f"Trợ lý thi đua {unit_row.short_name}", unit=unit_row)
                province.clerks[code] = world.give(clerk, Role.CLERK, unit_row)
    return province


def _enlist(world: World, province: Province) -> None:
    """480 people: five in command, 160 in the battalion, 315 in the thirty-three collectives."""
    random, names = world.random, invent(world.random)
    rows: list[dict] = []
    owners: list[str] = []

    def add(code: str, unit: Unit, rank: str, position: str, group: str, *, leads: bool = False, age: int) -> None:
        name, sex = next(names)
        born = date(2022 - age, random.randint(1, 12), random.randint(1, 28))
        joined = date(min(born.year + 19, 2021), random.choice((2, 9)), 15)
        rows.append(
            {
                "service_number": f"LA{len(rows) + 1:06d}", "full_name": name, "sex": sex, "rank": rank,
                "position": position, "object_group": group, "unit": unit, "joined_on": joined, "birth_date": born,
                "native_place": HOMES[len(rows) % len(HOMES)], "residence": province.unit.place,
                "schooling": SCHOOLING[ObjectGroup(group)], "is_commander": leads, "is_demo": True,
                "posted_on": max(joined, BEGINNING), "ranked_on": max(joined, BEGINNING),
            }
        )  # fmt: skip
        owners.append(code)

    for rank, position in COMMAND:
        add("LA", province.unit, rank, position, ObjectGroup.OFFICER, leads=True, age=random.randint(47, 55))
    for code, unit in province.units.items():
        for place in range(unit.strength):
            if code == BATTALION and place >= 24:
                rank = random.choice((Rank.PRIVATE, Rank.PRIVATE_FIRST, Rank.CORPORAL))
                add(code, unit, rank, "Chiến sĩ", ObjectGroup.SOLDIER, age=random.randint(19, 21))
                continue
            group, rank = _standing(random, place)
            age = 44 if place == 0 else random.randint(24, 43)
            add(code, unit, rank, _job(code, unit, place), group, leads=place == 0, age=age)
    people = create_people(rows, by=province.officer)
    for code, person in zip(owners, people, strict=True):
        province.people.setdefault(code, []).append(person)


def _standing(random, place: int) -> tuple[str, str]:
    """Object group and rank by place in the unit: the head first."""
    if place == 0:
        return ObjectGroup.OFFICER, random.choice((Rank.LIEUTENANT_COLONEL, Rank.SENIOR_LIEUTENANT_COLONEL))
    if place < 4:
        return ObjectGroup.OFFICER, random.choice((Rank.CAPTAIN, Rank.MAJOR, Rank.LIEUTENANT_COLONEL))
    if place < 7:
        return ObjectGroup.OFFICER, random.choice((Rank.LIEUTENANT, Rank.SENIOR_LIEUTENANT, Rank.CAPTAIN))
    return ObjectGroup.PROFESSIONAL, random.choice((Rank.LIEUTENANT, Rank.SENIOR_LIEUTENANT, Rank.CAPTAIN, Rank.MAJOR))


def _job(code: str, unit: Unit, place: int) -> str:
    if place == 0 and code in HEADS:
        return HEADS[code]
    if place == 1 and code in DEPUTIES:
        return DEPUTIES[code]
    kind = unit.kind.code
    jobs = POST_JOBS if kind in (POST, GATE) else OFFICE_JOBS if kind == OFFICE else TEAM_JOBS
    job = jobs[place] if place < len(jobs) else "Nhân viên"
    if place == 0 and kind not in (POST, GATE):
        return f"Chỉ huy {unit.short_name}"
    return job


def run_year(world: World, province: Province) -> None:
    """Open the year, lay down the table, enter, send and verify twelve months."""
    officer = province.officer
    with clock.at(moment(date(2022, 9, 25))):
        period = open_period(
            by=officer, unit=province.unit, year=YEAR, starts_on=date(2022, 10, 1), ends_on=date(2023, 9, 30),
            slogan="Thi đua Quyết thắng", is_demo=True,
            deadlines={step: moment(day, 17) for step, day in DEADLINES.items()},
        )  # fmt: skip
        province.period = period
        table = create_set(
            period, by=officer, name="Bảng điểm thi đua năm 2023", basis="Hướng dẫn thi đua của Bộ Chỉ huy (minh hoạ)",
            tree=tables.YEAR_TABLE,
        )  # fmt: skip
        set_targets(table, by=officer, targets=_targets(world, province))
        lock_set(table, by=officer)
    with clock.at(moment(date(2022, 10, 1))):
        start_period(period, by=officer)
    with clock.at(moment(date(2022, 11, 14))):
        finish_phase(period, Step.LAUNCH, by=officer)
    _months(world, province)
    with clock.at(moment(date(2023, 9, 20))):
        for code, name, summary, spread in MODELS:
            add_best_practice(
                period, by=officer, unit=province.units[code] if code else None, name=name, summary=summary,
                source=SOURCE, proposed_to_spread=spread,
            )  # fmt: skip


def _leaves() -> list[dict]:
    return [leaf for group in tables.YEAR_TABLE for leaf in group["children"]]


def _is_assigned(leaf: dict, unit: Unit) -> bool:
    """Border work belongs to the posts and the squadron; village work to the posts."""
    border = unit.kind.code in (POST, GATE, "hai-doi")
    if leaf["code"] in tables.BORDER_ONLY:
        return border
    if leaf["code"] in tables.PEOPLE_ONLY:
        return unit.kind.code in (POST, GATE)
    return True


def _targets(world: World, province: Province) -> dict:
    """Each unit's own target: the usual one, a little more or less; percentages are the same for all."""
    targets = {}
    for unit in province.units.values():
        if not unit.is_reporting:
            continue
        for leaf in _leaves():
            key = (leaf["code"], unit.code)
            if not _is_assigned(leaf, unit):
                targets[key] = "not_assigned"
            elif leaf["target"] is not None:
                steady = leaf["measure"] == "%" or leaf["accumulation"] == "last" or unit.code == "LA-MQT"
                share = 100 if steady else world.random.choice((80, 90, 100, 100, 110))
                targets[key] = Decimal(leaf["target"] * share // 100)
    return targets


def _months(world: World, province: Province) -> None:
    period, officer, random = province.period, province.officer, world.random
    strength = {code: random.randint(101, 109) for code in province.units}
    strength.update({"LA-MQT": 117, "LA-GIT": 117, "LA-PTM": 116, "LA-VNA": 115})
    targets = {
        (target.unit_id, target.criterion.code): target.value
        for criterion in period.criteria_set.criteria.prefetch_related("targets")
        for target in criterion.targets.all()
        if target.is_assigned
    }
    ids = {criterion.code: criterion.pk for criterion in period.criteria_set.criteria.all()}
    for term in period.terms.order_by("month"):
        with clock.at(moment(term.opens_on)):
            open_term(term, by=officer)
        after = term.last_day + timedelta(days=1)
        for code, clerk in province.clerks.items():
            unit = province.units[code]
            with clock.at(moment(after + timedelta(days=random.randint(0, 3)), random.randint(8, 16))):
                sheet = results.sheet_for(term, unit, by=clerk)
                texts = {
                    ids[leaf["code"]]: _figure(random, leaf, targets.get((unit.pk, leaf["code"])), strength[code])
                    for leaf in _leaves()
                    if _is_assigned(leaf, unit)
                }
                results.enter_many(sheet, texts, by=clerk)
                results.submit(sheet, by=clerk)
            with clock.at(moment(after + timedelta(days=5), 9)):
                results.verify(sheet, by=officer)
        with clock.at(moment(after + timedelta(days=6))):
            lock_term(term, by=officer)


def _figure(random, leaf: dict, target: Decimal | None, strength: int) -> str:
    """One month of one criterion, as somebody would type it; strength: percent of the target this unit reaches."""
    if leaf["deduction"]:
        return "0"
    if leaf["measure"] == "%":
        tenths = min(999, int(target * 10) + random.randint(-4, 12) + (strength - 100) // 2)
        return f"{tenths // 10},{tenths % 10}"
    if leaf["accumulation"] == "last":
        return str(int(target) + (1 if strength > 110 else 0))
    monthly = target * strength / 1200 * random.randint(88, 112) / 100
    if leaf["places"]:
        tenths = int(monthly * 10)
        return f"{tenths // 10},{tenths % 10}"
    whole = int(monthly)
    return str(whole + (1 if random.randrange(100) < (monthly - whole) * 100 else 0))
