using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;
using static PhongTrao.Workflows.Tests.Figures.Sheets;

namespace PhongTrao.Workflows.Tests.Figures;

public sealed class WhenKeepingBooks
{
    private static Spec<Book, BookCommand, BookEvent> New() => new(Bindings.Book);

    [Fact]
    public void An_entry_counts_until_it_is_struck_and_stays_to_be_seen()
    {
        var book = New().Given(Preparer, Enter(2), Enter(1));
        book.State.Sum.ShouldBe(3);
        var first = book.Recorded.OfType<BookEvent.Entered>().First().Entry;
        book.When(Colleague, new BookCommand.Strike(first.Id, Because)).Then(new BookEvent.Struck(first.Id, Because));
        book.When(Colleague, new BookCommand.Strike(first.Id, Because)).ThenNothing();
        book.State.Sum.ShouldBe(1);
        book.State.Entries.Count.ShouldBe(2);
        book.When(Colleague, new BookCommand.Strike(new(Id(5)), Because)).ThenRefused(BookRefusals.UnknownEntry);
    }

    [Fact]
    public void What_has_not_happened_or_names_nothing_is_not_entered()
    {
        New()
            .When(Preparer, Enter(day: Today.AddDays(1)))
            .ThenRefused(BookRefusals.DayInFuture, ("day", "2025-04-15"), ("today", "2025-04-14"));
        New().When(Preparer, Enter(0)).ThenRefused(BookRefusals.CountOutOfRange, ("count", "0"), ("max", "10000"));
        New().When(Preparer, Enter() with { Text = null }).ThenRefused(BookRefusals.TextMissing);
        New().When(Preparer, Enter() with { Personal = Because }).ThenRefused(BookRefusals.TextMissing);
        New().When(Preparer, Enter() with { Text = null, Personal = Because }).ThenTypes(typeof(BookEvent.Entered));
    }

    [Fact]
    public void It_is_kept_by_its_unit_or_one_above()
    {
        New().When(DistrictOfficer, Enter()).ThenRefused(BookRefusals.OtherUnit, ("unit", Commune.Value));
        New().When(DistrictOfficer, Enter() with { TakenBy = District }).ThenTypes(typeof(BookEvent.Entered));
        var book = New().Given(Preparer, Enter());
        book.When(Preparer, Enter() with { Book = Book(District) }).ThenRefused(BookRefusals.OtherBook);
        var entry = book.Recorded.OfType<BookEvent.Entered>().Single().Entry.Id;
        book.When(DistrictOfficer, new BookCommand.Strike(entry, Because)).ThenRefused(BookRefusals.OtherUnit, ("unit", Commune.Value));
    }
}
