using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.ListsIn;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Desk;

/// <summary>What every preview of a list says.</summary>
public interface IListPreview
{
    /// <summary>How many things keep it from being taken in.</summary>
    int Errors { get; }

    /// <summary>How many cells were converted from old letters.</summary>
    int Converted { get; }
}

/// <summary>A list as it was understood.</summary>
/// <param name="Unit">Whose it is.</param>
/// <param name="Parts">What is taken in, in order; may be asked for again.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
public sealed record UnderstoodList<T>(string Unit, IEnumerable<T> Parts, int Converted);

/// <summary>What reading a list gave.</summary>
/// <param name="Preview">How it would be taken in.</param>
/// <param name="List">What would be.</param>
/// <param name="Compared">The preview with what stands here beside it; asked only where somebody looks.</param>
public sealed record ListReading<TPreview, T>(TPreview Preview, UnderstoodList<T> List, Func<Task<TPreview>> Compared);

/// <summary>How one kind of list is taken in once it is confirmed.</summary>
/// <param name="Code">Under which it is kept: without personal data.</param>
/// <param name="TakeAsync">Takes it in, or orders that it be.</param>
/// <param name="TakenAsync">
/// What the same command has ordered before, if anything; null: taking it in under the same command again answers that by itself, and needs the list for it.
/// </param>
public sealed record ListKind<T, TDone>(
    string Code,
    Func<Caller, UnderstoodList<T>, CancellationToken, Task<Answer<TDone>>> TakeAsync,
    Func<Caller, CancellationToken, Task<Answer<TDone>.Done?>>? TakenAsync
);

/// <summary>
/// The one way in which a list comes in, whatever it names: read whole, nothing while anything is wrong with it, cells in old letters only where
/// somebody has agreed; looked at and confirmed later, or sent and taken in at once. Between the two it waits in the vault as it was understood.
/// </summary>
public sealed class ListDoor(KeptLists kept, JobDesk jobs)
{
    /// <summary>A kind that is taken in behind the pages, part by part, for a unit.</summary>
    /// <param name="code">Under which it is kept.</param>
    /// <param name="act">What whoever sends it must be allowed to do for the unit.</param>
    /// <param name="work">The work that takes it in.</param>
    public ListKind<T, JobShape> Work<T>(string code, Act act, JobKind work) =>
        new(
            code,
            async (caller, list, cancellationToken) =>
                UnitId.TryParse(list.Unit, out var unit) && caller.Person.CapacitiesFor(act, unit).FirstOrDefault() is { } capacity
                    ? await jobs.StartOnAsync(caller, capacity, work, list.Parts, null, cancellationToken)
                    : new Answer<JobShape>.Forbidden(),
            async (caller, cancellationToken) =>
                await jobs.GetAsync(caller.Person, JobDesk.IdOf(caller), cancellationToken) as Answer<JobShape>.Done
        );

    /// <summary>Takes in what was read; where anything is wrong, or it is a dry run, only says how it would be.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="kind">What kind of list.</param>
    /// <param name="read">What reading it gave.</param>
    /// <param name="converted">Cells in TCVN3 or VNI may be converted.</param>
    /// <param name="dryRun">Only say.</param>
    /// <param name="with">The preview with what became of it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<Answer<TPreview>> TakeInAsync<TPreview, T, TDone>(
        Caller caller,
        ListKind<T, TDone> kind,
        Answer<ListReading<TPreview, T>> read,
        bool? converted,
        bool? dryRun,
        Func<TPreview, TDone, TPreview> with,
        CancellationToken cancellationToken
    )
        where TPreview : IListPreview
    {
        if (read is not Answer<ListReading<TPreview, T>>.Done { Value: var reading })
        {
            return read.Select(one => one.Preview);
        }

        var preview = reading.Preview;
        return dryRun is true || preview.Errors > 0 ? new Answer<TPreview>.Done(await reading.Compared())
            : preview.Converted > 0 && converted is not true ? Answer<TPreview>.Refuse(ListProblems.ConversionUnconfirmed)
            : (await kind.TakeAsync(caller, reading.List, cancellationToken)).Select(done => with(preview, done));
    }

    /// <summary>Says how what was read would be taken in, and keeps it for a day, until it is confirmed.</summary>
    /// <returns>The preview; kept is false where something is wrong with it, or it is longer than is kept.</returns>
    public async Task<(Answer<TPreview> Answer, bool Kept)> LookAsync<TPreview, T, TDone>(
        Person person,
        ListKind<T, TDone> kind,
        Answer<ListReading<TPreview, T>> read,
        CancellationToken cancellationToken
    )
        where TPreview : IListPreview
    {
        if (read is not Answer<ListReading<TPreview, T>>.Done { Value: var reading })
        {
            return (read.Select(one => one.Preview), false);
        }

        var preview = await reading.Compared();
        return (
            new Answer<TPreview>.Done(preview),
            preview.Errors == 0 && await kept.KeepAsync(person.Account, kind.Code, reading.List, cancellationToken)
        );
    }

    /// <summary>Takes in what was looked at, and lets go of it where sending it twice can be told without it.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="kind">What kind of list.</param>
    /// <param name="digest">Of the preview; another one was looked at since: refused.</param>
    /// <param name="converted">Cells in TCVN3 or VNI may be converted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<TDone>> ConfirmAsync<T, TDone>(
        Caller caller,
        ListKind<T, TDone> kind,
        string digest,
        bool converted,
        CancellationToken cancellationToken
    )
    {
        // Sent twice: the first has taken it in and let go of it.
        if (kind.TakenAsync is { } ask && await ask(caller, cancellationToken) is { } taken)
        {
            return taken;
        }

        var found = await kept.FindAsync<UnderstoodList<T>>(caller.Person.Account, kind.Code, cancellationToken);
        if (found?.Parts is null || KeptLists.DigestOf(found.Parts) != digest)
        {
            return Answer<TDone>.Refuse(ListProblems.PreviewGone);
        }

        if (found.Converted > 0 && !converted)
        {
            return Answer<TDone>.Refuse(ListProblems.ConversionUnconfirmed);
        }

        var answer = await kind.TakeAsync(caller, found, cancellationToken);
        if (answer is Answer<TDone>.Done && kind.TakenAsync is not null)
        {
            await kept.DeleteAsync(caller.Person.Account, kind.Code, CancellationToken.None);
        }

        return answer;
    }

    /// <summary>The parts of a list that work has before it, some together and all in order; what is behind it is passed over.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<T>> LeftAsync<T>(
        JobRun run,
        int together,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var reader = new StreamReader(await run.InputAsync(cancellationToken), Encoding.UTF8);
        var (behind, next) = (run.Done, new List<T>(together));
        for (var line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (line > behind)
            {
                next.Add(JsonSerializer.Deserialize<T>(text)!);
            }

            if (next.Count == together)
            {
                yield return next;
                next = new(together);
            }
        }

        if (next.Count > 0)
        {
            yield return next;
        }
    }
}
