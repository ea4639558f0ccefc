"""What this chapter offers to those that must not know it: the mouth, the ear for acts that people are told of, a card
on the profile; and how the permissions of a year are put to a place: the very object the code would ask about.

Where there are several (months, boards, papers), the newest stands for them.
"""

from django.db.models import Q
from django.urls import reverse

from awards.ballots.models import VotingRound
from awards.conferences.models import Conference, Council, Handover
from awards.conferences.records import FollowUp, MinutesVersion
from awards.criteria.enums import SetState
from awards.criteria.models import CriteriaSet, Criterion
from awards.criteria.registrations import Registration
from awards.decisions.models import Decision
from awards.home.enums import Channel, NoticeKind
from awards.home.models import OutboxMail
from awards.home.notices import Note, announce, channels_of, people_of, tell
from awards.home.reminders import runners_of
from awards.home.todo import in_year
from awards.nominations.amendments import Correction
from awards.nominations.meetings import UnitMeeting
from awards.nominations.models import Nomination, NominationList
from awards.nominations.organs import Inquiry
from awards.results.models import ResultSheet, UnlockRequest
from awards.scoring.models import Adjustment, HandScore, ScoreBoard
from awards.scoring.sheets import CrossCheck, ScoreAppeal, ScoreSheet
from awards.scoring.ties import TieBreakRule
from awards.years.enums import PeriodState
from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod, ReportingTerm
from awards.years.movements import Movement
from awards.years.panels import unit_practices
from thidua import clock, providers
from thidua.jobs.enums import JobState
from thidua.jobs.models import Job
from thidua.jobs.queries import result_url
from thidua.permissions import Place, question
from units.models import Unit, User


def _period(place: Place) -> EmulationPeriod | None:
    """The year of the cluster itself, else of the nearest unit above that runs one."""
    rows = EmulationPeriod.objects.filter(year=place.year).select_related("unit", "cluster")
    own = rows.filter(cluster=place.cluster).first() if place.cluster else None
    above = rows.filter(cluster__isnull=True, unit__in=place.unit.ancestor_ids())
    return own or max(above, key=lambda period: len(period.unit.path), default=None)


def _unit_in(place: Place):
    """(year, unit), or None without a year."""
    period = _period(place)
    return (period, place.unit) if period else None


def _table(place: Place) -> CriteriaSet | None:
    period = _period(place)
    if period is None:  # versions that are not in force have no year either
        return None
    rows = CriteriaSet.objects.filter(period=period).select_related("of_period__unit", "of_period__cluster")
    return rows.order_by("-pk").first()


def _target(place: Place):
    table = _table(place)
    return (table, place.unit) if table else None


def _sheet(place: Place) -> ResultSheet | None:
    term = ReportingTerm.objects.filter(period=_period(place)).select_related("period__unit", "period__cluster").last()
    rows = ResultSheet.objects.filter(term__period=_period(place), unit=place.unit)
    found = rows.select_related("term__period__unit", "term__period__cluster", "unit").order_by("-term", "-pk").first()
    return found or (ResultSheet(term=term, unit=place.unit) if term else None)


def _board(place: Place) -> ScoreBoard | None:
    rows = ScoreBoard.objects.filter(period=_period(place)).select_related("period__unit", "cluster__organiser")
    if place.cluster:
        rows = rows.filter(cluster=place.cluster)
    else:
        rows = rows.filter(cluster__memberships__unit=place.unit)
    return rows.order_by("-version").first()


def _hand_score(place: Place) -> HandScore | None:
    period, table = _period(place), _table(place)
    rows = Criterion.objects.filter(criteria_set=table, children__isnull=True).select_related("organ")
    criterion = rows.order_by("code").first() if table else None
    return HandScore(period=period, criterion=criterion, unit=place.unit) if criterion else None


def _adjustment(place: Place) -> Adjustment | None:
    period = _period(place)
    return Adjustment(period=period, unit=place.unit) if period else None


def _tie_rule(place: Place) -> TieBreakRule | None:
    period = _period(place)
    return TieBreakRule(period=period) if period else None


def _score_sheet(place: Place) -> ScoreSheet | None:
    period = _period(place)
    return ScoreSheet(period=period, unit=place.unit) if period else None


def _cross_check(place: Place) -> CrossCheck | None:
    rows = CrossCheck.objects.filter(period=_period(place), checked=place.unit)
    return rows.select_related("period__unit", "checker", "checked").first()


