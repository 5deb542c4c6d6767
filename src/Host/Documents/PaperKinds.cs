namespace PhongTrao.Host.Documents;

/// <summary>Every kind of paper, with what its templates can name. Codes are permanent: they stand in the record and in addresses.</summary>
public static class PaperKinds
{
    private static readonly PaperField[] Common =
    [
        new("co_quan", "cơ quan ban hành"),
        new("dia_danh", "địa danh"),
        new("ngay", "ngày văn bản, bằng chữ"),
        new("ngay_so", "ngày văn bản dạng số 20250701, để so sánh"),
        new("nam", "năm"),
        new("ky_quyen_han", "quyền hạn, chức vụ người ký"),
        new("ky_ten", "họ và tên người ký"),
    ];

    private static readonly PaperField Nominees = new(
        "nguoi",
        "danh sách được đề nghị hoặc khen thưởng",
        [
            new("stt", "số thứ tự"),
            new("ten", "họ và tên, tên tập thể"),
            new("ong_ba", "Ông, Bà; để trống nếu không ghi giới tính"),
            new("chuc_vu", "chức vụ, nghề nghiệp"),
            new("don_vi", "đơn vị, nơi ở"),
            new("don_vi_de_nghi", "đơn vị đề nghị"),
            new("thanh_tich", "tóm tắt thành tích"),
            new("doi_tuong", "cá nhân, tập thể, hộ gia đình"),
            new("cuoi", "người cuối danh sách", IsFlag: true),
        ]
    );

    private static readonly PaperField[] List =
    [
        .. Common,
        new("tham_quyen", "người có thẩm quyền: Chủ tịch Ủy ban nhân dân xã …"),
        new("uy_ban", "cơ quan ban hành là Ủy ban nhân dân", IsFlag: true),
        new("hinh_thuc", "hình thức khen thưởng hoặc danh hiệu"),
        new("loai_hinh", "loại hình khen thưởng"),
        new("danh_hieu", "công nhận danh hiệu, không phải khen thưởng", IsFlag: true),
        new("ke_hoach", "số, ngày và tên kế hoạch"),
        new("so_van_ban", "số, ký hiệu văn bản; dấu chấm khi còn là dự thảo"),
        new("kinh_gui", "nơi nhận tờ trình"),
        new("gom", "gồm bao nhiêu tập thể, cá nhân, hộ gia đình"),
        new("can_cu_khac", "căn cứ của việc đính chính, thay thế"),
        new("quyet_dinh_goc", "quyết định bị hủy bỏ, đính chính, thay thế"),
        new("ly_do_huy", "trường hợp hủy bỏ theo Điều 93"),
        new("hoi_dong", "biên bản họp Hội đồng, kết quả kiểm phiếu"),
        new("de_nghi", "theo đề nghị của ai: tờ trình số, ngày; Chủ tịch Hội đồng; cơ quan tham mưu"),
        Nominees,
        new(
            "dinh_chinh",
            "nội dung đính chính",
            [
                new("stt", "số thứ tự"),
                new("ten", "họ và tên, tên tập thể"),
                new("muc", "mục được đính chính"),
                new("da_ghi", "nội dung đã ghi"),
                new("doc_la", "nội dung đúng"),
            ]
        ),
    ];

    private static readonly PaperField[] SittingFields =
    [
        .. Common,
        new("hoi_dong", "tên Hội đồng"),
        new("hop_ngay", "ngày họp"),
        new("dia_diem", "địa điểm"),
        new("chu_toa", "chủ tọa"),
        new("thu_ky", "thư ký"),
        new("tong_so", "tổng số thành viên"),
        new("co_mat", "số có mặt"),
        new("bang_van_ban", "số cho ý kiến bằng văn bản"),
        new("vang", "số vắng mặt"),
        new("can_co", "số cần có mặt"),
        new("noi_dung", "nội dung xét"),
        new("gom", "số trường hợp được xét"),
        new(
            "thanh_vien",
            "thành viên",
            [
                new("stt", "số thứ tự"),
                new("ten", "họ và tên"),
                new("chuc_vu", "chức vụ"),
                new("hien_dien", "có mặt, vắng mặt, ý kiến bằng văn bản"),
                new("chu_toa", "là chủ tọa", IsFlag: true),
            ]
        ),
        new(
            "nguoi",
            "người, tập thể được xét",
            [
                new("stt", "số thứ tự"),
                new("ten", "họ và tên, tên tập thể"),
                new("don_vi_de_nghi", "đơn vị đề nghị"),
                new("nguong", "khi nào thì thông qua"),
                new("phat_ra", "số phiếu phát ra"),
                new("thu_ve", "số phiếu thu về"),
                new("hop_le", "số phiếu hợp lệ"),
                new("dong_y", "số phiếu đồng ý"),
                new("khong_dong_y", "số phiếu không đồng ý"),
                new("ket_qua", "thông qua, không thông qua"),
                new("khong_tham_gia", "ai không tham gia biểu quyết, vì sao"),
                new("y_kien", "ý kiến khác"),
            ]
        ),
    ];

