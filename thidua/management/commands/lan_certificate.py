"""``manage.py lan_certificate``: HTTPS for a network without the internet, and how phones come to trust it."""

from django.core.management import BaseCommand, CommandError
from django.urls import reverse

from thidua import lan, qr
from thidua.errors import DomainError

PORT = 8443  # of `serve --https`


class Command(BaseCommand):
    help = "Make (or renew) the certificate of this server for names and addresses of a local network."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="NAME_OR_IP", help="none: the names of the last certificate")
        parser.add_argument("--days", type=int, default=lan.MOST_DAYS, help="life in days (default: %(default)s)")
        parser.add_argument(
            "--port", type=int, default=PORT, help="port people reach the site by (default: %(default)s)"
        )
        parser.add_argument("--new-authority", action="store_true", help="all phones have to trust it anew")

    def handle(self, *, names: list[str], days: int, port: int, new_authority: bool, **options):
        try:
            made = lan.issue(names, days=days, new_authority=new_authority)
        except DomainError as error:
            raise CommandError(str(error)) from None
        origin = f"https://{made.hosts[0]}" + ("" if port == 443 else f":{port}")
        crt, key = lan.server_files()
        said = [
            f"Chứng thư của: {', '.join(made.names)}",
            f"Hạn dùng: {made.until:%d/%m/%Y}. Gia hạn: chạy lại lệnh này, điện thoại không phải làm gì.",
            f"Chứng thư, khóa: {crt}, {key}",
            "Tổ chức chứng thực: "
            + ("mới lập, mỗi máy tin một lần." if made.is_new_authority else "như cũ, máy đã tin không phải làm lại."),
            "",
            f"Chạy: manage.py serve --https --host 0.0.0.0 --port {port}",
            f"Trên từng máy, mở: {origin}{reverse('lan_trust')}",
            "",
            qr.text(f"{origin}{reverse('lan_authority')}"),
            "",
            f"Mã QR: {origin}{reverse('lan_authority')}",
            "Dấu vân tay SHA-256 của tổ chức chứng thực, so trên máy trước khi tin:",
            *(made.fingerprint[place : place + 48].strip() for place in range(0, len(made.fingerprint), 48)),
            "",
            "Android: tải tệp; Cài đặt → Bảo mật → Mã hóa và thông tin xác thực → Cài đặt chứng chỉ → Chứng chỉ CA →",
            "  chọn tệp. So dấu vân tay trong Thông tin xác thực đáng tin cậy → Người dùng.",
            "iPhone: tải tệp bằng Safari, bấm Cho phép; Cài đặt → Đã tải về hồ sơ → Cài đặt; rồi Cài đặt chung →",
            "  Giới thiệu → Cài đặt tin cậy chứng nhận → bật. So dấu vân tay trong Chi tiết hồ sơ trước.",
            "Lần đầu trình duyệt cảnh báo vì chưa tin: chỉ đi tiếp khi đang nối đúng mạng nội bộ, và so dấu vân tay.",
        ]
        self.stdout.write("\n".join(said))