def _appeal(place: Place) -> ScoreAppeal | None:
    period = _period(place)
    return ScoreAppeal(period=period, unit=place.unit) if period else None


def _list(place: Place) -> NominationList | None:
    return NominationList.objects.filter(period=_period(place)).select_related("period__unit").first()


def _line(place: Place) -> Nomination | None:
    rows = Nomination.objects.filter(nomination_list__period=_period(place))
    rows = rows.filter(person=place.person) if place.person else rows.filter(proposer=place.unit)
    return rows.select_related("proposer", "nomination_list__period__unit").order_by("-pk").first()


def _inquiry(place: Place) -> Inquiry | None:
    rows = Inquiry.objects.filter(nomination_list__period=_period(place))
    rows = rows.select_related("organ__unit", "organ__seat", "nomination_list__period__unit")
    return rows.order_by("-pk").first()


def _correction(place: Place) -> Correction | None:
    line = _line(place)
    return Correction(nomination=line) if line is not None else None


def _body(place: Place) -> Council | None:
    rows = Council.objects.filter(unit__in=place.unit.ancestor_ids()).select_related("unit")
    return place.cluster or rows.order_by("-unit__path").first()


def _conference(place: Place) -> Conference | None:
    rows = Conference.objects.filter(period=_period(place))
    rows = rows.filter(cluster=place.cluster) if place.cluster else rows
    return rows.select_related("council__unit", "cluster__organiser").order_by("-starts_at", "pk").first()


def _handover(place: Place) -> Handover | None:
    rows = Handover.objects.filter(conference__period=_period(place))
    rows = rows.filter(conference__cluster=place.cluster) if place.cluster else rows
    return rows.select_related("conference__cluster", "from_unit", "to_unit").order_by("-pk").first()


def _task(place: Place) -> FollowUp | None:
    rows = FollowUp.objects.filter(conference__period=_period(place), unit=place.unit)
    related = rows.select_related("conference__council__unit", "conference__cluster__organiser", "unit")
    return related.order_by("-pk").first()


def _minutes(place: Place) -> MinutesVersion | None:
    conference = _conference(place)
    return MinutesVersion(conference=conference, number=1) if conference else None


def _round(place: Place) -> VotingRound | None:
    rows = VotingRound.objects.filter(conference__period=_period(place))
    rows = rows.filter(conference__cluster=place.cluster) if place.cluster else rows
    related = rows.select_related("conference__council__unit", "conference__cluster__organiser")
    return related.order_by("-conference__starts_at", "-number", "pk").first()


def _paper(place: Place, kind: str = "") -> Decision | None:
    rows = Decision.objects.filter(period=_period(place)).select_related("period__unit", "period__cluster", "issuer")
    return (rows.filter(kind=kind) if kind else rows).order_by("-pk").first()


def _practice(place: Place) -> BestPractice | None:
    rows = BestPractice.objects.filter(period=_period(place), unit=place.unit)
    return rows.select_related("period__unit", "period__cluster", "unit").first()


def _practice_unit(place: Place):
    rows = BestPractice.objects.filter(period=_period(place)).exclude(unit=place.unit)
    found = rows.select_related("period__unit", "period__cluster").first()
    return (found, place.unit) if found else None


def _movement(place: Place) -> Movement | None:
    rows = Movement.objects.filter(period=_period(place)).select_related("period__unit", "period__cluster")
    return rows.order_by("-pk").first()


def _movement_unit(place: Place):
    movement = _movement(place)
    return (movement, place.unit) if movement else None


def _registration(place: Place) -> Registration | None:
    period = _period(place)
    return Registration(period=period, unit=place.unit) if period else None


def _unlock(place: Place) -> UnlockRequest | None:
    rows = UnlockRequest.objects.filter(term__period=_period(place), unit=place.unit)
    return rows.select_related("term__period__unit", "term__period__cluster", "unit").first()


def _mail(place: Place) -> OutboxMail | None:
    return OutboxMail(unit=place.unit)


NO_YEAR = "Chưa mở năm thi đua này."
NO_TABLE = "Chưa có bảng điểm tiêu chí."
NO_BOARD = "Chưa có bảng điểm của cụm."
NO_LINE = "Chưa có đề nghị nào ở đây."
NO_CONFERENCE = "Chưa có hội nghị."
NO_ROUND = "Chưa có phiếu nào."
NO_PAPER = "Chưa có văn bản."

