using System.Collections.Immutable;
using System.Text;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Files;

/// <summary>
/// Turns CSV into the same nodes as YAML: one mapping per row. RFC 4180 with quotes and line breaks in quotes; the separator
/// is a comma, or a semicolon or tab where the heading has one (as Vietnamese Excel writes).
/// </summary>
public static class CsvFile
{
    /// <summary>Reads a text; the first row names the columns, empty rows are passed over.</summary>
    /// <param name="report">Takes what is wrong.</param>
    /// <param name="file">Name under which problems are told.</param>
    /// <param name="text">The file.</param>
    /// <param name="heads">Other words for columns, by what they stand for; null: none.</param>
    public static IReadOnlyList<FileMap> Parse(
        FileReport report,
        string file,
        string text,
        IReadOnlyDictionary<string, string>? heads = null
    )
    {
        text = text.TrimStart('\uFEFF');
        var heading = text.AsSpan()[..(text.IndexOfAny(['\r', '\n']) is var end and >= 0 ? end : text.Length)];
        var separator =
            heading.Contains(';') ? ';'
            : heading.Contains('\t') ? '\t'
            : ',';
        var rows = Rows(report, file, text, separator);
        if (rows.Count == 0)
        {
            report.Add(new(file, 1, "", Refusal.Of(FileProblems.Missing)));
            return [];
        }

        var columns = rows[0].Cells.ConvertAll(head => heads?.GetValueOrDefault(head) ?? head);
        List<FileMap> maps = [];
        foreach (var (line, cells) in rows.Skip(1))
        {
            if (cells.TrueForAll(cell => cell.Length == 0))
            {
                continue;
            }

            if (cells.Count != columns.Count)
            {
                report.Add(
                    new(
                        file,
                        line,
                        "",
                        Refusal.Of(FileProblems.Syntax, ("message", $"{columns.Count} columns expected, {cells.Count} found"))
                    )
                );
                continue;
            }

            maps.Add(
                new(
                    report,
                    file,
                    "",
                    new(line, [.. columns.Select((column, i) => new FileEntry(line, column, new FileNode.Scalar(line, cells[i])))])
                )
            );
        }

        return maps;
    }

    private static List<(int Line, List<string> Cells)> Rows(FileReport report, string file, string text, char separator)
    {
        List<(int, List<string>)> rows = [];
        List<string> cells = [];
        var cell = new StringBuilder();
        var (line, start, quoted, quotedFrom) = (1, 1, false, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && string.IsNullOrWhiteSpace(cell.ToString()))
            {
                cell.Clear();
                (quoted, quotedFrom) = (true, line);
            }
            else if (c == separator)
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndRow();
                start = line + 1;
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }

            line += c == '\n' ? 1 : 0;
        }

        if (quoted)
        {
            report.Add(new(file, quotedFrom, "", Refusal.Of(FileProblems.Syntax, ("message", "a quote is not closed"))));
        }

        if (cell.Length > 0 || cells.Count > 0)
        {
            EndRow();
        }

        return rows;

        void EndCell()
        {
            cells.Add(FileNode.Clean(cell.ToString()));
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (cells is not [""])
            {
                rows.Add((start, cells));
            }

            cells = [];
        }
    }
}
