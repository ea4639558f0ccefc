"""`python -m thidua.documents.worker`: lay out one part of a long paper; [HTML, CSS] as JSON in, PDF out."""

import json
import sys

from thidua.documents.pdf import lay_out


def main() -> None:
    """Read the job from standard input, write the PDF to standard output."""
    source, style = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(lay_out(source, style))


if __name__ == "__main__":
    main()