question("awards.open_period", "Mở năm thi đua", lambda place: place.cluster or place.unit)
question("awards.run_period", "Đặt hạn, mở kỳ, khóa kỳ, kết thúc năm", _period, NO_YEAR)
question("awards.add_practice", "Thêm mô hình, cách làm hay", _unit_in, NO_YEAR)
question("awards.edit_practice", "Sửa mô hình của đơn vị", _practice, "Đơn vị chưa có mô hình.")
question("awards.approve_practice", "Đưa mô hình vào thư viện", _practice, "Đơn vị chưa có mô hình.")
question("awards.adopt_practice", "Ghi đơn vị áp dụng mô hình", _practice_unit, "Năm này chưa có mô hình.")
question("awards.run_movement", "Phát động, kéo dài, tổng kết phong trào", _movement, "Chưa có phong trào nào.")
question("awards.join_movement", "Đăng ký, báo cáo phong trào", _movement_unit, "Chưa có phong trào nào.")
question("awards.write_registration", "Đăng ký danh hiệu, chỉ tiêu của đơn vị", _registration, NO_YEAR)
question("awards.confirm_registration", "Xác nhận bản đăng ký của đơn vị", _registration, NO_YEAR)
question("awards.answer_registration", "Trả lại, nhắc đăng ký thi đua", _registration, NO_YEAR)
question("awards.edit_catalogue", "Lập quy định mới trong danh mục", lambda place: place.unit)
question("awards.edit_criteria", "Lập, sửa, khóa bảng tiêu chí", lambda place: _table(place) or _period(place), NO_YEAR)
question("awards.set_target", "Giao chỉ tiêu", _target, NO_TABLE)
question("awards.enter_result", "Nhập và gửi kết quả", _sheet, "Chưa có kỳ báo cáo.")
question("awards.verify_result", "Xác minh, trả lại kết quả", _sheet, "Chưa có kỳ báo cáo.")
question("awards.answer_unlock", "Mở khóa kỳ cho đơn vị", _unlock, "Chưa có yêu cầu mở khóa.")
question("awards.give_points", "Chấm điểm trực tiếp", _hand_score, NO_TABLE)
question("awards.adjust_score", "Cho điểm thưởng, điểm trừ", _adjustment, NO_YEAR)
question("awards.compute_board", "Tính bảng điểm của cụm", _board, NO_BOARD)
question("awards.freeze_board", "Chốt bảng điểm của cụm", _board, NO_BOARD)
question("awards.confirm_board", "Công nhận xếp hạng sau biểu quyết", _board, NO_BOARD)
question("awards.set_tie_rule", "Đặt quy định khi bằng điểm", _tie_rule, NO_YEAR)
question("awards.self_score", "Tự chấm điểm, khiếu nại điểm của đơn vị", _score_sheet, NO_YEAR)
question("awards.agree_points", "Thống nhất điểm của đơn vị", _score_sheet, NO_YEAR)
question("awards.reopen_points", "Mở lại điểm đã thống nhất", _score_sheet, NO_YEAR)
question("awards.cross_check", "Kiểm tra chéo đơn vị", _cross_check, "Chưa phân công kiểm tra chéo.")
question("awards.answer_appeal", "Trả lời khiếu nại điểm", _appeal, NO_YEAR)
question("awards.record_award", "Ghi khen thưởng các năm trước", lambda place: place.unit)
question("awards.read_medals", "Xem danh sách đến hạn huy chương niên hạn", lambda place: place.unit)
question("awards.run_nominations", "Mở, kiểm tra, khóa danh sách đề nghị", _list, "Chưa mở danh sách đề nghị.")
question("awards.choose_law", "Chọn quy định dùng để xét danh sách", _list, "Chưa mở danh sách đề nghị.")
question("awards.put_forward", "Lập đề nghị khen thưởng", lambda place: place.unit)
question("awards.edit_nomination", "Sửa, gửi, rút đề nghị", _line, NO_LINE)
question("awards.appraise_nomination", "Thẩm định, trình, trả lại đề nghị", _line, NO_LINE)
question("awards.override_condition", "Ghi ngoại lệ điều kiện của đề nghị", _line, NO_LINE)
question("awards.record_meeting", "Ghi, chốt biên bản họp bình xét", lambda place: UnitMeeting(unit=place.unit))
question("awards.set_meeting_rule", "Đặt tỷ lệ đạt ở cuộc họp đơn vị", lambda place: place.unit)
question("awards.set_route", "Đặt trình tự xét, cơ quan lấy ý kiến", lambda place: place.unit)
question("awards.ask_organs", "Lấy ý kiến cơ quan về danh sách", _list, "Chưa mở danh sách đề nghị.")
question("awards.record_station", "Ghi kết quả cụm, thường trực, cấp ủy", _list, "Chưa mở danh sách đề nghị.")
question("awards.give_opinion", "Cho ý kiến thay cơ quan được hỏi", _inquiry, "Chưa lấy ý kiến cơ quan nào.")
question("awards.extend_inquiry", "Gia hạn, rút câu hỏi gửi cơ quan", _inquiry, "Chưa lấy ý kiến cơ quan nào.")
question("awards.ask_correction", "Yêu cầu đơn vị sửa một mục", _correction, NO_LINE)
question("awards.answer_correction", "Sửa mục được yêu cầu", _correction, NO_LINE)
question("awards.publish_preferences", "Công bố thứ tự ưu tiên khi vượt chỉ tiêu", lambda place: place.unit)
question("awards.switch_conditions", "Bật, tắt điều kiện bổ sung", lambda place: place.unit)
question("awards.set_papers", "Đặt thành phần hồ sơ đề nghị", lambda place: place.unit)
question("awards.settle_nomination", "Ghi kết quả bình xét vào đề nghị", _line, NO_LINE)
question("awards.manage_council", "Lập Hội đồng, sửa thành viên", lambda place: place.unit)
question("awards.convene", "Triệu tập hội nghị", _body, "Chưa có Hội đồng.")
question("awards.run_conference", "Điểm danh, ghi biên bản hội nghị", _conference, NO_CONFERENCE)
question("awards.send_talk", "Gửi tham luận của hội nghị", _conference, NO_CONFERENCE)
question("awards.report_task", "Báo kết quả việc hội nghị giao", _task, "Hội nghị chưa giao việc nào cho đơn vị.")
question("awards.sign_minutes", "Ký biên bản hội nghị", _minutes, NO_CONFERENCE)
question("awards.read_minutes", "Đọc biên bản hội nghị", _conference, NO_CONFERENCE)
question("awards.sign_handover", "Ký bàn giao Cụm trưởng", _handover, "Chưa có bàn giao nào.")
question("awards.prepare_ballot", "Lập, chốt phiếu", _round, NO_ROUND)
question("awards.declare_interest", "Khai không tham gia từng dòng, khai người thân", _round, NO_ROUND)
question("awards.see_interests", "Xem ai không tham gia từng dòng", _round, NO_ROUND)
question("awards.direct_ballot", "Đề nghị mở, đóng, công bố phiếu", _round, NO_ROUND)
question("awards.tell_ballot", "Kiểm phiếu, ký kết quả", _round, NO_ROUND)
question("awards.act_on_ballot", "Cùng người thứ hai mở, đóng, hủy, công bố", _round, NO_ROUND)
question("awards.see_count", "Xem số phiếu", _round, NO_ROUND)
question("awards.print_ballot", "In phiếu trắng", _round, NO_ROUND)
question("awards.draft_paper", "Soạn quyết định, tờ trình", _period, NO_YEAR)
question("awards.edit_paper", "Sửa dự thảo, trình ký", _paper, NO_PAPER)
question("awards.sign_paper", "Ký quyết định, tờ trình", _paper, NO_PAPER)
question("awards.read_register", "Xem sổ số văn bản", lambda place: place.unit)
question("awards.keep_register", "Giữ số, bỏ số văn bản", lambda place: place.unit)
question("awards.read_unit_money", "Xem tiền thưởng của đơn vị mình theo quyết định", lambda place: place.unit)
question("awards.read_money", "Xem tiền thưởng theo quyết định", _paper, NO_PAPER)
question("awards.run_money", "Lập bảng, ghi chi tiền thưởng", _paper, NO_PAPER)
question("awards.run_fund", "Ghi thu, chi quỹ thi đua, khen thưởng", lambda place: place.unit)
question("awards.print_certificates", "In giấy khen, giữ sổ vàng", _paper, NO_PAPER)
question("awards.arrange_certificates", "Đặt bố cục giấy khen", lambda place: place.unit)
question("awards.record_answer", "Ghi kết quả của cấp trên", lambda p: _paper(p, "submission"), "Chưa có tờ trình.")
question("awards.exchange", "Trao đổi hồ sơ với nơi không kết nối", lambda place: place.unit)
question("awards.report_year", "In báo cáo cả năm", _period, NO_YEAR)
question("awards.set_wording", "Sửa câu chữ, thể thức văn bản", lambda place: place.unit)
question("awards.write_summary", "Viết báo cáo tổng kết", _period, NO_YEAR)
question("awards.report_unit", "In danh sách của đơn vị", lambda place: place.unit)
question("awards.report_board", "In bảng điểm của cụm", _board, NO_BOARD)
question("awards.review_mail", "Duyệt, sửa, bỏ thư chờ gửi", _mail)


