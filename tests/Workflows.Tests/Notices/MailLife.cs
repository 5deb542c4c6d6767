using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Mails;

namespace PhongTrao.Workflows.Tests.Notices;

/// <summary>One message: composed once, tried with growing pauses, taken or given up, and sent again when somebody says so.</summary>
public sealed class MailLife
{
    private static readonly MailId Mail = new(Cast.Id(9));
    private static readonly NoticeId Notice = new(Cast.Id(1));
    private static readonly MailCommand.Compose Compose = new(Mail, MailKind.Digest, new(2025, 2, 5), [Notice]);
    private static readonly PublicText Fault = new("450 MailboxBusy");

    [Fact]
    public void A_message_is_composed_once_however_many_compose_it()
    {
        var state = Do(Mailbox.Empty, Compose);

        Events(state, Compose).ShouldBeEmpty();
        Events(Do(state, new MailCommand.MarkSent(Mail)), Compose).ShouldBeEmpty();
        Events(Mailbox.Empty, Compose with { Notices = [] }).ShouldBeEmpty();
    }

    [Fact]
    public void Pauses_grow_until_it_is_given_up()
    {
        var state = Do(Mailbox.Empty, Compose);
        var pauses = new List<TimeSpan>();
        for (var tries = 1; tries < Mailbox.MostTries; tries++)
        {
            var failed = Events(state, new MailCommand.MarkFailed(Mail, Fault, IsFinal: false))[0].ShouldBeOfType<MailEvent.Failed>();
            failed.Tries.ShouldBe(tries);
            pauses.Add(failed.Again!.Value - Demo.By().At);
            state = Mailbox.Evolve(state, failed);
        }

        pauses.ShouldBeInOrder();
        pauses[0].ShouldBe(TimeSpan.FromMinutes(1));
        pauses[^1].ShouldBe(Mailbox.LongestPause);
        state = Do(state, new MailCommand.MarkFailed(Mail, Fault, IsFinal: false));
        state.GivenUp.ShouldContain(Mail);
        state.Waiting.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_server_will_never_take_is_given_up_at_once_and_may_be_sent_again()
    {
        var state = Do(Do(Mailbox.Empty, Compose), new MailCommand.MarkFailed(Mail, Fault, IsFinal: true));

        state.GivenUp.ShouldContain(Mail);
        state = Do(state, new MailCommand.SendAgain(Mail));
        state.Waiting[Mail].ShouldBe(0);
        Events(state, new MailCommand.SendAgain(Mail)).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_sent_or_dropped_is_neither_sent_nor_given_up_again()
    {
        foreach (MailCommand end in new MailCommand[] { new MailCommand.MarkSent(Mail), new MailCommand.Drop(Mail, MailEnd.NothingLeft) })
        {
            var state = Do(Do(Mailbox.Empty, Compose), end);

            Events(state, end).ShouldBeEmpty();
            Events(state, new MailCommand.MarkFailed(Mail, Fault, IsFinal: true)).ShouldBeEmpty();
            Refused(state, new MailCommand.SendAgain(Mail)).ShouldBe(MailRefusals.NotGivenUp);
        }
    }

    [Fact]
    public void Nothing_happens_to_a_message_that_was_never_composed() =>
        Refused(Mailbox.Empty, new MailCommand.MarkSent(Mail)).ShouldBe(MailRefusals.NotWaiting);

    private static string Refused(Mailbox state, MailCommand command) =>
        Mailbox.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<MailEvent>.Refused>().Refusal.Code;

    private static IReadOnlyList<MailEvent> Events(Mailbox state, MailCommand command) =>
        Mailbox.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<MailEvent>.Accepted>().Events;

    private static Mailbox Do(Mailbox state, MailCommand command) => Events(state, command).Aggregate(state, Mailbox.Evolve);
}
