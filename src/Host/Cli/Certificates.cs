using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PhongTrao.Host.Cli;

/// <summary>
/// Certificates for an office network without an authority of its own: a small CA whose certificate is installed on the PCs, and
/// a server certificate it signed. The CA's private key is thrown away, so nothing else can ever be signed with it.
/// </summary>
internal static class Certificates
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(825); // the longest that browsers accept

    /// <summary>Writes phongtrao-ca.crt, phongtrao.crt and phongtrao.key into the working folder; never overwrites.</summary>
    internal static int New(string[] names)
    {
        var hosts = names.Length > 0 ? names : [Dns.GetHostName(), "localhost", "127.0.0.1"];
        string[] files = ["phongtrao-ca.crt", "phongtrao.crt", "phongtrao.key"];
        if (files.FirstOrDefault(File.Exists) is { } taken)
        {
            return CommandLine.Told($"Tệp {taken} đã có; hãy chuyển nó đi trước. (The file exists already.)", 1);
        }

        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=PhongTrao CA noi bo", caKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        ca.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        ca.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(ca.PublicKey, false));
        using var caCertificate = ca.CreateSelfSigned(from, from + Life + TimeSpan.FromDays(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=PhongTrao"), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else if (Uri.CheckHostName(host) is UriHostNameType.Dns)
            {
                alternatives.AddDnsName(host);
            }
            else
            {
                return CommandLine.Told($"'{host}' không phải tên máy hoặc địa chỉ IP. (Not a host name or address.)", 2);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(caCertificate, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        using var certificate = request.Create(caCertificate, from, from + Life, serial);

        File.WriteAllText(files[0], caCertificate.ExportCertificatePem() + "\n");
        File.WriteAllText(files[1], certificate.ExportCertificatePem() + "\n" + caCertificate.ExportCertificatePem() + "\n");
        var forMeAlone = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            forMeAlone.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var keyFile = new FileStream(files[2], forMeAlone))
        {
            keyFile.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        }

        Console.WriteLine(
            $"""
            Đã tạo {string.Join(", ", files)} cho: {string.Join(", ", hosts)}; hết hạn sau {Life.Days} ngày.
            Cài {files[0]} vào "Trusted Root Certification Authorities" trên các máy trạm, rồi chạy dịch vụ với:
              ASPNETCORE_URLS=https://0.0.0.0:5443
              PhongTrao__Certificate__Path={Path.GetFullPath(files[1])}
              PhongTrao__Certificate__KeyPath={Path.GetFullPath(files[2])}
            """
        );
        return 0;
    }
}
