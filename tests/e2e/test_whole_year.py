"""One small year walked through in a browser, from the first figure to the signed decision and the report.

A province of two posts, one month long, so that nothing has to wait: units, people, accounts and the council stand
before the walk begins; everything after it is done by clicking, each person in a browser of his own.
"""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.catalogue.services import load_catalogue
from awards.conferences.enums import MemberFunction
from awards.conferences.services import create_council, set_regulation
from awards.models import AwardRecord, ContestLine, Decision, EmulationPeriod, Nomination, ResultSheet, ScoreBoard
from awards.years.rules import next_month
from tests.browser import PATIENCE_MS, go_to
from thidua import clock
from units.accounts.enums import Role
from units.accounts.services import create_user, grant_role, install
from units.audit import services as audit
from units.clusters.services import create_cluster, set_lead
from units.models import Person, Unit, User
from units.people.enums import Grade, ObjectGroup, Rank
from units.people.services import create_people, record_grades, record_test_results
from units.structure.services import create_unit

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE_MS)

LONG_AGO = date(2020, 1, 1)
PASSWORD = "mot-mat-khau-dai"
PHONE = (390, 844)
NAMES = ("Nguyễn Văn Ước", "Trần Thị Quỳnh", "Lê Đức Thắng", "Phạm Hữu Đạt")
CITATION = "Hoàn thành tốt nhiệm vụ tuần tra, bảo vệ đường biên; tích cực giúp dân."
WAITING = "xác nhận trên tài khoản của mình"
ACCOUNTS = {
    "officer": ("Trợ lý thi đua tỉnh", Role.OFFICER),
    "verifier": ("Cơ quan thẩm định", Role.VERIFIER),
    "secretary": ("Thư ký Hội đồng", Role.SECRETARY),
    "teller1": ("Kiểm phiếu Một", Role.TELLER),
    "teller2": ("Kiểm phiếu Hai", Role.TELLER),
    "commander": ("Chỉ huy trưởng", Role.COMMANDER),
}


# --- what stands before the walk --------------------------------------------------------------------------------------


@dataclass
class World:
    """The province with its two posts, four people each, seven accounts of different roles and a council of four."""

    province: Unit
    posts: list[Unit]
    people: list[list[Person]]
    users: dict[str, User]
    today: date
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def starts_on(self) -> date:
        return self.today.replace(day=1)

    @property
    def ends_on(self) -> date:
        return next_month(self.today) - timedelta(days=1)


@pytest.fixture
def world():
    load_catalogue()
    admin = install(
        code="BTL", kind="bo-tu-lenh", name="Bộ Tư lệnh Bộ đội Biên phòng", short_name="Bộ Tư lệnh BĐBP",
        founded_on=LONG_AGO, place="Hà Nội", username="quantri", password=PASSWORD, display_name="Quản trị",
        must_change_password=False,
    )  # fmt: skip
    province = create_unit(
        by=admin, code="LT", kind="bo-chi-huy", name="Bộ đội Biên phòng tỉnh Long Thử",
        short_name="BĐBP tỉnh Long Thử", parent=admin.unit, founded_on=LONG_AGO, place="Long Thử",
    )  # fmt: skip
    users = {name: _account(admin, name, title, role, province) for name, (title, role) in ACCOUNTS.items()}
    officer = users["officer"]
    posts = [
        create_unit(
            by=officer, code=f"LT-0{n}", kind="don", name=f"Đồn Biên phòng {name}", short_name=f"Đồn BP {name}",
            parent=province, founded_on=LONG_AGO, place="Long Thử", is_reporting=True, strength=4, sort=n,
        )
        for n, name in enumerate(("Bàu Cỏ", "Rạch Sen"), 1)
    ]  # fmt: skip
    for n, post in enumerate(posts, 1):
        users[f"clerk{n}"] = _account(admin, f"clerk{n}", f"Trợ lý thi đua {post.short_name}", Role.CLERK, post)
    today = clock.today()
    people = [_enlist(officer, post, today.year) for post in posts]
    command = _enlist(officer, province, today.year)
    cluster = create_cluster(
        by=officer, code="LT-C1", name="Cụm Đồn số 1", organiser=province, members=posts, from_day=LONG_AGO
    )
    set_lead(cluster, posts[0], by=officer, from_day=LONG_AGO, basis="Phân công")
    posts_of_council = ("Chính ủy", "Chỉ huy trưởng", "Phó Chính ủy", "Trợ lý thi đua")
    functions = (MemberFunction.CHAIR, MemberFunction.VICE_CHAIR, MemberFunction.MEMBER, MemberFunction.SECRETARY)
    council = create_council(
        by=officer, unit=province, name="Hội đồng Thi đua - Khen thưởng BĐBP tỉnh Long Thử",
        decision="Quyết định số 05/QĐ-BCH", valid_from=LONG_AGO,
        members=list(zip(command, functions, posts_of_council, strict=True)),
    )  # fmt: skip
    set_regulation(
        by=officer, council=council, name="Quy chế Hội đồng", legal_basis="Điều 6", valid_from=LONG_AGO, quorum=(2, 3)
    )
    return World(province, posts, people, users, today)


