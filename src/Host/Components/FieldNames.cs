using System.Globalization;
using PhongTrao.Host.Desk;

namespace PhongTrao.Host.Components;

/// <summary>What fields are called on the pages, so that a fault names the field it is about.</summary>
public static partial class FieldNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["userName"] = "Tên đăng nhập",
        ["displayName"] = "Họ và tên",
        ["phone"] = "Số điện thoại",
        ["email"] = "Thư điện tử",
        ["mail"] = "Cách nhận thư nhắc việc",
        ["password"] = "Mật khẩu",
        ["oldPassword"] = "Mật khẩu hiện tại",
        ["newPassword"] = "Mật khẩu mới",
        ["name"] = "Họ và tên, tên tập thể",
        ["kind"] = "Đối tượng",
        ["group"] = "Nhóm đối tượng",
        ["position"] = "Chức vụ",
        ["workplace"] = "Đơn vị, nơi ở",
        ["birthYear"] = "Năm sinh",
        ["achievement"] = "Tóm tắt thành tích",
        ["type"] = "Loại hình khen thưởng",
        ["forms"] = "Hình thức khen thưởng",
        ["unit"] = "Đơn vị",
        ["plan"] = "Kế hoạch",
        ["number"] = "Số, ký hiệu",
        ["authority"] = "Cơ quan, người quyết định",
        ["csv"] = "Danh sách được khen",
        ["names"] = "Danh sách được khen",
        ["subject"] = "Người, tập thể đã ghi nhận",
        ["units"] = "Đơn vị",
        ["from"] = "Từ ngày",
        ["lastDay"] = "Ngày cuối",
        ["lastValidDay"] = "Ngày cuối còn hợp lệ",
        ["opens"] = "Nhận từ ngày",
        ["hour"] = "Giờ cuối",
        ["basis"] = "Lý do, căn cứ",
        ["state"] = "Trạng thái",
        ["date"] = "Ngày văn bản",
        ["signer"] = "Người ký",
        ["form"] = "Thể thức ký",
        ["scan"] = "Bản ký",
        ["scanBy"] = "Ngày hẹn bổ sung bản ký",
        ["chairSigned"] = "Chủ tọa đã ký",
        ["secretarySigned"] = "Thư ký đã ký",
        ["member"] = "Thành viên",
        ["secretary"] = "Thư ký",
        ["reason"] = "Lý do",
        ["note"] = "Lý do, nhận xét",
        ["passed"] = "Đánh giá",
        ["nominee"] = "Người được chọn",
        ["nominees"] = "Người được chọn",
        ["to"] = "Người nhận",
        ["appointment"] = "Phân công",
        ["until"] = "Đến hết ngày",
        ["account"] = "Người dùng của hệ thống",
        ["goTo"] = "Bước trả về",
        ["on"] = "Ngày",
        ["returnOn"] = "Ngày hẹn trả",
        ["answerBy"] = "Hạn bổ sung",
        ["text"] = "Nội dung",
        ["seed"] = "Số gieo mẫu",
        ["size"] = "Cỡ mẫu",
        ["last"] = "Đến dòng",
        ["explainBy"] = "Hạn giải trình",
        ["explanation"] = "Nội dung giải trình",
        ["conclusion"] = "Kết luận",
        ["office"] = "Bộ phận được yêu cầu giải trình",
        ["copies"] = "Số bộ giấy",
        ["file"] = "Tệp",
        ["files"] = "Tệp",
        ["keptAt"] = "Nơi lưu",
        ["members"] = "Tổng số thành viên",
        ["issued"] = "Phiếu phát ra",
        ["returned"] = "Phiếu thu về",
        ["valid"] = "Phiếu hợp lệ",
        ["for"] = "Phiếu đồng ý",
        ["against"] = "Phiếu không đồng ý",
        ["tally"] = "Số phiếu",
        ["day.date"] = "Ngày",
        ["day.kind"] = "Loại ngày",
        ["day.name"] = "Tên ngày",
        ["days.date"] = "Ngày",
        ["days.kind"] = "Loại ngày (nghỉ hoặc làm bù)",
        ["days.name"] = "Tên ngày",
        ["days"] = "Các ngày của năm",
        ["document.number"] = "Số, ký hiệu văn bản",
        ["document.summary"] = "Trích yếu",
        ["function"] = "Chức năng",
        ["year"] = "Năm",
        ["change"] = "Loại thay đổi",
        ["issuer"] = "Cơ quan ban hành",
        ["issuedBy"] = "Tên cơ quan ở đầu văn bản",
        ["title"] = "Trích yếu",
        ["periodFrom"] = "Thời gian thực hiện, từ ngày",
        ["periodTo"] = "Thời gian thực hiện, đến hết ngày",
        ["day"] = "Ngày tổ chức",
        ["mergedInto"] = "Lồng ghép vào",
        ["place"] = "Địa điểm",
        ["attendance"] = "Số người dự",
        ["which"] = "Nêu ngắn gọn",
        ["count"] = "Số lượng",
        ["dossier"] = "Hồ sơ đã nộp",
        ["remark"] = "Ghi chú",
        ["receivedOn"] = "Ngày nhận bản giấy",
        ["receivedHour"] = "Giờ nhận",
        ["missing"] = "Còn thiếu gì",
        ["recipient"] = "Nơi nhận",
        ["also"] = "Báo cáo lồng ghép",
        ["keep"] = "Tệp giữ lại",
        ["occurrences"] = "Việc",
        ["revision"] = "Bản của kế hoạch",
    };

    // A field within something is called after it where that says more: "days[3].date" is no document's date.
    [System.Text.RegularExpressions.GeneratedRegex(@"\[\d+\]", System.Text.RegularExpressions.RegexOptions.None, 1000)]
    private static partial System.Text.RegularExpressions.Regex Indexes();

    /// <summary>The sentence of a fault with the name of its field: "Người ký: phải nhập."; in a list with its place.</summary>
    public static string Sentence(Fault fault)
    {
        var sentence = Api.Problems.Sentence(fault);
        if (fault.Field.Split(':', 3) is [var file, var line, var place])
        {
            return $"{(file.Length == 0 ? "Dòng" : $"Tệp {file}, dòng")} {line}{(place.Length == 0 ? "" : $", mục {place}")}: {Localization.Vietnam.LowerFirst(sentence)}";
        }

        if (fault.Field.Split('!', 3) is [var sheet, var cell, .. var column])
        {
            return $"Trang {sheet}, ô {cell}{(column is [var head] ? $" ({head})" : "")}: {Localization.Vietnam.LowerFirst(sentence)}";
        }

        var last = fault.Field[(fault.Field.LastIndexOf('.') + 1)..];
        if (last.EndsWith(']') && last.IndexOf('[', StringComparison.Ordinal) is var open and > 0)
        {
            last = last[..open];
        }

        var path = Indexes().Replace(fault.Field, "");
        if (Names.TryGetValue(path, out var name) || Names.TryGetValue(last, out name))
        {
            var row =
                fault.Field.IndexOf('[', StringComparison.Ordinal) is var from and >= 0
                && fault.Field.IndexOf(']', from) is var end and > 0
                && int.TryParse(
                    fault.Field.AsSpan(from + 1, end - from - 1),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var index
                )
                    ? string.Create(CultureInfo.InvariantCulture, $"Dòng {index + 1}, ")
                    : "";
            if (row.Length == 0 && sentence.StartsWith(name, StringComparison.Ordinal))
            {
                return sentence; // it names the field itself
            }

            return $"{row}{name}: {Localization.Vietnam.LowerFirst(sentence)}";
        }

        return sentence;
    }
}
