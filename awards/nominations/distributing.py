"""A quota is shared out to units: never more than there is, nested titles fit into each other, every sharing stays."""

from collections.abc import Mapping

from django.db import transaction

from awards.catalogue.models import Award
from awards.nominations.board import BoardRow, quota_board
from awards.nominations.models import NominationList
from awards.nominations.shares import QuotaDistribution, QuotaShare
from awards.nominations.sharing import distributions, units_to_share
from thidua import providers
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

Part = tuple[int, int | None]  # of a unit: how many, how many of them may command


@transaction.atomic
def distribute(
    nomination_list: NominationList,
    award: Award,
    parts: Mapping[int, Part],
    *,
    by: User,
    reason: str = "",
    seen: int = 0,
) -> QuotaDistribution:
    """parts: unit id -> its part; units left out get none. seen: number of the sharing the page showed.

    Raises RuleViolation with everything that does not fit, StateConflict for a locked list and for a newer sharing.
    The same numbers again change nothing. Units whose part changed are told.
    """
    listing = lock(nomination_list)
    require(by, "awards.run_nominations", listing)
    if listing.is_locked or listing.period.is_closed:
        raise StateConflict("Danh sách đề nghị đã khóa, không phân bổ lại chỉ tiêu.")
    board = quota_board(listing)
    row = next((one for one in board if one.award.pk == award.pk), None)
    if row is None:
        raise RuleViolation(f"Năm nay không nhận đề nghị {award.name}.")
    if row.meter.quota is None:
        raise RuleViolation(f"{award.short_name} chưa có chỉ tiêu để phân bổ.")
    units = {unit.pk: unit for unit in units_to_share(listing)}
    given = distributions(listing)
    last, reason = given.get(award.pk), clean(reason)[:300]
    whole = {pk: (number, chiefs if row.commanders else None) for pk, (number, chiefs) in parts.items()}
    whole = {pk: part for pk, part in whole.items() if part[0] or part[1]}
    before = (
        {share.unit_id: (share.number, share.commanders) for share in last.shares.all() if share.number} if last else {}
    )
    _normal(whole, row)
    if last is not None and whole == before:
        return last
    if last is not None and seen != last.number:
        raise StateConflict(f"{last.made_by} vừa phân bổ lại chỉ tiêu này. Mở lại trang để xem số mới.")
    _refuse(row, whole, units, given, board)
    if last is not None and not reason:
        raise RuleViolation("Ghi lý do phân bổ lại.", field="reason")
    made = QuotaDistribution.objects.create(
        nomination_list=listing, award=award, number=last.number + 1 if last else 1, quota=row.meter.quota,
        quota_text=row.year_award.quota_text, commander_quota=row.commanders.quota if row.commanders else None,
        reason=reason, made_by=by,
    )  # fmt: skip
    QuotaShare.objects.bulk_create(
        QuotaShare(distribution=made, unit_id=pk, number=number, commanders=chiefs)
        for pk, (number, chiefs) in whole.items()
    )
    was = {share.unit_id: share.unit for share in last.shares.all()} if last else {}
    names = {**was, **units}
    changed = [names[pk] for pk in {*before, *whole} if before.get(pk) != whole.get(pk)]
    record(
        by, "nomination_list.distribute", listing, award=award.short_name, reason=reason,
        before={"shares": _told(before, names)}, after={"shares": _told(whole, names)},
    )  # fmt: skip
    _tell(made, changed, whole, by)
    return made


def _normal(whole: dict[int, Part], row: BoardRow) -> None:
    """Where those who command are capped, an empty box is none of them."""
    if row.commanders is not None:
        for pk, (number, chiefs) in whole.items():
            whole[pk] = (number, chiefs or 0)


def _refuse(
    row: BoardRow,
    whole: Mapping[int, Part],
    units: Mapping[int, Unit],
    given: Mapping[int, QuotaDistribution],
    board: list[BoardRow],
) -> None:
    """Everything that does not fit, all at once; the field of the first."""
    found: list[tuple[str, str]] = []
    for pk, (number, chiefs) in whole.items():
        if pk not in units:
            raise RuleViolation("Có đơn vị không thuộc năm thi đua này.")
        if number < 0 or (chiefs or 0) < 0:
            found.append((f"{units[pk]}: chỉ tiêu giao không được âm.", f"u{pk}"))
        elif chiefs is not None and chiefs > number:
            found.append((f"{units[pk]}: {chiefs} cán bộ chủ trì, quá chỉ tiêu giao {number}.", f"c{pk}"))
    total, chiefs = sum(part[0] for part in whole.values()), sum(part[1] or 0 for part in whole.values())
    if total > row.meter.quota:
        found.append((f"Đã chia {total}, vượt chỉ tiêu {row.meter.quota} là {total - row.meter.quota}.", ""))
    most = row.commanders.quota if row.commanders else None
    if most is not None and chiefs > most:
        found.append((f"Cán bộ chủ trì: đã chia {chiefs}, vượt chỉ tiêu riêng {most} là {chiefs - most}.", ""))
    if row.others is not None and row.others.quota is not None and total - chiefs > row.others.quota:
        rest = row.others.quota
        found.append((f"Ngoài cán bộ chủ trì: đã chia {total - chiefs}, vượt chỉ tiêu chung {rest}.", ""))
    found += _not_nested(row, whole, units, given, board)
    if found:
        raise RuleViolation(
            "Số chia chưa khớp.", reasons=[text for text, _ in found], field=found[0][1] if len(found) == 1 else None
        )


def _not_nested(row, whole, units, given, board) -> list[tuple[str, str]]:
    """Holders of a title counted in another one take its places: a unit's part of the one fits into the other."""
    found = []
    for other in board:
        sharing = given.get(other.award.pk)
        if other is row or sharing is None:
            continue
        theirs = {share.unit_id: share.number for share in sharing.shares.all()}
        inside = other.award.code in row.year_award.counted_with
        outside = row.award.code in other.year_award.counted_with
        for pk, unit in units.items():
            mine, them = whole.get(pk, (0, None))[0], theirs.get(pk, 0)
            if (inside and them > mine) or (outside and mine > them):
                low, high = (mine, them) if inside else (them, mine)
                upper, lower = (other, row) if inside else (row, other)
                text = (
                    f"{unit}: {upper.award.short_name} {high}, quá {lower.award.short_name} {low}; người đạt "
                    f"{upper.award.short_name} tính trong chỉ tiêu {lower.award.short_name}."
                )
                found.append((text, f"u{pk}"))
    return found


def _told(parts: Mapping[int, Part], names: Mapping[int, Unit]) -> str:
    def words(pk: int, number: int, chiefs: int | None) -> str:
        return f"{names[pk]} {number}" + (f" (chủ trì {chiefs})" if chiefs else "")

    ordered = sorted(parts.items(), key=lambda one: (names[one[0]].sort, names[one[0]].code))
    return "; ".join(words(pk, *part) for pk, part in ordered)


def _tell(made: QuotaDistribution, changed: list[Unit], whole: Mapping[int, Part], by: User) -> None:
    year, name = made.nomination_list.period.year, made.award.short_name
    for unit in changed:
        if unit.pk == made.nomination_list.unit.pk:
            continue
        number, chiefs = whole.get(unit.pk, (0, None))
        more = f", trong đó cán bộ chủ trì tối đa {chiefs}" if chiefs is not None else ""
        words = f"Chỉ tiêu {name} năm {year}: {number}{more}."
        providers.tell([unit], "quota", words, key=f"quota:{made.pk}", thing=made, by=by)