def _account(admin: User, username: str, title: str, role: Role, unit: Unit) -> User:
    user = create_user(
        by=admin, username=username, password=PASSWORD, display_name=title, unit=unit, must_change_password=False
    )
    grant_role(user, role, by=admin, unit=unit, valid_from=LONG_AGO)
    return user


def _enlist(officer: User, unit: Unit, year: int) -> list[Person]:
    """Four people of a unit with their grades and tests of the year."""
    rows = [
        {
            "service_number": f"{unit.code}-{number}", "full_name": f"{name} {unit.sort}" if unit.sort > 1 else name,
            "rank": Rank.CAPTAIN, "position": "Trợ lý", "object_group": ObjectGroup.OFFICER, "unit": unit,
            "joined_on": LONG_AGO,
        }
        for number, name in enumerate(NAMES, 1)
    ]  # fmt: skip
    people = create_people(rows, by=officer)
    record_grades(
        [{"subject": subject, "year": year, "grade": Grade.EXCELLENT, "basis": ""} for subject in (unit, *people)],
        by=officer,
    )
    record_test_results(
        [{"person": person, "year": year, "passed_percent": 100, "good_percent": 90} for person in people], by=officer
    )
    return people


@pytest.fixture
def desk(world, new_page, sign_in, visit):
    """Each person's own browser, opened at the list of work: desk("clerk1")."""

    def open_at(name: str, address: str = "", size: tuple[int, int] = (1366, 768)) -> Page:
        page = world.pages.get(name)
        if page is None:
            page = world.pages[name] = new_page(*size)
            sign_in(world.users[name], page)
        visit(page, address or reverse("awards:home.index"))
        return page

    return open_at


# --- small gestures ---------------------------------------------------------------------------------------------------


