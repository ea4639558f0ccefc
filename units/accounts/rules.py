"""What a login name looks like, which roles sit where, and how a one-time password is made. No database."""

import re
import secrets

from units.accounts.enums import Role

USERNAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")

# Without letters that look alike on paper (0 o 1 l i): the password is read aloud or copied by hand once.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

ON_CLUSTER_ONLY = frozenset({Role.CLUSTER_LEAD})
ON_EITHER = frozenset({Role.SECRETARY, Role.MEMBER, Role.TELLER, Role.AUDITOR})


def fits_cluster(role: Role) -> bool:
    return role in ON_CLUSTER_ONLY or role in ON_EITHER


def fits_unit(role: Role) -> bool:
    return role not in ON_CLUSTER_ONLY


def one_time_password() -> str:
    """Three groups of five, about 74 bits: `k7mqp-x2fzr-w9hbt`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
