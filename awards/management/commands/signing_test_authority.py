"""`manage.py signing_test_authority FILE.p12 --name …`: a certificate to try digital signatures with, worth nothing."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand

from thidua.signatures import make_test_authority


class Command(BaseCommand):
    help = "Make a test authority that this installation trusts, and a certificate file of somebody it vouches for."

    def add_arguments(self, parser):
        parser.add_argument("file", help="where the certificate file (.p12) goes")
        parser.add_argument("--name", required=True, help="name on the certificate, e.g. that of the signer")

    def handle(self, *args, file: str, name: str, **options):
        password = secrets.token_urlsafe(9)
        made = make_test_authority(name, password)
        folder = Path(settings.SIGNING_ROOTS)
        folder.mkdir(parents=True, exist_ok=True)
        root = folder / f"test-{secrets.token_hex(4)}.crt"
        root.write_bytes(made.root)
        target = Path(file)
        target.touch(mode=0o600)
        target.write_bytes(made.key_file)
        self.stdout.write(f"{target}: certificate of {name}, password {password}")
        self.stdout.write(f"Trusted here through {root}; remove that file to end it.")
