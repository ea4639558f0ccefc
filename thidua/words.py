"""Numbers in Vietnamese words, as money is written out on papers."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu", "tỷ")


def _three(number: int, *, full: bool) -> str:
    """A group of three digits; `full` reads leading zeros ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = []
    if hundreds or full:
        words += [DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones and words:
            words.append("linh")
    elif tens == 1:
        words.append("mười")
    else:
        words += [DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(DIGITS[ones])
    return " ".join(words)


def in_words(number: int) -> str:
    """197_100_000 -> "một trăm chín mươi bảy triệu một trăm nghìn". Whole numbers from 0 to below 10^18."""
    if not 0 <= number < 10**18:
        raise ValueError("only whole numbers from 0 to below 10^18")
    if number == 0:
        return DIGITS[0]
    if number >= 10**9:
        head, tail = divmod(number, 10**9)
        words = f"{in_words(head)} tỷ"
        return f"{words} {_below_billion(tail, full=True)}".rstrip() if tail else words
    return _below_billion(number, full=False)


def _below_billion(number: int, *, full: bool) -> str:
    parts = []
    for scale in (2, 1, 0):
        group = number // 1000**scale % 1000
        if group:
            words = _three(group, full=full or bool(parts))
            parts.append(f"{words} {SCALES[scale]}".strip())
    return " ".join(parts)


def money_in_words(amount: int) -> str:
    """`Một trăm chín mươi bảy triệu một trăm nghìn đồng`."""
    words = in_words(amount)
    return f"{words[:1].upper()}{words[1:]} đồng"
