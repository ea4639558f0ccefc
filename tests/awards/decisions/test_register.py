"""The register of numbers: used, kept, left out, missing; who could sign on a day."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from awards.decisions import numbering, services, triggers
from awards.decisions.enums import NumberUse, PaperState
from awards.decisions.number_marks import NumberMark
from awards.decisions.register import OUT_OF_ORDER, Book, books_of, figures_of, next_number, rows_of
from awards.reports.registry import build
from tests.factories import PersonFactory
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent
from units.models import Posting, RoleGrant

pytestmark = pytest.mark.django_db
DAY = date(2023, 11, 10)
world = kept(province)


def keep(world, **given) -> NumberMark:
    facts = {"by": world.officer, "series": "QĐ-BCH", "year": 2023, "reason": "Công văn gửi trước"}
    return numbering.reserve(world.unit, **{**facts, **given})


def leave_out(world, number: int, **given) -> NumberMark:
    facts = {"by": world.officer, "series": "QĐ-BCH", "year": 2023, "reason": "Viết hỏng"}
    return numbering.leave_out(world.unit, number=number, **{**facts, **given})


def waiting(world, lines=None):
    paper = world.draft(**({"lines": lines} if lines is not None else {}))
    services.to_sign(paper, by=world.officer)
    return paper


def test_the_register_shows_what_is_used_kept_left_out_and_missing(world):
    lines = world.of("CSTT")
    signed(world, number=5, lines=lines[:1])
    signed(world, number=7, on=date(2023, 11, 8), lines=lines[1:2])
    keep(world, number=9)
    leave_out(world, 10)
    book = Book(world.unit, "QĐ-BCH", 2023)
    rows = rows_of(book)
    assert [(row.number, row.state) for row in rows] == [
        ("01–04", "Chưa ghi trong hệ thống"), ("05", "Đã ban hành"), ("06", "Chưa ghi trong hệ thống"),
        ("07", "Đã ban hành"), ("08", "Chưa ghi trong hệ thống"), ("09", "Đang giữ"), ("10", "Bỏ, không dùng"),
    ]  # fmt: skip
    assert [row.note for row in rows if row.paper] == ["", OUT_OF_ORDER]
    told = figures_of(book, rows)
    assert (told.used, told.reserved, told.void, told.missing, told.next) == (2, 1, 1, 6, 11)
    assert [one.key for one in books_of(world.commander)] == [f"{world.unit.code}.2023.QĐ-BCH"]
    document = build("number-register", world.period, world.unit, book.key)
    assert [line[0] for line in document.blocks[1].lines()] == [row.number for row in rows]


def test_a_number_kept_for_a_draft_goes_to_no_other_paper_and_is_free_again_once_signed_with_another(world):
    lines = world.of("CSTT")
    mine, other = waiting(world, lines[:2]), waiting(world, lines[2:])
    mark = keep(world, paper=mine)
    assert (mark.number, next_number(world.unit, "QĐ-BCH", 2023)) == (1, 2)
    with pytest.raises(RuleViolation, match=r"Số 01/QĐ-BCH đang giữ cho .* Số chưa dùng tiếp theo là 02\.") as refused:
        services.sign(other, by=world.commander, number=1, decided_on=DAY)
    assert refused.value.field == "number"
    with pytest.raises(StateConflict, match="đã giữ số 01/QĐ-BCH"):
        keep(world, paper=mine)
    services.sign(mine, by=world.commander, number=3, decided_on=DAY)
    mark.refresh_from_db()
    assert mark.end_reason == "Ký với số 3"
    services.sign(other, by=world.commander, number=1, decided_on=DAY)
    assert other.code == "01/QĐ-BCH"


def test_a_number_left_out_is_never_signed_with_until_it_is_let_go(world):
    paper = waiting(world)
    mark = leave_out(world, 5)
    with pytest.raises(RuleViolation, match=r"Số 05/QĐ-BCH đã bỏ, không dùng \(Viết hỏng\)"):
        services.sign(paper, by=world.commander, number=5, decided_on=DAY)
    with pytest.raises(RuleViolation, match="bỏ, không dùng"):
        keep(world, number=5)
    numbering.let_go(mark, by=world.commander, reason="Không hỏng")
    numbering.let_go(mark, by=world.commander, reason="Lần nữa")
    assert AuditEvent.objects.filter(action="number.let_go").count() == 1
    services.sign(paper, by=world.commander, number=5, decided_on=DAY)
    with pytest.raises(RuleViolation, match="Số 05/QĐ-BCH đã dùng trong năm 2023"):
        leave_out(world, 5)


def test_a_number_left_out_while_the_paper_is_laid_out_is_not_signed_with(world, monkeypatch):
    paper, render = waiting(world), services.render_pdf

    def slow(document):
        leave_out(world, 5)
        return render(document)

    monkeypatch.setattr(services, "render_pdf", slow)
    with pytest.raises(RuleViolation, match="Số 05/QĐ-BCH đã bỏ"):
        services.sign(paper, by=world.commander, number=5, decided_on=DAY)
    paper.refresh_from_db()
    assert paper.state == PaperState.TO_SIGN


def test_a_kept_number_that_is_spoilt_becomes_one_left_out(world):
    keep(world, number=4)
    assert leave_out(world, 4).use == NumberUse.VOID
    assert NumberMark.objects.filter(ended_at__isnull=True).count() == 1


def test_the_database_holds_to_the_register_by_itself(world):
    assert triggers.GUARD.missing(transaction.get_connection()) == []
    mark = leave_out(world, 5)
    paper = signed(world, number=6)
    draft = world.draft(lines=[])
    signed_anyhow = {"state": "signed", "number": 5, "number_year": 2023, "decided_on": DAY, "sha256": "0", "pdf": "x"}
    acts = [
        lambda: type(paper).objects.filter(pk=draft.pk).update(**signed_anyhow),
        lambda: NumberMark.objects.create(
            issuer=world.unit, series="QĐ-BCH", year=2023, number=6, use="void", reason="Sau", by=world.officer
        ),
        lambda: NumberMark.objects.filter(pk=mark.pk).update(number=8),
        lambda: NumberMark.objects.filter(pk=mark.pk)._raw_delete("default"),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize("who", ["clerk"])
def test_only_the_office_and_the_signer_keep_numbers(world, who):
    with pytest.raises(Forbidden):
        keep(world, by=getattr(world, who))


# Who could sign on a day ----------------------------------------------------------------------------------------------


def test_a_signer_whose_term_has_ended_is_refused_with_the_days(world):
    chief = PersonFactory(full_name="Hoàng Văn Đ", unit=world.unit)
    term = {"person": chief, "unit": world.unit, "position": "Chỉ huy trưởng"}
    Posting.objects.create(**term, valid_from=date(2020, 1, 1), valid_to=date(2023, 10, 31))
    paper = waiting(world)
    told = "Hoàng Văn Đ giữ chức Chỉ huy trưởng từ 01/01/2020 đến hết 31/10/2023; ngày 10/11/2023 không giữ chức này."
    with pytest.raises(RuleViolation) as refused:
        services.sign(paper, by=world.commander, number=5, decided_on=DAY)
    assert (refused.value.message, refused.value.field) == (told, "decided_on")
    services.sign(paper, by=world.commander, number=5, decided_on=date(2023, 10, 31))
    assert paper.state == PaperState.SIGNED


def test_another_of_the_same_name_who_holds_the_post_signs(world):
    for end in (date(2021, 1, 1), None):
        person = PersonFactory(full_name="Hoàng Văn Đ", unit=world.unit)
        Posting.objects.create(
            person=person, unit=world.unit, position="Chỉ huy trưởng", valid_from=date(2020, 1, 1), valid_to=end
        )
    services.sign(waiting(world), by=world.commander, number=5, decided_on=DAY)


def test_an_account_signs_only_for_days_on_which_it_had_the_right(world):
    RoleGrant.objects.filter(user=world.commander).update(valid_from=DAY + timedelta(days=1))
    paper = waiting(world)
    with pytest.raises(RuleViolation, match="có quyền ký từ 11/11/2023; ngày 10/11/2023 không có quyền ký"):
        services.sign(paper, by=world.commander, number=5, decided_on=DAY)


# Pages ----------------------------------------------------------------------------------------------------------------


def at(view: str, *args) -> str:
    return reverse(f"awards:decisions.{view}", args=args)


def test_number_register_number_mark_and_number_release(world, client):
    signed(world, number=3)
    client.force_login(world.officer)
    page = client.get(at("number_register"))
    assert [row.number for row in page.context["rows"]] == ["01–02", "03"]
    typed = {"act": "leave_out", "series": "QĐ-BCH", "year": "2023", "number": "", "reason": "Viết hỏng"}
    wrong = client.post(at("number_mark"), typed)
    assert wrong.status_code == 422 and "Ghi số cần bỏ." in wrong.content.decode()
    taken = client.post(at("number_mark"), typed | {"number": "3"})
    assert "Số 03/QĐ-BCH đã dùng trong năm 2023." in taken.content.decode() and "Viết hỏng" in taken.content.decode()
    assert client.post(at("number_mark"), typed | {"number": "2"}).status_code == 302
    mark = NumberMark.objects.get()
    assert "Viết hỏng" in client.get(at("number_register")).content.decode()
    client.post(at("number_release", mark.pk), {"reason": "Nhầm"})
    mark.refresh_from_db()
    assert mark.end_reason == "Nhầm"


def test_keep_number_is_offered_at_the_signature(world, client):
    lines = world.of("CSTT")
    signed(world, number=4, on=date(2026, 1, 5), lines=lines[:1])
    paper = waiting(world, lines[1:])
    client.force_login(world.officer)
    client.post(at("keep_number", paper.pk))
    mark = NumberMark.objects.get()
    assert mark.paper == paper
    client.force_login(world.commander)
    assert client.get(at("detail", paper.pk)).context["sign_form"].initial["number"] == mark.number
