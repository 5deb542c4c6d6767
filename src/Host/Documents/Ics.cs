using System.Globalization;
using System.Text;

namespace PhongTrao.Host.Documents;

/// <summary>One entry of a calendar file.</summary>
/// <param name="Uid">The same for ever: a calendar that takes the file in twice shows the entry once.</param>
/// <param name="Day">The day.</param>
/// <param name="At">The moment on that day; null: the whole day.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Description">More of it; lines apart by \n.</param>
/// <param name="Alarm">When to be reminded; null: not at all.</param>
public sealed record IcsEvent(string Uid, DateOnly Day, DateTimeOffset? At, string Summary, string Description, DateTimeOffset? Alarm);

/// <summary>
/// Calendar files by RFC 5545: CRLF, lines folded at 75 octets, never within a character. Whole days are DATE values and moments
/// are UTC, so no time zone has to be described.
/// </summary>
public static class Ics
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/calendar; charset=utf-8";

    private const int MostOctets = 75;

    /// <summary>A calendar.</summary>
    /// <param name="name">What programs call it.</param>
    /// <param name="stamp">When it was made.</param>
    /// <param name="events">Its entries.</param>
    public static byte[] Write(string name, DateTimeOffset stamp, IEnumerable<IcsEvent> events)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//PhongTrao//Thoi han//VI");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "X-WR-CALNAME:" + Escape(name));
        foreach (var e in events)
        {
            Line(text, "BEGIN:VEVENT");
            Line(text, "UID:" + e.Uid);
            Line(text, "DTSTAMP:" + Utc(stamp));
            if (e.At is { } at)
            {
                Line(text, "DTSTART:" + Utc(at));
            }
            else
            {
                Line(text, "DTSTART;VALUE=DATE:" + Date(e.Day));
                Line(text, "DTEND;VALUE=DATE:" + Date(e.Day.AddDays(1)));
            }

            Line(text, "SUMMARY:" + Escape(e.Summary));
            Line(text, "DESCRIPTION:" + Escape(e.Description));
            Line(text, "TRANSP:TRANSPARENT");
            if (e.Alarm is { } alarm)
            {
                Line(text, "BEGIN:VALARM");
                Line(text, "ACTION:DISPLAY");
                Line(text, "DESCRIPTION:" + Escape(e.Summary));
                Line(text, "TRIGGER;VALUE=DATE-TIME:" + Utc(alarm));
                Line(text, "END:VALARM");
            }

            Line(text, "END:VEVENT");
        }

        Line(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Line(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                text.Append("\r\n ");
                octets = 1; // the blank that goes before what was folded
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\\' or ';' or ',' => escaped.Append('\\').Append(c),
                '\n' => escaped.Append("\\n"),
                _ when char.IsControl(c) && c != '\t' => escaped,
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Date(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
