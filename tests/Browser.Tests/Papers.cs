using System.Text;
using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>Files that people choose.</summary>
internal static class Papers
{
    /// <summary>The smallest file that is a PDF by its content.</summary>
    public static FilePayload Pdf(string name) =>
        new()
        {
            Name = name,
            MimeType = "application/pdf",
            Buffer = Encoding.ASCII.GetBytes(
                """
                %PDF-1.4
                1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
                2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
                3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
                trailer<</Root 1 0 R/Size 4>>
                %%EOF
                """
            ),
        };

    /// <summary>A text file.</summary>
    public static FilePayload Text(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "text/plain",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    /// <summary>Something that would run.</summary>
    public static FilePayload Program(string name) =>
        new()
        {
            Name = name,
            MimeType = "application/pdf",
            Buffer = [.. "MZ"u8, .. new byte[200]],
        };
}
