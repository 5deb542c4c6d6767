using System.Net;
using System.Net.Mail;

namespace PhongTrao.Host.Mail;

/// <summary>What became of an attempt to hand over a message.</summary>
public abstract record Handover
{
    private Handover() { }

    /// <summary>The server has taken it.</summary>
    public sealed record Taken : Handover;

    /// <summary>The server does not want this message.</summary>
    /// <param name="Fault">Kind of the fault.</param>
    /// <param name="IsFinal">Trying again would not help.</param>
    public sealed record Refused(string Fault, bool IsFinal) : Handover;

    /// <summary>The server cannot be reached or lets nobody in: it is nothing about this message, which was not handed over.</summary>
    /// <param name="Fault">Kind of the fault.</param>
    public sealed record Away(string Fault) : Handover;

    /// <summary>It broke off on the way: the server may have taken the message or not.</summary>
    /// <param name="Fault">Kind of the fault.</param>
    public sealed record Unknown(string Fault) : Handover;
}

/// <summary>One connection to the mail server, for one round of messages.</summary>
public sealed class MailServer : IDisposable
{
    /// <summary>So long one message is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SmtpClient _client;

    public MailServer(MailSettings settings) =>
        _client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.StartTls,
            UseDefaultCredentials = false,
            Credentials = settings.User is { } user ? new NetworkCredential(user, settings.Password) : null,
        };

    /// <summary>Hands one message over, which is never broken off but by <see cref="Patience"/>.</summary>
    public async Task<Handover> SendAsync(MailMessage message)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _client.SendMailAsync(message, patience.Token);
            return new Handover.Taken();
        }
        catch (OperationCanceledException)
        {
            return new Handover.Unknown("timeout");
        }
        catch (SmtpException e)
        {
            return Judge(e);
        }
        catch (System.Security.Authentication.AuthenticationException e)
        {
            return new Handover.Away(e.GetType().Name);
        }
        catch (IOException e)
        {
            return new Handover.Unknown(e.GetType().Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // Codes of RFC 5321 that speak of the message or its recipient; everything else speaks of the server or of how it is used.
    private static Handover Judge(SmtpException e) =>
        (int)e.StatusCode switch
        {
            550 or 551 or 552 or 553 or 554 or 555 => new Handover.Refused($"{(int)e.StatusCode} {e.StatusCode}", IsFinal: true),
            450 or 451 or 452 => new Handover.Refused($"{(int)e.StatusCode} {e.StatusCode}", IsFinal: false),
            _ when e.StatusCode is not SmtpStatusCode.GeneralFailure => new Handover.Away($"{(int)e.StatusCode} {e.StatusCode}"),
            // A connection that was made and broke; one that could not be made is no IOException.
            _ when BrokeOff(e) => new Handover.Unknown(KindOf(e)),
            _ => new Handover.Away(KindOf(e)),
        };

    private static bool BrokeOff(Exception e)
    {
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is IOException)
            {
                return true;
            }
        }

        return false;
    }

    private static string KindOf(SmtpException e) => (e.InnerException?.GetBaseException() ?? e).GetType().Name;
}
