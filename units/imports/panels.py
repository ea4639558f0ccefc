"""How the permission of this chapter is put to a place, and where the work on a file is looked at."""

from django.urls import reverse

from thidua import providers
from thidua.permissions import Place, question
from units.imports.models import Import


def _file(place: Place) -> Import | None:
    return Import.objects.filter(unit=place.unit).order_by("-pk").first()


question("units.import_file", "Nhập tiếp, hoàn lại tệp Excel", _file, "Chưa có tệp nào được gửi ở đây.")

for _task in ("read_import", "write_import", "undo_import"):
    providers.job_pages[f"units.imports.tasks.{_task}"] = lambda job: reverse(
        "units:imports.detail", args=[job.arguments["import"]]
    )
