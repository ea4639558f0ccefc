"""Around the months of the sample province: files, figures put right and explained, unlocking."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from awards.results import evidence, judging, services, unlocking
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.years.enums import TermState
from awards.years.models import EmulationPeriod
from thidua import clock


def scan(name: str, *lines: str) -> SimpleUploadedFile:
    """A page as an office scans it, small, as PDF or PNG by its name; the same bytes at every loading."""
    font = str(settings.BASE_DIR / "static/fonts/tinos/Tinos-Regular.ttf")
    page = Image.new("L", (620, 440), 252)
    pen = ImageDraw.Draw(page)
    pen.rectangle((18, 18, 601, 421), outline=90)
    for number, line in enumerate(lines):
        pen.text((44, 44 + number * 38), line, fill=30, font=ImageFont.truetype(font, 26 if number == 0 else 20))
    out = BytesIO()
    fixed = {"creationDate": None, "modDate": None, "resolution": 96.0} if name.endswith(".pdf") else {}
    page.save(out, "PDF" if name.endswith(".pdf") else "PNG", **fixed)
    return SimpleUploadedFile(name, out.getvalue())


def prove(sheet: ResultSheet, criteria: list[int], clerk) -> None:
    """The report that criteria with evidence need, one file a cell."""
    for pk in criteria:
        paper = scan("bien-ban-kiem-tra.pdf", "BIÊN BẢN KIỂM TRA (minh hoạ)", f"{sheet.unit}, {sheet.term.label}")
        evidence.attach(sheet.term, sheet.unit, pk, [paper], by=clerk)


def tell(sample, period: EmulationPeriod) -> None:
    """sample: open_year.Sample. The first post enters and explains, the second has explained, the third is asked."""
    ids = {criterion.code: criterion.pk for criterion in period.criteria_set.criteria.all()}
    sheets = ResultSheet.objects.filter(term__period=period).select_related("term__period", "unit")
    _attach(sample, sheets, ids)
    _explain(sample, sheets, ids)
    _ask_unlock(sample, period)


def _attach(sample, sheets, ids: dict[str, int]) -> None:
    """Two files at a cell of the month that is being entered, one at a returned cell."""
    post, clerk = sample.units["MH-D1"], sample.users["troly.donvi"]
    draft = sheets.get(unit=post, state=SheetState.DRAFT)
    back = sheets.get(unit=post, state=SheetState.RETURNED)
    with clock.at(clock.now() - timedelta(hours=5)):
        pages = [
            scan("so-truc-ban.pdf", "SỔ TRỰC BAN (minh hoạ)", "Tuần tra bảo vệ đường biên", "Có chữ ký trực chỉ huy"),
            scan("anh-tuan-tra.png", "Ảnh tuần tra (minh hoạ)", "Mốc 12, tổ tuần tra số 2"),
        ]
        evidence.attach(draft.term, post, ids["1.1"], pages, by=clerk)
        letter = scan("xac-nhan-xa.pdf", "XÁC NHẬN CỦA XÃ (minh hoạ)", "Danh sách hộ được giúp", "Ủy ban nhân dân xã")
        evidence.attach(back.term, post, ids["5.5"], [letter], by=clerk, caption="Danh sách có xác nhận của xã")
        judging.explain(
            back, ids["5.5"], by=clerk, text="Đã bổ sung danh sách có xác nhận của xã, số không đổi."
        )  # fmt: skip


def _explain(sample, sheets, ids: dict[str, int]) -> None:
    """Last month: a figure of the second post was put right and explained with a file, one of the third waits.

    One of the two offices is through with the second post: its sheet waits for the other one.
    """
    officer, term = sample.officer, sheets.filter(state=SheetState.SUBMITTED).order_by("-term__month").first().term
    second, third = sample.units["MH-D2"], sample.units["MH-D3"]
    here, there = (sheets.get(unit=unit, term=term) for unit in (second, third))
    with clock.at(clock.now() - timedelta(hours=4)):
        _correct(here, ids["1.1"], officer, "Sổ trực ban của đơn vị ghi ít hơn một lượt")
        _correct(there, ids["1.1"], officer, "Báo cáo tuần của Phòng Tham mưu")
    with clock.at(clock.now() - timedelta(hours=2)):
        clerk = sample.users["MH-D2"]
        page = scan("so-tuan-tra-bo-sung.pdf", "SỔ TUẦN TRA BỔ SUNG (minh hoạ)", "Lượt đêm ngày cuối tháng")
        evidence.attach(term, second, ids["1.1"], [page], by=clerk)
        judging.explain(here, ids["1.1"], by=clerk, text="Lượt đêm ngày cuối tháng ghi ở sổ bổ sung, có tệp kèm theo.")
    with clock.at(clock.now() - timedelta(hours=1)):
        services.verify(here, by=sample.users["td.mh-pct"])


def _correct(sheet: ResultSheet, criterion: int, officer, source: str) -> None:
    figure = int(sheet.entries.get(criterion=criterion).value) - 1
    services.accept_cell(sheet, sheet.entries.exclude(criterion=criterion).first().criterion_id, by=officer)
    judging.correct(sheet, criterion, by=officer, figure=str(figure), source=source)


def _ask_unlock(sample, period: EmulationPeriod) -> None:
    term = period.terms.filter(state=TermState.LOCKED).order_by("-month").first()
    with clock.at(clock.now() - timedelta(hours=3)):
        unlocking.ask(
            term, sample.units["MH-D1"], by=sample.users["troly.donvi"],
            reason="Nhập nhầm cột ở tiêu chí 1.2, sổ trực ban ghi khác",
        )  # fmt: skip
