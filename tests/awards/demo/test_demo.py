"""The demo: two conferences with the figures of the press, one open year; loaded once, looked at from many sides.

The numbers below are the ones the two years must show: written here a second time, never read from the demo's code.
"""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from awards.ballots.enums import Channel, Outcome, RoundState
from awards.ballots.rehearsing import act_out
from awards.conferences.enums import ConferenceState
from awards.conferences.queries import sitting
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.money_queries import payments_of, sums_of
from awards.home.todo import waiting_for
from awards.models import (
    AwardRecord,
    BestPractice,
    Conference,
    ContestLine,
    Decision,
    EmulationPeriod,
    Handover,
    NominationList,
    ResultSheet,
    ScoreBoard,
    StationRecord,
    VotingRound,
)
from awards.nominations.enums import NominationState
from awards.reports import nominations as nominations_report
from awards.reports import year_summary
from awards.reports.agreement import agreement_of
from awards.reports.registry import Scope, build, reports
from awards.reports.services import File, make, order
from awards.results.enums import SheetState
from awards.results.queries import queue_of
from awards.scoring.enums import BoardState
from awards.scoring.queries import is_intact
from awards.scoring.services import compute_board
from awards.years.enums import PeriodState
from tests.awards.demo.crawl import walk
from tests.awards.reports.reading import sheets, text
from thidua import clock
from thidua.documents import render_pdf, render_xlsx
from units.accounts.enums import Role
from units.audit import services as audit
from units.models import AuditEvent, Cluster, Hold, Unit, User

pytestmark = pytest.mark.django_db

TITLES = ("DVQT", "DVTT", "CSTDCS", "CSTT")
SHORT = ("Đơn vị Quyết thắng", "Đơn vị tiên tiến", "Chiến sĩ thi đua", "Chiến sĩ tiên tiến")
PUT_FORWARD = {"DVQT": 4, "DVTT": 29, "CSTDCS": 49, "CSTT": 140}
ON_BALLOT = {"DVQT": 4, "DVTT": 29, "CSTDCS": 48, "CSTT": 139}
WON = {"DVQT": 3, "DVTT": 28, "CSTDCS": 46, "CSTT": 137}
QUOTAS = {"DVQT": 3, "DVTT": 30, "CSTDCS": 48, "CSTT": 192}
LOST = {
    ("DVQT", "not_passed"): 1,
    ("DVTT", "not_passed"): 1,
    ("CSTDCS", "rejected"): 1,
    ("CSTDCS", "not_passed"): 2,
    ("CSTT", "on_hold"): 1,
    ("CSTT", "not_passed"): 2,
}
ACCOUNTS = {
    "troly.tinh": Role.OFFICER,
    "troly.donvi": Role.CLERK,
    "chihuy.donvi": Role.UNIT_LEADER,
    "thamdinh": Role.VERIFIER,
    "cumtruong": Role.CLUSTER_LEAD,
    "thuky": Role.SECRETARY,
    "thanhvien": Role.MEMBER,
    "kiemphieu1": Role.TELLER,
    "kiemphieu2": Role.TELLER,
    "nguoiky": Role.COMMANDER,
    "giamsat": Role.AUDITOR,
    "quantri": Role.ADMINISTRATOR,
}
WITHOUT_TASKS = {"giamsat", "quantri"}  # they watch: the record, the accounts


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Load the demo once for this module and take it back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def long_an():
    return EmulationPeriod.objects.get(unit__code="LA", year=2023, cluster=None)


@pytest.fixture
def listing(long_an):
    return NominationList.objects.get(period=long_an)


@pytest.fixture
def ballot(long_an):
    return VotingRound.objects.get(conference__period=long_an, conference__council__isnull=False)


@pytest.fixture
def cluster_two():
    return Cluster.objects.get(code="CUM-2")


@pytest.fixture
def year_2022(cluster_two):
    return EmulationPeriod.objects.get(cluster=cluster_two, year=2022)


