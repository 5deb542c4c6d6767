using System.Collections.Immutable;
using System.Globalization;
using PhongTrao.Host.Components;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Documents;

/// <summary>What a cell of a plan's workbook holds.</summary>
internal enum CellKind
{
    /// <summary>Text, a code or several codes with commas between, as it stands in the file.</summary>
    Text,

    /// <summary>A figure.</summary>
    Number,

    /// <summary>A day; a spreadsheet may hold it as a number.</summary>
    Day,

    /// <summary>A day, or the number of a day within a month.</summary>
    DayOrNumber,

    /// <summary>A time of day.</summary>
    Hour,

    /// <summary>A part of the plan, or an item of it: "Đợt.dot-2".</summary>
    Place,
}

/// <summary>One column of a sheet (one row of the first sheet, which says one thing a row).</summary>
/// <param name="Path">Keys of the plan file from the item on; "[]": one element a row.</param>
/// <param name="Label">Head, in the words of an official.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Words">The only words it may hold, as the file and as people write them; null: any.</param>
/// <param name="Hint">How to fill it in; null: the head says it.</param>
internal sealed record PlanColumn(
    string Path,
    string Label,
    CellKind Kind = CellKind.Text,
    IReadOnlyList<(string Word, string Label)>? Words = null,
    string? Hint = null
)
{
    internal IReadOnlyList<string> Keys { get; } = Path.Split('.');

    /// <summary>The path as problems name it.</summary>
    internal string Field { get; } = Path.Replace("[]", "", StringComparison.Ordinal);

    /// <summary>Whether an item may have several of it, each in a row of its own.</summary>
    internal bool IsFurther => Keys[0].EndsWith(']');
}

/// <summary>One sheet: the head of the plan, or one of its lists.</summary>
/// <param name="Key">Key of the list in the file; empty: the head.</param>
/// <param name="Name">Name of the sheet, at most 31 characters.</param>
/// <param name="Columns">In order; the first one holds "không quy định" where the plan leaves the whole list open.</param>
/// <param name="Hint">What it is for.</param>
internal sealed record PlanSheet(string Key, string Name, string Hint, IReadOnlyList<PlanColumn> Columns)
{
    internal PlanColumn First(string field) =>
        Columns.First(column => column.Field == field || column.Field.StartsWith(field + ".", StringComparison.Ordinal));
}

/// <summary>A row as it was found: texts by column, and the number that problems give for it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Cells">As a file has them; empty: nothing.</param>
/// <param name="Begins">Whether an item begins with it; null: where anything but a further party or paper is filled in.</param>
internal sealed record PlanRow(int Line, ImmutableArray<string> Cells, bool? Begins = null);

/// <summary>
/// A plan as sheets for people who will never write YAML. One table says what stands where; both ways follow from it: a plan's file
/// is laid out by it, and what was filled in becomes the same nodes as a file's, so that one reader finds every problem of both. Of
/// an item with several parties or papers, each further one has a row of its own below, where nothing else is filled in.
/// </summary>
internal static partial class PlanSheets
{
    internal const string Judged = "người thẩm định";

    private static readonly (string, string)[] YesNo = [("có", "có"), ("không", "không")];
    private static readonly (string, string)[] Levels =
    [
        ("xa", "cấp xã"),
        ("huyen", "cấp huyện"),
        ("tinh", "cấp tỉnh"),
        ("trung-uong", "trung ương"),
    ];
    private static readonly (string, string)[] Subjects = [("person", "cá nhân"), ("collective", "tập thể"), ("household", "hộ gia đình")];
    private static readonly (string, string)[] Periods = Of<PlanPeriodKind>(period => PlanWords.Every(period)["mỗi ".Length..]);
    private static readonly (string, string)[] Edges = [("dau", "ngày đầu"), ("cuoi", "ngày cuối")];
    private static readonly (string, string)[] HeadFields =
    [
        ("number", "Số, ký hiệu"),
        ("date", "Ngày"),
        ("title", "Trích yếu"),
        ("theme", "Chủ đề"),
        ("superior", "Kế hoạch cấp trên"),
        ("copies", "Số bộ hồ sơ"),
        ("signer", "Chức vụ người ký"),
    ];
    private const string CodeHint = "Mã ngắn: chữ thường không dấu, chữ số, dấu gạch nối";
    private static readonly PlanColumn Clause = new("clause", "Mục", Hint: "Mục của kế hoạch, ví dụ II.3 hoặc Đầu văn bản");
    private static readonly PlanColumn Effect = new(
        "effect",
        "Không đạt thì",
        Words: [("chan", "chặn"), ("canh-bao", "cảnh báo")],
        Hint: "Để trống: chặn"
    );
    private static readonly PlanColumn Wording = new("wording", "Nguyên văn", Hint: "Những chữ quyết định, không chép cả đoạn");

