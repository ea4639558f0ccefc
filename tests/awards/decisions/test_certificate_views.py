"""Pages of certificates, and the public page behind a QR."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from awards.decisions import amending, verifying
from awards.decisions import certificates as reads
from awards.models import CertificateLayout, CertificatePrint, PublicCode
from tests.awards.decisions.test_certifying import issue, order, rows, with_certificates
from tests.kept import kept
from thidua import clock
from thidua.jobs.models import Job

pytestmark = pytest.mark.django_db
world = kept(with_certificates)


def at(view: str, *args) -> str:
    return reverse(f"awards:decisions.{view}", args=args)


def page(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def office(client, world):
    client.force_login(world.officer)
    return client


# Printing -------------------------------------------------------------------------------------------------------------


def test_certificates_shows_who_gets_one_and_asks_a_constant_number_of_questions(office, world):
    told = page(office.get(at("certificates", world.paper.pk)))
    assert "2 bản theo danh mục" in told and "chưa in" in told and "mã QR chỉ chứa mã" in told
    with CaptureQueriesContext(connection) as queries:
        office.get(at("certificates", world.paper.pk))
    assert len(queries) <= 34


def test_print_certificates_starts_a_job_whose_file_is_the_print(office, world):
    ids = [row.line.pk for row in rows(world)]
    sent = {"lines": ids, "stock": "plain", "reason": ""}
    answer = office.post(at("print_certificates", world.paper.pk), sent)
    assert answer.status_code == 302
    job = Job.objects.get()
    assert job.has_file, job.error
    assert b"".join(office.get(reverse("jobs:file", args=[job.pk])).streaming_content).startswith(b"%PDF-")
    again = office.post(at("print_certificates", world.paper.pk), sent | {"lines": ids[:1]})
    assert again.status_code == 422 and "1 bản đã in trước đây" in page(again)
    assert CertificatePrint.objects.count() == 2


def test_print_file_makes_the_file_of_a_printing_whose_worker_was_lost(office, world):
    run = order(world)
    told = page(office.get(at("certificates", world.paper.pk)))
    assert "Tạo lại tệp" in told
    assert office.post(at("print_file", run.pk)).status_code == 302
    assert Job.objects.get().has_file and CertificatePrint.objects.count() == 2
    assert "Tạo lại tệp" not in page(office.get(at("certificates", world.paper.pk)))
    office.post(at("print_file", run.pk))
    assert Job.objects.count() == 1
    office.force_login(world.commander)
    assert office.post(at("print_file", run.pk)).status_code == 403


def test_certificate_trial_writes_nothing_down(office, world):
    answer = office.get(at("certificate_trial", world.paper.pk))
    assert answer.content.startswith(b"%PDF-") and not PublicCode.objects.filter(line__isnull=False).exists()


def test_golden_books_lists_numbers_and_what_is_missing(office, world):
    told = page(office.get(at("golden_books")))
    assert "05/QĐ-BCH" in told and "Thiếu" not in told
    book = reads.golden_book(world.paper)
    holed = reads.BookPage(world.paper, [*book.rows[:2], reads.BookRow(3, None), *book.rows[3:]])
    assert holed.gaps == [3]


# Layouts --------------------------------------------------------------------------------------------------------------


def typed(form) -> dict:
    sent = {one.name: one.value() for one in form if one.value() not in (None, False)}
    return sent | {"valid_from": f"{clock.today():%d/%m/%Y}"}


def test_layouts_says_which_arrangement_holds(office, world):
    told = page(office.get(at("layouts")))
    assert "Theo quy định" in told and "Xuất trang xác minh" in told


def test_layout_keeps_what_was_typed_when_a_field_lies_off_the_page(office, world):
    address = at("layout", world.unit.pk, "merit", "printed")
    sent = typed(office.get(address).context["form"])
    refused = office.post(address, sent | {"recipient_x": "120"})
    assert refused.status_code == 422 and not CertificateLayout.objects.exists()
    told = page(refused)
    assert "ra ngoài mép phải tờ giấy 50 mm" in told and refused.context["form"]["recipient_x"].value() == "120"
    picture = BytesIO()
    Image.new("RGB", (600, 424), "white").save(picture, "PNG")
    picture.seek(0)
    picture.name = "phoi.png"
    done = office.post(address, sent | {"recipient_x": "40,5", "picture": picture})
    assert done.status_code == 302
    row = CertificateLayout.objects.get()
    assert (row.unit, row.places["recipient"]["x"], row.places["border"]["shown"]) == (world.unit, 405, False)
    assert office.get(at("layout_picture", row.pk)).status_code == 200
    office.force_login(world.clerk)
    assert office.get(at("layout_picture", row.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_field_is_moved_by_mouse_by_keys_and_by_number(world, page, sign_in, visit, look_over):
    sign_in(world.officer, page)
    look_over(page, at("layout", world.unit.pk, "merit", "plain"))
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(page, at("layout", world.unit.pk, "merit", "plain"))
    field, left, top = page.locator("[data-field=golden]"), page.locator("#id_golden_x"), page.locator("#id_golden_y")
    expect(left).to_have_value("50")
    field.focus()
    page.keyboard.press("ArrowRight")
    expect(left).to_have_value("51")
    page.keyboard.press("Shift+ArrowLeft")
    expect(left).to_have_value("50,9")
    page.keyboard.press("Control+ArrowUp")
    expect(top).to_have_value("165,5")
    left.fill("190")
    expect(field).to_have_class(re.compile("is-off"))
    left.fill("60")
    expect(field).not_to_have_class(re.compile("is-off"))
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 5, steps=4)
    page.mouse.up()
    expect(left).not_to_have_value("60")
    page.get_by_role("button", name="Lưu bố cục").click()
    expect(page.get_by_text("Đã lưu bố cục của").first).to_be_visible()
    assert CertificateLayout.objects.get().places["golden"]["y"] == 1655


# Strangers ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def code(world):
    order(world)
    return PublicCode.objects.filter(line__isnull=False).first()


def main(response) -> str:
    """What is shown, without the token in the head of the page."""
    return re.search(r"<main.*</main>", page(response))[0]


def ask(client, typed: str):
    return client.get(at("verify_public"), {"ma": typed})


def test_verify_public_tells_standing_title_and_year_and_nothing_more(client, world, code):
    answer = client.get(at("verify_public", code.code))
    told = page(answer)
    assert answer.status_code == 200 and "Bằng chứng nhận hợp lệ" in told and "Chiến sĩ thi đua cơ sở" in told
    given = code.line.nomination
    for secret in (given.subject_name, given.proposer.name, "05/QĐ-BCH", "Hoàng Văn Đ"):
        assert secret not in told
    assert "Văn bản hợp lệ" in page(client.get(at("verify_public", world.paper.public_code.code)))
    other = PublicCode.objects.filter(line__isnull=False).exclude(pk=code.pk).get()
    issue(world, amending.draft_replacement(world.paper, by=world.officer, keep=[code.line], reason="Sai danh sách"))
    assert "đã được thay thế" in page(ask(client, code.code.lower()))
    assert "không còn hiệu lực" in page(ask(client, other.code))
    assert "Văn bản đã được thay thế" in page(ask(client, world.paper.public_code.code))


@pytest.fixture(autouse=True)
def _own_minute():
    """Wrong codes of one test do not slow the next one down."""
    cache.clear()


def test_an_unknown_code_and_asking_too_often_get_the_same_answer(client, code, settings):
    unknown = ask(client, "ZZZZZZZZZZZZZZZZ")
    assert unknown.status_code == 404
    for _ in range(verifying.TRIES - 1):
        ask(client, "ZZZZZZZZZZZZZZZZ")
    slowed = ask(client, code.code)
    assert slowed.status_code == 404
    assert main(slowed).replace(code.code, "ZZZZZZZZZZZZZZZZ") == main(unknown)
    assert client.get(at("verify_public", code.code), REMOTE_ADDR="10.0.0.9").status_code == 200
    settings.HTTPS = True  # behind a proxy everybody comes from its address
    passed_on = {"HTTP_X_FORWARDED_FOR": "10.1.1.1, 2001:db8::1"}
    assert client.get(at("verify_public", code.code), **passed_on).status_code == 200


def test_the_command_writes_the_same_folder(world, code, tmp_path):
    call_command("export_verify", str(tmp_path / "web"), unit="lt")
    written = {file.name: file.read_bytes() for file in (tmp_path / "web").iterdir()}
    assert written == dict(verifying.static_files(world.unit)) and f"{code.code}.html" in written


def test_export_verify_writes_one_page_a_code_that_names_no_other(office, world, code):
    office.post(at("export_verify", world.unit.pk))
    job = Job.objects.get()
    content = b"".join(office.get(reverse("jobs:file", args=[job.pk])).streaming_content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        one = archive.read(f"{code.code}.html").decode()
        index = archive.read("index.html").decode()
    codes = set(PublicCode.objects.values_list("code", flat=True))
    assert names == {"index.html", "404.html", "xac-minh.css", *(f"{one}.html" for one in codes)}
    assert "Chiến sĩ thi đua cơ sở" in one and code.line.nomination.subject_name not in one
    assert not any(other in one.replace("-", "") for other in codes - {code.code}) and not any(
        c in index for c in codes
    )