def winners(period, *titles):
    return AwardRecord.objects.filter(line__decision__period=period, award__code__in=titles)


# --- the loading ------------------------------------------------------------------------------------------------------


def test_it_refuses_a_database_that_is_not_empty():
    with pytest.raises(CommandError, match="trống"):
        call_command("demo")


def test_if_empty_leaves_a_filled_database_alone():
    before = AuditEvent.objects.count()
    call_command("demo", "--if-empty")
    assert AuditEvent.objects.count() == before


def test_it_prints_one_account_for_every_role():
    out = StringIO()
    call_command("demo", "--accounts", stdout=out)
    told = [line.split()[0] for line in out.getvalue().splitlines()[1:]]
    assert told == list(ACCOUNTS)
    for username, role in ACCOUNTS.items():
        assert role in {grant.role for grant in User.objects.get(username=username).grants}
    assert set(ACCOUNTS.values()) == set(Role)


def test_everything_invented_is_marked():
    unmarked = {
        model._meta.label: model._base_manager.filter(is_demo=False).count()
        for model in apps.get_models()
        if any(field.name == "is_demo" for field in model._meta.fields)
    }
    assert len(unmarked) >= 10
    assert {label: count for label, count in unmarked.items() if count} == {}


def test_the_record_is_sealed_and_holds():
    report = audit.verify()
    assert (report.broken, report.unsealed) == ([], 0)
    assert report.events == AuditEvent.objects.count() > 4000


def test_nothing_is_recorded_as_done_in_the_future():
    assert not AuditEvent.objects.filter(at__gt=clock.now()).exists()


# --- Long An 2023: the year -------------------------------------------------------------------------------------------


def test_thirty_two_units_in_four_clusters_and_480_people(long_an):
    assert (long_an.starts_on, long_an.ends_on) == (date(2022, 10, 1), date(2023, 9, 30))
    assert long_an.reporting_units().count() == 32
    sizes = [cluster.members_on(long_an.ends_on).count() for cluster in long_an.clusters()]
    assert sizes == [8, 8, 8, 8]
    people = Unit.objects.get(code="LA").path
    assert sum(unit.people.count() for unit in Unit.objects.filter(path__startswith=people)) == 480


def test_every_unit_reported_twelve_verified_months(long_an):
    assert long_an.terms.count() == 12
    sheets = ResultSheet.objects.filter(term__period=long_an)
    assert Counter(sheets.values_list("state", flat=True)) == {SheetState.VERIFIED: 32 * 12}


def test_the_year_is_finished_and_locked(long_an):
    assert long_an.state == PeriodState.CLOSED
    assert not long_an.phases.filter(finished_on=None).exists()


def test_clusters_met_before_the_council(long_an):
    held = Conference.objects.filter(period=long_an, cluster__isnull=False)
    days = sorted(timezone.localtime(row.starts_at).date() for row in held)
    assert len(days) == 4
    assert days[-1] < date(2023, 10, 18)
    boards = ScoreBoard.objects.filter(period=long_an)
    assert [board.state for board in boards] == [BoardState.CONFIRMED] * 4


def test_frozen_boards_say_what_the_months_say(long_an):
    EmulationPeriod.objects.filter(pk=long_an.pk).update(state=PeriodState.OPEN)
    officer = User.objects.get(username="troly.longan")
    for board in ScoreBoard.objects.filter(period=long_an).select_related("cluster"):
        assert is_intact(board)
        again = compute_board(long_an, board.cluster, by=officer)
        assert (again.pk, again.version) == (board.pk, 1), board.cluster.code


def test_the_model_of_the_article_is_credited_to_its_post(long_an):
    model = BestPractice.objects.get(period=long_an, name="Hũ gạo tình thương")
    assert model.unit.name == "Đồn Biên phòng cửa khẩu Mỹ Quý Tây"
    assert BestPractice.objects.filter(period=long_an).count() == 7


