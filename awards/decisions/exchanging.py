"""Acts of the exchange: keys, a dossier out, a package in (looked at first, then taken), the answer out and in."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions import exchange_files as dossiers
from awards.decisions import exchange_queries as reads
from awards.decisions.enums import PaperKind
from awards.decisions.exchange_enums import Direction, LineMatch, PackageKind, PackageState
from awards.decisions.exchange_format import (
    CODE,
    HEX,
    MB,
    MOST_PACKED,
    PAPER,
    Head,
    Package,
    Refused,
    check_days,
    id_of,
    make,
    new_key,
    open_archive,
    read_head,
    text_of,
    vouch,
)
from awards.decisions.exchange_models import ExchangePackage, ExchangePartner, ReceivedLine
from awards.decisions.exchange_states import PACKAGE
from awards.decisions.models import Decision
from awards.decisions.services import record_answer
from thidua import clock, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

ENDED = "Đã thôi dùng khóa với nơi này. Trao khóa mới trước."

# Keys -----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_partner(
    *, by: User, owner: Unit, unit: Unit, our_code: str, their_code: str, key: str = "", max_days: int = 60
) -> ExchangePartner:
    """A new place to exchange with. key: the one made at the other side, empty = one is made here and carried there."""
    require(by, "awards.exchange", owner)
    codes = {"our_code": clean(our_code).upper(), "their_code": clean(their_code).upper()}
    given = clean(key).lower().replace(" ", "")
    if unit.pk == owner.pk:
        raise RuleViolation("Đơn vị bên kia phải khác đơn vị ta.", field="unit")
    for name, code in codes.items():
        if not CODE.fullmatch(code):
            raise RuleViolation("Mã gồm chữ không dấu, số, dấu chấm, gạch, tối đa 40 ký tự.", field=name)
    if codes["our_code"] == codes["their_code"]:
        raise RuleViolation("Mã bên kia phải khác mã bên ta.", field="their_code")
    if given and not HEX.fullmatch(given):
        raise RuleViolation("Khóa gồm 64 chữ số, chữ a–f, chép nguyên từ bên kia.", field="key")
    if not 1 <= max_days <= 3660:
        raise RuleViolation("Số ngày từ 1 đến 3660.", field="max_days")
    row = ExchangePartner(
        owner=owner, unit=unit, key=given or new_key(secrets.token_bytes(32)), since=clock.today(), max_days=max_days,
        created_by=by, **codes,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        message = f"Mã {codes['our_code']} và {codes['their_code']} đang có khóa. Thôi dùng khóa cũ trước."
        raise RuleViolation(message, field="their_code") from error
    after = {**codes, "unit": str(unit), "fingerprint": row.fingerprint}
    record(by, "exchange.add_partner", row, before={}, after=after)
    return row


@transaction.atomic
def end_partner(partner: ExchangePartner, *, by: User, reason: str) -> ExchangePartner:
    """The key is used no more; what was handed over stays."""
    row = lock(partner)
    require(by, "awards.exchange", row)
    if not row.is_open:
        raise StateConflict("Đã thôi dùng khóa này.")
    if not (said := clean(reason)):
        raise RuleViolation("Ghi lý do.", field="reason")
    row.ended_on = clock.today()
    row.save(update_fields=["ended_on"])
    record(by, "exchange.end_partner", row, before={"ended_on": None}, after={"ended_on": row.ended_on}, reason=said)
    return row


@transaction.atomic
def show_key(partner: ExchangePartner, *, by: User) -> str:
    """The key itself, to be carried to the other side; that somebody looked at it is on record, the key never."""
    row = lock(partner)
    require(by, "awards.exchange", row)
    if not row.is_open:
        raise StateConflict("Đã thôi dùng khóa này.")
    record(by, "exchange.show_key", row, fingerprint=row.fingerprint)
    return row.key


def _open_partner(partner: ExchangePartner, by: User) -> ExchangePartner:
    row = lock(partner)
    require(by, "awards.exchange", row)
    if not row.is_open:
        raise StateConflict(ENDED)
    return row


# Out ------------------------------------------------------------------------------------------------------------------


def export_dossier(
    submission: Decision, partner: ExchangePartner, *, by: User, with_files: bool = True
) -> ExchangePackage:
    """The package of a signed submission: one for a partner, however often it is asked for.

    with_files: the files of the dossiers go along; without them the lines only tell their names and digests.
    """
    with transaction.atomic():
        row, paper = _open_partner(partner, by), lock(submission)
        if paper.period.unit_id != row.owner_id:
            raise RuleViolation("Tờ trình không thuộc đơn vị giữ khóa này.", field="submission")
        if paper.kind != PaperKind.SUBMISSION or not paper.is_signed:
            raise StateConflict("Chỉ lập gói từ tờ trình đã ban hành.")
        there = row.packages.filter(submission=paper, direction=Direction.OUT, kind=PackageKind.DOSSIER).first()
        if there is not None:
            return there
        with paper.pdf.open("rb") as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != paper.sha256:
            raise StateConflict("Bản tờ trình đã ký không khớp mã kiểm tra. Không lập gói.")
        subject = {
            "paper": paper.code,
            "decided_on": paper.decided_on.isoformat(),
            "subject_line": paper.subject_line,
            "issuer": paper.issuer.name_on(paper.decided_on),
            "year": paper.period.year,
            "sha256": paper.sha256,
        }
        held = dossiers.attachments_of(paper)
        if with_files and (why := dossiers.Load.of(held).why_not):
            raise RuleViolation(why, field="with_files")
        members = dossiers.members_of(held) if with_files else {}
        lines = reads.lines_of(paper, dossiers.dossiers_of(paper, held, members))
        if not lines:
            raise RuleViolation("Tờ trình chưa có đối tượng nào.")
        files = {PAPER: content, **dossiers.contents_of(held, members)}
        facts = {"submission": paper, "year": paper.period.year}
        words = f"Tờ trình số {paper.code}, {paper.subject_line}"
        made = _put(row, PackageKind.DOSSIER, by, subject, lines, files, words, **facts)
        record(
            by, "exchange.export", made, package=made.number[:8], lines=made.lines, files=len(members),
            fingerprint=row.fingerprint,
        )  # fmt: skip
    return made


def _put(
    partner: ExchangePartner, kind: str, by: User, subject: Mapping, lines: list[dict], files: Mapping[str, bytes],
    words: str, *, year: int, answers: ExchangePackage | None = None, submission: Decision | None = None,
) -> ExchangePackage:  # fmt: skip
    now = timezone.localtime(clock.now()).replace(microsecond=0)
    head = {
        "kind": kind, "from": partner.our_code, "to": partner.their_code, "made_at": now.isoformat(),
        "subject": dict(subject), "answers": answers.number if answers else "",
    }  # fmt: skip
    head["id"] = id_of(head, lines, partner.key)
    try:
        content = make(head, lines, files, partner.key)
    except Refused as refused:
        raise RuleViolation(str(refused)) from None
    row = ExchangePackage(
        number=head["id"], partner=partner, direction=Direction.OUT, kind=kind, state=PackageState.MADE,
        subject=words[:300], year=year, lines=len(lines), made_at=now, submission=submission, answers=answers,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), by=by,
    )  # fmt: skip
    return _kept(row, ContentFile(content))


def _kept(row: ExchangePackage, content) -> ExchangePackage:
    with uploads.with_row() as written:
        row.file.save(uploads.kept_name("zip"), content, save=False)
        written.append(row.file)
        row.save()
    return row


# In -------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(upload: UploadedFile, *, by: User) -> ExchangePackage:
    """A package is brought in to be looked at; nothing of it counts before it is taken.

    Raises RuleViolation (field `file`) in words: too large, damaged, from a stranger, for somebody else, changed on the
    way, with a file that is not what it says, too old, here already.
    """
    require(by, "awards.exchange")
    if not upload.size or upload.size > MOST_PACKED:
        raise RuleViolation(f"Gói rỗng hoặc lớn hơn {MOST_PACKED // MB} MB.", field="file")
    content = upload.read()
    try:
        partner, package = _vouched(content, by)
        row = _row_of(partner, package, content, by)
    except Refused as refused:
        raise RuleViolation(str(refused), field="file") from None
    try:
        with transaction.atomic():
            _kept(row, ContentFile(content))
    except IntegrityError as error:
        raise RuleViolation("Gói này đã được đưa vào.", field="file") from error
    record(by, "exchange.receive", row, package=row.number[:8], lines=row.lines, fingerprint=partner.fingerprint)
    return row


def _vouched(content: bytes, by: User) -> tuple[ExchangePartner, Package]:
    with open_archive(BytesIO(content)) as archive:
        head = read_head(archive)
        partner = _sender(head, by)
        package = vouch(archive, head, partner.key, keep=())
        dossiers.check_kinds(archive, package)
    check_days(head, now=clock.now(), since=partner.since, max_days=partner.max_days)
    return partner, package


def _sender(head: Head, by: User) -> ExchangePartner:
    """The partner a package says it is from, among those of the user; its key must be the one in use."""
    mine = ExchangePartner.objects.visible_to(by).select_related("owner", "unit")
    if not mine.filter(our_code=head.addressee).exists():
        raise Refused(f"Gói gửi cho mã {head.addressee}, không phải đơn vị này.")
    between = mine.filter(our_code=head.addressee, their_code=head.sender)
    partner = between.filter(ended_on=None).first()
    if partner is None:
        over = "Đã thôi trao đổi với nơi này." if between.exists() else "Chưa trao khóa với nơi này."
        raise Refused(f"Gói từ mã {head.sender}: {over[:1].lower()}{over[1:]}")
    if partner.fingerprint != head.key:
        raise Refused(f"Gói ký bằng khóa khác (dấu khóa {head.key[:8]}, đang dùng {partner.fingerprint}).")
    return partner


def _row_of(partner: ExchangePartner, package: Package, content: bytes, by: User) -> ExchangePackage:
    head = package.head
    there = ExchangePackage.objects.filter(direction=Direction.IN, number=head.id)
    if (before := there.exclude(state=PackageState.DROPPED).first()) is not None:
        day = timezone.localtime(before.at)
        raise Refused(f"Gói này đã đưa vào lúc {day:%H:%M, %d/%m/%Y}, {before.get_state_display().lower()}.")
    ours = _ours(partner, package) if head.kind == PackageKind.ANSWER else None
    year = head.subject.get("year")
    if ours is not None:
        year, words = ours.year, f"Trả lời {ours.subject[:1].lower()}{ours.subject[1:]}"
    else:
        words = f"Tờ trình số {text_of(head.subject, 'paper', most=40)}, {text_of(head.subject, 'subject_line')}"
    if not isinstance(year, int) or not 1900 < year < 3000:
        raise Refused("Gói không ghi năm thi đua.")
    return ExchangePackage(
        number=head.id, partner=partner, direction=Direction.IN, kind=head.kind, state=PackageState.WAITING,
        subject=words[:300], year=year, lines=len(package.lines), made_at=head.made_at, answers=ours,
        submission=ours.submission if ours else None, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), by=by,
    )  # fmt: skip


def _ours(partner: ExchangePartner, package: Package) -> ExchangePackage:
    """The dossier of ours that an answer speaks of."""
    sent = ExchangePackage.objects.filter(
        direction=Direction.OUT, kind=PackageKind.DOSSIER, partner__their_code=partner.their_code,
        partner__owner=partner.owner, number=package.head.answers,
    )  # fmt: skip
    ours = sent.select_related("submission").first()
    if ours is None:
        raise Refused("Gói trả lời một hồ sơ không do đơn vị này gửi.")
    return ours


def take(package: ExchangePackage, *, by: User) -> ExchangePackage:
    """What was looked at is taken: a dossier's new lines are kept, an answer is written down on our submission."""
    with transaction.atomic():
        row = lock(package)
        require(by, "awards.exchange", row)
        if not row.is_waiting:
            raise StateConflict(f"Gói này {row.get_state_display().lower()}, không nhận lại.")
        if not row.partner.is_open:
            raise StateConflict(ENDED)
        content = reads.read(row)
        told = _take_dossier(row, content) if row.kind == PackageKind.DOSSIER else _take_answer(row, content, by)
        return PACKAGE.make("take", package, by=by, facts=told)


