using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Files;

/// <summary>One thing wrong with a file that people write.</summary>
/// <param name="File">Name of the file within the import ("units.csv"), or empty where there is one.</param>
/// <param name="Line">Line, from 1; 0: the file as a whole.</param>
/// <param name="Field">Path of the field: "steps[2].parties[0].level".</param>
/// <param name="What">Code and arguments; the sentence is in the Host's resource files.</param>
public sealed record FileProblem(string File, int Line, string Field, Refusal What);

/// <summary>What reading a file gave: a value, or every problem there is.</summary>
/// <param name="Value">The value; null when there are problems.</param>
/// <param name="Problems">In order of line; empty when there is a value.</param>
public sealed record FileResult<T>(T? Value, IReadOnlyList<FileProblem> Problems)
    where T : class;

/// <summary>What can be wrong with the form of a file. Argument "expected" says what was expected, "found" what was there.</summary>
public static class FileProblems
{
    /// <summary>Not YAML or not CSV; argument: message.</summary>
    public const string Syntax = "file.syntax";

    /// <summary>A key or column that the format does not know; argument: known.</summary>
    public const string UnknownKey = "file.unknown-key";

    /// <summary>A key or column that must be there is not.</summary>
    public const string Missing = "file.missing";

    /// <summary>Not a list.</summary>
    public const string NotAList = "file.not-a-list";

    /// <summary>Not a mapping of keys to values.</summary>
    public const string NotAMap = "file.not-a-map";

    /// <summary>Not plain text of the length allowed.</summary>
    public const string NotAText = "file.not-a-text";

    /// <summary>Not a code: 1–80 of a–z, 0–9, '.', '-', '_'.</summary>
    public const string NotACode = "file.not-a-code";

    /// <summary>Not a date yyyy-MM-dd.</summary>
    public const string NotADate = "file.not-a-date";

    /// <summary>Not a whole number of the range; arguments: min, max.</summary>
    public const string NotANumber = "file.not-a-number";

    /// <summary>Not a number of the range; arguments: min, max.</summary>
    public const string NotADecimal = "file.not-a-decimal";

    /// <summary>Not a time of day HH:mm.</summary>
    public const string NotAnHour = "file.not-an-hour";

    /// <summary>Not exactly one of the keys that exclude each other; argument: expected.</summary>
    public const string NotOneKey = "file.not-one-key";

    /// <summary>A key that must not stand beside another; argument: with.</summary>
    public const string NotBeside = "file.not-beside";

    /// <summary>Refers to something that this file does not have; arguments: found, expected.</summary>
    public const string NotAmong = "file.not-among";

    /// <summary>Refers to itself, directly or through others; argument: found.</summary>
    public const string Circle = "file.circle";

    /// <summary>An end before its beginning; arguments: from, to.</summary>
    public const string EndsBeforeItBegins = "file.ends-before-it-begins";

    /// <summary>None of the words allowed; argument: expected.</summary>
    public const string NotOneOf = "file.not-one-of";

    /// <summary>The same key twice; argument: first (line).</summary>
    public const string Repeated = "file.repeated";

    /// <summary>Refers to something the files and the register do not have.</summary>
    public const string Unknown = "file.unknown-reference";

    /// <summary>Not a workbook of the kind XLSX, or too large inside.</summary>
    public const string NotAWorkbook = "file.not-a-workbook";

    /// <summary>A workbook with macros.</summary>
    public const string Macros = "file.macros";

    /// <summary>Merged cells: nobody can tell which of them is meant.</summary>
    public const string Merged = "file.merged";

    /// <summary>A formula: what it shows depends on more than the file.</summary>
    public const string Formula = "file.formula";

    /// <summary>Something beside the columns of the table.</summary>
    public const string OutsideTheTable = "file.outside-the-table";

    /// <summary>More rows than are read; argument: max.</summary>
    public const string TooManyRows = "file.too-many-rows";

    /// <summary>A format version this release does not read.</summary>
    public const string FormatVersion = "file.format-version";
}
