"""Papers of every kind, with invented names: what the tests read back and the benchmark measures."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from thidua.documents import (
    SUM,
    Annex,
    BarChart,
    Box,
    Bullets,
    Cell,
    ChangeChart,
    Column,
    Document,
    Fields,
    FoldLine,
    GroupRow,
    Heading,
    OfficialHeading,
    Paragraph,
    Series,
    SignatureBlock,
    Table,
    TotalRow,
    bold,
    italic,
)

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Văn", "Thị", "Đức", "Hữu", "Quốc")
GIVEN = ("An", "Bình", "Cường", "Dũng", "Đạt", "Hưởng", "Khuê", "Lượng", "Mỹ", "Nghĩa", "Ước", "Quỳnh", "Thắng")
RANKS = ("Thiếu tá", "Đại úy", "Thượng úy", "Trung úy CN")
POSTS = ("Phó Đồn trưởng", "Đội trưởng Vận động quần chúng", "Chính trị viên phó", "Nhân viên Quân y")
UNITS = (
    "Đồn Biên phòng cửa khẩu Mỹ Quý Tây",
    "Đồn Biên phòng Giồng Tre",
    "Phòng Phòng, chống ma túy và tội phạm",
    "Ban Tài chính",
    "Đại đội Huấn luyện - Cơ động",
)
HEADING = OfficialHeading(
    superior="Bộ Tư lệnh Bộ đội Biên phòng",
    organ="Bộ Chỉ huy BĐBP\ntỉnh Long An",
    number="1431/QĐ-BCH",
    place="Long An",
    date=date(2023, 11, 10),
)
COUNCIL = OfficialHeading(
    superior="Bộ Chỉ huy BĐBP tỉnh Long An",
    organ="Hội đồng\nthi đua khen thưởng",
    number="2/BB-HĐTĐKT",
    place="Long An",
    date=date(2023, 10, 18),
)
PERSON = [
    Column.index(),
    Column("name", "Họ và tên"),
    Column("rank", "Cấp bậc", align="center"),
    Column("post", "Chức vụ"),
    Column("unit", "Đơn vị"),
    Column("entry", "Số vào sổ", "int"),
    Column("share", "Tỷ lệ phiếu", "percent"),
    Column("money", "Tiền thưởng", "money", unit="đồng"),
]


def person(i: int, money: int = 540_000) -> dict:
    name = f"{FAMILY[i % 10]} {MIDDLE[i % 5]} {GIVEN[i % 13]}"
    return {
        "name": name,
        "rank": RANKS[i % 4],
        "post": POSTS[i % 4],
        "unit": UNITS[i % 5],
        "entry": 264 + i,
        "share": Fraction(12 + i % 4, 15),
        "money": money,
    }


def people(rows: int, money: int = 540_000) -> Table:
    total = TotalRow(f"Cộng: {rows} cá nhân", {"money": SUM})
    return Table(PERSON, [person(i, money) for i in range(rows)], totals=[total])


def annex_of(rows: int) -> Document:
    """A decision whose only annex has so many rows."""
    return Document(
        slug=f"danh-sach-{rows}",
        kind="Quyết định",
        subject="Về việc tặng danh hiệu thi đua năm 2023",
        heading=HEADING,
        issuer="Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long An",
        blocks=[Paragraph("Tặng danh hiệu cho các cá nhân có tên trong danh sách.", lead="Điều 1.")],
        signatures=[SignatureBlock(post="Chỉ huy trưởng", rank="Đại tá", name="Hoàng Văn Đ")],
        recipients=["Như Điều 1", "Lưu: VT"],
        annexes=[Annex(f"Danh sách {rows} cá nhân tặng danh hiệu “Chiến sĩ tiên tiến” năm 2023", [people(rows)])],
    )


def decision() -> Document:
    """Quyết định with three annexes of 28, 46 and 137 lines."""
    collectives = Table(
        [
            Column.index(),
            Column("unit", "Tập thể"),
            Column("cluster", "Cụm thi đua"),
            Column("points", "Điểm", "decimal", places=1),
            Column("entry", "Số vào sổ", "int"),
            Column("money", "Tiền thưởng", "money", unit="đồng"),
            Column("remark", "Ghi chú"),
        ],
        [(UNITS[i % 5], f"Cụm Đồn số {i % 4 + 1}", Decimal(856 + i) / 10, 189 + i, 1_440_000, "") for i in range(28)],
        totals=[TotalRow("Cộng: 28 tập thể", {"money": SUM})],
    )
    return Document(
        slug="quyet-dinh-1431",
        kind="Quyết định",
        subject="Về việc tặng danh hiệu thi đua năm 2023",
        heading=HEADING,
        issuer="Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long An",
        legal_bases=[
            "Căn cứ Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003; Luật sửa đổi, bổ sung một số điều của Luật "
            "Thi đua, khen thưởng ngày 16 tháng 11 năm 2013;",
            "Căn cứ Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017 của Chính phủ quy định chi tiết thi hành một "
            "số "
            "điều của Luật Thi đua, khen thưởng",
            "Căn cứ Thông tư số 151/2018/TT-BQP ngày 12 tháng 10 năm 2018 của Bộ trưởng Bộ Quốc phòng hướng dẫn thi "
            "đua, khen thưởng trong Quân đội nhân dân Việt Nam",
            "Xét đề nghị của Hội đồng thi đua khen thưởng Bộ đội Biên phòng tỉnh tại Hội nghị ngày 18 tháng 10 năm "
            "2023; theo đề nghị của Chủ nhiệm Chính trị",
        ],
        enacting="Quyết định:",
        blocks=[
            Paragraph(
                "Tặng danh hiệu thi đua năm 2023 cho các tập thể, cá nhân đạt thành tích trong phong trào thi đua "
                "Quyết "
                "thắng, gồm:",
                lead="Điều 1.",
            ),
            Bullets(
                [
                    "“Đơn vị tiên tiến”: 28 tập thể (Phụ lục I);",
                    "“Chiến sĩ thi đua”: 46 cá nhân (Phụ lục II);",
                    "“Chiến sĩ tiên tiến”: 137 cá nhân (Phụ lục III).",
                ],
                marker="1.",
            ),
            Paragraph(
                [
                    "Tập thể, cá nhân có tên tại Điều 1 được cấp giấy chứng nhận và tiền thưởng theo quy định. Tổng số "
                    "tiền thưởng: 197.100.000 đồng ",
                    italic("(Một trăm chín mươi bảy triệu một trăm nghìn đồng)"),
                    ", trích từ quỹ thi đua, khen thưởng của đơn vị.",
                ],
                lead="Điều 2.",
            ),
            Paragraph(
                "Quyết định này có hiệu lực từ ngày ký. Chủ nhiệm Chính trị, Chủ nhiệm Hậu cần - Kỹ thuật, Trưởng ban "
                "Tài chính, chỉ huy các đơn vị và các tập thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành./.",
                lead="Điều 3.",
            ),
        ],
        signatures=[SignatureBlock(post="Chỉ huy trưởng", rank="Đại tá", name="Hoàng Văn Đ")],
        recipients=["Như Điều 3;", "Bộ Tư lệnh BĐBP (để báo cáo)", "Lưu: VT, PCT. A03."],
        annexes=[
            Annex("Danh sách 28 tập thể tặng danh hiệu “Đơn vị tiên tiến” năm 2023", [collectives], sheet="ĐVTT"),
            Annex("Danh sách 46 cá nhân tặng danh hiệu “Chiến sĩ thi đua” năm 2023", [people(46, 1_800_000)]),
            Annex("Danh sách 137 cá nhân tặng danh hiệu “Chiến sĩ tiên tiến” năm 2023", [people(137)]),
        ],
        demo=True,
    )


def minutes() -> Document:
    """Biên bản kiểm phiếu: three tellers side by side, then the chairman."""
    counts = Table(
        [
            Column("kind", "Hình thức"),
            Column("issued", "Phát ra", "int", pad=True),
            Column("returned", "Thu về", "int", pad=True),
            Column("valid", "Hợp lệ", "int", pad=True),
            Column("spoilt", "Không hợp lệ", "int", pad=True),
        ],
        [("Phiếu điện tử", 11, 11, 11, 0), ("Phiếu giấy", 3, 3, 3, 0)],
        totals=[TotalRow("Cộng", dict.fromkeys(("issued", "returned", "valid", "spoilt"), SUM))],
        sheet="Số phiếu",
    )
    votes = Table(
        [
            Column.index(),
            Column("unit", "Tập thể"),
            Column("yes", "Đồng ý", "int", pad=True, group="Số phiếu"),
            Column("no", "Không đồng ý", "int", pad=True, group="Số phiếu"),
            Column("share", "Tỷ lệ (trên 15)", "percent"),
            Column("result", "Kết quả", align="center"),
        ],
        [
            GroupRow("Đơn vị Quyết thắng", "I"),
            (Cell("Đồn Biên phòng cửa khẩu Mỹ Quý Tây", bold=True), 13, 1, Fraction(13, 15), "Đạt"),
            ("Đồn Biên phòng Giồng Tre", 12, 2, Fraction(12, 15), "Đạt"),
            ("Phòng Tham mưu", 12, 2, Fraction(12, 15), "Đạt"),
            ("Đồn Biên phòng Kênh Mới", 5, 9, Fraction(5, 15), "Không đạt"),
        ],
        sheet="Kết quả",
    )
    hint = "(Ký, ghi rõ họ tên)"
    return Document(
        slug="bien-ban-kiem-phieu",
        kind="Biên bản",
        subject="Kiểm phiếu bình bầu danh hiệu thi đua năm 2023",
        heading=COUNCIL,
        blocks=[
            Paragraph(
                "Hôm nay, hồi 15 giờ 31 phút, ngày 18 tháng 10 năm 2023, tại Hội trường Bộ Chỉ huy Bộ đội Biên phòng "
                "tỉnh "
                "Long An, Ban kiểm phiếu do Hội nghị tổng kết phong trào thi đua Quyết thắng năm 2023 bầu ra tiến hành "
                "kiểm phiếu."
            ),
            Heading("I. THÀNH PHẦN"),
            Bullets(
                [
                    "Trưởng ban: Thượng tá Trần Văn B, Chủ nhiệm Chính trị;",
                    "Ủy viên: Trung tá Lê Văn C, Trưởng ban Cán bộ;",
                    "Ủy viên: Thiếu tá Phạm Văn D, Trợ lý Tuyên huấn.",
                ],
                marker="1.",
            ),
            Heading("II. CÁCH BẦU"),
            Paragraph(
                "Bỏ phiếu kín. Danh hiệu Đơn vị Quyết thắng: mỗi phiếu đồng ý không quá 03 tập thể. Tập thể, cá nhân "
                "đạt "
                "từ 80% số phiếu đồng ý trở lên, tính trên tổng số 15 thành viên Hội đồng (từ 12 phiếu), thì được đề "
                "nghị."
            ),
            Heading("III. SỐ PHIẾU"),
            Fields([("Tổng số thành viên Hội đồng", 15), ("Có mặt", 14), ("Vắng có lý do", 1)], columns=3),
            counts,
            Heading("IV. KẾT QUẢ"),
            Heading("1. Danh hiệu “Đơn vị Quyết thắng” (đề nghị Bộ Tư lệnh BĐBP)", 2),
            votes,
            Heading("V. NIÊM PHONG"),
            Paragraph(
                "Mã niêm phong hòm phiếu điện tử 9C41 E07B 55A2 D8F3 đã đọc trước Hội nghị khi mở hòm. Phiếu giấy và "
                "bản "
                "ghi hòm phiếu điện tử được niêm phong ngay sau khi kiểm. Biên bản lập xong hồi 15 giờ 38 phút cùng "
                "ngày, "
                "thành 02 bản, đã đọc cho Ban kiểm phiếu cùng nghe và ký."
            ),
        ],
        signatures=[
            [
                SignatureBlock(post="Ủy viên", hint=hint, rank="Thiếu tá", name="Phạm Văn D"),
                SignatureBlock(post="Ủy viên", hint=hint, rank="Trung tá", name="Lê Văn C"),
                SignatureBlock(post="Trưởng ban", hint=hint, rank="Thượng tá", name="Trần Văn B"),
            ],
            [
                SignatureBlock(
                    authority="Xác nhận của chủ trì hội nghị", post="Chính ủy", rank="Đại tá", name="Nguyễn Văn A"
                )
            ],
        ],
        recipients=["Chủ tịch Hội đồng", "Thư ký Hội nghị", "Lưu: Hồ sơ Hội nghị"],
        trace="Lập từ hệ thống Thi đua lúc 15:38, 18/10/2023. Dấu hòm phiếu 482 107. Phiếu điện tử và phiếu giấy được "
        "cộng "
        "chung, không công bố riêng.",
    )


def ballot_paper() -> Document:
    """Phiếu bầu with drawn boxes."""
    lines = [
        ("Đồn Biên phòng cửa khẩu Mỹ Quý Tây", "Cụm Đồn số 1", Decimal("94.9")),
        ("Đồn Biên phòng Giồng Tre", "Cụm Đồn số 2", Decimal("93.8")),
        ("Đồn Biên phòng Kênh Mới", "Cụm Đồn số 2", Decimal("92.1")),
        ("Phòng Tham mưu", "Cụm Cơ quan", Decimal("95.2")),
    ]
    return Document(
        slug="phieu-bau",
        kind="Phiếu bầu",
        subject="Danh hiệu “Đơn vị Quyết thắng” năm 2023",
        heading=OfficialHeading(
            superior=COUNCIL.superior,
            organ=COUNCIL.organ,
            stamp="(Dấu treo của Hội đồng)",
            place="Long An",
            date=date(2023, 10, 18),
        ),
        blocks=[
            Box(
                [
                    "đánh dấu ",
                    bold("X"),
                    " vào một trong hai ô ở mỗi dòng. Đồng ý ",
                    bold("không quá 03"),
                    " tập thể. Không ký tên, không ghi thêm.",
                ],
                lead="Cách ghi:",
            ),
            Table(
                [
                    Column.index(),
                    Column("unit", "Tập thể"),
                    Column("points", "Điểm\nthi đua", "decimal", places=1),
                    Column("yes", "Đồng ý", "check", width=10),
                    Column("no", "Không\nđồng ý", "check", width=10),
                ],
                [(Cell(name, bold=True, note=note), points, False, False) for name, note, points in lines],
                roomy=True,
            ),
            Paragraph(
                "không theo mẫu, không có dấu treo, đồng ý quá 03 tập thể, ghi thêm tên hoặc ký tên. Dòng để trống "
                "hoặc "
                "đánh dấu cả hai ô thì dòng đó không tính.",
                lead="Phiếu không hợp lệ:",
                indent=False,
                small=True,
            ),
            FoldLine("Gấp theo đường này, mặt chữ vào trong"),
        ],
    )


def summary() -> Document:
    """Báo cáo tổng kết with both charts."""
    titles = Table(
        [
            Column.index(),
            Column("title", "Danh hiệu"),
            Column("quota", "Chỉ tiêu", "int", pad=True),
            Column("listed", "Đưa ra bầu", "int", pad=True),
            Column("passed", "Đạt", "int", pad=True),
            Column("share", "Tỷ lệ đạt", "percent"),
            Column("decided", "Cấp quyết định"),
        ],
        [
            ("Đơn vị Quyết thắng", 3, 4, Cell(3, bold=True), Fraction(3, 4), "Bộ Tư lệnh BĐBP"),
            ("Đơn vị tiên tiến", 30, 29, Cell(28, bold=True), Fraction(28, 29), "Bộ Chỉ huy BĐBP tỉnh"),
            ("Chiến sĩ thi đua", 48, 48, Cell(46, bold=True), Fraction(46, 48), "Bộ Chỉ huy BĐBP tỉnh"),
            ("Chiến sĩ tiên tiến", 140, 139, Cell(137, bold=True), Fraction(137, 139), "Bộ Chỉ huy BĐBP tỉnh"),
        ],
        caption="Bảng 1. Tổng hợp đề nghị tặng danh hiệu năm 2023",
        totals=[
            TotalRow("Tập thể", {"quota": 33, "listed": 33, "passed": 31, "share": Fraction(31, 33)}),
            TotalRow("Cá nhân", {"quota": 188, "listed": 187, "passed": 183, "share": Fraction(183, 187)}),
        ],
        sheet="Danh hiệu",
    )
    clusters = ("Cụm Cơ quan", "Cụm Đồn số 1", "Cụm Đồn số 2", "Cụm Cơ động")
    points = ChangeChart(
        "Biểu đồ 1. Điểm trung bình của các cụm, năm 2022 và năm 2023",
        clusters,
        [
            Series("Năm 2022", [Decimal("89.2"), Decimal("85.9"), Decimal("84.8"), Decimal("87.1")]),
            Series("Năm 2023", [Decimal("91.1"), Decimal("87.6"), Decimal("86.9"), Decimal("88.4")]),
        ],
        unit="điểm",
        places=1,
    )
    awards = BarChart(
        "Biểu đồ 2. Số danh hiệu được tặng theo năm",
        ("Đơn vị Quyết thắng", "Đơn vị tiên tiến", "Chiến sĩ thi đua", "Chiến sĩ tiên tiến"),
        [Series("Năm 2022", [2, 26, 41, 130]), Series("Năm 2023", [3, 28, 46, 137])],
    )
    return Document(
        slug="bao-cao-tong-ket",
        kind="Báo cáo",
        subject="Tổng kết công tác thi đua, khen thưởng\nvà phong trào thi đua Quyết thắng năm 2023",
        heading=OfficialHeading(
            superior=COUNCIL.superior,
            organ=COUNCIL.organ,
            number="34/BC-HĐTĐKT",
            place="Long An",
            date=date(2023, 10, 23),
        ),
        blocks=[
            Paragraph(
                "Thực hiện chỉ đạo của Đảng ủy, Bộ Chỉ huy Bộ đội Biên phòng (BĐBP) tỉnh, Hội đồng thi đua khen thưởng "
                "báo "
                "cáo kết quả công tác thi đua, khen thưởng và phong trào thi đua Quyết thắng năm 2023 (từ tháng "
                "10/2022 "
                "đến hết tháng 9/2023) như sau:"
            ),
            Heading("I. KẾT QUẢ THỰC HIỆN"),
            Heading("1. Xây dựng nền biên phòng toàn dân", 2),
            Paragraph(
                "Triển khai nhiều mô hình thiết thực: chương trình “Xuân biên phòng - Ấm lòng dân biên giới”, “Ngày "
                "hội "
                "Biên phòng toàn dân”, “Con nuôi đồn Biên phòng”; các mô hình “Cháo nghĩa tình”, “Mỗi tuần một địa "
                "chỉ”, "
                "“Hũ gạo tình thương”, được chính quyền và nhân dân đồng thuận cao."
            ),
            Heading("2. Kết quả chấm điểm thi đua", 2),
            Paragraph("32 đơn vị chia thành 4 cụm đã tự chấm, được thẩm định và thống nhất điểm tại hội nghị cụm."),
            points,
            awards,
            Heading("II. KẾT QUẢ BÌNH XÉT, ĐỀ NGHỊ KHEN THƯỞNG"),
            Paragraph("Hội nghị bình xét và bỏ phiếu ngày 18 tháng 10 năm 2023; kết quả tổng hợp như sau:"),
            titles,
            Heading("III. PHƯƠNG HƯỚNG"),
            Bullets(
                [
                    "Tập trung nâng cao năng lực lãnh đạo, sức chiến đấu của cấp ủy, tổ chức cơ sở đảng.",
                    "Đẩy mạnh phong trào thi đua Quyết thắng cả về hình thức và biện pháp.",
                ],
                marker="1.",
            ),
            Paragraph(
                "3. Thực hiện tốt cuộc vận động “Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh và lời "
                "dạy "
                "của Bác Hồ đối với BĐBP”, góp phần xây dựng đơn vị vững mạnh toàn diện “Mẫu mực, tiêu biểu”./."
            ),
        ],
        signatures=[
            SignatureBlock(
                authority="TM. Hội đồng", post="Chủ tịch", held="Chính ủy", rank="Đại tá", name="Nguyễn Văn A"
            )
        ],
        recipients=[
            "Phòng Thi đua, khen thưởng, Cục Chính trị BĐBP",
            "Thành viên Hội đồng",
            "Các cơ quan, đơn vị thuộc BĐBP tỉnh",
            "Lưu: VT, PCT. B45",
        ],
        period="Kỳ thi đua: từ tháng 10/2022 đến hết tháng 9/2023",
        draft="Số liệu tạm tính",
    )


def submission() -> Document:
    """Tờ trình: addressee, bases without an enacting formula, a table in the text."""
    return Document(
        slug="to-trinh",
        kind="Tờ trình",
        subject="Về việc đề nghị tặng danh hiệu “Đơn vị Quyết thắng” năm 2023",
        heading=OfficialHeading(
            superior=HEADING.superior, organ=HEADING.organ, number="2187/TTr-BCH", place="Long An", date=None
        ),
        addressees=["Bộ Tư lệnh Bộ đội Biên phòng"],
        legal_bases=["Căn cứ Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003"],
        blocks=[
            Paragraph("Bộ Chỉ huy kính trình Bộ Tư lệnh xem xét, tặng danh hiệu cho 03 tập thể:"),
            Table(
                [
                    Column.index(),
                    Column("unit", "Tập thể"),
                    Column("work", "Thành tích tiêu biểu"),
                    Column("points", "Điểm thi đua", "decimal", places=1),
                    Column("votes", "Phiếu đồng ý", align="center"),
                ],
                [
                    (
                        "Đồn Biên phòng cửa khẩu Mỹ Quý Tây",
                        "Thực hiện có hiệu quả mô hình “Hũ gạo tình thương”, được chính quyền và nhân dân đồng thuận "
                        "cao",
                        Decimal("94.9"),
                        "13/15\n(86,66%)",
                    ),
                    (
                        "Đồn Biên phòng Giồng Tre",
                        "Nắm chắc địa bàn, xử lý kịp thời các tình huống; duy trì mô hình “Mỗi tuần một địa chỉ”",
                        Decimal("93.8"),
                        "12/15\n(80,00%)",
                    ),
                    (
                        "Phòng Tham mưu",
                        "Tổ chức tốt huấn luyện, diễn tập, sẵn sàng chiến đấu; tham mưu đúng, kịp thời",
                        Decimal("95.2"),
                        "12/15\n(80,00%)",
                    ),
                ],
            ),
            Paragraph("Bộ Chỉ huy kính đề nghị Bộ Tư lệnh xem xét, quyết định./."),
        ],
        signatures=[
            SignatureBlock(authority="TM. Bộ Chỉ huy", post="Chính ủy", rank="Đại tá", name="Nguyễn Văn A"),
        ],
        recipients=["Như trên", "Cục Chính trị BĐBP", "Lưu: VT, PCT. A03"],
    )


ALL = (decision, minutes, ballot_paper, summary, submission)
