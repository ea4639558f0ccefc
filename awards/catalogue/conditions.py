"""Conditions that the engine can read, as the office is offered them: a name, and typed values for each.

The engine itself stands in awards/nominations/eligibility.py; a test holds the two lists together. Everything else a
text asks for is written down in words and left to whoever appraises the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from units.people.enums import DisciplineKind, ObjectGroup

BY_REVIEWER = "reviewer"  # no code of the engine: it asks a person to look
EITHER = "any_of"


@dataclass(frozen=True)
class Param:
    """One value of a condition. kind: number, choice, choices, title, titles, yes; name "" = the whole value."""

    name: str
    kind: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 1
    most: int = 100
    help: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of condition. text: usual wording, offered when a row is added."""

    code: str
    label: str
    text: str
    params: tuple[Param, ...] = ()


PERCENT = "Tỷ lệ từ (%)"
DISCIPLINE = tuple((kind.label.partition(",")[0].lower(), kind.label) for kind in DisciplineKind)
GRADES = (("hoàn thành tốt", "Hoàn thành tốt nhiệm vụ"), ("hoàn thành xuất sắc", "Hoàn thành xuất sắc nhiệm vụ"))
WAYS = (
    ("excellent_grade", "Hoàn thành xuất sắc nhiệm vụ"),
    ("initiative", "Có sáng kiến được công nhận"),
    ("topic", "Có đề tài, đề án khoa học được nghiệm thu"),
    ("resourcefulness", "Mưu trí, sáng tạo"),
    ("movement_result", "Thành tích trong phong trào, hội thi (người thẩm định xem)"),
    ("sudden_achievement", "Thành tích đột xuất (người thẩm định xem)"),
    ("contribution", "Có đóng góp (người thẩm định xem)"),
)
SCOPES = (("MINISTRY", "Toàn quân"), ("NATIONAL", "Toàn quốc"))

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "task_rating_at_least", "Xếp loại hoàn thành nhiệm vụ từ mức", "Hoàn thành tốt nhiệm vụ trở lên",
            (Param("", "choice", "Từ mức", GRADES),),
        ),
        Kind("completes_tasks_well", "Hoàn thành tốt nhiệm vụ", "Hoàn thành tốt nhiệm vụ"),
        Kind("completes_tasks_excellently", "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"),
        Kind("all_tests_pass", "Mọi nội dung kiểm tra đạt", "100% nội dung kiểm tra đạt yêu cầu"),
        Kind(
            "tests_good_or_excellent_min_percent", "Tỷ lệ nội dung kiểm tra khá, giỏi",
            "Từ 75% nội dung kiểm tra trở lên đạt khá, giỏi", (Param("", "number", PERCENT),),
        ),
        Kind(
            "months_in_post", "Số tháng công tác trong kỳ", "Công tác từ 10 tháng trong kỳ",
            (Param("", "number", "Số tháng", most=12),),
        ),
        Kind(
            "service_years_min", "Số năm phục vụ", "Từ 25 năm phục vụ trong quân đội",
            (Param("", "number", "Từ (năm)", most=60),),
        ),
        Kind(
            "service_years_below", "Chưa đủ số năm của hạng cao hơn", "Chưa đủ 20 năm: đủ thì xét hạng cao hơn",
            (Param("", "number", "Dưới (năm)", most=60),),
        ),
        Kind(
            "service_years_by_sex", "Số năm phục vụ, nam và nữ", "Nam từ 25 năm, nữ từ 20 năm phục vụ",
            (Param("male", "number", "Nam từ (năm)", most=60), Param("female", "number", "Nữ từ (năm)", most=60)),
        ),
        Kind(
            "discipline_not_counted", "Không tính thời gian chịu kỷ luật",
            "Thời gian chịu kỷ luật không tính vào thời gian phục vụ",
        ),
        Kind(
            "never_disciplined_from", "Chưa từng bị kỷ luật từ mức", "Không bị tước danh hiệu quân nhân",
            (Param("", "choice", "Từ hình thức", DISCIPLINE),),
        ),
        Kind(
            "subject_group", "Nhóm đối tượng", "Là quân nhân",
            (Param("groups", "choices", "Nhóm được xét", tuple(ObjectGroup.choices)),),
        ),
        Kind("no_discipline", "Không bị kỷ luật trong năm", "Không bị kỷ luật trong năm thi đua"),
        Kind(
            "no_discipline_from", "Tập thể không có người bị kỷ luật từ mức",
            "Không có người bị kỷ luật từ cảnh cáo trở lên", (Param("", "choice", "Từ hình thức", DISCIPLINE),),
        ),
        Kind(
            "no_open_hold", "Không có việc đang xem xét",
            "Không đang bị xem xét kỷ luật, điều tra, thanh tra, kiểm tra hoặc có khiếu nại, tố cáo đang xác minh",
        ),
        Kind(
            "holds_title_same_period", "Đạt danh hiệu thấp hơn cùng năm", "Đạt Chiến sĩ tiên tiến cùng năm",
            (Param("titles", "titles", "Một trong các danh hiệu"),),
        ),
        Kind(
            "min_percent_holders", "Tỷ lệ người của đơn vị đạt danh hiệu",
            "Từ 70% quân số trở lên đạt Chiến sĩ tiên tiến",
            (
                Param("titles", "titles", "Đạt một trong các danh hiệu"),
                Param("percent", "number", PERCENT),
                Param("strictly_greater", "yes", "Phải trên tỷ lệ này, đúng bằng chưa đủ"),
            ),
        ),
        Kind(
            "has_member_with_title", "Đơn vị có người đạt danh hiệu", "Có ít nhất một cá nhân đạt Chiến sĩ thi đua",
            (Param("title", "title", "Danh hiệu"), Param("count", "number", "Ít nhất (người)", most=999)),
        ),
        Kind("leads_cluster", "Dẫn đầu cụm, khối", "Dẫn đầu cụm, khối thi đua"),
        Kind(
            "consecutive_title", "Đạt danh hiệu nhiều năm liên tục", "2 năm liên tục đạt Chiến sĩ thi đua",
            (Param("title", "title", "Danh hiệu"), Param("count", "number", "Số năm liên tục", most=30)),
        ),
        Kind(
            EITHER, "Một trong nhiều cách", "Có sáng kiến được công nhận hoặc hoàn thành xuất sắc nhiệm vụ",
            (
                Param("options", "choices", "Đủ một trong các cách", WAYS),
                Param("title", "title", "Hoặc đạt danh hiệu"),
                Param("count", "number", "trong số năm liên tục", most=30),
                Param("title_2", "title", "Hoặc đạt danh hiệu"),
                Param("count_2", "number", "trong số năm liên tục", most=30),
            ),
        ),
        Kind(
            "initiative_scope", "Sáng kiến có phạm vi ảnh hưởng", "Có sáng kiến, đề tài có ảnh hưởng trong toàn quân",
            (Param("", "choice", "Trong phạm vi", SCOPES),),
        ),
        Kind(BY_REVIEWER, "Ghi bằng lời, người thẩm định xem", ""),
    )
}  # fmt: skip
OPTIONAL = {("any_of", param.name) for param in KINDS[EITHER].params} | {
    ("has_member_with_title", "count"),
    ("min_percent_holders", "strictly_greater"),
}


