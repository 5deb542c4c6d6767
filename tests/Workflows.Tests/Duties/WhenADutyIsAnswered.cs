using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Cast;
using static PhongTrao.Workflows.Tests.Duties.Asked;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>One occurrence of a duty of a commune, due on 16/4/2025 and handed to its district: filed, accepted, returned, replaced.</summary>
public sealed class WhenADutyIsAnswered
{
    private static Spec<Duty, DutyCommand, DutyEvent> New() => new(Bindings.Duty);

    [Fact]
    public void What_is_handed_in_waits_for_its_recipient()
    {
        var duty = New();

        duty.When(Preparer, File()).Then(Filed());

        duty.State.Standing.ShouldBe(DutyStanding.Filed);
        duty.When(Preparer, File()).ThenNothing();
        duty.When(Preparer, File(Answer("other"))).ThenRefused(DutyRefusals.Filed);
    }

    [Fact]
    public void Accepted_it_is_done()
    {
        var duty = New().Given(Preparer, File());

        duty.When(DistrictOfficer, new DutyCommand.Accept(District, null)).Then(new DutyEvent.Accepted(1, District, Today, null, Told()));

        duty.State.Standing.ShouldBe(DutyStanding.Done);
        duty.When(DistrictOfficer, new DutyCommand.Accept(District, null)).ThenNothing();
        duty.When(Preparer, File(Answer("other"))).ThenRefused(DutyRefusals.Closed);
        duty.When(Preparer, new DutyCommand.Replace(Answer("other"))).ThenRefused(DutyRefusals.Closed);
        duty.When(Preparer, new DutyCommand.Withdraw()).ThenRefused(DutyRefusals.Closed);
    }

    [Fact]
    public void Nobody_accepts_or_returns_what_they_handed_in_themselves_or_for_whom_they_act()
    {
        var duty = New().Given(Preparer, File());
        var asPreparer = DistrictOfficer with { Capacity = DistrictOfficer.Capacity! with { OnBehalfOf = Preparer.Account } };

        foreach (var by in new[] { DistrictOfficer with { Account = Preparer.Account }, asPreparer })
        {
            duty.When(by, new DutyCommand.Accept(District, null)).ThenRefused(DutyRefusals.OwnFiling);
            duty.When(by, new DutyCommand.Return(District, Because)).ThenRefused(DutyRefusals.OwnFiling);
        }

        duty.Given(Preparer with { Account = Colleague.Account }, new DutyCommand.Replace(Answer("better")));
        duty.When(asPreparer, new DutyCommand.Accept(District, null))
            .Then(new DutyEvent.Accepted(2, District, Today, null, Told(Colleague.Account)));
    }

    [Fact]
    public void Whoever_handed_it_in_is_told_when_the_last_recipient_has_accepted_it_and_whenever_one_returns_it()
    {
        var ask = Ask() with { To = [new(District, [Officer]), new(Province, [])] };
        var provinceOfficer = DistrictOfficer with { Capacity = DistrictOfficer.Capacity! with { Unit = Province } };
        var duty = New().Given(Preparer, File(ask));

        duty.When(DistrictOfficer, new DutyCommand.Accept(District, null)).Then(new DutyEvent.Accepted(1, District, Today, null));
        duty.When(provinceOfficer, new DutyCommand.Return(Province, Because))
            .Then(new DutyEvent.Returned(1, Province, Today, Because, Told()));
        duty.Given(Colleague, File(ask, Answer("again")));
        duty.When(provinceOfficer, new DutyCommand.Accept(Province, null))
            .Then(new DutyEvent.Accepted(2, Province, Today, null, Told(Colleague.Account)));
    }

    [Fact]
    public void Paper_may_be_accepted_by_whoever_took_it_in()
    {
        var paper = new DutyHandIn(Today, null, District);

        New()
            .Given(DistrictOfficer, new DutyCommand.File(Ask(), paper, Answer(), []))
            .When(DistrictOfficer, new DutyCommand.Accept(District, null))
            .Then(new DutyEvent.Accepted(1, District, Today, null));
    }

    [Fact]
    public void Nothing_is_accepted_or_returned_that_was_not_handed_in()
    {
        New().When(DistrictOfficer, new DutyCommand.Accept(District, null)).ThenRefused(DutyRefusals.NotFiled);
        New().When(DistrictOfficer, new DutyCommand.Return(District, Because)).ThenRefused(DutyRefusals.NotFiled);
        New().When(Preparer, new DutyCommand.Replace(Answer())).ThenRefused(DutyRefusals.NotFiled);
        New().When(Preparer, new DutyCommand.Withdraw()).ThenRefused(DutyRefusals.NotFiled);
        New()
            .Given(Preparer, File())
            .When(DistrictOfficer, new DutyCommand.Accept(Province, null))
            .ThenRefused(DutyRefusals.OtherRecipient, ("unit", "binh-phuoc"));
    }

