"""`python -m thidua.documents.worker`: a long paper or a part of it; [HTML, CSS, variant] as JSON in, PDF out."""

import gc
import json
import os
import sys

from thidua.documents.pdf import lay_out


def main() -> None:
    """Read the job from standard input, write the PDF to standard output."""
    gc.disable()
    source, sheet, variant = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(lay_out(source, sheet, variant=variant))
    sys.stdout.buffer.flush()
    os._exit(0)  # millions of boxes need not be taken down one by one


if __name__ == "__main__":
    main()
