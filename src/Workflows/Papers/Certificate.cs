using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Papers;

/// <summary>What stands on a certificate. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CertificateField>))]
public enum CertificateField
{
    /// <summary>Whom it is given.</summary>
    [JsonStringEnumMemberName("ten")]
    Name,

    /// <summary>Chức vụ, đơn vị.</summary>
    [JsonStringEnumMemberName("don-vi")]
    Workplace,

    /// <summary>For what.</summary>
    [JsonStringEnumMemberName("thanh-tich")]
    Achievement,

    /// <summary>Địa danh, ngày.</summary>
    [JsonStringEnumMemberName("dia-danh-ngay")]
    PlaceAndDate,

    /// <summary>Quyền hạn, chức vụ of who signs.</summary>
    [JsonStringEnumMemberName("quyen-han")]
    Authority,

    /// <summary>Who signs.</summary>
    [JsonStringEnumMemberName("nguoi-ky")]
    Signer,

    /// <summary>Số, ngày of the decision.</summary>
    [JsonStringEnumMemberName("quyet-dinh")]
    Decision,

    /// <summary>Số vào sổ.</summary>
    [JsonStringEnumMemberName("so-vao-so")]
    Entry,
}

/// <summary>Where a field stands and how. Lengths in tenths of a millimetre from the upper left corner of the sheet.</summary>
/// <param name="Field">What.</param>
/// <param name="X">Left edge, 0–4,200.</param>
/// <param name="Y">Upper edge, 0–4,200.</param>
/// <param name="Width">100–4,200; longer text breaks.</param>
/// <param name="HalfPoints">Size of the letters, 16–144.</param>
/// <param name="Bold">Bold.</param>
/// <param name="Italic">Italic.</param>
/// <param name="Centred">In the middle of its width; otherwise it begins at the left.</param>
public sealed record CertificatePlace(
    CertificateField Field,
    int X,
    int Y,
    int Width,
    int HalfPoints,
    bool Bold,
    bool Italic,
    bool Centred
);

/// <summary>How certificates are printed with one printer on one paper.</summary>
/// <param name="Width">Of the sheet as it is printed, in tenths of a millimetre, 1,000–4,200.</param>
/// <param name="Height">As <paramref name="Width"/>.</param>
/// <param name="Right">Everything so much to the right, −500–500: what the printer is off.</param>
/// <param name="Down">Everything so much down.</param>
/// <param name="Blank">The paper is blank: Quốc hiệu, the issuer and the word for the form are printed too.</param>
/// <param name="Places">The fields; one not named is not printed.</param>
public sealed record CertificateLayout(int Width, int Height, int Right, int Down, bool Blank, IReadOnlyList<CertificatePlace> Places)
{
    /// <summary>A4 on its side with every field in the middle, as most pre-printed certificates leave room.</summary>
    public static CertificateLayout Usual { get; } =
        new(
            2970,
            2100,
            0,
            0,
            Blank: false,
            [
                new(CertificateField.Name, 350, 820, 2270, 52, Bold: true, Italic: false, Centred: true),
                new(CertificateField.Workplace, 350, 960, 2270, 32, Bold: false, Italic: false, Centred: true),
                new(CertificateField.Achievement, 350, 1080, 2270, 32, Bold: false, Italic: false, Centred: true),
                new(CertificateField.PlaceAndDate, 1550, 1360, 1100, 28, Bold: false, Italic: true, Centred: true),
                new(CertificateField.Authority, 1550, 1440, 1100, 28, Bold: true, Italic: false, Centred: true),
                new(CertificateField.Signer, 1550, 1780, 1100, 28, Bold: true, Italic: false, Centred: true),
                new(CertificateField.Decision, 350, 1700, 900, 22, Bold: false, Italic: false, Centred: false),
                new(CertificateField.Entry, 350, 1780, 900, 22, Bold: false, Italic: false, Centred: false),
            ]
        );
}

/// <summary>How certificates of a form are printed here: stream <c>certificate-{form}</c>.</summary>
public abstract record LayoutEvent
{
    private LayoutEvent() { }

    /// <summary>A layout was set.</summary>
    /// <param name="Name">Printer and paper: "Máy in phòng Nội vụ, phôi 2025".</param>
    /// <param name="Layout">Where everything stands.</param>
    public sealed record Set(PublicText Name, CertificateLayout Layout) : LayoutEvent;

    /// <summary>It is used no more.</summary>
    public sealed record Dropped(PublicText Name) : LayoutEvent;
}

/// <summary>What can be asked of layouts.</summary>
public abstract record LayoutCommand
{
    private LayoutCommand() { }

    /// <summary>Sets one.</summary>
    public sealed record Set(PublicText Name, CertificateLayout Layout) : LayoutCommand;

    /// <summary>Drops one.</summary>
    public sealed record Drop(PublicText Name) : LayoutCommand;
}

/// <summary>Why it is refused.</summary>
public static class LayoutRefusals
{
    /// <summary>There is no layout of that name. Arguments: name.</summary>
    public const string Unknown = "certificate.layout-unknown";

    /// <summary>A place lies outside the sheet. Arguments: field.</summary>
    public const string OutsideTheSheet = "certificate.outside-the-sheet";
}

/// <summary>The layouts of a form as their events leave them.</summary>
public sealed record Layouts
{
    /// <summary>Before the first event.</summary>
    public static Layouts None { get; } = new();

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, CertificateLayout> ByName { get; private init; } =
        ImmutableSortedDictionary.Create<string, CertificateLayout>(StringComparer.Ordinal);

    /// <summary>Folds one event.</summary>
    public static Layouts Evolve(Layouts state, LayoutEvent @event) =>
        @event switch
        {
            LayoutEvent.Set e => state with { ByName = state.ByName.SetItem(e.Name.Value, e.Layout) },
            LayoutEvent.Dropped e => state with { ByName = state.ByName.Remove(e.Name.Value) },
        };

    /// <summary>Decides one command. Pure and total: the same layout again gives no events.</summary>
    public static Decision<LayoutEvent> Decide(LayoutCommand command, CommandContext by, Layouts state) =>
        command switch
        {
            LayoutCommand.Set { Layout: var layout } c => layout.Places.FirstOrDefault(place =>
                place.X + layout.Right < 0 || place.Y + layout.Down < 0 || place.X + place.Width > layout.Width || place.Y >= layout.Height
            )
                is { } outside
                ? Refusal.Of(
                    LayoutRefusals.OutsideTheSheet,
                    ("field", StoredWords<CertificateField>.All.First(word => word.Value == outside.Field).Key)
                )
            : Same(state.ByName.GetValueOrDefault(c.Name.Value), layout) ? Decision<LayoutEvent>.Nothing
            : new LayoutEvent.Set(c.Name, layout),
            LayoutCommand.Drop c => state.ByName.ContainsKey(c.Name.Value)
                ? new LayoutEvent.Dropped(c.Name)
                : Refusal.Of(LayoutRefusals.Unknown, ("name", c.Name.Value)),
        };

    private static bool Same(CertificateLayout? known, CertificateLayout layout) =>
        known is not null && known with { Places = layout.Places } == layout && known.Places.SequenceEqual(layout.Places);
}