def button(page: Page, name: str):
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def box(page: Page, label: str):
    """A field by its label, with or without the mark of what must be filled in."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def link(page: Page, name: str):
    return page.get_by_role("main").get_by_role("link", name=name, exact=True).first


def press(page: Page, name: str) -> None:
    """Press a button, and answer with its verb when it asks first."""
    target = button(page, name)
    verb = target.evaluate(
        "b => [b, b.form].filter((e) => e && e.dataset.confirm).map((e) => e.dataset.confirmVerb)[0] || ''"
    )
    target.click()
    if verb:
        agree(page, verb)


def agree(page: Page, verb: str) -> None:
    """Press the answer of the open dialog."""
    page.locator("dialog[open]").get_by_role("button", name=verb, exact=True).click()


def told(page: Page, words: str) -> None:
    """The page says so, in a toast or in its text."""
    expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()


def unrolled(page: Page, check) -> None:
    """Check a page with a bar at its foot at full length: the bar lies over whatever row happens to be there."""
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": 3000})
    check(page)
    page.set_viewport_size(size)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


# --- the walk ---------------------------------------------------------------------------------------------------------


def test_a_whole_year(world, desk, new_page, visit, assert_accessible):
    officer = sign_in_by_hand(world, new_page(), visit)
    open_the_year(world, officer, assert_accessible)
    enter_and_verify(world, desk, assert_accessible)
    score_and_freeze(world, officer, assert_accessible)
    put_forward(world, officer, desk, assert_accessible)
    secretary = desk("secretary")
    convene(world, secretary, assert_accessible)
    ballot = prepare_the_ballot(secretary)
    vote(secretary, desk, ballot)
    count(desk, ballot, assert_accessible)
    publish(secretary, desk, ballot, assert_accessible)
    rise(secretary)
    decide(world, officer, desk, assert_accessible)
    report(world, officer, assert_accessible)
    check_the_record()


def sign_in_by_hand(world: World, page: Page, visit) -> Page:
    visit(page, "/")
    box(page, "Tên đăng nhập").fill("officer")
    box(page, "Mật khẩu").fill(PASSWORD)
    button(page, "Đăng nhập").click()
    heading(page, "Việc của tôi")
    world.pages["officer"] = page
    return page


def open_the_year(world: World, page: Page, assert_accessible) -> None:
    """The year, its table of one figure and one score by hand, targets; then it begins."""
    year = world.today.year
    page.get_by_role("link", name="Mở năm: Mở năm thi đua đầu tiên của BĐBP tỉnh Long Thử").click()
    box(page, "Năm thi đua").fill(str(year))
    box(page, "Từ ngày").fill(f"{world.starts_on:%d/%m/%Y}")
    box(page, "Đến hết ngày").fill(f"{world.ends_on:%d/%m/%Y}")
    with page.expect_response(lambda answer: "ends_on=" in answer.url):
        box(page, "Đến hết ngày").press("Tab")
    assert_accessible(page)
    button(page, "Mở năm").click()
    heading(page, f"Phong trào thi đua năm {year}")
    told(page, "Chưa có bảng điểm tiêu chí của năm")

    link(page, "Bảng điểm, chỉ tiêu").click()
    link(page, "Lập bảng điểm").click()
    box(page, "Tên bảng điểm").fill(f"Bảng điểm năm {year}")
    box(page, "Tổng điểm").fill("10")
    button(page, "Lập bảng điểm").click()
    link(page, "Thêm nhóm").click()
    row(page, "I", "Quản lý, bảo vệ biên giới", kind="Nhóm", points="10")
    button(page, "Thêm và nhập tiếp").click()
    row(
        page,
        "1.1",
        "Tuần tra bảo vệ đường biên",
        kind="Định lượng theo chỉ tiêu",
        points="6",
        parent="I Quản lý",
        measure="lượt",
    )
    button(page, "Thêm và nhập tiếp").click()
    row(page, "1.2", "Xây dựng đơn vị", kind="Chấm điểm trực tiếp", points="4", parent="I Quản lý")
    button(page, "Thêm").click()

    link(page, "Chỉ tiêu của đơn vị").click()
    for post, target in zip(world.posts, ("40", "30"), strict=True):
        page.get_by_label(f"1.1 Tuần tra bảo vệ đường biên, {post.short_name}").fill(target)
    button(page, "Lưu chỉ tiêu").click()
    told(page, "Đã lưu 2 chỉ tiêu")
    link(page, "Bảng điểm").click()
    press(page, "Khóa bảng điểm")
    told(page, "Đã khóa")
    assert_accessible(page)

    period = EmulationPeriod.objects.get()
    page.goto(reverse("awards:years.detail", args=[period.pk]))
    button(page, "Bắt đầu năm").click()
    told(page, "Đang diễn ra")
    link(page, "Mốc thời gian").click()
    button(page, "Mở kỳ").click()
    told(page, "Đã mở kỳ")


def row(page: Page, code: str, name: str, *, kind: str, points: str, parent: str = "", measure: str = "") -> None:
    """Fill in one row of the table of criteria."""
    expect(box(page, "Nội dung")).to_have_value("")
    if parent:
        choice = box(page, "Thuộc nhóm").locator("option", has_text=parent)
        box(page, "Thuộc nhóm").select_option(choice.get_attribute("value"))
    box(page, "Số thứ tự").fill(code)
    box(page, "Nội dung").fill(name)
    box(page, "Cách chấm").select_option(label=kind)
    box(page, "Điểm tối đa").fill(points)
    if measure:
        box(page, "Đơn vị tính").fill(measure)


def enter_and_verify(world: World, desk, assert_accessible) -> None:
    """Both clerks enter; a letter for a digit is refused; one sheet comes back once, then both are verified."""
    for number, figure in ((1, "42"), (2, "27")):
        page = desk(f"clerk{number}")
        assert_accessible(page)
        link(page, "Nhập kết quả").click()
        cell = page.get_by_role("textbox", name=re.compile("Tuần tra bảo vệ đường biên")).first
        if number == 1:
            cell.fill("4O")
            cell.press("Enter")
            told(page, "“4O” có chữ O. Nhập số, ví dụ 40.")
        cell.fill(figure)
        cell.press("Enter")
        expect(page.locator("[data-save-words]")).to_contain_text("Đã lưu nháp")
        assert_accessible(page)
        button(page, "Gửi xác minh").click()
        told(page, "Đã gửi, chờ xác minh.")

    page = desk("verifier")
    page.get_by_role("link", name=re.compile("Xác minh: Xác minh kết quả .* của 2 đơn vị")).click()
    assert_accessible(page)
    link(page, world.posts[1].short_name).click()
    button(page, "Trả lại bổ sung").click()
    page.locator("dialog[open]").get_by_label("Lý do").fill("Đối chiếu lại sổ tuần tra")
    agree(page, "Trả lại bổ sung")
    told(page, "Đã trả lại")

    page = desk("clerk2")
    page.get_by_role("link", name=re.compile("Bổ sung: Bổ sung .* bị trả lại")).click()
    told(page, "Đối chiếu lại sổ tuần tra")
    cell = page.get_by_role("textbox", name=re.compile("Tuần tra bảo vệ đường biên")).first
    cell.fill("33")
    cell.press("Enter")
    expect(page.locator("[data-save-words]")).to_contain_text("Đã lưu nháp")
    button(page, "Gửi xác minh").click()
    told(page, "Đã gửi, chờ xác minh.")

    for post in world.posts:
        page = desk("verifier", reverse("awards:results.queue"))
        link(page, post.short_name).click()
        page.get_by_role("button", name=re.compile("^Đúng, 1.1")).click()  # the only cell: that verifies the sheet
        told(page, f"Đã xác minh {post.short_name}")
    assert set(ResultSheet.objects.values_list("state", flat=True)) == {"verified"}
    phone = desk("clerk1", size=PHONE)
    told(phone, "Đã xác minh")


def score_and_freeze(world: World, page: Page, assert_accessible) -> None:
    """Points by hand, the table computed and frozen: both over the target, the second with the larger excess."""
    page.goto(reverse("awards:scoring.cluster_board", args=["LT-C1"]))
    link(page, "Chấm trực tiếp").click()
    for post, points in zip(world.posts, ("3,5", "3"), strict=True):
        page.get_by_label(f"Điểm của {post.short_name}").fill(points)
    button(page, "Lưu").click()
    told(page, "Đã ghi điểm tiêu chí 1.2")
    page.goto(reverse("awards:scoring.cluster_board", args=["LT-C1"]))
    button(page, "Tính điểm").click()
    told(page, "Tạm tính")
    press(page, "Chốt điểm")
    told(page, "Đã chốt điểm")
    assert_accessible(page)
    board = ScoreBoard.objects.get()
    assert board.state == "frozen"
    assert board.unit_scores.count() == 2


def put_forward(world: World, officer: Page, desk, assert_accessible) -> None:
    """The list is opened, each post puts forward, the office appraises and locks with a typed word."""
    officer.goto(reverse("awards:nominations.index"))
    link(officer, "Mở danh sách đề nghị").click()
    box(officer, "Hạn nhận đề nghị").fill(f"{world.today + timedelta(days=1):%d/%m/%Y}")
    for title in ("Đơn vị tiên tiến", "Chiến sĩ tiên tiến"):
        officer.get_by_label(title, exact=True).check()
    assert_accessible(officer)
    button(officer, "Mở danh sách").click()
    heading(officer, "Đề nghị khen thưởng")

    for number, post in enumerate(world.posts, 1):
        page = desk(f"clerk{number}", reverse("awards:nominations.index"))
        nominate(page, "Đơn vị tiên tiến", post.name)
        for person in world.people[number - 1][:3]:
            nominate(page, "Chiến sĩ tiên tiến", person.full_name)
        assert_accessible(page)
    assert Nomination.objects.filter(state="sent").count() == 8

    page = desk("clerk1", reverse("awards:nominations.create"))
    link(page, "Chọn Chiến sĩ tiên tiến").click()
    told(page, "Đã có trong danh sách")  # nobody twice

    officer.goto(reverse("awards:nominations.index"))
    press(officer, "Kiểm tra lại điều kiện cả danh sách")
    told(officer, "Đủ điều kiện")
    for title, count in (("Đơn vị tiên tiến", 2), ("Chiến sĩ tiên tiến", 6)):
        officer.get_by_role("main").get_by_role("link", name=re.compile(f"^{title}")).first.click()
        box(officer, "Chọn tất cả dòng của trang").check()
        press(officer, "Trình Hội đồng")
        button(officer, f"Trình Hội đồng {count} đề nghị").click()  # said by number and name first
        expect(officer.get_by_role("cell", name="Trình Hội đồng", exact=True)).to_have_count(count)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"to_council"}
    link(officer, "Khóa danh sách").click()
    box(officer, "Gõ KHÓA để tiếp tục").fill("KHOA")
    button(officer, "Khóa danh sách").click()
    told(officer, "Gõ đúng chữ KHÓA.")
    box(officer, "Gõ KHÓA để tiếp tục").fill("KHÓA")
    button(officer, "Khóa danh sách").click()
    told(officer, "Đã khóa danh sách")


def nominate(page: Page, title: str, subject: str) -> None:
    page.goto(reverse("awards:nominations.create"))
    link(page, f"Chọn {title}").click()
    link(page, f"Chọn {subject}").click()
    box(page, "Tóm tắt thành tích").fill(CITATION)
    box(page, "Số tán thành ở đơn vị").fill("4")
    box(page, "Số tham gia biểu quyết").fill("4")
    button(page, "Lưu và gửi").click()
    told(page, "Đang thẩm định")


def convene(world: World, page: Page, assert_accessible) -> None:
    """A conference of the council today; it does not open before the quorum is there."""
    page.goto(reverse("awards:conferences.index"))
    link(page, "Lập hội nghị").click()
    box(page, "Tên hội nghị").fill(f"Hội nghị xét khen thưởng năm {world.today.year}")
    box(page, "Ngày họp").fill(f"{world.today:%d/%m/%Y}")
    box(page, "Giờ khai mạc").fill("13:30")
    box(page, "Địa điểm").fill("Hội trường Bộ Chỉ huy")
    box(page, "Chủ trì").fill("Chính ủy, Chủ tịch Hội đồng")
    box(page, "Thư ký").fill("Trợ lý thi đua")
    assert_accessible(page)
    button(page, "Lập hội nghị").click()
    told(page, "Còn thiếu 3")
    for member in ("Chính ủy", "Phó Chính ủy", "Trợ lý thi đua"):
        page.get_by_role("button", name=re.compile(f"^Có mặt ?: {member}$")).click()
        expect(button(page, f"Bỏ điểm danh: {member}")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Vắng ?: Chỉ huy trưởng$")).click()
    box(page, "Lý do vắng của Chỉ huy trưởng").fill("Đi công tác")
    button(page, "Ghi vắng").click()
    told(page, "Vắng, Đi công tác")
    told(page, "Đủ điều kiện họp")
    page.reload()
    press(page, "Khai mạc")
    told(page, "Đang họp")
    assert_accessible(page)


def prepare_the_ballot(page: Page) -> str:
    """One paper from the locked list, two tellers, frozen. Returns its address."""
    link(page, "Lập phiếu bầu").click()
    box(page, "Tên phiếu").fill("Phiếu bầu danh hiệu thi đua")
    for teller in ("Kiểm phiếu Một", "Kiểm phiếu Hai"):
        page.get_by_label(re.compile(teller)).check()
    button(page, "Lập phiếu từ danh sách đã khóa").click()
    heading(page, "Phiếu bầu danh hiệu thi đua")
    press(page, "Chốt phiếu")
    told(page, "Mã phiếu")
    return page.url


def vote(secretary: Page, desk, ballot: str) -> None:
    """Opened by two, papers handed to the three who are there, closed by two, counted back."""
    two(secretary, desk("teller1", ballot), "Mở bỏ phiếu")
    teller = desk("teller1", ballot)
    box(teller, "Chọn tất cả người chưa nhận phiếu").check()
    button(teller, "Ghi đã ký nhận").click()
    told(teller, "3 đã ký nhận phiếu")
    two(teller, secretary, "Đóng phiếu", ballot)
    teller = desk("teller1", ballot)
    box(teller, "Số phiếu thu về của tập A").fill("4")
    button(teller, "Ghi").click()
    told(teller, "Thu về")
    teller = desk("teller1", ballot)
    box(teller, "Số phiếu thu về của tập A").fill("3")
    button(teller, "Ghi").click()
    expect(link(teller, "Kiểm tập A")).to_be_visible()


def two(first: Page, second: Page, act: str, address: str = "") -> None:
    """One asks, the other confirms; it appears at the other's by itself."""
    for page in (first, second) if address else ():
        go_to(page, address)
    button(first, act).click()
    agree(first, f"Đề nghị {act.lower()}")
    told(first, WAITING)
    button(second, f"Xác nhận {act.lower()}").click()
    told(second, f"{act}: đã thực hiện")
    expect(first.get_by_text(WAITING)).to_have_count(0)  # the page of the first refreshes by itself


