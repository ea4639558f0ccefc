"""Long An 2023, from the lists to the decisions: who is put forward, what the ballot says, what is signed.

Totals of the article: 3 Đơn vị Quyết thắng proposed upward, 28 Đơn vị tiên tiến, 46 Chiến sĩ thi đua, 137 Chiến sĩ
tiên tiến decided here. Longer lists, so that each missing line has its reason: below the required number, discipline in
the year, a complaint being verified. Holders of Chiến sĩ thi đua hold Chiến sĩ tiên tiến as well.
"""

from dataclasses import dataclass, field
from datetime import date, time

from awards.ballots.queries import groups_from_cluster, groups_from_list
from awards.catalogue.models import Award
from awards.conferences import services as conferences
from awards.conferences.enums import MemberFunction, Substitutes
from awards.conferences.following import report_done
from awards.conferences.models import Conference, Council
from awards.conferences.rules import HouseRules
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.management.demo import (
    dossier_story,
    exchange_story,
    hall_story,
    meetings_story,
    money_story,
    quota_story,
    stations_story,
)
from awards.management.demo.long_an import BATTALION, YEAR, Province, organise, run_year
from awards.management.demo.sitting import Hall, rise, sit, vote_on_paper
from awards.management.demo.world import World, moment
from awards.nominations import services as nominations
from awards.nominations.enums import Eligibility
from awards.nominations.models import Nomination, NominationList
from awards.scoring import services as scoring
from awards.years.enums import Step
from awards.years.services import close_period, finish_phase
from thidua import clock
from units.accounts.enums import Role
from units.models import Person, User
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
MEETING_DAY = date(2023, 10, 5)
# In 2023 the whole council voted on every line, members on the list included.
SILENT = HouseRules(recuses_nominee=False, recuses_family=False)
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


def tell(world: World) -> Province:
    """The whole of Long An's year."""
    province = organise(world)
    run_year(world, province)
    tellers, council = tellers_of(world, province), found_council(world, province)
    lists = put_forward(world, province)
    hold_cluster_conferences(world, province, tellers)
    conference = hold_council(world, province, lists, council, tellers)
    decide(world, province, conference)
    return province


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
        # Every other one first, so that officers and professionals, heads and staff are all among them.
        people = [*province.people[code][1::2], *province.people[code][::2]]
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
    """Grades, tests, initiatives of the year; three soldiers wait for their tests, four fighters have no initiative."""
    random, officer = world.random, province.officer
    fighters, soldiers = set(lists.fighters), set(lists.soldiers)
    waiting = set(lists.soldiers[5:90:40])
    without = set(lists.fighters[9::12])
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
                "name": name, "year": YEAR, "level": "co-so",
                "authors": [one for one in lists.fighters[position :: len(INITIATIVES)] if one not in without],
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
    with clock.at(moment(date(2023, 10, 2), 10)):
        codes = ("council_votes", "unit_votes", "points", "bonus")
        quota_story.announce_order(province.period.unit, by=officer, day=date(2023, 10, 2), codes=codes)
        quota_story.share_all(lists.listing, by=officer)
        meetings_story.agree_on_a_share(
            province.unit, by=officer, day=date(2023, 10, 2), legal_basis="Quy chế bình xét, Điều 4 (minh hoạ)",
            confidence="L",
        )  # fmt: skip
        off = ("cluster", "organs", "standing")
        stations_story.lay_out(province.period.unit, by=officer, day=date(2023, 10, 2), off=off)
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
            people = province.people[code]
            for line in meetings_story.hold(lists.listing, unit, specs, by=actor, people=people, day=MEETING_DAY):
                if upward and line.unit_id:
                    dossier_story.fill_unit(line, by=actor)
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


# The conferences of the clusters, then the council --------------------------------------------------------------------

