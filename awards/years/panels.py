"""What this chapter tells the units of: a year keeps its unit as it is, and a running one is cut when the unit ends;
models and good examples are shown on the page of their unit.
"""

from datetime import date

from awards.years.enums import PeriodState
from awards.years.library_queries import of_unit
from awards.years.models import EmulationPeriod
from thidua import providers
from units.models import Unit, User

MOST = 6  # models on the page of a unit


def running_years(units: list[Unit], day: date) -> list[str]:
    """Years not closed of units about to merge or end on `day`, in sentences for the preview; one query."""
    rows = EmulationPeriod.objects.filter(unit__in=units, cluster=None).exclude(state=PeriodState.CLOSED)
    return [_still_running(row, day) for row in rows.select_related("unit").order_by("unit__sort", "starts_on", "pk")]


def _still_running(row: EmulationPeriod, day: date) -> str:
    name = f"{row.unit}: năm thi đua {row.year}"
    if row.ends_on < day:
        return f"{name} hết ngày {row.ends_on:%d/%m/%Y}, chưa khóa; làm tiếp ở đơn vị cũ đến khi khóa."
    return (
        f"{name} chạy đến hết ngày {row.ends_on:%d/%m/%Y}; cắt năm ở Mốc thời gian, mở phần còn lại thành năm của "
        "đơn vị kế tục."
    )


def unit_practices(user: User, unit: Unit) -> dict | None:
    """Models the unit made and those it took up; None without any."""
    made, taken = of_unit(user, unit, MOST)
    if not made and not taken:
        return None
    return {"template": "awards/years/_unit_practices.html", "context": {"made": made, "taken": taken}}


if running_years not in providers.open_matters:
    providers.open_matters.append(running_years)
providers.tie_words.update({"awards.emulationperiod": "năm thi đua", "awards.bestpractice": "mô hình, cách làm"})
providers.tie_words.update(
    {
        "awards.movemententry": "đăng ký phong trào",
        "awards.practiceadoption": "mô hình đang áp dụng",
        "awards.practicecredit": "ghi công mô hình",
    }
)
providers.row_names["awards.practicecredit"] = "Ghi công mô hình"