def count(desk, ballot: str, assert_accessible) -> None:
    """Two people on two machines; the first time they differ in one line, so both count again."""
    sheets = {"teller1": [3, 3, 3, 3, 3, 3, 3, 1], "teller2": [3, 3, 3, 3, 3, 2, 3, 1]}
    for name, votes in sheets.items():
        page = desk(name, ballot)
        link(page, "Kiểm tập A").click()
        unrolled(page, assert_accessible)
        fill_in(page, votes)
        lock_in(page)
    told(page, "khác nhau")
    again = re.compile("^(Kiểm tập A|Nhập tiếp)$")  # a page left open may have begun the new sheet already
    for name in sheets:
        page = desk(name, ballot)
        page.get_by_role("main").get_by_role("link", name=again).first.click()
        told(page, "Lần trước hai người đếm khác nhau ở")
        fill_in(page, sheets["teller1"])
        lock_in(page)
    heading(page, "Kết quả kiểm phiếu")  # both counts agree: the second who locked sees it at once
    told(page, "Chưa công bố: chỉ tổ kiểm phiếu xem được")


def fill_in(page: Page, votes: list[int]) -> None:
    rows = page.locator("tr[data-line]")
    expect(rows).to_have_count(len(votes))
    for number, agreed in enumerate(votes):
        boxes = rows.nth(number).get_by_role("textbox")
        boxes.nth(0).fill(str(agreed))
        boxes.nth(1).fill(str(3 - agreed))


