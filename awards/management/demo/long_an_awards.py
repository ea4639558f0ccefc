"""Long An 2023, from the lists to the decisions: who is put forward, what the ballot says, what is signed.

Totals of the article: 3 Đơn vị Quyết thắng proposed upward, 28 Đơn vị tiên tiến, 46 Chiến sĩ thi đua, 137 Chiến sĩ
tiên tiến decided here. Longer lists, so that each missing line has its reason: below the required number, discipline in
the year, a complaint being verified. Holders of Chiến sĩ thi đua hold Chiến sĩ tiên tiến as well.
"""

from dataclasses import dataclass, field
from datetime import date

from awards.catalogue.models import Award
from awards.management.demo.long_an import BATTALION, YEAR, Province
from awards.management.demo.world import World, moment
from awards.nominations import services as nominations
from awards.nominations.enums import Eligibility
from awards.nominations.models import Nomination, NominationList
from awards.years.enums import Step
from awards.years.services import finish_phase
from thidua import clock
from units.models import Person
from units.people.enums import DisciplineKind, Grade, HoldKind
from units.people.services import (
    record_discipline,
    record_grades,
    record_hold,
    record_initiatives,
    record_test_results,
)

WINNERS_ABOVE = ("LA-MQT", "LA-GIT", "LA-PTM")  # Đơn vị Quyết thắng
BELOW_ABOVE = "LA-VNA"  # the fourth, below the required number
BELOW_HERE = "LA-BNO"  # the Đơn vị tiên tiến below the required number
# Nine units put one more person forward than their title needs; six of those lines are lost.
EXTRA = ("LA-HKT", "LA-GTR", "LA-KMO", "LA-GDU", "LA-HDO", "LA-DCD", "LA-DTS", "LA-PCT", "LA-CDA")
LOST_FIGHTERS = ("LA-HKT", "LA-GTR", "LA-KMO")  # discipline; below; below
LOST_SOLDIERS = ("LA-GDU", "LA-HDO", "LA-DCD")  # complaint; below; below
SECOND_FIGHTER = 16  # units with two Chiến sĩ thi đua beside the thirty-three with one

INITIATIVES = (
    "Sổ tay hai thứ tiếng cho tổ tuần tra", "Giá cất giữ vũ khí cơ động", "Mẫu biểu theo dõi cột mốc",
    "Bản đồ số địa bàn", "Vườn rau tăng gia trên đất phèn", "Quy trình tiếp nhận tin quần chúng",
)  # fmt: skip
CITATIONS = (
    "Hoàn thành xuất sắc nhiệm vụ tuần tra, bảo vệ đường biên, cột mốc; gương mẫu trong huấn luyện.",
    "Chủ động bám địa bàn, làm tốt công tác vận động quần chúng, giúp dân xóa đói, giảm nghèo.",
    "Tham mưu kịp thời, xử lý đúng các tình huống trên biên giới; đoàn kết, kỷ luật nghiêm.",
    "Hoàn thành tốt nhiệm vụ chuyên môn, tích cực tham gia phong trào thi đua Quyết thắng.",
)
UNIT_CITATION = (
    "Hoàn thành nhiệm vụ quản lý, bảo vệ biên giới; duy trì có hiệu quả các mô hình giúp dân; nội bộ đoàn kết, "
    "không có vi phạm kỷ luật từ cảnh cáo trở lên."
)
MODEL_CITATION = "Thực hiện có hiệu quả mô hình “Hũ gạo tình thương”, được chính quyền và nhân dân đồng thuận cao."


@dataclass
class Lists:
    """Who is on which list. doomed: lines that will be below the required number, by person or unit code."""

    listing: NominationList | None = None
    fighters: list[Person] = field(default_factory=list)
    soldiers: list[Person] = field(default_factory=list)
    disciplined: Person | None = None
    complained_of: Person | None = None
    below: set[str] = field(default_factory=set)


