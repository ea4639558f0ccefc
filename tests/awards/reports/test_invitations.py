"""Giấy mời: one letter a person, all of them in one file, each on a page of its own."""

from io import BytesIO

import pikepdf
import pytest

from awards.conferences import guests
from awards.reports.registry import Scope, Unknown, reports
from awards.reports.services import order
from tests.factories.ballots import council_sitting
from tests.kept import kept
from thidua.documents import render_pdf
from thidua.documents.document import Paragraph, plain
from thidua.errors import Forbidden

pytestmark = pytest.mark.django_db
sitting = kept(council_sitting, members=3, present=3)


def letters(sitting, object_id="", reader=None):
    scope = Scope(sitting.period, sitting.province, reader or sitting.secretary)
    return order(reports()["invitations"], scope, format="pdf", object_id=object_id or None)


def words(document) -> str:
    return "\n".join(plain(block.text) for block in document.blocks if isinstance(block, Paragraph))


def test_everybody_has_a_letter_of_the_own_in_one_file(sitting):
    guests.add_guest(sitting.conference, by=sitting.secretary, name="Đại tá Lê A", post="Cục Chính trị")
    asked = letters(sitting, str(sitting.conference.pk))
    document = asked.document()
    assert len(document.copies) == 3
    assert "Trần Văn 1, Chức vụ 1" in words(document)
    assert "Đại tá Lê A, Cục Chính trị" in words(document.copies[-1])
    assert asked.is_heavy  # laid out in the background
    with pikepdf.open(BytesIO(first := render_pdf(document))) as file:
        assert len(file.pages) == 4
        assert [int(page.obj.StructParents) for page in file.pages] == [0, 1, 2, 3]
        assert (str(file.Root.Lang), bool(file.Root.MarkInfo.Marked)) == ("vi", True)
        assert file.open_metadata()["pdfaid:conformance"] == "A"
    assert render_pdf(document) == first


def test_one_person_is_found_by_the_own_id(sitting):
    guest = guests.add_guest(sitting.conference, by=sitting.secretary, name="Đại tá Lê A")
    asked = letters(sitting, f"{sitting.conference.pk}-khach-{guest.pk}")
    document = asked.document()
    assert document.copies == []
    assert "Đại tá Lê A" in words(document)
    assert not asked.is_heavy
    for wrong in ("khach-0", "cho-x", f"khach-{guest.pk + 1}"):
        with pytest.raises(Unknown):
            letters(sitting, f"{sitting.conference.pk}-{wrong}")


def test_letters_are_the_offices(sitting):
    with pytest.raises(Forbidden):
        letters(sitting, str(sitting.conference.pk), reader=sitting.chair)
