using System.Globalization;
using PhongTrao.Host.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Registers (sổ): every number a unit has taken, by kind and year.</summary>
internal static class RegisterEndpoints
{
    internal static void MapRegisters(this RouteGroupBuilder api)
    {
        var registers = api.MapGroup("/registers");
        registers
            .MapGet(
                "",
                async (HttpContext http, RegisterDesk desk) =>
                    Results.Json(new { items = await desk.ListAsync(http.Person(), http.RequestAborted), next = (string?)null })
            )
            .Requires(Act.ReadDossiers);
        registers
            .MapGet(
                "/{unit}/{kind}/{year}",
                async (string unit, string kind, string year, HttpContext http, RegisterDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return YearOf(year) is { } number
                        ? Problems.Of(
                            await desk.GetAsync(
                                http.Person(),
                                Requests.Code<UnitId>(unit),
                                Requests.Code<RegisterKind>(kind),
                                number,
                                after,
                                limit,
                                http.RequestAborted
                            ),
                            done => Requests.List(done.Value.Numbers)
                        )
                        : Problems.NotFound();
                }
            )
            .Requires(Act.ReadDossiers);
        registers
            .MapGet(
                "/{unit}/{kind}/{year}/left-out",
                async (string unit, string kind, string year, HttpContext http, RegisterDesk desk) =>
                    YearOf(year) is { } number
                        ? Gaps(
                            await desk.GapsAsync(
                                http.Person(),
                                Requests.Code<UnitId>(unit),
                                Requests.Code<RegisterKind>(kind),
                                number,
                                http.RequestAborted
                            )
                        )
                        : Problems.NotFound()
            )
            .Requires(Act.ReadDossiers);
        registers
            .MapPost(
                "/{unit}/{kind}/{year}/left-out",
                async (string unit, string kind, string year, HttpContext http, RegisterDesk desk) =>
                    YearOf(year) is { } number
                        ? Gaps(
                            await desk.LeaveOutAsync(
                                http.ApiCaller(),
                                Requests.Code<UnitId>(unit),
                                Requests.Code<RegisterKind>(kind),
                                number,
                                await http.ReadAsync<LeaveOutInput>(),
                                http.RequestAborted
                            )
                        )
                        : Problems.NotFound()
            )
            .WithSummary("Bỏ trống: says why numbers that were left out stand on no paper here.")
            .Requires(Act.MakeDecisions)
            .Accepts<LeaveOutInput>("application/json");
        MapBook(registers);
    }

    private static void MapBook(RouteGroupBuilder registers) =>
        registers
            .MapGet(
                "/{unit}/{kind}/{year}/book.{format}",
                async (string unit, string kind, string year, string format, HttpContext http, IntakeBook book, Papers papers) =>
                {
                    if (YearOf(year) is not (>= 1 and <= 9999 and var number) || !Papers.Formats.Contains(format, StringComparer.Ordinal))
                    {
                        return Problems.NotFound();
                    }

                    var check = new Check();
                    var period = IntakeBook.Read(
                        check,
                        Requests.Code<UnitId>(unit),
                        Requests.Code<RegisterKind>(kind),
                        number,
                        http.Request.Query["from"],
                        http.Request.Query["to"]
                    );
                    if (check.Failed)
                    {
                        return Problems.Malformed(check.Faults);
                    }

                    return
                        await book.MakeAsync(http.Person(), period, http.RequestAborted) is var made
                        && made is Answer<MadePaper>.Done { Value: var paper }
                        ? Problems.Of(
                            await papers.FileAsync(http.ApiCaller(), period.Id, paper, format, http.RequestAborted),
                            done => Results.Bytes(done.Value.Bytes, done.Value.MediaType, done.Value.Name)
                        )
                        : Problems.Of(made, _ => throw new System.Diagnostics.UnreachableException());
                }
            )
            .Requires(Act.ReadDossiers)
            .WithSummary(
                "Sổ theo dõi hồ sơ of a register of what came in (den, den-ca), as a file (docx, pdf); from and to are days of the year."
            );

    private static int? YearOf(string year) =>
        int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult Gaps(Answer<IReadOnlyList<RegisterGapShape>> answer) =>
        Problems.Of(answer, done => Requests.List(new Page<RegisterGapShape>(done.Value, null)));
}
