"""What this chapter tells the units of: results keep a unit as it is."""

from datetime import date

from awards.results.models import ResultSheet
from thidua import providers


def what_was_reported(units: list[int], since: date) -> list[str]:
    """Months that began on a day or later, of the units themselves."""
    count = ResultSheet.objects.filter(unit__in=units, term__month__gte=since).count()
    return [f"{count} kết quả tháng từ ngày {since:%d/%m/%Y}."] if count else []


providers.unit_ties.append(what_was_reported)
providers.tie_words["awards.resultsheet"] = "kết quả tháng"