# --- Long An 2023: the lists and the ballot ---------------------------------------------------------------------------


def test_lists_are_longer_than_what_was_decided(listing):
    lines = listing.lines.values_list("award__code", flat=True)
    assert Counter(lines) == PUT_FORWARD
    assert {row.award.code: row.quota for row in listing.awards.select_related("award")} == QUOTAS
    assert listing.is_locked


def test_every_missing_line_has_its_reason(listing):
    lost = listing.lines.exclude(state=NominationState.DECIDED).select_related("award")
    assert Counter((line.award.code, line.state) for line in lost) == LOST
    for line in lost:
        if line.state == NominationState.NOT_PASSED:
            assert line.why_not.startswith("Không đạt: "), line
            assert line.why_not.endswith("cần 12"), line
        else:
            state, reason = SAID[line.state]
            assert line.why_not == f"{state}: {reason}", line


SAID = {
    "rejected": ("Đề nghị loại", "Bị khiển trách trong năm thi đua"),
    "on_hold": ("Tạm dừng xét", "Có đơn đang xác minh"),
}


def test_pages_and_papers_say_why_in_the_same_words(client, long_an, listing):
    """Every line that is not among the 3, 28, 46 and 137: on the list, on its own page with its way, on person and
    unit, in the list as a paper and in the annex of the year's report."""
    lost = listing.lines.exclude(state=NominationState.DECIDED).select_related("award", "person", "unit")
    sentences = {line: line.why_not for line in lost}
    assert len(sentences) == sum(LOST.values())
    client.force_login(User.objects.get(username="troly.longan"))
    for code, state in LOST:
        query = {"nam": 2023, "dv": "LA", "danh_hieu": code, "trang_thai": state}
        shown = client.get(reverse("awards:nominations.index"), query).content.decode()
        for line, sentence in sentences.items():
            assert (line.award.code, line.state) != (code, state) or sentence in shown, line
    for line, sentence in sentences.items():
        page = client.get(reverse("awards:nominations.detail", args=[line.pk])).content.decode()
        assert page.count(sentence) >= 2, line  # the notice, and the way of the line
        kind, subject = ("people", line.person) if line.person else ("structure", line.unit)
        assert sentence in client.get(reverse(f"units:{kind}.detail", args=[subject.pk])).content.decode(), line
    scope = Scope(long_an, long_an.unit, None)
    for paper in (nominations_report, year_summary):
        told = str(paper.build(scope, None))
        for line, sentence in sentences.items():
            assert sentence in told, (paper.__name__, line)


def test_blocked_and_held_lines_show_the_fact_behind_them(listing):
    rejected = listing.lines.get(state=NominationState.REJECTED)
    assert rejected.person.discipline_records.filter(valid_from=date(2023, 4, 18)).count() == 1
    held = listing.lines.get(state=NominationState.ON_HOLD)
    assert Hold.objects.filter(person=held.person, valid_to=None).count() == 1


def test_fourteen_of_fifteen_sat_and_ten_were_needed(ballot):
    conference = ballot.conference
    sat = sitting(conference)
    assert timezone.localtime(conference.starts_at).date() == date(2023, 10, 18)
    assert (len(sat.seats), sat.present, sat.quorum.needed) == (15, 14, 10)
    assert [seat.absence_reason != "" for seat in sat.absent] == [True]
    assert conference.state == ConferenceState.ADOPTED


def test_all_fourteen_voted_on_paper(ballot):
    assert ballot.state == RoundState.PUBLISHED
    assert Counter(ballot.electors.values_list("channel", flat=True)) == {Channel.PAPER: 14, Channel.ABSENT: 1}


