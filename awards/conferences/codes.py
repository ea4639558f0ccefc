"""Codes by which members mark themselves present: six digits shown in the hall, new every two minutes.

Whoever stands in the room reads the present code, or scans it as a QR picture; a photograph sent to somebody outside
is worth nothing four minutes later. Pure: the moment comes from outside.
"""

import hmac
from datetime import datetime

STEP = 120  # seconds a code is shown; it is taken for one step more, so that nobody types in vain


def code_at(secret: str, moment: datetime, *, steps_back: int = 0) -> str:
    """Six digits; `secret` is the conference's own."""
    step = int(moment.timestamp()) // STEP - steps_back
    digest = hmac.new(secret.encode(), str(step).encode(), "sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def is_good(secret: str, typed: str, moment: datetime) -> bool:
    """Whether `typed` is the code of now or of the step before. No secret, no good code."""
    digits = "".join(letter for letter in typed if letter.isdigit())
    if not secret or len(digits) != 6:
        return False
    return any(hmac.compare_digest(digits, code_at(secret, moment, steps_back=back)) for back in (0, 1))


def seconds_left(moment: datetime) -> int:
    """How long the present code is still shown."""
    return STEP - int(moment.timestamp()) % STEP
