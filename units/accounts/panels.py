"""How the permissions of units are put to a place, for the page of an account's rights."""

from thidua.permissions import Place, question
from units.people.models import Initiative, Transfer
from units.structure.models import UnitLineage


def _transfer(place: Place) -> Transfer:
    return Transfer(from_unit=place.unit, to_unit=place.unit, person=place.person)


def _initiative(place: Place) -> Initiative | None:
    rows = Initiative.objects.filter(authors__in=[place.person] if place.person else place.unit.people.all())
    return rows.order_by("-year", "-pk").first()


def _lineage(place: Place) -> UnitLineage | None:
    return UnitLineage.objects.filter(successor=place.unit).select_related("successor").order_by("-pk").first()


question("units.edit_structure", "Sửa, chia, chuyển, kết thúc đơn vị", lambda place: place.unit)
question("units.edit_person", "Sửa hồ sơ cá nhân", lambda place: place.person or place.unit)
question("units.record_fact", "Ghi kỷ luật, mức hoàn thành, sáng kiến", lambda place: place.person or place.unit)
question("units.edit_cluster", "Lập cụm, sửa thành viên cụm", lambda place: place.cluster or place.unit)
question("units.set_cluster_lead", "Đặt Cụm trưởng, Cụm phó", lambda place: place.cluster, "Chọn một cụm để hỏi.")
question("units.edit_pledge", "Lập, sửa giao ước thi đua", lambda place: place.cluster, "Chọn một cụm để hỏi.")
question("units.sign_pledge", "Ký giao ước thi đua cho đơn vị", lambda place: (None, place.unit))
question("units.manage_accounts", "Tạo tài khoản, cấp vai trò", lambda place: place.unit)
question("units.examine_rights", "Xem quyền của tài khoản khác", lambda place: place.unit)
question("units.read_health", "Xem sức khỏe dữ liệu", lambda place: place.unit)
question("units.read_audit", "Đọc nhật ký", lambda place: place.unit)
question("units.send_transfer", "Cho chuyển đi", _transfer)
question("units.receive_transfer", "Tiếp nhận người chuyển đến", _transfer)
question("units.edit_initiative", "Sửa sáng kiến", _initiative, "Chưa có sáng kiến.")
question("units.confirm_lineage", "Xác nhận kế tục thành tích", _lineage, "Đơn vị không kế tục đơn vị nào.")
