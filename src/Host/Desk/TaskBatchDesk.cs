using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Desk;

/// <summary>What can be done on many tasks at once. What decides on people is not among it.</summary>
public enum BatchAct
{
    /// <summary>Nhận việc.</summary>
    [JsonStringEnumMemberName("nhan-viec")]
    Claim,

    /// <summary>Tiếp nhận.</summary>
    [JsonStringEnumMemberName("tiep-nhan")]
    Receive,

    /// <summary>Chuyển xử lý, to one person.</summary>
    [JsonStringEnumMemberName("chuyen-xu-ly")]
    Reassign,

    /// <summary>Thông báo kết quả.</summary>
    [JsonStringEnumMemberName("thong-bao")]
    Notify,

    /// <summary>Lưu trữ.</summary>
    [JsonStringEnumMemberName("luu-tru")]
    Archive,
}

/// <summary>How a batch is done; what its act does not need is null.</summary>
/// <param name="Act">Stored name of a <see cref="BatchAct"/>.</param>
/// <param name="On">Day of receipt, notice or archiving; null: today.</param>
/// <param name="ReturnOn">Hẹn trả, the same for all; null: what each one's route promises.</param>
/// <param name="To">Account id of whoever the tasks go to.</param>
/// <param name="Place">Where the paper lies; of secret dossiers it is not written down.</param>
/// <param name="Asked">What it was asked on, as a digest: the same command id asking for something else is told by it. Null: by a page.</param>
public sealed record BatchInput(
    string? Act,
    string? On = null,
    string? ReturnOn = null,
    string? To = null,
    string? Place = null,
    string? Asked = null
);

/// <summary>Many tasks at once as programs ask for it: tasks by id, or all that a filter shows, and how it is done.</summary>
/// <param name="Act">Stored name of a <see cref="BatchAct"/>: nhan-viec, tiep-nhan, chuyen-xu-ly, thong-bao, luu-tru.</param>
/// <param name="Tasks">Ids, 1–5,000; those that are not open, or not the caller's to see, are refused one by one. Null: <paramref name="Filter"/> says which.</param>
/// <param name="Filter">Everything in the queue that meets it; {} is all.</param>
/// <param name="Expected">With a filter: how many tasks the caller saw it show. Where there are more or fewer now, nothing is done.</param>
/// <param name="On">Day of receipt, notice or archiving; null: today.</param>
/// <param name="ReturnOn">Hẹn trả, the same for all; null: what each one's route promises.</param>
/// <param name="To">Account id of whoever the tasks go to.</param>
/// <param name="Place">Where the paper lies, up to 500 characters; of secret dossiers it is not written down.</param>
public sealed record TaskBatchInput(
    string? Act,
    IReadOnlyList<string?>? Tasks,
    TaskFilterInput? Filter,
    int? Expected,
    string? On,
    string? ReturnOn,
    string? To,
    string? Place
);

/// <summary>What of a queue is meant; what is left out narrows nothing.</summary>
/// <param name="Mine">Only what the caller has taken up.</param>
/// <param name="Act">What is to be done: appraise … consult, or "receive" for what is to be received first.</param>
/// <param name="Form">Form of award or title.</param>
/// <param name="Plan">Plan.</param>
/// <param name="Unit">Whose dossiers.</param>
public sealed record TaskFilterInput(bool? Mine, string? Act, string? Form, string? Plan, string? Unit)
{
    private const string Receive = "receive";

    /// <summary>Reads it; faults stand under the prefix.</summary>
    public TaskFilter Read(Check check, string prefix = "") =>
        new(
            string.IsNullOrEmpty(Act) || Act == Receive ? null : check.OneOf($"{prefix}act", Act, StepAct.Appraise),
            Act == Receive,
            check.OptionalCode<FormCode>($"{prefix}form", Form),
            check.OptionalCode<PlanId>($"{prefix}plan", Plan),
            check.OptionalCode<UnitId>($"{prefix}unit", Unit)
        );
}

