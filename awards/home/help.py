"""Help inside: what each role does, and the words of the field."""

from units.accounts.enums import Role

TOPICS: dict[str, tuple[str, list[str]]] = {
    Role.CLERK: (
        "Nhập kết quả và đề nghị khen thưởng của đơn vị",
        [
            "Mở Việc của tôi: việc gần hạn nhất đứng đầu.",
            "Vào Kết quả theo kỳ, nhập từng ô. Enter xuống dòng, Tab sang ô, Esc lấy lại số cũ. Ô sai có lời nhắc ngay "
            "cạnh ô, các ô khác vẫn được lưu.",
            "Bấm Gửi xác minh khi đủ ô. Chưa ai xem thì còn rút lại được.",
            "Quá hạn vẫn gửi được, ghi lý do; nếu năm đặt số ngày được gửi muộn thì hết ngày ấy phải được gia hạn.",
            "Chuông ở đầu trang báo nhắc hạn, hạn mới, kết quả bị trả lại. Chọn cách nhận ở Hồ sơ của tôi.",
            "Kết quả bị trả lại có lý do từng ô: sửa ô đó rồi gửi lại.",
            "Vào Đề nghị khen thưởng để thêm tập thể, cá nhân; điều kiện được kiểm tra ngay, có căn cứ.",
        ],
    ),
    Role.UNIT_LEADER: (
        "Xem và chịu trách nhiệm kết quả của đơn vị",
        [
            "Xem bảng kết quả, sửa hoặc gửi thay trợ lý khi cần.",
            "Ký giao ước thi đua của cụm ở trang của cụm: mỗi đơn vị một chữ ký, không rút lại.",
            "Xem danh sách đề nghị của đơn vị, tóm tắt thành tích và số phiếu ở đơn vị trước khi gửi.",
        ],
    ),
    Role.VERIFIER: (
        "Xác minh kết quả",
        [
            "Vào Tự chấm, xác minh: các bảng đã gửi, bảng gửi sớm đứng trước.",
            "So số liệu với tháng trước và đơn vị cùng cụm. Phím A là đúng, R là trả lại, J và K để sang ô.",
            "Trả lại phải ghi lý do. Không ai xác minh bảng của đơn vị mình.",
        ],
    ),
    Role.OFFICER: (
        "Chạy năm thi đua",
        [
            "Mở năm: ngày đầu, ngày cuối, hạn từng bước; lập bảng điểm, giao chỉ tiêu, khóa bảng điểm rồi bắt đầu năm.",
            "Hoặc Mở năm mới theo năm này: xem trước từng phần được chép, chọn phần nào chép, đổi ngày rồi mở.",
            "Mỗi tháng: mở kỳ, theo dõi đơn vị gửi, xác minh, khóa kỳ.",
            "Đơn vị chậm: bấm Nhắc, xem đơn vị và nội dung rồi gửi; cần thì in công văn đôn đốc. Đặt ngày nhắc tự động "
            "và số ngày được gửi muộn ở Mốc thời gian.",
            "Gia hạn riêng cho đơn vị có lý do: ở Mốc thời gian, hạn chung giữ nguyên. Dời hạn chung thì báo ngay.",
            "Thư nhắc nằm ở Thư chờ gửi: xem, sửa, duyệt rồi mới đi.",
            "Tính và chốt bảng điểm của cụm; hội nghị cụm công nhận xếp hạng.",
            "Mở danh sách đề nghị, thẩm định, trình Hội đồng, khóa danh sách.",
            "Lập hội nghị, điểm danh, lập phiếu từ danh sách đã khóa, in phiếu, mở và đóng phiếu cùng người thứ hai.",
            "Sau khi công bố: soạn quyết định và tờ trình, trình ký; ghi kết quả của cấp trên; in báo cáo tổng kết.",
        ],
    ),
    Role.SECRETARY: (
        "Chuẩn bị hội nghị và phiếu",
        [
            "Soạn chương trình, điểm danh mỗi người một lần bấm. Không đủ số người thì không khai mạc, không mở phiếu.",
            "Lập phiếu từ danh sách đã khóa; kiểm tra số phiếu cần đạt ghi trên phiếu; chốt phiếu.",
            "Mở, đóng, công bố luôn cần hai người: một bên điều hành, một bên kiểm phiếu.",
            "Ghi thảo luận, kết luận; thông qua biên bản thì biên bản khóa lại.",
        ],
    ),
    Role.MEMBER: (
        "Dự họp và bỏ phiếu",
        [
            "Việc của tôi cho biết hội nghị sắp tới và phiếu đang mở.",
            "Xem trước danh sách và điều kiện của từng đề nghị. Nhận phiếu giấy tại bàn tổ kiểm phiếu, ký nhận.",
            "Trước khi công bố, không ai xem được kết quả từng phần.",
        ],
    ),
    Role.TELLER: (
        "Kiểm phiếu giấy",
        [
            "Đếm số phiếu thu về trước khi mở phiếu.",
            "Hai người nhập riêng cả tập, không thấy số của nhau. Khóa số liệu của mình khi tổng từng dòng đúng.",
            "Khác nhau thì máy chỉ dòng khác, không nói ai đúng; cả hai đếm lại.",
            "Khớp hết thì ký biên bản, rồi cùng người điều hành công bố.",
        ],
    ),
    Role.CLUSTER_LEAD: (
        "Điều hành cụm",
        [
            "Xem bảng điểm của cụm, chấm tiêu chí chấm trực tiếp, trừ đơn vị mình.",
            "Tổ chức hội nghị cụm, bỏ phiếu công nhận xếp hạng và đề nghị khen thưởng.",
            "Đầu năm lập giao ước thi đua ở trang của cụm, đưa ra ký, in khi đủ chữ ký.",
            "Bàn giao cụm trưởng: đủ danh mục, hai bên ký bằng tài khoản riêng; quyền chuyển đúng ngày hiệu lực.",
        ],
    ),
    Role.COMMANDER: (
        "Ký văn bản",
        [
            "Việc của tôi có văn bản chờ ký. Xem bản in, ghi số và ngày, ký.",
            "Ký xong văn bản khóa cùng mã kiểm tra; thành tích của tập thể, cá nhân được ghi ngay.",
        ],
    ),
    Role.AUDITOR: (
        "Kiểm tra, giám sát",
        [
            "Đọc mọi trang trong phạm vi, trừ số liệu phiếu chưa công bố.",
            "Nhật ký ghi ai làm gì, lúc nào, trước và sau; không sửa, không xóa được. Lọc rồi Xuất Excel.",
            "Quyền của tài khoản và Sức khỏe dữ liệu xem được trong phạm vi.",
        ],
    ),
    Role.ADMINISTRATOR: (
        "Tài khoản, vai trò",
        [
            "Tạo tài khoản gắn với người, giao vai trò trên đơn vị hoặc cụm, có ngày bắt đầu và kết thúc.",
            "Trao lần đầu bằng giấy mời: mã dùng một lần, bảy ngày; người nhận tự đặt mật khẩu.",
            "Người giữ vai trò đi vắng: Giao người thay, có ngày, tự hết. Bỏ phiếu, kiểm phiếu không giao thay.",
            "Quyền của tài khoản: hỏi một tài khoản được làm gì ở một đơn vị, cụm, cá nhân; có vai trò và lý do.",
            "Mất điện thoại thì Gỡ đăng nhập hai lớp; nghi lộ mật khẩu thì Kết thúc mọi phiên.",
            "Sức khỏe dữ liệu liệt kê chỗ trùng, chỗ thiếu, tài khoản chưa dùng; mỗi dòng dẫn đến trang để sửa.",
            "Vai trò này không chấm điểm, không bỏ phiếu, không ký.",
        ],
    ),
}

