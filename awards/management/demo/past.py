"""What the sample province went through before its open year, and the small things of a staff office.

Two posts merged, one was renamed; old awards came in by a file; the cluster bears numbers and has signed its pledge;
somebody is away, two records are of one person, an initiative has its certificate. All by the services people use.
"""

from datetime import date, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from awards.management.demo.world import BEGINNING, World, moment
from thidua import clock
from thidua.documents import Document, OfficialHeading, Paragraph, SignatureBlock
from thidua.documents.pdf import render_pdf
from units.accounts.enums import Role
from units.accounts.services import substitute
from units.clusters.models import Cluster, ClusterTerm
from units.clusters.services import create_pledge, open_pledge, set_lead, set_number, sign_pledge
from units.imports import services as imports
from units.imports.kinds import KINDS
from units.models import Person, Unit, User
from units.people.enums import InitiativeLevel, ObjectGroup
from units.people.services import attach_certificate, create_people, record_hold, record_initiative
from units.structure.reorganise import confirm_line, merge_units
from units.structure.services import reclass_unit, rename_unit

# Posts that are no more, in the place of the one that follows them: code, name, short name.
BEFORE = [
    ("MH-D4", "Đồn Biên phòng Suối Trên", "Đồn BP Suối Trên"),
    ("MH-D5", "Đồn Biên phòng Suối Dưới", "Đồn BP Suối Dưới"),
]
MADE = "MH-D2"
RENAMED = ("MH-D3", "Đồn Biên phòng Đèo Mây", "Đồn BP Đèo Mây", "don")  # what it was called, and was, at first
TITLE = "Đơn vị tiên tiến"
PLEDGE = (
    "Các đơn vị trong cụm giao ước thi đua hoàn thành xuất sắc nhiệm vụ quản lý, bảo vệ chủ quyền, an ninh biên giới.\n"
    "Giữ nghiêm kỷ luật, xây dựng đơn vị vững mạnh toàn diện “Mẫu mực, tiêu biểu”, giúp nhau cùng tiến bộ (minh hoạ)."
)
TARGETS = [
    ("Quân số tham gia huấn luyện", "98 % trở lên"),
    ("Kết quả kiểm tra bắn súng đạt khá, giỏi", "85 % trở lên"),
    ("Vụ việc vi phạm quy chế biên giới được xử lý", "100 %"),
    ("Học sinh được đỡ đầu “Nâng bước em tới trường”", "12 em mỗi đồn"),
    ("Quân nhân vi phạm kỷ luật", "Không có"),
]


def merge_posts(
    cluster: Cluster, old: list[Unit], *, by: User, day: date, name: str, short_name: str, sort: int
) -> Unit:
    """Old awards come in by a file, one post is being looked into, then both become one; one streak goes on."""
    with clock.at(moment(day - timedelta(days=40))):
        _bring_in_awards(old, by=by, last=day.year - 2)
        record_hold(
            old[1], by=by, kind="inspection", valid_from=day - timedelta(days=50),
            note="Kiểm tra công tác tài chính (minh hoạ)",
        )  # fmt: skip
    with clock.at(moment(day)):
        act = merge_units(
            old, by=by, from_day=day, basis="Quyết định số 215/QĐ-BCH (minh hoạ)", code=MADE, name=name,
            short_name=short_name, clusters=[cluster], sort=sort, is_demo=True,
            reason="Sắp xếp lại địa bàn hai đồn liền kề",
        )  # fmt: skip
        heir = Unit.objects.get(code=MADE)
        set_lead(cluster, heir, by=by, from_day=day, basis="Hội nghị cụm (minh hoạ)")
        set_number(cluster, by=by, number=1, from_day=day, basis="Quyết định số 216/QĐ-BCH (minh hoạ)")
    with clock.at(moment(day + timedelta(days=5))):
        line = act.lines.get(predecessor=old[0])
        confirm_line(line, by=by, reason="Giữ nguyên địa bàn, nhiệm vụ và phần lớn quân số (minh hoạ)")
    return heir


