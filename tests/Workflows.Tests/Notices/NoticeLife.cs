using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Notices;

namespace PhongTrao.Workflows.Tests.Notices;

/// <summary>What a person has read of what they were told.</summary>
public sealed class NoticeLife
{
    private static readonly NoticeId One = new(Cast.Id(1));
    private static readonly NoticeId Two = new(Cast.Id(2));

    [Fact]
    public void Reading_is_recorded_once()
    {
        var state = Do(NoticeBox.Empty, new NoticeCommand.MarkRead([One, One]));

        Events(state, new NoticeCommand.MarkRead([One])).ShouldBeEmpty();
        Events(state, new NoticeCommand.MarkRead([One, Two]))
            .ShouldHaveSingleItem()
            .ShouldBeOfType<NoticeEvent.Read>()
            .Notices.ShouldBe([Two]);
    }

    [Fact]
    public void Reading_everything_up_to_one_is_recorded_once()
    {
        var state = Do(NoticeBox.Empty, new NoticeCommand.MarkReadUpTo(Two));

        state.UpTo.ShouldBe(Two);
        Events(state, new NoticeCommand.MarkReadUpTo(Two)).ShouldBeEmpty();
    }

    [Fact]
    public void Those_read_one_by_one_are_forgotten_when_everything_is_read()
    {
        var state = Do(Do(NoticeBox.Empty, new NoticeCommand.MarkRead([One])), new NoticeCommand.MarkReadUpTo(Two));

        state.Read.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_to_read_records_nothing() => Events(NoticeBox.Empty, new NoticeCommand.MarkRead([])).ShouldBeEmpty();

    [Fact]
    public void A_feed_has_one_address_at_a_time()
    {
        var (one, two) = (new NoticeCommand.OpenFeed(new("aa")), new NoticeCommand.OpenFeed(new("bb")));
        var state = Do(Do(NoticeBox.Empty, one), two);

        state.Feed.ShouldBe(two.Digest);
        Events(state, two).ShouldBeEmpty();
        state = Do(state, new NoticeCommand.CloseFeed());
        state.Feed.ShouldBeNull();
        Events(state, new NoticeCommand.CloseFeed()).ShouldBeEmpty();
    }

    [Fact]
    public void A_choice_is_recorded_when_it_is_another()
    {
        Events(NoticeBox.Empty, new NoticeCommand.ChooseMail(MailChoice.Digest)).ShouldBeEmpty();
        Do(NoticeBox.Empty, new NoticeCommand.ChooseMail(MailChoice.None)).Mail.ShouldBe(MailChoice.None);
    }

    private static IReadOnlyList<NoticeEvent> Events(NoticeBox state, NoticeCommand command) =>
        NoticeBox.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<NoticeEvent>.Accepted>().Events;

    private static NoticeBox Do(NoticeBox state, NoticeCommand command) => Events(state, command).Aggregate(state, NoticeBox.Evolve);
}
