using System.ComponentModel;
using System.Diagnostics;

namespace PhongTrao.Host.Documents;

/// <summary>
/// PDF by a headless Chromium of the machine, one at a time: each has a profile of its own that is gone afterwards, no network and a time
/// limit. Where none is installed people print from their own browser, and pages say so.
/// </summary>
/// <param name="browser">Path of Chromium or Chrome; null: looked for where it is usually installed.</param>
/// <param name="logger">Told when no file came.</param>
public sealed class PdfPrinter(string? browser, ILogger<PdfPrinter> logger) : IDisposable
{
    private static readonly string[] Usual =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
        "/opt/google/chrome/chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    private static readonly Action<ILogger, string, Exception?> Failed = LoggerMessage.Define<string>(
        LogLevel.Error,
        new(1, "PdfFailed"),
        "No PDF came of {Browser}"
    );

    // A thousand pages take a minute on a slow machine.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Media type of PDF.</summary>
    public const string MediaType = "application/pdf";

    /// <summary>The browser; null: none is installed.</summary>
    public string? Browser { get; } = browser ?? Array.Find(Usual, File.Exists);

    /// <summary>Prints a page of HTML that stands alone.</summary>
    /// <returns>The PDF; null where no browser is installed, or it made none in time.</returns>
    public async Task<byte[]?> PrintAsync(string html, CancellationToken cancellationToken)
    {
        if (Browser is null)
        {
            return null;
        }

        await _one.WaitAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("phongtrao-pdf-");
        try
        {
            var (page, pdf) = (Path.Combine(folder.FullName, "page.html"), Path.Combine(folder.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, html, cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Longest);
            await RunAsync(folder.FullName, page, pdf, limit.Token);
            return File.Exists(pdf) ? await File.ReadAllBytesAsync(pdf, cancellationToken) : null;
        }
        catch (Exception e) when (e is IOException or Win32Exception or InvalidOperationException)
        {
            Failed(logger, Browser, e);
            return null;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(logger, Browser, e);
            return null;
        }
        finally
        {
            _one.Release();
            Remove(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task RunAsync(string folder, string page, string pdf, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Browser!)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        string[] arguments =
        [
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            $"--user-data-dir={Path.Combine(folder, "profile")}",
            $"--print-to-pdf={pdf}",
            new Uri(page).AbsoluteUri,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The sandbox of Chromium needs an ordinary user; a service that runs as root has none to give it.
        if (string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            start.ArgumentList.Insert(0, "--no-sandbox");
        }

        using var browser = Process.Start(start) ?? throw new InvalidOperationException("It did not start.");
        try
        {
            // A thousand pages must not be felt by whoever opens one.
            browser.PriorityClass = ProcessPriorityClass.Idle;
            await Task.WhenAll(
                browser.StandardOutput.ReadToEndAsync(cancellationToken),
                browser.StandardError.ReadToEndAsync(cancellationToken),
                browser.WaitForExitAsync(cancellationToken)
            );
        }
        finally
        {
            if (!browser.HasExited)
            {
                browser.Kill(entireProcessTree: true);
            }
        }
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process of the browser still holds a file: the folder lies with the system's temporary ones, which it clears.
        }
    }
}
