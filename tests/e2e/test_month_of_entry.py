"""A month of 176 figures from an Excel block, by keyboard alone: planted faults are found, fixed, the month is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.criteria.enums import CriterionKind
from awards.models import Criterion, ResultEntry, ResultSheet
from awards.results.enums import SheetState
from tests.awards.results.year import make_year
from tests.browser import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]  # the database is asked by the acts' own tests

GROUPS, EACH = 8, 22
FAULTS = {  # line -> (label in Excel or None for the criterion's own, figure in Excel, what is typed instead)
    3: (None, "1O5", "105"),
    40: (None, "-7", "7"),
    77: (None, "mười", "10"),
    100: ("Nội dung 100, phần năm", "100.5", "100"),
    131: (None, "#DIV/0!", "131"),
    176: (None, "1,2,3", "123"),
}
# The window has its new height, nothing is scrolled any more, the bar at the foot stands below the last cell.
NOTHING_IS_COVERED = """() => innerHeight === 9000 && scrollY === 0
    && document.querySelector(".td-actionbar").getBoundingClientRect().top
       >= [...document.querySelectorAll("input[data-cell][id^=c]")].at(-1).getBoundingClientRect().bottom"""


def full_table():
    """A year whose table has eight groups of 22 criteria, with a month of figures behind it."""
    year = make_year(criteria=GROUPS * EACH, terms=2)
    groups = [year.group] + Criterion.objects.bulk_create(
        Criterion(
            criteria_set=year.criteria_set,
            code="I" * number,
            name=f"Nhóm thứ {number}",
            kind=CriterionKind.GROUP,
            max_points=EACH * 5,
            sort=(number - 1) * (EACH + 1),
        )
        for number in range(2, GROUPS + 1)
    )
    words = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám")
    for number, leaf in enumerate(year.leaves):
        place = number // EACH
        leaf.parent = groups[place]
        leaf.code = f"_{number}"  # set apart first: no two codes may be alike on the way
        leaf.name = f"Nội dung {number + 1}, phần {words[place]}: số lượt thực hiện trong tháng"
        leaf.sort = place * (EACH + 1) + number % EACH + 1
    Criterion.objects.bulk_update(year.leaves, ["code"])
    for number, leaf in enumerate(year.leaves):
        leaf.code = f"{number // EACH + 1}.{number % EACH + 1}"
    Criterion.objects.bulk_update(year.leaves, ["code", "name", "parent", "sort"])
    year.verified(term=year.terms[0], value="100")
    return year


def block_of(year) -> str:
    """As Excel puts it on the clipboard: headings, group rows without a figure, an empty row at the end."""
    lines = ["Nội dung\tĐVT\tTháng 11/2022"]
    for number, leaf in enumerate(year.leaves, 1):
        if number % EACH == 1:
            lines.append(f"Nhóm thứ {number // EACH + 1}\t\t")
        label, figure, _ = FAULTS.get(number, (None, "1 00" if number % 7 == 0 else "100", ""))
        lines.append(f"{label or leaf.name}\tlượt\t{figure}")
    return "\r\n".join([*lines, "\t\t", ""])


def test_a_month_of_176_cells_is_entered_from_excel_by_keyboard(page, sign_in, visit, assert_accessible):
    year = full_table()
    sign_in(year.clerks[0], page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, reverse("awards:results.entry", args=[year.term.pk, year.units[0].code]))
    expect(page.locator("[data-count=total]").first).to_have_text("176")
    page.evaluate("text => navigator.clipboard.writeText(text)", block_of(year))

    page.locator(f"#c{year.leaves[0].pk}").focus()
    page.keyboard.press("Control+v")
    preview = page.locator("#dan-excel")
    expect(preview.get_by_role("heading")).to_have_text("Xem trước: 176 ô dán từ Excel")
    expect(preview.locator(".td-dialog__foot")).to_contain_text("170 ô sẽ ghi, 6 lỗi")
    assert_accessible(page)
    assert not ResultEntry.objects.filter(sheet__term=year.term).exists()
    left = len(FAULTS)
    for _, _, instead in FAULTS.values():
        expect(page.locator("[data-preview] [aria-invalid=true]:focus")).to_have_count(1)
        page.keyboard.type(instead)
        page.keyboard.press("Enter")
        left -= 1
        expect(page.locator("[data-preview] [aria-invalid=true]")).to_have_count(left)
    expect(preview.get_by_role("button", name="Ghi 176 ô")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("[data-toasts]")).to_contain_text("Đã ghi 176 ô dán từ Excel")
    expect(page.locator("[data-count=entered]").first).to_have_text("176")
    page.set_viewport_size({"width": 1366, "height": 9000})  # all cells at once: none half under the bar at the foot
    page.wait_for_function(NOTHING_IS_COVERED)
    assert_accessible(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    asked = page.locator(".td-noteinput.is-wanted")  # 7 and 10 beside a mean of 100: why?
    expect(asked).to_have_count(2)
    for note in asked.all():
        note.focus()
        page.keyboard.type("Đợt cao điểm đã qua")
        page.keyboard.press("Enter")
    expect(page.locator("[data-when=warn]")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã gửi, chờ xác minh.")).to_be_visible()
    assert ResultSheet.objects.get(term=year.term).state == SheetState.SUBMITTED
    stored = dict(ResultEntry.objects.filter(sheet__term=year.term).values_list("criterion", "value"))
    expected = {leaf.pk: int(FAULTS[n][2]) if n in FAULTS else 100 for n, leaf in enumerate(year.leaves, 1)}
    assert stored == expected
