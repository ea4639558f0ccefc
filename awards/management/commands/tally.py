"""`manage.py tally FILE`: count one `tally/1` document, for a recount by hand and for whoever checks the program."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from awards.ballots.tally import TallyError, tally

REFUSED = 2


class Command(BaseCommand):
    help = "Kiểm phiếu một tài liệu tally/1 và in kết quả dạng JSON."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="tệp JSON; “-” là đọc từ đầu vào chuẩn")

    def handle(self, *, file: str, **options):
        """Print the result and nothing else on standard output; a refusal is one sentence on standard error, exit 2."""
        try:
            result = tally(parse(read(file)))
        except OSError as error:
            self.refuse(f"Không đọc được tệp “{file}”: {why_unreadable(error)}.")
        except UnicodeDecodeError:
            self.refuse("Tài liệu không phải văn bản UTF-8.")
        except json.JSONDecodeError as error:
            self.refuse(f"Tài liệu không phải JSON đúng: sai ở dòng {error.lineno}, cột {error.colno}.")
        except RecursionError:
            self.refuse("Tài liệu lồng nhau quá sâu, không phải tài liệu tally/1.")
        except TallyError as error:
            self.refuse(f"Tài liệu không đúng định dạng tally/1, tại {error}.")
        # ASCII only: the same bytes on every terminal, whatever its encoding.
        self.stdout.write(json.dumps(result, indent=1))

    def refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(REFUSED)


def read(file: str) -> str:
    """The text of the file, or of standard input for "-"; a byte order mark is dropped."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return data.decode("utf-8-sig")


def parse(text: str) -> Any:
    """JSON, but stricter: a key written twice or a number that is none would change the count unseen."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole_number)


def why_unreadable(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "không có tệp này"
        case IsADirectoryError():
            return "đây là thư mục"
        case PermissionError():
            return "không có quyền đọc"
        case _:
            return error.strerror or "lỗi đọc"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise TallyError("", f"mục “{key}” viết {times} lần trong cùng một đối tượng")
    return dict(pairs)


def _no_number(word: str) -> NoReturn:
    raise TallyError("", f"“{word}” không phải là số")


def _whole_number(digits: str) -> int:
    if len(digits) > 100:
        raise TallyError("", f"số có {len(digits)} chữ số, không thể là số phiếu")
    return int(digits)
