"""How refusals are told."""

import pytest

from thidua.errors import RuleViolation


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "Chưa được."),
        (4, "Chưa được. 1. 2. 3. 4."),  # one more takes no more room than to say so
        (5, "Chưa được. 1. 2. 3. Và 2 lý do khác."),
        (12, "Chưa được. 1. 2. 3. Và 9 lý do khác."),
    ],
)
def test_a_note_over_the_page_tells_the_first_reasons_and_how_many_more(count, told):
    error = RuleViolation("Chưa được.", reasons=[f"{number}." for number in range(1, count + 1)])
    assert error.brief == told
    assert str(error).count(".") == count + 1  # where there is room for them, all are told