def test_twelve_of_fifteen_were_required_for_every_title(ballot):
    groups = list(ballot.groups.select_related("award").order_by("sort"))
    assert [group.award.code for group in groups] == list(TITLES)
    assert [group.announced for group in groups] == [{"base": 15, "required": 12}] * 4
    assert {group.award.code: group.lines.count() for group in groups} == ON_BALLOT


def test_the_ballot_gives_exactly_the_figures_of_the_article(ballot):
    passed = ContestLine.objects.filter(group__round=ballot, outcome=Outcome.PASSED)
    assert Counter(passed.values_list("group__award__code", flat=True)) == WON
    assert not passed.filter(votes_for__lt=12).exists()
    assert not ContestLine.objects.filter(group__round=ballot, outcome=Outcome.FAILED, votes_for__gte=12).exists()


def test_every_line_counts_fourteen_papers(ballot):
    for line in ContestLine.objects.filter(group__round=ballot).exclude(group__kind="pick"):
        assert line.votes_for + line.votes_against + line.blank + line.invalid == 14, line


def test_three_are_proposed_upward_and_granted(long_an):
    submission = Decision.objects.get(period=long_an, kind=PaperKind.SUBMISSION)
    answer = Decision.objects.get(period=long_an, kind=PaperKind.ANSWER)
    assert answer.answers == submission
    assert [line.is_granted for line in answer.lines.all()] == [True] * 3
    assert set(winners(long_an, "DVQT").values_list("unit__code", flat=True)) == {
        line.nomination.unit.code for line in submission.lines.select_related("nomination__unit")
    }