GLOSSARY: list[tuple[str, str]] = [
    ("Năm thi đua (kỳ thi đua)", "Khoảng ngày của một năm thi đua, có thể không trùng năm dương lịch."),
    ("Gia hạn", "Hạn muộn hơn cho riêng một đơn vị, có lý do; thôi gia hạn cũng là một dòng mới, không xóa dòng cũ."),
    ("Số ngày được gửi muộn", "Sau hạn bấy nhiêu ngày vẫn nhận nhưng ghi là muộn; sau đó đóng nhập."),
    ("Đôn đốc", "Nhắc đơn vị chưa gửi: thông báo trong phần mềm, thư, hoặc công văn in ra."),
    ("Chỉ tiêu", "Mức giao cho từng đơn vị theo tiêu chí; do cơ quan giao, đơn vị được chấm không tự đặt."),
    ("Không giao", "Tiêu chí không áp dụng cho đơn vị; điểm tối đa của nó rời khỏi mẫu số."),
    ("Xác minh", "Cơ quan phụ trách xem và công nhận số liệu của đơn vị."),
    ("Chốt điểm", "Lưu bảng điểm cùng mã kiểm tra; thay đổi sau đó là một bản mới, bản cũ vẫn còn."),
    ("Giao ước thi đua", "Cam kết của các đơn vị trong cụm về nội dung, chỉ tiêu của năm, chỉ huy từng đơn vị ký."),
    ("Cụm thi đua", "Nhóm đơn vị so với nhau; có cụm trưởng theo từng kỳ."),
    ("Danh hiệu, hình thức khen thưởng", "Danh hiệu thi đua (như Chiến sĩ tiên tiến) và hình thức (như giấy khen)."),
    ("Tỷ lệ khống chế", "Số nhiều nhất được đề nghị: tỷ lệ nhân cơ số, làm tròn xuống."),
    ("Tạm dừng xét", "Đề nghị chờ đến khi việc kỷ luật, thanh tra, khiếu nại có kết luận."),
    ("Túc số", "Số người phải có mặt để họp và bỏ phiếu."),
    ("Số phiếu cần đạt", "Tính bằng số nguyên trên cơ số ghi trong quy chế, thường là tổng số thành viên."),
    ("Phiếu phát ra, thu về, hợp lệ", "Phát ra trừ đổi lại = thu về + không thu về; thu về = hợp lệ + không hợp lệ."),
    ("Trình cấp trên", "Danh hiệu do cấp trên quyết định: gửi tờ trình, ghi kết quả trả lời từng dòng."),
    ("Số sổ vàng", "Số thứ tự của người nhận trong quyết định."),
]


def topics_for(role: str | None) -> dict:
    """The user's own topic first, then the others, then the glossary."""
    own = TOPICS.get(role)
    return {
        "own": (Role(role).label, *own) if own else None,
        "others": [(Role(key).label, *topic) for key, topic in TOPICS.items() if key != role],
        "glossary": GLOSSARY,
    }
