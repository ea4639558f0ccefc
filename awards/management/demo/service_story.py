"""Awards found on old papers, and medals of service: entered with a scan, sure or not; who is due, who lacks a day."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from awards.catalogue.models import Award
from awards.decisions import back_entering
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.management.demo.sample import Sample
from awards.management.demo.world import moment
from awards.nominations import breaking
from awards.nominations.enums import BreakKind
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.documents import Document, OfficialHeading, Paragraph, SignatureBlock
from thidua.documents.pdf import render_pdf
from units.people.enums import DisciplineKind
from units.people.services import edit_person, record_discipline

ORGAN = "Bộ Chỉ huy BĐBP Tỉnh minh hoạ"
# Unit, number of the person, years full (by medal) and how many days before the end of the year.
JOINED = (
    ("MH-D1", 3, 15, 40), ("MH-D1", 4, 10, 120), ("MH-D1", 5, 20, 75), ("MH-D1", 6, 15, -60), ("MH-D2", 3, 15, 20),
    ("MH-D2", 4, 10, 200), ("MH-D2", 5, 25, 30), ("MH-D3", 3, 10, 10), ("MH-D3", 4, 15, -90), ("MH-PCT", 3, 20, 150),
    ("MH-PCT", 4, 15, 260), ("MH-PTM", 3, 10, 330), ("MH-D1", 7, 10, 60),
)  # fmt: skip
UNKNOWN = (("MH-D1", 8), ("MH-D3", 8))


def tell(sample: Sample, period: EmulationPeriod) -> None:
    with clock.at(moment(sample.today - timedelta(days=12), 9)):
        _serve(sample, period)
        _old_decisions(sample, period.ends_on.year - 3)


def _serve(sample: Sample, period: EmulationPeriod) -> None:
    """Days of joining around the end of the year; somebody without; a break and a discipline that leave it open."""
    by = sample.officer
    for code, number, years, days in JOINED:
        full = period.ends_on - timedelta(days=days)
        person = sample.people[code][number]
        joined = date(full.year - years, full.month, min(full.day, 28))
        edit_person(person, by=by, joined_on=joined, birth_date=date(joined.year - 19, 3, number + 1))
    for code, number in UNKNOWN:
        edit_person(sample.people[code][number], by=by, joined_on=None)
    breaking.record_break(
        sample.people["MH-D2"][4], by=by, kind=BreakKind.UNCOUNTED, valid_from=date(period.ends_on.year - 6, 3, 1),
        valid_to=date(period.ends_on.year - 6, 8, 31), basis="Quyết định số 61/QĐ-BCH (minh hoạ)",
    )  # fmt: skip
    record_discipline(
        sample.people["MH-D1"][4], by=by, kind=DisciplineKind.REPRIMAND, valid_from=date(period.ends_on.year - 4, 2, 1),
        valid_to=date(period.ends_on.year - 4, 4, 30), decision="Quyết định số 12/QĐ-BCH (minh hoạ)",
        reason="Vi phạm chế độ trực (minh hoạ)",
    )  # fmt: skip


def _old_decisions(sample: Sample, year: int) -> None:
    """One with its scan, all of it sure; one by word of mouth, checked by nobody yet; a title of a post."""
    by, people = sample.officer, sample.people
    title, post = Award.objects.get(code="CSTT"), Award.objects.get(code="DVTT")
    medal = Award.objects.get(code="HCCSVV_3")
    day = date(year, 12, 20)

    def enter(number: str, rows: list[dict], *, on: date, authority: str = ORGAN, scan: bool = False) -> None:
        back_entering.enter_from_paper(
            sample.unit, rows, by=by, sure=True, number=number, decided_on=on, authority=authority,
            signer="Đại tá Nguyễn Văn Mẫu, Chỉ huy trưởng (minh hoạ)",
            upload=SimpleUploadedFile(f"quyet-dinh-{on.year}.pdf", _paper(number, on)) if scan else None,
        )  # fmt: skip

    def row(award: Award, subject, of: int, source: str, confidence: str, note: str = "") -> dict:
        who = {"person": subject, "unit": None} if hasattr(subject, "full_name") else {"person": None, "unit": subject}
        return {"award": award, **who, "year": of, "source": source, "confidence": confidence, "note": note}

    sure, paper = EntryConfidence.SURE, EntrySource.PAPER
    enter(
        "178/QĐ-BCH", [row(title, people["MH-D1"][n], year, paper, sure) for n in (3, 4, 5)]
        + [row(title, people["MH-D2"][3], year, paper, sure)], on=day, scan=True,
    )  # fmt: skip
    enter("179/QĐ-BCH", [row(post, sample.units["MH-D1"], year, EntrySource.FILE, sure)], on=day)
    enter(
        "95/QĐ-BCH",
        [
            row(
                title, people["MH-D1"][6], year - 1, EntrySource.WORD, EntryConfidence.UNCHECKED,
                "Theo lý lịch tự khai, chưa thấy bản giấy (minh hoạ)",
            ),
            row(title, people["MH-D3"][3], year - 1, EntrySource.BOOK, EntryConfidence.DOUBTED, "Số quyết định mờ"),
        ],
        on=date(year - 1, 12, 22),
    )  # fmt: skip
    enter(
        "1024/QĐ-CTN", [row(medal, people["MH-PCT"][3], year - 4, paper, sure)], on=date(year - 4, 9, 2),
        authority="Chủ tịch nước",
    )  # fmt: skip


def _paper(number: str, day: date) -> bytes:
    return render_pdf(
        Document(
            slug="quyet-dinh-cu",
            kind="Quyết định",
            subject="Về việc khen thưởng (bản chụp minh hoạ)",
            heading=OfficialHeading(
                superior="Bộ Tư lệnh Bộ đội Biên phòng", organ=ORGAN, number=number, place="Tỉnh minh hoạ", date=day
            ),
            blocks=[Paragraph("Tặng danh hiệu Chiến sĩ tiên tiến cho các đồng chí có tên trong danh sách kèm theo.")],
            signatures=[SignatureBlock(post="Chỉ huy trưởng")],
            demo=True,
            date=day,
        )
    )