/// <summary>A task of a batch.</summary>
/// <param name="Task">Which.</param>
/// <param name="Dossier">Its dossier; empty: not for whoever asked to know.</param>
/// <param name="Why">Code of why it is left out; null: it is not.</param>
internal sealed record BatchPart(Guid Task, Guid Dossier, string? Why = null);

/// <summary>What became of one task of a batch.</summary>
/// <param name="Item">Its place, from 1.</param>
/// <param name="Task">Which.</param>
/// <param name="Dossier">Its dossier; null: the task was not open, or not for whoever asked to see.</param>
/// <param name="IsBehind">Its turn has come.</param>
/// <param name="Refused">Why it was not done; null: it was, or its turn has not come.</param>
public sealed record BatchResult(int Item, TaskId Task, DossierId? Dossier, bool IsBehind, RefusedPart? Refused)
{
    /// <summary>Why it was not done, in words.</summary>
    public string? Why => Refused?.Sentence;
}

/// <summary>What became of one task of a batch, as programs read it.</summary>
/// <param name="Item">Its place, from 1.</param>
/// <param name="Task">Which.</param>
/// <param name="Dossier">Its dossier; null: the task was not open, or not for the caller to see.</param>
/// <param name="Result">"done", "refused", "waiting" (its turn comes) or "left" (the batch was stopped or given up before its turn).</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Why">The same in words.</param>
public sealed record BatchLine(int Item, TaskId Task, DossierId? Dossier, string Result, RefusalCode? Code, string? Why);

/// <summary>A batch as programs read it.</summary>
/// <param name="Id">Also a job's: <c>jobs/{id}/cancel</c> stops it.</param>
/// <param name="Act">What is done.</param>
/// <param name="State">How far it has come.</param>
/// <param name="StateText">The same in words.</param>
/// <param name="Cause">Why it was given up; null: it was not.</param>
/// <param name="Total">How many tasks it has.</param>
/// <param name="Done">How many were done.</param>
/// <param name="Left">How many were refused, or never had their turn: a retry takes them.</param>
/// <param name="Items">A page of them, in order.</param>
/// <param name="Next">Asks for the next page; null: there is none.</param>
public sealed record BatchAnswer(
    JobId Id,
    BatchAct Act,
    JobState State,
    string StateText,
    string? Cause,
    int Total,
    int Done,
    int Left,
    IReadOnlyList<BatchLine> Items,
    string? Next
);

/// <summary>A batch with what became of its tasks.</summary>
/// <param name="Job">How far it has come.</param>
/// <param name="Act">What is done.</param>
/// <param name="Results">Every task, in order.</param>
public sealed record BatchShape(JobShape Job, BatchAct Act, IReadOnlyList<BatchResult> Results)
{
    /// <summary>How many were done.</summary>
    public int Done => Results.Count(result => result is { IsBehind: true, Why: null });

    /// <summary>Those that were not: refused, or given up before their turn.</summary>
    public IReadOnlyList<BatchResult> Left =>
        [.. Results.Where(result => result.Why is not null || (!result.IsBehind && Job.State is not JobState.Running))];
}

/// <summary>
/// The same act on many tasks of a queue. It is ordered like any long work, so each task has its own result, what is refused stops nothing,
/// and it goes on after a restart; what fits a page is done while the person waits.
/// </summary>
public sealed class TaskBatchDesk(Bench bench, JobDesk jobs, TaskQueries tasks)
{
    /// <summary>So many are done while the person waits.</summary>
    public const int OnePage = 50;

    /// <summary>Most tasks of one batch.</summary>
    public const int Most = 5_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The kind of long work that an act is.</summary>
    public static JobKind KindOf(BatchAct act) =>
        act switch
        {
            BatchAct.Claim => new("nhan-nhieu-viec"),
            BatchAct.Receive => new("tiep-nhan-nhieu-ho-so"),
            BatchAct.Reassign => new("chuyen-nhieu-viec"),
            BatchAct.Notify => new("thong-bao-nhieu-ho-so"),
            BatchAct.Archive => new("luu-tru-nhieu-ho-so"),
        };