CLUSTER_DAYS = (date(2023, 10, 10), date(2023, 10, 10), date(2023, 10, 11), date(2023, 10, 12))
COUNCIL_NAME = "Hội đồng Thi đua - Khen thưởng BĐBP tỉnh Long An"
COUNCIL_DAY = date(2023, 10, 18)
CONFERENCE_NAME = "Hội nghị tổng kết phong trào thi đua Quyết thắng năm 2023"
# unit code, place in the unit, function. The five of the command come first.
SEATS = [
    ("LA", 0, MemberFunction.CHAIR, "Chính ủy"),
    ("LA", 1, MemberFunction.VICE_CHAIR, "Chỉ huy trưởng"),
    ("LA", 4, MemberFunction.VICE_CHAIR, "Phó Chính ủy"),
    ("LA", 2, MemberFunction.MEMBER, "Phó Chỉ huy trưởng - Tham mưu trưởng"),
    ("LA", 3, MemberFunction.MEMBER, "Phó Chỉ huy trưởng"),
    ("LA-PCT", 0, MemberFunction.STANDING, "Chủ nhiệm Chính trị"),
    ("LA-HKT", 0, MemberFunction.MEMBER, "Chủ nhiệm Hậu cần - Kỹ thuật"),
    ("LA-PTM", 0, MemberFunction.MEMBER, "Phó Tham mưu trưởng"),
    ("LA-PTS", 0, MemberFunction.MEMBER, "Trưởng phòng Trinh sát"),
    ("LA-PMT", 0, MemberFunction.MEMBER, "Trưởng phòng Phòng, chống ma túy và tội phạm"),
    ("LA-VP", 0, MemberFunction.MEMBER, "Chánh Văn phòng"),
    ("LA-BTC", 0, MemberFunction.MEMBER, "Trưởng ban Tài chính"),
    ("LA-TD", 0, MemberFunction.MEMBER, "Tiểu đoàn trưởng"),
    ("LA-BCY", 0, MemberFunction.MEMBER, "Trưởng ban Cơ yếu"),
    ("LA-PCT", 1, MemberFunction.SECRETARY, "Trợ lý thi đua, khen thưởng"),
]
ABSENT = {5: "Đi công tác, có báo cáo"}
PROGRAMME = [
    (time(13, 30), "Ổn định, giới thiệu đại biểu", "Thư ký"),
    (time(13, 40), "Báo cáo tổng kết phong trào năm 2023", "Chủ nhiệm Chính trị"),
    (time(14, 10), "Thảo luận: kết quả, mô hình, tồn tại", "Các đơn vị"),
    (time(14, 50), "Bình xét, bầu Ban kiểm phiếu", "Thường trực Hội đồng"),
    (time(15, 5), "Bỏ phiếu kín", "15 thành viên"),
    (time(15, 30), "Kiểm phiếu, công bố", "Ban kiểm phiếu"),
    (time(15, 50), "Chỉ đạo của Chủ tịch Hội đồng", "Chính ủy"),
    (time(16, 10), "Thông qua biên bản, bế mạc", "Thư ký"),
]
GUESTS = [("Đại biểu Cục Chính trị Bộ đội Biên phòng (minh hoạ)", ""), ("Đại biểu cơ quan thi đua tỉnh (minh hoạ)", "")]
# Minutes after the beginning, who, from where, what was said: invented.
SPEECHES = [
    (
        45,
        "Chỉ huy Đồn BP CK Mỹ Quý Tây",
        "Đồn BP CK Mỹ Quý Tây",
        "Nêu cách làm, kết quả của mô hình (minh hoạ).",
    ),
    (58, "Phó Chỉ huy trưởng - Tham mưu trưởng", "Bộ Chỉ huy", "Nêu tồn tại và giải pháp khắc phục (minh hoạ)."),
]
DISCUSSION = (
    "Các đại biểu tập trung thảo luận, nêu bật kết quả đạt được trong năm 2023, chia sẻ những mô hình, cách làm sáng "
    "tạo, hiệu quả, chỉ ra tồn tại, hạn chế và các giải pháp khắc phục."
)
CONCLUSION = (
    "Tiếp tục thực hiện có hiệu quả công tác thi đua, khen thưởng; nâng cao năng lực lãnh đạo, sức chiến đấu của tổ "
    "chức cơ sở đảng; nhân rộng điển hình tiên tiến; giữ vững danh hiệu Đơn vị Quyết thắng và Đơn vị tiên tiến; xây "
    "dựng đơn vị vững mạnh toàn diện “Mẫu mực, tiêu biểu”."
)
PICKED = {"LA-MQT": 14, "LA-GIT": 13, "LA-PTM": 12, BELOW_ABOVE: 3}  # three names on each of fourteen papers


def tellers_of(world: World, province: Province) -> list[User]:
    """Two counters of the province, each with an account of his own; neither is put forward for anything this year."""
    tellers = []
    for number, code in enumerate(("LA-VP", "LA-PTM"), 1):
        person = province.people[code][8]
        user = world.account(f"kiemphieu{number}.longan", person.full_name, unit=person.unit, person=person)
        tellers.append(world.give(user, Role.TELLER, province.unit))
    return tellers