def lock_in(page: Page) -> None:
    with page.expect_navigation():
        press(page, "Khóa số liệu của tôi")


def publish(secretary: Page, desk, ballot: str, assert_accessible) -> None:
    """Both tellers sign, then the two sides publish; the secretary saw no figure before."""
    secretary.goto(ballot)
    expect(link(secretary, "Kết quả kiểm phiếu")).to_have_count(0)
    for name in ("teller1", "teller2"):
        page = desk(name, ballot)
        link(page, "Kết quả kiểm phiếu").click()
        with page.expect_navigation():
            press(page, "Ký")
        told(page, "Đã ký")
        assert_accessible(page)
    first = desk("teller1", ballot + "result/")
    secretary.goto(ballot)
    two(first, secretary, "Công bố")
    told(secretary, "Đã công bố")
    assert_accessible(secretary)
    outcomes = dict(ContestLine.objects.values_list("label", "outcome"))
    assert sorted(outcomes.values()).count("failed") == 1


def rise(page: Page) -> None:
    """Close the conference, write the minutes, adopt them."""
    page.goto(reverse("awards:conferences.index"))
    page.get_by_role("main").get_by_role("link", name=re.compile("Hội nghị xét khen thưởng")).first.click()
    press(page, "Bế mạc")
    heading(page, "Biên bản hội nghị")
    box(page, "Thảo luận").fill("Các ý kiến thống nhất với danh sách đề nghị.")
    box(page, "Kết luận").fill("Giao Phòng Chính trị hoàn thành thủ tục khen thưởng.")
    button(page, "Lưu biên bản").click()
    press(page, "Thông qua biên bản")
    told(page, "Biên bản đã thông qua")


