using System.Globalization;
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
    }

    private static int? YearOf(string year) =>
        int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult Gaps(Answer<IReadOnlyList<RegisterGapShape>> answer) =>
        Problems.Of(answer, done => Requests.List(new Page<RegisterGapShape>(done.Value, null)));
}