def _bring_in_awards(units: list[Unit], *, by: User, last: int) -> None:
    """Three years in a row of the first post, one of the second."""
    rows = [(units[0], year) for year in range(last - 2, last + 1)] + [(units[1], last)]
    workbook = Workbook()
    workbook.active.append(["Mã đơn vị", "Danh hiệu", "Năm", "Quyết định", "Ngày quyết định", "Nguồn", "Mức tin cậy"])
    for unit, year in rows:
        number = f"Quyết định số {year % 100 + 300}/QĐ-BCH (minh hoạ)"
        workbook.active.append([unit.code, TITLE, year, number, f"25/12/{year}", "Từ bản giấy", "Chắc chắn"])
    stream = BytesIO()
    workbook.save(stream)
    file = SimpleUploadedFile("khen-thuong-cu.xlsx", stream.getvalue())
    batch = imports.receive(KINDS["old-awards"], file, by=by)
    imports.read_file(batch, _silent)
    batch.refresh_from_db()
    imports.write_file(batch, by=by, told=_silent)


def _silent(done: int, of: int, step: str = "") -> None:
    """Nobody watches the progress here."""


def rename_post(post: Unit, *, by: User, day: date, name: str, short_name: str, kind: str) -> None:
    """A post becomes that of a border gate: another name, another kind."""
    basis = "Quyết định số 118/QĐ-BCH (minh hoạ)"
    with clock.at(moment(day)):
        rename_unit(post, by=by, name=name, short_name=short_name, from_day=day, basis=basis)
        reclass_unit(post, by=by, kind=kind, authority=None, from_day=day, basis=basis, reason="Mở cửa khẩu phụ")


def first_posts_of(cluster: Cluster, lead: Unit, deputy: Unit, *, by: User) -> None:
    """Number, lead and deputy of the cluster from its beginning."""
    set_number(cluster, by=by, number=3, from_day=BEGINNING, basis="Quyết định thành lập cụm (minh hoạ)")
    set_lead(cluster, lead, by=by, from_day=BEGINNING, basis="Phân công của Bộ Chỉ huy")
    set_lead(cluster, deputy, by=by, from_day=BEGINNING, basis="Phân công của Bộ Chỉ huy", role=ClusterTerm.Role.DEPUTY)


def sign_the_pledge(cluster: Cluster, *, by: User, heads: dict[Unit, User], year: int, day: date) -> None:
    """Written by the lead, laid out, signed by the head of every member."""
    with clock.at(moment(day)):
        pledge = create_pledge(cluster, by=by, year=year, text=PLEDGE, targets=TARGETS)
        open_pledge(pledge, by=by)
    with clock.at(moment(day + timedelta(days=2))):
        for unit, head in heads.items():
            sign_pledge(pledge, unit, by=head)


def small_things(
    world: World, *, by: User, away: User, stands_in: User, author: Person, twin_of: Person, at: Unit
) -> None:
    """A substitute in force, an initiative with its certificate, a second record of one person in another post."""
    today = clock.today()
    with clock.at(moment(today - timedelta(days=1))):
        grant = next(one for one in away.grants if one.role == Role.UNIT_LEADER)
        substitute(grant, by=world.admin, user=stands_in, valid_from=today, valid_to=today + timedelta(days=12))
    with clock.at(moment(today - timedelta(days=30))):
        idea = record_initiative(
            by=by, name="Bảng theo dõi, nhắc lịch tuần tra (minh hoạ)", year=today.year, authors=[author],
            level=InitiativeLevel.BASE, certificate="Quyết định số 87/QĐ-BCH (minh hoạ)",
            recognised_on=today - timedelta(days=45),
        )  # fmt: skip
        paper = SimpleUploadedFile("chung-nhan-sang-kien.pdf", _certificate(idea.name, author, idea.recognised_on))
        attach_certificate(idea, by=by, upload=paper)
        create_people(
            [
                {
                    "service_number": "MH900001", "full_name": twin_of.full_name, "birth_date": twin_of.birth_date,
                    "sex": twin_of.sex, "rank": twin_of.rank, "position": "Nhân viên", "unit": at,
                    "object_group": ObjectGroup.OFFICER, "joined_on": twin_of.joined_on, "is_demo": True,
                }
            ],
            by=by,
        )  # fmt: skip


def _certificate(name: str, author: Person, day: date) -> bytes:
    return render_pdf(
        Document(
            slug="chung-nhan-sang-kien",
            kind="Giấy chứng nhận sáng kiến",
            heading=OfficialHeading(
                superior="Bộ Tư lệnh Bộ đội Biên phòng", organ="Bộ đội Biên phòng Tỉnh minh hoạ", place="Tỉnh minh hoạ",
                date=day,
            ),
            blocks=[
                Paragraph(f"Công nhận sáng kiến: {name}."),
                Paragraph(f"Tác giả: {author.full_name}, {author.position}."),
            ],
            signatures=[SignatureBlock(post="Chỉ huy trưởng")],
            demo=True,
            date=day,
        )
    )  # fmt: skip
