"""A province that does not exist, in the middle of its year and at the end of the one before: something waits for all.

Every day in it is counted from the day the demo is loaded, so it is left out of tests that compare bytes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from awards.ballots import services as ballots
from awards.ballots.enums import Act
from awards.ballots.queries import GroupSpec, groups_from_list
from awards.catalogue.models import Award
from awards.conferences import services as conferences
from awards.conferences.enums import MemberFunction
from awards.conferences.models import Council
from awards.criteria.enums import CriterionKind
from awards.criteria.services import create_set, lock_set, set_targets
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.home import notices, reminders
from awards.management.demo import tables
from awards.management.demo.names import invent
from awards.management.demo.sitting import Hall, sit, vote_on_paper
from awards.management.demo.world import BEGINNING, World, moment
from awards.nominations import services as nominations
from awards.results import services as results
from awards.scoring import services as scoring
from awards.years.enums import Step, TermState
from awards.years.extensions import extend, set_deadline_rules
from awards.years.models import EmulationPeriod
from awards.years.rules import next_month
from awards.years.services import finish_phase, lock_term, open_period, open_term, set_term_deadline, start_period
from thidua import clock
from units.accounts.enums import Role
from units.clusters.models import Cluster
from units.clusters.services import create_cluster, set_lead
from units.models import Person, Unit, User
from units.people.enums import Grade, ObjectGroup, Rank
from units.people.services import create_people, record_grades, record_test_results
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
PAST_MONTHS = 5  # months of the year already verified when the demo is loaded, but the last of them
# Minutes after the beginning, what, who.
SITTING = [
    (0, "Khai mạc, giới thiệu đại biểu", "Thư ký"),
    (15, "Báo cáo danh sách đề nghị", "Chủ nhiệm Chính trị"),
    (45, "Bỏ phiếu: tập thể", "Thành viên Hội đồng"),
    (90, "Bỏ phiếu: cá nhân", "Thành viên Hội đồng"),
    (210, "Kết luận", "Chính ủy"),
]
CITATION = "Hoàn thành tốt nhiệm vụ, tích cực trong phong trào thi đua Quyết thắng (minh hoạ)."


@dataclass
class Sample:
    """What the chapters of this story share. today: the day of loading."""

    unit: Unit
    today: date
    officer: User
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    cluster: Cluster | None = None
    council: Council | None = None


def months_back(day: date, count: int) -> date:
    """First day of the month `count` months before the month of `day`."""
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)


def tell(world: World, readable: list[Unit], clusters: list[Cluster]) -> None:
    """The sample province. readable: the provinces, and clusters, of the finished years that its people may look at."""
    sample = _organise(world, readable, clusters)
    _last_year(world, sample)
    _this_year(world, sample)


def _organise(world: World, readable: list[Unit], clusters: list[Cluster]) -> Sample:
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
        for position, (code, name, short, kind, reports) in enumerate(UNITS, 1):
            sample.units[code] = create_unit(
                by=officer, code=code, kind=kind, name=name, short_name=short, parent=unit, founded_on=BEGINNING,
                sort=900 + position, place="Tỉnh minh hoạ", is_reporting=reports, is_border=kind != "phong",
                strength=PEOPLE_EACH, is_demo=True,
            )  # fmt: skip
        members = [sample.units[code] for code, *_, reports in UNITS if reports]
        sample.cluster = create_cluster(
            by=officer, code="MH-C1", name="Cụm thi đua minh hoạ", organiser=unit, members=members, from_day=BEGINNING,
            sort=1, is_demo=True,
        )  # fmt: skip
        set_lead(sample.cluster, members[2], by=officer, from_day=BEGINNING, basis="Phân công của Bộ Chỉ huy")
    with clock.at(moment(months_back(today, 24))):
        _enlist(world, sample)
    with clock.at(moment(BEGINNING)):
        _accounts(world, sample, readable, clusters)
    return sample


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
                "is_demo": True,
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


# The year before: its council sits today ------------------------------------------------------------------------------


def _last_year(world: World, sample: Sample) -> None:
    officer, today = sample.officer, sample.today
    start = months_back(today, 18)
    end = months_back(today, 6) - timedelta(days=1)
    with clock.at(moment(start)):
        period = open_period(
            by=officer, unit=sample.unit, year=end.year, starts_on=start, ends_on=end, slogan="Thi đua Quyết thắng",
            is_demo=True, deadlines=_deadlines(end, today),
        )  # fmt: skip
        table = create_set(period, by=officer, name=f"Bảng điểm năm {period.year}", tree=tables.CLUSTER_TABLE)
        lock_set(table, by=officer)
        start_period(period, by=officer)
        sample.council = conferences.create_council(
            by=officer, unit=sample.unit, name="Hội đồng Thi đua - Khen thưởng Tỉnh minh hoạ",
            decision="Quyết định số 01/QĐ-BCH (minh hoạ)", valid_from=start, is_demo=True, members=_seats(sample),
        )  # fmt: skip
        conferences.set_regulation(
            by=officer, council=sample.council, name="Quy chế Hội đồng (minh hoạ)", legal_basis="Điều 6",
            valid_from=start, quorum=(2, 3), threshold=(4, 5), threshold_op=">=",
        )  # fmt: skip
    _score_last_year(world, sample, period)
    _nominate_last_year(sample, period)
    with clock.at(moment(today - timedelta(days=5))):
        for step in (Step.LAUNCH, Step.RESULTS, Step.VERIFY, Step.CLUSTERS, Step.NOMINATIONS):
            finish_phase(period, step, by=officer)
    _sit_today(world, sample, period)


def _score_last_year(world: World, sample: Sample, period: EmulationPeriod) -> None:
    """Months without figures, opened and locked; points by hand for the four units; their table frozen."""
    for term in period.terms.order_by("month"):
        with clock.at(moment(term.opens_on)):
            open_term(term, by=sample.officer)
        with clock.at(moment(term.last_day, 20)):
            lock_term(term, by=sample.officer)
    leaves = list(period.criteria_set.criteria.exclude(kind=CriterionKind.GROUP).order_by("sort"))
    units = [sample.units[code] for code, *_, reports in UNITS if reports]
    with clock.at(moment(sample.today - timedelta(days=20))):
        points = [
            (leaf, unit, leaf.max_points * world.random.randint(84, 97) / 100, "") for unit in units for leaf in leaves
        ]
        scoring.give_points_many(period, points, by=sample.officer)
        board = scoring.compute_board(period, sample.cluster, by=sample.officer)
        scoring.freeze_board(board, by=sample.officer)


def _deadlines(end: date, today: date) -> dict:
    """The council late, today; papers within a month of it."""
    near = {Step.COUNCIL: 0, Step.DECISIONS: 14, Step.REPORTS: 30}
    return {step: moment(today + timedelta(days=days), 17) for step, days in near.items()}


def _seats(sample: Sample) -> list[tuple]:
    head = sample.people["MH"]
    seats = [
        (head[0], MemberFunction.CHAIR, "Chính ủy"), (head[1], MemberFunction.VICE_CHAIR, "Chỉ huy trưởng"),
        (head[3], MemberFunction.MEMBER, "Phó Chính ủy"), (head[2], MemberFunction.MEMBER, "Phó Chỉ huy trưởng"),
    ]  # fmt: skip
    seats += [
        (sample.people[code][0], MemberFunction.MEMBER, f"Chỉ huy {sample.units[code]}") for code in ("MH-D1", "MH-PTM")
    ]
    return [*seats, (sample.people["MH-PCT"][1], MemberFunction.SECRETARY, "Trợ lý thi đua, khen thưởng")]


def _nominate_last_year(sample: Sample, period: EmulationPeriod) -> None:
    officer, today = sample.officer, sample.today
    awards = {award.code: award for award in Award.objects.filter(code__in=["DVTT", "CSTDCS", "CSTT"])}
    chosen = {code: sample.people[code][:10] for code in sample.units}
    with clock.at(moment(today - timedelta(days=12))):
        subjects = [*sample.units.values(), *(person for people in chosen.values() for person in people)]
        record_grades(
            [
                {"subject": subject, "year": period.year, "grade": Grade.EXCELLENT if n % 9 == 0 else Grade.GOOD}
                for n, subject in enumerate(subjects)
            ],
            by=officer,
        )
        record_test_results(
            [
                {"person": person, "year": period.year, "passed_percent": 100, "good_percent": 85}
                for people in chosen.values()
                for person in people
            ],
            by=officer,
        )
        listing = nominations.open_list(
            period, by=officer, due_at=moment(today - timedelta(days=5), 17), is_demo=True,
            awards=[
                {"award": awards["DVTT"], "yearly_number": 5}, {"award": awards["CSTDCS"]}, {"award": awards["CSTT"]},
            ],
        )  # fmt: skip
        specs = []
        for code, unit in sample.units.items():
            specs.append({"award": awards["DVTT"], "unit": unit})
            specs += [{"award": awards["CSTDCS"], "person": person} for person in chosen[code][:1]]
            specs += [{"award": awards["CSTT"], "person": person} for person in chosen[code][1:]]
            for spec in specs:
                spec.setdefault("proposer", unit)
                spec.setdefault("citation", CITATION)
                spec.setdefault("unit_votes_for", PEOPLE_EACH)
                spec.setdefault("unit_votes_total", PEOPLE_EACH)
        lines = nominations.nominate_many(listing, specs, by=officer)
    with clock.at(moment(today - timedelta(days=6))):
        for line in lines:
            nominations.send(line, by=officer)
        nominations.check_list(listing, by=officer)
        for line in listing.lines.all():
            if nominations.LINE["to_council"].obstacles(line):
                nominations.reject(line, by=officer, reason="Chưa đủ điều kiện")
            else:
                nominations.to_council(line, by=officer)
        nominations.lock_list(listing, by=officer)


def _sit_today(world: World, sample: Sample, period: EmulationPeriod) -> None:
    """In session: the collectives are published and on a paper to sign, the people are being counted."""
    officer, today, begin = sample.officer, sample.today, _began()
    with clock.at(moment(today - timedelta(days=3))):
        conference = conferences.create_conference(
            by=officer, period=period, council=sample.council, name=f"Hội nghị xét khen thưởng năm {period.year}",
            starts_at=begin, place="Hội trường Bộ Chỉ huy", host=sample.unit, chair_text="Chính ủy",
            secretary_text="Trợ lý thi đua, khen thưởng",
            programme=[((begin + timedelta(minutes=after)).time(), title, owner) for after, title, owner in SITTING],
        )  # fmt: skip
    tellers = [sample.users["kiemphieu1"], sample.users["kiemphieu2"]]
    hall = Hall(officer, tellers, begin.date(), begin.hour, begin.minute)
    sit(conference, hall, absent={6: "Đi công tác"})
    specs = groups_from_list(conference)
    units, people = specs[:1], specs[1:]
    votes = {line.subject.pk: 6 for spec in units for line in spec.lines}
    vote_on_paper(
        conference, hall, name="Phiếu bầu tập thể", groups=units, votes=votes, random=world.random, begin=45, batches=1
    )
    _begin_to_count(conference, hall, people)
    with hall.at(150):
        paper = decisions.draft_paper(
            by=officer, kind=PaperKind.DECISION, period=period, conference=conference, issuer=sample.unit,
            issuer_text="Bộ Chỉ huy BĐBP\nTỉnh minh hoạ", series="QĐ-BCH", place="Tỉnh minh hoạ",
            subject_line=f"Về việc tặng danh hiệu “Đơn vị tiên tiến” năm {period.year}", signer_post="Chỉ huy trưởng",
            signer_rank="Đại tá", signer_name=sample.people["MH"][1].full_name,
            lines=decisions.candidates(period, PaperKind.DECISION),
        )  # fmt: skip
        decisions.to_sign(paper, by=officer)


def _began() -> datetime:
    """The sitting began three hours ago, on the half hour: nothing of it lies ahead of the moment of loading."""
    start = timezone.localtime(clock.now()) - timedelta(hours=3)
    return start.replace(minute=start.minute // 30 * 30, second=0, microsecond=0)


def _begin_to_count(conference, hall: Hall, groups: list[GroupSpec]) -> None:
    """A second paper, closed and lying before the two counters."""
    head = hall.tellers[0]
    with hall.at(100):
        ballot = ballots.prepare_round(
            conference, by=hall.director, name="Phiếu bầu cá nhân", groups=groups, tellers=hall.tellers
        )
        ballots.freeze_round(ballot, by=hall.director)
        ballots.ask(ballot, Act.OPEN, by=hall.director)
        ballots.confirm(ballot, Act.OPEN, by=head)
        present = [seat for seat in conference.attendees.order_by("sort") if seat.is_present]
        pile = ballots.hand_papers(ballot, by=head, batch_label="A", attendees=present)
        ballots.ask(ballot, Act.CLOSE, by=hall.director)
        ballots.confirm(ballot, Act.CLOSE, by=head)
        ballots.record_returned(pile, by=head, returned=len(present))


# This year: half-way --------------------------------------------------------------------------------------------------


def _this_year(world: World, sample: Sample) -> None:
    officer, today = sample.officer, sample.today
    start = months_back(today, 6)
    end = next_month(months_back(today, -5)) - timedelta(days=1)
    with clock.at(moment(start)):
        period = open_period(
            by=officer, unit=sample.unit, year=end.year, starts_on=start, ends_on=end,
            slogan="Đoàn kết, kỷ cương, quyết thắng", is_demo=True,
        )  # fmt: skip
        table = create_set(
            period, by=officer, name=f"Bảng điểm thi đua năm {period.year}", basis="Hướng dẫn (minh hoạ)",
            tree=tables.OPEN_TABLE,
        )  # fmt: skip
        set_targets(table, by=officer, targets=_targets(sample))
        lock_set(table, by=officer)
        start_period(period, by=officer)
    with clock.at(moment(start + timedelta(days=20))):
        finish_phase(period, Step.LAUNCH, by=officer)
    _months(world, sample, period)
    _first_nominations(sample, period)
    scoring.compute_board(period, sample.cluster, by=officer)
    _remind(sample, period)


def _leaves() -> list[dict]:
    return [leaf for group in tables.OPEN_TABLE for leaf in group["children"]]


def _entered(leaf: dict, unit: Unit) -> bool:
    staff = unit.code == "MH-PCT"
    return leaf["kind"] != tables.H and not (staff and leaf["code"] in (*tables.BORDER_ONLY, *tables.PEOPLE_ONLY))


def _targets(sample: Sample) -> dict:
    targets = {}
    for code, *_, reports in UNITS:
        for leaf in _leaves() if reports else ():
            if leaf["kind"] == tables.H:
                continue
            entered = _entered(leaf, sample.units[code])
            targets[leaf["code"], code] = Decimal(leaf["target"]) if entered else "not_assigned"
    return targets


def _months(world: World, sample: Sample, period: EmulationPeriod) -> None:
    """Five months behind, one of them returned to the first post; last month waits, half entered, wrong in one cell."""
    officer, today = sample.officer, sample.today
    ids = {criterion.code: criterion.pk for criterion in period.criteria_set.criteria.all()}
    terms = list(period.terms.order_by("month"))[: PAST_MONTHS + 1]
    for number, term in enumerate(terms):
        last, before_last = number == PAST_MONTHS, number == PAST_MONTHS - 1
        with clock.at(moment(term.opens_on)):
            open_term(term, by=officer)
        after = moment(min(term.last_day + timedelta(days=2), today - timedelta(days=1)), 9)
        if last:
            with clock.at(moment(term.opens_on)):
                set_term_deadline(term, by=officer, due_at=moment(today + timedelta(days=3), 17))
        for code, *_, reports in UNITS:
            if not reports or (last and code == "MH-PCT"):
                continue
            unit, clerk = sample.units[code], sample.users[code]
            with clock.at(after):
                sheet = results.sheet_for(term, unit, by=clerk)
                leaves = [leaf for leaf in _leaves() if _entered(leaf, unit)]
                if last and code == "MH-D1":
                    leaves = leaves[:9]
                texts = {ids[leaf["code"]]: _figure(world.random, leaf) for leaf in leaves}
                if last and code == "MH-D1":
                    texts[ids["3.3"]] = "1O"
                results.enter_many(sheet, texts, by=clerk)
                if not (last and code == "MH-D1"):
                    results.submit(sheet, by=clerk)
            if not last:
                with clock.at(after + timedelta(days=1)):
                    if before_last and code == "MH-D1":
                        results.send_back(
                            sheet, by=officer, reason="Cần đối chiếu lại hai số liệu",
                            cells={
                                ids["3.1"]: "Chưa khớp sổ theo dõi vụ việc",
                                ids["5.5"]: "Cần danh sách xác nhận của xã",
                            },
                        )  # fmt: skip
                    else:
                        results.verify(sheet, by=officer)
        if number < PAST_MONTHS - 1:
            with clock.at(after + timedelta(days=4)):
                lock_term(term, by=officer)


def _figure(random, leaf: dict) -> str:
    if leaf["measure"] == "%":
        tenths = int(leaf["target"]) * 10 + random.randint(0, 15)
        return f"{tenths // 10},{tenths % 10}"
    if leaf["accumulation"] == "last":
        return str(leaf["target"])
    return str(leaf["target"] // 12 + random.randint(0, 1))


def _first_nominations(sample: Sample, period: EmulationPeriod) -> None:
    """The list is open early: two lines wait for the office, one was returned to the first post."""
    officer, today = sample.officer, sample.today
    awards = {award.code: award for award in Award.objects.filter(code__in=["DVTT", "CSTDCS", "CSTT"])}
    with clock.at(moment(today - timedelta(days=4))):
        listing = nominations.open_list(
            period, by=officer, due_at=moment(period.ends_on, 17), is_demo=True,
            awards=[
                {"award": awards["DVTT"], "yearly_number": 3}, {"award": awards["CSTDCS"]}, {"award": awards["CSTT"]},
            ],
        )  # fmt: skip
        clerk, post = sample.users["troly.donvi"], sample.units["MH-D1"]
        specs = [
            {"award": awards["DVTT"], "unit": post, "proposer": post, "citation": CITATION},
            *(
                {"award": awards["CSTT"], "person": person, "proposer": post, "citation": CITATION}
                for person in sample.people["MH-D1"][3:6]
            ),
        ]
        lines = nominations.nominate_many(listing, specs, by=clerk)
        for line in lines[:3]:
            nominations.send(line, by=clerk)
    with clock.at(moment(today - timedelta(days=1))):
        nominations.send_back(lines[2], by=officer, reason="Bổ sung số phiếu tán thành ở đơn vị")


def _remind(sample: Sample, period: EmulationPeriod) -> None:
    """Days of grace and of reminders, longer for one unit, a reminder by hand, a letter that waits for a look."""
    officer, clerk = sample.officer, sample.users["troly.donvi"]
    last = period.terms.filter(state=TermState.OPEN).order_by("month").last()
    with clock.at(moment(sample.today - timedelta(days=2))):
        for user in sample.users.values():
            notices.mark_all_read(user)
        set_deadline_rules(
            period, by=officer, grace_days=5, grace_from=last.due_at.date(),
            reminders=[("term", -3), ("term", 0), ("term", 2), ("phase", -7)],
        )  # fmt: skip
        channels = {"reminder": "mail", "deadline": "app", "returned": "app", "verified": "app"}
        notices.choose(clerk, by=clerk, email="troly.donvi@minhhoa.example", channels=channels)
    with clock.at(moment(sample.today - timedelta(days=1))):
        extend(
            last, by=officer, units=[sample.units["MH-PCT"]], due_at=last.due_at + timedelta(days=4),
            reason="Cán bộ phụ trách đi công tác", notice=True,
        )  # fmt: skip
        subject, text = reminders.usual_words(last)
        reminders.remind(last, by=officer, units=[sample.units["MH-D1"]], subject=subject, text=text)
