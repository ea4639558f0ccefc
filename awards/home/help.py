"""Help inside: what each role does, and the words of the field. What each page is for: topics.py."""

from awards.home.topics import PAGES
from units.accounts.enums import Role

TOPICS: dict[str, tuple[str, list[str]]] = {
    Role.CLERK: (
        "Nhập kết quả và đề nghị khen thưởng của đơn vị",
        [
            "Mở Việc của tôi: việc gần hạn nhất đứng đầu.",
            "Vào Kết quả theo kỳ, nhập từng ô. Enter xuống dòng, Tab sang ô, Esc lấy lại số cũ. Ô sai có lời nhắc ngay "
            "cạnh ô, các ô khác vẫn được lưu.",
            "Có sẵn bảng Excel: chép cột tên và cột số, Dán từ Excel, xem rồi Ghi. Không có mạng: Tải biểu Excel.",
            "Bấm biểu tượng kẹp giấy ở từng ô để thêm tệp minh chứng: thả tệp vào, ghi chú thích, xem lại ngay.",
            "Bấm Gửi xác minh khi đủ ô. Chưa ai xem thì còn rút lại được.",
            "Quá hạn vẫn gửi được, ghi lý do; nếu năm đặt số ngày được gửi muộn thì hết ngày ấy phải được gia hạn.",
            "Chuông ở đầu trang báo nhắc hạn, hạn mới, kết quả bị trả lại. Chọn cách nhận ở Hồ sơ của tôi.",
            "Kết quả bị trả lại có lý do từng ô: sửa hoặc giải trình ô đó rồi gửi lại.",
            "Số bị cơ quan thẩm định sửa thì số của đơn vị vẫn còn bên cạnh: Đồng ý, hoặc Giải trình trước hạn. "
            "Quá hạn thì giữ số thẩm định. Tháng đã khóa, đã xác minh mà cần sửa thì Xin mở khóa.",
            "Ở bảng điểm của cụm, mở Tự chấm, thẩm định điểm: điểm từ số liệu máy tự tính, tiêu chí chấm trực tiếp "
            "tự nhập, có giải trình. Được phân công thì kiểm tra chéo đơn vị khác; không đồng ý thì khiếu nại.",
            "Vào Đề nghị khen thưởng để thêm tập thể, cá nhân; điều kiện được kiểm tra ngay, có căn cứ. Gợi ý cho biết "
            "ai đủ điều kiện mà chưa ai đề nghị.",
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
            "Mỗi cơ quan xem phần tiêu chí được giao; đủ mọi cơ quan thì bảng được xác minh.",
            "Trả lại phải ghi lý do, sửa số phải ghi nguồn. Không ai xác minh bảng của đơn vị mình.",
            "Được lấy ý kiến về danh sách đề nghị: đồng ý, không đồng ý có lý do, hoặc không có ý kiến; chọn một lần "
            "cho các dòng còn lại. Chỉ thấy câu hỏi của cơ quan mình.",
        ],
    ),
    Role.OFFICER: (
        "Chạy năm thi đua",
        [
            "Mở năm: ngày đầu, ngày cuối, hạn từng bước; lập bảng điểm, giao chỉ tiêu, khóa bảng điểm rồi bắt đầu năm.",
            "Hoặc Mở năm mới theo năm này: xem trước từng phần được chép, chọn phần nào chép, đổi ngày rồi mở.",
            "Sắp xếp bảng điểm: kéo, hoặc Alt và mũi tên; thử công thức trước khi khóa; chỉ tiêu dán được từ Excel.",
            "Mỗi tháng: mở kỳ, xem Đơn vị nào chậm, xác minh, khóa kỳ; trả lời yêu cầu mở khóa, mở trong số giờ.",
            "Đơn vị chậm: bấm Nhắc, xem đơn vị và nội dung rồi gửi; cần thì in công văn đôn đốc. Đặt ngày nhắc tự động "
            "và số ngày được gửi muộn ở Mốc thời gian.",
            "Gia hạn riêng cho đơn vị có lý do: ở Mốc thời gian, hạn chung giữ nguyên. Dời hạn chung thì báo ngay.",
            "Thư nhắc nằm ở Thư chờ gửi: xem, sửa, duyệt rồi mới đi.",
            "Phân công kiểm tra chéo, đặt hạn khiếu nại điểm; đối chiếu chỗ khác nhau rồi thống nhất điểm.",
            "Công bố quy định khi bằng điểm; tính, chốt bảng điểm của cụm; hội nghị cụm công nhận xếp hạng.",
            "Luật, nghị định, thông tư thay đổi: vào Quy định, danh hiệu, lập Quy định mới từ ngày có hiệu lực; ghi "
            "mức lương cơ sở mới. Xem trước đề nghị nào xét khác đi rồi mới lưu.",
            "Hồ sơ nhận trước ngày luật thay đổi: ở Danh hiệu, chỉ tiêu chọn Quy định dùng để xét, ghi lý do.",
            "Mở danh sách đề nghị, thẩm định, trình Hội đồng, khóa danh sách. Điều kiện chỉ nhắc thì ghi ngoại lệ "
            "được; bật, tắt điều kiện bổ sung ở chân danh sách.",
            "Các bước xét: đặt trình tự của cấp mình, lấy ý kiến các cơ quan song song, ghi kết quả thường trực, nghị "
            "quyết cấp ủy. Cần sửa một chỗ thì Yêu cầu sửa một mục, không phải trả lại cả đề nghị.",
            "Hồ sơ trùng: gộp, hoặc ghi là hai người khác nhau. Khen thưởng hồ sơ gộp vẫn tính cho người đó.",
            "Khen thưởng các năm trước: ở Văn bản, Khen thưởng đã có, nhập quyết định kèm bản chụp, nguồn, mức tin "
            "cậy; chưa chắc chắn thì chưa tính. Nhập nhầm tệp thì Hoàn tác: ghi là đã rút, không tính; nhập lại được.",
            "Huy chương niên hạn: máy tính ai đến hạn từ ngày nhập ngũ; đưa vào đợt của năm hoặc ghi theo quyết định.",
            "Lập hội nghị, điểm danh, lập phiếu từ danh sách đã khóa, in phiếu, mở và đóng phiếu cùng người thứ hai.",
            "Sau khi công bố: soạn quyết định và tờ trình, trình ký; ghi kết quả của cấp trên; in báo cáo tổng kết.",
        ],
    ),
    Role.SECRETARY: (
        "Chuẩn bị hội nghị và phiếu",
        [
            "Lập, kiện toàn Hội đồng theo quyết định; thành viên tìm theo họ tên hoặc số hiệu.",
            "Soạn chương trình; đổi giờ khai mạc thì cả chương trình dời theo. Điểm danh mỗi người một lần bấm; người "
            "vắng ghi lý do, ý kiến bằng văn bản, hoặc cử người dự thay nếu quy chế cho phép. Không đủ số người thì "
            "không khai mạc, không mở phiếu.",
            "Lập phiếu từ danh sách đã khóa; kiểm tra số phiếu cần đạt ghi trên phiếu; chốt phiếu.",
            "Mở, đóng, công bố luôn cần hai người: một bên điều hành, một bên kiểm phiếu.",
            "Bằng phiếu ở số lượng cuối: bỏ phiếu lại các dòng ấy, nhiều nhất số lần quy chế cho; vẫn bằng thì theo "
            "thứ tự ưu tiên đã công bố, còn ngang nhau thì chủ trì quyết định, ghi lý do.",
            "Mời khách, in giấy mời; mở mã điểm danh; điều hành phát biểu; giao việc có thời hạn.",
            "Biên bản soạn sẵn từ diễn biến; sửa, thông qua, rồi thư ký và chủ trì cùng ký.",
        ],
    ),
    Role.MEMBER: (
        "Dự họp và bỏ phiếu",
        [
            "Việc của tôi cho biết hội nghị sắp tới và phiếu đang mở.",
            "Đến hội trường: quét mã trên màn chiếu, hoặc mở hội nghị, bấm Tự điểm danh rồi nhập mã.",
            "Xem trước danh sách và điều kiện của từng đề nghị. Nhận phiếu giấy tại bàn tổ kiểm phiếu, ký nhận; "
            "hoặc mở trang bỏ phiếu trên máy của mình (quét mã trên màn chiếu lúc nhận phiếu), giữ trang mở đến khi "
            "đóng phiếu.",
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
            "Tổ chức hội nghị cụm, bỏ phiếu công nhận xếp hạng, đề nghị khen thưởng, bầu cụm trưởng kỳ tới.",
            "Đầu năm lập giao ước thi đua ở trang của cụm, đưa ra ký, in khi đủ chữ ký.",
            "Bàn giao cho đơn vị được bầu, không bầu thì theo lượt: đủ danh mục, hai bên ký, đúng ngày hiệu lực.",
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
            "Khi bật đăng nhập một lần: Liên kết mã định danh với tài khoản đã có; Bỏ liên kết thì ngắt mọi phiên.",
            "Sức khỏe dữ liệu liệt kê chỗ trùng, chỗ thiếu, tài khoản chưa dùng; mỗi dòng dẫn đến trang để sửa.",
            "Vai trò này không chấm điểm, không bỏ phiếu, không ký.",
        ],
    ),
}

