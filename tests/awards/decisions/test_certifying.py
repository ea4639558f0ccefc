"""Printing certificates: only what the catalogue gives, names that fit, printing again with a reason, layouts."""

from datetime import date

import pytest

from awards.catalogue.enums import Item
from awards.decisions import amending, certifying, placing, services
from awards.decisions import certificates as reads
from awards.decisions.amending import Words
from awards.decisions.certificate_enums import Standing
from awards.decisions.enums import AmendPart
from awards.decisions.papers import paper_document
from awards.models import AwardRule, CertificateLayout, CertificatePrint, DecisionLine, PublicCode
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = date(2023, 11, 10)


def with_certificates():
    """Chiến sĩ thi đua has a certificate, Chiến sĩ tiên tiến and Đơn vị tiên tiến have none."""
    world = province()
    AwardRule.objects.filter(award__code="CSTDCS").update(items=[Item.CERTIFICATE])
    world.paper = signed(world)
    return world


world = kept(with_certificates)


def rows(world, stock="plain"):
    return reads.rows_of(world.paper, stock, DAY)


def order(world, lines=None, **changes):
    ids = [row.line.pk for row in rows(world)] if lines is None else lines
    return certifying.order_prints(world.paper, **{"by": world.officer, "lines": ids, "stock": "plain", **changes})


def issue(world, draft, number: int = 9):
    services.to_sign(draft, by=world.officer)
    return services.sign(draft, by=world.commander, number=number, decided_on=date(2023, 12, 1))


def arranged(world, unit, key="recipient", **moves):
    places = {place.key: place.moved for place in placing.law_on("title", DAY).places}
    return certifying.arrange(
        unit, by=world.officer, kind="title", stock="plain", valid_from=DAY, places=places | {key: places[key] | moves}
    )


def test_only_titles_with_a_certificate_in_the_catalogue_of_the_day_give_one(world):
    assert {row.line.nomination.award.code for row in rows(world)} == {"CSTDCS"}
    AwardRule.objects.update(valid_to=date(2023, 11, 9))
    assert rows(world) == []


def test_what_stands_on_it_comes_from_the_decision(world):
    row = rows(world)[0]
    row.line.decision = world.paper
    words = reads.words_of(row.line, row.kind, "7K4M92QD0A1BC3EF", {})
    given = row.line.nomination
    assert words["issuer"] == "Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long Thử"
    assert (words["gives"], words["name"]) == ("Tặng danh hiệu", "Chiến sĩ thi đua cơ sở")
    assert words["recipient"].endswith(given.subject_name) and words["detail"].startswith("Đội trưởng, ")
    assert words["decision"] == "Quyết định số 05/QĐ-BCH, ngày 10 tháng 11 năm 2023"
    assert words["golden"] == f"Số sổ vàng: {row.line.golden_book_no}"
    assert words["code"] == "Mã xác minh: 7K4M-92QD-0A1B-C3EF"


def test_printing_is_on_record_and_gives_each_a_code_of_its_own(world):
    run = order(world)
    assert run.prints.count() == 2 and run.reason == ""
    codes = reads.codes_of([row.line.pk for row in rows(world)])
    assert len(set(codes.values())) == 2
    event = AuditEvent.objects.filter(action="certificates.print").get()
    assert (event.actor, event.facts["sheets"]) == (world.officer, 2)
    content = certifying.printed_file(run)
    assert content.startswith(b"%PDF-") and content == certifying.printed_file(run)


def test_printing_again_needs_a_reason_and_keeps_the_code(world):
    order(world)
    before = reads.codes_of([row.line.pk for row in rows(world)])
    with pytest.raises(RuleViolation, match="2 bản đã in trước đây") as refused:
        order(world)
    assert refused.value.field == "reason" and CertificatePrint.objects.count() == 2
    again = order(world, [rows(world)[0].line.pk], reason="Giấy bị nhòe")
    assert [one.copy for one in again.prints.all()] == [2]
    assert reads.codes_of(before) == before
    assert sorted(row.copies for row in rows(world)) == [1, 2]


