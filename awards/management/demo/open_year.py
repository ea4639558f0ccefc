"""A province that does not exist, in the middle of its year and at the end of the one before: something waits for all.

Every day in it is counted from the day the demo is loaded, so it is left out of tests that compare bytes.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from awards.ballots import services as ballots
from awards.ballots.enums import Act, RoundKind
from awards.ballots.queries import GroupSpec, groups_from_list
from awards.catalogue.models import Award
from awards.conferences import agenda
from awards.conferences import services as conferences
from awards.conferences.enums import MemberFunction, Substitutes
from awards.criteria.enums import CriterionKind
from awards.criteria.models import CriteriaSet
from awards.criteria.services import create_set, edit_criterion, lock_set, set_targets
from awards.criteria.versions import new_version
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.home import notices, reminders
from awards.management.demo import (
    boards_story,
    dossier_story,
    exchange_story,
    hall_story,
    meetings_story,
    merit_story,
    movements,
    past,
    quota_story,
    results_story,
    service_story,
    stations_story,
    tables,
)
from awards.management.demo.sample import PEOPLE_EACH, UNITS, Sample, months_back, organise
from awards.management.demo.sitting import Hall, leave_out, sit, vote_on_paper
from awards.management.demo.world import World, moment
from awards.nominations import services as nominations
from awards.nominations.models import Nomination, NominationList
from awards.results import services as results
from awards.scoring import appeals, self_scores
from awards.scoring import services as scoring
from awards.scoring.sheet_queries import said_by_unit
from awards.scoring.sheets import CrossCheck, ScoreSheet, leaves_of
from awards.years.enums import Step, TermState
from awards.years.extensions import extend, set_deadline_rules
from awards.years.models import EmulationPeriod
from awards.years.rules import next_month
from awards.years.services import finish_phase, lock_term, open_period, open_term, set_term_deadline, start_period
from thidua import clock
from units.clusters.models import Cluster
from units.models import Unit
from units.people.enums import Grade
from units.people.services import record_grades, record_test_results

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


def tell(world: World, readable: list[Unit], clusters: list[Cluster]) -> None:
    """The sample province. readable: the provinces, and clusters, of the finished years that its people may look at."""
    sample = organise(world, readable, clusters)
    _last_year(world, sample)
    _this_year(world, sample)
    service_story.tell(sample, EmulationPeriod.objects.filter(unit=sample.unit).latest("year"))
    past.small_things(
        world, by=sample.officer, away=sample.users["chihuy.donvi"], stands_in=sample.users["phochihuy"],
        author=sample.people["MH-D2"][2], twin_of=sample.people["MH-D3"][9], at=sample.units["MH-D1"],
    )  # fmt: skip


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
            standing_organ=sample.units["MH-PCT"],
        )  # fmt: skip
        conferences.set_regulation(
            by=officer, council=sample.council, name="Quy chế Hội đồng (minh hoạ)", legal_basis="Điều 6",
            valid_from=start, quorum=(2, 3), threshold=(4, 5), threshold_op=">=",
            substitutes=Substitutes.VOTES, substitute_basis="Điều 7",
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
    points = [
        (leaf, unit, leaf.max_points * world.random.randint(84, 97) / 100, boards_story.WORDS)
        for unit in units
        for leaf in leaves
    ]
    with clock.at(moment(sample.today - timedelta(days=22))):
        boards_story.announce(period, by=sample.officer)
        boards_story.score_themselves(sample, period, points)
    with clock.at(moment(sample.today - timedelta(days=20))):
        scoring.give_points_many(period, points, by=sample.officer)
        board = scoring.compute_board(period, sample.cluster, by=sample.officer)
        boards_story.freeze_twice(sample, period, board)


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
    with clock.at(moment(today - timedelta(days=20))):
        quota_story.announce_order(sample.unit, by=officer, day=today - timedelta(days=20))
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
    hall_story.invite(conference, hall, [("Đại biểu Cục Chính trị", "Bộ đội Biên phòng"), ("Đại biểu Sở Nội vụ", "")])
    talk = hall_story.lay(
        conference, hall, "Xây dựng điển hình tiên tiến ở đồn biên phòng", "Đồn trưởng", sample.units["MH-D1"],
        ["Bài tham luận minh hoạ.", "Nêu cách phát hiện, bồi dưỡng và nhân rộng điển hình tiên tiến ở cơ sở."],
    )  # fmt: skip
    sit(conference, hall, absent={6: "Đi công tác"})
    hall_story.write_in(conference, hall, "Nhất trí với danh sách đề nghị (minh hoạ).")
    hall_story.speak(
        conference, hall, 25, talk=talk, post="Đồn BP Núi Xanh",
        summary="Nêu kinh nghiệm phát hiện, bồi dưỡng điển hình ở đơn vị.",
    )  # fmt: skip
    hall_story.speak(
        conference, hall, 36, name="Chỉ huy Phòng Tham mưu", post="Phòng Tham mưu", minutes=5,
        summary="Đề nghị gắn thi đua với nhiệm vụ trực sẵn sàng chiến đấu.",
    )  # fmt: skip
    hall_story.give(
        conference, hall, 140,
        [
            ("Báo cáo kết quả nhân rộng điển hình tiên tiến", sample.units["MH-D1"], today + timedelta(days=20)),
            ("Hướng dẫn các đơn vị hoàn thiện hồ sơ khen thưởng", sample.units["MH-PCT"], today + timedelta(days=10)),
        ],
    )  # fmt: skip
    specs = groups_from_list(conference)
    units, people = specs[:1], specs[1:]
    votes = {line.subject.pk: 6 for spec in units for line in spec.lines}
    vote_on_paper(
        conference, hall, name="Phiếu bầu tập thể", groups=units, votes=votes, random=world.random, begin=45, batches=1
    )
    for number, item in enumerate(conference.programme.order_by("sort")[:3]):
        with hall.at(20 + 30 * number):
            agenda.finish_item(item, by=officer)
    _begin_to_count(conference, hall, people[1:])
    _ready_for_devices(conference, hall, people[:1])
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
        leave_out(ballot, hall)
        ballots.freeze_round(ballot, by=hall.director)
        ballots.ask(ballot, Act.OPEN, by=hall.director)
        ballots.confirm(ballot, Act.OPEN, by=head)
        present = [seat for seat in conference.attendees.order_by("sort") if seat.is_present]
        pile = ballots.hand_papers(ballot, by=head, batch_label="A", attendees=present)
        ballots.ask(ballot, Act.CLOSE, by=hall.director)
        ballots.confirm(ballot, Act.CLOSE, by=head)
        ballots.record_returned(pile, by=head, returned=len(present))
        for sub in ballot.sub_rounds.all():
            for other in sub.batches.all():
                ballots.record_returned(other, by=head, returned=other.in_hands)


def _ready_for_devices(conference, hall: Hall, groups: list[GroupSpec]) -> None:
    """A third paper, frozen, to be voted on from the members' own devices: the tellers give the papers out."""
    with hall.at(140):
        ballot = ballots.prepare_round(
            conference, by=hall.director, name="Phiếu bầu Chiến sĩ thi đua cơ sở", groups=groups,
            tellers=hall.tellers, kind=RoundKind.MIXED,
        )  # fmt: skip
        leave_out(ballot, hall)
        ballots.freeze_round(ballot, by=hall.director)


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
    past.sign_the_pledge(
        sample.cluster, by=sample.users["cumtruong"], heads=sample.heads, year=period.year,
        day=start + timedelta(days=10),
    )  # fmt: skip
    with clock.at(moment(start + timedelta(days=20))):
        finish_phase(period, Step.LAUNCH, by=officer)
    _months(world, sample, period)
    merit_story.tell(sample, period)
    listing = _first_nominations(sample, period)
    quota_story.tell(sample, listing)
    stations_story.tell(sample, listing)
    dossier_story.tell(sample, listing)
    results_story.tell(sample, period)
    scoring.compute_board(period, sample.cluster, by=officer)
    _points_by_stage(sample, period)
    _next_version(sample, period)
    _remind(sample, period)
    movements.tell(sample, period)
    with clock.at(moment(today - timedelta(days=1))):
        boards_story.announce(period, by=officer)


