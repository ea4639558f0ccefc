"""Invented people, from common parts of Vietnamese names. Family names of the articles' people are left out."""

from collections.abc import Iterator
from random import Random

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Trịnh", "Mai", "Cao", "Lương", "Tạ", "Châu", "Quách", "Thái", "Kiều", "Lâm", "Tô", "Hà", "Chu",
)  # fmt: skip
MIDDLE_MALE = (
    "Văn", "Minh", "Hữu", "Đức", "Quốc", "Thanh", "Công", "Xuân", "Ngọc", "Trọng", "Đình", "Bá", "Quang",
)  # fmt: skip
MIDDLE_FEMALE = (
    "Thị", "Thị Thu", "Ngọc", "Thị Kim", "Thị Thanh", "Thúy", "Mỹ",
)  # fmt: skip
GIVEN_MALE = (
    "Ân", "Anh", "Bảo", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Điền", "Đông", "Giang", "Hải", "Hậu",
    "Hiếu", "Hoàng", "Hùng", "Huy", "Khải", "Khánh", "Khoa", "Kiên", "Lâm", "Linh", "Long", "Lộc", "Lực", "Mạnh",
    "Nam", "Nghĩa", "Nguyên", "Nhân", "Phát", "Phong", "Phúc", "Phương", "Quân", "Quý", "Sang", "Sơn", "Sỹ", "Tài",
    "Tâm", "Tân", "Thái", "Thành", "Thắng", "Thiện", "Thịnh", "Thuận", "Tiến", "Toàn", "Trí", "Trung", "Trường",
    "Tuấn", "Tùng", "Vinh", "Vũ", "Ý",
)  # fmt: skip
GIVEN_FEMALE = (
    "Ánh", "Châu", "Dung", "Đào", "Hạnh", "Hoa", "Hồng", "Hương", "Lan", "Mai", "Ngân", "Nga", "Oanh", "Thảo", "Yến",
)  # fmt: skip


def invent(random: Random, *, female_percent: int = 7) -> Iterator[tuple[str, str]]:
    """Endless (full name, "male"|"female"), each name once."""
    used: set[str] = set()
    while True:
        female = random.randrange(100) < female_percent
        middle, given = (MIDDLE_FEMALE, GIVEN_FEMALE) if female else (MIDDLE_MALE, GIVEN_MALE)
        name = f"{random.choice(FAMILY)} {random.choice(middle)} {random.choice(given)}"
        if name not in used:
            used.add(name)
            yield name, "female" if female else "male"
