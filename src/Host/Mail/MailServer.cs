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

    /// <summary>The server cannot be reached or lets nobody in: it is nothing about this message.</summary>
    /// <param name="Fault">Kind of the fault.</param>
    public sealed record Away(string Fault) : Handover;
}

/// <summary>One connection to the mail server, for one round of messages.</summary>
public sealed class MailServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SmtpClient _client;

    public MailServer(MailSettings settings) =>
        _client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.StartTls,
            UseDefaultCredentials = false,
            Credentials = settings.User is { } user ? new NetworkCredential(user, settings.Password) : null,
        };

    /// <summary>Hands one message over.</summary>
    public async Task<Handover> SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await _client.SendMailAsync(message, patience.Token);
            return new Handover.Taken();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Handover.Away("timeout");
        }
        catch (SmtpException e)
        {
            return Judge(e);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException)
        {
            return new Handover.Away(e.GetType().Name);
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
            _ => new Handover.Away(
                e.StatusCode is SmtpStatusCode.GeneralFailure
                    ? (e.InnerException?.GetBaseException() ?? e).GetType().Name
                    : $"{(int)e.StatusCode} {e.StatusCode}"
            ),
        };
}
