"""Dossiers: a deed rewarded at once on a list of its own, files and a report in the unit's words, a paper asked for."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from awards.catalogue.models import Award
from awards.management.demo.results_story import scan
from awards.management.demo.sample import Sample
from awards.management.demo.world import moment
from awards.nominations import services as nominations
from awards.nominations.demanding import set_level
from awards.nominations.enums import PaperLevel
from awards.nominations.filing import attach
from awards.nominations.models import NominationList
from awards.nominations.occasions import open_event
from awards.nominations.writing import write_report
from thidua import clock
from units.models import User

DEED = "Bắt giữ hai đối tượng vận chuyển 6.000 viên ma túy tổng hợp"
CITATION = "Chỉ huy tổ công tác mật phục, bắt quả tang hai đối tượng cùng tang vật, bảo đảm an toàn (minh hoạ)."
WORDS = (
    "Tổ công tác do đồng chí chỉ huy đã mật phục ba đêm, bắt quả tang hai đối tượng, thu 6.000 viên ma túy tổng hợp.\n"
    "Trong khi bắt, đồng chí trực tiếp khống chế đối tượng có hung khí, giữ an toàn cho đồng đội (minh hoạ)."
)


def tell(sample: Sample, listing: NominationList) -> None:
    """One sudden line waits for the office with its papers, one for the unit; a dossier of merit is half full."""
    clerk, post, today = sample.users["troly.donvi"], sample.units["MH-D1"], sample.today
    people = sample.people["MH-D1"]
    awards = {award.code: award for award in Award.objects.filter(code__in=["GK", "BK_BTL"])}
    with clock.at(moment(today - timedelta(days=4), 9)):
        set_level(
            sample.unit, "DOT_XUAT", "evidence", by=sample.officer, level=PaperLevel.MUST, valid_from=today,
            reason="Khen đột xuất phải kèm tài liệu chứng minh (minh hoạ)",
        )  # fmt: skip
    with clock.at(moment(today - timedelta(days=2), 9)):
        event = open_event(
            listing.period, by=clerk, unit=post, kind="DOT_XUAT", event=DEED,
            happened_on=today - timedelta(days=5), due_at=moment(today + timedelta(days=10), 17),
            awards=[awards["GK"], awards["BK_BTL"]],
        )  # fmt: skip
        first, second = nominations.nominate_many(
            event,
            [
                {"award": awards["GK"], "person": people[4], "proposer": post, "citation": CITATION},
                {"award": awards["GK"], "unit": post, "proposer": post, "citation": CITATION},
            ],
            by=clerk,
        )
        lay_paper(first, "submission", "to-trinh-khen-dot-xuat.pdf", by=clerk)
        lay_paper(first, "evidence", "bien-ban-bat-qua-tang.pdf", by=clerk)
        write_report(first, by=clerk, texts={"results": WORDS})
        nominations.send(first, by=clerk)
        lay_paper(second, "submission", "to-trinh-khen-dot-xuat.pdf", by=clerk)
    with clock.at(moment(today - timedelta(days=1), 8)):
        merit = listing.lines.filter(proposer=post, person__isnull=False).order_by("pk").last()
        lay_paper(merit, "submission", "to-trinh-nam.pdf", by=clerk)
        lay_paper(merit, "minutes", "bien-ban-hop-xet.pdf", by=clerk)
        write_report(merit, by=clerk, texts={"results": f"{CITATION}\nHoàn thành mọi nhiệm vụ được giao trong năm."})


def fill_unit(line, *, by: User) -> None:
    """What goes along with a unit that is put forward to the level above: two papers and its report."""
    lay_paper(line, "submission", "to-trinh-cua-don-vi.pdf", by=by)
    lay_paper(line, "minutes", "bien-ban-hop-xet.pdf", by=by)
    write_report(line, by=by, texts={"measures": f"{line.citation}\nMô hình được nhân ra các đơn vị trong tỉnh."})


def lay_paper(line, paper: str, name: str, *, by: User) -> None:
    """A scan of one paper of a dossier, as the unit sends it."""
    title = name.removesuffix(".pdf").replace("-", " ")
    paper_file: SimpleUploadedFile = scan(name, title.capitalize(), line.subject_name, "Bản minh hoạ")
    attach(line, paper, [paper_file], by=by)