    private static readonly PaperField[] Dossier =
    [
        .. Common,
        new("ho_so", "số hồ sơ"),
        new("don_vi_nop", "đơn vị nộp hồ sơ"),
        new("noi_dung", "nội dung đề nghị"),
        new("so_de_nghi", "số tập thể, cá nhân, hộ gia đình được đề nghị"),
        new("noi_tiep_nhan", "cơ quan, bộ phận tiếp nhận"),
        new("so_den", "số đến"),
        new("ngay_nhan", "ngày nhận"),
        new("ngay_hen", "ngày hẹn trả kết quả"),
        new("nguoi_tiep_nhan", "người tiếp nhận"),
        new("thoi_han", "thời hạn giải quyết"),
        new("so_bo", "số bộ hồ sơ giấy"),
        new("lan", "lần thứ mấy"),
        new("tra_loi_truoc", "hạn bổ sung"),
        new("ly_do", "lý do"),
        new("phoi_hop", "cơ quan được xin ý kiến"),
        new("ngay_dung", "ngày đơn vị nộp rút hồ sơ"),
        new(
            "thanh_phan",
            "thành phần hồ sơ",
            [new("stt", "số thứ tự"), new("ten", "tên thành phần"), new("ban_giay", "số bản giấy"), new("tep", "số tệp")]
        ),
        new("thieu", "nội dung cần bổ sung", [new("stt", "số thứ tự"), new("noi_dung", "nội dung")]),
        new(
            "buoc",
            "các bước giải quyết",
            [
                new("stt", "số thứ tự"),
                new("buoc", "tên bước"),
                new("co_quan", "cơ quan thực hiện"),
                new("nhan", "thời gian nhận"),
                new("giao", "thời gian chuyển"),
                new("han", "hạn xử lý"),
                new("ket_qua", "trước hạn, đúng hạn, quá hạn"),
                new("nguoi", "người xử lý"),
            ]
        ),
    ];

    /// <summary>Tờ trình with its list.</summary>
    public static PaperKind Proposal { get; } = new("to-trinh", "Tờ trình", List);

    /// <summary>Danh sách alone.</summary>
    public static PaperKind NomineeList { get; } = new("danh-sach", "Danh sách", List);

    /// <summary>Quyết định with its list.</summary>
    public static PaperKind Decision { get; } = new("quyet-dinh", "Quyết định", List);

    /// <summary>Quyết định hủy bỏ.</summary>
    public static PaperKind Revocation { get; } = new("quyet-dinh-huy-bo", "Quyết định hủy bỏ", List);

    /// <summary>Quyết định đính chính.</summary>
    public static PaperKind Correction { get; } = new("quyet-dinh-dinh-chinh", "Quyết định đính chính", List);

    /// <summary>Quyết định sửa đổi, thay thế.</summary>
    public static PaperKind Replacement { get; } = new("quyet-dinh-thay-the", "Quyết định sửa đổi, thay thế", List);

    /// <summary>Giấy công nhận, a page for each.</summary>
    public static PaperKind Recognition { get; } = new("giay-cong-nhan", "Giấy công nhận", List);

    /// <summary>Danh sách chi tiền thưởng.</summary>
    public static PaperKind Rewards { get; } =
        new(
            "chi-tien-thuong",
            "Danh sách chi tiền thưởng",
            [
                .. Common,
                new("quyet_dinh", "số, ngày quyết định"),
                new("hinh_thuc", "hình thức khen thưởng"),
                new("tong_tien", "tổng số tiền"),
                new("bang_chu", "tổng số tiền bằng chữ"),
                new("chua_quy_dinh", "số trường hợp chưa có mức quy định"),
                new(
                    "nguoi",
                    "người, tập thể nhận tiền thưởng",
                    [
                        new("stt", "số thứ tự"),
                        new("ten", "họ và tên, tên tập thể"),
                        new("don_vi", "đơn vị"),
                        new("cach_tinh", "hệ số nhân mức lương cơ sở"),
                        new("so_tien", "số tiền"),
                    ]
                ),
            ]
        );

    /// <summary>Thông báo kết quả of a decision.</summary>
    public static PaperKind ResultNotice { get; } =
        new(
            "thong-bao-ket-qua",
            "Thông báo kết quả",
            [
                .. Common,
                new("quyet_dinh", "số, ngày quyết định"),
                new("hinh_thuc", "hình thức khen thưởng hoặc danh hiệu"),
                new("danh_hieu", "công nhận danh hiệu, không phải khen thưởng", IsFlag: true),
                new("gom", "gồm bao nhiêu tập thể, cá nhân, hộ gia đình"),
                new("noi_gui", "đơn vị đề nghị, mỗi đơn vị một dòng", [new("stt", "số thứ tự"), new("ten", "tên đơn vị")]),
                Nominees,
            ]
        );