def _take_dossier(row: ExchangePackage, content: Package) -> dict[str, int]:
    met = reads.meet(content.lines, reads.known_of(row, content.lines))
    fresh = [one for one in met if one.match != LineMatch.THERE]
    if not fresh:
        raise RuleViolation("Mọi đối tượng của gói đã nhận hoặc đã được tặng. Không có gì mới.")
    ReceivedLine.objects.bulk_create(
        ReceivedLine(
            package=row, code=text_of(one.line, "code", most=40),
            award_name=text_of(one.line, "award", "name", most=150) or text_of(one.line, "award", "code", most=30),
            award=one.award, person=one.person, unit=one.unit,
            subject_name=text_of(one.line, "subject", "name", most=200) or text_of(one.line, "code", most=40),
            subject_detail=text_of(one.line, "subject", "detail"),
            proposer_name=text_of(one.line, "proposer", "name", most=200),
            citation=text_of(one.line, "citation", most=10_000), votes=reads.votes_of(one.line)[:100],
            facts=reads.facts_of(one.line), sort=sort,
        )
        for sort, one in enumerate(fresh, 1)
    )  # fmt: skip
    return {"lines": len(fresh)}


def _take_answer(row: ExchangePackage, content: Package, by: User) -> dict[str, int]:
    met = reads.answer_met(row.submission, content.lines)
    if wrong := [f"{one.code}: {one.told.lower()}." for one in met if one.match == LineMatch.WRONG]:
        raise RuleViolation("Gói trả lời không khớp tờ trình.", reasons=wrong[:20])
    waiting = [one for one in met if one.match == LineMatch.NEW]
    if not waiting:
        raise RuleViolation("Mọi đối tượng của gói đã có kết quả. Không có gì để ghi.")
    said = reads.decision_of(content)
    try:
        number, decided_on = int(said["number"]), date.fromisoformat(said["decided_on"])
    except ValueError:
        raise RuleViolation("Gói trả lời không ghi số hoặc ngày quyết định.") from None
    record_answer(
        row.submission, by=by, issuer=row.partner.unit, series=said["series"][:40], number=number,
        decided_on=decided_on, signer_post=said["signer_post"], signer_name=said["signer_name"],
        granted={one.row.nomination_id: one.granted for one in waiting},
        reasons={one.row.nomination_id: one.reason for one in waiting},
        given={one.row.nomination_id: one.award for one in waiting if one.award},
    )  # fmt: skip
    return {"lines": len(waiting)}