def needed(code: str, size: int) -> int:
    """People a unit puts forward so that its title holds: more than half, or 70 % for Đơn vị Quyết thắng."""
    if code in WINNERS_ABOVE or code == BELOW_ABOVE:
        return -(-size * 7 // 10)
    return size // 2 + 1


def put_forward(world: World, province: Province) -> Lists:
    """Facts of the year, then the lists, checked, appraised and locked by the office."""
    lists = Lists()
    _choose(province, lists)
    with clock.at(moment(date(2023, 4, 18))):
        record_discipline(
            lists.disciplined, by=province.officer, kind=DisciplineKind.REPRIMAND, valid_from=date(2023, 4, 18),
            valid_to=date(2023, 7, 17), reason="Vi phạm chế độ trực (minh hoạ)",
        )  # fmt: skip
    with clock.at(moment(date(2023, 9, 28))):
        record_hold(
            lists.complained_of, by=province.officer, kind=HoldKind.COMPLAINT, valid_from=date(2023, 9, 28),
            note="Đơn đang xác minh (minh hoạ)",
        )  # fmt: skip
    with clock.at(moment(date(2023, 10, 2))):
        _judge_the_year(world, province, lists)
    _nominate(world, province, lists)
    _appraise(province, lists)
    return lists


def _choose(province: Province, lists: Lists) -> None:
    """Pick the people: one Chiến sĩ thi đua a unit, two in sixteen, the rest Chiến sĩ tiên tiến."""
    collectives = [code for code in province.units if code != BATTALION]
    second = [code for code in collectives if code not in LOST_SOLDIERS][:SECOND_FIGHTER]
    for code in collectives:
        people = province.people[code]
        count = needed(code, len(people)) + (1 if code in EXTRA else 0)
        stars = 2 if code in second else 1
        lists.fighters += people[:stars]
        lists.soldiers += people[stars:count]
        if code in LOST_FIGHTERS:
            lost = people[stars - 1]
            if code == LOST_FIGHTERS[0]:
                lists.disciplined = lost
            else:
                lists.below.add(lost.service_number)
        if code in LOST_SOLDIERS:
            lost = people[count - 1]
            if code == LOST_SOLDIERS[0]:
                lists.complained_of = lost
            else:
                lists.below.add(lost.service_number)
    lists.below |= {BELOW_ABOVE, BELOW_HERE}


def _judge_the_year(world: World, province: Province, lists: Lists) -> None:
    """Completion grades, tests and initiatives of the year; three soldiers still wait for their test results."""
    random, officer = world.random, province.officer
    fighters, soldiers = set(lists.fighters), set(lists.soldiers)
    waiting = set(lists.soldiers[5:90:40])
    grades, tests = [], []
    for code, people in province.people.items():
        if code == "LA":
            continue
        grades.append({"subject": province.units[code], "year": YEAR, "grade": _unit_grade(code), "basis": ""})
        for person in people:
            put = person in fighters or person in soldiers
            grade = Grade.EXCELLENT if person in fighters else Grade.GOOD if put else Grade.DONE
            grades.append({"subject": person, "year": YEAR, "grade": grade, "basis": ""})
            if person in waiting:
                continue
            good = random.randint(78, 98) if put else random.randint(50, 80)
            tests.append({"person": person, "year": YEAR, "passed_percent": 100, "good_percent": good})
    record_grades(grades, by=officer)
    record_test_results(tests, by=officer)
    record_initiatives(
        [
            {
                "name": name, "year": YEAR, "authors": [lists.fighters[position * 7]], "level": "co-so",
                "certificate": f"Quyết định số {position + 11}/QĐ-BCH (minh hoạ)", "recognised_on": date(2023, 9, 15),
            }
            for position, name in enumerate(INITIATIVES)
        ],
        by=officer,
    )  # fmt: skip


def _unit_grade(code: str) -> str:
    return Grade.EXCELLENT if code in WINNERS_ABOVE or code == BELOW_ABOVE else Grade.GOOD


def _nominate(world: World, province: Province, lists: Lists) -> None:
    officer, random = province.officer, world.random
    awards = {award.code: award for award in Award.objects.filter(code__in=["DVQT", "DVTT", "CSTDCS", "CSTT"])}
    with clock.at(moment(date(2023, 9, 30))):
        lists.listing = nominations.open_list(
            province.period, by=officer, due_at=moment(date(2023, 10, 13), 17), is_demo=True,
            awards=[
                {"award": awards["DVQT"], "proposed_upward": True, "yearly_number": 3},
                {"award": awards["DVTT"], "yearly_number": 30},
                {"award": awards["CSTDCS"]},
                {"award": awards["CSTT"]},
            ],
        )  # fmt: skip
    fighters = set(lists.fighters)
    with clock.at(moment(date(2023, 10, 6), 10)):
        for code, unit in province.units.items():
            if code == BATTALION:
                continue
            actor = province.clerks.get(code) or province.clerks[unit.parent.code]
            size = len(province.people[code])
            specs = [
                {
                    "award": awards["CSTDCS" if person in fighters else "CSTT"], "person": person, "proposer": unit,
                    "citation": random.choice(CITATIONS), "unit_votes_for": size - random.randint(0, 1),
                    "unit_votes_total": size,
                }
                for person in province.people[code]
                if person in fighters or person in lists.soldiers
            ]  # fmt: skip
            upward = code in WINNERS_ABOVE or code == BELOW_ABOVE
            specs.append(
                {
                    "award": awards["DVQT" if upward else "DVTT"], "unit": unit, "proposer": unit,
                    "citation": MODEL_CITATION if code == "LA-MQT" else UNIT_CITATION,
                    "unit_votes_for": size, "unit_votes_total": size,
                }
            )  # fmt: skip
            for line in nominations.nominate_many(lists.listing, specs, by=actor):
                nominations.send(line, by=actor)


def _appraise(province: Province, lists: Lists) -> None:
    """Judge the whole list afresh, send what may go to the council, set aside what may not, lock."""
    officer = province.officer
    with clock.at(moment(date(2023, 10, 12), 9)):
        nominations.check_list(lists.listing, by=officer)
        for line in Nomination.objects.filter(nomination_list=lists.listing).select_related("award", "person"):
            if line.eligibility == Eligibility.INELIGIBLE:
                nominations.reject(line, by=officer, reason="Bị khiển trách trong năm thi đua")
            elif line.eligibility == Eligibility.HELD:
                nominations.hold(line, by=officer, reason="Có đơn đang xác minh")
            else:
                nominations.to_council(line, by=officer)
    with clock.at(moment(date(2023, 10, 13), 17)):
        nominations.lock_list(lists.listing, by=officer)
        finish_phase(province.period, Step.RESULTS, by=officer)
        finish_phase(province.period, Step.VERIFY, by=officer)
        finish_phase(province.period, Step.NOMINATIONS, by=officer)
