"""What this chapter tells others of: results keep a unit as it is; a sign-in lets overdue corrections stand."""

from datetime import date

from allauth.account.signals import user_logged_in

from awards.results.models import ResultSheet
from awards.results.tasks import settle_soon
from thidua import providers


def what_was_reported(units: list[int], since: date) -> list[str]:
    """Months that began on a day or later, of the units themselves."""
    count = ResultSheet.objects.filter(unit__in=units, term__month__gte=since).count()
    return [f"{count} kết quả tháng từ ngày {since:%d/%m/%Y}."] if count else []


providers.unit_ties.append(what_was_reported)
providers.tie_words.update({"awards.resultsheet": "kết quả tháng", "awards.unlockrequest": "yêu cầu mở khóa"})


def _settle(sender, **kwargs) -> None:
    settle_soon()


user_logged_in.connect(_settle, dispatch_uid="results.settle")
