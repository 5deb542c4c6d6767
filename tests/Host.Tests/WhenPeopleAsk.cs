using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Tests;

/// <summary>One service for the questions that leave nothing behind.</summary>
public sealed class Shared : IAsyncLifetime
{
    public Service Service { get; } = new();

    public async ValueTask InitializeAsync() => await Service.AsAsync("quantri");

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

public sealed class WhenPeopleAsk(Shared shared) : IClassFixture<Shared>
{
    // Who stands for which role; what they have besides is read from their appointments.
    internal static readonly (string User, Role[] Roles)[] People =
    [
        ("xa.canbo", [Role.Anyone, Role.Preparer, Role.Reviewer]),
        ("xa.congan", [Role.Anyone, Role.Reviewer]),
        ("xa.lanhdao", [Role.Anyone, Role.Head]),
        ("tinh.vanthu", [Role.Anyone, Role.Clerk]),
        ("dieuphoi", [Role.Anyone, Role.Coordinator]),
        ("giamsat", [Role.Anyone, Role.Supervisor]),
        ("quantri", [Role.Anyone, Role.Administrator]),
    ];

    [Fact]
    public async Task Every_role_meets_every_endpoint_as_the_table_says()
    {
        var endpoints = Gate.Endpoints(shared.Service.Services.GetServices<EndpointDataSource>()).ToList();
        endpoints.Count.ShouldBeGreaterThan(50);
        foreach (var (user, roles) in People)
        {
            var client = await shared.Service.AsAsync(user);
            foreach (var endpoint in endpoints)
            {
                var permission = endpoint.Metadata.GetMetadata<PermissionAttribute>()!;
                var raw = endpoint.RoutePattern.RawText!;
                if (!raw.StartsWith("/api", StringComparison.Ordinal) || raw.EndsWith("/tokens", StringComparison.Ordinal))
                {
                    continue;
                }

                var path = System.Text.RegularExpressions.Regex.Replace(raw, @"\{[^}]*\}", Guid.NewGuid().ToString("N"));
                var method = new HttpMethod(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]);
                var answer = await client.SendAsync(method, path, null);
                var allowed = permission.Act is Act.Public || Permissions.AllowsSomewhere(roles, permission.Act);
                ((int)answer.Status).ShouldBeLessThan(500, $"{user} {method} {path}: {answer.Text}");
                if (allowed)
                {
                    answer.Status.ShouldNotBe(HttpStatusCode.Unauthorized, $"{user} {method} {path}");
                }
                else
                {
                    answer.Status.ShouldBe(HttpStatusCode.Forbidden, $"{user} {method} {path}: {answer.Text}");
                }
            }
        }
    }

