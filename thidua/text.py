"""Vietnamese text: one normal form, search without accents, order by given name."""

import unicodedata

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
_MARKS = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn: they make other letters
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Keys are made of digits alone: any database orders digits alike, whatever its language, but not letters and signs.
_RANK = {letter: f"{number:02d}" for number, letter in enumerate(_ALPHABET, 10)}
_RANK |= {digit: f"07{digit}" for digit in "0123456789"}
_END, _SPACE, _OTHER = "00", "05", "99"
_LONGEST = 300  # characters of a stored key


def clean(text: str) -> str:
    """NFC, no-break spaces and runs of blanks become one space, ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00a0", " ").split())


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The first letter small, the rest as it is."""
    return text[:1].lower() + text[1:]


def search_key(text: str) -> str:
    """Lower case without any accent, Đ = d: `Đồn Mỹ Quý Tây` -> `don my quy tay`."""
    folded = unicodedata.normalize("NFD", clean(text).lower()).replace("đ", "d")
    return "".join(c for c in folded if not unicodedata.combining(c))


def _word_key(word: str) -> tuple[str, str]:
    letters, tones = [], []
    tone = 0
    base = ""

    def flush() -> None:
        if base:
            letter = unicodedata.normalize("NFC", base)
            letters.append(_RANK.get(letter) or _OTHER + f"{ord(letter[0]):07d}")
            tones.append(str(tone))

    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _MARKS and base:
            base += char
        else:
            flush()
            base, tone = char, 0
    flush()
    return "".join(letters), "".join(tones)


def sort_key(text: str) -> str:
    """Key of digits whose order is the order of the Vietnamese alphabet, then of the tones; a shorter text first."""
    words = [_word_key(word) for word in clean(text).split()]
    return (_SPACE.join(letters for letters, _ in words) + _END + "".join(tones for _, tones in words))[:_LONGEST]


def name_key(full_name: str) -> str:
    """Order of persons: given name first, then middle names, then family name."""
    words = clean(full_name).split()
    if len(words) < 2:
        return sort_key(full_name)
    return "".join(sort_key(part) for part in (words[-1], " ".join(words[1:-1]), words[0]))[:_LONGEST]


def initials(full_name: str) -> str:
    """Two letters for the avatar: first of the family name, first of the given name."""
    words = clean(full_name).split()
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
