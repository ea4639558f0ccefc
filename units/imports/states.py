"""The life of a file after it was read."""

from thidua.workflow import Move, Workflow
from units.imports.enums import ImportState

IMPORT = Workflow(
    Move(
        "confirm",
        "Nhập dữ liệu",
        (ImportState.READY,),
        ImportState.DONE,
        "units.import_file",
        tone="primary",
        icon="check",
    ),
    Move(
        "discard",
        "Bỏ tệp",
        (ImportState.READY,),
        ImportState.DISCARDED,
        "units.import_file",
        icon="ban",
    ),
    Move(
        "undo",
        "Hoàn tác",
        (ImportState.DONE,),
        ImportState.UNDONE,
        "units.import_file",
        tone="danger",
        icon="undo-2",
    ),
    action="imports",
)
