"""Conditions that stand beside those of a title: who commands, who came from elsewhere, what was rewarded already.

Each is a dated row a command switches on (`ExtraCondition`); what no record tells is unknown, never met nor failed.
"""

from awards.nominations.enums import Verdict
from awards.nominations.rules import Condition, Facts, Reading, Rewarded, reads
from thidua.text import capital, small
from units.people.enums import Grade
from units.people.rules import MONTHS_FOR_REMARK


@reads("commander_with_unit")
def _commander(condition: Condition, facts: Facts) -> Reading:
    """Cán bộ chủ trì is rewarded at year-end only if the unit is rewarded or completes its tasks well (TT 118/2023 Đ3;
    before it NĐ 65/2014 Đ2.2: the head is judged by the result of the unit)."""
    titles, secretaries = list(condition.params["titles"]), bool(condition.params.get("secretaries"))
    need = f"đơn vị đạt {facts.names_of(titles)}, hoặc hoàn thành tốt nhiệm vụ trở lên"
    if facts.is_commander is None:
        return Reading(Verdict.UNKNOWN, need, "chưa rõ có là cán bộ chủ trì", "Chưa rõ có là cán bộ chủ trì")
    who = "Cán bộ chủ trì" if facts.is_commander else "Bí thư cấp ủy"
    if not facts.is_commander and not (secretaries and facts.is_secretary):
        return Reading(Verdict.MET, need, "không là cán bộ chủ trì")
    standing = {code: facts.unit_titles.get(code, Verdict.NOT_MET) for code in titles}
    won = next((code for code in titles if standing[code] == Verdict.MET), None)
    if won:
        return Reading(Verdict.MET, need, f"đơn vị đạt {facts.name_of(won)}")
    if facts.unit_grade in (Grade.GOOD, Grade.EXCELLENT):
        return Reading(Verdict.MET, need, f"đơn vị {small(Grade(facts.unit_grade).label)}")
    if facts.unit_grade is None or Verdict.UNKNOWN in standing.values():
        have = "chưa có kết quả của đơn vị"
        return Reading(Verdict.UNKNOWN, need, have, f"{who}, {have}")
    have = f"đơn vị {small(Grade(facts.unit_grade).label)}, không đạt {facts.names_of(titles)}"
    return Reading(Verdict.NOT_MET, need, have, f"{who}, {have}")


@reads("remark_of_old_unit")
def _remark(condition: Condition, facts: Facts) -> Reading:
    """Who served six months or more of the year elsewhere needs the remark of that unit. A remark on paper alone is in
    no record: then the reviewer looks."""
    least = int(condition.params.get("months", MONTHS_FOR_REMARK))
    need = f"nhận xét của đơn vị cũ khi đã công tác ở đó từ {least} tháng trong kỳ"
    if facts.stays is None:
        return Reading(Verdict.UNKNOWN, need, "chưa có quá trình công tác", "Chưa có quá trình công tác")
    long = [stay for stay in facts.stays if stay.months >= least]
    used = tuple(sorted(f"{stay.unit}: {stay.months} tháng trong kỳ" for stay in facts.stays))
    missing = sorted(stay.unit for stay in long if not stay.remark.strip())
    if missing:
        have = f"chưa ghi nhận xét của {', '.join(missing)}"
        return Reading(Verdict.UNKNOWN, need, have, capital(have), used)
    have = "đã có nhận xét" if long else f"không công tác ở nơi khác từ {least} tháng"
    return Reading(Verdict.MET, need, have, used=used)


@reads("initiative_once")
def _initiative_once(condition: Condition, facts: Facts) -> Reading:
    """One initiative, one title (CV 5007/BNV-TĐKT 2023): not met when all of the year are used elsewhere."""
    need = "sáng kiến chưa dùng cho danh hiệu khác"
    here = (condition.award, facts.year)
    taken = {
        name: sorted(facts.initiative_uses.get(name, frozenset()) - {here}, key=lambda use: (use[1], use[0]))
        for name in facts.initiatives
    }
    free = sorted(name for name, uses in taken.items() if not uses)
    if free or not taken:
        return Reading(Verdict.MET, need, f"sáng kiến “{free[0]}” chưa dùng" if free else "không dựa vào sáng kiến")
    name = min(taken)
    title, year = taken[name][0]
    have = f"sáng kiến “{name}” đã dùng cho {facts.name_of(title)} năm {year}"
    return Reading(Verdict.NOT_MET, need, have, capital(have))


