using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.ListsIn;

/// <summary>Codes of what is wrong with a list somebody sent, or was changed in it. Sentences stand in Phrases under the same codes.</summary>
public static class ListProblems
{
    // ---- the file as a whole ----

    public const string EmptyFile = "list.empty-file";

    /// <summary>Argument: max (bytes).</summary>
    public const string TooLarge = "list.too-large";

    /// <summary>It unpacks to more than any list holds.</summary>
    public const string TooLargeInside = "list.too-large-inside";
    public const string Encrypted = "list.encrypted";
    public const string Macros = "list.macros";
    public const string OldWord = "list.old-word";
    public const string NotAListFile = "list.not-a-list-file";
    public const string Damaged = "list.damaged";

    /// <summary>Text of which nobody can say how it is encoded.</summary>
    public const string UnknownLetters = "list.unknown-letters";

    /// <summary>A quote that is not closed or stands within a text. Argument: row.</summary>
    public const string Quote = "list.quote";

    /// <summary>Argument: max.</summary>
    public const string TooManyRows = "list.too-many-rows";

    /// <summary>No row names the columns.</summary>
    public const string NoHead = "list.no-head";

    /// <summary>Heads, and nobody below them.</summary>
    public const string NoRows = "list.no-rows";

    /// <summary>Cells were converted from old letters, and nobody has confirmed that.</summary>
    public const string ConversionUnconfirmed = "list.conversion-unconfirmed";

    /// <summary>What was looked at is there no more, or is another one.</summary>
    public const string PreviewGone = "list.preview-gone";

    /// <summary>Longer than what is kept between looking at it and taking it in.</summary>
    public const string TooLargeToKeep = "list.too-large-to-keep";

    // ---- a cell ----

    public const string NameMissing = "list.name-missing";

    /// <summary>One cell seems to name two.</summary>
    public const string TwoNames = "list.two-names";

    /// <summary>Several names, and the cells beside them do not fit. Arguments: names, values.</summary>
    public const string NamesUnfit = "list.names-unfit";

    /// <summary>Names in two columns of one row.</summary>
    public const string TwoColumns = "list.two-columns";
    public const string NotAYear = "list.not-a-year";
    public const string NotADay = "list.not-a-day";
    public const string NotASex = "list.not-a-sex";
    public const string NotANumber = "list.not-a-number";
    public const string UnknownKind = "list.unknown-kind";

    /// <summary>Argument: allowed.</summary>
    public const string UnknownGroup = "list.unknown-group";

    /// <summary>Argument: allowed.</summary>
    public const string UnknownForm = "list.unknown-form";

    /// <summary>Argument: allowed.</summary>
    public const string UnknownType = "list.unknown-type";

    /// <summary>Argument: max.</summary>
    public const string TooLong = "list.too-long";
    public const string LettersUnsure = "list.letters-unsure";

    /// <summary>The same one stands above. Argument: first.</summary>
    public const string Twice = "list.twice";
    public const string Required = "list.required";

    /// <summary>An error (#REF!, #N/A) or a formula whose value was not saved.</summary>
    public const string CellBroken = "list.cell-broken";

    /// <summary>A cell of names without a letter.</summary>
    public const string NotAName = "list.not-a-name";
    public const string NotANumberOfPaper = "list.not-a-paper-number";

    // ---- what was done with a cell, to be looked at ----

    /// <summary>Argument: from.</summary>
    public const string Converted = "list.converted";

    /// <summary>Lines of one name were joined.</summary>
    public const string Joined = "list.joined";

    /// <summary>Several names in one cell were taken apart. Argument: names.</summary>
    public const string Split = "list.split";

    /// <summary>Position and unit of one cell were taken apart.</summary>
    public const string PositionSplit = "list.position-split";

    /// <summary>The unit was taken from the line above the rows.</summary>
    public const string FromHeading = "list.from-heading";

