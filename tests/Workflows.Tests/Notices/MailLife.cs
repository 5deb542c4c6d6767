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
    private static readonly Guid One = Cast.Id(101);
    private static readonly Guid Two = Cast.Id(102);
    private static readonly MailCommand.Begin Begin = new(Mail, One);
    private static readonly MailCommand.MarkFailed Refuse = new(Mail, One, Fault, IsFinal: false);

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
            state = Do(state, Begin);
            var failed = Events(state, Refuse).ShouldHaveSingleItem().ShouldBeOfType<MailEvent.Failed>();
            failed.Tries.ShouldBe(tries);
            pauses.Add(failed.Again!.Value - Demo.By().At);
            state = Mailbox.Evolve(state, failed);
        }

        pauses.ShouldBeInOrder();
        pauses[0].ShouldBe(TimeSpan.FromMinutes(1));
        pauses[^1].ShouldBe(Mailbox.LongestPause);
        state = Do(Do(state, Begin), Refuse);
        state.GivenUp.ShouldContain(Mail);
        state.Waiting.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_server_will_never_take_is_given_up_at_once_and_may_be_sent_again()
    {
        var state = Do(Do(Do(Mailbox.Empty, Compose), Begin), Refuse with { IsFinal = true });

        state.GivenUp.ShouldContain(Mail);
        state = Do(state, new MailCommand.SendAgain(Mail));
        state.Waiting[Mail].ShouldBe(new(0));
        Events(state, new MailCommand.SendAgain(Mail)).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_sent_or_dropped_is_neither_sent_nor_given_up_again()
    {
        foreach (
            MailCommand end in new MailCommand[] { new MailCommand.MarkSent(Mail), new MailCommand.Drop(Mail, One, MailEnd.NothingLeft) }
        )
        {
            var state = Do(Do(Do(Mailbox.Empty, Compose), Begin), end);

            Events(state, end).ShouldBeEmpty();
            Events(state, Refuse with { IsFinal = true }).ShouldBeEmpty();
            Refused(state, Begin).ShouldBe(MailRefusals.NotWaiting);
            Refused(state, new MailCommand.SendAgain(Mail)).ShouldBe(MailRefusals.NotGivenUp);
        }
    }

    [Fact]
    public void One_attempt_at_a_time_has_it_until_its_outcome_is_known_or_its_time_is_over()
    {
        var state = Do(Do(Mailbox.Empty, Compose), Begin);
        var other = new MailCommand.Begin(Mail, Two);

        Events(state, Begin).ShouldBeEmpty("the same attempt again");
        Refused(state, other).ShouldBe(MailRefusals.UnderWay);
        Refused(state, other, Mailbox.LongestAttempt - TimeSpan.FromTicks(1)).ShouldBe(MailRefusals.UnderWay);
        Events(state, other, Mailbox.LongestAttempt).ShouldHaveSingleItem();
        Events(Do(state, new MailCommand.Delay(Mail, One, Fault)), other).ShouldHaveSingleItem();
        Events(Do(state, Refuse), other).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_was_delayed_came_to_nobody_and_what_nothing_was_heard_of_may_have()
    {
        var delayed = Do(Do(Do(Mailbox.Empty, Compose), Begin), new MailCommand.Delay(Mail, One, Fault));
        var again = Do(delayed, new MailCommand.Begin(Mail, Two));
        Events(again, new MailCommand.MarkSent(Mail)).ShouldBe([new MailEvent.Sent(Mail, 1, Unsure: 0)]);

        var ended = Do(Do(Mailbox.Empty, Compose), Begin);
        again = Do(ended, new MailCommand.Begin(Mail, Two), Mailbox.LongestAttempt);
        Events(again, new MailCommand.MarkSent(Mail)).ShouldBe([new MailEvent.Sent(Mail, 1, Unsure: 1)]);
    }

    [Fact]
    public void Who_was_taken_over_says_nothing_but_that_it_was_sent()
    {
        var state = Do(Do(Do(Mailbox.Empty, Compose), Begin), new MailCommand.Begin(Mail, Two), Mailbox.LongestAttempt);

        Events(state, Refuse).ShouldBeEmpty();
        Events(state, new MailCommand.Delay(Mail, One, Fault)).ShouldBeEmpty();
        Events(state, new MailCommand.Drop(Mail, One, MailEnd.NothingLeft)).ShouldBeEmpty();
        Events(state, new MailCommand.MarkSent(Mail)).ShouldHaveSingleItem();
        var given = Do(state, new MailCommand.MarkFailed(Mail, Two, Fault, IsFinal: true));
        Do(given, new MailCommand.MarkSent(Mail)).GivenUp.ShouldBeEmpty("the server has taken it after all");
    }

    [Fact]
    public void Nothing_happens_to_a_message_that_was_never_composed()
    {
        Refused(Mailbox.Empty, new MailCommand.MarkSent(Mail)).ShouldBe(MailRefusals.NotWaiting);
        Refused(Mailbox.Empty, Begin).ShouldBe(MailRefusals.NotWaiting);
        Refused(Mailbox.Empty, Refuse).ShouldBe(MailRefusals.NotWaiting);
    }

    private static string Refused(Mailbox state, MailCommand command, TimeSpan later = default) =>
        Mailbox.Decide(command, By(later), state).ShouldBeOfType<Decision<MailEvent>.Refused>().Refusal.Code;

    private static IReadOnlyList<MailEvent> Events(Mailbox state, MailCommand command, TimeSpan later = default) =>
        Mailbox.Decide(command, By(later), state).ShouldBeOfType<Decision<MailEvent>.Accepted>().Events;

    private static Mailbox Do(Mailbox state, MailCommand command, TimeSpan later = default) =>
        Events(state, command, later).Aggregate(state, Mailbox.Evolve);

    private static CommandContext By(TimeSpan later) => Demo.By() with { At = Demo.By().At + later };
}
