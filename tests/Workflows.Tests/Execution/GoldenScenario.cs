using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;
using static PhongTrao.Workflows.Tests.Dossiers.Story;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>Lives in which every event of the five aggregates on a dossier's way happens at least once.</summary>
internal static class GoldenScenario
{
    private static readonly FilingId Shared = new(Id(1));
    private static readonly FormCode Second = new("giay-khen-tinh");

    /// <summary>A filing for two forms; supplement, return, exclusion, split; a common tờ trình and a decision; notified and archived.</summary>
    public static async Task Whole(IEventStore store)
    {
        var town = new Town(store);
        var filing = await town.Do(
            Preparer,
            Shared,
            new FilingCommand.Open(Commune, Plan, Annual, [Form], Secrecy.Normal, null),
            new FilingCommand.AttachPaper(Document(1, Letter)),
            new FilingCommand.AttachPaper(Document(2)),
            new FilingCommand.RemovePaper(Document(2).Id),
            new FilingCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)),
            new FilingCommand.AddForm(Second)
        );
        var id = filing.Forms[0].Dossier;
        await town.Do(
            Preparer,
            id,
            new DossierCommand.AddNominee(An),
            new DossierCommand.AddNominee(Binh),
            new DossierCommand.AddNominee(Cuong),
            new DossierCommand.AddNominee(Person(104)),
            new DossierCommand.AddNominee(Person(105)),
            new DossierCommand.ChangeNominee(An with { Unnamed = true }),
            new DossierCommand.RemoveNominee(Person(105).Id),
            new DossierCommand.AttachDocument(Document(3, Copies, An)),
            new DossierCommand.AttachDocument(Document(4, Copies)),
            new DossierCommand.RemoveDocument(Document(4).Id)
        );
        await town.Do(
            Preparer,
            new RegisterKind("ho-so"),
            new RegisterCommand.Reserve(new("ho-so")),
            new RegisterCommand.Use(new("ho-so"), Today)
        );
        await town.Do(
            Preparer,
            id,
            new DossierCommand.Submit(new("01/HS"), Terms()),
            new DossierCommand.TakeBack(),
            new DossierCommand.Submit(new("01/HS"), Terms())
        );
        var task = await town.Task(id);
        await town.Do(
            Colleague,
            id,
            new DossierCommand.Claim(task),
            new DossierCommand.Release(task),
            new DossierCommand.Reassign(task, Colleague.Account),
            new DossierCommand.Receive(task, new("7"), Today, new DateOnly(2025, 5, 20)),
            new DossierCommand.CheckComponent(task, Report, An.Id, Found: true, Confirmed: true, Copies: 2),
            new DossierCommand.RequestSupplement(task, [new(Report, Binh.Id, Because)], new DateOnly(2025, 4, 21))
        );
        town.Now = Morning.AddDays(3);
        await town.Do(
            Preparer,
            id,
            new DossierCommand.AttachDocument(Document(5, Report, Binh)),
            new DossierCommand.ProvideSupplement(Because, WorkDays)
        );
        await town.Do(
            Colleague,
            id,
            new DossierCommand.ReceiveSupplement(task),
            new DossierCommand.ExcludeNominee(task, Person(104).Id, Because),
            new DossierCommand.CompleteStep(task, [Yes(An), Yes(Binh), Yes(Cuong)], null, Because, null)
        );
        await town.Do(
            CommuneHead,
            id,
            new DossierCommand.CompleteStep(
                await town.Task(id),
                [Yes(An), Yes(Binh), Yes(Cuong)],
                Paper(scanBy: new(2025, 4, 30)),
                null,
                null
            )
        );
        await town.Do(
            CommuneHead,
            id,
            new DossierCommand.AttachScan((await town.Load(id)).Completed.Values.Single(c => c.Paper is not null).Task, Document(9))
        );
        task = await town.Task(id);
        await town.Do(
            DistrictOfficer,
            id,
            new DossierCommand.Receive(task, new("90"), new(2025, 4, 17), null),
            new DossierCommand.CompleteStep(task, [], null, Because, ProposeCommune)
        );
        var letter = new ProposalId(Id(501));
        await town.Do(
            CommuneHead,
            letter,
            new ListCommand.Draft(Commune, Form),
            new ListCommand.Enter([new(id, An.Id), new(id, Binh.Id), new(id, Cuong.Id), new(new(Id(88)), new(Id(8)))]),
            new ListCommand.TakeOff(new(Id(8)), Because),
            new ListCommand.Issue(Paper("16/TTr-UBND", scanBy: new(2025, 4, 30))),
            new ListCommand.AttachScan(Document(10))
        );
        task = await town.Task(id);
        var split = await town.Do(
            DistrictOfficer,
            id,
            new DossierCommand.Receive(task, new("95"), new(2025, 4, 17), null),
            new DossierCommand.SplitOff(task, [Cuong.Id], Because),
            new DossierCommand.CompleteStep(task, [Yes(An), Yes(Binh)], null, null, null)
        );
        await town.Do(
            DistrictOfficer,
            id,
            new DossierCommand.CompleteStep(await town.Task(id), [Voted(An, 9), Voted(Binh, 4)], Paper("03/BB-HĐ"), null, null)
        );
        var decision = new DecisionId(Id(601));
        await town.Do(
            DistrictHead,
            new RegisterKind("quyet-dinh"),
            new RegisterCommand.Reserve(new("nham")),
            new RegisterCommand.Void(new("nham"), Because),
            new RegisterCommand.Reserve(new("qd"))
        );
        await town.Do(
            DistrictHead,
            decision,
            new ListCommand.Draft(District, Form, null),
            new ListCommand.Enter([new(id, An.Id), new(new(Id(88)), new(Id(8)))]),
            new ListCommand.TakeOff(new(Id(8)), null),
            new ListCommand.Issue(Paper("02/QĐ-UBND", scanBy: new(2025, 4, 30))),
            new ListCommand.AttachScan(Document(11))
        );
        await town.Do(Colleague, id, new DossierCommand.Notify(await town.Task(id), new(2025, 4, 17)));
        await town.Do(Colleague, id, new DossierCommand.Archive(await town.Task(id), new(2025, 4, 17), Because));
        var linked = ((NomineeStanding.SplitOff)split.Nominee(Cuong.Id)!.Standing).Into;
        await town.Do(DistrictOfficer, linked, new DossierCommand.Reject(await town.Task(linked), Because));
        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>
    /// A colleague helps to write, so nobody of the office may review: the head names another, and what concerns the head goes up.
    /// Split off there, both go on.
    /// </summary>
    public static async Task OwnAffair(IEventStore store)
    {
        var town = new Town(store);
        var filing = await town.Do(
            Preparer,
            Shared,
            new FilingCommand.Open(Commune, Plan, Annual, [Form], Secrecy.Normal, null),
            new FilingCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false))
        );
        await town.Do(
            Person(14, Commune, Officer),
            Shared,
            new FilingCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false))
        );
        var id = filing.Forms[0].Dossier;
        await town.Do(Preparer, id, new DossierCommand.AddNominee(An));
        await town.Do(
            Colleague.For(Preparer),
            id,
            new DossierCommand.AddNominee(Binh with { Account = CommuneHead.Account }),
            new DossierCommand.Submit(new("03/HS"), Terms())
        );
        var task = await town.Task(id);
        await town.Do(
            DistrictHead,
            id,
            new DossierCommand.Escalate(task, new(District, Officer), EscalationCause.HeadConcerned, Because),
            new DossierCommand.Entrust(task, Person(24, District, Clerk).Account, Because)
        );
        var split = await town.Do(
            Person(24, District, Clerk),
            id,
            new DossierCommand.Receive(task, new("8"), Today, null),
            new DossierCommand.SplitOff(task, [Binh.Id], Because),
            new DossierCommand.CompleteStep(task, [Yes(An)], null, null, null)
        );
        var linked = ((NomineeStanding.SplitOff)split.Nominee(Binh.Id)!.Standing).Into;
        await town.Do(
            Person(24, District, Clerk),
            linked,
            new DossierCommand.CompleteStep(await town.Task(linked), [Yes(Binh)], null, null, null)
        );
        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>
    /// A warning passed over, whoever it was said of suspended and split off, the other one proposed for another form; the clock stands and
    /// runs again in the linked dossier.
    /// </summary>
    public static async Task Weighed(IEventStore store)
    {
        var town = new Town(store);
        var id = new DossierId(Id(62));
        await town.Do(
            Preparer,
            id,
            Opening(),
            new DossierCommand.AddNominee(An),
            new DossierCommand.AddNominee(Binh),
            new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false)),
            new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)),
            new DossierCommand.Submit(new("04/HS"), Terms())
        );
        var rule = new RuleCode("xep-loai-kha");
        await town.Do(Colleague, id, new DossierCommand.Receive(await town.Task(id), new("9"), Today, null));
        await town.Do(
            Colleague,
            id,
            new DossierCommand.CompleteStep(
                await town.Task(id),
                [Yes(An), Yes(Binh)],
                null,
                null,
                null,
                [new(Binh.Id, rule, FindingVerdict.NotMet, FindingEffect.Warns, new("III.1, điểm 1.1.2"))],
                [new(Binh.Id, rule, Because)]
            )
        );
        await town.Do(CommuneHead, id, new DossierCommand.CompleteStep(await town.Task(id), [Yes(An), Yes(Binh)], Paper(), null, null));
        var task = await town.Task(id);
        var split = await town.Do(
            DistrictOfficer,
            id,
            new DossierCommand.Receive(task, new("10"), Today, null),
            new DossierCommand.SuspendNominee(task, Binh.Id, SuspensionCause.Inspection, Because),
            new DossierCommand.SplitOff(task, [Binh.Id], Because),
            new DossierCommand.ProposeOtherForm(
                task,
                An.Id,
                new("giay-khen-xa"),
                Terms(Way with { Form = new("giay-khen-xa") }),
                new("II.5"),
                Because
            )
        );
        var linked = ((NomineeStanding.SplitOff)split.Nominee(Binh.Id)!.Standing).Into;
        town.Now = Morning.AddDays(6);
        await town.Do(DistrictOfficer, linked, new DossierCommand.ResumeNominee(await town.Task(linked), Binh.Id, Because, WorkDays));
        await town.Do(
            DistrictOfficer,
            linked,
            new DossierCommand.SuspendNominee(await town.Task(linked), Binh.Id, SuspensionCause.Complaint, Because)
        );
        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>Two collectives registered and scored for a title, submitted late, one split off, the other appraised with points.</summary>
    public static async Task Recognised(IEventStore store)
    {
        var town = new Town(store);
        var id = new DossierId(Id(64));
        await town.Do(
            Preparer,
            id,
            Opening() with
            {
                Recognition = Title,
            },
            new DossierCommand.AddNominee(An with { Kind = SubjectKind.Collective, Body = new("thcs") }),
            new DossierCommand.AddNominee(Binh with { Kind = SubjectKind.Collective, BodyUnit = Commune }),
            new DossierCommand.Register(
                [new(An.Id, TitleIntent.New), new(Binh.Id, TitleIntent.Keep)],
                [DutyKey.Of(Plan, new("dang-ky"), PeriodKey.Once, Commune)]
            ),
            new DossierCommand.StateScore(An.Id, 92.5m, Scale),
            new DossierCommand.StateScore(Binh.Id, 49.75m, Scale),
            new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false)),
            new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)),
            new DossierCommand.Submit(
                new("06/HS"),
                TitleTerms(lateDays: 2),
                null,
                null,
                [DutyKey.Of(Plan, new("de-nghi"), PeriodKey.Once, Commune)]
            )
        );
        var task = await town.Task(id);
        await town.Do(
            Colleague,
            id,
            new DossierCommand.Receive(task, new("12"), Today, null, Because),
            new DossierCommand.SplitOff(task, [Binh.Id], Because),
            new DossierCommand.CompleteStep(task, [Yes(An) with { Score = Scale.Of(88) }], null, null, null)
        );
        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>Two offices are asked; one answers on paper after days on which the clock stood, the other is waited for no longer.</summary>
    public static async Task Consulted(IEventStore store)
    {
        var town = new Town(store);
        var id = new DossierId(Id(63));
        await town.Do(
            Preparer,
            id,
            Opening(),
            new DossierCommand.AddNominee(An),
            new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false)),
            new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)),
            new DossierCommand.Submit(new("05/HS"), Terms())
        );
        var task = await town.Task(id);
        var limit = new TimeLimit(10, new("xin-y-kien"), new("hiệp y"), Verified: false);
        var asked = await town.Do(
            Colleague,
            id,
            new DossierCommand.Receive(task, new("11"), Today, null),
            new DossierCommand.RequestOpinion(task, new(District, Officer), Because, limit, WorkDays),
            new DossierCommand.RequestOpinion(task, new(Ministry, Head, new(Commune, Officer)), Because, null, WorkDays)
        );
        town.Now = Morning.AddDays(5);
        var opinions = asked.Opinions.Values.ToDictionary(o => o.From.Unit, o => o.Id);
        await town.Do(
            DistrictOfficer,
            id,
            new DossierCommand.GiveOpinion(opinions[District], OpinionAnswer.Disagrees, Because, new("7/CV"), Today, WorkDays)
        );
        await town.Do(
            Colleague,
            id,
            new DossierCommand.WithdrawOpinion(opinions[Ministry], Because, WorkDays),
            new DossierCommand.CompleteStep(task, [Yes(An)], null, null, null)
        );
        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>The calendar changes in every way it can, and a dossier's due date moves with it, also across a supplement.</summary>
    public static async Task CalendarChanges(IEventStore store)
    {
        var town = new Town(store);
        var announcement = new SourceDocument(new("9441/TB-BNV"), Today, new("Thông báo lịch nghỉ"));
        var id = new DossierId(Id(60));
        await town.Do(
            Preparer,
            id,
            Opening(),
            new DossierCommand.AddNominee(An),
            new DossierCommand.AddNominee(Binh),
            new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false)),
            new DossierCommand.AttachDocument(Document(3, Report, An)),
            new DossierCommand.AttachDocument(Document(4, Report, Binh)),
            new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)),
            new DossierCommand.Submit(new("03/HS"), Terms())
        );
        var task = await town.Task(id);
        await town.Do(Colleague, id, new DossierCommand.Receive(task, new("8"), Today, null));
        await town.Do(
            Preparer,
            new CalendarCommand.NameDay(new(new(2025, 4, 16), DayKind.Holiday, new("Nghỉ hoán đổi")), announcement),
            new CalendarCommand.NameDay(new(new(2025, 4, 19), DayKind.MakeUpWorkingDay, new("Làm bù")), announcement),
            new CalendarCommand.WithdrawDay(new(2025, 4, 19), announcement),
            new CalendarCommand.SwitchDay(
                new("ngay-van-hoa-viet-nam-2026"),
                new(new(2026, 11, 24), DayKind.Holiday, new("Ngày Văn hóa Việt Nam")),
                On: true,
                announcement
            ),
            new CalendarCommand.AnnounceYear(
                2027,
                [.. ComputedDays.Of(2027).Select(day => new NamedDay(day.Date, day.Kind, new(day.Name)))],
                announcement
            ),
            new CalendarCommand.SetSaturdays(new(Commune, Officer, new(2025, 5, 1), new(2025, 12, 31)), announcement)
        );
        var calendar = await town.Calendar();
        await town.Do(Robot, id, new DossierCommand.RecountDues(WorkDays, calendar, Today));
        await town.Do(Colleague, id, new DossierCommand.RequestSupplement(task, [new(Report, An.Id, Because)], null));
        town.Now = Morning.AddDays(3);
        await town.Do(Preparer, id, new DossierCommand.ProvideSupplement(Because, calendar));
        await town.Do(Colleague, id, new DossierCommand.ReceiveSupplement(task), new DossierCommand.SplitOff(task, [Binh.Id], Because));
        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>A report that also answers another duty: filed, returned, withdrawn, filed anew late, replaced, accepted; passed on before all that.</summary>
    public static async Task DutyAnswered(IEventStore store)
    {
        var town = new Town(store);
        var (heir, ask) = (new UnitId("tan-khai-moi"), Duties.Asked.Ask());
        await town.Do(Robot, ask.Key, new DutyCommand.HandOver(ask with { Unit = heir }, Commune, heir, Today));
        var officer = Person(15, heir, Officer);
        await town.Do(
            officer,
            ask.Key,
            new DutyCommand.File(ask with { Unit = heir }, null, Duties.Asked.Answer(), [Duties.Asked.Ask("so-ket") with { Unit = heir }])
        );
        await town.Do(DistrictOfficer, ask.Key, new DutyCommand.Return(District, Because));
        await town.Do(officer, ask.Key, new DutyCommand.Withdraw());
        town.Now = Morning.AddDays(5);
        await town.Do(
            officer,
            ask.Key,
            new DutyCommand.File(ask with { Unit = heir }, null, Duties.Asked.Answer("13/BC-UBND"), []),
            new DutyCommand.Replace(Duties.Asked.Answer("14/BC-UBND"))
        );
        await town.Do(DistrictOfficer, ask.Key, new DutyCommand.Accept(District, Because));
        foreach (
            var (kind, content) in new (Workflows.Plans.PlanDutyKind, DutyContent)[]
            {
                (
                    Workflows.Plans.PlanDutyKind.Launch,
                    new DutyContent.Gathering(Today, new("lễ khai giảng"), new("Nhà văn hóa thị trấn"), 120)
                ),
                (
                    Workflows.Plans.PlanDutyKind.Inspection,
                    new DutyContent.Inspection(Today, Today, 7, new("07 khu phố"), new(new("5/BB"), Today))
                ),
                (Workflows.Plans.PlanDutyKind.News, new DutyContent.Pieces(2, new("đài truyền thanh"))),
                (Workflows.Plans.PlanDutyKind.Dossier, new DutyContent.Dossier(new(Id(60)))),
            }
        )
        {
            var other = Duties.Asked.Ask($"viec-{(int)kind}") with { Kind = kind, To = [] };
            await town.Do(Preparer, other.Key, new DutyCommand.File(other, null, new DutyAnswer(content, [], null), []));
        }

        town.NotCarried.ShouldBeEmpty();
    }

    /// <summary>Models entered and one struck; figures stated with what was known beside them, and replaced by the district on paper.</summary>
    public static async Task FiguresStated(IEventStore store)
    {
        var town = new Town(store);
        var key = Figures.Sheets.Book().Key;
        var book = await town.Do(
            Preparer,
            key,
            Figures.Sheets.Enter(2),
            Figures.Sheets.Enter() with
            {
                Text = null,
                Personal = Because,
                Proof = null,
            }
        );
        await town.Do(Preparer, key, new BookCommand.Strike(book.Entries.Values.Single(one => one.Entry.Count == 1).Entry.Id, Because));
        var (ask, models) = (Figures.Sheets.Ask(), book.Entries.Values.Single(one => one.Entry.Count == 2).Entry.Id);
        var known = new FigureHint(new FigureCount(2, FigureSource.Book));
        IReadOnlyList<FigureEntry> entries =
        [
            Figures.Sheets.Entry(Figures.Sheets.Households, new FigureValue.Share(9, 10), new FigureValue.Share(19, 110)) with
            {
                Proof = new(new("12/BC-UBND"), Today),
            },
            Figures.Sheets.Entry(Figures.Sheets.Models, new FigureValue.Count(3), null, known) with
            {
                Reason = Because,
                Cites = [models],
            },
            Figures.Sheets.Entry(Figures.Sheets.Crimes, new FigureValue.Change(3, null)),
            Figures.Sheets.Entry(Figures.Sheets.Deaths, new FigureValue.Count(0)),
            Figures.Sheets.Entry(Figures.Sheets.Trust, new FigureValue.Finding(true)) with
            {
                Note = Because,
            },
        ];
        await town.Do(Preparer, ask.Key, new FiguresCommand.State(ask, entries));
        town.Now = Morning.AddDays(2);
        await town.Do(DistrictOfficer, ask.Key, new FiguresCommand.State(ask, [.. entries.Skip(1)], District));
    }

    /// <summary>A secret dossier, withdrawn; a tờ trình and a decision given up.</summary>
    public static async Task GivenUp(IEventStore store)
    {
        var town = new Town(store);
        var id = new DossierId(Id(50));
        await town.Do(
            Preparer,
            id,
            new DossierCommand.Open(
                Shared,
                Commune,
                Plan,
                Form,
                Annual,
                Secrecy.Secret,
                new(new("01/BC"), Today, Commune),
                Preparer.Account
            ),
            new DossierCommand.AddNominee(An with { Profile = null }),
            new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false)),
            new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)),
            new DossierCommand.Submit(new("02/HS"), Terms()),
            new DossierCommand.Withdraw(null)
        );
        await town.Do(CommuneHead, new ProposalId(Id(502)), new ListCommand.Draft(Commune, Form), new ListCommand.Drop(Because));
        await town.Do(DistrictHead, new DecisionId(Id(602)), new ListCommand.Draft(Ministry, Form, District), new ListCommand.Drop(null));
    }
}
