"""Why a line has not got its title: one sentence, whoever asks."""

import pytest

from awards.models import Award
from awards.nominations.enums import Chance, NominationState
from awards.nominations.forms import SuggestionFilter
from awards.nominations.rules import SAID_AGAINST, why_not
from awards.nominations.states import RUNNING, WON
from awards.nominations.suggested import suggestion_page
from awards.nominations.suggesting import refresh
from tests.factories.nominations import nomination_year

pytestmark = pytest.mark.once
NOBODY_SAID = ("", "eligible", "")


@pytest.mark.parametrize(
    ("state", "facts", "sentence"),
    [
        ("not_passed", ("11/15 đồng ý, cần 12", "eligible", ""), "Không đạt: 11/15 đồng ý, cần 12"),
        ("not_passed", NOBODY_SAID, "Không đạt: không đạt số phiếu cần thiết"),
        ("rejected", ("Bị khiển trách.", "ineligible", "Bị khiển trách"), "Đề nghị loại: Bị khiển trách"),
        ("rejected", ("", "ineligible", "Bị khiển trách"), "Đề nghị loại: bị khiển trách"),
        ("on_hold", ("", "eligible", ""), "Tạm dừng xét: có việc đang chờ kết luận"),
        ("on_hold", ("", "held", "Có đơn đang xác minh"), "Tạm dừng xét: có đơn đang xác minh"),
        ("withdrawn", ("Chuyển đơn vị", "eligible", ""), "Đã rút: Chuyển đơn vị"),
        ("returned", ("Thiếu biên bản", "eligible", ""), "Trả lại bổ sung: Thiếu biên bản"),
        ("refused_above", ("Chưa đủ năm", "eligible", ""), "Cấp trên không tặng: Chưa đủ năm"),
        ("draft", ("", "ineligible", "Kiểm tra 60% khá, giỏi"), "Chưa đủ điều kiện: kiểm tra 60% khá, giỏi"),
        ("sent", ("", "held", "Có đơn"), "Tạm dừng xét: có đơn"),
        ("sent", ("", "look", "Chưa có kết quả kiểm tra"), ""),
        ("passed", ("15/15 đồng ý", "eligible", ""), ""),
        ("decided", ("15/15 đồng ý", "ineligible", "x"), ""),
    ],
)
def test_the_sentence(state, facts, sentence):
    assert why_not(state, *facts) == sentence


def test_no_line_that_did_not_get_its_title_is_without_a_reason():
    """Whatever was left unwritten: every state is either still running, won, or tells why."""
    for state in NominationState:
        told = why_not(state, *NOBODY_SAID)
        assert bool(told) == (state in SAID_AGAINST)
        assert told or state in RUNNING or state in WON


@pytest.mark.django_db
def test_suggestions_tell_what_became_of_a_line_since(rf):
    y = nomination_year()
    line = y.sent("CSTT", y.person())
    with y.in_time():
        refresh(y.listing, y.province, by=y.officer)
    type(line).objects.filter(pk=line.pk).update(state="not_passed", outcome_reason="7/15 đồng ý, cần 12")
    request = rf.get("/", {"nhom": Chance.ON_LIST})
    request.user = y.officer
    award = Award.objects.get(code="CSTT")
    (row,) = suggestion_page(request, y.listing, y.province, award, SuggestionFilter(request.GET)).page
    assert row.elig.reason == "Không đạt: 7/15 đồng ý, cần 12"
