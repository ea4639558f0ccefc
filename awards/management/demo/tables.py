"""Score tables of the demo: the sixteen criteria of the year, and the six groups of the cluster."""

from decimal import Decimal

Q, P, H = "quantitative", "pass_fail", "by_hand"


def leaf(code, name, measure, points, *, kind=Q, how="sum", places=0, maximum=None, target=None, deduction=None):
    """One criterion. target: of a year, for an average unit; None where there is none. deduction: points off a case."""
    return {
        "code": code, "name": name, "kind": kind, "max_points": str(points), "measure": measure,
        "accumulation": how, "places": places, "maximum_value": maximum, "target": target, "deduction": deduction,
    }  # fmt: skip


def group(code, name, points, *children):
    return {"code": code, "name": name, "kind": "group", "max_points": str(points), "children": list(children)}


YEAR_TABLE = [
    group(
        "I", "Quản lý, bảo vệ chủ quyền lãnh thổ, an ninh biên giới", 25,
        leaf("1.1", "Tuần tra bảo vệ đường biên, cột mốc", "lượt", 10, target=480),
        leaf("1.2", "Tuần tra song phương với bạn", "lượt", 8, target=24),
        leaf("1.3", "Vụ việc vi phạm quy chế biên giới được xử lý", "vụ", 7, target=36),
    ),
    group(
        "II", "Huấn luyện, diễn tập, sẵn sàng chiến đấu", 20,
        leaf("2.1", "Quân số tham gia huấn luyện", "%", 10, how="average", places=1, maximum="100", target=98),
        leaf("2.2", "Kiểm tra bắn súng đạt khá, giỏi", "%", 10, how="average", places=1, maximum="100", target=85),
    ),
    group(
        "III", "Nghiệp vụ cơ bản, đấu tranh phòng, chống tội phạm", 20,
        leaf("3.1", "Vụ án, vụ việc phát hiện, bắt giữ", "vụ", 8, target=36),
        leaf("3.2", "Đối tượng bị bắt giữ, xử lý", "người", 5, target=48),
        leaf("3.3", "Tin quần chúng cung cấp có giá trị", "tin", 7, target=120),
    ),
    group(
        "IV", "Đối ngoại biên phòng", 10,
        leaf("4.1", "Gặp gỡ, trao đổi với lực lượng đối diện", "lượt", 10, target=24),
    ),
    group(
        "V", "Xây dựng nền biên phòng toàn dân, giúp dân", 15,
        leaf("5.1", "“Hũ gạo tình thương”: gạo trao tặng", "kg", 3, places=1, target=1800),
        leaf("5.2", "“Hũ gạo tình thương”: hộ được giúp", "hộ", 3, target=60),
        leaf("5.3", "“Nâng bước em tới trường”: học sinh đỡ đầu", "em", 3, how="last", target=12),
        leaf("5.4", "“Con nuôi đồn Biên phòng”", "cháu", 3, how="last", target=2),
        leaf("5.5", "Ngày công giúp dân", "công", 3, target=1200),
    ),
    group(
        "VI", "Xây dựng Đảng, đơn vị vững mạnh toàn diện “Mẫu mực, tiêu biểu”", 10,
        leaf(
            "6.1", "Đảng viên hoàn thành tốt nhiệm vụ trở lên", "%", 5,
            how="last", places=1, maximum="100", target=95,
        ),
        leaf("6.2", "Quân nhân vi phạm kỷ luật", "vụ", 5, deduction="2.5"),
    ),
]  # fmt: skip

# Criteria that an organ of the staff, a unit at sea and so on has nothing to do with: they leave the denominator.
BORDER_ONLY = ("1.1", "1.2", "1.3", "3.1", "3.2", "3.3", "4.1")
PEOPLE_ONLY = ("5.1", "5.2", "5.3", "5.4")

# Which office of the staff of the sample province judges the figures of a group.
ORGANS = {
    "I": "MH-PTM", "II": "MH-PTM", "III": "MH-PTM", "IV": "MH-PTM",
    "V": "MH-PCT", "VI": "MH-PCT", "VII": "MH-PCT",
}  # fmt: skip


def in_charge(table):
    """The same table with the office of its group at every criterion."""
    return [
        row | {"children": [leaf | {"organ": ORGANS[row["code"]]} for leaf in row["children"]]} for row in table
    ]  # fmt: skip


# The open year has one criterion of every other kind as well, so that each has something to show.
OPEN_TABLE = in_charge([
    YEAR_TABLE[0],
    group(
        "II", "Huấn luyện, diễn tập, sẵn sàng chiến đấu", 20,
        YEAR_TABLE[1]["children"][0],
        leaf(
            "2.2", "Kiểm tra bắn súng đạt khá, giỏi", "%", 10, kind="bands", how="average", places=1, maximum="100",
            target=85,
        ) | {"steps": [(90, 10), (85, 8), (80, 6), (70, 4), (60, 1)], "evidence_required": True},
    ),
    *YEAR_TABLE[2:-1],
    group(
        "VI", "Xây dựng Đảng, xây dựng đơn vị", 10,
        leaf(
            "6.1", "Đảng viên hoàn thành tốt nhiệm vụ trở lên", "%", 5, kind="ranked",
            how="last", places=1, maximum="100", target=95,
        ) | {"steps": [(1, 5), (2, 4), (3, 3), (4, 2)]},
        leaf("6.2", "Xây dựng đơn vị vững mạnh toàn diện “Mẫu mực, tiêu biểu”", "", 5, kind=H),
        leaf(
            "6.3", "Cán bộ hoàn thành tốt nhiệm vụ trở lên", "%", 0, kind="gate", how="last", places=1, maximum="100",
            target=95,
        ) | {"gates": [("DVQT", "gte", Decimal(95)), ("DVTT", "gte", Decimal(90))]},
    ),
    group(
        "VII", "Thưởng, phạt", 6,
        leaf("7.1", "Được cấp trên khen thưởng đột xuất", "lần", 0, kind="bonus", target=0) | {"per_occurrence": "3"},
        leaf("7.2", "Bị phê bình bằng văn bản", "lần", 0, kind="bonus", target=0) | {"per_occurrence": "-3"},
    ),
])  # fmt: skip

CLUSTER_GROUPS = [
    ("I", "Bảo vệ chủ quyền, an ninh biên giới, vùng biển", 25),
    ("II", "Huấn luyện, hội thi, diễn tập, sẵn sàng chiến đấu", 20),
    ("III", "Đấu tranh phòng, chống tội phạm", 20),
    ("IV", "Đối ngoại biên phòng", 10),
    ("V", "Giúp dân, phòng, chống dịch, thiên tai, xây dựng cơ sở", 15),
    ("VI", "Xây dựng Đảng, xây dựng đơn vị", 10),
]
CLUSTER_TABLE = [
    group(code, name, points, leaf(f"{number}.1", name, "điểm", points, kind=H))
    for number, (code, name, points) in enumerate(CLUSTER_GROUPS, 1)
]