def hold_cluster_conferences(world: World, province: Province, tellers: list[User]) -> None:
    """Each of the four clusters recognises its table before the council meets."""
    officer, period = province.officer, province.period
    for cluster, day in zip(province.clusters, CLUSTER_DAYS, strict=True):
        with clock.at(moment(date(2023, 10, 9), 15)):
            conferences.set_regulation(
                by=officer, cluster=cluster, name="Quy chế hoạt động cụm (minh hoạ)", legal_basis="Điều 5",
                valid_from=date(2022, 10, 1),
            )  # fmt: skip
            board = scoring.compute_board(period, cluster, by=officer)
            scoring.freeze_board(board, by=officer)
            conference = conferences.create_conference(
                by=officer, period=period, cluster=cluster, starts_at=moment(day, 8),
                name=f"Hội nghị tổng kết {cluster.name.partition(' – ')[0]} năm {period.year}",
                place="Hội trường Bộ Chỉ huy", host=cluster.lead_on(day), chair_text="Cụm trưởng",
                secretary_text="Thư ký cụm",
                programme=[
                    (time(8, 0), "Báo cáo kết quả thi đua của cụm", "Cụm trưởng"),
                    (time(8, 40), "Thảo luận", "Các đơn vị"),
                    (time(9, 30), "Bỏ phiếu công nhận xếp hạng", "Đại diện các đơn vị"),
                    (time(10, 15), "Kết luận", "Cụm trưởng"),
                ],
            )  # fmt: skip
        hall = Hall(officer, tellers, day, 8)
        sit(conference, hall)
        groups = groups_from_cluster(conference, with_ranking=True)
        vote_on_paper(
            conference, hall, name="Phiếu công nhận kết quả chấm điểm, xếp hạng", groups=groups, votes={board.pk: 8},
            random=world.random, begin=60,
        )  # fmt: skip
        rise(
            conference, hall, after=150, discussion="Các đơn vị thống nhất kết quả chấm điểm của cụm.",
            conclusion="Công nhận bảng điểm, xếp hạng của cụm; đề nghị Hội đồng xét khen thưởng theo quy định.",
        )  # fmt: skip
    with clock.at(moment(date(2023, 10, 12), 17)):
        finish_phase(period, Step.CLUSTERS, by=officer)


def found_council(world: World, province: Province) -> Council:
    """Fifteen members; quorum two thirds, required 80 % of all fifteen, by a regulation of its own (invented)."""
    officer = province.officer
    with clock.at(moment(date(2022, 10, 3))):
        council = conferences.create_council(
            by=officer, unit=province.unit, name=COUNCIL_NAME, decision="Quyết định số 12/QĐ-BCH (minh hoạ)",
            valid_from=date(2022, 10, 3), is_demo=True, standing_organ=province.people["LA-PCT"][0].unit,
            members=[(province.people[code][place], function, post) for code, place, function, post in SEATS],
        )  # fmt: skip
        conferences.set_regulation(
            by=officer, council=council, name="Quy chế Hội đồng (minh hoạ)", legal_basis="Điều 6",
            valid_from=date(2022, 10, 3), quorum=(2, 3), threshold=(4, 5), threshold_op=">=",
            substitutes=Substitutes.SPEAKS, substitute_basis="Điều 7", house=SILENT,
        )  # fmt: skip
    return council


def hold_council(world: World, province: Province, lists: Lists, council: Council, tellers: list[User]) -> Conference:
    """The conference of 18/10/2023: fourteen of fifteen present, all on paper."""
    officer = province.officer
    with clock.at(moment(date(2023, 10, 9), 9)):
        conference = conferences.create_conference(
            by=officer, period=province.period, council=council, name=CONFERENCE_NAME,
            starts_at=moment(COUNCIL_DAY, 13, 30), place="Hội trường Bộ Chỉ huy", host=province.unit,
            chair_text="Chính ủy, Chủ tịch Hội đồng", secretary_text="Trợ lý thi đua, khen thưởng",
            programme=PROGRAMME,
        )  # fmt: skip
    hall = Hall(officer, tellers, COUNCIL_DAY, 13, 30)
    hall_story.invite(conference, hall, GUESTS)
    sit(conference, hall, absent=ABSENT)
    hall_story.write_in(conference, hall, "Nhất trí với danh sách đề nghị và báo cáo tổng kết (minh hoạ).")
    post = province.people["LA-MQT"][0].unit
    for at, name, where, words in SPEECHES:
        hall_story.speak(conference, hall, at, name=name, post=where, summary=words)
    votes = {}
    for line in lists.listing.lines.select_related("award", "unit", "person").order_by("pk"):
        if line.award.code == "DVQT":
            votes[line.pk] = PICKED[line.unit.code]
        elif (line.unit.code if line.unit else line.person.service_number) in lists.below:
            votes[line.pk] = world.random.choice((9, 10, 11))
        else:
            votes[line.pk] = world.random.choice((12, 13, 13, 14, 14, 14))
    vote_on_paper(
        conference, hall, name="Phiếu bầu danh hiệu thi đua năm 2023", groups=groups_from_list(conference),
        votes=votes, random=world.random, begin=90, slip=True,
    )  # fmt: skip
    tasks = [
        ("Hướng dẫn các đơn vị nhân rộng mô hình của Đồn BP CK Mỹ Quý Tây", province.people["LA-PCT"][0].unit),
        ("Viết bài giới thiệu kinh nghiệm giữ danh hiệu Đơn vị Quyết thắng", post),
    ]
    tasks = hall_story.give(conference, hall, 160, [(text, unit, date(2023, 11, 30)) for text, unit in tasks])
    rise(conference, hall, after=165, discussion=DISCUSSION, conclusion=CONCLUSION)
    chair = world.account("chutich.longan", "Chủ tịch Hội đồng", unit=province.unit, person=province.people["LA"][0])
    hall_story.sign(conference, hall, 200, secretary=officer, chair=chair)
    with clock.at(moment(date(2023, 11, 20), 9)):
        for task in tasks:
            report_done(task, by=officer, result="Đã thực hiện (minh hoạ).")
    with clock.at(moment(COUNCIL_DAY, 17)):
        finish_phase(province.period, Step.COUNCIL, by=officer)
    return conference