def test_the_decision_signed_here_holds_the_rest(long_an):
    decision = Decision.objects.get(period=long_an, kind=PaperKind.DECISION)
    assert decision.state == PaperState.SIGNED
    codes = decision.lines.values_list("nomination__award__code", flat=True)
    assert Counter(codes) == {title: count for title, count in WON.items() if title != "DVQT"}
    numbers = sorted(decision.lines.exclude(golden_book_no=None).values_list("golden_book_no", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert decision.pdf.read().startswith(b"%PDF")
    assert len(decision.sha256) == 64


def test_the_nine_papers_agree_in_print_and_in_the_workbook(long_an, ballot):
    """3, 28, 46 and 137, the sum of money, names and order: in what is printed, read back as its reader reads it."""
    assert agreement_of(ballot.conference).mismatches == []
    made = {
        (name, format): make(order(reports()[name], Scope(long_an, long_an.unit), format=format)).content
        for name, formats in {"decision": "pdf xlsx", "submission": "pdf xlsx", "count-minutes": "pdf xlsx",
                              "award-list": "xlsx", "year-summary": "pdf xlsx", "nominations": "xlsx",
                              "conference-minutes": "pdf"}.items()
        for format in formats.split()
    }  # fmt: skip
    books = {name: sheets(content) for (name, format), content in made.items() if format == "xlsx"}
    told = {name: text(content) for (name, format), content in made.items() if format == "pdf"}

    def names(sheet, *, place=1, only=lambda row: True):
        return [row[place] for row in sheet if isinstance(row[0], int) and only(row)]

    passed = {title: names(books["count-minutes"][title], only=lambda row: row[-1] == "Đạt") for title in SHORT}
    assert [len(rows) for rows in passed.values()] == list(WON.values())
    for title in SHORT:
        assert names(books["award-list"][title]) == passed[title]
    for title in SHORT[1:]:
        assert names(books["decision"][title]) == passed[title]
        for name in passed[title]:
            assert name in told["decision"]
    assert names(books["submission"]["Đề nghị"]) == passed[SHORT[0]]
    assert books["award-list"]["Tổng hợp"][-1] == ["Cộng", *WON.values()]
    sums = {row[1]: row for row in books["year-summary"]["Tổng hợp"] if isinstance(row[0], int)}
    assert [sums[title][-4] for title in SHORT] == list(WON.values())
    assert len(names(books["nominations"]["Đề nghị"])) == sum(PUT_FORWARD.values())
    money = [row[-1] for title in SHORT[1:] for row in books["decision"][title] if isinstance(row[0], int)]
    assert (len(money), sum(money)) == (211, 197_100_000)
    assert "197.100.000 đồng (Một trăm chín mươi bảy triệu một trăm nghìn đồng)" in told["decision"]
    for words in ("03 tập thể", "28 tập thể", "46 cá nhân", "137 cá nhân"):
        assert words in told["year-summary"]
    for name in passed[SHORT[0]]:
        assert name in told["submission"] and name in told["conference-minutes"]


@pytest.mark.once  # the sum itself is read back on both databases, by the test before
def test_the_money_of_the_decision_reads_the_same_on_every_paper(long_an):
    """28 × 1.440.000 + 46 × 1.800.000 + 137 × 540.000: on the signed paper, in its lists, on the payment list."""
    decision = Decision.objects.get(period=long_an, kind=PaperKind.DECISION)
    each = {"DVTT": 1_440_000, "CSTDCS": 1_800_000, "CSTT": 540_000}
    total = sum(WON[code] * amount for code, amount in each.items())
    assert total == 197_100_000
    signed = text(decision.pdf.read())
    assert "197.100.000 đồng (Một trăm chín mươi bảy triệu một trăm nghìn đồng)" in signed
    for code, amount in each.items():
        assert f"{WON[code] * amount:,}".replace(",", ".") in signed
    lists = sheets(render_xlsx(build("decision", long_an, long_an.unit, str(decision.pk))))
    known = set(each.values())
    prizes = [[row[-1] for row in rows if row[-1] in known] for rows in lists.values()]
    assert sorted(map(len, filter(None, prizes))) == sorted(WON[code] for code in each)
    assert sum(map(sum, prizes)) == total
    paid = build("payment-list", long_an, long_an.unit, str(decision.pk))
    printed = text(render_pdf(paid))
    assert "197.100.000" in printed and "Một trăm chín mươi bảy triệu một trăm nghìn đồng" in printed
    assert sum(row[5] * row[4] for annex in paid.annexes for row in annex.blocks[0].lines()) == total
    assert sum(len(list(annex.blocks[0].lines())) for annex in paid.annexes) == 28 + 46 + 137
    assert sums_of(payments_of(decision)).total == total
    entries = decision.fund_entries.values_list("amount", flat=True)
    assert sum(entries) + sums_of(payments_of(decision)).due == total


def test_thirty_three_distinct_collectives_were_put_forward(long_an, listing):
    put = listing.lines.filter(unit__isnull=False).values_list("unit__code", flat=True)
    assert len(set(put)) == len(put) == 33
    assert "LA-TD" not in put  # the training battalion
    above, here = (set(winners(long_an, title).values_list("unit__code", flat=True)) for title in ("DVQT", "DVTT"))
    assert (len(above), len(here), above & here) == (3, 28, set())


def test_holders_of_both_titles_stay_within_the_quota(long_an):
    holders = set(winners(long_an, "CSTDCS", "CSTT").values_list("person", flat=True))
    assert len(holders) == 46 + 137 == 183 <= QUOTAS["CSTT"]


def test_every_unit_with_a_title_has_more_than_half_its_people_with_it(long_an):
    holders = set(winners(long_an, "CSTDCS", "CSTT").values_list("person", flat=True))
    units = Unit.objects.filter(award_records__in=winners(long_an, "DVQT", "DVTT")).prefetch_related("people")
    shares = {
        unit.code: (sum(one.pk in holders for one in unit.people.all()), len(unit.people.all())) for unit in units
    }
    assert len(shares) == 31
    assert {code: share for code, share in shares.items() if share[0] * 2 <= share[1]} == {}


def test_nobody_is_put_forward_twice(listing):
    people = listing.lines.filter(person__isnull=False).values_list("person", flat=True)
    assert len(set(people)) == len(people)


def test_no_line_got_its_award_without_the_ballot(long_an, ballot):
    voted = set(
        ContestLine.objects.filter(group__round=ballot, outcome=Outcome.PASSED).values_list("object_id", flat=True)
    )
    settled = winners(long_an, *TITLES).values_list("line__nomination", flat=True)
    assert set(settled) == voted


# --- cluster No. 2, 2022 ----------------------------------------------------------------------------------------------


def test_the_cluster_has_the_eight_units_of_the_article(cluster_two):
    assert [unit.short_name for unit in cluster_two.members_on(date(2022, 9, 20))] == [
        "BĐBP TP. Hải Phòng",
        "Hải đoàn 38",
        "BĐBP tỉnh Thái Bình",
        "BĐBP tỉnh Nam Định",
        "BĐBP tỉnh Ninh Bình",
        "BĐBP tỉnh Thanh Hóa",
        "BĐBP tỉnh Nghệ An",
        "BĐBP tỉnh Hà Tĩnh",
    ]


def test_its_conference_was_held_at_nghe_an(year_2022):
    conference = Conference.objects.get(period=year_2022)
    assert timezone.localtime(conference.starts_at).date() == date(2022, 9, 20)
    assert conference.host.code == "NA"
    assert [seat.unit.code for seat in conference.attendees.select_related("unit").order_by("sort")] == [
        "HP", "HD38", "TB", "ND", "NB", "TH", "NA", "HT",
    ]  # fmt: skip
    assert conference.state == ConferenceState.ADOPTED


def test_the_lead_goes_from_nghe_an_to_thanh_hoa(cluster_two, year_2022):
    handover = Handover.objects.get(conference__period=year_2022)
    assert (handover.from_unit.code, handover.to_unit.code) == ("NA", "TH")
    assert handover.is_done
    assert handover.takes_effect_on == date(2022, 9, 21)
    assert cluster_two.lead_on(date(2022, 9, 20)).code == "NA"
    assert cluster_two.lead_on(date(2022, 9, 21)).code == "TH"


def test_the_ranking_shares_the_sixth_place(year_2022):
    board = ScoreBoard.objects.get(period=year_2022)
    assert board.state == BoardState.CONFIRMED
    assert is_intact(board)
    assert [(row.unit.code, row.total, row.rank) for row in board.unit_scores.select_related("unit")] == [
        ("NA", Decimal("96.5"), 1),
        ("HP", Decimal("95.4"), 2),
        ("TH", Decimal("94.1"), 3),
        ("HT", Decimal("94.0"), 4),
        ("HD38", Decimal("90.2"), 5),
        ("ND", Decimal("88.5"), 6),
        ("NB", Decimal("88.5"), 6),
        ("TB", Decimal("88.1"), 8),
    ]


def test_one_flag_and_forms_were_voted_by_eight(year_2022):
    ballot = VotingRound.objects.get(conference__period=year_2022)
    assert Counter(ballot.electors.values_list("channel", flat=True)) == {Channel.PAPER: 8}
    flag = ballot.groups.get(kind="pick")
    assert (flag.seats, flag.announced) == (1, {"base": 8, "required": 5})
    chosen = flag.lines.get(outcome=Outcome.PASSED)
    assert (chosen.subject.code, chosen.votes_for) == ("NA", 5)
    assert sum(flag.lines.values_list("votes_for", flat=True)) == 8


def test_phones_come_to_the_same_outcome_as_the_papers_did(ballot, year_2022, settings, tmp_path):
    """Both conferences once more in a rehearsal: electronic votes with the figures that were counted on paper."""
    settings.BALLOT_KEYS = tmp_path
    won = {}
    for paper in (ballot, VotingRound.objects.get(conference__period=year_2022)):
        director = paper.events.get(seq=1).actor
        with clock.at(paper.opened_at):  # whoever led the cluster then
            played = act_out(paper.conference, by=director, ballot=paper)
        assert played.is_good, played.findings
        groups = paper.groups.prefetch_related("lines").order_by("sort")
        assert [row["agree"] for row in played.titles] == [[one.votes_for for one in g.lines.all()] for g in groups]
        assert [row["passed"] for row in played.titles] == [
            [line.label for line in group.lines.all() if line.outcome == Outcome.PASSED] for group in groups
        ]
        won[paper] = ([len(row["passed"]) for row in played.titles], played.voters)
    assert won[ballot] == (list(WON.values()), 14)
    (passed, voters), titles = won[paper], [row["title"] for row in played.titles]
    assert voters == 8
    assert dict(zip(titles, passed, strict=True))["Công nhận kết quả chấm điểm, xếp hạng"] == 1


def test_models_carry_the_figures_of_the_article(year_2022):
    told = defaultdict(list)
    for model in year_2022.best_practices.prefetch_related("figures").select_related("unit"):
        told[model.unit.code, model.name] = [(int(one.value), one.label) for one in model.figures.all()]
    assert len(told) == 9
    assert told["HP", "Cụm an ninh liên kết"] == [(7, "cụm"), (33, "thành viên")]
    assert told["HP", "Tàu thuyền đoàn kết"] == [(46, "tổ"), (592, "phương tiện")]
    assert told["HP", "Đò đoàn kết"] == [(4, "tổ"), (73, "thuyền viên")]
    assert [figure for (unit, name), figure in told.items() if name.startswith("Cụm dân cư")] == [[(63, "cụm dân cư")]]
    assert ("NA", "Tủ thuốc biên cương") in told
    assert ("NB", "Thắp sáng vùng biên") in told


# --- the open year ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", [name for name in ACCOUNTS if name not in WITHOUT_TASKS])
def test_something_waits_for_every_account(username):
    assert waiting_for(User.objects.get(username=username)) != []


@pytest.mark.parametrize("username", ACCOUNTS)
def test_every_account_opens_its_first_page(client, username):
    client.force_login(User.objects.get(username=username))
    response = client.get(reverse("awards:home.index"))
    assert response.status_code == 200
    assert response.context["frame"].is_demo
    assert "Dữ liệu minh hoạ" in response.content.decode()


def test_the_province_of_the_open_year_does_not_exist():
    open_units = {period.unit.short_name for period in EmulationPeriod.objects.exclude(state=PeriodState.CLOSED)}
    assert open_units == {"Tỉnh minh hoạ"}


# --- the walk of every reader -----------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_open_year_begins_with_movements_registrations_and_models():
    period = EmulationPeriod.objects.filter(registrations__isnull=False).distinct().get()
    regular, occasion = period.movements.order_by("starts_on")
    assert [(one.kind, one.state, one.entries.count()) for one in (regular, occasion)] == [
        ("regular", "launched", 4),
        ("thematic", "launched", 3),
    ]
    assert [entry.unit.code for entry in regular.entries.all() if entry.is_late] == ["MH-PCT"]
    rows = {row.unit.code: (row.state, bool(row.late_reason)) for row in period.registrations.all()}
    assert rows == {
        "MH-PCT": ("sent", False), "MH-D1": ("returned", False), "MH-D2": ("confirmed", False),
        "MH-D3": ("confirmed", True),
    }  # fmt: skip
    assert Counter(period.best_practices.values_list("state", flat=True)) == {
        "library": 1, "sent": 1, "draft": 1, "withdrawn": 1,
    }  # fmt: skip
    model = period.best_practices.get(state="library")
    assert (model.pictures.count(), model.adoptions.count(), str(model.figures.last())) == (
        2, 2, "vi phạm quy chế từ 9 đến 2 vụ",
    )  # fmt: skip


@pytest.mark.once
def test_a_decision_of_giay_khen_has_its_certificates_book_code_and_ceremony(client):
    """One collective and three people, in the open year; every paper of it opens for the office."""
    given = {"lines__nomination__award__code": "GK", "lines__golden_book_no": 1}
    decision = Decision.objects.get(state=PaperState.SIGNED, **given)
    assert (decision.is_demo, decision.period.unit.code, decision.lines.count()) == (True, "MH", 4)
    client.force_login(User.objects.get(username="troly.tinh"))
    page = client.get(reverse("awards:decisions.certificates", args=[decision.pk]))
    assert [(row.kind, row.copies) for row in page.context["rows"]] == [("merit", 1)] * 4
    assert decision in client.get(reverse("awards:decisions.golden_books")).context["books"]
    code = decision.lines.get(golden_book_no=2).public_code.code
    client.logout()
    assert "Giấy khen" in client.get(reverse("awards:decisions.verify_public", args=[code])).content.decode()
    client.force_login(User.objects.get(username="troly.donvi"))
    assert client.get(reverse("awards:decisions.unit_money", args=[decision.pk])).context["size"] == 4
    event = decision.lines.first().nomination.nomination_list
    for name in ("calling-order", "ceremony-script", "seating", "press-list"):
        paper = build(name, decision.period, decision.period.unit, f"dot-{event.pk}")
        assert paper.demo


def test_organs_are_asked_in_the_open_year_and_the_party_resolved_the_finished_one(long_an):
    listing = NominationList.objects.get(period__unit__code="MH", period__state=PeriodState.OPEN, state="open")
    states = dict(listing.inquiries.values_list("organ_name", "state"))
    assert states == {"Phòng Chính trị": "answered", "Phòng Tham mưu": "waiting"}
    for username, title in (("thamdinh", "Cho ý kiến về 2 đề nghị khen thưởng"), ("troly.donvi", "Sửa tóm tắt thành")):
        assert any(item.title.startswith(title) for item in waiting_for(User.objects.get(username=username)))
    paper = StationRecord.objects.get(nomination_list__period=long_an)
    assert (paper.code, paper.results.count(), paper.results.filter(agreed=False).count()) == ("party", 214, 0)
    assert StationRecord.objects.visible_to(User.objects.get(username="thamdinh")).exists()


# One of each desk walks on SQLite; on PostgreSQL the one who comes to nearly every kind of page.
WALKERS = ("troly.tinh",)
OTHERS = ("troly.donvi", "quantri", "chihuy.donvi", "thamdinh", "thuky", "kiemphieu1", "nguoiky", "cumtruong.nghean")


def test_every_criterion_of_the_open_year_has_its_organ_and_a_sheet_waits_for_the_other_one():
    period = EmulationPeriod.objects.filter(unit__code="MH", state=PeriodState.OPEN).order_by("year").last()
    leaves = period.criteria_set.criteria.exclude(kind="group")
    assert Counter(leaves.values_list("organ__code", flat=True)) == {"MH-PTM": 9, "MH-PCT": 10}
    for username, left in (("thamdinh", [8, 7]), ("td.mh-pct", [0, 9])):
        sent = queue_of(User.objects.get(username=username), period).filter(state="submitted")
        assert [(row.unit.code, row.mine, row.open_cells) for row in sent] == [
            ("MH-D2", 9, left[0]), ("MH-D3", 9, left[1]),
        ]  # fmt: skip


@pytest.mark.parametrize("username", [*WALKERS, *(pytest.param(name, marks=pytest.mark.once) for name in OTHERS)])
def test_every_link_leads_to_a_page_without_a_slip(client, monkeypatch, username):
    paper = File(b"%PDF-", "giay.pdf", "application/pdf")  # what papers look like is looked at elsewhere
    monkeypatch.setattr("awards.reports.views.make", lambda wanted: paper)
    client.force_login(User.objects.get(username=username))
    walked = walk(client)
    assert walked.wrong == []
    assert len(walked.opened) > 25