# --- the mouth and the ear --------------------------------------------------------------------------------------------


def _sheet_back(by: User, sheet: ResultSheet, reason: str) -> None:
    words = f"Kết quả {sheet.term.label} bị trả lại bổ sung" + (f": {reason}" if reason else ".")
    _tell_unit(by, sheet.unit, NoticeKind.RETURNED, words, _entry_url(sheet), f"sheet-back:{sheet.pk}")


def _sheet_verified(by: User, sheet: ResultSheet, reason: str) -> None:
    words = f"Kết quả {sheet.term.label} đã được xác minh."
    _tell_unit(by, sheet.unit, NoticeKind.VERIFIED, words, _entry_url(sheet), f"sheet-ok:{sheet.pk}")


def _line_back(by: User, line: Nomination, reason: str) -> None:
    words = f"Đề nghị {line.award.short_name} cho {line.subject_name} bị trả lại" + (f": {reason}" if reason else ".")
    url = reverse("awards:nominations.detail", args=[line.pk])
    _tell_unit(by, line.proposer, NoticeKind.RETURNED, words, url, f"line-back:{line.pk}")


def _entry_url(sheet: ResultSheet) -> str:
    return reverse("awards:results.entry", args=[sheet.term_id, sheet.unit.code])


def _tell_unit(by: User, unit: Unit, kind: str, words: str, url: str, key: str) -> None:
    """What can happen to the same thing again has its moment in the key."""
    moment = f"{key}:{clock.now().isoformat()}"
    announce([Note(user, unit, kind, words, url, moment) for user in people_of([unit])[unit.pk]], by=by)