def test_who_may_print_and_from_what(world):
    ids = [row.line.pk for row in rows(world)]
    for user in (world.commander, world.clerk):
        with pytest.raises(Forbidden):
            order(world, ids, by=user)
    stranger = DecisionLine.objects.filter(nomination__award__code="CSTT").first()
    with pytest.raises(RuleViolation, match="theo danh mục"):
        order(world, [stranger.pk])
    with pytest.raises(RuleViolation):
        order(world, ids, stock="lụa")
    world.paper.kind = "submission"
    draft = world.draft("submission")
    with pytest.raises(StateConflict):
        certifying.order_prints(draft, by=world.officer, lines=ids, stock="plain")


def test_a_name_that_does_not_fit_is_named_and_nothing_is_printed(world):
    arranged(world, world.unit, w=200, h=60)  # 20 mm for a name
    found = rows(world)
    assert all(row.too_long == ["recipient"] for row in found)
    with pytest.raises(RuleViolation) as refused:
        order(world)
    assert f"{found[0].line.nomination.subject_name}: tên quá dài" in refused.value.reasons[0]
    assert not CertificatePrint.objects.exists()


def test_what_was_revoked_is_not_printed_and_stands_so_in_the_golden_book(world):
    lost = rows(world)[0].line
    issue(world, amending.draft_revocation(world.paper, by=world.officer, lines=[lost], reason="Kê khai sai"))
    with pytest.raises(RuleViolation) as refused:
        order(world)
    assert refused.value.reasons == [f"{lost.nomination.subject_name}: không còn hiệu lực."]
    book = reads.golden_book(world.paper)
    assert [row.number for row in book.rows] == list(range(1, 10)) and book.gaps == []
    assert [row.line.pk for row in book.rows if row.standing == Standing.REVOKED] == [lost.pk]


def test_a_name_put_right_by_a_signed_correction_is_what_is_printed(world):
    row = rows(world)[0]
    words = [Words(AmendPart.NAME, "Nguyễn Thị Đúng", "x", row.line), Words(AmendPart.POST, "Trợ lý", "y", row.line)]
    issue(world, amending.draft_correction(world.paper, by=world.officer, words=words, reason="Sai tên"))
    sheet = reads.Desk(world.paper, "plain", DAY).sheet(row.line, row.kind, "7K4M92QD0A1BC3EF")
    printed = [box.text for box in sheet.boxes]
    assert any(text.endswith("Nguyễn Thị Đúng") for text in printed)
    assert any(text.startswith("Trợ lý, ") for text in printed)


def test_a_unit_without_an_arrangement_uses_that_of_the_unit_above_and_the_newest_holds(world):
    assert reads.layout_for(world.units[0], "title", "plain", DAY) is None
    above = arranged(world, world.unit, x=400)
    assert reads.layout_for(world.units[0], "title", "plain", DAY) == above
    assert reads.layout_for(world.units[0], "title", "printed", DAY) is None
    own = arranged(world, world.units[0], x=450)
    newer = arranged(world, world.unit, x=410)
    assert reads.layout_for(world.units[0], "title", "plain", DAY) == own
    assert reads.layout_for(world.unit, "title", "plain", DAY) == newer
    assert reads.layout_for(world.unit, "title", "plain", date(2023, 11, 9)) is None
    run = order(world)
    assert {one.layout for one in run.prints.all()} == {newer}


def test_a_field_off_the_page_is_refused_beside_its_number(world):
    with pytest.raises(RuleViolation, match="ra ngoài mép phải tờ giấy 50 mm") as refused:
        arranged(world, world.unit, x=1200)
    assert refused.value.field == "recipient_x"
    assert not CertificateLayout.objects.exists()
    with pytest.raises(Forbidden):
        certifying.arrange(
            world.unit, by=world.commander, kind="title", stock="plain", valid_from=DAY, places={}
        )  # fmt: skip


def test_the_signed_decision_carries_the_code_it_was_given_when_it_was_brought(world):
    code = PublicCode.objects.get(decision=world.paper)
    seal = paper_document(world.paper).seal
    assert seal.words.replace("-", "").endswith(code.code)
    assert paper_document(world.draft("submission")).seal is None
