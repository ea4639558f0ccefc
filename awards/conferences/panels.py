"""What the tables of this chapter are called where two records of a person are merged."""

from thidua import providers

providers.row_names["awards.councilmember"] = "Thành viên Hội đồng"
providers.row_names["awards.attendee"] = "Đại biểu dự họp"
