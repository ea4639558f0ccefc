"""Vietnamese text: one normal form, search without accents, order by given name."""

import unicodedata

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
_MARKS = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn: they make other letters
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("0") + i) if i < 10 else chr(ord("A") + i - 10) for i, letter in enumerate(_ALPHABET)}


def clean(text: str) -> str:
    """NFC, no-break spaces and runs of blanks become one space, ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00a0", " ").split())


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
            letters.append(_RANK.get(letter, "~" + letter))
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
    """ASCII key whose binary order is the order of the Vietnamese alphabet, then of the tones."""
    words = [_word_key(word) for word in clean(text).split()]
    return " ".join(w for w, _ in words) + "!" + " ".join(t for _, t in words)


def name_key(full_name: str) -> str:
    """Order of persons: given name first, then middle names, then family name."""
    words = clean(full_name).split()
    if len(words) < 2:
        return sort_key(full_name)
    return "|".join(sort_key(part) for part in (words[-1], " ".join(words[1:-1]), words[0]))


def initials(full_name: str) -> str:
    """Two letters for the avatar: first of the family name, first of the given name."""
    words = clean(full_name).split()
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