    /// <summary>The act that long work of a kind does; null: it is of another kind.</summary>
    public static BatchAct? ActOf(JobKind kind) =>
        Enum.GetValues<BatchAct>().Where(act => KindOf(act) == kind).Select(act => (BatchAct?)act).FirstOrDefault();

    /// <summary>
    /// Why a task is left out of a batch, a code with its sentence in Phrases; null: it is not. What only the record can say is said when its turn
    /// comes.
    /// </summary>
    public static string? Hindrance(Person person, BatchAct act, TaskRow row)
    {
        if (act is BatchAct.Reassign)
        {
            return person.May(Act.ReassignTasks, row.Desk.Unit) ? null : "batch.not-yours";
        }

        return !person.MayWork(row.Post) ? "batch.not-yours"
            : person.IsBarredFrom(row.Post) ? "batch.own-affair"
            : row.ClaimedBy is { } by && by != person.Account ? "batch.taken"
            : act switch
            {
                BatchAct.Claim => row.ClaimedBy is null ? null : "batch.mine-already",
                BatchAct.Receive => row.ToReceive ? null : "batch.nothing-to-receive",
                BatchAct.Notify => row.ToReceive ? "batch.receive-first"
                : row.Act is StepAct.Notify ? null
                : "batch.other-step",
                BatchAct.Archive => row.ToReceive ? "batch.receive-first"
                : row.Act is StepAct.Archive ? null
                : "batch.other-step",
                BatchAct.Reassign => null,
            };
    }

    /// <summary>Everything a view shows, in its order; one more than <see cref="Most"/> where there is more.</summary>
    public IReadOnlyList<TaskRow> RowsOf(Person person, IReadOnlyList<Office> offices, QueueView view)
    {
        var rows = new List<TaskRow>();
        string? after = null;
        do
        {
            var page = view.Mine
                ? tasks.ClaimedBy(person.Account, after, 200, view.Filter)
                : tasks.OfOffices(offices, after, 200, view.Filter);
            rows.AddRange(page.Items);
            after = page.Next;
        } while (after is not null && rows.Count <= Most);
        return rows.Count > Most + 1 ? rows[..(Most + 1)] : rows;
    }