def _next_version(sample: Sample, period: EmulationPeriod) -> None:
    """A new version of the table is being written beside the one in use: what it changes can be looked at."""
    with clock.at(moment(sample.today - timedelta(days=1))):
        table = new_version(
            CriteriaSet.objects.get(period=period), by=sample.officer,
            reason="Điều chỉnh chỉ tiêu sáu tháng cuối năm (minh hoạ)",
        )  # fmt: skip
        set_targets(table, by=sample.officer, targets={("1.1", "MH-D1"): Decimal(520), ("1.1", "MH-D2"): Decimal(500)})
        row = table.criteria.get(code="6.2")
        edit_criterion(
            row, by=sample.officer, code=row.code, name=row.name, kind=row.kind, max_points=row.max_points,
            guidance="Theo hướng dẫn chấm điểm kèm theo; cơ quan chính trị chấm.",
        )  # fmt: skip


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
            if not _entered(leaf, sample.units[code]):
                targets[leaf["code"], code] = "not_assigned"
            elif leaf["kind"] == tables.Q:
                targets[leaf["code"], code] = Decimal(leaf["target"])
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
                    results_story.prove(
                        sheet, [ids[leaf["code"]] for leaf in leaves if "evidence_required" in leaf], clerk
                    )
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


def _first_nominations(sample: Sample, period: EmulationPeriod) -> NominationList:
    """The list is open early: two lines wait for the office, one was returned to the first post."""
    officer, today = sample.officer, sample.today
    awards = {award.code: award for award in Award.objects.filter(code__in=["DVTT", "CSTDCS", "CSTT"])}
    quota_story.cap_commanders(sample)
    exchange_story.hand_over_key(
        sample.unit, sample.unit.parent, by=sample.officer, day=sample.today - timedelta(days=30), code="MH"
    )
    with clock.at(moment(today - timedelta(days=4))):
        listing = nominations.open_list(
            period, by=officer, due_at=moment(period.ends_on, 17), is_demo=True,
            awards=[
                {"award": awards["DVTT"], "yearly_number": 3},
                *({"award": awards[code], "yearly_number": number} for code, number in quota_story.NUMBERS.items()),
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
        meetings_story.agree_on_a_share(sample.unit, by=officer, day=today - timedelta(days=4))
        lines = nominations.nominate_many(listing, specs, by=clerk)
        for line in lines[:3]:
            nominations.send(line, by=clerk)
    with clock.at(moment(today - timedelta(days=1))):
        nominations.send_back(lines[2], by=officer, reason="Bổ sung số phiếu tán thành ở đơn vị")
    meetings_story.tell(sample, listing, [Nomination.objects.get(pk=line.pk) for line in lines])
    return listing


# Own sheets, cross-checks, objections ---------------------------------------------------------------------------------


def _points_by_stage(sample: Sample, period: EmulationPeriod) -> None:
    """One post agreed upon with an answered and a waiting objection, one disputed, one to be checked, one begun."""
    officer, today, units, users = sample.officer, sample.today, sample.units, sample.users
    with clock.at(moment(today - timedelta(days=4))):
        self_scores.rotate_checks(period, sample.cluster, by=officer)
        appeals.set_appeal_term(period, by=officer, due_at=moment(today + timedelta(days=6), 17))
        for code in ("MH-D3", "MH-PCT", "MH-D2"):
            _score_itself(period, units[code], users[code])
        one = _leaves_by_hand(period, units["MH-D1"])[0]
        words = "Đang rà lại sổ sách (minh hoạ)"
        self_scores.save_self(period, units["MH-D1"], {one.pk: (one.max_points, words)}, by=users["MH-D1"])
    with clock.at(moment(today - timedelta(days=3))):
        for checked, checker in (("MH-D3", "MH-D2"), ("MH-PCT", "MH-D3")):
            check = CrossCheck.objects.get(period=period, checked=units[checked])
            first = _leaves_by_hand(period, units[checked])[0]
            less = {first.pk: (first.max_points / 2, "Hồ sơ còn thiếu biên bản họp (minh hoạ)")}
            self_scores.save_check(check, less, by=users[checker], send=True)
    with clock.at(moment(today - timedelta(days=2))):
        post = units["MH-D3"]
        said = said_by_unit(period, post)
        for number, leaf in enumerate(_leaves_by_hand(period, post)):
            points, words = (leaf.max_points / 2, "Thiếu biên bản") if number == 0 else (said[leaf.pk], "")
            self_scores.appraise(period, post, leaf, points, by=officer, reason=words)
        self_scores.agree(ScoreSheet.objects.get(period=period, unit=post), by=officer)
    with clock.at(moment(today - timedelta(days=1))):
        first, second = _leaves_by_hand(period, post)[0], leaves_of(period.pk, post.pk)[0]
        words = "Biên bản họp đã bổ sung ngày hôm sau (minh hoạ)"
        appeal = appeals.file_appeal(period, post, first, by=users["MH-D3"], reason=words, evidence="Biên bản số 05")
        new = first.max_points * 3 / 4
        appeals.answer_appeal(appeal, by=officer, accept=True, points=new, answer="Chấp nhận biên bản bổ sung")
        appeals.file_appeal(
            period, post, second, by=users["MH-D3"], reason="Chưa tính phần việc của quý sau (minh hoạ)"
        )


def _leaves_by_hand(period: EmulationPeriod, unit: Unit) -> list:
    return [leaf for leaf in leaves_of(period.pk, unit.pk) if leaf.kind == CriterionKind.BY_HAND]


def _score_itself(period: EmulationPeriod, unit: Unit, clerk) -> None:
    """The most for everything judged by people but the last criterion, which says what was not done."""
    leaves = _leaves_by_hand(period, unit)
    typed = {leaf.pk: (leaf.max_points, "") for leaf in leaves}
    typed[leaves[-1].pk] = (leaves[-1].max_points * 4 / 5, "Một việc chưa xong trong kỳ (minh hoạ)")
    self_scores.save_self(period, unit, typed, by=clerk)
    self_scores.send_self(period, unit, by=clerk)


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
