using System.Buffers.Text;
using System.Text;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>A round of a plan (đợt). 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<RoundCode>))]
public readonly record struct RoundCode : ICode<RoundCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public RoundCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a RoundCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RoundCode code)
    {
        var ok = CodeText.IsSlug(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A target of a plan (chỉ tiêu). 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<TargetCode>))]
public readonly record struct TargetCode : ICode<TargetCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public TargetCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a TargetCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out TargetCode code)
    {
        var ok = CodeText.IsSlug(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A duty of a plan (việc phải làm, thời hạn). 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<DutyCode>))]
public readonly record struct DutyCode : ICode<DutyCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public DutyCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a DutyCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out DutyCode code)
    {
        var ok = CodeText.IsSlug(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A title that is recognised (danh hiệu), "an-toan-antt". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<TitleCode>))]
public readonly record struct TitleCode : ICode<TitleCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public TitleCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a TitleCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out TitleCode code)
    {
        var ok = CodeText.IsSlug(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A kind of unit or subject as plans group them, registered or not: "khu-dan-cu", "doanh-nghiep". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<KindCode>))]
public readonly record struct KindCode : ICode<KindCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public KindCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a KindCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out KindCode code)
    {
        var ok = CodeText.IsSlug(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A whole file as it was handed in, byte for byte, up to 1 MiB; written in base64.</summary>
[JsonConverter(typeof(CodeConverter<FileBytes>))]
public readonly record struct FileBytes : ICode<FileBytes>
{
    /// <summary>Most bytes a file may have.</summary>
    public const int MaxLength = 1 << 20;

    private readonly string? _value;

    private FileBytes(string value) => _value = value;

    /// <summary>The file's bytes.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxLength"/>.</exception>
    public static FileBytes Of(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxLength ? new(Convert.ToBase64String(bytes)) : throw new ArgumentException("Too long.", nameof(bytes));

    /// <summary>A file that was read as text: its UTF-8 bytes, a byte order mark included where the text has one.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxLength"/>.</exception>
    public static FileBytes Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <summary>The bytes again.</summary>
    public byte[] ToArray() => Convert.FromBase64String(Value);

    /// <inheritdoc/>
    public static bool TryParse(string? text, out FileBytes code)
    {
        var ok = text is not null && Base64.IsValid(text, out var length) && length <= MaxLength;
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
