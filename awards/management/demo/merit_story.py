"""A deed of the open year already rewarded: a signed decision of giấy khen, its certificates printed once.

Everything of it is invented, as marked: with it the certificates, their golden book and QR page, and the papers of a
ceremony can be opened by the office that gives them, and what the post is paid by its clerk.
"""

from datetime import timedelta

from awards.catalogue.models import Award
from awards.decisions import paying
from awards.decisions import services as decisions
from awards.decisions.certificate_enums import Stock
from awards.decisions.certifying import order_prints
from awards.decisions.enums import PaperKind
from awards.management.demo.dossier_story import lay_paper
from awards.management.demo.sample import Sample
from awards.management.demo.world import moment
from awards.nominations import services as nominations
from awards.nominations.occasions import open_event
from awards.nominations.writing import write_report
from awards.years.models import EmulationPeriod
from thidua import clock

DEED = "Cứu nạn nhân dân trong trận lũ quét tại địa bàn biên giới (minh hoạ)"
CITATION = "Kịp thời đưa 12 hộ dân ra khỏi vùng lũ quét, bảo đảm an toàn tuyệt đối (minh hoạ)."
NUMBER = 57


def tell(sample: Sample, period: EmulationPeriod) -> None:
    """The post and three of its people: put forward, agreed to without the council, decided, printed, paid soon."""
    clerk, officer, post, today = sample.users["troly.donvi"], sample.officer, sample.units["MH-D1"], sample.today
    form, chief = Award.objects.get(code="GK"), sample.people["MH"][1]
    with clock.at(moment(today - timedelta(days=45), 9)):
        event = open_event(
            period, by=clerk, unit=post, kind="DOT_XUAT", event=DEED, happened_on=today - timedelta(days=48),
            due_at=moment(today - timedelta(days=40), 17), awards=[form],
        )  # fmt: skip
        subjects = [{"unit": post}, *({"person": person} for person in sample.people["MH-D1"][7:10])]
        specs = [{"award": form, "proposer": post, "citation": CITATION} | subject for subject in subjects]
        lines = nominations.nominate_many(event, specs, by=clerk)
        for line in lines:
            lay_paper(line, "submission", "to-trinh-khen-dot-xuat.pdf", by=clerk)
            write_report(line, by=clerk, texts={"results": CITATION})
            nominations.send(line, by=clerk)
    with clock.at(moment(today - timedelta(days=43), 9)):
        for line in lines:
            nominations.agree(line, by=officer)
        nominations.lock_list(event, by=officer)
        paper = decisions.draft_paper(
            by=officer, kind=PaperKind.DECISION, period=period, issuer=sample.unit, series="QĐ-BCH",
            issuer_text="Bộ Chỉ huy BĐBP\nTỉnh minh hoạ", place="Tỉnh minh hoạ", signer_post="Chỉ huy trưởng",
            subject_line="Về việc tặng giấy khen có thành tích đột xuất trong cứu hộ, cứu nạn",
            signer_rank=chief.get_rank_display(), signer_name=chief.full_name, lines=lines,
        )  # fmt: skip
        decisions.to_sign(paper, by=officer)
    with clock.at(moment(today - timedelta(days=42), 9)):
        decisions.sign(paper, by=sample.users["nguoiky"], number=NUMBER, decided_on=today - timedelta(days=42))
    with clock.at(moment(today - timedelta(days=41), 9)):
        ids = list(paper.lines.values_list("pk", flat=True))
        order_prints(paper, by=officer, lines=ids, stock=Stock.PLAIN)
        paying.draw_up(paper, by=officer)
