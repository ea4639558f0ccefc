"""Wording of papers: fields between braces, nothing that runs."""

import re
from collections.abc import Mapping

LONGEST = 1500
_FIELD = re.compile(r"\{([^{}\n]*)\}")


def fields_in(text: str) -> list[str]:
    """Names between braces, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in _FIELD.findall(text)))


def troubles(text: str, known: Mapping[str, str]) -> list[str]:
    """Why a wording cannot be used, in sentences. known: name of a field → what it stands for."""
    told = []
    if not text.strip():
        return ["Ghi câu chữ; muốn dùng lại câu chữ gốc thì bấm Về câu chữ gốc."]
    if len(text) > LONGEST:
        told.append(f"Câu chữ dài {len(text)} ký tự, nhiều nhất {LONGEST}.")
    strange = [name for name in fields_in(text) if name not in known]
    if strange:
        names = ", ".join(f"{{{name}}}" for name in strange)
        usable = ", ".join(f"{{{name}}}" for name in known)
        told.append(f"Không có trường {names}. Trường dùng được ở đây: {usable}.")
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        told.append("Dấu ngoặc nhọn phải đi thành cặp quanh tên trường, ví dụ {nam}.")
    return told


def filled(text: str, values: Mapping[str, str]) -> str:
    """The wording with what its fields stand for; a name nobody knows stays as it was typed."""
    return _FIELD.sub(lambda found: str(values.get(found[1].strip(), found[0])), text)
