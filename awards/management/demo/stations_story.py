"""The way of the lists: a route, organs asked with one answer and one that waits, a field to correct, a resolution."""

from datetime import date, timedelta

from awards.management.demo.sample import Sample
from awards.management.demo.world import moment
from awards.nominations import amending, asking
from awards.nominations.enums import NominationState
from awards.nominations.models import NominationList
from awards.nominations.resolving import record_station
from awards.nominations.routing import Choice, set_route
from awards.nominations.station_states import law_stops
from thidua import clock
from units.models import Unit, User

DAYS = {"secretariat": 7, "organs": 7, "standing": 3, "party": 7}
ORGANS = (
    ("Phòng Chính trị", "MH-PCT", "Chấp hành kỷ luật, kết quả tham gia phong trào thi đua\nĐơn thư đang xem xét"),
    ("Phòng Tham mưu", "MH-PTM", "Kết quả huấn luyện, sẵn sàng chiến đấu, bảo đảm an toàn"),
)
DISAGREES = "Đơn vị để xảy ra một vụ mất an toàn giao thông trong kỳ"


def lay_out(unit: Unit, *, by: User, day: date, off: tuple[str, ...] = ()) -> None:
    """off: stations the command does without, all of them left open by the law."""
    choices = [Choice(stop.code, stop.code not in off, DAYS.get(stop.code)) for stop in law_stops()]
    set_route(
        unit, choices, by=by, valid_from=day, basis="Quy chế Hội đồng, Điều 5 (minh hoạ)",
        reason="Theo trình tự xét của Bộ Chỉ huy (minh hoạ)", accepts_warnings=True,
    )  # fmt: skip


def resolve(listing: NominationList, *, by: User, day: date) -> None:
    """The party committee agrees to all that passed."""
    with clock.at(moment(day, 15)):
        record_station(
            listing, "party", by=by, body="Ban Thường vụ Đảng ủy BĐBP tỉnh", number="36-NQ/ĐU (minh hoạ)",
            held_on=day, refused={},
        )  # fmt: skip


def tell(sample: Sample, listing: NominationList) -> None:
    """The open year: Phòng Chính trị has answered, Phòng Tham mưu has not; the post is asked for one field."""
    officer, today = sample.officer, sample.today
    with clock.at(moment(today - timedelta(days=4), 9)):
        lay_out(sample.unit, by=officer, day=today - timedelta(days=4), off=("cluster",))
        organs = [
            asking.create_organ(
                sample.unit, by=officer, name=name, questions=questions, seat=sample.units[code],
                valid_from=today - timedelta(days=4),
            )
            for name, code, questions in ORGANS
        ]  # fmt: skip
    with clock.at(moment(today - timedelta(days=2), 8)):
        asked = asking.ask(
            listing, organs, by=officer, due_at=moment(today + timedelta(days=5), 17),
            note="Trả lời từng đề nghị (minh hoạ)",
        )  # fmt: skip
        unit_line = listing.lines.filter(state=NominationState.SENT, unit__isnull=False).first()
        person_line = listing.lines.filter(state=NominationState.SENT, person__isnull=False).first()
        amending.ask_correction(
            person_line, by=officer, field="citation", question="Ghi rõ số vụ việc, số buổi giúp dân trong năm"
        )
    with clock.at(moment(today - timedelta(days=1), 14)):
        said = {unit_line.pk: ("disagree", DISAGREES)}
        asking.answer(asked[0], said, by=sample.users["td.mh-pct"], rest="agree")
