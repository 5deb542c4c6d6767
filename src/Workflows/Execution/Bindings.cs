using System.Globalization;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Deliveries;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Papers;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Quotas;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Workflows.Execution;

/// <summary>Every kind of aggregate on a dossier's way, as <see cref="CommandRunner"/> runs it. The categories are stored for ever.</summary>
public static class Bindings
{
    /// <summary>Hồ sơ: <c>dossier-{id}</c>.</summary>
    /// <param name="engine">Says which steps are open.</param>
    /// <param name="calendar">The calendar now; asked once for each decision that opens work.</param>
    public static Binding<Dossier, DossierCommand, DossierEvent> Dossier(IRouteEngine engine, Func<OfficialCalendar> calendar) =>
        new(
            "dossier",
            Dossiers.Dossier.None,
            Dossiers.Dossier.Evolve,
            DossierDecider.Decide,
            async (before, after, by, cancel) =>
            {
                if (!DossierTasks.MayChange(before, after))
                {
                    return [];
                }

                // What is no longer under way needs nobody; the engine is asked about the rest.
                var open = after is { IsUnderWay: true, Terms: { } terms }
                    ? (await engine.NextAsync(terms.Route, after.Progress, cancel).ConfigureAwait(false)).Open
                    : [];
                return DossierTasks.Follow(after, open, calendar(), by);
            },
            state => state.DecisionRevision >= 0 ? new StreamRevision(state.DecisionRevision) : null
        );

    /// <summary>Lần trình: <c>filing-{id}</c>.</summary>
    public static Binding<Filing, FilingCommand, FilingEvent> Filing { get; } =
        new("filing", Filings.Filing.None, Filings.Filing.Evolve, Filings.Filing.Decide);

    /// <summary>Việc phải làm, một lần đến hạn: <c>duty-{key}</c>, see <see cref="DutyKey"/>.</summary>
    public static Binding<Duty, DutyCommand, DutyEvent> Duty { get; } =
        new("duty", Duties.Duty.None, Duties.Duty.Evolve, Duties.Duty.Decide);

    /// <summary>Số liệu của một đơn vị theo kế hoạch và kỳ: <c>figures-{key}</c>, see <see cref="FiguresKey"/>.</summary>
    public static Binding<FigureSheet, FiguresCommand, FiguresEvent> Figures { get; } =
        new("figures", FigureSheet.None, FigureSheet.Evolve, FigureSheet.Decide);

    /// <summary>Sổ theo dõi của kế hoạch: <c>book-{key}</c>, see <see cref="BookKey"/>.</summary>
    public static Binding<Book, BookCommand, BookEvent> Book { get; } =
        new("book", Workflows.Figures.Book.None, Workflows.Figures.Book.Evolve, Workflows.Figures.Book.Decide);

    /// <summary>Tờ trình: <c>proposal-{id}</c>.</summary>
    public static Binding<CommonList, ListCommand, ListEvent> Proposal { get; } =
        new("proposal", CommonList.Proposal, CommonList.Evolve, CommonList.Decide);

    /// <summary>Quyết định: <c>decision-{id}</c>.</summary>
    public static Binding<CommonList, ListCommand, ListEvent> Decision { get; } =
        new("decision", CommonList.Decision, CommonList.Evolve, CommonList.Decide);

    /// <summary>Việc chạy nền: <c>job-{id}</c>.</summary>
    public static Binding<Job, JobCommand, JobEvent> Job { get; } = new("job", Jobs.Job.None, Jobs.Job.Evolve, Jobs.Job.Decide);

    /// <summary>Họp Hội đồng: <c>sitting-{id}</c>.</summary>
    public static Binding<Sitting, SittingCommand, SittingEvent> Sitting { get; } =
        new("sitting", Sittings.Sitting.None, Sittings.Sitting.Evolve, Sittings.Sitting.Decide);

