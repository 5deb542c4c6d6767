using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Desk;

/// <summary>What a desk answers. API and pages turn each case into what they show; there is no other.</summary>
/// <typeparam name="T">What is answered when it went well.</typeparam>
public abstract record Answer<T>
{
    private Answer() { }

    /// <summary>Done, now or when the same command id first came.</summary>
    /// <param name="Value">The answer.</param>
    /// <param name="ETag">Decision revision of what was acted on; null where there is none.</param>
    /// <param name="Shown">False: the views had not caught up within the time waited ("đang cập nhật").</param>
    public sealed record Done(T Value, StreamRevision? ETag = null, bool Shown = true) : Answer<T>;

    /// <summary>Not allowed as things stand.</summary>
    public sealed record Refused(Refusal Refusal) : Answer<T>;

    /// <summary>What was sent is not well formed: every fault at once.</summary>
    public sealed record Invalid(IReadOnlyList<Fault> Faults) : Answer<T>;

    /// <summary>The person may not do this here.</summary>
    public sealed record Forbidden : Answer<T>;

    /// <summary>There is no such thing, or not for this person.</summary>
    public sealed record NotFound : Answer<T>;

    /// <summary>Others kept writing; try again.</summary>
    public sealed record Contended : Answer<T>;

    /// <summary>The command id was used before for something else.</summary>
    public sealed record CommandIdReused : Answer<T>;

    /// <summary>What was decided on has changed since.</summary>
    public sealed record Stale(StreamRevision? ETag) : Answer<T>;

    /// <summary>A refusal by its code.</summary>
    public static Answer<T> Refuse(string code, params (string Name, string Value)[] arguments) => new Refused(Refusal.Of(code, arguments));

    /// <summary>
    /// The answer to a command that was decided on what the service itself had looked at: that it has changed since is nothing the caller can know of
    /// unless they named a revision themselves.
    /// </summary>
    public Answer<T> AsLookedAt(Caller caller) => this is Stale && caller.IfMatch is null ? new Contended() : this;

    /// <summary>The same answer with another value when it went well.</summary>
    public Answer<TOther> Select<TOther>(Func<T, TOther> map) =>
        this switch
        {
            Done done => new Answer<TOther>.Done(map(done.Value), done.ETag, done.Shown),
            Refused refused => new Answer<TOther>.Refused(refused.Refusal),
            Invalid invalid => new Answer<TOther>.Invalid(invalid.Faults),
            Forbidden => new Answer<TOther>.Forbidden(),
            NotFound => new Answer<TOther>.NotFound(),
            Contended => new Answer<TOther>.Contended(),
            CommandIdReused => new Answer<TOther>.CommandIdReused(),
            Stale stale => new Answer<TOther>.Stale(stale.ETag),
        };

    /// <summary>Why it did not go well, as the answer to what it was needed for.</summary>
    /// <exception cref="System.Diagnostics.UnreachableException">It went well.</exception>
    public Answer<TOther> As<TOther>() => Select<TOther>(_ => throw new System.Diagnostics.UnreachableException());
}

/// <summary>One thing that is wrong with what was sent.</summary>
/// <param name="Field">Path of the field, "verdicts[2].note"; empty for the whole.</param>
/// <param name="Code">Stable; the sentence stands in Phrases under "fault.{code}".</param>
/// <param name="Arguments">Values the sentence needs.</param>
public sealed record Fault(string Field, string Code, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>A fault with arguments.</summary>
    public static Fault Of(string field, string code, params (string Name, string Value)[] arguments) =>
        new(field, code, arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal));

    /// <summary>What stands in Phrases for it, with its values.</summary>
    public Refusal What => new(Code.Contains('.', StringComparison.Ordinal) ? Code : $"fault.{Code}", Arguments);
}

/// <summary>Codes of faults.</summary>
public static class Faults
{
    public const string Required = "required";
    public const string TooLong = "too-long";
    public const string NotText = "not-text";
    public const string NotNumber = "not-number";
    public const string NotBoolean = "not-boolean";
    public const string NotDate = "not-date";
    public const string NotInstant = "not-instant";
    public const string NotTime = "not-time";
    public const string NotMonth = "not-month";
    public const string NotId = "not-id";
    public const string NotCode = "not-code";
    public const string NotList = "not-list";
    public const string NotObject = "not-object";
    public const string NotJson = "not-json";
    public const string OutOfRange = "out-of-range";
    public const string TooMany = "too-many";
    public const string Unknown = "unknown";
    public const string Repeated = "repeated";
    public const string NotAllowed = "not-allowed";
    public const string TallyWrong = "tally-wrong";

    /// <summary>The title of this kind of body is recognised elsewhere. Arguments: item (its name in the plan), office.</summary>
    public const string RecognisedElsewhere = "recognised-elsewhere";
    public const string BodyTooLarge = "body-too-large";
    public const string FileMissing = "file-missing";
    public const string FileWrong = "file-wrong";
}
