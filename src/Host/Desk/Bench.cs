using System.Globalization;
using System.Text.Json;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Whether what was written can be seen yet.</summary>
public interface IShown
{
    /// <summary>Waits, bounded, until every view has passed the position.</summary>
    ValueTask<bool> WaitAsync(Position position, CancellationToken cancellationToken);

    /// <summary>Waits, bounded, until every view has passed what is recorded now.</summary>
    ValueTask<bool> WaitForHeadAsync(CancellationToken cancellationToken);
}

/// <summary>What every desk works with: runs commands under the domain's clock, seals, numbers, waits for views.</summary>
public sealed class Bench(
    CommandRunner runner,
    IKeyring keyring,
    IBlobStore blobs,
    DomainClock clock,
    Fingerprints fingerprints,
    IShown shown,
    Bench.Dossiers dossiers
)
{
    /// <summary>Dossiers as this service runs them: with its route engine and calendar.</summary>
    public sealed record Dossiers(Binding<Dossier, DossierCommand, DossierEvent> Binding);

    /// <summary>Longest reason or note in characters.</summary>
    public const int MaxText = 4000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How dossiers are run.</summary>
    public Binding<Dossier, DossierCommand, DossierEvent> DossierBinding => dossiers.Binding;

    /// <summary>The domain's instant.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The day in Hà Nội.</summary>
    public DateOnly Today => VietnamTime.DateOf(Now);

    /// <summary>Runs a command and answers with a value made of the state it leaves.</summary>
    /// <param name="caller">Who and how.</param>
    /// <param name="capacity">In what capacity.</param>
    /// <param name="binding">The kind of aggregate.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="command">The command.</param>
    /// <param name="act">Name of what is asked, for the fingerprint: "dossier.submit".</param>
    /// <param name="input">What was sent, for the fingerprint.</param>
    /// <param name="value">Makes the answer.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<T>> RunAsync<T, TState, TCommand, TEvent>(
        Caller caller,
        Capacity? capacity,
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        string act,
        object? input,
        Func<TState, T> value,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var context = ContextOf(caller, capacity, act, stream.Value, input);
        var result = await runner.RunAsync(binding, stream, command, context, caller.IfMatch, cancellationToken);
        return result switch
        {
            RunResult<TState>.Recorded r => new Answer<T>.Done(
                value(r.State),
                r.DecisionRevision,
                await shown.WaitAsync(r.Position, cancellationToken)
            ),
            RunResult<TState>.Unchanged u => new Answer<T>.Done(value(u.State), u.DecisionRevision),
            RunResult<TState>.Refused { Refusal: var refusal } => new Answer<T>.Refused(refusal),
            RunResult<TState>.Contended => new Answer<T>.Contended(),
            RunResult<TState>.CommandIdReused => new Answer<T>.CommandIdReused(),
            RunResult<TState>.Stale s => new Answer<T>.Stale(s.DecisionRevision),
        };
    }

    /// <summary>The context of a command.</summary>
    public CommandContext ContextOf(Caller caller, Capacity? capacity, string act, string target, object? input) =>
        new(
            caller.CommandId,
            Now,
            caller.Person.Account,
            capacity,
            caller.CommandId,
            null,
            caller.ClientAddress,
            null,
            fingerprints.Of(act, target, input)
        );

    /// <summary>A dossier as the log has it now; null where there is none.</summary>
    public async ValueTask<Dossier?> DossierAsync(DossierId id, CancellationToken cancellationToken) =>
        (await runner.LoadAsync(DossierBinding, DossierBinding.StreamOf(id.Value), cancellationToken))?.State;

    /// <summary>A dossier and the capacity in which the caller prepares it; or why they may not.</summary>
    public async ValueTask<(Dossier? Dossier, Capacity Capacity, Answer<T>? Problem)> PreparingAsync<T>(
        Caller caller,
        DossierId id,
        CancellationToken cancellationToken
    )
    {
        if (await DossierAsync(id, cancellationToken) is not { Exists: true } dossier)
        {
            return (null, null!, new Answer<T>.NotFound());
        }

        return caller.Person.CapacitiesFor(Act.PrepareDossiers, dossier.Unit).FirstOrDefault() is { } capacity
            ? (dossier, capacity, null)
            : (dossier, null!, new Answer<T>.Forbidden());
    }

    /// <summary>Runs a command on a dossier.</summary>
    public Task<Answer<T>> RunAsync<T>(
        Caller caller,
        Capacity? capacity,
        DossierId id,
        DossierCommand command,
        string act,
        object? input,
        Func<Dossier, T> value,
        CancellationToken cancellationToken
    ) => RunAsync(caller, capacity, DossierBinding, DossierBinding.StreamOf(id.Value), command, act, input, value, cancellationToken);

    /// <summary>The same on the organisation, with what is to be told of it by whoever acted, as they see it now.</summary>
    public async Task<Answer<T>> RunAsync<T>(
        Caller caller,
        Capacity? capacity,
        OrganisationCommand command,
        string act,
        object? input,
        Func<Person, Task<T>> value,
        CancellationToken cancellationToken
    )
    {
        var answer = await RunAsync(
            caller,
            capacity,
            Bindings.Organisation,
            Bindings.OrganisationStream,
            command,
            act,
            input,
            state => state,
            cancellationToken
        );
        return answer is Answer<OrganisationState>.Done done
            ? new Answer<T>.Done(await value(caller.Person with { Organisation = done.Value }), null, done.Shown)
            : answer.As<T>();
    }

    /// <summary>What a command on a dossier would be refused with now; null: it would not be.</summary>
    public ValueTask<Answer<T>?> WouldRefuseAsync<T>(
        Caller caller,
        Capacity? capacity,
        DossierId id,
        DossierCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    ) =>
        WouldRefuseAsync<T, Dossier, DossierCommand, DossierEvent>(
            caller,
            capacity,
            DossierBinding,
            DossierBinding.StreamOf(id.Value),
            command,
            act,
            input,
            cancellationToken
        );

    /// <summary>An aggregate as the log has it now, with its ETag; null where there is none.</summary>
    public ValueTask<(TState State, StreamRevision ETag)?> LoadAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class => runner.LoadAsync(binding, stream, cancellationToken);

    /// <summary>
    /// Waits, bounded, until a fact carried from another stream has arrived. False: it is still on its way.
    /// </summary>
    public static async Task<bool> WaitUntilAsync(Func<ValueTask<bool>> arrived, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(2);
        while (!await arrived())
        {
            if (TimeProvider.System.GetElapsedTime(start) > LongestWait)
            {
                return false;
            }

            await Task.Delay(pause, cancellationToken);
            pause = pause < TimeSpan.FromMilliseconds(50) ? pause * 2 : pause;
        }

        return true;
    }

    /// <summary>Waits, bounded, until the views have passed what is recorded now.</summary>
    public ValueTask<bool> CaughtUpAsync(CancellationToken cancellationToken) => shown.WaitForHeadAsync(cancellationToken);

    /// <summary>
    /// Whether a command would be refused as things stand; null: it would not (<see cref="CommandRunner.WouldRefuseAsync"/>).
    /// </summary>
    public async ValueTask<Answer<T>?> WouldRefuseAsync<T, TState, TCommand, TEvent>(
        Caller caller,
        Capacity? capacity,
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var context = ContextOf(caller, capacity, act, stream.Value, input);
        return await runner.WouldRefuseAsync(binding, stream, command, context, caller.IfMatch, cancellationToken) switch
        {
            RunResult<TState>.Refused { Refusal: var refusal } => new Answer<T>.Refused(refusal),
            RunResult<TState>.Stale stale => new Answer<T>.Stale(stale.DecisionRevision),
            _ => null,
        };
    }

    /// <summary>For what a nominee of a dossier is proposed.</summary>
    public Achievement AchievementOf(Dossier dossier, NomineeEntry nominee) => AchievementMark.Of(keyring, dossier, nominee);

    /// <summary>The mark of an achievement; null where nothing is written or the subject was erased.</summary>
    public Digest? MarkOf(SubjectId subject, string? achievement) => AchievementMark.Of(keyring, subject, achievement);

    /// <summary>What a nominee is; null in secret dossiers and where it was erased.</summary>
    public NomineeProfile? ProfileOf(Sealed? profile) =>
        Reveal(profile) is { } text ? JsonSerializer.Deserialize(text, EventJson.Default.NomineeProfile) : null;

    /// <summary>The same as it is read with every correction; null where that of the nominee is.</summary>
    public NomineeProfile? ProfileOf(Dossier dossier, NomineeEntry nominee) =>
        dossier
            .Corrections.SelectMany(correction => correction.Wordings)
            .Where(wording => wording.Nominee == nominee.Id)
            .Aggregate(
                ProfileOf(nominee.Profile),
                (profile, wording) => Reveal(wording.New) is { } corrected ? profile?.With(wording.Field, corrected) : profile
            );

    /// <summary>What a decision claims for a nominee on its list; null where the nominee's dossier does not know them.</summary>
    public async ValueTask<SubjectClaim?> ClaimOfAsync(
        DecisionId decision,
        CommonList list,
        GatheredNominee gathered,
        CancellationToken cancellationToken
    ) =>
        await DossierAsync(gathered.Dossier, cancellationToken) is { } dossier
            ? AchievementMark.Of(keyring, decision, list, gathered, dossier)
            : null;

    /// <summary>Whether what was sealed under a key is gone, and nothing can be sealed under it again.</summary>
    public bool IsErased(KeyId key) => keyring.IsDestroyed(key);

    /// <summary>Makes the keys of many at once, before what is sealed under them.</summary>
    public void MakeKeys(IReadOnlyCollection<KeyId> keys) => keyring.Ensure(keys);

    /// <summary>Seals a text, or nothing.</summary>
    public Sealed? Seal(KeyId key, string? text) => text is null ? null : keyring.Seal(key, text);

    /// <summary>Reveals a text; null where there is none or it was erased.</summary>
    public string? Reveal(Sealed? value) => value is null ? null : keyring.Reveal(value);

    /// <summary>Stores a file under a key and makes its entry; the bytes are durable before this answers.</summary>
    /// <exception cref="BlobRefusedException">The file is not accepted.</exception>
    public async Task<DocumentEntry> StoreAsync(
        Caller caller,
        KeyId key,
        Upload upload,
        ComponentCode? component,
        NomineeId? nominee,
        string fileName,
        bool fromFiling,
        CancellationToken cancellationToken
    )
    {
        var blob = BlobOf(caller, key);
        var info = await blobs.PutAsync(blob, key, upload.Content, cancellationToken);
        return new DocumentEntry(
            new DocumentId(DerivedId.From(caller.CommandId, $"document {key}")),
            component,
            nominee,
            blob,
            key,
            info.Sha256,
            info.Length,
            info.MediaType,
            keyring.Seal(key, fileName),
            fromFiling
        );
    }

    /// <summary>
    /// Stores what is made only once under a command id: where it was made before, also by a process that died since, it is what was made then.
    /// </summary>
    public async Task<DocumentEntry> StoreOnceAsync(
        Caller caller,
        KeyId key,
        string fileName,
        Func<Task<Stream>> make,
        CancellationToken cancellationToken
    )
    {
        await using var content = await blobs.OpenAsync(BlobOf(caller, key), key, cancellationToken) ?? await make();
        return await StoreAsync(caller, key, new Upload(fileName, content), null, null, fileName, fromFiling: false, cancellationToken);
    }

    /// <summary>Stores a signed scan under a key, or says what is wrong with its name or its bytes.</summary>
    public async Task<Answer<DocumentEntry>> StoreScanAsync(Caller caller, KeyId key, Upload scan, CancellationToken cancellationToken)
    {
        var check = new Check();
        var name = check.Text("fileName", scan.FileName, 255);
        if (check.Failed)
        {
            return check.Answer<DocumentEntry>();
        }

        try
        {
            return new Answer<DocumentEntry>.Done(
                await StoreAsync(caller, key, scan, null, null, name, fromFiling: false, cancellationToken)
            );
        }
        catch (BlobRefusedException e)
        {
            return new Answer<DocumentEntry>.Refused(e.Refusal);
        }
    }

    private static BlobId BlobOf(Caller caller, KeyId key) => new(DerivedId.From(caller.CommandId, $"blob {key}"));

    /// <summary>Opens a stored file; null where its key was destroyed.</summary>
    public ValueTask<Stream?> OpenAsync(DocumentEntry document, CancellationToken cancellationToken) =>
        blobs.OpenAsync(document.Blob, document.Key, cancellationToken);

    /// <summary>
    /// Runs a command that needs a number of a register: the one somebody gave, or the next. It is asked first whether the command
    /// would be refused, so that what cannot be done takes no number. A number taken and then left, because somebody else was faster
    /// or the process died, stays with its purpose: the next try gets it again, and when the purpose ends without it a reactor makes
    /// it void (<see cref="Bookkeeping"/>). The same reactor writes into the register that a number stands on its paper.
    /// </summary>
    /// <param name="caller">Who and how.</param>
    /// <param name="capacity">In what capacity.</param>
    /// <param name="binding">The kind of aggregate.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="given">
    /// The number somebody gave: it is entered in the register, or refused where that took it for something else; null: the next one.
    /// </param>
    /// <param name="next">Which register, for what, and how its numbers are written.</param>
    /// <param name="command">The command with a number.</param>
    /// <param name="act">Name of what is asked, for the fingerprint.</param>
    /// <param name="input">What was sent, for the fingerprint.</param>
    /// <param name="value">Makes the answer.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<T>> RunNumberedAsync<T, TState, TCommand, TEvent>(
        Caller caller,
        Capacity capacity,
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        DocumentNumber? given,
        NextNumber next,
        Func<DocumentNumber, TCommand> command,
        string act,
        object? input,
        Func<TState, T> value,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        if (given is { } other && (next.IsShared || !next.IsOwn))
        {
            return await TakenAsync(next, next.NumberIn(other), cancellationToken) is { } taken
                ? new Answer<T>.Refused(taken)
                : await RunAsync(caller, capacity, binding, stream, command(other), act, input, value, cancellationToken);
        }

        var provisional = command(given ?? next.Write(0));
        if (
            await WouldRefuseAsync<T, TState, TCommand, TEvent>(
                caller,
                capacity,
                binding,
                stream,
                provisional,
                act,
                input,
                cancellationToken
            ) is
            { } refused
        )
        {
            return refused;
        }

        var reserved = await ReserveAsync(caller, capacity, next, given, cancellationToken);
        if (reserved is not Answer<int>.Done { Value: var fresh })
        {
            return reserved.As<T>();
        }

        var number = given ?? next.Write(fresh);
        return await RunAsync(caller, capacity, binding, stream, command(number), act, input, value, cancellationToken);
    }

    // Null: the register has not taken that number, or for this, or for the same paper.
    private async Task<Refusal?> TakenAsync(NextNumber next, int? written, CancellationToken cancellationToken)
    {
        var stream = Bindings.RegisterStream(next.Unit, next.Kind, next.On.Year);
        if (
            written is not { } number
            || (await runner.LoadAsync(Bindings.Register, stream, cancellationToken))?.State is not { } register
            || number > register.Last
            || register.LeftOut.Exists(gap => gap.Has(number))
        )
        {
            return null;
        }

        var (purpose, taken) = (register.Purposes.GetValueOrDefault(number), register.Taken.GetValueOrDefault(number));
        var isSame = taken is { IsVoid: false } && (purpose == next.Purpose || (next.SamePaper is { } same && await same(purpose)));
        return isSame
            ? null
            : Refusal.Of(
                HostRefusals.NumberInRegister,
                ("number", next.Write(number).Value),
                ("year", next.On.Year.ToString(CultureInfo.InvariantCulture)),
                ("on", taken?.UsedOn is { } on ? Vietnam.Date(on) : "–")
            );
    }

    private async Task<Refusal?> OtherTakenAsync(NextNumber next, DocumentNumber number, CancellationToken cancellationToken) =>
        (
            await runner.LoadAsync(Bindings.Register, Bindings.RegisterStream(next.Unit, next.Kind, next.On.Year), cancellationToken)
        )?.State.OtherOf(number)
            is { } purpose
        && next.SamePaper is { } same
        && await same(purpose)
            ? null
            : Refusal.Of(
                HostRefusals.NumberInRegister,
                ("number", number.Value),
                ("year", next.On.Year.ToString(CultureInfo.InvariantCulture)),
                ("on", "–")
            );

    private async Task<Answer<int>> ReserveAsync(
        Caller caller,
        Capacity capacity,
        NextNumber next,
        DocumentNumber? given,
        CancellationToken cancellationToken
    )
    {
        var written = given is { } text ? next.NumberIn(text) : null;
        var part = $"register {next.Kind} {next.Purpose}";
        var stream = Bindings.RegisterStream(next.Unit, next.Kind, next.On.Year);
        var answer = await RunAsync(
            caller.For(given is null ? part : $"{part} {given}"),
            capacity,
            Bindings.Register,
            stream,
            given is { } other && written is null
                ? new RegisterCommand.TakeOther(other, next.Purpose)
                : new RegisterCommand.Reserve(next.Purpose, written),
            "register.reserve",
            null,
            state =>
                written is { } number ? state.Taken[number]
                : given is null ? state.Numbers[next.Purpose]
                : new RegisterNumber(0, null, IsVoid: false), // in no sequence
            cancellationToken
        );
        if (answer is Answer<RegisterNumber>.Refused { Refusal.Code: RegisterRefusals.Taken })
        {
            return
                (
                    written is null
                        ? await OtherTakenAsync(next, given!.Value, cancellationToken)
                        : await TakenAsync(next, written, cancellationToken)
                )
                    is { } taken
                ? new Answer<int>.Refused(taken)
                : new Answer<int>.Done(written ?? 0); // it stands on the very same paper
        }

        // Taken under this command id and void by now, because the purpose has ended: it must not stand on a paper.
        return answer is Answer<RegisterNumber>.Done { Value.IsVoid: true }
            ? new Answer<int>.Contended()
            : answer.Select(number => number.Number);
    }
}

