"""Year, score table and catalogue in a real browser: no page scrolls sideways, no accessibility fault, script works."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.catalogue.services import load_catalogue
from awards.criteria import services as criteria
from awards.models import Award, EmulationPeriod, Target
from awards.years import keeping
from awards.years import services as years
from awards.years.enums import PeriodState
from tests.awards.criteria.test_services import TREE
from tests.factories import ClusterFactory, UnitFactory, UserFactory, join_cluster
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    def __init__(self):
        load_catalogue()
        self.province = UnitFactory(code="LA", is_reporting=False)
        self.stations = [UnitFactory(code=f"D{n}", short_name=f"Đồn {n}", parent=self.province) for n in (1, 2)]
        self.cluster = ClusterFactory(code="C1", organiser=self.province)
        join_cluster(self.cluster, *self.stations)
        self.officer = UserFactory(role=Role.OFFICER, over=self.province)
        self.period = years.open_period(
            by=self.officer, unit=self.province, year=2023, starts_on=date(2022, 10, 1), ends_on=date(2023, 9, 30)
        )
        self.table = criteria.create_set(self.period, by=self.officer, name="Bảng điểm 2023", tree=TREE)
        criteria.set_targets(self.table, by=self.officer, targets={("1.1", "D1"): Decimal(480)})
        self.practice = keeping.add_best_practice(
            self.period, by=self.officer, unit=self.stations[0], name="Hũ gạo tình thương", figures=[(42, "hộ")]
        )

    def addresses(self) -> list[str]:
        def at(name, *args):
            return reverse(f"awards:{name}", args=args)

        phase, row = self.period.phases.first().pk, self.table.criteria.get(code="2.1").pk
        return [
            at("years.index"),
            at("years.create"),
            at("years.detail", self.period.pk),
            at("years.calendar", self.period.pk),
            at("years.set_deadline", phase),
            at("years.finish_phase", phase),
            at("years.set_term_deadline", self.period.terms.first().pk),
            at("years.practices"),
            at("years.practice", self.practice.pk),
            at("years.practice_create"),
            at("years.practice_edit", self.practice.pk),
            at("criteria.index"),
            at("criteria.edit", self.table.pk),
            at("criteria.add", self.table.pk),
            at("criteria.edit_row", row),
            at("criteria.targets"),
            at("criteria.import_targets"),
            at("criteria.copy"),
            at("criteria.index") + "?sap=1",
            at("scoring.try_formula", row),
            at("scoring.compare_targets"),
            at("catalogue.index"),
            at("catalogue.award", Award.objects.get(code="CSTDCS").pk) + "?ngay=18/10/2024",
        ]


@pytest.fixture
def world():
    return World()


def test_every_page_is_accessible_and_as_wide_as_the_screen(world, page, sign_in, look_over):
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    sign_in(world.officer, page)
    for address in world.addresses():
        look_over(page, address)


def test_deadlines_follow_the_days_typed(world, page, sign_in, visit):
    sign_in(world.officer, page)
    visit(page, reverse("awards:years.create"))
    assert page.input_value("#id_due_6") == "18/10/2024"
    page.fill("#id_starts_on", "01/12/2023")
    page.fill("#id_ends_on", "30/11/2024")
    with page.expect_response(lambda answer: "ends_on=30" in answer.url):
        page.press("#id_ends_on", "Tab")
    expect(page.locator("#id_due_6")).to_have_value("18/12/2024")
    assert page.input_value("#id_due_1") == "31/12/2023"
    assert page.input_value("#id_starts_on") == "01/12/2023"


def test_grid_keeps_wrong_cells_and_saves_once_they_are_right(world, page, sign_in, visit):
    first, second = world.stations
    row = world.table.criteria.get(code="1.1").pk
    sign_in(world.officer, page)
    visit(page, reverse("awards:criteria.targets"))
    page.fill(f"#c{row}-{first.pk}", "1O5")
    page.fill(f"#c{row}-{second.pk}", "k")
    page.click("text=Lưu chỉ tiêu")
    page.wait_for_selector("[data-error-summary]")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert page.input_value(f"#c{row}-{first.pk}") == "1O5"
    assert page.input_value(f"#c{row}-{second.pk}") == "k"
    page.fill(f"#c{row}-{first.pk}", "105")
    page.click("text=Lưu chỉ tiêu")
    page.wait_for_selector("text=Đã lưu 2 chỉ tiêu.")
    assert page.input_value(f"#c{row}-{second.pk}") == "không giao"
    assert set(Target.objects.values_list("unit__code", "is_assigned", "value")) == {
        ("D1", True, Decimal(105)),
        ("D2", False, None),
    }


def codes(world) -> list[str]:
    return list(world.table.criteria.values_list("code", flat=True))


def test_rows_are_moved_by_keys_by_hand_and_taken_back_then_saved_at_once(world, page, sign_in, visit):
    sign_in(world.officer, page)
    visit(page, reverse("awards:criteria.index"))
    bar = page.locator("[data-order-bar]")
    expect(bar).to_be_hidden()
    pk = {row.code: row.pk for row in world.table.criteria.all()}
    grip = page.locator(f"#tc-{pk['2.2']} [data-grip]")
    grip.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(bar).to_be_visible()
    page.keyboard.press("Alt+ArrowLeft")  # out of its group: the sums of the group no longer match
    expect(page.locator(f"#tc-{pk['II']} [data-given]")).to_contain_text("con cộng 30")
    page.click("[data-order-undo]")
    expect(page.locator(f"#tc-{pk['II']} [data-given]")).to_be_hidden()
    held = page.locator(f"#tc-{pk['1.2']} [data-grip]").bounding_box()
    onto = page.locator(f"#tc-{pk['II']}").bounding_box()
    page.mouse.move(held["x"] + 5, held["y"] + 5)
    page.mouse.down()
    page.mouse.move(onto["x"] + 60, onto["y"] + onto["height"] * 0.6, steps=4)
    page.mouse.up()
    expect(page.locator("[data-order-sum]")).to_contain_text("2 nhóm chưa khớp")
    assert codes(world) == ["I", "1.1", "1.2", "II", "2.1", "2.2"]
    page.click("text=Lưu thứ tự")
    page.wait_for_selector("text=Đã lưu thứ tự")
    assert codes(world) == ["I", "1.1", "II", "2.2", "2.1", "1.2"]
    assert world.table.criteria.get(code="1.2").parent.code == "II"


def test_a_row_is_written_in_its_place_and_leaves_after_a_question(world, page, sign_in, visit):
    sign_in(world.officer, page)
    visit(page, reverse("awards:criteria.index"))
    pk = {row.code: row.pk for row in world.table.criteria.all()}
    page.click("text=Chấp hành kỷ luật")
    page.wait_for_selector("[data-inline]")
    expect(page.locator("[name=steps]")).to_be_hidden()
    page.select_option("[name=kind]", "bands")
    expect(page.locator("[name=steps]")).to_be_visible()
    page.fill("[name=max_points]", "12,5")
    expect(page.locator(f"#tc-{pk['II']} [data-given]")).to_contain_text("con cộng 42,5")
    page.click("[data-inline] button[type=submit]:has-text('Lưu')")
    page.wait_for_selector("[data-inline] >> text=Chưa có mức điểm nào.")
    page.fill("[name=steps]", "90: 12,5\n80: 4")
    page.click("[data-inline] button[type=submit]:has-text('Lưu')")
    page.wait_for_selector("text=Đã lưu 2.2 Chấp hành kỷ luật.")
    assert world.table.criteria.get(code="2.2").steps.count() == 2
    page.click("text=Chấp hành kỷ luật")
    page.click("[data-inline] button:has-text('Bỏ')")
    page.click("dialog[open] button:has-text('Bỏ')")
    page.wait_for_selector("text=Đã bỏ 2.2 Chấp hành kỷ luật.")
    assert not world.table.criteria.filter(code="2.2").exists()


def test_a_block_from_excel_is_pasted_into_the_grid(world, page, sign_in, visit):
    first, second = world.stations
    pk = {row.code: row.pk for row in world.table.criteria.all()}
    sign_in(world.officer, page)
    visit(page, reverse("awards:criteria.targets"))
    page.focus(f"#c{pk['1.1']}-{first.pk}")
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "500\\tk\\n\\tx");
            const paste = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    expect(page.locator("[data-target-count]")).to_contain_text("3 ô đã đổi")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-target-count]")).to_be_empty()
    page.fill(f"#c{pk['1.1']}-{first.pk}", "501")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+r")
    page.click("text=Lưu chỉ tiêu")
    page.wait_for_selector("text=Đã lưu 2 chỉ tiêu.")
    assert set(Target.objects.values_list("unit__code", "value")) == {("D1", 501), ("D2", 501)}
