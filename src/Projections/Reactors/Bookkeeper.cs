using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>
/// Keeps the registers: a number that was taken is marked used once its paper is recorded, and void once what it was taken for has
/// ended without it (<see cref="Bookkeeping"/>). It remembers the numbers still open, which are few, beside its checkpoint; both are
/// made anew from the log where they were lost. A number that is taken when its purpose has already ended is settled at once.
/// </summary>
public sealed class Bookkeeper(
    ViewDatabase database,
    IEventStore store,
    CommandRunner runner,
    Binding<Dossier, DossierCommand, DossierEvent> dossiers,
    TimeProvider time
) : Reactor(ReactorName, database, store, new("register-", "proposal-", "decision-", "dossier-"), time, null)
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "bookkeeper";

    private sealed record OpenNumber(StreamName Register, int Number, PurposeCode Purpose);

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        switch (e.Body)
        {
            case RegisterEvent.NumberReserved r when Bookkeeping.OwnerOf(r.Purpose) is var (category, id, _):
                var owner = StreamName.For(category, id);
                Remember(new(e.Recorded.Stream, r.Number, r.Purpose), owner);
                await SettleAsync(e, owner, id, cancellationToken).ConfigureAwait(false);
                break;
            case RegisterEvent.NumberUsed u:
                Forget(e.Recorded.Stream, u.Number);
                break;
            case RegisterEvent.NumberVoided v:
                Forget(e.Recorded.Stream, v.Number);
                break;
            case ListEvent or DossierEvent:
                await SettleAsync(e, e.Recorded.Stream, e.StreamId, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask SettleAsync(ViewEvent e, StreamName owner, Guid id, CancellationToken cancellationToken)
    {
        var open = OpenOf(owner);
        if (open.Count == 0)
        {
            return;
        }

        Func<OpenNumber, RegisterCommand?> settles;
        if (owner.Category == dossiers.Category)
        {
            var dossier = await StateAsync(dossiers, id, cancellationToken).ConfigureAwait(false);
            settles = n =>
                Bindings.RegisterOf(n.Register) is var (unit, kind, _)
                    ? Bookkeeping.Settles(dossier, Bookkeeping.OwnerOf(n.Purpose)!.Value.Task, n.Purpose, n.Number, unit, kind)
                    : null;
        }
        else
        {
            var binding = owner.Category == Bindings.Proposal.Category ? Bindings.Proposal : Bindings.Decision;
            var list = await StateAsync(binding, id, cancellationToken).ConfigureAwait(false);
            settles = n =>
                Bindings.RegisterOf(n.Register) is var (_, kind, _) ? Bookkeeping.Settles(list, n.Purpose, n.Number, kind) : null;
        }

        foreach (var number in open)
        {
            if (settles(number) is { } command)
            {
                await RunAsync(e, number, command, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<TState> StateAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        Guid id,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class =>
        (await runner.LoadAsync(binding, binding.StreamOf(id), cancellationToken).ConfigureAwait(false))?.State ?? binding.Initial;

    private async ValueTask RunAsync(ViewEvent e, OpenNumber number, RegisterCommand command, CancellationToken cancellationToken)
    {
        var target = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"settle:{number.Register}:{number.Number}");
        var context = CommandContext.Carrying(e.Recorded.EventId, target, Time.GetUtcNow(), e.Metadata.Correlation);
        var result = await runner
            .RunAsync(Bindings.Register, number.Register, command, context, null, cancellationToken)
            .ConfigureAwait(false);
        switch (result)
        {
            case RunResult<Register>.Recorded recorded:
                lock (Database.WriteLock)
                {
                    Wrote(recorded.Position);
                }

                break;
            case RunResult<Register>.Refused { Refusal.Code: CommandRunner.ClockBackwards }:
            case RunResult<Register>.Contended:
                throw new TimeoutException($"The register {number.Register} cannot be written now."); // waited out and tried again
            default:
                break; // used or void by now: that is what was wanted
        }

        Acted();
    }

    private void Remember(OpenNumber number, StreamName owner)
    {
        lock (Database.WriteLock)
        {
            Database
                .Writer.Prepare("INSERT OR REPLACE INTO open_number (stream, number, purpose, owner) VALUES (?1, ?2, ?3, ?4)")
                .Run(number.Register.Value, number.Number, number.Purpose.Value, owner.Value);
        }
    }

    private void Forget(StreamName register, int number)
    {
        lock (Database.WriteLock)
        {
            Database.Writer.Prepare("DELETE FROM open_number WHERE stream = ?1 AND number = ?2").Run(register.Value, number);
        }
    }

    private List<OpenNumber> OpenOf(StreamName owner)
    {
        lock (Database.WriteLock)
        {
            var rows = Database.Writer.Prepare("SELECT stream, number, purpose FROM open_number WHERE owner = ?1").With(owner.Value);
            var open = new List<OpenNumber>();
            while (rows.Step())
            {
                open.Add(new(new(rows.Text(0)), rows.Int(1), new(rows.Text(2))));
            }

            return open;
        }
    }
}
