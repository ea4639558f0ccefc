"""Acts on certificates: arrange the fields, order a printing, give codes; and the file of a printing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from awards.decisions import codes, placing
from awards.decisions.certificate_enums import CertificateKind, Standing, Stock
from awards.decisions.certificate_models import CertificateLayout, CertificatePrint, CertificateRun, PublicCode
from awards.decisions.certificates import (
    PREVIEWED,
    Desk,
    codes_of,
    layout_for,
    longest_first,
    rows_of,
)
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.standing import gives
from thidua import clock, uploads
from thidua.documents.joining import join
from thidua.documents.sheets import sheets_pdf
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.pictures import made_anew
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

MOST_TOLD = 20
PART = 50  # sheets laid out at once
STOCK_BOX, EMBLEM_BOX = (2400, 1700), (900, 900)  # pixels
MB = 1024 * 1024


# Codes ----------------------------------------------------------------------------------------------------------------


def _fresh(count: int) -> list[str]:
    """So many codes that nothing has; asked of the database once for all of them."""
    found: list[str] = []
    while len(found) < count:
        drawn = [codes.new_code() for _ in range(count - len(found))]
        taken = set(PublicCode.objects.filter(code__in=drawn).values_list("code", flat=True)) | set(found)
        found += [code for code in dict.fromkeys(drawn) if code not in taken]
    return found


def give_codes(lines: Collection[DecisionLine]) -> dict[int, str]:
    """Line id → its code; those that have none yet get one."""
    known = codes_of([line.pk for line in lines])
    bare = [line for line in lines if line.pk not in known]
    rows = [PublicCode(line=line, code=code) for line, code in zip(bare, _fresh(len(bare)), strict=True)]
    PublicCode.objects.bulk_create(rows, batch_size=500)
    return known | {row.line_id: row.code for row in rows}


def code_for_paper(paper: Decision) -> PublicCode:
    """The code of a decision, made when it is brought to the signer: the signed file carries it."""
    found = PublicCode.objects.filter(decision=paper).first()
    return found or PublicCode.objects.create(decision=paper, code=_fresh(1)[0])


# Printing -------------------------------------------------------------------------------------------------------------


def order_prints(decision: Decision, *, by: User, lines: Iterable[int], stock: str, reason: str = "") -> CertificateRun:
    """Write down that certificates are printed, which, on which paper; one printed before needs a reason.

    lines: ids. Raises RuleViolation naming every certificate that cannot be printed, and every name that is too long.
    """
    try:
        with transaction.atomic():
            return _order(lock(decision), by, set(lines), stock, clean(reason)[:300])
    except IntegrityError as error:
        raise StateConflict("Có bản in vừa được ghi. Tải lại trang rồi thử lại.") from error


def _order(decision: Decision, by: User, wanted: set[int], stock: str, reason: str) -> CertificateRun:
    require(by, "awards.print_certificates", decision)
    if not gives(decision):
        raise StateConflict("Chỉ in từ quyết định của đơn vị đã ký.")
    if stock not in Stock.values:
        raise RuleViolation("Chọn in trên giấy trắng hay phôi in sẵn.", field="stock")
    day = clock.today()
    if not wanted:
        raise RuleViolation("Chọn ít nhất một bản để in.", field="lines")
    rows = [row for row in rows_of(decision, stock, day) if row.line.pk in wanted]
    if not rows or len(rows) != len(wanted):
        raise RuleViolation("Chọn trong danh sách có giấy khen, bằng theo danh mục.", field="lines")
    if reasons := _refusals(rows):
        raise RuleViolation("Chưa in được.", reasons=reasons[:MOST_TOLD], field="lines")
    again = [row for row in rows if row.copies]
    if again and not reason:
        raise RuleViolation(
            f"{len(again)} bản đã in trước đây, bản đầu của {again[0].line.nomination.subject_name}. Ghi lý do in lại.",
            field="reason",
        )
    run = CertificateRun.objects.create(decision=decision, stock=stock, day=day, reason=reason if again else "", by=by)
    give_codes([row.line for row in rows])
    desk = Desk(decision, stock, day)
    CertificatePrint.objects.bulk_create(
        [CertificatePrint(run=run, line=row.line, layout=desk.layout(row.kind), copy=row.copies + 1) for row in rows],
        batch_size=500,
    )
    record(by, "certificates.print", decision, reason=run.reason, sheets=len(rows), again=len(again), stock=stock)
    return run


def _refusals(rows) -> list[str]:
    told = []
    for row in rows:
        name = row.line.nomination.subject_name
        if row.standing != Standing.VALID:
            told.append(f"{name}: {row.standing.label.lower()}.")
        for key in row.too_long:
            told.append(f"{name}: {FIELD_WORDS.get(key, 'nội dung')} quá dài, không vừa ô ngay cả ở cỡ chữ nhỏ nhất.")
    return told


FIELD_WORDS = {
    "recipient": "tên", "detail": "chức vụ, đơn vị", "merit": "thành tích", "name": "tên danh hiệu",
    "issuer": "chức vụ người quyết định", "decision": "số quyết định", "signer": "tên người ký",
}  # fmt: skip


def printed_file(run: CertificateRun, tell=lambda done, total: None) -> bytes:
    """The PDF of a printing; tell(done, total) between its parts."""
    decision = Decision.objects.select_related("issuer__kind", "period__unit").get(pk=run.decision_id)
    wanted = set(run.prints.values_list("line", flat=True))
    rows = [row for row in rows_of(decision, run.stock, run.day) if row.line.pk in wanted]
    known, desk = codes_of(wanted), Desk(decision, run.stock, run.day)
    parts = []
    for start in range(0, len(rows), PART):
        tell(start, len(rows))
        sheets = [desk.sheet(row.line, row.kind, known[row.line.pk]) for row in rows[start : start + PART]]
        parts.append(_pdf(decision, sheets))
    return join(parts)


def trial_file(decision: Decision, stock: str) -> bytes:
    """The longest names first, marked as a trial, without a code; nothing is written down."""
    day = clock.today()
    rows = longest_first(rows_of(decision, stock, day))
    if not rows:
        raise RuleViolation("Danh mục không quy định giấy khen, bằng cho danh hiệu nào của quyết định này.")
    desk = Desk(decision, stock, day)
    return _pdf(decision, [desk.sheet(row.line, row.kind, "", trial=True) for row in rows[:PREVIEWED]])


def _title(decision: Decision) -> str:
    return f"Giấy khen, bằng theo Quyết định số {decision.code}"


def _pdf(decision: Decision, sheets) -> bytes:
    return sheets_pdf(sheets, title=_title(decision), day=decision.decided_on, demo=decision.is_demo)


# Layouts --------------------------------------------------------------------------------------------------------------


def arrange(
    unit: Unit, *, by: User, kind: str, stock: str, valid_from: date, places: Mapping[str, Mapping[str, Any]],
    reason: str = "", picture: UploadedFile | None = None, emblem: UploadedFile | None = None,
) -> CertificateLayout:  # fmt: skip
    """A new arrangement of a command from a day on. Pictures that are not sent are those of the one before.

    Raises RuleViolation naming every field that lies off the page; its field is `key_attribute`.
    """
    require(by, "awards.arrange_certificates", unit)
    if kind not in CertificateKind.values or stock not in Stock.values:
        raise RuleViolation("Chọn mẫu và loại giấy.")
    before = layout_for(unit, kind, stock, valid_from)
    law = placing.law_on(kind, valid_from)
    fields = placing.with_moves(placing.usual(law, on_stock=stock == Stock.PRINTED), places)
    wrong = [(f"{place.key}_{name}", said) for place in fields if place.shown for name, said in placing.faults(place)]
    if wrong:
        field, said = wrong[0]
        raise RuleViolation(said, reasons=[words for _, words in wrong[1:MOST_TOLD]], field=field)
    row = CertificateLayout(
        unit=unit, kind=kind, stock=stock, valid_from=valid_from, reason=clean(reason)[:300], made_by=by,
        places={place.key: place.moved for place in fields},
    )  # fmt: skip
    written = [
        kept for name, upload, box in (("picture", picture, STOCK_BOX), ("emblem", emblem, EMBLEM_BOX))
        if (kept := _keep(row, name, upload, box, before))
    ]  # fmt: skip
    with uploads.with_row(*written):
        row.save()
        moved = {key: value for key, value in row.places.items() if before is None or before.places.get(key) != value}
        record(by, "certificates.arrange", row, reason=row.reason, kind=kind, stock=stock, places=moved)
    return row


def _keep(row: CertificateLayout, name: str, upload, box: tuple[int, int], before: CertificateLayout | None):
    """The picture that was sent, made anew; else the one of the arrangement before. Returns the file it wrote."""
    file = getattr(row, name)
    if upload is None:
        if before is not None and getattr(before, name):
            setattr(row, name, getattr(before, name).name)
        return None
    if upload.size > 12 * MB:
        raise RuleViolation("Ảnh lớn hơn 12 MB: giảm dung lượng rồi tải lại.", field=name)
    content, _ = made_anew(upload, box=box, longest=8000, shortest=200, field=name)
    file.save(uploads.kept_name("jpg"), ContentFile(content), save=False)
    return file