/// <summary>Where a number comes from when nobody gave one, and which one was given stands in.</summary>
/// <param name="Unit">Whose register.</param>
/// <param name="Kind">Which.</param>
/// <param name="On">Date of the paper: its year is the register's.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Write">How the number is written on the paper.</param>
/// <param name="IsOwn">False: a number that is given is another agency's, and says nothing of this register.</param>
/// <param name="IsShared">
/// A number that is given may stand for several dossiers, which came with one paper or were voted on at one meeting: it is not entered for one of
/// them, only refused where the register took it for something else.
/// </param>
/// <param name="SamePaper">Whether what a number was taken for is this very paper, which goes with another dossier too; null: never.</param>
public sealed record NextNumber(
    UnitId Unit,
    RegisterKind Kind,
    DateOnly On,
    PurposeCode Purpose,
    Func<int, DocumentNumber> Write,
    bool IsOwn = true,
    bool IsShared = false,
    Func<PurposeCode, ValueTask<bool>>? SamePaper = null
)
{
    /// <summary>The number of this register that a paper bears; null: it is another agency's, or not written as numbers here are.</summary>
    public int? NumberIn(DocumentNumber given)
    {
        var digits = new string([.. given.Value.TakeWhile(char.IsAsciiDigit)]);
        return
            IsOwn
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Write(number).Value.TrimStart('0') == given.Value.TrimStart('0')
            ? number
            : null;
    }
}
