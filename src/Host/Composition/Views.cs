using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Jobs;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Composition;

/// <summary>Views, reference data and reactors, and what feeds them.</summary>
public static class ViewServices
{
    /// <summary>Name of the views' file in the data folder.</summary>
    public const string FileName = "views.db";

    /// <summary>Registers the views and starts feeding them with the host.</summary>
    public static IServiceCollection AddViews(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ViewDatabase(provider.GetRequiredService<Storage>().Folder.CreateFile(FileName)));
        services.AddSingleton(provider => new ReferenceData(
            provider.GetRequiredService<IEventStore>(),
            Bindings.Calendar.Initial,
            TimeProvider.System
        ));
        services.AddSingleton<IUnitTree>(provider => provider.GetRequiredService<ReferenceData>());
        services.AddSingleton(provider =>
        {
            var reference = provider.GetRequiredService<ReferenceData>();
            return new CatchUpSubscription(
                provider.GetRequiredService<ViewDatabase>(),
                provider.GetRequiredService<IEventStore>(),
                All(reference, provider.GetRequiredService<IKeyring>(), provider.GetRequiredService<Settings>().ReminderTime),
                provider.GetRequiredService<DomainClock>(),
                reference.MustHavePassedAsync
            );
        });
        services.AddSingleton(provider => new Carrier(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CommandRunner>(),
            provider.GetRequiredService<Bench.Dossiers>().Binding,
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton(provider => new Bookkeeper(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CommandRunner>(),
            provider.GetRequiredService<Bench.Dossiers>().Binding,
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton(provider => new Awarder(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CommandRunner>(),
            provider.GetRequiredService<Bench.Dossiers>().Binding,
            provider.GetRequiredService<IKeyring>(),
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton(provider => new QuotaKeeper(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CommandRunner>(),
            provider.GetRequiredService<Bench.Dossiers>().Binding,
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton(provider => new DutyCarrier(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<ReferenceData>(),
            provider.GetRequiredService<CommandRunner>(),
            provider.GetRequiredService<Bench.Dossiers>().Binding,
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton(provider => new Recounter(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CatchUpSubscription>(),
            provider.GetRequiredService<CommandRunner>(),
            provider.GetRequiredService<Bench.Dossiers>().Binding,
            Bindings.Calendar,
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton(provider => new Operations(
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CatchUpSubscription>(),
            [
                provider.GetRequiredService<ReferenceData>(),
                provider.GetRequiredService<Carrier>(),
                provider.GetRequiredService<Bookkeeper>(),
                provider.GetRequiredService<Awarder>(),
                provider.GetRequiredService<QuotaKeeper>(),
                provider.GetRequiredService<DutyCarrier>(),
                provider.GetRequiredService<Recounter>(),
                .. provider.GetServices<Forwarder>(), // none at the command line, which tells nobody
            ],
            provider.GetRequiredService<Carrier>()
        ));
        services.AddSingleton<DossierQueries>();
        services.AddSingleton<TaskQueries>();
        services.AddSingleton<SearchQueries>();
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<CommonListQueries>();
        services.AddSingleton<SittingQueries>();
        services.AddSingleton<InspectionQueries>();
        services.AddSingleton<StepTimeQueries>();
        services.AddSingleton<SignQueries>();
        services.AddSingleton<FilingQueries>();
        services.AddSingleton<RegisterQueries>();
        services.AddSingleton<CalendarMoveQueries>();
        services.AddSingleton<DeadLetterQueries>();
        services.AddSingleton<FigureQueries>();
        services.AddSingleton<BookQueries>();
        services.AddSingleton<DeadlineQueries>();
        services.AddSingleton<NoticeQueries>();
        services.AddSingleton<MailQueries>();
        services.AddSingleton<AwardQueries>();
        services.AddSingleton<TitleQueries>();
        services.AddSingleton<JobQueries>();
        services.AddSingleton<AwardCountQueries>();
        services.AddSingleton<IShown, Shown>();
        services.AddHostedService<Feeding>();
        return services;
    }

    /// <summary>Every view, for the service and for rebuilding on the command line.</summary>
    public static IReadOnlyList<Func<IProjection>> All(ReferenceData reference, IKeyring keyring, TimeOnly remindAt) =>
        [
            () => new DossierViews(reference),
            () => new TaskQueue(() => reference.Current.Calendar, remindAt),
            () => new DossierSearch(reference, keyring),
            () => new AuditTrail(reference),
            () => new CommonLists(reference),
            () => new Sittings(reference),
            () => new Projections.Views.Inspections(reference, () => reference.Current.Calendar, remindAt),
            () => new StepTimes(() => reference.Current.Official),
            () => new Signs(reference, () => reference.Current.Official),
            () => new Titles(reference),
            () => new Filings(reference),
            () => new RegisterBooks(Numbers.Register),
            () => new CalendarMoves(),
            () => new DeadLetters(),
            () => new PlanFigures(),
            () => new Books(),
            () => new Deadlines(() => reference.Current, remindAt),
            () => new Notices(),
            () => new Mails(),
            () => new Awards(reference, keyring),
            () => new Projections.Views.Jobs(),
            () => new AwardCounts(reference, keyring),
        ];

    /// <summary>Registers the desks.</summary>
    public static IServiceCollection AddDesks(this IServiceCollection services)
    {
        services.AddSingleton(provider => RouteEngines.Make(provider.GetRequiredService<Settings>()));
        services.AddSingleton<House>();
        services.AddSingleton(provider =>
        {
            var reference = provider.GetRequiredService<ReferenceData>();
            return new Bench.Dossiers(Bindings.Dossier(provider.GetRequiredService<IRouteEngine>(), () => reference.Current.Official));
        });
        services.AddSingleton<Bench>();
        services.AddSingleton<Desk.Directory>();
        services.AddSingleton<Lists>();
        services.AddSingleton<AccountDesk>();
        services.AddSingleton<FilingDesk>();
        services.AddSingleton<DossierDesk>();
        services.AddSingleton<KeptLists>();
        services.AddSingleton<FormDrafts>();
        services.AddSingleton<KeptListSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<KeptListSweeper>());
        services.AddSingleton<NomineeListDesk>();
        services.AddSingleton<TitleDesk>();
        services.AddSingleton<FindingDesk>();
        services.AddSingleton<QuotaDesk>();
        services.AddSingleton<AwardDesk>();
        services.AddSingleton<SubjectDesk>();
        services.AddSingleton<EarlierDesk>();
        services.AddSingleton<StatisticsDesk>();
        services.AddSingleton<PastDesk>();
        services.AddSingleton<TaskDesk>();
        services.AddSingleton<ListDesk>();
        services.AddSingleton<RewardDesk>();
        services.AddSingleton<TemplateDesk>();
        services.AddSingleton<SittingDesk>();
        services.AddSingleton<InspectionDesk>();
        services.AddSingleton<StepTimeDesk>();
        services.AddSingleton<SignDesk>();
        services.AddSingleton<RegisterDesk>();
        services.AddSingleton<PlanDesk>();
        services.AddSingleton<CopyDesk>();
        services.AddSingleton<OriginalDesk>();
        services.AddSingleton<DeadlineDesk>();
        services.AddSingleton<MoveDesk>();
        services.AddSingleton<DutyDesk>();
        services.AddSingleton<FigureDesk>();
        services.AddSingleton<BookDesk>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<ContactDesk>();
        services.AddSingleton<Contacts>();
        services.AddSingleton<Components.DeadlineWords>();
        services.AddSingleton<Components.NoticeWords>();
        services.AddSingleton<RouteDesk>();
        services.AddSingleton<CalendarDesk>();
        services.AddSingleton<AuditDesk>();
        services.AddSingleton<AsOfDesk>();
        services.AddSingleton<OrganisationDesk>();
        services.AddSingleton<DelegationDesk>();
        services.AddSingleton<AppointmentDesk>();
        services.AddSingleton<Signatories>();
        services.AddSingleton<Awarding>();
        services.AddSingleton<DemoDossiers>();
        services.AddHostedService<Seeding>();
        services.AddSingleton<JobDesk>();
        services.AddSingleton<ListDoor>();
        services.AddSingleton<UnitListDesk>();
        services.AddSingleton<PastListDesk>();
        services.AddSingleton<IJobWork, PastListWork>();
        services.AddSingleton<Introductions>();
        services.AddSingleton<SubjectListDesk>();
        services.AddSingleton<IJobWork, SubjectListWork>();
        services.AddSingleton(provider => new PdfPrinter(
            provider.GetRequiredService<Settings>().PdfBrowser,
            provider.GetRequiredService<ILogger<PdfPrinter>>()
        ));
        services.AddSingleton<Certificates>();
        services.AddSingleton<CertificateDesk>();
        services.AddSingleton<IJobWork, CertificateWork>();
        services.AddSingleton<KeptViews>();
        services.AddSingleton<TaskBatchDesk>();
        foreach (var act in Enum.GetValues<BatchAct>())
        {
            services.AddSingleton<IJobWork>(provider => new TaskBatchWork(
                act,
                provider.GetRequiredService<TaskDesk>(),
                provider.GetRequiredService<DossierQueries>()
            ));
        }

        services.AddSingleton<RerouteDesk>();
        services.AddSingleton<RerouteBatchDesk>();
        services.AddSingleton<IJobWork, RerouteWork>();
        services.AddSingleton<IJobWork, RerouteDryWork>();
        services.AddSingleton<IJobWork, VerificationWork>();
        services.AddSingleton<IJobWork, CopyWork>();
        services.AddSingleton<Upkeep>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        return services;
    }

    /// <summary>Waits no longer than a page would: for what follows in other streams, then for the views.</summary>
    private sealed class Shown(
        CatchUpSubscription views,
        Carrier carrier,
        DutyCarrier duties,
        Bookkeeper bookkeeper,
        Awarder awarder,
        QuotaKeeper quotas,
        IEventStore events
    ) : IShown
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

        public async ValueTask<bool> WaitAsync(Position position, CancellationToken cancellationToken) =>
            await carrier.CarriedAsync(position, Longest, cancellationToken) is { } carried
            && await duties.CarriedAsync(carried, Longest, cancellationToken) is { } answered
            && await quotas.CarriedAsync(answered, Longest, cancellationToken) is { } settled
            && await views.WaitAllAsync(settled, Longest, cancellationToken);

        public async ValueTask<bool> WaitForHeadAsync(CancellationToken cancellationToken) =>
            await events.HeadAsync(cancellationToken) is not { } head
            || (
                await carrier.CarriedAsync(head, Longest, cancellationToken) is { } carried
                && await duties.CarriedAsync(carried, Longest, cancellationToken) is { } answered
                && await bookkeeper.CarriedAsync(answered, Longest, cancellationToken) is { } kept
                && await awarder.CarriedAsync(kept, Longest, cancellationToken) is { } awarded
                && await quotas.CarriedAsync(awarded, Longest, cancellationToken) is { } settled
                && await views.WaitAllAsync(settled, Longest, cancellationToken)
            );
    }

    private sealed class Feeding(
        ReferenceData reference,
        CatchUpSubscription views,
        Carrier carrier,
        Bookkeeper bookkeeper,
        Awarder awarder,
        QuotaKeeper quotas,
        DutyCarrier duties,
        Recounter recounter,
        ILogger<Feeding> log
    ) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await reference.StartAsync(cancellationToken);
            await views.StartAsync(cancellationToken);
            await carrier.StartAsync(cancellationToken);
            await bookkeeper.StartAsync(cancellationToken);
            await awarder.StartAsync(cancellationToken);
            await quotas.StartAsync(cancellationToken);
            await duties.StartAsync(cancellationToken);
            await recounter.StartAsync(cancellationToken);
            foreach (
                var (name, from) in new[]
                {
                    ("views", views.StartedOverFrom),
                    (carrier.Name, carrier.StartedOverFrom),
                    (bookkeeper.Name, bookkeeper.StartedOverFrom),
                    (awarder.Name, awarder.StartedOverFrom),
                    (quotas.Name, quotas.StartedOverFrom),
                    (duties.Name, duties.StartedOverFrom),
                    (recounter.Name, recounter.StartedOverFrom),
                }
            )
            {
                if (from is { } position)
                {
                    log.LogWarning(
                        "The checkpoint {Position} of {Name} lies beyond the end of the log, which was restored from an older copy: starting over.",
                        position,
                        name
                    );
                }
            }
        }

        // The container ends them, in the opposite order of their making, before the stores they read.
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
