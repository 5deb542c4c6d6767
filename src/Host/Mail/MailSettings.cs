using System.Globalization;
using System.Net.Mail;
using PhongTrao.Host.Composition;

namespace PhongTrao.Host.Mail;

/// <summary>The mail server of the house.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">Who signs in there; null: nobody does.</param>
/// <param name="Password">With what. Never logged.</param>
/// <param name="From">From whom messages come.</param>
/// <param name="StartTls">Whether the connection is encrypted by STARTTLS before anything is said.</param>
/// <param name="Link">Where people find the service, without a slash at the end; null: messages carry no links.</param>
public sealed record MailSettings(string Host, int Port, string? User, string? Password, MailAddress From, bool StartTls, string? Link)
{
    /// <summary>Reads <c>PhongTrao__Mail__…</c>; null where no host is given.</summary>
    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static MailSettings? Read(IConfigurationSection section)
    {
        if (section["Host"] is not { Length: > 0 } host)
        {
            return null;
        }

        var startTls =
            section["StartTls"] is not { Length: > 0 } wanted
            || (
                bool.TryParse(wanted, out var yes)
                    ? yes
                    : throw new StartRefusedException("PhongTrao__Mail__StartTls: true hoặc false. (true or false.)")
            );
        var port = startTls ? 587 : 25;
        if (
            section["Port"] is { Length: > 0 } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
        )
        {
            throw new StartRefusedException("PhongTrao__Mail__Port: số cổng 1–65535. (A port.)");
        }

        if (!MailAddress.TryCreate(section["From"], out var from))
        {
            throw new StartRefusedException(
                "PhongTrao__Mail__From: địa chỉ gửi, ví dụ \"Nhắc việc <nhacviec@don-vi.gov.vn>\". (The address messages come from.)"
            );
        }

        string? link = null;
        if (section["Link"] is { Length: > 0 } address)
        {
            link =
                Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                    ? uri.ToString().TrimEnd('/')
                    : throw new StartRefusedException(
                        "PhongTrao__Mail__Link: địa chỉ người dùng mở hệ thống, dạng https://… (Where people open the service.)"
                    );
        }

        return new(
            host,
            port,
            section["User"] is { Length: > 0 } user ? user : null,
            section["Password"] is { Length: > 0 } password ? password : null,
            from,
            startTls,
            link
        );
    }
}
