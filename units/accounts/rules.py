"""What a login name looks like, which roles sit where, how long a lock lasts, how a one-time password is made."""

import hashlib
import re
import secrets
from datetime import timedelta

from units.accounts.enums import Role

USERNAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")

# Wrong passwords one after the other before a login name is locked, and for how long.
ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=15)

# Without signs that look alike on paper (0 o 1 l i): the password is read aloud or copied by hand once.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"

# What a role may do, in short; shown to the account's owner and to the administrator who grants it.
DUTIES = {
    Role.CLERK: "Nhập và gửi kết quả, gắn minh chứng, lập đề nghị khen thưởng cho đơn vị.",
    Role.UNIT_LEADER: "Xác nhận và ký thay đơn vị.",
    Role.VERIFIER: "Xác minh hoặc trả lại kết quả trong phạm vi, trừ đơn vị mình.",
    Role.OFFICER: "Điều hành năm thi đua: tiêu chí, chỉ tiêu, xác minh, hội nghị, dự thảo văn bản, báo cáo.",
    Role.SECRETARY: "Chuẩn bị phiếu, ghi biên bản hội nghị.",
    Role.MEMBER: "Dự họp, đọc hồ sơ, bỏ phiếu.",
    Role.TELLER: "Nhập phiếu giấy, đóng và mở hòm phiếu cùng người thứ hai, ký biên bản kiểm phiếu.",
    Role.CLUSTER_LEAD: "Lập bảng điểm cụm, phân công chấm chéo, điều hành hội nghị cụm; không chấm đơn vị mình.",
    Role.COMMANDER: "Ký quyết định và tờ trình, xem tình hình chung.",
    Role.AUDITOR: "Xem mọi dữ liệu và nhật ký trong phạm vi, trừ lá phiếu.",
    Role.ADMINISTRATOR: "Quản lý tài khoản, vai trò, đơn vị; không chấm điểm, không bỏ phiếu, không quyết định.",
}

ON_CLUSTER_ONLY = frozenset({Role.CLUSTER_LEAD})
ON_EITHER = frozenset({Role.SECRETARY, Role.MEMBER, Role.TELLER, Role.AUDITOR})


# Never exercised for somebody absent: a vote is personal, a count needs the very persons the council chose, and an
# administrator would hand the keys on.
NEVER_SUBSTITUTED = frozenset({Role.MEMBER, Role.TELLER, Role.ADMINISTRATOR})


def fits_cluster(role: Role) -> bool:
    return role in ON_CLUSTER_ONLY or role in ON_EITHER


def fits_unit(role: Role) -> bool:
    return role not in ON_CLUSTER_ONLY


# Seconds for which a code once taken is refused: longer than it could fit.
CODE_REMEMBERED = 180

# What a browser says of itself -> what people call it; the first that fits, because they all name one another.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("coc_coc", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"),
             ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
             ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device_of(agent: str) -> str:
    """`Chrome, Windows` from the User-Agent of a browser; what is not known is said so."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or "Thiết bị không rõ"


# Characters of what an identity provider calls somebody (OpenID Connect Core 1.0, section 2).
SUBJECT_LENGTH = 255

# How long an invitation waits for its first use.
INVITED_FOR = timedelta(days=7)


def invitation_code() -> str:
    """Four groups of five, 99 bits: short enough to be typed from a slip, too many to be guessed."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(4))


def code_hash(code: str) -> str:
    """What is kept of a code; blanks and capitals of whoever typed it do not count."""
    return hashlib.sha256("".join(code.split()).lower().encode()).hexdigest()


def one_time_password() -> str:
    """Three groups of five, 74 bits: `k7mqp-x2fzr-w9hbt`."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(3))