@reads("achievement_named")
def _achievement_named(condition: Condition, facts: Facts) -> Reading:
    """The short way is for one clear deed: the line says which."""
    if facts.line is None:
        return Reading(Verdict.MET, "thành tích cụ thể", "thành tích của đợt khen thưởng")
    if facts.achievement is None:
        return Reading(Verdict.NOT_MET, "thành tích cụ thể", "chưa ghi thành tích", "Chưa ghi thành tích")
    return Reading(Verdict.MET, "thành tích cụ thể", facts.achievement_name)


ONCE = "thành tích chưa được khen thưởng ở hình thức khác"


@reads("one_achievement_once")
def _rewarded_once(condition: Condition, facts: Facts) -> Reading:
    """Never several forms for one achievement (Law 2022 Đ5). The same achievement with the same or a higher form bars;
    a lower form before, or a form whose achievement no record names, is looked at."""
    others = [one for one in facts.rewarded if _before(one, facts) and one.is_form]
    same = [one for one in others if facts.achievement is not None and one.achievement == facts.achievement]
    if same:
        best = min(same, key=lambda one: (not one.given, one.place, one.name, one.year))
        have = f"thành tích này {_told(best)}"
        if facts.place is None or any(one.place <= facts.place for one in same):
            return Reading(Verdict.NOT_MET, ONCE, have, capital(have), _records(same))
        why = f"Thành tích này {_told(best)}, cần xem có nâng hình thức"
        return Reading(Verdict.UNKNOWN, ONCE, have, why, _records(same), unsure=True)
    blind = [one for one in others if one.given and _unnamed(one, facts)]
    if not blind:
        have = "thành tích này chưa được khen" if facts.achievement else f"không có hình thức nào của năm {facts.year}"
        return Reading(Verdict.MET, ONCE, have, used=_records(others))
    return _to_look_at(blind, ONCE)


SUDDEN = ("DOT_XUAT", "PHONG_TRAO")
MERIT = "thành tích khác thành tích đã khen đột xuất, chuyên đề"


@reads("merit_without_sudden")
def _merit_apart(condition: Condition, facts: Facts) -> Reading:
    """Công trạng is not built on results that a đột xuất or chuyên đề form rewarded (NĐ 152/2025 Đ4(3)). A line that
    names such an achievement is barred; one that names none, or a form of which no record says the type, is looked at.
    """
    forms = [one for one in facts.rewarded if one.given and one.is_form and one.line != facts.line]
    sudden = [one for one in forms if one.type_ in SUDDEN]
    if built := [one for one in sudden if facts.achievement is not None and one.achievement == facts.achievement]:
        first = min(built, key=lambda one: (one.place, one.name, one.year))
        have = f"thành tích nêu ở đề nghị {_told(first)}"
        return Reading(Verdict.NOT_MET, MERIT, have, capital(have), _records(built))
    doubtful = [one for one in forms if one.year == facts.year and one.type_ in (*SUDDEN, "")]
    if not doubtful:
        return Reading(Verdict.MET, MERIT, f"không có khen đột xuất, chuyên đề của năm {facts.year}")
    if facts.achievement is not None and all(one.achievement is not None for one in doubtful):
        return Reading(Verdict.MET, MERIT, f"nêu thành tích khác: {facts.achievement_name}", used=_records(doubtful))
    return _to_look_at(doubtful, MERIT)


def _before(one: Rewarded, facts: Facts) -> bool:
    """What was won, and proposals written before this one: of two open lines only the later is in the way."""
    if one.line is not None and one.line == facts.line:
        return False
    return one.given or facts.line is None or (one.line or 0) < facts.line


def _unnamed(one: Rewarded, facts: Facts) -> bool:
    """A form of the year that may be for the same achievement: one of the two names none."""
    return one.year == facts.year and (one.achievement is None or facts.achievement is None)


def _told(one: Rewarded) -> str:
    return f"đã được {'tặng' if one.given else 'đề nghị'} {one.name} năm {one.year}"


def _records(found: list[Rewarded]) -> tuple[str, ...]:
    return tuple(sorted(f"{one.name} năm {one.year}{'' if one.given else ' (đang đề nghị)'}" for one in found))


def _to_look_at(found: list[Rewarded], need: str) -> Reading:
    names = ", ".join(sorted({one.name for one in found}))
    have = f"đã có {names}, chưa rõ có cùng thành tích"
    why = f"Đã có {names}, cần xem có cùng thành tích"
    return Reading(Verdict.UNKNOWN, need, have, why, _records(found), unsure=True)
