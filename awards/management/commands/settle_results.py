"""`manage.py settle_results`: corrections whose term of explanation has passed stand; stray files of evidence go."""

from django.core.management.base import BaseCommand

from awards.results.evidence import clear_strays
from awards.results.judging import let_overdue_stand


class Command(BaseCommand):
    help = "Let overdue corrections of results stand and delete files of evidence that no row names. Safe to repeat."

    def handle(self, *args, **options):
        stood, strays = let_overdue_stand(), clear_strays()
        self.stdout.write(f"Ô giữ số thẩm định: {stood}. Tệp không thuộc bảng nào đã xóa: {strays}.")
