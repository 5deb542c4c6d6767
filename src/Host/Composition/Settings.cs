using System.Globalization;
using PhongTrao.Host.Mail;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Host.Composition;

/// <summary>
/// What is configured under <c>PhongTrao</c> (environment variables <c>PhongTrao__Data</c> …). Read once at start; what is
/// wrong stops the start with a sentence.
/// </summary>
/// <param name="Data">Absolute path of the folder that holds everything.</param>
/// <param name="ClockStart">Development only: where the domain clock starts; null: where the log ends, or the demo's first day.</param>
/// <param name="Demo">Development only: organisation and people to try things with.</param>
/// <param name="DemoDossiers">With the demo: a handful of dossiers too.</param>
/// <param name="IsDevelopment">Whether the environment is Development.</param>
/// <param name="Certificate">PFX, or PEM with <paramref name="CertificateKey"/>; null: no certificate of ours.</param>
/// <param name="CertificateKey">PEM of the private key.</param>
/// <param name="CertificatePassword">Password of the PFX.</param>
/// <param name="MaxUpload">Largest attachment in bytes.</param>
/// <param name="Broker">RabbitMQ as <c>amqp://user:password@host:port/vhost</c>, or amqps; null: messages stay in memory. Never logged: it holds the password.</param>
/// <param name="Engine">Which engine says what is open next, see <see cref="RouteEngines"/>.</param>
/// <param name="Store">EventStoreDB as <c>esdb://user:password@host:2113</c>; null: SQLite in the data folder. Never logged either.</param>
/// <param name="RemindAt">Time of day in Hà Nội at which people are reminded; null: <see cref="ReminderSchedule.UsualTime"/>.</param>
/// <param name="Mail">The mail server; null: people are told in the application only.</param>
/// <param name="PdfBrowser">Chromium that makes PDF; null: looked for where it is usually installed.</param>
/// <param name="Backup">Absolute path of the folder in which copies are kept, each in a folder of its own; null: copies are made by the command line alone.</param>
public sealed record Settings(
    string Data,
    DateTimeOffset? ClockStart,
    bool Demo,
    bool DemoDossiers,
    bool IsDevelopment,
    string? Certificate,
    string? CertificateKey,
    string? CertificatePassword,
    long MaxUpload,
    Uri? Broker = null,
    string Engine = RouteEngines.BuiltIn,
    string? Store = null,
    TimeOnly? RemindAt = null,
    MailSettings? Mail = null,
    string? PdfBrowser = null,
    string? Backup = null
)
{
    /// <summary>Time of day in Hà Nội at which people are reminded: as configured, or 07:30.</summary>
    public TimeOnly ReminderTime => RemindAt ?? ReminderSchedule.UsualTime;

    /// <summary>Where the demo begins: plan 004 is running and there are still districts.</summary>
    public static DateTimeOffset DemoStart { get; } = new(2025, 4, 14, 8, 0, 0, TimeSpan.FromHours(7));

    /// <summary>Largest attachment where nothing is configured: 50 MB.</summary>
    public const long DefaultMaxUpload = 50L * 1024 * 1024;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="StartRefusedException">A setting is wrong, or not allowed in this environment.</exception>
    public static Settings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection("PhongTrao");
        var development = environment.IsDevelopment();
        DateTimeOffset? clock = null;
        if (section["Clock"] is { Length: > 0 } text)
        {
            if (!development)
            {
                throw new StartRefusedException(
                    "PhongTrao__Clock chỉ dùng được trong môi trường Development; hãy bỏ thiết lập này. "
                        + "(PhongTrao__Clock exists in Development only: remove the setting.)"
                );
            }

            clock = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at
                : throw new StartRefusedException(
                    $"PhongTrao__Clock: '{text}' không phải thời điểm dạng 2025-02-05T08:00:00+07:00. (Not an instant of that form.)"
                );
        }

        var demo = section["Demo"] is { Length: > 0 } wanted
            ? bool.TryParse(wanted, out var yes)
                ? yes
                : throw new StartRefusedException("PhongTrao__Demo: true hoặc false. (true or false.)")
            : development;
        if (demo && !development)
        {
            throw new StartRefusedException(
                "PhongTrao__Demo chỉ dùng được trong môi trường Development. (PhongTrao__Demo exists in Development only.)"
            );
        }

        var maxUpload = DefaultMaxUpload;
        if (
            section["MaxUpload"] is { Length: > 0 } limit
            && (!long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out maxUpload) || maxUpload < 1024)
        )
        {
            throw new StartRefusedException("PhongTrao__MaxUpload: số byte, ít nhất 1024. (Bytes, at least 1024.)");
        }

        TimeOnly? remindAt = null;
        if (section["RemindAt"] is { Length: > 0 } time)
        {
            remindAt = TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
                ? parsed
                : throw new StartRefusedException("PhongTrao__RemindAt: giờ trong ngày dạng 07:30. (A time of day of that form.)");
        }

        Uri? broker = null;
        if (
            section["Broker"] is { Length: > 0 } address
            && (
                !Uri.TryCreate(address, UriKind.Absolute, out broker) || broker.Scheme is not ("amqp" or "amqps") || broker.Host.Length == 0
            )
        )
        {
            throw new StartRefusedException(
                "PhongTrao__Broker: địa chỉ RabbitMQ dạng amqp://người-dùng:mật-khẩu@máy:5672/ hoặc amqps://… "
                    + "(The address of RabbitMQ, of that form.)"
            );
        }

        var pdfBrowser = Blank(section["PdfBrowser"]);
        if (pdfBrowser is not null && !File.Exists(pdfBrowser))
        {
            throw new StartRefusedException($"PhongTrao__PdfBrowser: không có tệp '{pdfBrowser}'. (There is no such file.)");
        }

        var data = section["Data"] is { Length: > 0 } path ? path : Path.Combine(environment.ContentRootPath, "data");
        var certificates = section.GetSection("Certificate");
        return new Settings(
            Path.GetFullPath(data, environment.ContentRootPath),
            clock,
            demo,
            demo && section["DemoDossiers"] is not "false",
            development,
            Blank(certificates["Path"]),
            Blank(certificates["KeyPath"]),
            Blank(certificates["Password"]),
            maxUpload,
            broker,
            RouteEngines.Named(section["Engine"]),
            StoreKinds.Checked(section["Store"]),
            remindAt,
            MailSettings.Read(section.GetSection("Mail")),
            pdfBrowser,
            Blank(section["Backup"]) is { } backup ? Path.GetFullPath(backup, environment.ContentRootPath) : null
        );
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>The service does not start; the message says why, in Vietnamese and English, and what to do.</summary>
public sealed class StartRefusedException(string message, Exception? cause = null) : Exception(message, cause);