def drop(package: ExchangePackage, *, by: User, reason: str) -> ExchangePackage:
    """What was looked at is not taken; the same package may be brought in again."""
    return PACKAGE.make("drop", package, by=by, reason=clean(reason))


# The answer goes out --------------------------------------------------------------------------------------------------


@transaction.atomic
def answer_dossier(
    package: ExchangePackage,
    *,
    by: User,
    series: str,
    number: int,
    decided_on: date,
    signer_post: str,
    signer_name: str,
    granted: Mapping[int, bool],
    reasons: Mapping[int, str] | None = None,
    given: Mapping[int, Award] | None = None,
) -> ExchangePackage:
    """What was decided on lines of a dossier from below, as a package to carry back.

    granted: id of a received line -> yes or no; lines left out still wait. reasons: needed where it is no. given: the
    title given instead of the proposed one.
    """
    row = lock(package)
    partner = _open_partner(row.partner, by)
    if not reads.is_dossier_in(row) or row.state != PackageState.TAKEN:
        raise StateConflict("Chỉ trả lời hồ sơ đã nhận.")
    texts = {"series": clean(series), "signer_post": clean(signer_post), "signer_name": clean(signer_name)}
    for name, sentence in (
        ("series", "Ghi ký hiệu quyết định, ví dụ QĐ-BTL."),
        ("signer_post", "Ghi chức vụ người ký."),
        ("signer_name", "Ghi họ và tên người ký."),
    ):
        if not texts[name]:
            raise RuleViolation(sentence, field=name)
    if not 1 <= number <= 99_999:
        raise RuleViolation("Số quyết định từ 1 đến 99.999.", field="number")
    if decided_on > clock.today():
        raise RuleViolation("Ngày quyết định không thể ở tương lai.", field="decided_on")
    waiting = {line.pk: line for line in row.received.select_for_update().filter(answer=None)}
    if not granted or set(granted) - set(waiting):
        raise RuleViolation("Chọn kết quả cho các đối tượng chưa trả lời.", field="granted")
    said = {pk: clean(text)[:200] for pk, text in (reasons or {}).items()}
    if silent := [waiting[pk].subject_name for pk, yes in granted.items() if not yes and not said.get(pk)]:
        raise RuleViolation(f"Ghi lý do không tặng: {', '.join(silent)}.", field="granted")
    instead = _other_titles(waiting, granted, given or {})
    chosen = [waiting[pk] for pk in sorted(granted, key=lambda pk: waiting[pk].sort)]
    decision = {
        **texts, "number": number, "decided_on": decided_on.isoformat(), "issuer": partner.owner.name_on(decided_on),
    }  # fmt: skip
    lines = [
        {
            "code": line.code, "granted": granted[line.pk], "reason": "" if granted[line.pk] else said[line.pk],
            **({"given": _told(instead[line.pk])} if line.pk in instead else {}),
        }
        for line in chosen
    ]  # fmt: skip
    subject = {"decision": decision, "paper": row.subject, "year": row.year}
    words = f"Quyết định số {number:02d}/{texts['series']} trả lời {row.subject[:1].lower()}{row.subject[1:]}"
    made = _put(partner, PackageKind.ANSWER, by, subject, lines, {}, words, year=row.year, answers=row)
    for line in chosen:
        yes = granted[line.pk]
        line.is_granted, line.reason, line.answer = yes, "" if yes else said[line.pk], made
        line.given_award = instead.get(line.pk)
    ReceivedLine.objects.bulk_update(chosen, ["is_granted", "reason", "answer", "given_award"])
    yes, other = sum(granted.values()), {"other_title": len(instead)} if instead else {}
    record(
        by, "exchange.answer", made, package=made.number[:8], granted=yes - len(instead), refused=len(chosen) - yes,
        **other,
    )  # fmt: skip
    return made


def _told(award: Award) -> dict[str, str]:
    return {"code": award.code, "name": award.name, "short_name": award.short_name}


def _other_titles(
    waiting: Mapping[int, ReceivedLine], granted: Mapping[int, bool], given: Mapping[int, Award]
) -> dict[int, Award]:
    """Titles given instead of the proposed ones; refused when one is not for such a subject, as far as it is known."""
    found = {}
    for pk, award in given.items():
        line = waiting.get(pk)
        if line is None or not granted.get(pk) or award.pk == line.award_id:
            continue
        kind = SubjectKind.COLLECTIVE if line.unit_id else SubjectKind.INDIVIDUAL if line.person_id else award.subject
        if award.subject not in (kind, SubjectKind.BOTH):
            label = SubjectKind(kind).label.lower()
            raise RuleViolation(f"{award} không tặng {label} ({line.subject_name}).", field="granted")
        found[pk] = award
    return found
