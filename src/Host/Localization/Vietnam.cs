using System.Globalization;
using System.Text;
using PhongTrao.Workflows.Calendar;

namespace PhongTrao.Host.Localization;

/// <summary>How dates, numbers and names are written and read in Vietnamese (domain.md 5.1, 5.3).</summary>
public static class Vietnam
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "d/M/yyyy", "dd/MM/yyyy", "d-M-yyyy", "d.M.yyyy"];

    private static readonly string[] Weekdays = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];

    /// <summary>The culture everything an official reads is written in.</summary>
    public static CultureInfo Culture { get; } = CultureInfo.ReadOnly(CultureInfo.GetCultureInfo("vi-VN"));

    /// <summary>Composed (NFC), without blanks around; null for nothing, blank, or text that is not well formed (a lone surrogate).</summary>
    public static string? Normalize(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            var normal = text.Normalize(NormalizationForm.FormC).Trim();
            foreach (var c in normal)
            {
                if (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                {
                    return null;
                }
            }

            return normal;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads 2025-08-19, 19/8/2025 or 19/08/2025; null for anything else. Two-digit years are not guessed.</summary>
    public static DateOnly? ParseDate(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>
    /// Reads an instant of Hà Nội as people write it: "19/08/2025 14:30" or "14:30 19/08/2025" is the end of that minute, a day alone the end of it;
    /// null for anything else.
    /// </summary>
    public static DateTimeOffset? ParseInstant(string? text)
    {
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts is [var alone])
        {
            return ParseDate(alone) is { Year: >= 1900 and < 2200 } only ? VietnamTime.EndOf(only).AddTicks(-1) : null;
        }

        if (parts is not [var one, var other])
        {
            return null;
        }

        var (day, time) = one.Contains(':') ? (other, one) : (one, other);
        return
            ParseDate(day) is { Year: >= 1900 and < 2200 } date
            && TimeOnly.TryParseExact(time, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            ? VietnamTime.StartOf(date).Add(clock.ToTimeSpan()).AddMinutes(1).AddTicks(-1)
            : null;
    }

    /// <summary>Reads a month, "08/2025", "8/2025" or "2025-08": its first day; null for anything else.</summary>
    public static DateOnly? ParseMonth(string? text) =>
        DateOnly.TryParseExact(
            text?.Trim(),
            ["MM/yyyy", "M/yyyy", "yyyy-MM"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var month
        ) && month.Year is >= 1900 and < 2200
            ? month
            : null;

    /// <summary>08/2025.</summary>
    public static string Month(DateOnly month) => month.ToString("MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>19/08/2025.</summary>
    public static string Date(DateOnly date) => date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>19/08/2025, or a dash where there is none.</summary>
    public static string Date(DateOnly? date) => date is { } given ? Date(given) : "–";

    /// <summary>"thứ Ba, 19/08/2025".</summary>
    public static string DateWithWeekday(DateOnly date) => $"{Weekdays[(int)date.DayOfWeek]}, {Date(date)}";

    /// <summary>In documents: "ngày 05 tháng 02 năm 2026": a zero before days up to 9 and months 1 and 2 only (NĐ 30/2020).</summary>
    public static string DateInDocuments(DateOnly date) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"ngày {date.Day:00} tháng {(date.Month <= 2 ? $"0{date.Month}" : date.Month)} năm {date.Year}"
        );

    /// <summary>14:05 19/08/2025, in Hà Nội.</summary>
    public static string Instant(DateTimeOffset at) =>
        at.ToOffset(VietnamTime.Offset).ToString("HH:mm dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>14:05:09 19/08/2025, in Hà Nội: where the order of acts matters.</summary>
    public static string InstantWithSeconds(DateTimeOffset at) =>
        at.ToOffset(VietnamTime.Offset).ToString("HH:mm:ss dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>1.234.567.</summary>
    public static string Number(long number) => number.ToString("#,##0", Culture);

    /// <summary>Small counts in documents: "05", "12".</summary>
    public static string Count(int count) => count.ToString("00", CultureInfo.InvariantCulture);

    /// <summary>702.000 đồng.</summary>
    public static string Money(long dong) => $"{Number(dong)} đồng";

    /// <summary>1,5 MB; 12 KB; 900 byte.</summary>
    public static string Bytes(long length) =>
        length switch
        {
            >= 1024 * 1024 => (length / (1024d * 1024)).ToString("#,##0.#", Culture) + " MB",
            >= 1024 => (length / 1024d).ToString("#,##0", Culture) + " KB",
            _ => Number(length) + " byte",
        };

    /// <summary>With the first letter in lower case, as after a colon.</summary>
    public static string LowerFirst(string text) =>
        text.Length == 0 ? text : string.Concat(char.ToLower(text[0], Culture).ToString(), text.AsSpan(1));

    /// <summary>
    /// Key by which names of people are sorted: tên, then họ, then đệm, in the order of the Vietnamese alphabet. Compare keys
    /// ordinally (as bytes).
    /// </summary>
    /// <param name="name">Họ và tên, whole.</param>
    /// <param name="sortName">"Tên để sắp xếp" where the last word is not it.</param>
    public static byte[] PersonSortKey(string name, string? sortName = null)
    {
        var words = name.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var given = sortName ?? (words.Length > 0 ? words[^1] : "");
        var family = words.Length > 1 ? words[0] : "";
        var middle = words.Length > 2 ? string.Join(' ', words[1..^1]) : "";
        return [.. Key(given), 0, .. Key(family), 0, .. Key(middle)];

        static byte[] Key(string text) => Culture.CompareInfo.GetSortKey(text, CompareOptions.IgnoreCase).KeyData;
    }
}