    /// <summary>Every sheet in order.</summary>
    internal static IReadOnlyList<PlanSheet> All { get; } =
    [
        new(
            "",
            "Kế hoạch",
            "Mỗi dòng một điều; điều kế hoạch không nói ghi “không quy định”.",
            [
                new("kind", "Loại văn bản", Words: [("ke-hoach", "kế hoạch"), ("van-ban", "văn bản chung")]),
                new("id", "Mã kế hoạch", Hint: CodeHint),
                new("issuer", "Mã đơn vị ban hành", Hint: "Mã của đơn vị trong danh mục đơn vị"),
                new("issuedBy.name", "Cơ quan ban hành"),
                new("issuedBy.level", "Cấp", Words: Levels),
                new("issuedBy.levelWord", "Tên gọi của cấp", Hint: "thị trấn, xã, phường, thành phố, tỉnh …"),
                new("issuedBy.place", "Địa danh cấp trên", Hint: "Như văn bản ghi, hoặc không quy định"),
                new("issuedBy.clause", "Cơ quan ban hành: chỗ ghi"),
                new("number", "Số, ký hiệu"),
                new("date", "Ngày", CellKind.Day),
                new("title", "Trích yếu"),
                new("theme", "Chủ đề"),
                new("superior.issuer", "Kế hoạch cấp trên: cơ quan", Hint: "Không có thì ghi không quy định, hai dòng dưới để trống"),
                new("superior.number", "Kế hoạch cấp trên: số"),
                new("superior.date", "Kế hoạch cấp trên: ngày", CellKind.Day),
                new("signer", "Chức vụ người ký", Hint: "Chức vụ và hình thức ký, không ghi tên"),
                new("period.wording", "Thời gian: nguyên văn"),
                new("period.from", "Thời gian: từ ngày", CellKind.Day),
                new("period.to", "Thời gian: đến hết ngày", CellKind.Day),
                new("period.clause", "Thời gian: mục"),
                new("scope.text", "Phạm vi"),
                new("scope.clause", "Phạm vi: mục"),
                new("copies.sets", "Số bộ hồ sơ", CellKind.Number),
                new("copies.clause", "Số bộ hồ sơ: mục"),
            ]
        ),
        new(
            "quotes",
            "Trích dẫn đầu văn bản",
            "Nguyên văn và chỗ ghi của các điều ở đầu văn bản.",
            [new("field", "Điều", Words: HeadFields), Clause, Wording]
        ),
        new(
            "basis",
            "Căn cứ",
            "Văn bản mà kế hoạch nêu.",
            [
                new("relation", "Quan hệ", Words: Of<PlanRelation>(PlanWords.Relation)),
                new("issuer", "Cơ quan"),
                new("number", "Số, ký hiệu"),
                new("date", "Ngày", CellKind.Day),
                new("about", "Về việc"),
                Clause,
            ]
        ),
        new(
            "fallbacks",
            "Quy định thay thế",
            "Kế hoạch không nói thì theo đâu; có thể để trống.",
            [new("field", "Điều", CellKind.Place), new("text", "Theo"), new("source", "Nguồn")]
        ),
        new(
            "rounds",
            "Đợt",
            "Các đợt thi đua; được trùng nhau hoặc cách quãng.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("name", "Tên"),
                new("from", "Từ ngày", CellKind.Day),
                new("to", "Đến hết ngày", CellKind.Day),
                new("theme", "Chủ đề"),
                Clause,
                Wording,
            ]
        ),
        new(
            "forms",
            "Hình thức khen",
            "Hình thức khen mà kế hoạch nêu.",
            [
                new("form", "Mã hình thức", Hint: "Mã của hình thức khen trong quy trình"),
                new("name", "Tên"),
                Clause,
                new("number.text", "Số lượng"),
                new("number.clause", "Số lượng: mục"),
            ]
        ),
        new("types", "Loại khen", "Loại hình khen thưởng.", [new("type", "Mã", Hint: CodeHint), new("name", "Tên"), Clause]),
        new(
            "groups",
            "Đối tượng",
            "Nhóm đối tượng.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("kind", "Loại", Words: Subjects),
                new("name", "Tên"),
                Clause,
                new("criteria", "Mục nêu tiêu chuẩn"),
            ]
        ),
        new(
            "eligibility",
            "Được đề nghị",
            "Đối tượng nào được đề nghị loại khen nào; cặp không ghi là không quy định.",
            [
                new("group", "Mã đối tượng"),
                new("type", "Mã loại khen"),
                new("allowed", "Được đề nghị", Words: YesNo),
                Clause,
                Wording,
                Effect,
            ]
        ),
        new(
            "criteria",
            "Tiêu chuẩn",
            "Mỗi tiêu chuẩn một cách kiểm: ghi “người thẩm định” ở cột đầu của nhóm Kiểm, hoặc điền một trong các cột của nhóm.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("groups", "Mã đối tượng", Hint: "Cách nhau bằng dấu phẩy; để trống: mọi đối tượng"),
                new("check.title", "Kiểm: đã có danh hiệu", Hint: "Mã danh hiệu, hoặc “người thẩm định”"),
                new("check.grade", "Kiểm: xếp loại từ", Words: Of<PlanGrade>(PlanWords.Grade)),
                new("check.within", "Kiểm: xếp loại trong", Words: Periods),
                new("check.filed", "Kiểm: đã nộp các việc", Hint: "Mã việc, cách nhau bằng dấu phẩy"),
                new("check.once", "Kiểm: mỗi thành tích một lần", Words: YesNo),
                new("check.commended", "Kiểm: đã được khen ở", Words: Levels),
                new("check.times", "Kiểm: số lần đã được khen", CellKind.Number),
                new("leaders", "Chỉ với người đứng đầu", Words: YesNo),
                Clause,
                Wording,
                Effect,
            ]
        ),
        new("priorities", "Ưu tiên", "Đối tượng được xét trước.", [new("text", "Nội dung"), Clause]),
        new(
            "components",
            "Thành phần hồ sơ",
            "Giấy tờ của một hồ sơ.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("name", "Tên"),
                new("mandatory", "Bắt buộc", Words: YesNo),
                new("perNominee", "Mỗi đối tượng một bản", Words: YesNo),
                new("confirmation", "Có xác nhận", Words: YesNo),
                new("forms", "Cho hình thức", Hint: "Mã hình thức, cách nhau bằng dấu phẩy; để trống: mọi hình thức"),
                new("types", "Cho loại khen", Hint: "Mã loại khen, cách nhau bằng dấu phẩy; để trống: mọi loại"),
                Clause,
            ]
        ),
        new(
            "quotas",
            "Chỉ tiêu khen thưởng",
            "Số lượng khen thưởng của từng khối.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("form", "Mã hình thức"),
                new("type", "Mã loại khen"),
                new("round", "Mã đợt"),
                new("occasion", "Dịp"),
                new("block", "Khối"),
                new("kinds", "Loại đơn vị", Hint: "Cách nhau bằng dấu phẩy; có thể để trống"),
                new("of", "Loại đối tượng", Words: Subjects),
                new("min", "Ít nhất", CellKind.Number),
                new("max", "Nhiều nhất", CellKind.Number),
                .. Party("allocatedBy", "Bên phân bổ"),
                Clause,
                Wording,
                new("groups", "Mã đối tượng", Hint: "Cách nhau bằng dấu phẩy; để trống: mọi đối tượng"),
                new("hard", "Không được vượt", Words: YesNo),
            ]
        ),
        new(
            "shares",
            "Tỷ lệ trong chỉ tiêu khen",
            "Tỷ lệ ít nhất, nhiều nhất của một số đối tượng trong số được khen; thường để trống.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("form", "Mã hình thức"),
                new("type", "Mã loại khen"),
                new("quotas", "Mã chỉ tiêu khen", Hint: "Cách nhau bằng dấu phẩy; để trống: mọi khối của hình thức"),
                new("of", "Tính trên số", Words: [("phan-bo", "được phân bổ"), ("de-nghi", "đề nghị")]),
                new("who", "Là ai", Words: Of<NomineeMark>(Labels.Mark), Hint: "Ghi ở đây hoặc ở cột sau, không ghi cả hai"),
                new("groups", "Là đối tượng", Hint: "Mã đối tượng, cách nhau bằng dấu phẩy"),
                new(
                    "among",
                    "Trong các đối tượng",
                    Hint: "Mã đối tượng, cách nhau bằng dấu phẩy; chỉ khi tính trên số đề nghị; để trống: tất cả"
                ),
                new("atLeast", "Ít nhất (%)", CellKind.Number, Hint: "Ghi ở đây hoặc ở cột sau, không ghi cả hai"),
                new("atMost", "Nhiều nhất (%)", CellKind.Number),
                new("each", "Từng đơn vị", Words: YesNo, Hint: "Có: mỗi đơn vị đề nghị tự giữ tỷ lệ; để trống: tính chung"),
                new("hard", "Không được vượt", Words: YesNo),
                Clause,
                Wording,
            ]
        ),
        new(
            "targets",
            "Chỉ tiêu",
            "Chỉ tiêu của phong trào.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("what", "Nội dung"),
                new(
                    "measure",
                    "Cách đo",
                    Words:
                    [
                        ("so-luong", "số lượng"),
                        ("ty-le", "tỷ lệ"),
                        ("tang", "tăng so với kỳ gốc"),
                        ("giam", "giảm so với kỳ gốc"),
                        ("khong-de-xay-ra", "không để xảy ra"),
                        ("dinh-tinh", "định tính"),
                    ]
                ),
                new("unit", "Đơn vị tính"),
                new("numerator", "Tử số"),
                new("denominator", "Mẫu số"),
                new("base", "Kỳ gốc"),
                new(
                    "compare",
                    "So sánh",
                    Words:
                    [
                        ("tren", "trên"),
                        ("tu", "từ … trở lên"),
                        ("duoi", "dưới"),
                        ("den", "đến"),
                        ("dat", "đạt"),
                        ("khoang", "trong khoảng"),
                    ]
                ),
                new("value", "Mức", CellKind.Number),
                new("from", "Khoảng: từ", CellKind.Number),
                new("to", "Khoảng: đến", CellKind.Number),
                .. Party("by[]", "Bên thực hiện"),
                new("per", "Tính theo"),
                new("every", "Mỗi kỳ", Words: Periods),
                new("when", "Thời điểm"),
                new("level", "Ở cấp", Words: Levels),
                new("partOf", "Trong đó của chỉ tiêu", Hint: "Mã chỉ tiêu mà chỉ tiêu này là một phần"),
                new("evidence", "Minh chứng"),
                .. Count("numberFrom", "Hệ thống đếm"),
                .. Count("baseFrom", "Hệ thống đếm mẫu số"),
                Clause,
                Wording,
            ]
        ),
        new(
            "duties",
            "Việc và thời hạn",
            "Mỗi việc một thời hạn; không có ngày thì ghi “không quy định” ở cột “Trước ngày”, hoặc lời của kế hoạch ở cột “Chưa có ngày”.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("kind", "Loại việc", Words: Of<PlanDutyKind>(PlanWords.Kind)),
                new("what", "Nội dung"),
                .. Party("by[]", "Bên thực hiện"),
                .. Party("to", "Gửi về"),
                .. Party("to.through", "Qua"),
                .. Party("alsoTo[]", "Cùng gửi về"),
                new(
                    "timing.before",
                    "Thời hạn: trước ngày",
                    CellKind.DayOrNumber,
                    Hint: "Ngày; việc lặp lại thì số ngày trong tháng; hoặc không quy định"
                ),
                new("timing.by", "Thời hạn: chậm nhất ngày", CellKind.DayOrNumber, Hint: "Ngày; việc lặp lại thì số ngày trong tháng"),
                new("timing.from", "Thời hạn: từ ngày", CellKind.Day),
                new("timing.to", "Thời hạn: đến hết ngày", CellKind.Day),
                new("timing.hour", "Thời hạn: giờ", CellKind.Hour, Hint: "Ví dụ 16:30"),
                new("timing.every", "Lặp lại mỗi", Words: Periods),
                new("timing.weekday", "Lặp lại: thứ", Words: Weekdays),
                new("timing.month", "Lặp lại: tháng thứ mấy của kỳ", CellKind.Number),
                new("timing.later", "Lặp lại: chậm mấy kỳ", CellKind.Number),
                new("timing.of.duty", "Tính từ hạn của việc", Hint: "Mã việc"),
                new("timing.of.round", "Tính từ đợt", Hint: "Mã đợt"),
                new("timing.of.edge", "Tính từ đợt: ngày", Words: Edges),
                new("timing.of.plan", "Tính từ kế hoạch", Words: Edges),
                new("timing.of.event", "Tính từ sự việc", Words: Of<PlanHappening>(PlanWords.Happening)),
                new("timing.eachRound", "Mỗi đợt một lần", Words: YesNo),
                new("timing.days", "Số ngày", CellKind.Number),
                new("timing.unit", "Loại ngày", Words: [("ngay-lam-viec", "ngày làm việc"), ("ngay", "ngày")]),
                new("timing.side", "Trước hay sau", Words: [("truoc", "trước"), ("sau", "sau")]),
                new("timing.within", "Trong", Words: Periods),
                new("timing.number", "Trong: kỳ thứ", CellKind.Number),
                new("timing.year", "Trong: năm", CellKind.Number),
                new("timing.undated", "Chưa có ngày", Hint: "Lời của kế hoạch, ví dụ khi kết thúc phong trào"),
                new("for", "Cho kỳ, dịp"),
                new("round", "Mã đợt"),
                new("first", "Kỳ đầu từ ngày", CellKind.Day),
                new("strength", "Mức ràng buộc", Words: [("bat-buoc", "bắt buộc"), ("khuyen-khich", "khuyến khích")]),
                new("late.taken", "Nộp muộn có nhận", Words: YesNo, Hint: "có, không, hoặc không quy định"),
                new("late.wording", "Nộp muộn: nguyên văn"),
                new("target", "Tính cho chỉ tiêu", Hint: "Mã chỉ tiêu"),
                Clause,
                Wording,
            ]
        ),
        new(
            "receivers",
            "Nơi nhận",
            "Ai gửi về đâu.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("what", "Nội dung"),
                .. Party("from[]", "Bên gửi"),
                .. Party("to", "Gửi về"),
                .. Party("to.through", "Qua"),
                Clause,
                Wording,
            ]
        ),
        new(
            "recognitions",
            "Danh hiệu",
            "Danh hiệu được xét, công nhận.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("title", "Mã danh hiệu", Hint: CodeHint),
                new("name", "Tên"),
                .. Party("subjects[]", "Đối tượng"),
                new("window.wording", "Thời gian xét: nguyên văn"),
                new("window.from", "Thời gian xét: từ ngày", CellKind.Day),
                new("window.to", "Thời gian xét: đến hết ngày", CellKind.Day),
                new("window.clause", "Thời gian xét: mục"),
                .. Party("receivedBy", "Nơi nhận hồ sơ"),
                .. Party("receivedBy.through", "Nhận qua"),
                .. Party("decidedBy", "Cơ quan quyết định"),
                new("basis", "Căn cứ"),
                new("papers[]", "Giấy tờ"),
                new("duties", "Mã việc", Hint: "Cách nhau bằng dấu phẩy; có thể để trống"),
                Clause,
                Wording,
                new("route", "Mã quy trình", Hint: "Quy trình công nhận; để trống: chưa lập được hồ sơ"),
                new("scale", "Thang điểm", Hint: "Mã thang điểm của bộ quy tắc; để trống: không chấm điểm"),
            ]
        ),
        new(
            "registers",
            "Sổ theo dõi",
            "Sổ việc tốt, tin bài, mô hình, lớp tập huấn.",
            [
                new("kind", "Loại", Words: Of<PlanRegisterKind>(PlanWords.Register)),
                new("what", "Nội dung"),
                .. Party("by[]", "Bên thực hiện"),
                new("target", "Tính cho chỉ tiêu", Hint: "Mã chỉ tiêu"),
                Clause,
                Wording,
            ]
        ),
        new(
            "routes",
            "Quy trình riêng",
            "Quy trình xét khen thưởng mà lời văn của kế hoạch đòi hỏi, khác quy trình thường dùng; thường để trống.",
            [
                new("form", "Mã hình thức"),
                new("types", "Mã loại khen", Hint: "Cách nhau bằng dấu phẩy; để trống: mọi loại"),
                new("route", "Mã quy trình"),
                Clause,
                Wording,
            ]
        ),
        new(
            "roles",
            "Phân công",
            "Ai làm gì về khen thưởng.",
            [new("code", "Mã", Hint: CodeHint), new("office", "Cơ quan"), new("duty", "Nhiệm vụ"), Clause]
        ),
        new(
            "flags",
            "Chỗ cần lưu ý",
            "Chỗ mâu thuẫn, khó đọc hoặc chưa rõ của văn bản; có thể để trống.",
            [
                new("code", "Mã", Hint: CodeHint),
                new("kind", "Loại", Words: Of<PlanFlagKind>(PlanWords.Flag)),
                new("field", "Điều", CellKind.Place, Hint: "Tên trang hoặc tên điều; một dòng của trang: Đợt.dot-2"),
                Clause,
                new("text", "Nội dung"),
            ]
        ),
    ];

    /// <summary>Lists that may be empty: a plan may have no doubts.</summary>
    internal static bool MayBeEmpty(PlanSheet sheet) => sheet.Key is "fallbacks" or "flags";

    /// <summary>What may stand in a column of parts of the plan, as the file and as people write it.</summary>
    internal static IReadOnlyList<(string Word, string Label)> Places { get; } =
    [
        .. HeadFields,
        ("kind", "Loại văn bản"),
        ("id", "Mã kế hoạch"),
        ("issuer", "Đơn vị ban hành"),
        ("issuedBy", "Cơ quan ban hành"),
        ("period", "Thời gian"),
        ("scope", "Phạm vi"),
        .. All.Where(sheet => sheet.Key.Length > 0).Select(sheet => (sheet.Key, sheet.Name)),
    ];

    private static (string, string)[] Weekdays =>
        [.. StoredWords<PlanWeekday>.All.OrderBy(pair => pair.Value).Select(pair => (pair.Key, WeekdayOf(pair.Value)))];

    // ---- a file's nodes as rows ----

    /// <summary>The rows of a sheet, as the plan's nodes have them; of the head, one row with everything.</summary>
    internal static IReadOnlyList<ImmutableArray<string>> Rows(PlanSheet sheet, FileNode.Mapping plan)
    {
        if (sheet.Key.Length == 0)
        {
            return [RowOf(sheet, plan, 0)];
        }

        var list = plan.Entries.FirstOrDefault(entry => entry.Key == sheet.Key)?.Value;
        return list switch
        {
            FileNode.Sequence { Items.IsEmpty: false } items =>
            [
                .. items.Items.SelectMany(item => Enumerable.Range(0, DepthOf(sheet, item)).Select(k => RowOf(sheet, item, k))),
            ],
            FileNode.Sequence when MayBeEmpty(sheet) => [],
            null => [],
            _ =>
            [
                [FileMap.Unstated, .. Enumerable.Repeat("", sheet.Columns.Count - 1)],
            ],
        };
    }

    private static int DepthOf(PlanSheet sheet, FileNode item) =>
        sheet
            .Columns.Where(column => column.Path.Contains("[]", StringComparison.Ordinal))
            .Select(column => Value(item, column.Keys[0][..^2]) is FileNode.Sequence list ? list.Items.Length : 1)
            .Append(1)
            .Max();

    private static ImmutableArray<string> RowOf(PlanSheet sheet, FileNode item, int k) =>
        [.. sheet.Columns.Select(column => CellOf(sheet, column, item, k))];

    private static string CellOf(PlanSheet sheet, PlanColumn column, FileNode item, int k)
    {
        var at = (FileNode?)item;
        var field = "";
        var isList = false;
        foreach (var key in column.Keys)
        {
            if (at is FileNode.Scalar) // a group that says "không quy định" as a whole
            {
                break;
            }

            var name = key.TrimEnd('[', ']');
            field = field.Length == 0 ? name : $"{field}.{name}";
            at = Value(at, name);
            if (key.EndsWith(']'))
            {
                isList = true;
                at =
                    at is FileNode.Sequence { Items.IsEmpty: true } ? new FileNode.Scalar(0, FileMap.Unstated)
                    : at is FileNode.Sequence list
                        ? k < list.Items.Length ? list.Items[k]
                            : null
                    : k == 0 ? at
                    : null;
            }
        }

        return at switch
        {
            _ when k > 0 && !isList => "",
            FileNode.Scalar scalar when field == column.Field || sheet.First(field) == column => Written(column, scalar.Text),
            FileNode.Sequence list => string.Join(", ", list.Items.OfType<FileNode.Scalar>().Select(one => one.Text)),
            _ => "",
        };
    }

    private static FileNode? Value(FileNode? node, string key) =>
        (node as FileNode.Mapping)?.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static string Written(PlanColumn column, string text) =>
        column.Kind is CellKind.Place ? Translated(text, Places, toLabel: true)
        : column.Words is { } words ? words.FirstOrDefault(word => word.Word == text).Label ?? text
        : text;

    // ---- problems ----

    /// <summary>The sheet and the column that a problem of a plan is about; of a whole item or list, no column.</summary>
    internal static (PlanSheet Sheet, PlanColumn? Column) PlaceOf(FileProblem problem)
    {
        // "duties[2].by[0].level" is the column "by.level" of the sheet of duties.
        var path = Indexes().Replace(problem.Field, "");
        var sheet = All.FirstOrDefault(list =>
            list.Key.Length > 0 && (path == list.Key || path.StartsWith(list.Key + ".", StringComparison.Ordinal))
        );
        path = sheet is null ? path : path[sheet.Key.Length..].TrimStart('.');
        sheet ??= All[0];
        return (
            sheet,
            sheet.Columns.FirstOrDefault(column =>
                column.Field == path || (path.Length > 0 && column.Field.StartsWith(path + ".", StringComparison.Ordinal))
            )
        );
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\[\d+\]", System.Text.RegularExpressions.RegexOptions.None, 1000)]
    private static partial System.Text.RegularExpressions.Regex Indexes();

    // ---- rows as a file's nodes ----

    /// <summary>What was filled in, as the nodes that a file would have given; lines are those of the rows.</summary>
    internal static FileNode.Mapping Nodes(IReadOnlyList<(PlanSheet Sheet, IReadOnlyList<PlanRow> Rows)> sheets)
    {
        var entries = new List<FileEntry>
        {
            new(0, "format", new FileNode.Scalar(0, PlanFile.FormatVersion.ToString(CultureInfo.InvariantCulture))),
        };
        foreach (var (sheet, rows) in sheets)
        {
            var columns = sheet.Columns.Select((column, i) => new Place(column, i, 0)).ToList();
            if (sheet.Key.Length == 0)
            {
                entries.AddRange(rows.Count == 0 ? [] : Map(columns, [rows[0]]).Entries);
            }
            else if (rows is [var only] && IsUnstated(only.Cells, 0))
            {
                entries.Add(new(only.Line, sheet.Key, new FileNode.Scalar(only.Line, FileMap.Unstated)));
            }
            else if (rows.Count > 0 || MayBeEmpty(sheet))
            {
                entries.Add(new(0, sheet.Key, new FileNode.Sequence(0, [.. Items(sheet, rows).Select(item => Map(columns, item))])));
            }
        }

        return new(0, [.. entries]);
    }

    private static IEnumerable<IReadOnlyList<PlanRow>> Items(PlanSheet sheet, IReadOnlyList<PlanRow> rows)
    {
        var item = new List<PlanRow>();
        foreach (var row in rows)
        {
            var isFurther = !(row.Begins ?? sheet.Columns.Where((column, i) => !column.IsFurther && row.Cells[i].Length > 0).Any());
            if (!isFurther && item.Count > 0)
            {
                yield return item;
                item = [];
            }

            item.Add(row);
        }

        if (item.Count > 0)
        {
            yield return item;
        }
    }

    private static FileNode.Mapping Map(IReadOnlyList<Place> places, IReadOnlyList<PlanRow> rows)
    {
        var entries = new List<FileEntry>();
        foreach (var group in places.GroupBy(place => place.Key, StringComparer.Ordinal))
        {
            var inner = group.ToList();
            var name = group.Key.TrimEnd('[', ']');
            if (NodeOf(group.Key, inner, rows) is { } node)
            {
                entries.Add(new(node.Line, name, node));
            }
        }

        return new(rows[0].Line, [.. entries]);
    }

    private static FileNode? NodeOf(string key, List<Place> inner, IReadOnlyList<PlanRow> rows)
    {
        var isLeaf = inner is [{ IsLeaf: true }];
        if (!key.EndsWith(']'))
        {
            return One(inner, isLeaf, rows[0]);
        }

        var filled = rows.Where(row => inner.Exists(place => row.Cells[place.Index].Length > 0)).ToList();
        return filled.Count == 0 ? null
            : filled is [var only] && IsUnstated(only, inner) ? new FileNode.Scalar(only.Line, FileMap.Unstated)
            : new FileNode.Sequence(filled[0].Line, [.. filled.Select(row => One(inner, isLeaf, row)!)]);
    }

    private static FileNode? One(List<Place> inner, bool isLeaf, PlanRow row)
    {
        var first = inner[0];
        var filled = inner.Where(place => row.Cells[place.Index].Length > 0).ToList();
        return filled.Count == 0 ? null
            : isLeaf ? new FileNode.Scalar(row.Line, Read(first.Column, row.Cells[first.Index]))
            : IsUnstated(row, inner) ? new FileNode.Scalar(row.Line, FileMap.Unstated)
            : first.Column.Field == "check.title" && filled.Count == 1 && IsJudged(row.Cells[first.Index])
                ? new FileNode.Scalar(row.Line, Judged)
            : Map([.. inner.Select(place => place with { Depth = place.Depth + 1 })], [row]);
    }

    private static bool IsUnstated(PlanRow row, List<Place> inner) =>
        Is(row.Cells[inner[0].Index], FileMap.Unstated) && inner.Skip(1).All(place => row.Cells[place.Index].Length == 0);

    private static bool IsUnstated(ImmutableArray<string> cells, int first) =>
        Is(cells[first], FileMap.Unstated) && cells.Where((_, i) => i != first).All(cell => cell.Length == 0);

    private static bool IsJudged(string cell) => Is(cell, Judged) || Is(cell, "không");

    private static bool Is(string cell, string words) => string.Equals(cell, words, StringComparison.OrdinalIgnoreCase);

    /// <summary>A cell as a file would have it: words by their codes, days and hours as files write them.</summary>
    internal static string Read(PlanColumn column, string text)
    {
        if (Is(text, FileMap.Unstated))
        {
            return FileMap.Unstated;
        }

        if (column.Kind is CellKind.Day or CellKind.DayOrNumber)
        {
            string[] forms = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-MM-dd"];
            return DateOnly.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.Iso() : text;
        }

        if (column.Kind is CellKind.Hour)
        {
            string[] forms = ["H:mm", "HH:mm", "H:mm:ss", "H'h'mm", "H'g'mm", "H' giờ 'mm"];
            return TimeOnly.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
                ? hour.ToString("HH:mm", CultureInfo.InvariantCulture)
                : text;
        }

        return column.Kind is CellKind.Place
            ? Translated(text, Places, toLabel: false)
            : column.Words?.FirstOrDefault(word => Is(word.Label, text) || Is(word.Word, text)).Word ?? text;
    }

    // "Đợt.dot-2" and "rounds.dot-2": only what stands before the point is a word.
    private static string Translated(string text, IReadOnlyList<(string Word, string Label)> words, bool toLabel)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var (part, rest) = dot < 0 ? (text, "") : (text[..dot], text[dot..]);
        var known = words.FirstOrDefault(word => Is(toLabel ? word.Word : word.Label, part) || (!toLabel && Is(word.Word, part)));
        return known.Word is null ? text : (toLabel ? known.Label : known.Word) + rest;
    }

    private static PlanColumn[] Party(string path, string label) =>
        [
            new(
                $"{path}.name",
                label,
                Hint: "Tên như văn bản ghi, hoặc không quy định" + (path.EndsWith(']') ? "; thêm bên nữa ở dòng dưới" : "")
            ),
            new($"{path}.level", $"{label}: cấp", Words: Levels),
            new($"{path}.function", $"{label}: chức năng", Hint: "Mã chức năng, ví dụ ban-chi-dao, cong-an, lanh-dao"),
            new($"{path}.kind", $"{label}: loại đơn vị", Hint: "Mã loại, ví dụ khu-dan-cu, thpt"),
            new($"{path}.unit", $"{label}: mã đơn vị"),
        ];

    private static PlanColumn[] Count(string path, string label) =>
        [
            new(
                $"{path}.count",
                label,
                Words:
                [
                    ("so-theo-doi", "sổ theo dõi"),
                    ("ho-so", "hồ sơ đã nộp"),
                    ("de-nghi", "đối tượng được đề nghị"),
                    ("khen", "đối tượng được khen"),
                    ("don-vi", "đơn vị trong danh mục"),
                    ("danh-hieu", "đăng ký, công nhận danh hiệu"),
                ],
                Hint: "Số hệ thống tự đếm rồi điền sẵn; có thể để trống"
            ),
            new($"{path}.register", $"{label}: sổ", Words: Of<PlanRegisterKind>(PlanWords.Register)),
            new($"{path}.of", $"{label}: loại đối tượng", Words: Subjects),
            new($"{path}.level", $"{label}: đơn vị cấp", Words: Levels),
            new($"{path}.title", $"{label}: mã danh hiệu"),
            new($"{path}.stage", $"{label}: đến bước", Words: Of<PlanTitleStage>(PlanWords.Stage)),
            new($"{path}.kinds", $"{label}: loại đơn vị", Hint: "Mã, cách nhau bằng dấu phẩy; để trống: mọi loại"),
            new($"{path}.grade", $"{label}: xếp loại từ", Words: Of<PlanGrade>(PlanWords.Grade)),
        ];

    private static (string, string)[] Of<T>(Func<T, string> label)
        where T : struct, Enum => [.. StoredWords<T>.All.OrderBy(pair => pair.Value).Select(pair => (pair.Key, label(pair.Value)))];

    private static string WeekdayOf(PlanWeekday day) =>
        day is PlanWeekday.Sunday ? "Chủ nhật" : $"Thứ {"Hai Ba Tư Năm Sáu Bảy".Split(' ')[(int)day]}";

    /// <summary>A column seen from some depth of its path.</summary>
    private sealed record Place(PlanColumn Column, int Index, int Depth)
    {
        internal string Key => Column.Keys[Depth];

        internal bool IsLeaf => Column.Keys.Count == Depth + 1;
    }
}