    /// <summary>Only the year counts.</summary>
    public const string YearOnly = "list.year-only";

    /// <summary>In a column of people's names, what is called as collectives are and has no year and no sex was taken for one.</summary>
    public const string KindByName = "list.kind-by-name";

    /// <summary>A row that is not shown is not taken in.</summary>
    public const string HiddenRow = "list.hidden-row";

    /// <summary>A column that is not shown is not read.</summary>
    public const string HiddenColumn = "list.hidden-column";

    /// <summary>"Đ/c" before a name was left out.</summary>
    public const string AddressCut = "list.address-cut";

    // ---- of units ----

    /// <summary>The level is none of those known.</summary>
    public const string UnknownLevel = "list.unknown-level";

    /// <summary>Neither name nor columns say of what level or kind the unit is.</summary>
    public const string LevelMissing = "list.level-missing";

    /// <summary>No unit here, and none of the list, is called so.</summary>
    public const string ParentUnknown = "list.parent-unknown";

    /// <summary>Several units are called so. Argument: codes.</summary>
    public const string ParentAmbiguous = "list.parent-ambiguous";

    /// <summary>The record is changed to what the file says. Argument: day.</summary>
    public const string WillChange = "list.will-change";

    // ---- of a past decision that stands here already ----

    /// <summary>It says something else here, and that stays.</summary>
    public const string Differs = "list.differs";

    /// <summary>Whoever the cell names is not on the decision as it stands here, and is not added.</summary>
    public const string NotThere = "list.not-there";

    /// <summary>Somebody on the decision as it stands here is not on the list.</summary>
    public const string MissingHere = "list.missing-here";

    /// <summary>A column nobody needs here. Argument: head.</summary>
    public const string ColumnUnused = "list.column-unused";
}

/// <summary>The remarks on one list. Each is found at once, so that a list of ten thousand rows is read in one go.</summary>
internal sealed class ListNotes
{
    /// <summary>Most remarks that are kept beside the errors: nobody looks at more.</summary>
    internal const int MostLooks = 1000;

    private readonly List<ListNote> _all = [];
    private readonly HashSet<(string Place, string Code)> _known = [];
    private int _looks;

    /// <summary>In the order in which they were found.</summary>
    internal IReadOnlyList<ListNote> All => _all;

    /// <summary>How many keep the list from being taken in.</summary>
    internal int Errors { get; private set; }

    /// <summary>Adds one.</summary>
    internal void Add(ListNote note)
    {
        if (note.IsError)
        {
            Errors++;
        }
        else if (++_looks > MostLooks)
        {
            return;
        }

        _known.Add((note.Place, note.What.Code));
        _all.Add(note);
    }

    /// <summary>Adds one unless the same was said of this cell: of a cell with several names each is said once.</summary>
    internal void AddOnce(ListNote note)
    {
        if (!_known.Contains((note.Place, note.What.Code)))
        {
            Add(note);
        }
    }
}

/// <summary>A remark on a cell or a row.</summary>
/// <param name="Place">"Sheet1!B12".</param>
/// <param name="IsError">It keeps the list from being taken in.</param>
/// <param name="What">Code and arguments; never personal data.</param>
/// <param name="Here">Where it differs from the record: what the record says; null: nothing. For whoever looks at it, and kept nowhere.</param>
/// <param name="There">Likewise what the file says.</param>
public sealed record ListNote(string Place, bool IsError, Refusal What, string? Here = null, string? There = null)
{
    /// <summary>Whether record and file stand side by side in it.</summary>
    [JsonIgnore]
    public bool Differs => Here is not null || There is not null;

    internal static ListNote Error(string place, string code, params (string Name, string Value)[] arguments) =>
        new(place, true, Refusal.Of(code, arguments));

    internal static ListNote Look(string place, string code, params (string Name, string Value)[] arguments) =>
        new(place, false, Refusal.Of(code, arguments));
}