    [Fact]
    public void Returned_it_is_open_again_and_counts_from_when_it_is_handed_in_anew()
    {
        var duty = New().Given(Preparer, File());

        duty.When(DistrictOfficer, new DutyCommand.Return(District, Because))
            .Then(new DutyEvent.Returned(1, District, Today, Because, Told()));

        duty.State.IsOpen.ShouldBeTrue();
        duty.Given(Preparer.After(5), File(Answer("again")));
        (duty.State.Round, duty.State.On, duty.State.LateDays).ShouldBe((2, Today.AddDays(5), 3));
    }

    [Fact]
    public void What_was_accepted_once_keeps_its_date_when_it_is_returned_later()
    {
        var duty = New()
            .Given(Preparer, File())
            .Given(DistrictOfficer, new DutyCommand.Accept(District, null), new DutyCommand.Return(District, Because))
            .Given(Preparer.After(9), File(Answer("again")));

        (duty.State.Standing, duty.State.On, duty.State.LateDays).ShouldBe((DutyStanding.Filed, Today, null));
    }

    [Fact]
    public void A_replacement_counts_another_round_and_the_first_keeps_its_date()
    {
        var duty = New().Given(Preparer, File());

        duty.When(Preparer.After(9), new DutyCommand.Replace(Answer("better")))
            .Then(new DutyEvent.Replaced(2, Today.AddDays(9), Today, null, Answer("better"), null, [Preparer.Account]));

        (duty.State.Round, duty.State.On, duty.State.LateDays).ShouldBe((2, Today, null));
        duty.When(Preparer.After(9), new DutyCommand.Replace(Answer("better"))).ThenNothing();
    }

    [Theory]
    [InlineData(2, null)] // on the last valid day
    [InlineData(3, 1)]
    [InlineData(12, 10)]
    public void Late_is_counted_in_days_from_the_last_valid_one(int days, int? late) =>
        New().Given(Preparer.After(days), File()).State.LateDays.ShouldBe(late);

    [Theory]
    [InlineData("2025-04-16T16:30:59+07:00", null)]
    [InlineData("2025-04-16T16:31:00+07:00", 0)]
    [InlineData("2025-04-17T00:00:00+07:00", 1)]
    public void An_hour_ends_it_within_its_day(string at, int? late)
    {
        var ask = Ask() with { Due = new(null, new(2025, 4, 16), new(16, 30)) };
        var by = Preparer with { At = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime() };

        New().Given(by, File(ask)).State.LateDays.ShouldBe(late);
    }

    [Fact]
    public void Nobody_is_late_with_what_was_only_wished_for() =>
        New().Given(Preparer.After(30), File(Ask() with { CountsLate = false })).State.LateDays.ShouldBeNull();

    [Fact]
    public void What_comes_before_a_window_opens_waits()
    {
        var ask = Ask() with { Due = new(new(2025, 4, 15), new(2025, 4, 16), null) };

        New().When(Preparer, File(ask)).ThenRefused(DutyRefusals.NotOpen, ("opens", "2025-04-15"));
        New().Given(Preparer.After(1), File(ask)).State.LateDays.ShouldBeNull();
    }

    [Fact]
    public void A_late_one_of_a_window_is_accepted_with_a_reason()
    {
        var ask = Ask() with { Due = new(new(2025, 4, 10), new(2025, 4, 12), null) };
        var duty = New().Given(Preparer, File(ask));

        duty.When(DistrictOfficer, new DutyCommand.Accept(District, null)).ThenRefused(DutyRefusals.ReasonMissing);
        duty.When(DistrictOfficer, new DutyCommand.Accept(District, Because))
            .Then(new DutyEvent.Accepted(1, District, Today, Because, Told() with { Due = new(2025, 4, 12) }));
    }

    [Fact]
    public void Late_ones_are_refused_where_the_plan_says_so() =>
        New().When(Preparer.After(3), File(Ask() with { TakesLate = false })).ThenRefused(DutyRefusals.LateNotTaken, ("day", "2025-04-16"));