    /// <summary>Ý kiến kiểm tra: <c>inspection-{id}</c>.</summary>
    public static Binding<Inspection, InspectionCommand, InspectionEvent> Inspection { get; } =
        new("inspection", Inspections.Inspection.None, Inspections.Inspection.Evolve, Inspections.Inspection.Decide);

    /// <summary>Cá nhân, hộ gia đình, tập thể và những gì đã được khen: <c>subject-{id}</c>.</summary>
    public static Binding<Subject, SubjectCommand, SubjectEvent> Subject { get; } =
        new("subject", Subjects.Subject.None, Subjects.Subject.Evolve, Subjects.Subject.Decide);

    /// <summary>Quyết định nhập từ ngoài: <c>past-{id}</c>.</summary>
    public static Binding<PastDecision, PastCommand, PastEvent> Past { get; } =
        new("past", PastDecision.None, PastDecision.Evolve, PastDecision.Decide);

    /// <summary>Sổ: <c>register-{unit}-{kind}-{year}</c>, see <see cref="RegisterStream"/>.</summary>
    public static Binding<Register, RegisterCommand, RegisterEvent> Register { get; } =
        new("register", Registers.Register.None, Registers.Register.Evolve, Registers.Register.Decide);

    /// <summary>Chỉ tiêu khen thưởng: <c>quota-{key}</c>, see <see cref="QuotaKey"/>.</summary>
    public static Binding<Quota, QuotaCommand, QuotaEvent> Quota { get; } =
        new("quota", Quotas.Quota.None, Quotas.Quota.Evolve, Quotas.Quota.Decide);

    /// <summary>Văn bản được tạo: <c>paper-{id}</c>, the id being that of what they were made of.</summary>
    public static Binding<Printing, PrintCommand, PrintEvent> Printing { get; } =
        new("paper", Papers.Printing.None, Papers.Printing.Evolve, Papers.Printing.Decide);

    /// <summary>Mẫu văn bản của riêng đơn vị: <c>template-{kind}</c>, see <see cref="TemplateStream"/>.</summary>
    public static Binding<Wording, WordingCommand, WordingEvent> Wording { get; } =
        new("template", Papers.Wording.None, Papers.Wording.Evolve, Papers.Wording.Decide);

    /// <summary>Bố cục in giấy khen, bằng khen: <c>certificate-{form}</c>, see <see cref="CertificateStream"/>.</summary>
    public static Binding<Layouts, LayoutCommand, LayoutEvent> Layouts { get; } =
        new("certificate", Papers.Layouts.None, Papers.Layouts.Evolve, Papers.Layouts.Decide);

    /// <summary>Giao nhận thông điệp: <c>delivery-{day}</c>, see <see cref="DeliveryStream"/>.</summary>
    public static Binding<Delivery, DeliveryCommand, DeliveryEvent> Delivery { get; } =
        new("delivery", Deliveries.Delivery.None, Deliveries.Delivery.Evolve, Deliveries.Delivery.Decide);

    /// <summary>Nhắc việc: <c>reminder-{id}</c>, the id being that of what people are reminded of.</summary>
    public static Binding<Reminder, ReminderCommand, ReminderEvent> Reminder { get; } =
        new("reminder", Reminders.Reminder.None, Reminders.Reminder.Evolve, Reminders.Reminder.Decide);

    /// <summary>Thông báo: <c>notice-{account}</c>.</summary>
    public static Binding<NoticeBox, NoticeCommand, NoticeEvent> Notice { get; } =
        new("notice", NoticeBox.Empty, NoticeBox.Evolve, NoticeBox.Decide);

    /// <summary>Thư điện tử: <c>mail-{account}</c>.</summary>
    public static Binding<Mailbox, MailCommand, MailEvent> Mail { get; } = new("mail", Mailbox.Empty, Mailbox.Evolve, Mailbox.Decide);

    /// <summary>Đơn vị, chức năng, con người: <c>org</c>.</summary>
    public static Binding<OrganisationState, OrganisationCommand, OrganisationEvent> Organisation { get; } =
        new("org", OrganisationState.Initial, OrganisationState.Evolve, OrganisationDecider.Decide);

