using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>A message as the server took it.</summary>
/// <param name="MessageId">Its Message-Id.</param>
/// <param name="To">The envelope's recipient.</param>
/// <param name="Subject">Decoded.</param>
/// <param name="RawSubject">As it came: bytes of ASCII.</param>
/// <param name="Text">The plain part, decoded.</param>
/// <param name="Html">The HTML part, decoded.</param>
/// <param name="Tls">Whether the connection was encrypted.</param>
public sealed record Taken(string MessageId, string To, string Subject, string RawSubject, string Text, string Html, bool Tls);

/// <summary>
/// A real SMTP server of Debian's package on loopback that demands STARTTLS and a password, and keeps what it takes in a folder. Where
/// it is not installed tests skip visibly, and fail where services must be there.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>Mail to this address is refused for good while <see cref="Closed"/>.</summary>
    public const string Broken = "khong-co@don-vi.example";

    private const string Python = "/usr/bin/python3";
    private const string Script = """
        import asyncio, json, os, signal, ssl, sys, time
        from email import message_from_bytes, policy
        from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

        folder, port = sys.argv[1], int(sys.argv[2])

        def sign_in(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and data.login == b'phongtrao' and data.password == 'mật khẩu'.encode()
            return AuthResult(success=good, handled=good)

        class Keep:
            count = 0
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address == 'khong-co@don-vi.example' and os.path.exists(folder + '/closed'):
                    return '550 no such mailbox'
                envelope.rcpt_tos.append(address)
                return '250 OK'
            async def handle_DATA(self, server, session, envelope):
                m = message_from_bytes(envelope.content, policy=policy.default)
                raw = message_from_bytes(envelope.content)
                part = lambda kind: m.get_body((kind,)).get_content()
                said = dict(messageId=m['Message-Id'], to=envelope.rcpt_tos[0], subject=str(m['Subject']), rawSubject=str(raw['Subject']),
                            text=part('plain'), html=part('html'), tls=session.ssl is not None)
                Keep.count += 1
                name = '%s/%d-%d.json' % (folder, time.time_ns(), Keep.count)
                with open(name + '.part', 'w', encoding='utf-8') as f:
                    json.dump(said, f)
                os.rename(name + '.part', name)
                if os.path.exists(folder + '/silent'):
                    server.transport.abort()
                return '250 taken'

        class Server(SMTP):
            async def smtp_AUTH(self, arg):
                # Names of mechanisms know no case (RFC 4422); this release of aiosmtpd thinks they do.
                mechanism, _, rest = arg.partition(' ')
                await super().smtp_AUTH((mechanism.upper() + ' ' + rest).rstrip())

        async def main():
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(folder + '/server.pem', folder + '/server.key')
            make = lambda: Server(Keep(), tls_context=tls, require_starttls=True, auth_required=True, authenticator=sign_in)
            server = await asyncio.get_running_loop().create_server(make, '127.0.0.1', port)
            async with server:
                await server.serve_forever()

        asyncio.run(main())
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("phongtrao-smtp-").FullName;
    private readonly int _port = ServiceProcess.FreePort();
    private Process? _process;

    private SmtpServer() { }

    /// <summary>The settings with which the service uses it.</summary>
    public Dictionary<string, string> Settings =>
        new(StringComparer.Ordinal)
        {
            ["PhongTrao__Mail__Host"] = "localhost",
            ["PhongTrao__Mail__Port"] = $"{_port}",
            ["PhongTrao__Mail__User"] = "phongtrao",
            ["PhongTrao__Mail__Password"] = "mật khẩu",
            ["PhongTrao__Mail__From"] = "Nhắc việc phong trào <nhacviec@don-vi.example>",
            ["PhongTrao__Mail__Link"] = "https://phongtrao.don-vi.example",
            ["SSL_CERT_FILE"] = Of("server.pem"), // trusted like an authority of the house
        };

    /// <summary>Whether mail to <see cref="Broken"/> is refused.</summary>
    public bool Closed
    {
        set
        {
            if (value)
            {
                File.WriteAllText(Of("closed"), "");
            }
            else
            {
                File.Delete(Of("closed"));
            }
        }
    }

    /// <summary>Whether it breaks the connection off instead of saying that it has taken a message.</summary>
    public bool Silent
    {
        set
        {
            if (value)
            {
                File.WriteAllText(Of("silent"), "");
            }
            else
            {
                File.Delete(Of("silent"));
            }
        }
    }

    /// <summary>How many it has taken so far.</summary>
    public int Count => Directory.GetFiles(_folder, "*.json").Length;

    /// <summary>Everything taken so far, in order.</summary>
    public IReadOnlyList<Taken> Mail =>
        [
            .. Directory
                .GetFiles(_folder, "*.json")
                .Order(StringComparer.Ordinal)
                .Select(file => JsonSerializer.Deserialize<Taken>(File.ReadAllText(file), JsonSerializerOptions.Web)!),
        ];

    /// <summary>Makes one with a certificate for "localhost" and starts it.</summary>
    public static async Task<SmtpServer> NeedAsync()
    {
        if (!File.Exists("/usr/bin/aiosmtpd"))
        {
            const string why = "aiosmtpd is not installed (apt-get install python3-aiosmtpd): nothing is proved of e-mail here.";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_SERVICES") == "1", why);
            Assert.Skip(why);
        }

        var server = new SmtpServer();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        await File.WriteAllTextAsync(server.Of("server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(server.Of("server.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(server.Of("server.py"), Script);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public async Task StartAsync()
    {
        var said = new StringBuilder();
        var start = new ProcessStartInfo(Python, [Of("server.py"), _folder, $"{_port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var i = 0; i < 600; i++)
        {
            _process.HasExited.ShouldBeFalse(said.ToString());
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException($"The mail server does not listen: {said}");

        void Hear(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }
    }

    /// <summary>Stops it; what it took stays.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Of(string name) => Path.Combine(_folder, name);
}