    [Fact]
    public void Of_paper_the_day_counts_on_which_the_recipient_got_it()
    {
        var paper = new DutyHandIn(new(2025, 4, 17), null, District);
        var duty = New().Given(DistrictOfficer.After(8), new DutyCommand.File(Ask(), paper, Answer(), []));

        (duty.State.On, duty.State.LateDays).ShouldBe((new DateOnly(2025, 4, 17), 1));
        New()
            .When(DistrictOfficer, new DutyCommand.File(Ask(), paper with { On = new(2025, 4, 15) }, Answer(), []))
            .ThenRefused(DutyRefusals.DayInFuture, ("day", "2025-04-15"), ("today", "2025-04-14"));
        New()
            .When(DistrictOfficer, new DutyCommand.File(Ask(), paper with { TakenBy = Province, On = Today }, Answer(), []))
            .ThenRefused(DutyRefusals.OtherRecipient, ("unit", "binh-phuoc"));
    }

    [Fact]
    public void It_is_the_units_own_to_hand_in() =>
        New().When(DistrictOfficer, File()).ThenRefused(DutyRefusals.OtherUnit, ("unit", "tan-khai"));

    [Fact]
    public void Several_recipients_accept_each_for_itself()
    {
        var ask = Ask() with { To = [new(District, []), new(Province, [])] };
        var duty = New().Given(Preparer, File(ask)).Given(DistrictOfficer, new DutyCommand.Accept(District, null));
        duty.State.Standing.ShouldBe(DutyStanding.Filed);

        duty.Given(Person(41, Province, Officer), new DutyCommand.Return(Province, Because));
        duty.State.Standing.ShouldBe(DutyStanding.Returned);
        duty.Given(Preparer.After(9), File(ask, Answer("again")));

        duty.State.Recipients.ShouldBe([(District, RecipientStanding.Accepted), (Province, RecipientStanding.Waiting)]);
        duty.State.On.ShouldBe(Today, "the first filing was accepted by the district");
        duty.Given(Person(41, Province, Officer), new DutyCommand.Accept(Province, null));
        duty.State.Standing.ShouldBe(DutyStanding.Done);
    }

    [Fact]
    public void Where_the_plan_names_nobody_who_accepts_it_what_is_recorded_is_done()
    {
        var duty = New().Given(Preparer, File(Ask() with { To = [] }));

        duty.State.Standing.ShouldBe(DutyStanding.Done);
        duty.Given(Preparer, new DutyCommand.Replace(Answer("better")), new DutyCommand.Withdraw());
        duty.State.Standing.ShouldBe(DutyStanding.Open);
    }

    [Fact]
    public void Withdrawn_it_is_open_as_if_nothing_had_been_handed_in()
    {
        var duty = New().Given(Preparer, File());

        duty.When(Preparer, new DutyCommand.Withdraw()).Then(new DutyEvent.Withdrawn(1, Today, null));

        (duty.State.IsOpen, duty.State.Answer, duty.State.On).ShouldBe((true, null, null));
        duty.Given(Preparer.After(3), File());
        (duty.State.Round, duty.State.LateDays).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData(PlanDutyKind.Launch, "2025-04-13", "2025-04-13", null)]
    [InlineData(PlanDutyKind.Launch, "2025-04-18", "2025-04-18", 2)]
    public void A_ceremony_is_in_time_by_the_day_it_took_place_whenever_that_is_recorded(
        PlanDutyKind kind,
        string day,
        string on,
        int? late
    )
    {
        var ceremony = new DutyContent.Gathering(Day(day), new("lễ khai giảng"), new("Nhà văn hóa thị trấn"), 120);
        var duty = New().Given(Preparer.After(20), File(Ask() with { Kind = kind }, new DutyAnswer(ceremony, [], null)));

        (duty.State.On, duty.State.LateDays).ShouldBe((Day(on), late));
    }

