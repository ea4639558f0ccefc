"""What a login name looks like, which roles sit where, how long a lock lasts, how a one-time password is made."""

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

ON_CLUSTER_ONLY = frozenset({Role.CLUSTER_LEAD})
ON_EITHER = frozenset({Role.SECRETARY, Role.MEMBER, Role.TELLER, Role.AUDITOR})


def fits_cluster(role: Role) -> bool:
    return role in ON_CLUSTER_ONLY or role in ON_EITHER


def fits_unit(role: Role) -> bool:
    return role not in ON_CLUSTER_ONLY


def one_time_password() -> str:
    """Three groups of five, 74 bits: `k7mqp-x2fzr-w9hbt`."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(3))