GLOSSARY: list[tuple[str, str]] = [
    ("Năm thi đua (kỳ thi đua)", "Khoảng ngày của một năm thi đua, có thể không trùng năm dương lịch."),
    ("Gia hạn", "Hạn muộn hơn cho riêng một đơn vị, có lý do; thôi gia hạn cũng là một dòng mới, không xóa dòng cũ."),
    ("Số ngày được gửi muộn", "Sau hạn bấy nhiêu ngày vẫn nhận nhưng ghi là muộn; sau đó đóng nhập."),
    (
        "Không tham gia từng dòng",
        "Thành viên có liên quan không bỏ phiếu dòng ấy; dòng ấy bỏ phiếu riêng, có biên bản.",
    ),
    ("Phiếu riêng", "Các dòng tách khỏi phiếu chính vì có người không tham gia; phát, mở, đóng, ký cùng phiếu chính."),
    ("Niên hạn", "Khen theo số năm phục vụ: Huy chương Chiến sĩ vẻ vang, Quân kỳ quyết thắng, kỷ niệm chương."),
    ("Mức tin cậy", "Khen thưởng nhập lại từ giấy có chắc chắn không; chưa chắc chắn thì chưa tính là đã đạt."),
    ("Đôn đốc", "Nhắc đơn vị chưa gửi: thông báo trong phần mềm, thư, hoặc công văn in ra."),
    ("Chỉ tiêu", "Mức giao cho từng đơn vị theo tiêu chí; do cơ quan giao, đơn vị được chấm không tự đặt."),
    (
        "Chỉ tiêu khen thưởng",
        "Số cá nhân, tập thể được đề nghị nhiều nhất: tỷ lệ nhân cơ số, làm tròn xuống, hoặc số giao.",
    ),
    ("Phân bổ chỉ tiêu", "Chia chỉ tiêu của cấp trên cho đơn vị; tổng không vượt, phần chưa chia cấp trên giữ lại."),
    (
        "Loại hình khen thưởng",
        "Công trạng, đột xuất, phong trào, cống hiến, niên hạn, đối ngoại; giấy tờ, bước khác nhau.",
    ),
    (
        "Đợt khen thưởng",
        "Danh sách riêng của một việc, một phong trào; đề nghị lúc nào cũng được.",
    ),
    ("Thành phần hồ sơ", "Giấy tờ một đề nghị phải có hoặc nên có, theo loại hình và danh hiệu, có căn cứ."),
    ("Thứ tự ưu tiên", "Điều được xét lần lượt khi vượt chỉ tiêu, công bố trước, mỗi điều có căn cứ."),
    ("Không giao", "Tiêu chí không áp dụng cho đơn vị; điểm tối đa của nó rời khỏi mẫu số."),
    ("Theo mức", "Điểm theo mức mà số liệu cả năm rơi vào, ví dụ từ 90% được 8 điểm."),
    ("Theo thứ bậc", "Điểm theo thứ bậc của số liệu trong cụm; đồng hạng thì cùng số điểm của hạng đó."),
    ("Thưởng, phạt", "Điểm cộng hoặc trừ theo lần, không nằm trong mẫu số; cả nhóm không vượt mức trần, không dưới 0."),
    ("Điều kiện danh hiệu", "Mức một danh hiệu đòi hỏi, đạt hoặc chưa đạt, không có điểm: ĐVQT cần ≥95, có 96."),
    ("Phần chung", "Các dòng của bảng điểm cấp trên mà đơn vị cấp dưới lấy vào, chỉ xem, rồi thêm dòng riêng."),
    ("Bản của bảng điểm", "Bảng đã dùng thì không sửa; thay đổi là một bản mới có lý do, bản cũ vẫn xem được."),
    ("Dán từ Excel", "Khối ô chép từ bảng tính: xem trước từng ô sẽ ghi, sửa lỗi tại chỗ, ghi một lần, hoàn tác được."),
    ("Biểu Excel", "Tệp của một đơn vị, một tháng, có dấu: điền khi không có mạng, tải lên, xem trước rồi ghi."),
    ("Xác minh", "Cơ quan phụ trách xem và công nhận số liệu của đơn vị."),
    (
        "Tự chấm, kiểm tra chéo, thẩm định",
        "Điểm của đơn vị, của đơn vị khác cùng cụm, của cơ quan: đứng riêng từng khâu.",
    ),
    ("Thống nhất điểm", "Không còn tiêu chí nào chưa có kết luận; ai đổi điểm sau đó phải ghi lý do và mở lại."),
    ("Khiếu nại điểm", "Đơn vị không đồng ý điểm một tiêu chí, trong hạn; cơ quan thi đua trả lời, cả cụm xem được."),
    ("Minh chứng", "Tệp chứng minh một số liệu: quyết định, sổ, ảnh. Chỉ người xem được bảng mới mở được."),
    ("Số thẩm định", "Số do cơ quan phụ trách ghi, có nguồn; số đơn vị báo cáo vẫn giữ bên cạnh, gạch ngang."),
    ("Giải trình", "Lời của đơn vị về ô bị trả lại hoặc bị sửa, trong số ngày đặt cho năm; quá hạn giữ số thẩm định."),
    ("Mở khóa", "Mở lại một tháng đã khóa hoặc đã xác minh cho một đơn vị trong một số giờ, hết giờ tự khóa."),
    ("Chốt điểm", "Lưu bảng điểm cùng mã kiểm tra; thay đổi sau đó là một bản mới, bản cũ vẫn còn."),
    (
        "Quy định khi bằng điểm",
        "Thứ tự xét các đơn vị bằng tỷ lệ, công bố trước khi chốt; xét hết thì đồng hạng.",
    ),
    ("Chỗ lệch tự chấm", "Bảng điểm tự chấm trừ điểm thẩm định của từng đơn vị ở từng tiêu chí, có dấu và màu."),
    ("Sổ tính điểm", "Tệp Excel mỗi nhóm một trang tính, điểm và hạng là công thức, bảng tính nào cũng tính lại được."),
    ("Giao ước thi đua", "Cam kết của các đơn vị trong cụm về nội dung, chỉ tiêu của năm, chỉ huy từng đơn vị ký."),
    ("Cụm thi đua", "Nhóm đơn vị so với nhau; có cụm trưởng theo từng kỳ."),
    ("Đầu mối báo cáo", "Đơn vị tự báo cáo kết quả và được chấm điểm; đơn vị khác tính vào cấp trên của nó."),
    ("Cấp quyết định khen thưởng", "Cấp có thẩm quyền tặng danh hiệu cho đơn vị; để trống là cấp trên trực tiếp."),
    ("Sáp nhập, chia tách", "Nhiều đơn vị thành một, một đơn vị thành nhiều, từ một ngày, theo một quyết định."),
    ("Kế tục, kế thừa", "Đơn vị sau tiếp nối đơn vị trước qua sáp nhập, chia tách; hồ sơ hai đơn vị vẫn riêng."),
    (
        "Tính liên tục thành tích",
        "Số năm liên tục đạt danh hiệu của đơn vị trước được tính cho đơn vị sau, khi Trợ lý thi đua xác nhận.",
    ),
    ("Hoàn lại", "Đưa mọi dòng của một việc trở lại như trước; chỉ được khi chưa có việc nào dựa vào."),
    ("Cắt năm thi đua", "Kết thúc năm sớm vì đơn vị sáp nhập, giải thể; phần còn lại là một năm riêng."),
    ("Số cụm", "Số của cụm trong cấp tổ chức (Cụm số 2), có từ ngày nào, theo văn bản nào."),
    ("Luân phiên, bàn giao cụm trưởng", "Thành viên lần lượt làm cụm trưởng; bên giao và bên nhận cùng ký biên bản."),
    ("Nhóm đối tượng", "Sĩ quan, quân nhân chuyên nghiệp, hạ sĩ quan – binh sĩ …; suy ra từ cấp bậc."),
    ("Quá trình công tác, điều động", "Các nơi công tác nối tiếp nhau theo ngày; điều động cần nơi nhận tiếp nhận."),
    ("Mức độ hoàn thành nhiệm vụ", "Xếp loại cả năm của cá nhân, tập thể; điều kiện của nhiều danh hiệu."),
    ("Việc đang xem xét", "Kỷ luật, thanh tra, khiếu nại chưa có kết luận: đề nghị khen thưởng tạm dừng."),
    ("Sáng kiến", "Giải pháp được công nhận, có tác giả, cấp công nhận; mỗi tác giả dùng một lần."),
    ("Gộp hồ sơ", "Hai hồ sơ của một người thành một; xem trước từng dòng sẽ chuyển."),
    ("Làm thay", "Người khác giữ vai trò trong những ngày người chính vắng mặt."),
    ("Phiếu mở tài khoản", "Giấy ghi mã dùng một lần để người nhận tự đặt mật khẩu lần đầu."),
    ("Sức khỏe dữ liệu", "Trang chỉ ra chỗ trùng, chỗ đứt quãng, chỗ thiếu trong dữ liệu."),
    ("Nhật ký", "Ghi mọi việc đã làm, nối thành chuỗi mã kiểm tra; không sửa, không xóa được."),
    ("Danh hiệu, hình thức khen thưởng", "Danh hiệu thi đua (như Chiến sĩ tiên tiến) và hình thức (như giấy khen)."),
    ("Quy định mới", "Dòng mới của một danh hiệu từ một ngày, có lý do; dòng cũ kết thúc hôm trước, vẫn xem được."),
    (
        "Quy định dùng để xét",
        "Quy định của ngày hết hạn nhận đề nghị; chọn quy định khác phải có lý do, mọi đề nghị được kiểm tra lại.",
    ),
    ("Mức tin cậy", "Điều kiện đọc trong văn bản hoặc do đơn vị quy định mới chặn đề nghị; còn lại chỉ nhắc."),
    ("Tỷ lệ khống chế", "Số nhiều nhất được đề nghị: tỷ lệ nhân cơ số, làm tròn xuống."),
    ("Tạm dừng xét", "Đề nghị chờ đến khi việc kỷ luật, thanh tra, khiếu nại có kết luận."),
    ("Trình tự xét", "Các bước của danh sách ở một cấp: bước nào áp dụng, thứ tự, số ngày, từ ngày nào, căn cứ nào."),
    ("Ý kiến hiệp y", "Ý kiến của các cơ quan được hỏi song song về từng đề nghị; không trả lời không phải là đồng ý."),
    ("Nghị quyết cấp ủy", "Quyết nghị của ban thường vụ cấp ủy về danh sách: số, ngày, nhất trí trừ dòng nào."),
    ("Thu hồi", "Đơn vị lấy lại đề nghị đã gửi khi chưa ai xử lý; đề nghị trở lại bản nháp."),
    ("Chuyển xuống danh hiệu thấp hơn", "Đề nghị được xét tiếp ở danh hiệu dưới; đề nghị cũ giữ nguyên lịch sử."),
    (
        "Kiện toàn Hội đồng",
        "Đổi thành viên, chức danh của Hội đồng từ một ngày; thành phần cũ vẫn xem được.",
    ),
    ("Dự thay", "Người được thành viên ủy quyền dự họp; có được biểu quyết không là theo quy chế."),
    ("Việc giao sau hội nghị", "Việc theo kết luận, có đơn vị, thời hạn; theo dõi đến khi báo xong."),
    ("Túc số", "Số người phải có mặt để họp và bỏ phiếu."),
    ("Số phiếu cần đạt", "Tính bằng số nguyên trên cơ số ghi trong quy chế, thường là tổng số thành viên."),
    ("Phiếu phát ra, thu về, hợp lệ", "Phát ra trừ đổi lại = thu về + không thu về; thu về = hợp lệ + không hợp lệ."),
    ("Trình cấp trên", "Danh hiệu do cấp trên quyết định: gửi tờ trình, ghi kết quả trả lời từng dòng."),
    ("Số sổ vàng", "Số thứ tự của người nhận trong quyết định."),
]


