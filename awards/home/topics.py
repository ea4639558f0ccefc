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
            "Thêm danh hiệu: tên, mã, đối tượng, rồi như một quy định mới. Không xóa được, chỉ ghi ngày hết hiệu lực.",
            "Luật mới: Bộ quy định, Thêm bộ quy định. Từng danh hiệu chép nguyên sang, bỏ được danh hiệu không còn.",
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
    "nominations.meeting": (
        "Họp bình xét ở đơn vị",
        [
            "Lập cuộc họp: ngày giờ, chủ trì, thư ký, số triệu tập; chọn đề nghị đang soạn, người đã đăng ký, gợi ý.",
            "Đánh dấu từng người có mặt hoặc chỉ ghi số. Giơ tay hay phiếu kín; phiếu kín ghi phát ra, thu về.",
            "Ghi phiếu đồng ý, không đồng ý, ý kiến từng đối tượng; báo công của ứng viên thành tóm tắt thành tích.",
            "Chốt biên bản: phiếu vào thẳng đề nghị, ứng viên được chọn thành bản nháp. In PDF, Excel, gắn bản đã ký.",
            "Sai thì Đính chính, ghi lý do; biên bản cũ còn giá trị đến khi chốt bản mới và vẫn được giữ.",
            "Tỷ lệ đạt do trợ lý cấp tỉnh đặt, có ngày, có căn cứ. Nguồn chưa chắc thì không đạt chỉ nhắc.",
        ],
    ),
    "nominations.stations": (
        "Các bước xét",
        [
            "Từng bước của danh sách: chưa đến lượt, đang làm, xong, hạn, việc kế tiếp. Bước nào áp dụng: xem Trình "
            "tự xét.",
            "Lấy ý kiến các cơ quan cùng lúc; mỗi cơ quan chỉ thấy câu hỏi của mình, không được hỏi về người của mình.",
            "Hết hạn không trả lời thì ghi là không trả lời, không tính là đồng ý. Gia hạn thì ghi lý do.",
            "Thường trực, cấp ủy: ghi số, ngày, nhất trí tất cả trừ dòng nào. Ghi nhầm thì ghi lại cho đúng, có lý do.",
        ],
    ),
    "nominations.route": (
        "Trình tự xét",
        [
            "Chọn bước nào áp dụng, thứ tự, số ngày, từ ngày nào; Xem trước rồi lưu. Trình tự cũ vẫn xem được.",
            "Tắt bước bắt buộc theo quy định hoặc đổi thứ tự thì phải xác nhận đã biết.",
            "Bước cần ý kiến, cần văn bản giữ đề nghị lại đến khi có; chưa đặt trình tự thì như trước.",
        ],
    ),
    "nominations.quota": (
        "Chỉ tiêu",
        [
            "Từng đơn vị: được giao, đề nghị, còn hay vượt. Chỉ tiêu làm tròn xuống; vượt vẫn nhận, Hội đồng chọn.",
            "Phân bổ: điền sẵn theo quân số hay số đề nghị rồi sửa; tổng không quá chỉ tiêu, phần chưa chia giữ lại.",
            "Người đạt danh hiệu cao hơn tính trong chỉ tiêu danh hiệu dưới: phần của từng đơn vị cũng lồng vào nhau.",
            "Riêng cán bộ chủ trì: thêm dòng tỷ lệ ở Quy định, danh hiệu, trong hoặc ngoài chỉ tiêu chung.",
            "Phân bổ lại thì ghi lý do, đơn vị có số thay đổi được báo; các lần trước vẫn còn.",
        ],
    ),
    "nominations.event": (
        "Khen thưởng theo đợt",
        [
            "Có thành tích đột xuất: mở đợt ngay, ghi việc, ngày, hình thức, rồi thêm người; không chờ cuối năm.",
            "Đột xuất, phong trào, niên hạn: không cần biểu quyết ở đơn vị, không qua Hội đồng, không cần đăng ký.",
            "Đủ giấy tờ bắt buộc thì trợ lý cấp tỉnh trình người quyết định; đề nghị vào quyết định, tờ trình.",
            "Một thành tích một hình thức: đã tặng cùng hay cao hơn thì chặn, thấp hơn hay chưa rõ thì nhắc xem.",
        ],
    ),
    "nominations.report": (
        "Báo cáo thành tích",
        [
            "Lập từ hồ sơ: chức vụ, kết quả chỉ tiêu, điểm, mức độ hoàn thành, sáng kiến, kỷ luật, khen thưởng đã có.",
            "Sửa mục nào thì mục ấy giữ lời đã sửa; hồ sơ đổi sau đó thì trang nhắc, muốn thì lấy lại theo hồ sơ.",
            "Lưu là có trong hồ sơ. Bản in PDF theo mẫu của loại hình khen thưởng.",
        ],
    ),
    "nominations.papers": (
        "Thành phần hồ sơ",
        [
            "Giấy tờ của từng loại hình, danh hiệu, có căn cứ. Bắt buộc mà thiếu thì đề nghị chưa đi tiếp được.",
            "Trợ lý cấp tỉnh đổi yêu cầu từ một ngày, có lý do, hoặc thêm giấy tờ riêng; các lần trước vẫn còn.",
            "Tệp thả ngay vào dòng của giấy tờ ở trang đề nghị. Đã gửi thì tệp chỉ được đánh dấu gỡ, không mất.",
        ],
    ),
    "nominations.what_if": (
        "Thử chọn",
        [
            "Bỏ chọn hay chọn từng đề nghị: thấy ngay thừa, thiếu, ai ngoài chỉ tiêu, ai rơi, ai lên kế tiếp.",
            "Xếp theo thứ tự ưu tiên đã công bố. Bằng nhau ở mức cuối thì máy không tự chọn.",
            "Chỉ để thử: không lưu, không đổi đề nghị nào. Đơn vị thử với chỉ tiêu được giao của mình.",
        ],
    ),
    "nominations.order": (
        "Thứ tự ưu tiên",
        [
            "Điều được xét lần lượt khi vượt chỉ tiêu: phiếu, điểm, điểm thưởng, nữ, biên giới, trực tiếp công tác.",
            "Mỗi điều có căn cứ; văn bản chưa có hiệu lực ở ngày áp dụng thì không chọn được.",
            "Công bố trước khi khóa danh sách. Đã công bố không sửa; thứ tự mới áp dụng từ một ngày sau.",
        ],
    ),
    "conferences": (
        "Hội đồng, hội nghị",
        [
            "Lập hội nghị, chương trình, điểm danh. Không đủ số người thì không khai mạc, không mở phiếu.",
            "Thêm khách mời, in giấy mời từng người hoặc cả tập. Mở mã điểm danh để thành viên tự điểm danh.",
            "Ghi người đăng ký phát biểu, bấm Mời: màn chiếu hiện người đang phát biểu. Ghi tóm tắt vào biên bản.",
            "Việc giao có đơn vị, thời hạn; đơn vị thấy ở Việc của tôi cho đến khi báo xong.",
            "Biên bản soạn sẵn từ diễn biến. Thông qua thì khóa; thư ký và chủ trì cùng ký; sửa bằng một bản mới.",
            "Bàn giao cụm trưởng cho đơn vị được bầu, không bầu thì theo lượt: đủ danh mục, hai bên cùng ký.",
        ],
    ),
    "ballots": (
        "Bỏ phiếu kín",
        [
            "Phiếu lập từ danh sách đã khóa. Mở, đóng, công bố luôn cần hai người.",
            "Hai người kiểm phiếu nhập riêng; khác nhau thì máy chỉ dòng khác, cả hai đếm lại.",
            "Phiếu điện tử: tổ kiểm phiếu mở nhận phiếu, máy tự nhận; mở bỏ phiếu rồi thì không phát thêm.",
            "Phiếu điện tử cần địa chỉ https; mạng không có internet: Quản trị lập chứng thư, mỗi máy tin một lần.",
            "Không ai biết ai đã chọn gì; máy tự kiểm tra phiếu có trong hòm sau khi đóng.",
            "Trước khi công bố, không ai xem được kết quả từng phần.",
            "Diễn tập trước ngày họp: máy giả bỏ phiếu giả, kiểm tra máy chủ, tự xóa; không đụng đến phiếu thật.",
            "Không tham gia từng dòng: ghi trước khi chốt; các dòng ấy thành phiếu riêng, đi cùng phiếu chính.",
            "Người vắng gửi ý kiến có tên hoặc phong bì kín, theo quy chế; đến muộn, đã có mặt thì không tính.",
            "Bằng phiếu: bỏ lại đủ số lần theo quy chế, rồi theo thứ tự đã công bố, sau cùng chủ trì quyết định.",
            "Mở hòm bằng mã: mỗi người kiểm phiếu nhận một mã, hiện một lần; đóng phiếu nhập mã của hai người.",
            "Hết hạn giữ phiếu, hai người hủy phiếu; kết quả, biên bản, nhật ký còn nguyên.",
        ],
    ),
    "decisions": (
        "Quyết định, tờ trình",
        [
            "Soạn từ kết quả đã công bố, trình ký, ghi số và ngày, ký. Ký xong văn bản khóa.",
            "Sổ số: số đã dùng, đang giữ, đã bỏ, còn trống theo ký hiệu, năm. Hai người không bao giờ lấy cùng một số.",
            "Người ký phải đang giữ chức vụ vào ngày ký; hết nhiệm kỳ thì không ký được ngày sau đó.",
            "Tờ trình: ghi đường đi, ngày nhắc; ghi trả lời từng dòng: tặng, không tặng, danh hiệu khác.",
            "Danh sách dài: dán kết quả từ Excel, Word, xem lại rồi ghi.",
            "Văn bản đã ký không sửa: đính chính, thay thế, thu hồi là quyết định mới; văn bản cũ nêu văn bản mới.",
            "Thu hồi xong, danh hiệu không còn tính vào thành tích và chuỗi năm liên tục.",
            "Tiền thưởng: bấm Vì sao số này ở từng dòng. Lập bảng thì số khóa; in danh sách ký nhận, ghi đã chi.",
            "Trợ lý, chỉ huy đơn vị xem và in phần của đơn vị mình: mở quyết định, bấm Tiền thưởng của đơn vị.",
            "Quỹ: tiền thưởng đã chi, nộp lại tự vào sổ; thu, chi khác ghi tay; ghi sai thì ghi bút toán đảo.",
            "Chi tổ chức, sơ kết, tổng kết quá tỷ lệ của số thu trong năm: máy hỏi lại, vẫn ghi được. Tỷ lệ ghi theo "
            "ngày ở Lương cơ sở, làm tròn, tỷ lệ chi.",
            "Nơi không nối mạng: Trao đổi hồ sơ. Hai bên giữ chung một khóa; tờ trình đã ký thành một gói tệp .zip.",
            "Bên kia Nhận gói: máy kiểm chữ ký, cho xem từng dòng, rồi mới nhận. Kết quả về cũng bằng gói.",
            "Gói kèm báo cáo, tệp đính kèm của từng hồ sơ: nhận rồi mở từng tệp. Tệp bị sửa, sai loại thì không nhận.",
        ],
    ),
    "decisions.certificate": (
        "Giấy khen, bằng",
        [
            "Chỉ có cho danh hiệu, hình thức mà danh mục của ngày quyết định quy định giấy chứng nhận.",
            "Chọn giấy trắng hay phôi in sẵn, đánh dấu các bản, Tạo tệp in. In lại bản đã in thì ghi lý do.",
            "Tên dài được thu nhỏ đến cỡ nhỏ nhất của ô; vẫn không vừa thì máy nêu tên, không in. Xem thử trước bằng "
            "Xem thử tên dài nhất.",
            "Mã QR dẫn tới trang cho người ngoài: còn hiệu lực hay không, tên danh hiệu, năm.",
        ],
    ),
    "decisions.layout": (
        "Bố cục giấy khen",
        [
            "Kéo ô bằng chuột; chọn ô rồi bấm mũi tên: 1 mm, giữ Shift 0,1 mm, giữ Ctrl 10 mm; hoặc gõ số.",
            "Phôi in sẵn: tải ảnh phôi để căn, chỉ in các ô đã đánh dấu. Đơn vị chưa đặt thì dùng bố cục của cấp trên.",
            "Lưu là thêm bố cục mới từ một ngày; bố cục cũ và các bản đã in theo nó không đổi.",
        ],
    ),
    "decisions.signature": (
        "Chữ ký số",
        [
            "Ký số sau khi văn bản đã ban hành: chữ ký thêm vào cuối tệp đã khóa, mã kiểm tra của bản gốc không đổi.",
            "Tệp chứng thư và mật khẩu dùng một lần trong bộ nhớ, không lưu. Token: tải bản chờ ký, ký ngoài, tải lên.",
            "Hợp lệ: tệp còn nguyên vẹn, chứng thư do cơ quan mà máy chủ tin cấp. Không gọi ra internet nên không hỏi "
            "được chứng thư có bị thu hồi hay không.",
        ],
    ),
    "decisions.golden": (
        "Sổ vàng",
        [
            "Số sổ vàng là số thứ tự của người, tập thể trong quyết định, cấp khi ký, không dùng lại.",
            "Số bị thu hồi, thay thế vẫn nằm trong sổ với trạng thái của nó; số thiếu được nêu.",
        ],
    ),
    "decisions.old": (
        "Khen thưởng đã có",
        [
            "Nhập quyết định giấy của mọi năm: số, ngày, cơ quan ban hành, bản chụp; chọn nhiều đối tượng một lần.",
            "Cả danh sách: dán từ Excel, Word, hoặc nhập tệp. Không có số hiệu thì tìm theo họ tên; xem trước rồi ghi.",
            "Ghi nguồn và mức tin cậy. Chỉ “Chắc chắn” được tính là đã đạt; còn lại khi xét là chưa có số liệu.",
            "Không sửa, không xóa: sửa là ghi dòng mới, dòng cũ còn trong lịch sử; rút phải có lý do.",
        ],
    ),
    "decisions.medal": (
        "Huy chương niên hạn",
        [
            "Ai đến hạn trong năm, năm sau, đã đến hạn mà hồ sơ chưa ghi, ai thiếu ngày nhập ngũ. Số năm lấy ở Quy "
            "định, danh hiệu, theo quy định của ngày xét.",
            "Có thời gian gián đoạn hoặc kỷ luật thì ngày đến hạn ghi từ – đến, người thẩm định xem.",
            "Đánh dấu rồi đưa vào danh sách đề nghị của năm, hoặc ghi theo quyết định khi cấp trên đã tặng.",
        ],
    ),
    "reports": (
        "Báo cáo",
        [
            "Chọn báo cáo, năm, đơn vị, định dạng PDF, Word hoặc Excel. Tệp lớn làm ở nền, xong thì tải về.",
            "In lại lúc nào cũng ra đúng bản cũ: ngày trên giấy là ngày của việc, không phải ngày in.",
        ],
    ),
    "reports.year_end": (
        "Báo cáo tổng kết",
        [
            "Từng đoạn tự viết theo số liệu. Sửa đoạn nào thì đoạn đó giữ câu chữ của đồng chí, không bị viết đè.",
            "Số liệu dưới đoạn đã sửa mà đổi thì trang và bản in báo: khi sửa ghi gì, nay ghi gì. Xem lại rồi giữ câu "
            "chữ hoặc sửa tiếp; để trống thì đoạn lại theo số liệu.",
            "In PDF, Excel, Word từ cùng nội dung.",
        ],
    ),
    "reports.figures": (
        "Số liệu khen thưởng",
        [
            "Cùng số liệu với báo cáo tổng kết: theo danh hiệu, nhóm đối tượng, loại hình, đơn vị, so với năm trước.",
            "Bấm vào số để xem từng dòng, từ dòng mở đề nghị, quyết định, phiếu.",
            "Cân đối theo đơn vị: tỷ trọng người được khen so với tỷ trọng quân số, chủ trì và trực tiếp. Chênh lệch "
            "dương là nhiều hơn phần theo quân số.",
        ],
    ),
    "reports.title_years": (
        "Danh hiệu nhiều năm",
        [
            "Chọn danh hiệu, số năm, liên tục hay không, cá nhân hay tập thể. Tính đến hết năm: chuỗi năm phải kết "
            "thúc đúng năm đó.",
            "Bấm vào năm để xem theo quyết định nào, phiếu nào, điểm nào, minh chứng nào.",
            "Dòng nhập lại chưa chắc chắn không tính. Tập thể kế tục được tính khi đã xác nhận.",
        ],
    ),
    "reports.wording": (
        "Câu chữ, thể thức văn bản",
        [
            "Sửa câu chữ của từng chỗ trên quyết định (cả Điều 2 về tiền thưởng, quyết định đính chính, thu hồi, thay "
            "thế), tờ trình, biên bản, giấy mời. Trường trong ngoặc nhọn như {nam} được điền từ số liệu; trường không "
            "có thì không lưu được.",
            "Xem thử, In thử trên văn bản thật trước khi lưu. Mỗi lần lưu là một bản mới có ngày; bản cũ còn nguyên, "
            "văn bản của ngày đã qua không đổi.",
            "Thể thức: lề, cỡ chữ theo Nghị định 30; đơn vị đặt khác thì trang ghi rõ chỗ nào ngoài khoảng.",
        ],
    ),
    "reports.agreement": (
        "Đối chiếu văn bản",
        [
            "Mọi văn bản của một hội nghị được đọc từ chính nội dung sẽ in: danh sách đề nghị, phiếu bầu, biên bản, "
            "bảng điểm, tờ trình, quyết định, danh sách được khen, báo cáo tổng kết.",
            "Tên, thứ tự, số lượng, điểm, tổng tiền phải như nhau. Chỗ nào khác thì ghi rõ văn bản nào ghi gì, tên nào "
            "thừa, tên nào thiếu. Xem trước khi ký.",
            "Người đạt phiếu chưa có văn bản được nhắc riêng, không tính là lệch.",
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
    "nominations.organ": "nominations.stations",
    "nominations.ask": "nominations.stations",
    "nominations.inquiry": "nominations.stations",
    "nominations.extend": "nominations.stations",
    "nominations.withdraw_inquiry": "nominations.stations",
    "nominations.record": "nominations.stations",
    "nominations.station": "nominations.stations",
    "nominations.distribute": "nominations.quota",
    "nominations.open_event": "nominations.event",
    "nominations.achievement": "nominations.event",
    "nominations.set_paper": "nominations.papers",
    "nominations.add_paper": "nominations.papers",
    "people.merge": "people.duplicates",
    "people.find_authors": "people.initiative",
    "jobs": "reports",
    "decisions.break": "decisions.medal",
    "criteria.register": "criteria.registration",
    "reports.registered": "criteria.registration",
    "reports.layout": "reports.wording",
    "reports.origin": "reports.title_years",
    "reports.paragraph": "reports.year_end",
    "reports.figure_lines": "reports.figures",
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
