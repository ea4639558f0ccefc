"""Help about the page somebody is on: one topic for each chapter, and for the few pages with a craft of their own."""

import re

# Chapter, or beginning of a view's name, to (title, lines). The longest beginning that fits wins.
PAGES: dict[str, tuple[str, list[str]]] = {
    "structure": (
        "Đơn vị, cơ cấu tổ chức",
        [
            "Bấm tên đơn vị để mở hồ sơ: tên, cấp trên, loại, cấp quyết định khen thưởng qua từng thời gian.",
            "Thay đổi tổ chức: đổi tên, chuyển cấp trên, đổi loại, sáp nhập, chia tách, kết thúc. Việc nào cũng xem "
            "trước rồi mới thực hiện, cần ngày có hiệu lực và số quyết định.",
            "Việc gì đã in trước ngày thay đổi vẫn in tên cũ. Dữ liệu cũ không chuyển, không mất.",
            "Ghi nhầm thì mở việc đó trong Thay đổi tổ chức, bấm Hoàn lại; làm được khi chưa có việc nào dựa vào.",
            "Sau sáp nhập, chia tách: Trợ lý thi đua xác nhận tính liên tục thành tích và việc đang xem xét kế tục, có "
            "lý do. Chưa xác nhận thì chưa tính cho đơn vị sau.",
        ],
    ),
    "people": (
        "Cá nhân",
        [
            "Tìm theo tên không dấu, số hiệu, đơn vị. Danh sách xếp theo tên gọi.",
            "Cấp bậc, nơi công tác là các dòng có ngày nối tiếp nhau: sửa bằng bút chì ở từng dòng, ghi lý do.",
            "Chuyển đi nơi khác ngoài phạm vi: Điều động, nơi nhận bấm Tiếp nhận mới xong.",
            "Kỷ luật, việc đang xem xét làm đề nghị khen thưởng tạm dừng đến khi kết thúc.",
        ],
    ),
    "people.duplicates": (
        "Hồ sơ trùng",
        [
            "Các cặp cùng họ tên và ngày sinh, hoặc cùng số hiệu. Mở từng cặp để so.",
            "Gộp: chọn hồ sơ giữ lại, xem trước từng dòng sẽ chuyển, rồi mới gộp. Khen thưởng đã ghi không đổi chủ.",
        ],
    ),
    "people.initiative": (
        "Sáng kiến",
        [
            "Ghi tên, năm, tác giả, cấp công nhận; đính kèm giấy chứng nhận (PDF, ảnh).",
            "Mỗi sáng kiến chỉ dùng cho một lần xét của một tác giả; trang sáng kiến cho biết đã dùng ở đâu.",
        ],
    ),
    "clusters": (
        "Cụm thi đua",
        [
            "Thành viên, cụm trưởng, cụm phó, số cụm đều có ngày: thêm dòng mới, dòng cũ tự kết thúc ngày hôm trước.",
            "Đề xuất luân phiên tính theo số lần đã làm cụm trưởng và thứ tự trong cụm; hội nghị quyết định.",
            "Bàn giao cụm trưởng thực hiện ở hội nghị cụm, hai bên cùng ký.",
        ],
    ),
    "clusters.pledge": (
        "Giao ước thi đua",
        [
            "Cụm trưởng soạn nội dung và chỉ tiêu, rồi Đưa ra ký. Từ lúc đó nội dung và danh sách đơn vị ký đứng yên.",
            "Chỉ huy từng đơn vị ký bằng tài khoản của mình. Chưa ai ký thì còn lấy lại dự thảo được.",
            "In giao ước bất cứ lúc nào; đủ chữ ký thì trang ghi rõ.",
        ],
    ),
    "accounts": (
        "Tài khoản, vai trò, quyền",
        [
            "Vai trò được cấp trên một đơn vị (và mọi đơn vị bên dưới) hoặc một cụm, có ngày bắt đầu, có thể có ngày "
            "hết.",
            "Người vắng mặt: Giao người thay, tự hết theo ngày. Bỏ phiếu, kiểm phiếu không giao thay.",
            "Quyền của tài khoản: chọn tài khoản và đơn vị, cụm hoặc cá nhân để biết được làm gì và vì sao.",
            "Hồ sơ của tôi: đổi mật khẩu, đăng nhập hai lớp, kết thúc phiên ở máy khác.",
        ],
    ),
    "audit": (
        "Nhật ký",
        [
            "Mỗi dòng: ai, làm gì, với đối tượng nào, lúc nào, trước và sau. Không sửa, không xóa được.",
            "Lọc theo người, việc, đối tượng, thời gian rồi Xuất Excel.",
        ],
    ),
    "imports": (
        "Nhập từ Excel",
        [
            "Tải biểu mẫu của loại cần nhập, điền, rồi tải lên. Tiêu đề viết không dấu hay đổi thứ tự đều được.",
            "Xem từng dòng: mới, thay đổi, giống, cảnh báo, lỗi. Lỗi nằm ở ô nào thì ghi ngay ở ô đó.",
            "Xác nhận thì ghi tất cả trong một lần. Chưa ai đụng đến thì còn Hoàn lại cả tệp.",
        ],
    ),
    "health": (
        "Sức khỏe dữ liệu",
        [
            "Mỗi mục là một câu hỏi về dữ liệu; số bên cạnh là số dòng cần xem. Bấm để xem và đi đến nơi sửa.",
            "Trang này chỉ chỉ ra, không tự sửa.",
        ],
    ),
    "years": (
        "Năm thi đua",
        [
            "Mở năm: ngày đầu, ngày cuối, hạn tám bước. Mỗi tháng một kỳ: mở, theo dõi, khóa.",
            "Đơn vị sáp nhập giữa năm: Mốc thời gian, Cắt năm; xem trước rồi mới cắt. Phần còn lại là năm riêng của "
            "đơn vị mới. Hoàn lại được khi chưa có gì dựa vào.",
            "Khóa năm thì mọi số liệu chỉ còn để xem; mở lại phải ghi lý do.",
        ],
    ),
    "years.practice": (
        "Mô hình, cách làm hay",
        [
            "Ghi tên, nội dung, số liệu đo được (trước và sau), ảnh, đơn vị và người có công.",
            "Đơn vị gửi, cơ quan thi đua đưa vào thư viện; rút khỏi thư viện phải ghi lý do.",
            "Đơn vị khác làm theo thì ghi áp dụng từ ngày nào, kết quả. Tìm được cả khi gõ không dấu.",
        ],
    ),
    "years.movement": (
        "Phong trào thi đua",
        [
            "Soạn phong trào: văn bản phát động, nội dung, chỉ tiêu, phạm vi, thời gian, cơ cấu khen thưởng; phát động "
            "thì các đơn vị được báo.",
            "Đơn vị đăng ký tham gia, báo cáo khi sơ kết và tổng kết. Kéo dài hay điều chỉnh phải ghi lý do.",
        ],
    ),
    "criteria.registration": (
        "Đăng ký thi đua",
        [
            "Ghi số danh hiệu tập thể, cá nhân và chỉ tiêu cao hơn mức giao; ghi tên người không bắt buộc.",
            "Gửi chỉ huy đơn vị xác nhận. Quá hạn vẫn gửi được, ghi lý do. Cuối năm so với kết quả.",
        ],
    ),
    "catalogue": (
        "Danh hiệu, hình thức khen thưởng",
        [
            "Mỗi danh hiệu có điều kiện, tỷ lệ, cách bỏ phiếu, mức thưởng theo ngày, kèm căn cứ pháp lý.",
            "Chỉ quy định đọc được nguyên văn mới chặn đề nghị; quy định khác chỉ nhắc.",
            "Luật thay đổi: mở danh hiệu, bấm Quy định mới, ghi ngày có hiệu lực và lý do, sửa, Xem trước rồi lưu. "
            "Dòng cũ kết thúc vào ngày trước đó, không bao giờ bị sửa.",
            "Văn bản đã ký, danh sách đã khóa giữ quy định của ngày ấy. Danh sách đang mở chỉ đổi khi Kiểm tra lại.",
            "Quy định đơn vị ghi, chưa có hiệu lực thì còn rút được. Lịch sử sửa đổi ở cuối trang của danh hiệu.",
            "Lương cơ sở, làm tròn: cũng là các dòng theo ngày, ghi dòng mới chứ không sửa dòng cũ.",
        ],
    ),
    "criteria": (
        "Tiêu chí, chỉ tiêu",
        [
            "Lập bảng điểm theo nhóm, tiêu chí; tổng điểm hiện ở cuối. Giao chỉ tiêu từng đơn vị hoặc ghi Không giao.",
            "Khóa bảng điểm rồi mới bắt đầu năm được.",
        ],
    ),
    "results": (
        "Kết quả theo kỳ",
        [
            "Nhập từng ô: Enter xuống dòng, Tab sang ô, Esc lấy lại số cũ. Ô sai có lời nhắc cạnh ô.",
            "Gửi xác minh khi đủ ô. Cơ quan xác minh xem, đúng thì nhận, chưa đúng thì trả lại từng ô có lý do.",
        ],
    ),
    "scoring": (
        "Bảng điểm, xếp hạng",
        [
            "Điểm tính từ kết quả đã xác minh; tiêu chí chấm trực tiếp do cụm chấm, không chấm đơn vị mình.",
            "Chốt điểm thì bảng có mã kiểm tra; tính lại là một bản mới, bản cũ vẫn còn; So với bản trước cho biết đổi "
            "ô nào, ai đổi, vì sao.",
            "Chỗ lệch tự chấm: tự chấm trừ thẩm định; bấm nhóm để mở, bấm ô để xem cách tính, từng tháng, minh chứng.",
            "Bảng đang mở tự cập nhật khi có số mới. In, Excel, sổ tính điểm có công thức: ở Báo cáo.",
        ],
    ),
    "scoring.tie_rule": (
        "Quy định khi bằng điểm",
        [
            "Chọn lần lượt điều được xét khi hai đơn vị bằng tỷ lệ, ghi căn cứ, Lưu dự thảo rồi Công bố.",
            "Công bố trước khi chốt bảng điểm đầu tiên của năm; đã công bố hoặc đã có bảng chốt thì không sửa được.",
            "Điểm nhóm so theo tỷ lệ trên điểm được giao của nhóm. Xét hết vẫn bằng nhau thì đồng hạng.",
        ],
    ),
    "nominations": (
        "Đề nghị khen thưởng",
        [
            "Thêm tập thể, cá nhân; điều kiện kiểm tra ngay, mỗi điều kiện có căn cứ.",
            "Gửi, thẩm định, trình Hội đồng, khóa danh sách. Có việc đang xem xét thì đề nghị tự tạm dừng.",
            "Vì sao? ở trang cá nhân, đơn vị, ở danh sách: từng điều kiện cần gì, có gì, điều nào, quy định ngày nào.",
            "Gợi ý: ai đủ điều kiện mà chưa ai đề nghị, thiếu một điều kiện, có thể đạt năm sau; lập nháp ngay.",
            "Điều kiện chỉ nhắc thì trợ lý cấp tỉnh, thư ký Hội đồng ghi ngoại lệ, có lý do; điều kiện chặn thì không.",
        ],
    ),
    "conferences": (
        "Hội đồng, hội nghị",
        [
            "Lập hội nghị, chương trình, điểm danh. Không đủ số người thì không khai mạc, không mở phiếu.",
            "Thông qua biên bản thì biên bản khóa lại.",
            "Bàn giao cụm trưởng: đủ danh mục, hai bên ký bằng tài khoản riêng.",
        ],
    ),
    "ballots": (
        "Bỏ phiếu kín",
        [
            "Phiếu lập từ danh sách đã khóa. Mở, đóng, công bố luôn cần hai người.",
            "Hai người kiểm phiếu nhập riêng; khác nhau thì máy chỉ dòng khác, cả hai đếm lại.",
            "Trước khi công bố, không ai xem được kết quả từng phần.",
        ],
    ),
    "decisions": (
        "Quyết định, tờ trình",
        [
            "Soạn từ kết quả đã công bố, trình ký, ghi số và ngày, ký. Ký xong văn bản khóa.",
            "Tờ trình: ghi trả lời của cấp trên cho từng dòng.",
        ],
    ),
    "reports": (
        "Báo cáo",
        [
            "Chọn báo cáo, năm, đơn vị, định dạng PDF hoặc Excel. Tệp lớn làm ở nền, xong thì tải về.",
            "In lại lúc nào cũng ra đúng bản cũ: ngày trên giấy là ngày của việc, không phải ngày in.",
        ],
    ),
    "home": (
        "Việc của tôi",
        [
            "Việc gần hạn nhất đứng đầu. Số bên cạnh là số việc đang chờ.",
            "Đổi năm, đơn vị đang xem ở thanh trên cùng. Phím / để tìm, ? để mở hướng dẫn.",
        ],
    ),
}  # fmt: skip
SAME = {
    "people.merge": "people.duplicates",
    "people.find_authors": "people.initiative",
    "jobs": "reports",
    "criteria.register": "criteria.registration",
    "reports.registered": "criteria.registration",
    "catalogue.movement_awards": "years.movement",
    "years.picture": "years.practice",
    "years.adoption": "years.practice",
}
ACCOUNT = re.compile(r"^(account|mfa)_")  # pages of django-allauth


def topic_of(view: str) -> str:
    """Key of PAGES for the URL name of a page (`structure.merge`), empty when there is none."""
    if ACCOUNT.match(view):
        return "accounts"
    chapter = view.partition(".")[0]
    fits = [key for key in (*PAGES, *SAME) if key == chapter or ("." in key and view.startswith(key))]
    best = max(fits, key=len, default="")
    return SAME.get(best, best)
