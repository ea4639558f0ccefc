"""What this chapter tells the units of: a place in a table keeps a unit as it is."""

from thidua import providers

providers.tie_words.update(
    {
        "awards.handscore": "điểm chấm tay",
        "awards.adjustment": "điểm thưởng, điểm trừ",
        "awards.unitscore": "lượt xếp hạng",
    }
)
