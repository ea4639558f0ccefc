"""Conditions that stand beside those of a title: who commands, who came from elsewhere, what was rewarded already.

Each is a dated row a command switches on (`ExtraCondition`); what no record tells is unknown, never met nor failed.
"""

from awards.nominations.enums import Verdict
from awards.nominations.rules import Condition, Facts, Reading, reads
from thidua.text import capital, small
from units.people.enums import Grade
from units.people.rules import MONTHS_FOR_REMARK


@reads("commander_with_unit")
def _commander(condition: Condition, facts: Facts) -> Reading:
    """Cán bộ chủ trì is rewarded at year-end only if the unit is rewarded or completes its tasks well (TT 118/2023 Đ3;
    before it NĐ 65/2014 Đ2.2: the head is judged by the result of the unit)."""
    titles = list(condition.params["titles"])
    need = f"đơn vị đạt {facts.names_of(titles)}, hoặc hoàn thành tốt nhiệm vụ trở lên"
    if facts.is_commander is None:
        return Reading(Verdict.UNKNOWN, need, "chưa rõ có là cán bộ chủ trì", "Chưa rõ có là cán bộ chủ trì")
    if not facts.is_commander:
        return Reading(Verdict.MET, need, "không là cán bộ chủ trì")
    standing = {code: facts.unit_titles.get(code, Verdict.NOT_MET) for code in titles}
    won = next((code for code in titles if standing[code] == Verdict.MET), None)
    if won:
        return Reading(Verdict.MET, need, f"đơn vị đạt {facts.name_of(won)}")
    if facts.unit_grade in (Grade.GOOD, Grade.EXCELLENT):
        return Reading(Verdict.MET, need, f"đơn vị {small(Grade(facts.unit_grade).label)}")
    if facts.unit_grade is None or Verdict.UNKNOWN in standing.values():
        have = "chưa có kết quả của đơn vị"
        return Reading(Verdict.UNKNOWN, need, have, "Cán bộ chủ trì, chưa có kết quả của đơn vị")
    have = f"đơn vị {small(Grade(facts.unit_grade).label)}, không đạt {facts.names_of(titles)}"
    return Reading(Verdict.NOT_MET, need, have, f"Cán bộ chủ trì, {have}")


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


@reads("one_achievement_once", "merit_without_sudden")
def _rewarded_already(condition: Condition, facts: Facts) -> Reading:
    """Never several forms for one achievement (Law 2022 Đ5); công trạng is not built on results that a đột xuất or
    chuyên đề form rewarded (NĐ 152/2025 Đ4(3)). No record says for which achievement a form was given: whoever has one
    of the year is looked at."""
    need = "thành tích chưa được khen thưởng ở hình thức khác trong năm"
    if not facts.forms:
        return Reading(Verdict.MET, need, f"không có hình thức khen thưởng nào của năm {facts.year}")
    names = ", ".join(sorted(facts.forms))
    have = f"đã có {names}, hồ sơ chưa ghi khen cho thành tích nào"
    return Reading(Verdict.UNKNOWN, need, have, f"Đã có {names}, cần xem có cùng thành tích")
