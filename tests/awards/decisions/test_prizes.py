"""Prizes: the test vectors of the decrees, the highest of one time, what is paid, what goes back, the fund."""

import html
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from awards.catalogue.enums import Rounding
from awards.catalogue.models import Award, AwardRule
from awards.catalogue.rules import money
from awards.decisions import amending, paying, services
from awards.decisions.money_enums import FundSide, FundSource, PaymentState
from awards.decisions.money_models import FundEntry, Payment, Recovery
from awards.decisions.money_queries import balance_of, figures_of, fund_of, organising_of, payments_of, shares, sums_of
from awards.decisions.papers import groups_of, lines_in_order, paper_document
from awards.decisions.prizes import Claim, displaced
from awards.models import BaseSalary, FundShare, Nomination
from awards.reports.registry import build
from tests.factories import UserFactory
from tests.factories.decisions import province, signed
from tests.factories.units import UnitFactory
from tests.kept import kept
from thidua.documents import render_xlsx
from thidua.documents.document import plain
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
P = PaymentState
PAID = date(2023, 11, 20)
world = kept(province)


def at(view: str, *args) -> str:
    return reverse(f"awards:decisions.{view}", args=args)


@pytest.mark.parametrize(
    ("multiple", "base", "paid", "raw"),
    [
        ("0.3", 1_800_000, 540_000, 540_000),  # CSTT
        ("0.3", 2_340_000, 710_000, 702_000),
        ("0.8", 2_340_000, 1_880_000, 1_872_000),  # ĐVTT
        ("1.5", 2_340_000, 3_510_000, 3_510_000),  # ĐVQT
        ("3", 2_340_000, 7_020_000, 7_020_000),  # CSTĐ toàn quân
        ("6", 2_340_000, 14_040_000, 14_040_000),  # cờ Bộ Tư lệnh
        ("12", 2_340_000, 28_080_000, 28_080_000),  # cờ Chính phủ
        ("4.5", 2_340_000, 10_530_000, 10_530_000),  # CSTĐ toàn quốc
        ("0.3", 1_490_000, 450_000, 447_000),
        ("0.3", 2_530_000, 760_000, 759_000),
    ],
)
def test_the_vectors_of_the_decrees(multiple, base, paid, raw):
    found = money(Decimal(multiple), base)
    assert (found.paid, found.raw) == (paid, raw)
    assert money(Decimal(multiple), base, "NONE").paid == raw


def test_of_several_titles_of_one_time_and_stretch_the_highest_is_paid_and_forms_beside_it():
    claims = [
        Claim(1, "p1", 2023, True, 1, 540_000), Claim(2, "p1", 2023, True, 1, 1_800_000),
        Claim(3, "p1", 2023, True, 3, 5_400_000),  # CSTĐ toàn quân stands for three years
        Claim(4, "p1", 2022, True, 1, 540_000), Claim(5, "p1", 2023, False, 1, 540_000),
        Claim(6, "p2", 2023, True, 1, 540_000), Claim(7, "p1", 2023, True, 1, None),
    ]  # fmt: skip
    assert displaced(claims) == {1: 2}


def test_a_form_without_a_row_for_collectives_is_worth_twice_as_much_to_them():
    for code, kind, subject, multiple in (("F", "form", "both", "0.6"), ("T", "title", "both", "0.3")):
        rule = AwardRule(award=Award(code=code, kind=kind, subject=subject), bonus_multiple=Decimal("0.3"))
        assert rule.multiple_for("collective") == Decimal(multiple)
        assert rule.multiple_for("individual") == Decimal("0.3")


def drawn(world, **more):
    paper = signed(world, **more)
    paying.draw_up(paper, by=world.officer)
    return paper


def test_every_line_says_what_it_is_reckoned_from_and_the_paper_agrees(world):
    BaseSalary.objects.update(legal_basis="Nghị định 24/2023/NĐ-CP")
    paper = drawn(world)
    rows = payments_of(paper)
    assert sum(row.amount for row in rows) == sum(group.total for group in groups_of(paper)) > 0
    one = next(row for row in rows if row.line.award.code == "CSTT")
    assert one.explained.startswith(
        "Hệ số 0,3 × 1.800.000 đồng (mức lương cơ sở ngày quyết định, Nghị định 24/2023/NĐ-CP) = 540.000 đồng. "
        "Làm tròn lên hàng chục nghìn đồng: 540.000 đồng."
    )
    with pytest.raises(StateConflict, match="đã có bảng tiền thưởng"):
        paying.draw_up(paper, by=world.officer)
    with pytest.raises(Forbidden):
        paying.draw_up(paper, by=world.commander)


