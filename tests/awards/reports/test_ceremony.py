"""Papers of a ceremony: the same people in the same order on all four, from the signed decisions of the conference."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from awards.decisions import amending
from awards.decisions import services as decisions
from awards.decisions.amending import Words
from awards.decisions.enums import AmendPart, PaperKind
from awards.reports.ceremony import ceremonies
from awards.reports.registry import Nothing, Scope, build, reports
from awards.reports.seating import row_letter
from awards.reports.services import make, order
from tests.factories.decisions import province, signed
from tests.kept import kept

pytestmark = pytest.mark.django_db
PAPERS = ("calling-order", "ceremony-script", "seating", "press-list")


def handed_over():
    """Our decision of nine, and the answer from above on the one that went up."""
    world = province()
    signed(world)
    submission = signed(world, PaperKind.SUBMISSION, number=12, on=date(2023, 10, 25))
    line = submission.lines.get()
    decisions.record_answer(
        submission, by=world.officer, issuer=world.above, series="QĐ-BTL", number=300, decided_on=date(2023, 12, 12),
        signer_post="Tư lệnh", signer_name="A B", granted={line.nomination_id: True},
    )  # fmt: skip
    return world


world = kept(handed_over)


def words(name: str, world) -> str:
    document = build(name, world.period, world.unit)
    return f"{document.blocks}{document.subject}"


def names(world) -> list[str]:
    return [one.line.nomination.subject_name for one in ceremonies(Scope(world.period, world.unit))[0].called]


def test_titles_are_called_in_the_order_of_the_years_list_then_of_the_paper(world):
    (found,) = ceremonies(Scope(world.period, world.unit))
    assert found.conference == world.conference and len(found.decisions) == 2
    assert [group.award.code for group in found.groups] == ["DVQT", "DVTT", "CSTDCS", "CSTT"]
    assert [group.decision.code for group in found.groups[:2]] == ["300/QĐ-BTL", "05/QĐ-BCH"]
    assert [one.turn for one in found.called] == list(range(1, 11))
    golden = [one.line.golden_book_no for one in found.called[1:]]
    assert golden == sorted(golden)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_names_everybody_once_in_that_order(world, name):
    told, at = words(name, world), -1
    for one in names(world):
        at = told.index(one, at + 1)
    report, scope = reports()[name], Scope(world.period, world.unit)
    assert make(order(report, scope, format="pdf")).content.startswith(b"%PDF-")
    book = load_workbook(BytesIO(make(order(report, scope, format="xlsx")).content))
    if name != "ceremony-script":
        cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value]
        assert all(any(one in cell for cell in cells) for one in names(world))


def test_what_was_revoked_is_not_called_and_a_corrected_name_is(world):
    called = ceremonies(Scope(world.period, world.unit))[0].called
    lost, other = called[3].line, called[4].line
    old = lost.decision
    words = [Words(AmendPart.NAME, "Nguyễn Thị Đúng", "x", other)]
    drafts = (
        amending.draft_revocation(old, by=world.officer, lines=[lost], reason="Kê khai sai"),
        amending.draft_correction(old, by=world.officer, words=words, reason="Sai tên"),
    )
    for number, draft in enumerate(drafts, 9):
        decisions.to_sign(draft, by=world.officer)
        decisions.sign(draft, by=world.commander, number=number, decided_on=date(2023, 12, 20))
    period = type(world.period).objects.get(pk=world.period.pk)
    (found,) = ceremonies(Scope(period, world.unit))
    assert lost not in [one.line for one in found.called] and len(found.called) == 9
    assert next(one.name for one in found.called if one.line == other).endswith("Nguyễn Thị Đúng")


def test_ten_stand_on_the_stage_and_sit_in_a_row():
    assert [row_letter(place) for place in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]


def test_before_anything_is_signed_there_is_nothing_to_hand_over():
    early = province(voted=False)
    with pytest.raises(Nothing):
        build("calling-order", early.period, early.unit)
