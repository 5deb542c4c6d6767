using System.Diagnostics;

namespace PhongTrao.Host.Tests;

/// <summary>Reads PDF with Debian's poppler-utils.</summary>
internal static class Poppler
{
    private const string Reader = "/usr/bin/pdftotext";

    /// <summary>Skips, visibly, where a PDF can be neither made nor read; that is a failure where services are required.</summary>
    public static void Needed(string? browser)
    {
        if (browser is null || !File.Exists(Reader))
        {
            const string why = "chromium or poppler-utils is not installed";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_SERVICES") == "1", why);
            Assert.Skip(why);
        }
    }

    /// <summary>The text of a PDF, page by page with form feeds between them.</summary>
    /// <param name="pdf">The file.</param>
    /// <param name="asWritten">In the order in which it was written, cell by cell; else as it lies on the page.</param>
    public static async Task<string> TextAsync(byte[] pdf, bool asWritten = false)
    {
        var file = Path.Combine(Path.GetTempPath(), $"phongtrao-{Guid.NewGuid():N}.pdf");
        await File.WriteAllBytesAsync(file, pdf);
        try
        {
            var start = new ProcessStartInfo(Reader)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                StandardOutputEncoding = System.Text.Encoding.UTF8,
            };
            if (asWritten)
            {
                start.ArgumentList.Add("-raw");
            }

            start.ArgumentList.Add(file);
            start.ArgumentList.Add("-");
            using var reader = Process.Start(start)!;
            var text = await reader.StandardOutput.ReadToEndAsync();
            await reader.WaitForExitAsync();
            reader.ExitCode.ShouldBe(0);
            return text.Normalize();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