    /// <summary>Does the act on the tasks: those of a page before this answers, more behind the pages.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="input">What, and how.</param>
    /// <param name="rows">On which, in order.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Answer<JobShape>> StartAsync(
        Caller caller,
        BatchInput input,
        IReadOnlyList<TaskRow> rows,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var act = Read(check, input);
        return check.Failed ? Task.FromResult(check.Answer<JobShape>())
            : rows.Count == 0 ? Task.FromResult(Answer<JobShape>.Refuse(HostRefusals.NothingInBatch))
            : rows.Count > Most ? Task.FromResult(TooMany<JobShape>())
            : OrderAsync(
                caller,
                act,
                [.. rows.Select(row => new BatchPart(row.Task.Value, row.Dossier.Value))],
                JsonSerializer.Serialize(input),
                cancellationToken
            );
    }

    /// <summary>
    /// The same as programs ask for it. Every task named, or shown by the filter, has its result; asked again under the same command id it is the same
    /// batch, whatever the queue shows by then.
    /// </summary>
    public async Task<Answer<BatchShape>> StartAsync(Caller caller, TaskBatchInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var order = new BatchInput(input.Act, input.On, input.ReturnOn, input.To, input.Place, DigestOf(input));
        var act = Read(check, order);
        var filter = input.Filter?.Read(check, "filter.");
        var ids = check
            .List("tasks", input.Tasks, filter is null ? 1 : 0, Most)
            .Select((id, i) => check.Id<TaskId>(string.Create(CultureInfo.InvariantCulture, $"tasks[{i}]"), id))
            .ToList();
        if (filter is not null)
        {
            check.Number("expected", input.Expected, 0, int.MaxValue);
            if (ids.Count > 0)
            {
                check.Fault("filter", Faults.NotAllowed); // one or the other says which
            }
        }

        if (check.Failed)
        {
            return check.Answer<BatchShape>();
        }

        var settings = JsonSerializer.Serialize(order);
        if (await BeforeAsync(caller, settings, cancellationToken) is { } before)
        {
            return before;
        }

        var offices = TaskDesk.OfficesOf(caller.Person);
        if (filter is not null)
        {
            var rows = RowsOf(caller.Person, offices, new(input.Filter!.Mine is true ? QueueScope.Mine : QueueScope.Office, filter));
            if (rows.Count > Most)
            {
                return TooMany<BatchShape>();
            }

            if (rows.Count != input.Expected)
            {
                return Answer<BatchShape>.Refuse(
                    HostRefusals.BatchChanged,
                    ("before", Vietnam.Number(input.Expected!.Value)),
                    ("now", Vietnam.Number(rows.Count))
                );
            }

            ids = [.. rows.Select(row => row.Task)];
        }

        return ids.Count == 0
            ? Answer<BatchShape>.Refuse(HostRefusals.NothingInBatch)
            : await ShapeAsync(
                caller,
                await OrderAsync(
                    caller,
                    act,
                    [.. ids.Distinct().Select(id => PartOf(caller.Person, offices, act, id))],
                    settings,
                    cancellationToken
                ),
                cancellationToken
            );
    }

    /// <summary>Thử lại những việc chưa được: the same act once more on those of a batch that were refused or never had their turn.</summary>
    public async Task<Answer<BatchShape>> RetryAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller.Person, id, cancellationToken) is not var (shape, settings))
        {
            return new Answer<BatchShape>.NotFound();
        }

        var order = JsonSerializer.Deserialize<BatchInput>(settings)! with { Asked = id.ToString() };
        settings = JsonSerializer.Serialize(order);
        if (await BeforeAsync(caller, settings, cancellationToken) is { } before)
        {
            return before;
        }

        var offices = TaskDesk.OfficesOf(caller.Person);
        return shape.Left.Count == 0 || shape.Job.State is JobState.Running
            ? Answer<BatchShape>.Refuse(HostRefusals.NothingInBatch)
            : await ShapeAsync(
                caller,
                await OrderAsync(
                    caller,
                    shape.Act,
                    [.. shape.Left.Select(left => PartOf(caller.Person, offices, shape.Act, left.Task, left.Dossier))],
                    settings,
                    cancellationToken
                ),
                cancellationToken
            );
    }

    /// <summary>A page of a batch of this person, as programs read it.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="left">Only what a retry takes.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<BatchAnswer>> ReadAsync(
        Person person,
        JobId id,
        bool left,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) => (await GetAsync(person, id, cancellationToken)).Select(shape => AnswerOf(shape, left, after, limit));

    /// <summary>A page of a batch, as programs read it.</summary>
    public static BatchAnswer AnswerOf(BatchShape shape, bool left = false, string? after = null, int limit = OnePage)
    {
        var from = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var item) ? item : 0;
        var lines = (left ? shape.Left : shape.Results).Where(result => result.Item > from).Take(limit + 1).ToList();
        return new(
            shape.Job.Id,
            shape.Act,
            shape.Job.State,
            shape.Job.StateText,
            shape.Job.Cause,
            shape.Results.Count,
            shape.Done,
            shape.Left.Count,
            [
                .. lines
                    .Take(limit)
                    .Select(result => new BatchLine(
                        result.Item,
                        result.Task,
                        result.Dossier,
                        result.Refused is not null ? "refused"
                            : result.IsBehind ? "done"
                            : shape.Job.State is JobState.Running ? "waiting"
                            : "left",
                        result.Refused?.Why,
                        result.Why
                    )),
            ],
            lines.Count > limit ? lines[limit - 1].Item.ToString(CultureInfo.InvariantCulture) : null
        );
    }

    /// <summary>What became of a batch of this person.</summary>
    public async Task<Answer<BatchShape>> GetAsync(Person person, JobId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is var (shape, _)
            ? new Answer<BatchShape>.Done(shape)
            : new Answer<BatchShape>.NotFound();

    private async Task<(BatchShape Shape, string Settings)?> FindAsync(Person person, JobId id, CancellationToken cancellationToken)
    {
        if (
            await jobs.FindAsync(person, id, cancellationToken) is not { Order: { Input: { } input } order } job
            || ActOf(order.Kind) is not { } act
            || bench.Reveal(order.Settings) is not { } settings
            || await bench.OpenAsync(input, cancellationToken) is not { } content
        )
        {
            return null;
        }

        var parts = await TaskBatchWork.PartsAsync(content, cancellationToken);
        var shape = jobs.ShapeOf(person, id, job);
        var refused = job.Refused.ToDictionary(part => part.Item);
        return (
            new(
                shape,
                act,
                [
                    .. parts.Select(
                        (part, i) =>
                            new BatchResult(
                                i + 1,
                                new(part.Task),
                                part.Dossier == Guid.Empty ? null : new(part.Dossier),
                                i < job.Done,
                                i < job.Done && refused.GetValueOrDefault(i + 1) is { } why
                                    ? new(i + 1, why.Why, JobDesk.SentenceOf(person, why))
                                    : null
                            )
                    ),
                ]
            ),
            settings
        );
    }

    private static BatchAct Read(Check check, BatchInput input)
    {
        var act = check.OneOf("act", input.Act, BatchAct.Claim);
        check.OptionalDate("on", input.On);
        check.OptionalDate("returnOn", input.ReturnOn);
        check.OptionalText("place", input.Place, 500);
        if (act is BatchAct.Reassign)
        {
            check.Id<AccountId>("to", input.To);
        }

        return act;
    }

    private static string DigestOf(TaskBatchInput input) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input)));

    private static Answer<T> TooMany<T>() => Answer<T>.Refuse(HostRefusals.TooManyInBatch, ("max", Vietnam.Number(Most)));

    // A task with why it is left out, as things stand. What it is done to already is no reason: a part may be done twice.
    private BatchPart PartOf(Person person, IReadOnlyList<Office> offices, BatchAct act, TaskId id, DossierId? known = null)
    {
        var row = tasks.Find(id) is { } found && Sees(found) ? found : null;
        return row is not null
                ? new(
                    id.Value,
                    row.Dossier.Value,
                    Hindrance(person, act, row) is { } why && (act, row.ClaimedBy) != (BatchAct.Claim, person.Account) ? why : null
                )
            : known is { } dossier ? new(id.Value, dossier.Value) // it was seen before: what has become of it is told at its turn
            : new(id.Value, Guid.Empty, "batch.not-open");

        bool Sees(TaskRow one) =>
            offices.Contains(new(one.Desk.Unit, one.Desk.Function))
            || one.ClaimedBy == person.Account
            || one.EntrustedTo == person.Account
            || person.MayWork(one.Post)
            || person.May(Act.ReassignTasks, one.Desk.Unit);
    }

    // The batch that a command id ordered before; null: none.
    private async Task<Answer<BatchShape>?> BeforeAsync(Caller caller, string settings, CancellationToken cancellationToken) =>
        await FindAsync(caller.Person, JobDesk.IdOf(caller), cancellationToken) is not var (shape, asked) ? null
        : asked == settings ? new Answer<BatchShape>.Done(shape)
        : new Answer<BatchShape>.CommandIdReused();

    // What was ordered, with what has become of it so far.
    private async Task<Answer<BatchShape>> ShapeAsync(Caller caller, Answer<JobShape> ordered, CancellationToken cancellationToken) =>
        ordered is Answer<JobShape>.Done done ? await GetAsync(caller.Person, done.Value.Id, cancellationToken) : ordered.As<BatchShape>();

    private async Task<Answer<JobShape>> OrderAsync(
        Caller caller,
        BatchAct act,
        List<BatchPart> parts,
        string settings,
        CancellationToken cancellationToken
    )
    {
        if (caller.Person.Holdings is not [{ Capacity: var capacity }, ..])
        {
            return new Answer<JobShape>.Forbidden();
        }

        var answer = await jobs.StartOnAsync(caller, capacity, KindOf(act), parts, settings, cancellationToken);
        if (answer is Answer<JobShape>.Done done && parts.Count <= OnePage)
        {
            await jobs.DoneAsync(done.Value.Id, LongestWait, cancellationToken);
        }

        return answer;
    }
}