def decide(world: World, officer: Page, desk, assert_accessible) -> None:
    """A decision over what passed, laid before the commander, signed with its number."""
    officer.goto(reverse("awards:decisions.index"))
    link(officer, "Lập dự thảo").click()
    box(officer, "Trích yếu").fill(f"Về việc tặng danh hiệu thi đua năm {world.today.year}")
    box(officer, "Ký hiệu").fill("QĐ-BCH")
    box(officer, "Nơi ký").fill("Long Thử")
    box(officer, "Chức vụ người ký").fill("Chỉ huy trưởng")
    box(officer, "Cấp bậc").fill("Đại tá")
    box(officer, "Họ và tên người ký").fill("Trần Thị Quỳnh")
    unrolled(officer, assert_accessible)
    button(officer, "Lập dự thảo").click()
    told(officer, "Dự thảo")
    press(officer, "Trình ký")
    told(officer, "Chờ ký")

    page = desk("commander", size=PHONE)
    assert_accessible(page)
    page.get_by_role("link", name="Xem và ký: Ký quyết định khen thưởng").click()
    box(page, "Số").fill("12")
    box(page, "Ngày ký").fill(f"{world.today:%d/%m/%Y}")
    press(page, "Ký, ban hành")
    told(page, "Đã ban hành")
    heading(page, "12/QĐ-BCH")
    decision = Decision.objects.get()
    assert (decision.number, decision.state, decision.lines.count()) == (12, "signed", 7)
    assert AwardRecord.objects.count() == 7


