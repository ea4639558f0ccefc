"""Words of the structure."""

from thidua.enums import Chips


class ActKind(Chips):
    """What was done to the tree of units."""

    CREATE = "create", "ok", "plus", "Thành lập"
    RENAME = "rename", "info", "pencil-line", "Đổi tên"
    MOVE = "move", "info", "arrow-right-left", "Chuyển cấp trên"
    RECLASS = "reclass", "info", "layers", "Đổi loại, cấp quyết định"
    MERGE = "merge", "gold", "git-merge", "Sáp nhập"
    SPLIT = "split", "gold", "split", "Chia, tách"
    CLOSE = "close", "lock", "archive", "Giải thể"