def test_who_holds_two_titles_of_the_year_is_paid_the_higher_and_the_annex_says_so(world):
    high, low = world.of("CSTDCS")[0], world.of("CSTT")[0]
    Nomination.objects.filter(pk=low.pk).update(person=high.person_id, subject_name=high.subject_name)
    assert high.state == "passed"
    paper = world.draft()
    document = paper_document(paper, number=5, decided_on=date(2023, 11, 10))
    annex = next(one for one in document.annexes if "Chiến sĩ tiên tiến" in one.title)
    assert [row[-1] for row in annex.blocks[0].lines()].count("Hưởng mức “Chiến sĩ thi đua”") == 1
    services.to_sign(paper, by=world.officer)
    services.sign(paper, by=world.commander, number=5, decided_on=date(2023, 11, 10))
    row = next(one for one in figures_of(paper) if one.line.nomination_id == low.pk)
    assert (row.amount, row.raw) == (0, 540_000)
    assert (
        row.why == "Cùng thời điểm, cùng thời gian đạt được: chỉ nhận mức của danh hiệu cao nhất, “Chiến sĩ thi đua”."
    )


def test_a_day_without_a_base_salary_is_told_and_nothing_is_drawn_up(world):
    paper = signed(world)
    BaseSalary.objects.all().delete()
    with pytest.raises(RuleViolation) as refused:
        paying.draw_up(paper, by=world.officer)
    assert refused.value.reasons == ["Chưa có mức lương cơ sở của ngày 10/11/2023."]


def test_paying_marks_the_prizes_and_the_fund_has_so_much_less(world):
    paper = drawn(world)
    rows = payments_of(paper)
    paying.book(
        world.unit, by=world.officer, side=FundSide.INCOME, source="budget", on=date(2023, 1, 5), amount=50_000_000,
        text="Ngân sách năm 2023", voucher="PT01",
    )  # fmt: skip
    entry = paying.pay(paper, by=world.officer, payments=rows[:2], paid_on=PAID, receiver="Trần Văn A", voucher="PC07")
    assert entry.amount == sum(row.amount for row in rows[:2])
    assert balance_of(world.unit) == 50_000_000 - entry.amount
    with pytest.raises(StateConflict, match="đã được ghi"):
        paying.pay(paper, by=world.officer, payments=rows[:3], paid_on=PAID)
    with pytest.raises(RuleViolation, match="Ngày chi từ 10/11/2023"):
        paying.pay(paper, by=world.officer, payments=rows[2:], paid_on=date(2023, 11, 9))
    assert sums_of(payments_of(paper)).paid == entry.amount
    one = Payment.objects.get(pk=rows[0].pk)
    paying.unpay(one, by=world.officer, reason="Chưa đến nhận")
    assert balance_of(world.unit) == 50_000_000 - rows[1].amount
    assert [one.balance for one in fund_of(world.unit)][0] == balance_of(world.unit)


def test_what_was_paid_goes_back_when_the_award_is_revoked_and_what_was_not_is_dropped(world):
    AwardRule.objects.filter(award__code="CSTDCS").update(items=["certificate", "frame"])
    paper = drawn(world)
    lines = [line for line in lines_in_order(paper) if line.award.code == "CSTDCS"]
    mine = Payment.objects.get(line=lines[0])
    paying.pay(paper, by=world.officer, payments=[mine], paid_on=PAID)
    draft = amending.draft_revocation(paper, by=world.officer, lines=lines, reason="Kê khai không đúng")
    services.to_sign(draft, by=world.officer)
    services.sign(draft, by=world.commander, number=9, decided_on=date(2023, 12, 1))
    states = dict(Payment.objects.filter(line__in=lines).values_list("line", "state"))
    assert states == {lines[0].pk: P.REFUND_DUE, lines[1].pk: P.DROPPED}
    mine.refresh_from_db()
    before = balance_of(world.unit)
    paying.refund(paper, by=world.officer, payments=[mine], on=date(2023, 12, 5), voucher="PT09")
    assert balance_of(world.unit) == before + mine.amount
    things = Recovery.objects.get(line=lines[0])
    assert things.things == "bằng, giấy chứng nhận, khung"
    paying.take_things_back(things, by=world.officer, on=date(2023, 12, 5))
    assert Recovery.objects.get(pk=things.pk).returned_on == date(2023, 12, 5)