    [Fact]
    public void Each_kind_is_fulfilled_by_what_it_asks()
    {
        var ceremony = new DutyAnswer(new DutyContent.Gathering(Today, null, new("Hội trường"), 5), [], null);
        var inspection = new DutyContent.Inspection(Today, Today, 3, null, null);
        New().When(Preparer, File(Ask(), ceremony)).ThenRefused(DutyRefusals.OtherContent, ("kind", "bao-cao"));
        New().When(Preparer, File(Ask() with { Kind = PlanDutyKind.Deadline }, ceremony)).ThenRefused(DutyRefusals.NothingAsked);
        New()
            .When(
                Preparer,
                File(Ask() with { Kind = PlanDutyKind.Inspection }, new DutyAnswer(inspection with { From = Today.AddDays(1) }, [], null))
            )
            .ThenRefused(DutyRefusals.DaysInDisorder, ("from", "2025-04-15"), ("to", "2025-04-14"));
        New()
            .When(Preparer, File(Ask() with { Kind = PlanDutyKind.Inspection }, new DutyAnswer(inspection with { Units = 0 }, [], null)))
            .ThenRefused(DutyRefusals.CountOutOfRange, ("count", "0"), ("max", "1000000"));
        New()
            .When(Preparer, File(Ask(), new DutyAnswer(new DutyContent.Document(new("1/BC"), Today.AddDays(1), null), [], null)))
            .ThenRefused(DutyRefusals.DayInFuture, ("day", "2025-04-15"), ("today", "2025-04-14"));
        foreach (var kind in Enum.GetValues<PlanDutyKind>())
        {
            DutyContent.FormsOf(kind).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_plan_is_issued_in_time_by_its_own_date() =>
        New()
            .Given(Preparer.After(20), File(Ask() with { Kind = PlanDutyKind.IssuePlan }, Answer("7/KH-UBND")))
            .State.LateDays.ShouldBeNull("the document is of 14/4/2025");

    [Fact]
    public void One_report_answers_several_duties_and_each_recipient_accepts_for_itself()
    {
        var other = Ask("so-ket");
        var owner = New().Given(Preparer, new DutyCommand.File(Ask(), null, Answer(), [other, other, Ask()]));
        owner.Last.ShouldHaveSingleItem().ShouldBeOfType<DutyEvent.Filed>().Also.ShouldHaveSingleItem().Key.ShouldBe(other.Key);

        var carried = DutyCarry.From(Ask().Key, owner.State, owner.Last[0]).ShouldHaveSingleItem();
        carried.Key.ShouldBe(other.Key);
        var second = New().Given(Robot, carried.Command);
        (second.State.From, second.State.Standing).ShouldBe((Ask().Key, DutyStanding.Filed));

        owner
            .Given(DistrictOfficer, new DutyCommand.Return(District, Because))
            .Given(Preparer.After(1), new DutyCommand.File(Ask(), null, Answer("2"), [other]));
        second.When(Robot.After(1), DutyCarry.From(Ask().Key, owner.State, owner.Last[0])[0].Command);
        second.Last.ShouldHaveSingleItem().ShouldBeOfType<DutyEvent.Replaced>().On.ShouldBe(Today, "there it was never returned");

        owner.Given(Preparer.After(1), new DutyCommand.Withdraw());
        second.Given(Robot.After(1), DutyCarry.From(Ask().Key, owner.State, owner.Last[0])[0].Command);
        second.State.Standing.ShouldBe(DutyStanding.Open);
        second.Given(Preparer.After(1), File(other));
        second.When(Robot.After(1), new DutyCommand.Withdraw(Ask().Key)).ThenNothing();
        second.When(Robot.After(1), carried.Command).ThenNothing();
    }

    [Fact]
    public void A_dossier_answers_by_its_submission_and_opens_it_again_when_it_is_taken_back()
    {
        var ask = Ask() with { Kind = PlanDutyKind.Dossier, To = [] };
        var (mine, other) = (new DossierId(Id(60)), new DossierId(Id(61)));
        var duty = New().Given(Robot, File(ask, new DutyAnswer(new DutyContent.Dossier(mine), [], null)));

        duty.State.Standing.ShouldBe(DutyStanding.Done);
        duty.When(Robot, File(ask, new DutyAnswer(new DutyContent.Dossier(other), [], null))).ThenNothing();
        duty.When(Robot, new DutyCommand.Withdraw(null, other)).ThenNothing();
        duty.When(Preparer, new DutyCommand.Withdraw()).ThenRefused(DutyRefusals.OtherContent, ("kind", "ho-so"));
        duty.Given(Robot, new DutyCommand.Withdraw(null, mine));
        duty.State.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void An_open_one_passes_to_the_successor_once_under_the_same_key()
    {
        var heir = new UnitId("tan-khai-moi");
        var passed = Ask() with { Unit = heir };
        var over = new DutyCommand.HandOver(passed, Commune, heir, new(2025, 7, 1));
        var duty = New();

        duty.When(Robot, over).Then(new DutyEvent.HandedOver(passed, Commune, heir, new(2025, 7, 1)));

        passed.Key.ShouldBe(Ask().Key);
        duty.When(Robot, over).ThenNothing();
        duty.State.Holder.ShouldBe(heir);
        New().Given(Preparer, File()).When(Robot, over).ThenNothing();
    }

    [Fact]
    public void The_stream_is_named_by_the_key_of_its_first_event()
    {
        var duty = New().Given(Preparer, File());

        Bindings.Duty.StreamOf(Ask().Key.Value).Value.ShouldBe($"duty-{Ask().Key}");
        duty.Given(DistrictOfficer, new DutyCommand.Return(District, Because));
        duty.When(Preparer, File(Ask("other"))).ThenRefused(DutyRefusals.OtherOccurrence);
    }
}