def decide(world: World, province: Province, conference: Conference) -> None:
    """Submission upward, our own decision, and the answer of the Bộ Tư lệnh later in the year."""
    officer, period = province.officer, province.period
    stations_story.resolve(period.nomination_lists.get(event=""), by=officer, day=date(2023, 10, 20))
    chair, chief = province.people["LA"][0], province.people["LA"][1]
    signer = world.account("nguoiky.longan", f"Chỉ huy trưởng {chief.full_name}", unit=province.unit, person=chief)
    world.give(signer, Role.COMMANDER, province.unit)
    common = {
        "by": officer, "period": period, "conference": conference, "issuer": province.unit, "place": "Long An",
        "issuer_text": "Bộ Chỉ huy BĐBP\ntỉnh Long An",
    }  # fmt: skip
    with clock.at(moment(date(2023, 10, 25), 9)):
        submission = decisions.draft_paper(
            kind=PaperKind.SUBMISSION, series="TTr-BCH", addressee="Bộ Tư lệnh Bộ đội Biên phòng",
            subject_line=f"Về việc đề nghị tặng danh hiệu “Đơn vị Quyết thắng” năm {YEAR}", signer_post="Chính ủy",
            signer_authority="TM. BỘ CHỈ HUY", signer_rank=chair.get_rank_display(), signer_name=chair.full_name,
            lines=decisions.candidates(period, PaperKind.SUBMISSION), **common,
        )  # fmt: skip
        decisions.to_sign(submission, by=officer)
        decisions.sign(submission, by=signer, number=2187, decided_on=date(2023, 10, 25))
    partner = exchange_story.hand_over_key(province.unit, world.root, by=officer, day=date(2023, 9, 1), code="LA")
    exchange_story.send(submission, partner, by=officer, day=date(2023, 10, 26))
    with clock.at(moment(date(2023, 11, 9), 16)):
        money_story.follow_up(submission, by=officer)
        money_story.fill_fund(province.unit, by=officer)
    with clock.at(moment(date(2023, 11, 10), 9)):
        money_story.keep_numbers(province.unit, by=officer)
        decision = decisions.draft_paper(
            kind=PaperKind.DECISION, series="QĐ-BCH", subject_line=f"Về việc tặng danh hiệu thi đua năm {YEAR}",
            signer_post="Chỉ huy trưởng", signer_rank=chief.get_rank_display(), signer_name=chief.full_name,
            lines=decisions.candidates(period, PaperKind.DECISION), **common,
        )  # fmt: skip
        decisions.to_sign(decision, by=officer)
        decisions.sign(decision, by=signer, number=1431, decided_on=date(2023, 11, 10))
        finish_phase(period, Step.DECISIONS, by=officer)
    with clock.at(moment(date(2023, 11, 20), 15)):
        money_story.pay_out(decision, by=officer)
    with clock.at(moment(date(2023, 12, 15), 9)):
        decisions.record_answer(
            submission, by=officer, issuer=world.root, series="QĐ-BTL", number=3016, decided_on=date(2023, 12, 12),
            signer_post="Tư lệnh", signer_name="(minh hoạ)",
            granted=dict.fromkeys(submission.lines.values_list("nomination_id", flat=True), True),
        )  # fmt: skip
        finish_phase(period, Step.REPORTS, by=officer)
        close_period(period, by=officer)