def test_a_replacement_pays_nobody_twice(world):
    paper = drawn(world)
    kept_lines = lines_in_order(paper)
    first = Payment.objects.get(line=kept_lines[0])
    paying.pay(paper, by=world.officer, payments=[first], paid_on=PAID)
    draft = amending.draft_replacement(paper, by=world.officer, keep=kept_lines, reason="Sai căn cứ")
    services.to_sign(draft, by=world.officer)
    new = services.sign(draft, by=world.commander, number=9, decided_on=date(2023, 12, 1))
    paying.draw_up(new, by=world.officer)
    again = Payment.objects.get(line__decision=new, line__nomination=kept_lines[0].nomination)
    assert (again.state, again.amount) == (P.NOTHING, 0)
    assert again.why == "Đã chi theo 05/QĐ-BCH ngày 20/11/2023, không chi lại."
    assert set(Payment.objects.filter(payment_list=paper.pk).values_list("state", flat=True)) == {P.PAID, P.DROPPED}


def test_the_database_keeps_figures_and_the_book_of_the_fund(world):
    paper = drawn(world)
    entry = paying.pay(paper, by=world.officer, payments=payments_of(paper)[:1], paid_on=PAID)
    for act in (
        lambda: Payment.objects.filter(payment_list=paper.pk).update(amount=1),
        lambda: Payment.objects.first().delete(),
        lambda: FundEntry.objects.filter(pk=entry.pk).update(amount=1),
        lambda: FundEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with pytest.raises(StateConflict, match="trang tiền thưởng"):
        paying.reverse(entry, by=world.officer, reason="Sai")


def test_the_payment_list_adds_up_in_print_and_in_formulas(world):
    paper = drawn(world)
    document = build("payment-list", world.period, world.unit, str(paper.pk))
    total = sum(row.amount for row in payments_of(paper))
    summary = document.blocks[0]
    assert summary.total_values(summary.totals[0])[-1].value == total
    assert "đồng" in plain(document.blocks[1].text)
    mine = shares(payments_of(paper))
    assert [annex.blocks[0].total_values(annex.blocks[0].totals[0])[-2].value for annex in document.annexes] == [
        share.total for share in mine
    ]
    book = load_workbook(io.BytesIO(render_xlsx(document)))
    sheet = book[book.sheetnames[1]]
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert any(one.startswith("=ROUNDUP(ROUND(") for one in formulas) and any("SUM(" in one for one in formulas)
    assert Payment.objects.first().rounding == Rounding.CEIL_10K


# Pages ----------------------------------------------------------------------------------------------------------------


def test_money_draw_up_pay_unpay_and_refund(world, client):
    paper = signed(world)
    client.force_login(world.officer)
    assert "Vì sao số này" in client.get(at("money", paper.pk)).content.decode()
    client.post(at("draw_up", paper.pk))
    rows = payments_of(paper)
    unit = rows[0].unit_id
    ticked = client.get(at("pay", paper.pk) + f"?don_vi={unit}").context["form"].ticked
    assert ticked == {row.pk for row in rows if row.unit_id == unit}
    wrong = client.post(at("pay", paper.pk), {"payments": [rows[0].pk], "paid_on": "01/01/2020"})
    assert wrong.status_code == 422 and "Ngày chi từ 10/11/2023" in wrong.content.decode()
    client.post(at("pay", paper.pk), {"payments": [rows[0].pk], "paid_on": "20/11/2023"})
    assert "Đã chi" in client.get(at("money", paper.pk)).content.decode()
    client.post(at("unpay", rows[0].pk), {"reason": "Nhầm"})
    assert Payment.objects.get(pk=rows[0].pk).state == P.DUE
    assert "Không còn khoản nào" in client.get(at("refund", paper.pk)).content.decode()


def test_unit_money_shows_a_unit_its_own_prizes_and_nothing_of_others(world, client):
    """Read by clerk and commander of the unit, as a page, PDF and Excel; not there before the list is drawn up."""
    paper = signed(world)
    client.force_login(world.clerk)
    link = at("unit_money", paper.pk)
    assert client.get(link).status_code == 404
    assert link not in client.get(at("detail", paper.pk)).content.decode()
    paying.draw_up(paper, by=world.officer)
    assert link in client.get(at("detail", paper.pk)).content.decode()
    page = client.get(link)
    own = [row for row in payments_of(paper) if row.unit_id == world.units[0].pk]
    others = [row for row in payments_of(paper) if row.unit_id != world.units[0].pk]
    assert own and others
    assert [share.unit for share in page.context["shares"]] == [world.units[0]]
    assert page.context["sums"].due == sum(row.amount for row in own) > 0
    words = page.content.decode()
    assert all(html.escape(row.name) in words for row in own)
    assert not any(html.escape(row.name) in words for row in others)
    assert client.post(link).status_code == 405
    assert at("pay", paper.pk) not in words and client.get(at("money", paper.pk)).status_code == 403
    asked = {"nam": "2023", "dv": page.context["code"], "object": paper.pk}
    assert page.context["code"] == world.units[0].code
    for format in ("pdf", "xlsx"):
        file = client.post(reverse("awards:reports.create", args=["payment-list"]), {**asked, "format": format})
        assert file.status_code == 302 and client.get(file.url).status_code == 200
        if format == "xlsx":
            book = load_workbook(io.BytesIO(client.get(file.url).content))
            cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
            assert not cells & {row.name for row in others} and {row.name for row in own} <= {
                c.lstrip("'") for c in cells
            }
    for code in (world.units[1].code, world.unit.code):
        answer = client.get(reverse("awards:reports.download", args=["payment-list", "pdf"]), {**asked, "dv": code})
        assert answer.status_code == 404


def test_unit_money_is_not_there_for_those_who_are_paid_nothing_or_work_elsewhere(world, client):
    paper = signed(world, lines=world.of("DVTT"))
    paying.draw_up(paper, by=world.officer)
    paid = set(Payment.objects.values_list("unit", flat=True))
    beside = UnitFactory(parent=world.unit, sort=9)
    assert beside.pk not in paid
    for who, status in (
        (UserFactory(role=Role.CLERK, over=beside), 404),
        (UserFactory(role=Role.VERIFIER, over=world.unit), 404),
        (UserFactory(role=Role.UNIT_LEADER, over=world.units[0]), 200),
        (world.officer, 200),
    ):
        client.force_login(who)
        assert client.get(at("unit_money", paper.pk)).status_code == status, who
    assert len(client.get(at("unit_money", paper.pk)).context["shares"]) == len(paid)


def test_money_queries_do_not_grow_with_the_lines(world, client):
    lines, counts = world.of("CSTT"), []
    papers = [signed(world, number=5, lines=lines[:1]), signed(world, number=6, lines=lines[1:])]
    client.force_login(world.officer)
    client.get(at("money", papers[0].pk))
    for drawn_up in (False, True):
        for paper in papers:
            if drawn_up:
                paying.draw_up(paper, by=world.officer)
            with CaptureQueriesContext(connection) as queries:
                client.get(at("money", paper.pk))
            counts.append(len(queries))
    assert counts == [28, 28, 14, 14]
    for paper in papers:
        with CaptureQueriesContext(connection) as queries:
            client.get(at("unit_money", paper.pk))
        counts.append(len(queries))
    assert counts[4:] == [11, 11]


def test_fund_fund_book_and_fund_reverse(world, client):
    client.force_login(world.officer)
    typed = {"side": "income", "source": "budget", "on": "05/01/2024", "amount": "12.000.000", "text": "Cấp quý I"}
    assert client.post(at("fund_book"), typed).status_code == 302
    again = client.post(at("fund_book"), typed)
    assert again.status_code == 422 and "Đã ghi khoản này" in again.content.decode()
    entry = FundEntry.objects.get()
    assert "12.000.000" in client.get(at("fund")).content.decode()
    for _ in range(2):
        client.post(at("fund_reverse", entry.pk), {"reason": "Ghi nhầm"})
    assert (FundEntry.objects.count(), balance_of(world.unit)) == (2, 0)


# --- TT 28/2025/TT-BTC: of the fund 20 % for organising (confidence S: told, never a wall) ----------------------------


def spend(world, amount: int, on: date = date(2026, 3, 2), **more) -> FundEntry:
    given = {"side": FundSide.EXPENSE, "source": FundSource.ORGANISING, "text": f"Sơ kết {amount}", **more}
    return paying.book(world.unit, by=world.officer, on=on, amount=amount, **given)


@pytest.fixture
def fund_2026(world):
    """100 million came in during 2026, and 7 million of prizes handed back; 50 million the year before."""
    FundShare.objects.create(valid_from=date(2025, 7, 15), percent=20, legal_basis="TT 28/2025/TT-BTC", confidence="S")
    for on, amount, source in (
        (date(2025, 1, 5), 50_000_000, FundSource.BUDGET),
        (date(2026, 1, 5), 80_000_000, FundSource.BUDGET),
        (date(2026, 2, 5), 20_000_000, FundSource.GIFT),
    ):
        spend(world, amount, on, side=FundSide.INCOME, source=source, text=f"Cấp {on}")
    FundEntry.objects.create(
        unit=world.unit, side=FundSide.INCOME, source=FundSource.REFUND, on=date(2026, 2, 6), amount=7_000_000,
        text="Nộp lại", by=world.officer,
    )  # fmt: skip
    return world


def test_organising_up_to_a_fifth_of_the_year_s_income_and_beyond_it_only_after_a_look(fund_2026):
    world = fund_2026
    spend(world, 20_000_000)
    found = organising_of(world.unit, date(2026, 3, 2))
    assert (found.income, found.limit, found.spent, found.room, found.over) == (
        100_000_000, 20_000_000, 20_000_000, 0, 0,
    )  # fmt: skip
    with pytest.raises(RuleViolation) as refused:
        spend(world, 1)
    assert refused.value.field == "sure"
    told = refused.value.message
    assert told.startswith("Chi tổ chức năm 2026: 20.000.001 đồng, vượt 1 đồng so với 20 % số thu trong năm")
    assert "TT 28/2025/TT-BTC, mức tin cậy:" in told
    entry = spend(world, 1, sure=True)
    assert AuditEvent.objects.filter(action="fund.book").first().reason == told
    paying.reverse(entry, by=world.officer, reason="Nhầm")
    assert organising_of(world.unit, date(2026, 3, 2)).over == 0


def test_other_expenses_other_years_and_days_before_the_rule_are_not_measured(fund_2026):
    world = fund_2026
    spend(world, 60_000_000, source=FundSource.THINGS)
    spend(world, 30_000_000, date(2025, 7, 14))  # a day before the circular
    with pytest.raises(RuleViolation, match="Chi tổ chức năm 2025"):
        spend(world, 1, date(2025, 7, 15))  # 30.000.001 of 50.000.000
    assert organising_of(world.unit, date(2026, 3, 2)).spent == 0
    assert organising_of(world.unit, date(2025, 7, 14)) is None


def test_fund_book_warns_before_and_the_fund_page_tells(fund_2026, client):
    client.force_login(fund_2026.officer)
    typed = {"side": "expense", "source": "organising", "on": "02/03/2026", "amount": "20.000.001", "text": "Tổng kết"}
    refused = client.post(at("fund_book"), typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and "vượt 1 đồng" in page and 'name="sure"' in page and 'value="Tổng kết"' in page
    assert not FundEntry.objects.filter(source="organising").exists()
    assert 'name="sure"' not in client.get(at("fund_book")).content.decode()
    assert client.post(at("fund_book"), {**typed, "sure": "1"}).status_code == 302
    assert FundEntry.objects.get(source="organising").amount == 20_000_001
    type(fund_2026.period).objects.filter(pk=fund_2026.period.pk).update(year=2026)
    told = client.get(at("fund")).content.decode()
    assert "Chi tổ chức năm 2026: 20.000.001 đồng, vượt 1 đồng so với 20 % số thu trong năm" in told


def test_things_back_is_written_once(world, client):
    paper = drawn(world)
    line = next(one for one in lines_in_order(paper) if one.award.code == "CSTDCS")
    one = Recovery.objects.create(line=line, paper=paper, things="bằng")
    client.force_login(world.officer)
    client.post(at("things_back", one.pk), {"on": "20/11/2023"})
    client.post(at("things_back", one.pk), {"on": "21/11/2023"})
    assert Recovery.objects.get().returned_on == PAID