/// <summary>Does a batch, one task after another, in the name of whoever ordered it and as far as they still may.</summary>
public sealed class TaskBatchWork(BatchAct act, TaskDesk desk, DossierQueries dossiers) : IJobWork
{
    /// <inheritdoc/>
    public JobKind Kind => TaskBatchDesk.KindOf(act);

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var order =
            (run.Settings is { } settings ? JsonSerializer.Deserialize<BatchInput>(settings) : null)
            ?? throw new JobFailedException(Refusal.Of(JobRefusals.InputGone));
        var parts = await PartsAsync(await run.InputAsync(cancellationToken), cancellationToken);
        foreach (var part in parts.Skip(run.Done).ToList())
        {
            var refusal = part.Why is { } why
                ? Refusal.Of(why)
                : RefusalOf(await OneAsync(run.Caller($"task {part.Task}"), new(part.Task), order, part, cancellationToken));
            await run.PassAsync(refusal is null, refusal, cancellationToken);
        }

        return null;
    }

    internal static async Task<IReadOnlyList<BatchPart>> PartsAsync(Stream content, CancellationToken cancellationToken)
    {
        var parts = new List<BatchPart>();
        using var reader = new StreamReader(content, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            parts.Add(JsonSerializer.Deserialize<BatchPart>(line)!);
        }

        return parts;
    }

    private Task<Answer<TaskChanged>> OneAsync(
        Caller caller,
        TaskId task,
        BatchInput order,
        BatchPart part,
        CancellationToken cancellationToken
    ) =>
        act switch
        {
            BatchAct.Claim => desk.ClaimAsync(caller, task, cancellationToken),
            BatchAct.Receive => desk.ReceiveAsync(caller, task, new(null, order.On, order.ReturnOn), cancellationToken),
            BatchAct.Reassign => desk.ReassignAsync(caller, task, new(order.To), cancellationToken),
            BatchAct.Notify => desk.CompleteAsync(caller, task, Ended(order, null), null, cancellationToken),
            BatchAct.Archive => desk.CompleteAsync(
                caller,
                task,
                Ended(order, dossiers.Find(new(part.Dossier))?.Row.Secrecy is Secrecy.Normal ? order.Place : null),
                null,
                cancellationToken
            ),
        };

    private static CompleteInput Ended(BatchInput order, string? place) => new(null, null, null, null, null, order.On, place);

    private static Refusal? RefusalOf(Answer<TaskChanged> answer) =>
        answer switch
        {
            Answer<TaskChanged>.Done => null,
            Answer<TaskChanged>.Refused refused => refused.Refusal,
            Answer<TaskChanged>.Invalid { Faults: [var fault, ..] } => fault.What,
            Answer<TaskChanged>.Forbidden => Refusal.Of("problem.forbidden"),
            Answer<TaskChanged>.NotFound => Refusal.Of("problem.not-found"),
            _ => Refusal.Of("problem.contended"),
        };
}
