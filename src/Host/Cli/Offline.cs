using System.Text;
using PhongTrao.Host.Api;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Cli;

/// <summary>What writes: the service's own composition over the data folder, without listening. The service must not run meanwhile.</summary>
internal static class Offline
{
    internal static Task<int> RebuildAsync(CancellationToken cancellationToken) =>
        WithAsync(async services =>
        {
            var views = services.GetRequiredService<CatchUpSubscription>();
            await services.GetRequiredService<ReferenceData>().StartAsync(cancellationToken);
            await views.StartAsync(cancellationToken);
            views.Rebuild();
            while (true)
            {
                var all = await views.StatusAsync(cancellationToken);
                if (all.FirstOrDefault(status => status.State is SubscriptionState.Stopped) is { } stopped)
                {
                    return CommandLine.Told($"\n{stopped.Name}: {stopped.Error}", 1);
                }

                if (all.All(status => status is { Building: false, State: SubscriptionState.Live }))
                {
                    Console.WriteLine("\nĐã dựng lại tất cả các bảng hiển thị. (Every view was built again.)");
                    return 0;
                }

                var behind = all.Where(status => status.Building).DefaultIfEmpty(all[0]).MinBy(status => status.Progress)!;
                CommandLine.Progress($"{behind.Name} %", (long)(behind.Progress * 100), 100);
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        });

    internal static async Task<int> ImportOrganisationAsync(string[] files, CancellationToken cancellationToken)
    {
        var read = new List<ImportFile>();
        foreach (var file in files)
        {
            read.Add(new ImportFile(Path.GetFileName(file), await File.ReadAllTextAsync(file, cancellationToken)));
        }

        return await WithAsync(async services =>
            await services
                .GetRequiredService<OrganisationDesk>()
                .ImportAsync(
                    read,
                    Context(services, "import-org", string.Join('\0', read.Select(f => f.Text))),
                    null,
                    cancellationToken
                ) switch
            {
                Answer<ImportAnswer>.Done done => Imported(done.Value),
                Answer<ImportAnswer>.Invalid invalid => Faulty(invalid.Faults.Select(f => (f.Field, f.Code, f.Arguments))),
                Answer<ImportAnswer>.Refused refused => CommandLine.Told(Phrases.Vi(refused.Refusal.Code, refused.Refusal.Arguments), 1),
                _ => CommandLine.Told("Không nạp được; hãy thử lại. (Not loaded; try again.)", 1),
            }
        );
    }

    /// <summary>
    /// A new plan is taken in whoever calls; a changed file of a known one is a proposal, and a proposal is somebody's: without a
    /// name whoever sits at this command line could confirm it in the browser as a second person.
    /// </summary>
    internal static async Task<int> ImportPlanAsync(string file, string? userName, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        if (Requests.TextOf(bytes) is not { } yaml)
        {
            return Faulty([(Path.GetFileName(file), Faults.NotText, new Dictionary<string, string>(StringComparer.Ordinal))]);
        }

        var read = PlanFile.Read(yaml);
        return read.Value is not { } plan
            ? Faulty(read.Problems.Select(p => Where(file, p)))
            : await WithAsync(async services =>
            {
                Person? person = null;
                if (userName is not null)
                {
                    if (await PersonAsync(services, userName, cancellationToken) is not { } found)
                    {
                        return CommandLine.Told($"Không có tài khoản '{userName}' đang dùng được. (No such account, or it is locked.)", 1);
                    }

                    person = found;
                    if (!person.May(Act.PublishRules))
                    {
                        return CommandLine.Told($"'{userName}' không có quyền nạp kế hoạch. (May not load plans.)", 1);
                    }
                }

                await services.GetRequiredService<ReferenceData>().StartAsync(cancellationToken);
                var house = services.GetRequiredService<House>();
                if (house.Named(plan.Issuer, plan.Number, plan.Date) is { } same && same != plan.Id)
                {
                    return CommandLine.Told(
                        Phrases.Vi(
                            HostRefusals.PlanKnownAs,
                            new Dictionary<string, string>(StringComparer.Ordinal) { ["plan"] = same.Value }
                        ),
                        1
                    );
                }

                var source = FileDigest.Of(yaml);
                if (
                    person is null
                    && await house.PlanAsync(plan.Id, cancellationToken) is { Definition: not null } known
                    && known.Source != source
                    && known.Proposed?.Source != source
                )
                {
                    return CommandLine.Told(
                        $"Kế hoạch '{plan.Id}' đã được nạp: nạp bản mới phải ghi người nạp bằng --as <tên đăng nhập>; người khác sẽ xác nhận. (A revision of a known plan names who loads it.)",
                        1
                    );
                }

                return await PublishAsync(
                    services,
                    Bindings.Plan,
                    Bindings.PlanStream(plan.Id),
                    new PlanCommand.Import(plan, source, FileBytes.Of(bytes)),
                    yaml,
                    cancellationToken,
                    person,
                    state =>
                        state.Proposed is { } proposed && proposed.Source == source
                            ? $"Đã nạp: bản thứ {proposed.Revision} chờ người thứ hai xác nhận. (Loaded; a second person confirms it.)"
                            : null
                );
            });
    }

    internal static async Task<int> ImportRouteAsync(string file, CancellationToken cancellationToken)
    {
        var yaml = await File.ReadAllTextAsync(file, cancellationToken);
        var read = RouteFile.Read(yaml);
        if (read.Value is not { } route)
        {
            return Faulty(read.Problems.Select(p => Where(file, p)));
        }

        return await WithAsync(async services =>
        {
            var stream = Bindings.RouteStream(route.Code);
            var drafted = await PublishAsync(
                services,
                Bindings.Route,
                stream,
                new RouteCommand.Draft(route, FileDigest.Of(yaml)),
                yaml,
                cancellationToken
            );
            return drafted is not 0
                ? drafted
                : await PublishAsync(
                    services,
                    Bindings.Route,
                    stream,
                    new RouteCommand.Publish(route.Version),
                    yaml + "\0publish",
                    cancellationToken
                );
        });
    }

    internal static async Task<int> ImportCalendarAsync(string file, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        var read = CalendarFile.Read(text, Path.GetFileName(file));
        // The service counts again what that moves when it next runs: its reactor reads on from where it stopped.
        return read.Value is not { } changes
            ? Faulty(read.Problems.Select(p => Where(file, p)))
            : await WithAsync(services =>
                PublishAsync(services, Bindings.Calendar, Bindings.CalendarStream, changes, text, cancellationToken)
            );
    }

    /// <summary>
    /// The first administrator: an account with the right quan-tri. Refused where an account exists already, so that nobody with a
    /// shell makes themselves one unseen; further ones are made by an administrator.
    /// </summary>
    internal static async Task<int> NewAdministratorAsync(string userName, CancellationToken cancellationToken)
    {
        var password = ReadPassword();
        var check = new Check();
        AccountDesk.CheckPassword(check, "password", password, userName);
        if (check.Failed)
        {
            return Faulty(check.Faults.Select(f => (f.Field, f.Code, f.Arguments)));
        }

        return await WithAsync(async services =>
        {
            if (await services.GetRequiredService<IVaultRows>().CountCredentialsAsync(cancellationToken) > 0)
            {
                return CommandLine.Told(
                    "Đã có tài khoản: người quản trị tạo thêm tài khoản trên trang Tài khoản. (There are accounts: an administrator makes more.)",
                    1
                );
            }

            var accounts = services.GetRequiredService<AccountDesk>();
            var context = Context(services, "admin-new", userName);
            var account = new AccountId(context.Derive("account"));
            var person = new PersonRow(userName, userName, null);
            if (!await accounts.OpenAsync(account, person, accounts.Hash(password), mustChange: false, context, cancellationToken))
            {
                return CommandLine.Told(Phrases.Vi(HostRefusals.UserNameTaken), 1);
            }

            await accounts.GrantAsync(account, new FunctionCode("quan-tri"), context, cancellationToken);
            Console.WriteLine($"Đã tạo người quản trị '{userName}'. (Administrator made.)");
            return 0;
        });
    }

    /// <summary>Who has this user name, with what they may do today; null where there is no such account, or it is locked.</summary>
    internal static async Task<Person?> PersonAsync(IServiceProvider services, string userName, CancellationToken cancellationToken) =>
        AccountDesk.Fold(userName) is { } folded
        && await services.GetRequiredService<IVaultRows>().FindCredentialAsync(folded, cancellationToken) is { } credential
        && await services.GetRequiredService<People>().FindAsync(credential.Account, cancellationToken) is { } found
            ? found.Person
            : null;

    internal static async Task<int> WithAsync(Func<IServiceProvider, Task<int>> work)
    {
        var (builder, settings) = CommandLine.Configured();
        var storage = await Storage.OpenAsync(settings, TimeProvider.System);
        builder.Logging.ClearProviders();
        builder.Services.AddStorage(storage).AddSecurity().AddViews().AddDesks().AddApi();
        await using var app = builder.Build();
        return await work(app.Services);
    }

    private static async Task<int> PublishAsync<TState, TCommand, TEvent>(
        IServiceProvider services,
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        string content,
        CancellationToken cancellationToken,
        Person? person = null,
        Func<TState, string?>? say = null
    )
        where TState : class
        where TCommand : class
        where TEvent : class =>
        await services
            .GetRequiredService<CommandRunner>()
            .RunAsync(
                binding,
                stream,
                command,
                Context(services, stream.Value, content, person),
                cancellationToken: cancellationToken
            ) switch
        {
            RunResult<TState>.Recorded recorded => Said(say?.Invoke(recorded.State) ?? "Đã nạp. (Loaded.)"),
            RunResult<TState>.Unchanged => Said("Đã có sẵn, không thay đổi gì. (Known already; nothing changed.)"),
            RunResult<TState>.Refused refused => CommandLine.Told(Phrases.Vi(refused.Refusal.Code, refused.Refusal.Arguments), 1),
            _ => CommandLine.Told("Không nạp được; hãy thử lại. (Not loaded; try again.)", 1),
        };

    // The id derives from the content: the same file again is the same command.
    private static CommandContext Context(IServiceProvider services, string verb, string content, Person? person = null)
    {
        var account = person?.Account ?? CommandContext.System;
        var id = DerivedId.From(DerivedId.From(account.Value, verb), FileDigest.Of(content).Value);
        var capacity = person is null ? null : Publishing.CapacityOf(person);
        return new CommandContext(id, services.GetRequiredService<DomainClock>().GetUtcNow(), account, capacity, id);
    }

    private static (string Where, string Code, IReadOnlyDictionary<string, string> Arguments) Where(string file, FileProblem problem) =>
        ($"{Path.GetFileName(file)}:{problem.Line}: {problem.Field}", problem.What.Code, problem.What.Arguments);

    private static int Faulty(IEnumerable<(string Where, string Code, IReadOnlyDictionary<string, string> Arguments)> faults)
    {
        foreach (var (where, code, arguments) in faults)
        {
            var sentence = Phrases.Has(code) ? Phrases.Vi(code, arguments) : Phrases.Vi($"fault.{code}", arguments);
            Console.Error.WriteLine($"{where}: {sentence}");
        }

        return CommandLine.Told("Chưa nạp gì. (Nothing was loaded.)", 1);
    }

    private static int Imported(ImportAnswer answer)
    {
        foreach (var made in answer.Accounts)
        {
            Console.WriteLine($"{made.UserName}\t{made.Password}");
        }

        return Said($"Đã nạp: {answer.Changes} thay đổi, {answer.Accounts.Count} tài khoản mới; mật khẩu trên chỉ hiện một lần. (Loaded.)");
    }

    private static int Said(string sentence)
    {
        Console.WriteLine(sentence);
        return 0;
    }

    private static string ReadPassword()
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? "";
        }

        Console.Error.Write("Mật khẩu (password): ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