    [Fact]
    public async Task Nobody_in_particular_meets_only_what_is_public()
    {
        foreach (var endpoint in Gate.Endpoints(shared.Service.Services.GetServices<EndpointDataSource>()))
        {
            var raw = endpoint.RoutePattern.RawText!;
            if (
                endpoint.Metadata.GetMetadata<PermissionAttribute>()!.Act is Act.Public
                || !raw.StartsWith("/api", StringComparison.Ordinal)
            )
            {
                continue;
            }

            var path = System.Text.RegularExpressions.Regex.Replace(raw, @"\{[^}]*\}", Guid.NewGuid().ToString("N"));
            var method = new HttpMethod(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]);
            (await shared.Service.Anonymous().SendAsync(method, path, null)).Status.ShouldBe(
                HttpStatusCode.Unauthorized,
                $"{method} {path}"
            );
        }
    }

    [Fact]
    public async Task Nothing_a_client_sends_is_a_fault_of_ours()
    {
        string[] bodies =
        [
            "",
            "{",
            "[]",
            "null",
            "5",
            "\"text\"",
            "{\"items\":5}",
            "{\"forms\":\"x\",\"plan\":[],\"unit\":{}}",
            "{\"reason\":\"\\ud800\",\"name\":\"\\udfff\",\"note\":\"\\ud800\",\"userName\":\"\\ud800\",\"password\":\"\\ud800\"}",
            "{\"verdicts\":[null,{\"tally\":{\"members\":99999999999}},5],\"nominees\":[null,5,{}],\"items\":[null]}",
            "{\"paper\":{\"number\":5,\"date\":\"99/99/9999\"},\"on\":\"0000-00-00\",\"to\":\"+999999-01-01\"}",
            "{\"a\":" + new string('[', 500) + new string(']', 500) + "}",
            "{\"name\":\"" + new string('x', 200_000) + "\",\"reason\":\"" + new string('x', 200_000) + "\"}",
            "\u0000\u0001",
            "{\"birthYear\":1e999,\"copies\":-1,\"component\":\"../../etc\"}",
        ];
        string[] ids =
        [
            "x",
            "00000000000000000000000000000000",
            Guid.NewGuid().ToString("N"),
            "%01",
            "..%2f..",
            "%ff%fe",
            new string('9', 300),
        ];
        foreach (var user in new[] { "xa.canbo", "xa.lanhdao", "quantri" })
        {
            var client = await shared.Service.AsAsync(user);
            foreach (var endpoint in Gate.Endpoints(shared.Service.Services.GetServices<EndpointDataSource>()))
            {
                var raw = endpoint.RoutePattern.RawText!;
                if (!raw.StartsWith("/api", StringComparison.Ordinal) || raw.EndsWith("/tokens", StringComparison.Ordinal))
                {
                    continue;
                }

                var method = new HttpMethod(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]);
                for (var i = 0; i < Math.Max(bodies.Length, ids.Length); i++)
                {
                    var id = ids[i % ids.Length];
                    var path =
                        System.Text.RegularExpressions.Regex.Replace(raw, @"\{[^}]*\}", id) + "?limit=x&after=%01&q=%ud800&from=9999-99-99";
                    using var content =
                        method == HttpMethod.Get
                            ? null
                            : new StringContent(bodies[i % bodies.Length], System.Text.Encoding.UTF8, "application/json");
                    var answer = await client.SendAsync(method, path, content, ("Idempotency-Key", "nonsense"), ("If-Match", "\"x\""));
                    ((int)answer.Status).ShouldBeLessThan(500, $"{user} {method} {path} body {i}: {answer.Text}");
                    using var again =
                        method == HttpMethod.Get
                            ? null
                            : new StringContent(bodies[i % bodies.Length], System.Text.Encoding.UTF8, "application/json");
                    answer = await client.SendAsync(method, path.Split('?')[0], again);
                    ((int)answer.Status).ShouldBeLessThan(500, $"{user} {method} {path} body {i}: {answer.Text}");
                }
            }
        }
    }

    [Fact]
    public async Task Ten_megabytes_are_too_large()
    {
        var client = await shared.Service.AsAsync("xa.canbo");
        using var body = new StringContent(
            "{\"x\":\"" + new string('x', 10_000_000) + "\"}",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        (await client.PostAsync("dossiers", body)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Malformed_input_names_every_fault()
    {
        var client = await shared.Service.AsAsync("xa.canbo");
        var answer = await client.PostAsync(
            "filings",
            new
            {
                plan = "Không phải mã",
                forms = new[] { "A B" },
                secrecy = "?",
            }
        );
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("field").GetString())
            .ShouldBe(["plan", "type", "forms[0]", "secrecy"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_command_id_answers_once_and_refuses_another_body()
    {
        var client = await shared.Service.AsAsync("xa.canbo");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new
        {
            plan = "tan-khai-2025",
            type = "tong-ket",
            form = "giay-khen-xa",
        };
        var first = (await client.PostAsync("dossiers", body, key)).Ok();
        (await client.PostAsync("dossiers", body, key)).Ok().Id.ShouldBe(first.Id);
        (
            await client.PostAsync(
                "dossiers",
                new
                {
                    plan = "tan-khai-2025",
                    type = "tong-ket",
                    form = "giay-khen-huyen",
                },
                key
            )
        ).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task An_old_etag_is_refused()
    {
        var client = await shared.Service.AsAsync("xa.canbo");
        var id = (
            await client.PostAsync(
                "dossiers",
                new
                {
                    plan = "tan-khai-2025",
                    type = "tong-ket",
                    form = "giay-khen-xa",
                }
            )
        ).Ok().Id;
        var shown = (await client.GetAsync($"dossiers/{id}")).Ok();
        var tag = shown.Headers.ETag!.Tag;
        (await client.PostAsync($"dossiers/{id}/nominees", new { kind = "person", name = "Y Moan" }, ("If-Match", tag))).Ok();
        (await client.PostAsync($"dossiers/{id}/nominees", new { kind = "person", name = "Y Thu" }, ("If-Match", tag))).Status.ShouldBe(
            HttpStatusCode.PreconditionFailed
        );
    }

    [Fact]
    public async Task The_calendar_counts_as_the_law_says()
    {
        var client = await shared.Service.AsAsync("xa.canbo");
        (await client.GetAsync("calendar/working-days?from=2025-04-18&days=10"))
            .Ok()
            .Json.GetProperty("date")
            .GetString()
            .ShouldBe("2025-05-06");
        (await client.GetAsync("calendar/last-working-day?before=2026-09-03"))
            .Ok()
            .Json.GetProperty("date")
            .GetString()
            .ShouldBe("2026-08-28");
        (await client.GetAsync("calendar/working-days?from=x&days=y")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Other_communes_dossiers_do_not_exist()
    {
        var mine = await shared.Service.AsAsync("xa.canbo");
        var id = (
            await mine.PostAsync(
                "dossiers",
                new
                {
                    plan = "tan-khai-2025",
                    type = "tong-ket",
                    form = "giay-khen-xa",
                }
            )
        ).Ok().Id;
        (await (await shared.Service.AsAsync("tanhiep.canbo")).GetAsync($"dossiers/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await shared.Service.AsAsync("huyen.noivu")).GetAsync($"dossiers/{id}")).Status.ShouldBe(
            HttpStatusCode.NotFound,
            "a draft"
        );
    }

    [Fact]
    public void Every_refusal_has_a_sentence_in_both_languages()
    {
        var codes = new[] { typeof(Program).Assembly, typeof(Workflows.Kernel.Refusal).Assembly, typeof(Projections.Operations).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Refusals", StringComparison.Ordinal) || type.Name is "FileProblems" or "ListProblems")
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Append(Workflows.Execution.CommandRunner.ClockBackwards)
            .Concat(Workflows.Lists.ListRefusals.All)
            .ToList();
        codes.Count.ShouldBeGreaterThan(100);
        codes.Where(code => !Phrases.Has(code)).ShouldBeEmpty();
        typeof(Host.Desk.Faults)
            .GetFields()
            .Select(f => $"fault.{f.GetRawConstantValue()}")
            .Where(code => !Phrases.Has(code))
            .ShouldBeEmpty();
        Workflows.Execution.EventTypes.All.Select(type => $"event.{type.Name}").Where(code => !Phrases.Has(code)).ShouldBeEmpty();
        Phrases.Keys().Order().ShouldBe(Phrases.Keys(english: true).Order());
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_tells_nothing()
    {
        await using var service = new Service();
        var client = service.Anonymous();
        foreach (var user in new[] { "xa.canbo", "khong.co.ai" })
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < 7; i++)
            {
                answers.Add((await client.PostAsync("tokens", new { userName = user, password = "sai mật khẩu" })).Status);
            }

            answers.Take(5).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
            answers.Skip(5).ShouldAllBe(status => status == HttpStatusCode.TooManyRequests);
        }

        (await client.PostAsync("tokens", new { userName = "xa.canbo", password = "phongtrao" })).Status.ShouldBe(
            HttpStatusCode.TooManyRequests
        );
        (await client.PostAsync("tokens", new { userName = "xa.lanhdao", password = "phongtrao" })).Ok();
    }

    [Fact]
    public async Task The_clock_moves_forward_only()
    {
        await using var service = new Service();
        var client = await service.AsAsync("xa.canbo");
        (await client.PostAsync("dev/clock", new { to = "2025-05-01T08:00:00+07:00" })).Ok();
        (await client.GetAsync("me")).Ok().Json.GetProperty("today").GetString().ShouldBe("2025-05-01");
        (await client.PostAsync("dev/clock", new { to = "2025-04-20T08:00:00+07:00" })).Refused("clock.behind");
        (await client.PostAsync("dev/clock", new { to = "mai" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        File.Exists(Path.Combine(service.Folder, "clock-moved")).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_stand_in_no_file_but_the_views()
    {
        await using var service = new Service(demoDossiers: true);
        var client = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(client, null, "giay-khen-xa"))[0];
        var nominee = await Walk.NomineeAsync(client, dossier, "Nguyễn Hoàng Thiên Thảo Vy");
        (
            await Walk.AttachAsync(
                client,
                $"dossiers/{dossier}/documents",
                "bao-cao-thanh-tich",
                nominee,
                "Thành tích của Nguyễn Hoàng Thiên Thảo Vy."u8.ToArray()
            )
        ).Ok();
        (await client.GetAsync("dossiers?q=Thảo Vy")).Ok();
        var names = Composition.DemoDossiers.Names.Append("Nguyễn Hoàng Thiên Thảo Vy").ToList();
        NameScan.InFiles(NameScan.OutsideTheViews(service.Folder), names).ShouldBeEmpty();
    }
}
