"""What the army's ranks allow, without a database."""

from units.people.enums import ObjectGroup, Rank

_ORDER = list(Rank)


def ranks_of(group: ObjectGroup) -> list[Rank]:
    """Ranks an object group can hold, low to high.

    Hạ sĩ quan, binh sĩ: binh nhì – thượng sĩ; quân nhân chuyên nghiệp: thiếu úy – thượng tá (chuẩn úy was abolished on
    01/07/2016); sĩ quan: thiếu úy – đại tướng; công nhân, viên chức quốc phòng have no rank. Law on officers 1999 as
    amended, Điều 10; Law on professional servicemen 2015, Điều 16; Law on military service 2015, Điều 8.
    """
    first = _ORDER.index(Rank.SECOND_LIEUTENANT)
    if group == ObjectGroup.SOLDIER:
        return _ORDER[:first]
    if group == ObjectGroup.PROFESSIONAL:
        return _ORDER[first : _ORDER.index(Rank.SENIOR_LIEUTENANT_COLONEL) + 1]
    if group == ObjectGroup.OFFICER:
        return _ORDER[first : _ORDER.index(Rank.GENERAL) + 1]
    return [Rank.CIVILIAN]


def rank_fits(rank: Rank, group: ObjectGroup) -> bool:
    return rank in ranks_of(group)
