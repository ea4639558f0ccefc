from django.db import models


class Shelf(models.TextChoices):
    """Where a report stands on the page, in the order of the page."""

    YEAR = "year", "Tổng kết năm"
    AWARDS = "awards", "Khen thưởng"
    MEETING = "meeting", "Hội nghị, bỏ phiếu"
    RUNNING = "running", "Điều hành năm"