def report(world: World, page: Page, assert_accessible) -> None:
    """The year-end report as PDF, the list of awards as Excel; the numbers are those of the database."""
    page.goto(reverse("awards:reports.index"))
    assert_accessible(page)
    text = pdf_text(download(page, "Báo cáo tổng kết phong trào Thi đua Quyết thắng", "PDF"))
    assert "BĐBP tỉnh Long Thử" in text
    assert f"năm {world.today.year}" in text
    given = Counter(AwardRecord.objects.values_list("award__short_name", flat=True))
    assert given == {"Đơn vị tiên tiến": 2, "Chiến sĩ tiên tiến": 5}
    listed = pdf_text(download(page, "Danh sách được khen thưởng", "PDF"))
    for paper in (text, listed):
        for award, number in given.items():
            assert re.search(rf"{number:02d} (tập thể|cá nhân|đồng chí)[^.;]*“?{award}", paper), (award, paper)
    book = openpyxl.load_workbook(BytesIO(download(page, "Danh sách được khen thưởng", "Excel")), read_only=True)
    cells = {str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell}
    for record in AwardRecord.objects.select_related("person", "unit"):
        name = record.person.full_name if record.person else record.unit.name
        assert any(name in cell for cell in cells), name
        assert name in listed, name


def download(page: Page, title: str, format_words: str) -> bytes:
    button(page, f"Tạo {title}").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label(re.compile(f"^{format_words}")).check()
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="Tạo tệp").click()
    return waiting.value.path().read_bytes()


def pdf_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def check_the_record() -> None:
    """Every act of the walk lies in a chain that holds."""
    audit.seal()
    found = audit.verify()
    assert (found.broken, found.unsealed) == ([], 0)