def is_readable(code: str) -> bool:
    return code in KINDS and code != BY_REVIEWER


def spread(code: str, value: Any) -> dict[str, Any]:
    """The stored value of a condition as its single values, by name; {} when it has none or is kept as it stands."""
    params = KINDS[code].params if code in KINDS else ()
    if code == EITHER:
        return _ways_apart(value if isinstance(value, Mapping) else {})
    if len(params) == 1 and not params[0].name:
        return {"": value}
    stored = value if isinstance(value, Mapping) else {}
    return {param.name: stored.get(param.name) for param in params}


def gathered(code: str, given: Mapping[str, Any]) -> Any:
    """Single values as they are stored; None for a condition without any."""
    params = KINDS[code].params
    if code == EITHER:
        return {"options": _ways_together(given)}
    if len(params) == 1 and not params[0].name:
        return given.get("")
    return {name: given[name] for name in (p.name for p in params) if given.get(name) not in (None, "", False)} or None


def fits(code: str, value: Any) -> bool:
    """Whether the single values say everything the stored one says; else the row is kept as it stands."""
    if not is_readable(code):
        return False
    given = spread(code, value)
    offered = {param.name: {choice for choice, _ in param.choices} for param in KINDS[code].params if param.choices}
    for name, choices in offered.items():
        one = given.get(name)
        if not choices.issuperset(one if isinstance(one, list) else [] if one is None else [one]):
            return False
    return (gathered(code, given) or None) == (value or None)


def missing(code: str, given: Mapping[str, Any]) -> list[str]:
    """Names of the values without which the engine could not read the condition."""
    if code == EITHER:
        if not _ways_together(given):
            return ["options"]
        pairs = (("title", "count"), ("title_2", "count_2"))
        half = [pair for pair in pairs if bool(given.get(pair[0])) != bool(given.get(pair[1]))]
        return [count if given.get(title) else title for title, count in half]
    names = [param.name for param in KINDS[code].params]
    return [name for name in names if given.get(name) in (None, "", []) and (code, name) not in OPTIONAL]


def _ways_apart(value: Mapping) -> dict[str, Any]:
    """`consecutive:CSTDCS:2` is a title and a number of years."""
    options = list(value.get("options", []))
    rows = [option.split(":")[1:] for option in options if option.startswith("consecutive:")]
    found: dict[str, Any] = {"options": [option for option in options if ":" not in option]}
    for end, row in zip(("", "_2"), rows, strict=False):
        found |= {f"title{end}": row[0], f"count{end}": int(row[1])}
    return found


def _ways_together(given: Mapping) -> list[str]:
    options = list(given.get("options") or [])
    for end in ("", "_2"):
        if given.get(f"title{end}") and given.get(f"count{end}"):
            options.append(f"consecutive:{given[f'title{end}']}:{given[f'count{end}']}")
    return options


def value_in_words(code: str, value: Any, names: Mapping[str, str]) -> str:
    """`Danh hiệu: Chiến sĩ thi đua; Số năm liên tục: 3`; names: code of a title → its short name."""
    if code not in KINDS:
        return ""
    told, given = [], spread(code, value)
    for param in KINDS[code].params:
        one = given.get(param.name)
        if one in (None, "", [], False):
            continue
        if param.kind == "yes":
            told.append(param.label)
            continue
        labels = {**dict(param.choices), **(names if param.kind in ("title", "titles") else {})}
        words = ", ".join(labels.get(str(each), str(each)) for each in (one if isinstance(one, list) else [one]))
        told.append(f"{param.label}: {words}")
    return "; ".join(told)


def titles_named(code: str, value: Any) -> set[str]:
    """Codes of the titles a condition asks for."""
    params, given = (KINDS[code].params if code in KINDS else ()), spread(code, value)
    found: set[str] = set()
    for param in params:
        if param.kind in ("title", "titles") and (one := given.get(param.name)):
            found |= set(one if isinstance(one, list) else [one])
    return found
