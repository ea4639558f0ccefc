"""The award history on the pages of people and units, offered to `units`, which knows nothing of awards."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from awards.catalogue.differences import USERS
from awards.decisions import certificate_tasks
from awards.decisions.amending import on_fall
from awards.decisions.certifying import code_for_paper
from awards.decisions.enums import PaperKind
from awards.decisions.models import AwardRecord, Decision
from awards.decisions.paying import follow_fall
from awards.decisions.queries import award_history, barred_commanders, signed_under
from awards.decisions.states import PAPER, sign_guards
from thidua import providers
from units.audit.actions import AREAS, WORDS
from units.models import Cluster, Person, Unit, User

MOST = 8  # papers on the page of a cluster
TEMPLATE = "awards/decisions/_history.html"


def unit_awards(user: User, unit: Unit) -> dict | None:
    history = award_history(user, unit=unit)
    return {"template": TEMPLATE, "context": history} if history else None


def person_awards(user: User, person: Person) -> dict | None:
    history = award_history(user, person=person)
    return {"template": TEMPLATE, "context": history} if history else None


def cluster_papers(user: User, cluster: Cluster) -> dict | None:
    """Papers of the cluster's own years and conferences that the user may see, newest first; None without any."""
    rows = Decision.objects.visible_to(user).filter(Q(period__cluster=cluster) | Q(conference__cluster=cluster))
    found = list(rows.distinct().order_by("-pk")[:MOST])
    return {"template": "awards/decisions/_cluster.html", "context": {"papers": found}} if found else None


providers.cluster_panels.append(cluster_papers)
for panels, panel in ((providers.unit_panels, unit_awards), (providers.person_panels, person_awards)):
    if panel not in panels:
        panels.append(panel)

providers.row_names["awards.awardrecord"] = "Khen thưởng"
providers.row_names["awards.receivedline"] = "Dòng trong gói hồ sơ đã nhận"
providers.fixed_rows["awards.awardrecord"] = "Lịch sử khen thưởng không sửa: ở lại hồ sơ cũ và vẫn tính cho người này."


def what_was_decided(units: list[int], since: date) -> list[str]:
    """Papers signed and awards given since a day: they carry the names and the places of that day."""
    told = []
    papers = Decision.objects.filter(issuer__in=units, decided_on__gte=since)
    if count := papers.count():
        told.append(f"{count} văn bản đã ký từ ngày {since:%d/%m/%Y}.")
    records = AwardRecord.objects.standing().filter(
        Q(unit__in=units) | Q(person__unit__in=units), decided_on__gte=since
    )
    if count := records.count():
        told.append(f"{count} khen thưởng đã ghi từ ngày {since:%d/%m/%Y}.")
    return told


if what_was_decided not in providers.unit_ties:
    providers.unit_ties.append(what_was_decided)
providers.tie_words.update(
    {"awards.awardrecord": "khen thưởng", "awards.decision": "văn bản", "awards.oldpaper": "quyết định đã nhập"}
)
providers.action_labels.update(
    {
        "decision.draft": "Lập dự thảo",
        "decision.edit": "Sửa dự thảo",
        "decision.record_award": "Ghi khen thưởng đã có",
        "decision.withdraw_award": "Rút khen thưởng đã nhập",
        "decision.correct_award": "Ghi lại khen thưởng đã nhập",
        "decision.add_lines": "Thêm đối tượng",
        "decision.drop_line": "Bỏ đối tượng",
        "decision.follow": "Theo dõi tờ trình",
        "decision.draft_amendment": "Lập dự thảo sửa văn bản đã ký",
        "decision.revoke_award": "Thu hồi khen thưởng",
        "decision.sign_digitally": "Ký số",
    }
)
AREAS["decision"] = "Văn bản"
providers.action_labels.update(
    {
        "number.reserve": "Giữ số văn bản",
        "number.leave_out": "Bỏ số văn bản",
        "number.let_go": "Thôi giữ, thôi bỏ số văn bản",
    }
)
AREAS["number"] = "Sổ số văn bản"
providers.action_labels.update(
    {
        "decision.draw_up": "Lập bảng tiền thưởng",
        "decision.pay": "Chi tiền thưởng",
        "decision.unpay": "Bỏ ghi đã chi",
        "decision.refund": "Nộp lại tiền thưởng",
        "decision.things_back": "Nộp lại hiện vật",
        "fund.book": "Ghi quỹ",
        "fund.reverse": "Đảo bút toán quỹ",
    }
)
AREAS["fund"] = "Quỹ thi đua, khen thưởng"
WORDS.update({"amount": "số tiền", "paid_on": "ngày chi", "things": "hiện vật", "whom": "đối tượng"})
providers.action_labels.update(
    {
        "old_paper.record": "Nhập quyết định đã có",
        "old_paper.attach": "Gắn bản chụp quyết định",
        "old_paper.detach": "Gỡ bản chụp quyết định",
        "old_paper.close": "Sửa thành quyết định khác",
    }
)
AREAS["old_paper"] = "Quyết định đã có"
providers.action_labels.update(
    {
        "service_break.record": "Ghi thời gian gián đoạn phục vụ",
        "service_break.withdraw": "Rút thời gian gián đoạn phục vụ",
    }
)
AREAS["service_break"] = "Thời gian phục vụ"
WORDS.update({"step": "việc", "line": "đối tượng", "other_title": "tặng danh hiệu khác"})
WORDS.update({"amends": "văn bản được sửa", "revoked": "số đối tượng thu hồi"})
WORDS.update({"source": "nguồn", "confidence": "mức tin cậy", "file": "tệp", "issued_by": "cơ quan ban hành"})
providers.job_pages["awards.decisions.tasks.sign_paper"] = lambda job: reverse(
    "awards:decisions.detail", args=[job.arguments["paper"]]
)
providers.action_labels.update(
    {"certificates.print": "In giấy khen, bằng", "certificates.arrange": "Đặt bố cục giấy khen"}
)
AREAS["certificates"] = "Giấy khen, bằng"
WORDS.update(
    {
        "sheets": "số bản",
        "again": "số bản in lại",
        "stock": "giấy",
        "places": "vị trí các ô",
        "certified_by": "cơ quan chứng thực",
        "serial": "số chứng thư",
    }
)
providers.file_guards[certificate_tasks.print_certificates.module_path] = certificate_tasks.may_have_prints
providers.file_guards[certificate_tasks.export_verify.module_path] = certificate_tasks.may_have_export


def code_when_brought(paper: Decision, before: str, by: User) -> None:
    """A decision brought to the signer has its public code: the file that is signed carries it."""
    if paper.waits_for_hand and paper.kind == PaperKind.DECISION:
        code_for_paper(paper)


PAPER.followers.append(code_when_brought)
USERS.append(signed_under)
sign_guards.append(barred_commanders)
on_fall.append(follow_fall)
