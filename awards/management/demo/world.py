"""The common ground of the demo: the top of the tree, who does what, and the accounts anybody may try."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from awards.catalogue.services import load_catalogue
from thidua import clock
from units.accounts.enums import Role
from units.accounts.services import create_user, grant_role, install
from units.clusters.models import Cluster
from units.models import Person, Unit, User

PASSWORD = "thi-dua-minh-hoa"
BEGINNING = date(2015, 1, 1)
# One account a role, printed at every start: login name, what it is good for.
SHOWN = (
    ("troly.tinh", "chạy cả năm: tiêu chí, xác minh, danh sách, hội nghị, báo cáo"),
    ("troly.donvi", "nhập và gửi kết quả, đề nghị khen thưởng"),
    ("chihuy.donvi", "xác nhận của chỉ huy đơn vị"),
    ("thamdinh", "xác minh, trả lại kết quả những tiêu chí do Phòng Tham mưu phụ trách"),
    ("cumtruong", "bảng điểm và hội nghị của cụm"),
    ("thuky", "chuẩn bị hội nghị, phiếu bầu, biên bản"),
    ("thanhvien", "dự họp, xem hồ sơ và phiếu"),
    ("kiemphieu1", "kiểm phiếu, người thứ nhất"),
    ("kiemphieu2", "kiểm phiếu, người thứ hai"),
    ("nguoiky", "ký quyết định, tờ trình"),
    ("giamsat", "đọc mọi thứ trừ phiếu, xem nhật ký"),
    ("quantri", "tài khoản, vai trò"),
)


def moment(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """An aware moment of a day, in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass
class World:
    """Everything the stories share. users: login name -> account."""

    root: Unit
    admin: User
    random: Random
    password_hash: str
    users: dict[str, User] = field(default_factory=dict)

    def account(self, username: str, display_name: str, *, unit: Unit, person: Person | None = None) -> User:
        """An account with the demo's password."""
        user = create_user(
            by=self.admin,
            username=username,
            password="",
            password_hash=self.password_hash,
            display_name=display_name,
            unit=unit,
            person=person,
            must_change_password=False,
        )
        self.users[username] = user
        return user

    def give(self, user: User, role: Role, *over: Unit | Cluster, since: date = BEGINNING) -> User:
        """Roles over units or clusters from a day on."""
        for place in over:
            where = {"cluster": place} if isinstance(place, Cluster) else {"unit": place}
            grant_role(user, role, by=self.admin, valid_from=since, **where)
        user.__dict__.pop("grants", None)
        return user


def found(seed: int = 2023) -> World:
    """The Bộ Tư lệnh with its administrator and its own emulation officer, and the law."""
    load_catalogue()
    password_hash = make_password(PASSWORD)
    with clock.at(moment(BEGINNING)):
        admin = install(
            code="BTL",
            kind="bo-tu-lenh",
            name="Bộ Tư lệnh Bộ đội Biên phòng",
            short_name="Bộ Tư lệnh BĐBP",
            founded_on=BEGINNING,
            place="Hà Nội",
            username="quantri",
            password="",
            password_hash=password_hash,
            display_name="Quản trị hệ thống",
            must_change_password=False,
            is_demo=True,
        )
        world = World(root=admin.unit, admin=admin, random=Random(seed), password_hash=password_hash)
        world.users["quantri"] = admin
        officer = world.account("troly.btl", "Trợ lý thi đua Bộ Tư lệnh", unit=world.root)
        world.give(officer, Role.OFFICER, world.root)
    return world
