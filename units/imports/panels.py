"""How the permission of this chapter is put to a place, for the page of an account's rights."""

from thidua.permissions import Place, question
from units.imports.models import Import


def _file(place: Place) -> Import | None:
    return Import.objects.filter(unit=place.unit).order_by("-pk").first()


question("units.import_file", "Nhập tiếp, hoàn lại tệp Excel", _file, "Chưa có tệp nào được gửi ở đây.")
