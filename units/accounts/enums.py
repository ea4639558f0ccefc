from django.db import models


class Role(models.TextChoices):
    """One table of roles for the whole product; a role counts on a unit subtree or on a cluster, between dates."""

    CLERK = "clerk", "Trợ lý thi đua đơn vị"
    UNIT_LEADER = "unit_leader", "Chỉ huy đơn vị"
    VERIFIER = "verifier", "Cơ quan thẩm định"
    OFFICER = "officer", "Trợ lý thi đua cấp tỉnh"
    SECRETARY = "secretary", "Thư ký Hội đồng"
    MEMBER = "member", "Thành viên Hội đồng"
    TELLER = "teller", "Tổ kiểm phiếu"
    CLUSTER_LEAD = "cluster_lead", "Cụm trưởng"
    COMMANDER = "commander", "Người ký"
    AUDITOR = "auditor", "Kiểm tra, giám sát"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"