    /// <summary>Tài khoản: <c>account-{id}</c>.</summary>
    public static Binding<Account, AccountCommand, AccountEvent> Account { get; } =
        new("account", Accounts.Account.Initial, Accounts.Account.Evolve, Accounts.Account.Decide);

    /// <summary>Kế hoạch: <c>plan-{id}</c>, see <see cref="PlanStream"/>.</summary>
    public static Binding<Plan, PlanCommand, PlanEvent> Plan { get; } =
        new("plan", Plans.Plan.Initial, Plans.Plan.Evolve, Plans.Plan.Decide);

    /// <summary>Quy trình xét khen thưởng: <c>route-{code}</c>, see <see cref="RouteStream"/>.</summary>
    public static Binding<Route, RouteCommand, RouteEvent> Route { get; } =
        new("route", Routes.Route.Initial, Routes.Route.Evolve, Routes.Route.Decide);

    /// <summary>Thời hạn, ngưỡng: <c>ruleset</c>.</summary>
    public static Binding<Ruleset, RulesetCommand, RulesetEvent> Ruleset { get; } =
        new("ruleset", Rules.Ruleset.Initial, Rules.Ruleset.Evolve, Rules.Ruleset.Decide);

    /// <summary>Lịch làm việc: <c>calendar</c>. Begins with what ships.</summary>
    public static Binding<OfficialCalendar, CalendarCommand, CalendarEvent> Calendar { get; } =
        new("calendar", OfficialCalendar.Of(OfficialDays.Load()), OfficialCalendar.Evolve, OfficialCalendar.Decide);

    /// <summary>The one stream of the calendar.</summary>
    public static StreamName CalendarStream { get; } = new("calendar");

    /// <summary>The one stream of the organisation.</summary>
    public static StreamName OrganisationStream { get; } = new("org");

    /// <summary>The one stream of the rules.</summary>
    public static StreamName RulesetStream { get; } = new("ruleset");

    /// <summary>The stream of one plan.</summary>
    public static StreamName PlanStream(PlanId plan) => new($"plan-{plan.Value}");

    /// <summary>The stream of one route with all its versions.</summary>
    public static StreamName RouteStream(RouteCode route) => new($"route-{route.Value}");

    /// <summary>The stream of a kind of paper's own templates.</summary>
    public static StreamName TemplateStream(RuleCode kind) => new($"template-{kind.Value}");

    /// <summary>The stream of a form's layouts.</summary>
    public static StreamName CertificateStream(FormCode form) => new($"certificate-{form.Value}");

    /// <summary>The stream of a day's deliveries.</summary>
    /// <param name="day">Day in Hà Nội on which the consumer gave up.</param>
    public static StreamName DeliveryStream(DateOnly day) => new($"delivery-{day.ToString("O", CultureInfo.InvariantCulture)}");

    /// <summary>The stream of one unit's register.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="kind">The kind of register.</param>
    /// <param name="year">Gregorian year of the paper's date in Hà Nội, 1–9999.</param>
    public static StreamName RegisterStream(UnitId unit, RegisterKind kind, int year) =>
        new(string.Create(CultureInfo.InvariantCulture, $"register-{unit.Value}-{kind.Value}-{year:0000}"));

    /// <summary>Whose register a stream is, of which kind and year; null where its name is of no register known here.</summary>
    public static (UnitId Unit, RegisterKind Kind, int Year)? RegisterOf(StreamName stream)
    {
        foreach (var kind in RegisterKinds.All)
        {
            var (id, between) = (stream.Id, $"-{kind.Value}-");
            var at = id.Length - 4 - between.Length;
            if (
                stream.Category == Register.Category
                && at > 0
                && string.CompareOrdinal(id, at, between, 0, between.Length) == 0
                && int.TryParse(id.AsSpan(at + between.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
                && UnitId.TryParse(id[..at], out var unit)
            )
            {
                return (unit, kind, year);
            }
        }

        return null;
    }
}
