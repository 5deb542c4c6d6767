using Fluid.Values;
using PhongTrao.Host.Documents;

namespace PhongTrao.Host.Tests;

/// <summary>Papers with the longest names of units and the worst of diacritics, to see that nothing is cut off.</summary>
internal static class AwkwardPapers
{
    private const string Name = "ĐẶNG THỊ ƯỚC – PHƯỜNG THỦ DẦU MỘT – KỲ ẨM ỄNH ƯƠNG";

    private const string Unit =
        "Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc phường Thủ Dầu Một";

    /// <summary>Every field of a kind of paper filled, lists with so many lines.</summary>
    public static PaperFields FieldsOf(PaperKind kind, int lines)
    {
        var fields = new PaperFields(
            ["Ủy ban nhân dân thành phố Hồ Chí Minh", Unit],
            "Số: 1234/QĐ-BCĐPCTPTNXH",
            "Thành phố Hồ Chí Minh, ngày 05 tháng 02 năm 2026"
        )
        {
            Title = kind.Name,
        };
        foreach (var field in kind.Fields)
        {
            if (field.Columns is { } columns)
            {
                fields.Set(
                    field.Name,
                    Enumerable.Range(1, lines),
                    (line, set) =>
                    {
                        foreach (var column in columns.Where(column => column.Name != "stt"))
                        {
                            set[column.Name] = column.IsFlag
                                ? BooleanValue.Create(column.Name == "cuoi" && line == lines)
                                : PaperFields.Text(Said(column));
                        }
                    }
                );
            }
            else if (field.IsFlag)
            {
                fields.Set(field.Name, flag: true);
            }
            else if (field.Name == "ngay_so")
            {
                fields.SetNumber(field.Name, 20260205);
            }
            else
            {
                fields.Set(field.Name, Said(field));
            }
        }

        return fields;
    }

    // As long as it may come: what a field is called says whether it is a name, a day, a number or a sentence.
    private static string Said(PaperField field) =>
        field.Name switch
        {
            "ngay" or "hop_ngay" => "ngày 05 tháng 02 năm 2026",
            "nam" => "2026",
            "ky_quyen_han" => "KT. Chủ tịch / Phó Chủ tịch Thường trực kiêm Trưởng Ban Chỉ đạo",
            "ky_ten" or "chu_toa" or "thu_ky" or "nguoi" or "nguoi_tiep_nhan" => "Thượng tá Nguyễn Phước Quý Ễnh Ương",
            "ten" => Name,
            "ong_ba" => "Bà",
            "so_tien" or "tong_tien" => "1.053.000",
            "lan" or "so_bo" or "tep" or "phat_ra" or "thu_ve" or "hop_le" or "dong_y" or "khong_dong_y" => "09",
            "nhan" or "giao" or "hen" or "tra" or "han" or "tu_ngay" or "den_ngay" => "05/02/2026",
            "so_den" => "1234",
            "ma" or "ho_so" => "1234/HS-UBND",
            "qua_han" => "120",
            "thanh_tich" or "noi_dung" or "trich" or "y_kien" =>
                "Vận động 120 hộ ký cam kết, hòa giải thành 15 vụ việc; phát hiện, cung cấp 37 nguồn tin giúp lực lượng Công an khám phá 05 vụ phạm pháp hình sự",
            "don_vi" or "don_vi_de_nghi" or "don_vi_nop" or "co_quan" or "noi_tiep_nhan" or "tham_quyen" or "kinh_gui" => Unit,
            _ => field.Meaning,
        };
}