def _add_launch() -> None:
    """Words of the first step of the year: movements, registrations, models."""
    TOPICS[Role.CLERK][1].append(
        "Vào Phát động, đăng ký: đăng ký danh hiệu, chỉ tiêu rồi gửi chỉ huy xác nhận; đăng ký tham gia, báo cáo phong "
        "trào; thêm mô hình có số liệu, ảnh rồi gửi đưa vào thư viện; ghi đơn vị mình áp dụng mô hình nào."
    )
    TOPICS[Role.UNIT_LEADER][1].append(
        "Xác nhận bản đăng ký danh hiệu, chỉ tiêu của đơn vị, hoặc trả lại có lý do. Gửi sau hạn phải ghi lý do."
    )
    TOPICS[Role.OFFICER][1].append(
        "Phát động phong trào, kéo dài, sơ kết, tổng kết; nhắc đơn vị chưa đăng ký; đưa mô hình vào thư viện; cuối năm "
        "xem Đăng ký và kết quả."
    )
    GLOSSARY.extend(
        [
            ("Phong trào thi đua", "Thường xuyên, hoặc theo đợt, chuyên đề; có văn bản phát động, phạm vi, hạn."),
            (
                "Sơ kết, tổng kết",
                "Đánh giá giữa chừng và khi kết thúc; tổng kết rồi thì không nhận báo cáo.",
            ),
            (
                "Cơ cấu khen thưởng",
                "Danh hiệu, hình thức dự kiến tặng, cho bao nhiêu tập thể, cá nhân.",
            ),
            ("Đăng ký thi đua", "Danh hiệu và chỉ tiêu cao hơn mức giao mà đơn vị phấn đấu, chỉ huy đơn vị xác nhận."),
            ("Mô hình, cách làm hay", "Việc làm có kết quả đo được, có trong thư viện khi cơ quan thi đua đồng ý."),
            ("Áp dụng mô hình", "Đơn vị khác làm theo, từ ngày nào, kết quả ra sao; thôi áp dụng thì ghi lý do."),
        ]
    )


_add_launch()


def topics_for(role: str | None, page: str = "") -> dict:
    """The topic of the page somebody came from, the own role's, those of other pages and roles, the glossary.

    page: key of topics.PAGES; anything else is ignored.
    """
    own = TOPICS.get(role)
    return {
        "page": PAGES.get(page),
        "own": (Role(role).label, *own) if own else None,
        "pages": [topic for key, topic in PAGES.items() if key != page],
        "others": [(Role(key).label, *topic) for key, topic in TOPICS.items() if key != role],
        "glossary": GLOSSARY,
    }
