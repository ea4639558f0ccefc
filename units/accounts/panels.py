"""How the permissions of units are put to a place, for the page of an account's rights."""

from thidua.permissions import question

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
