using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using PhongTrao.Host.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Mail;

/// <summary>What a message says: what is overdue, what falls due, what others are late with. No person's name stands in it.</summary>
public sealed class MailText(NoticeWords words)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>A message of the notices that are still open.</summary>
    /// <param name="settings">From whom.</param>
    /// <param name="to">To whom.</param>
    /// <param name="id">Its id: the same message has the same Message-Id however often it is sent.</param>
    /// <param name="day">Its day.</param>
    /// <param name="person">Whose notices.</param>
    /// <param name="lines">At least one.</param>
    public MailMessage Write(MailSettings settings, string to, MailId id, DateOnly day, Person person, IReadOnlyList<NoticeLine> lines)
    {
        (string Title, List<NoticeLine> Lines)[] parts =
        [
            ("Quá hạn", [.. lines.Where(line => line is { Oversees: false, OverSince: not null })]),
            ("Đến hạn, sắp đến hạn", [.. lines.Where(line => line is { Kind: NoticeKind.Reminder, OverSince: null })]),
            ("Bị trả lại", [.. lines.Where(line => line is { Kind: NoticeKind.Returned })]),
            ("Được tiếp nhận", [.. lines.Where(line => line is { Kind: NoticeKind.Accepted })]),
            ("Đề nghị chuyển hình thức khen", [.. lines.Where(line => line is { Kind: NoticeKind.OtherForm })]),
            ("Được yêu cầu giải trình", [.. lines.Where(line => line is { Kind: NoticeKind.Asked })]),
            ("Đã có giải trình", [.. lines.Where(line => line is { Kind: NoticeKind.Explained })]),
            ("Đơn vị theo dõi còn việc quá hạn", [.. lines.Where(line => line is { Oversees: true, OverSince: not null })]),
        ];
        var filled = parts.Where(part => part.Lines.Count > 0).ToList();
        var subject =
            lines.Count == 1
                ? $"{Sort(lines[0].Kind)}: {Vietnam.LowerFirst(NoticeWords.When(lines[0], day))}, {Vietnam.LowerFirst(words.What(lines[0]))}"
                : $"Nhắc việc ngày {Vietnam.Date(day)}: "
                    + string.Join(", ", filled.Select(part => $"{Vietnam.Number(part.Lines.Count)} {Counted(part.Title)}"));
        var message = new MailMessage
        {
            From = settings.From,
            Subject = subject.Length <= 200 ? subject : subject[..199] + "…",
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(new MailAddress(to));
        message.Headers.Add("Message-Id", $"<{id}@{settings.From.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(Text(settings, filled, day, person), Encoding.UTF8, MediaTypeNames.Text.Plain)
        );
        message.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(Html(settings, filled, day, person), Encoding.UTF8, MediaTypeNames.Text.Html)
        );
        return message;

        static string Sort(NoticeKind kind) =>
            kind switch
            {
                NoticeKind.Reminder => "Nhắc việc",
                NoticeKind.OtherForm => "Hồ sơ đã nộp",
                NoticeKind.Asked or NoticeKind.Explained => "Ý kiến kiểm tra",
                _ => "Bản đã nộp",
            };

        static string Counted(string title) =>
            title[0] is 'Đ' && title.StartsWith("Đơn vị", StringComparison.Ordinal)
                ? "việc của đơn vị theo dõi quá hạn"
                : $"việc {Vietnam.LowerFirst(title)}";
    }

    private string Text(MailSettings settings, List<(string Title, List<NoticeLine> Lines)> parts, DateOnly day, Person person)
    {
        var text = new StringBuilder();
        foreach (var (title, lines) in parts)
        {
            text.Append(title).Append(" (").Append(Vietnam.Number(lines.Count)).Append(")\r\n");
            foreach (var line in lines)
            {
                text.Append("- ").Append(words.What(line)).Append(". ").Append(NoticeWords.When(line, day)).Append(". ");
                text.Append(Where(line, person)).Append(".\r\n");
                if (settings.Link is { } address)
                {
                    text.Append("  ").Append(address).Append(NoticeWords.Link(line, person)).Append("\r\n");
                }
            }

            text.Append("\r\n");
        }

        return text.Append(Foot(settings)).Append("\r\n").ToString();
    }

    private string Html(MailSettings settings, List<(string Title, List<NoticeLine> Lines)> parts, DateOnly day, Person person)
    {
        var html = new StringBuilder(
            "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Nhắc việc</title></head><body>"
        );
        foreach (var (title, lines) in parts)
        {
            html.Append("<h2>").Append(E(title)).Append(" (").Append(Vietnam.Number(lines.Count)).Append(")</h2><ul>");
            foreach (var line in lines)
            {
                var what = E(words.What(line));
                html.Append("<li><strong>");
                html.Append(settings.Link is { } address ? $"<a href=\"{E(address + NoticeWords.Link(line, person))}\">{what}</a>" : what);
                html.Append("</strong><br>").Append(E(NoticeWords.When(line, day))).Append(".<br>").Append(E(Where(line, person)));
                html.Append(".</li>");
            }

            html.Append("</ul>");
        }

        return html.Append("<p>").Append(E(Foot(settings))).Append("</p></body></html>").ToString();
    }

    private string Where(NoticeLine line, Person person) =>
        Labels.Capital(line.UnitName) + (line.Plan is { } plan ? $", {words.Plan(plan, person)}" : "");

    private static string Foot(MailSettings settings) =>
        "Thư gửi tự động, không trả lời thư này. Xem và đổi cách nhận nhắc việc ở trang Thông báo của hệ thống"
        + (settings.Link is { } address ? $": {address}/thong-bao" : ".");

    private static string E(string text) => Encoder.Encode(text);
}
