"""`manage.py seal_audit`: chain what was recorded since the last seal. For a timer, every few minutes."""

from django.core.management.base import BaseCommand

from units.audit.services import seal


class Command(BaseCommand):
    help = "Seal the audit entries written since the last seal into the hash chain."

    def handle(self, *args, **options):
        link = seal()
        if link is None:
            self.stdout.write("Không có việc mới để niêm phong.")
        else:
            self.stdout.write(f"Đã niêm phong {link.count} việc, mã {link.hash}.")