def _common_renewed(by: User, table: CriteriaSet, reason: str) -> None:
    """A new version of a common part: told to whoever runs a year whose table still has the old one.

    Not `providers.tell`, which speaks to the clerks and leaders of a unit: the table is the office's.
    """
    if not table.is_common:
        return
    holders = CriteriaSet.objects.filter(common__of_period=table.of_period).exclude(common=table)
    holders = holders.filter(Q(period__isnull=False) | Q(state=SetState.DRAFT))
    periods = EmulationPeriod.objects.filter(criteria_versions__in=holders).exclude(state=PeriodState.CLOSED)
    news = f"Phần chung “{table.name}” của {table.of_period.holder} có bản {table.version}: {reason.rstrip('.')}."
    announce(
        (
            Note(
                user, period.unit, NoticeKind.CRITERIA, f"{news} {period} còn theo bản cũ.",
                in_year("awards:criteria.index", period), f"common:{table.pk}:{period.pk}",
            )
            for period in periods.distinct().select_related("unit", "cluster").order_by("pk")
            for user in runners_of(period)
        ),
        by=by,
    )  # fmt: skip


def _job_ended(job: Job) -> None:
    """One line for whoever started it, with the way to what came of it."""
    words = f"Đã xong: {job.name}." if job.state == JobState.DONE else f"Không xong: {job.name}. {job.error}"
    owner = job.owner
    unit = owner.unit or next((grant.unit for grant in owner.grants if grant.unit_id), None)
    announce([Note(owner, unit, NoticeKind.JOB, words, result_url(job), f"job:{job.pk}")])


def profile_card(user: User) -> dict:
    """How the user is told of things, with the way to change it."""
    chosen = [(kind.label, Channel(channel).label) for kind, channel in zip(NoticeKind, channels_of(user).values(),
                                                                            strict=True)]  # fmt: skip
    return {"template": "awards/home/_profile.html", "context": {"chosen": chosen, "email": user.email}}


providers.teller = tell
if unit_practices not in providers.unit_panels:
    providers.unit_panels.append(unit_practices)  # here, so that it stands below the awards of the unit
providers.profile_panels.append(profile_card)
providers.job_ears.append(_job_ended)
providers.listeners.setdefault("results.send_back", []).append(_sheet_back)
providers.listeners.setdefault("results.verify", []).append(_sheet_verified)
providers.listeners.setdefault("criteria.put_in_force", []).append(_common_renewed)
providers.listeners.setdefault("nomination.send_back", []).append(_line_back)