    /// <summary>Giấy mời họp Hội đồng.</summary>
    public static PaperKind Invitation { get; } = new("giay-moi", "Giấy mời", SittingFields);

    /// <summary>Biên bản họp Hội đồng.</summary>
    public static PaperKind Minutes { get; } = new("bien-ban-hop", "Biên bản họp Hội đồng", SittingFields);

    /// <summary>Phiếu bình xét.</summary>
    public static PaperKind Ballot { get; } = new("phieu-binh-xet", "Phiếu bình xét", SittingFields);

    /// <summary>Phiếu xin ý kiến.</summary>
    public static PaperKind WrittenBallot { get; } = new("phieu-xin-y-kien", "Phiếu xin ý kiến", SittingFields);

    /// <summary>Giấy tiếp nhận hồ sơ và hẹn trả kết quả.</summary>
    public static PaperKind Receipt { get; } = new("giay-tiep-nhan", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", Dossier);

    /// <summary>Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.</summary>
    public static PaperKind Supplement { get; } = new("phieu-yeu-cau-bo-sung", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", Dossier);

    /// <summary>Phiếu từ chối tiếp nhận giải quyết hồ sơ.</summary>
    public static PaperKind Rejection { get; } = new("phieu-tu-choi", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", Dossier);

    /// <summary>Văn bản xin lỗi và đề nghị gia hạn.</summary>
    public static PaperKind Apology { get; } = new("van-ban-xin-loi", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", Dossier);

    /// <summary>Phiếu kiểm soát quá trình giải quyết hồ sơ.</summary>
    public static PaperKind Control { get; } = new("phieu-kiem-soat", "Phiếu kiểm soát quá trình giải quyết hồ sơ", Dossier);

    /// <summary>Thông báo dừng giải quyết hồ sơ: it was withdrawn after it had been received.</summary>
    public static PaperKind StopNotice { get; } = new("thong-bao-dung", "Thông báo dừng giải quyết hồ sơ", Dossier);

    /// <summary>Sổ theo dõi hồ sơ of a unit for a period.</summary>
    public static PaperKind IntakeBook { get; } =
        new(
            "so-theo-doi",
            "Sổ theo dõi hồ sơ",
            [
                .. Common,
                new("tu_ngay", "ngày đầu của kỳ"),
                new("den_ngay", "ngày cuối của kỳ"),
                new("so_ho_so", "số hồ sơ trong kỳ"),
                new(
                    "ho_so",
                    "hồ sơ đã tiếp nhận trong kỳ",
                    [
                        new("stt", "số thứ tự"),
                        new("so_den", "số đến, tức số thứ tự ghi trên giấy tiếp nhận"),
                        new("ma", "mã hồ sơ"),
                        new("noi_dung", "nội dung đề nghị"),
                        new("so_bo", "số bộ hồ sơ giấy"),
                        new("don_vi_nop", "đơn vị nộp hồ sơ"),
                        new("co_quan", "cơ quan chủ trì giải quyết"),
                        new("nhan", "ngày nhận"),
                        new("hen", "ngày hẹn trả kết quả"),
                        new("tra", "ngày trả kết quả"),
                        new("ghi_chu", "tình trạng hồ sơ"),
                    ]
                ),
            ]
        );

    /// <summary>Công văn đôn đốc.</summary>
    public static PaperKind Urging { get; } =
        new(
            "cong-van-don-doc",
            "Công văn đôn đốc",
            [
                .. Common,
                new("viec", "việc phải làm"),
                new("ky", "kỳ của việc"),
                new("ke_hoach", "số, ngày và tên kế hoạch"),
                new("dieu_khoan", "điểm, mục của kế hoạch"),
                new("trich", "nguyên văn trong kế hoạch"),
                new("gui_den", "nơi gửi"),
                new("den_het_ngay", "đến hết ngày nào"),
                new("so_don_vi", "số đơn vị chậm"),
                new("mot_don_vi", "tên đơn vị, khi chỉ có một"),
                new(
                    "don_vi",
                    "đơn vị chậm",
                    [new("stt", "số thứ tự"), new("ten", "tên đơn vị"), new("han", "hạn"), new("qua_han", "số ngày quá hạn")]
                ),
            ]
        );

    /// <summary>All, in the order in which they are shown.</summary>
    public static IReadOnlyList<PaperKind> All { get; } =
    [
        Proposal,
        NomineeList,
        Decision,
        Revocation,
        Correction,
        Replacement,
        Recognition,
        Rewards,
        ResultNotice,
        Invitation,
        Ballot,
        WrittenBallot,
        Minutes,
        Receipt,
        Supplement,
        Rejection,
        Apology,
        StopNotice,
        Control,
        IntakeBook,
        Urging,
    ];

    /// <summary>The kind with this code, or null.</summary>
    public static PaperKind? Of(string? code) => All.FirstOrDefault(kind => kind.Code == code);
}
