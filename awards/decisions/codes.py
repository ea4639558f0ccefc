"""The code under a QR: random, easy to read aloud, of no order. Nothing about the paper can be read from it."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U
LENGTH = 16  # 80 bits: a million tries a second over ten thousand codes would take millions of years
_READ = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalised(typed: str) -> str:
    """What somebody typed as a code: case, blanks, dashes, O for 0 and I for 1 do not matter; empty when it is none."""
    code = "".join(letter for letter in typed[:80].upper() if letter.isalnum()).translate(_READ)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def shown(code: str) -> str:
    """`7K4M-92QD-0A1B-C3EF`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
