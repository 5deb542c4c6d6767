using PhongTrao.Host.Desk;
using PhongTrao.Host.Messaging;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Host.Api;

/// <summary>Files of the organisation, sent together.</summary>
public sealed record ImportInput(IReadOnlyList<ImportFileInput?>? Files);

/// <summary>One file: its name tells what it is (units.csv, people.csv … or a .yaml of all).</summary>
public sealed record ImportFileInput(string? Name, string? Text);

/// <summary>A message that a consumer gave up on.</summary>
/// <param name="Message">Its id.</param>
/// <param name="Consumer">Who gave up.</param>
/// <param name="Stream">Where the event it tells of stands.</param>
/// <param name="Revision">That event's revision.</param>
/// <param name="Times">How often the consumer gave up on it.</param>
/// <param name="Fault">Kind of the last fault.</param>
/// <param name="At">When it last gave up, UTC.</param>
public sealed record DeadLetterLine(
    string Message,
    string Consumer,
    string Stream,
    long Revision,
    int Times,
    string Fault,
    DateTimeOffset At
);

/// <summary>To whom it is to be sent again.</summary>
public sealed record SendAgainInput(string? Consumer);

/// <summary>The audit trail, the organisation, who acts for whom, and messages that were not delivered.</summary>
internal static class HouseEndpoints
{
    internal static void MapHouse(this RouteGroupBuilder api)
    {
        api.MapGet("/audit", AuditAsync).Requires(Act.ReadAudit);
        api.MapGet("/dead-letters", DeadLetters).Requires(Act.Operate);
        api.MapPost("/dead-letters/{id}/send-again", SendAgainAsync)
            .Requires(Act.Operate)
            .Accepts<SendAgainInput>("application/json")
            .Produces<DeadLetterLine>();
        api.MapGet("/delegations", DelegationsAsync).Requires(Act.Delegate);
        api.MapPost(
                "/delegations",
                async (HttpContext http, DelegationDesk desk) =>
                    Problems.Of(
                        await desk.GiveAsync(http.ApiCaller(), await http.ReadAsync<DelegationInput>(), http.RequestAborted),
                        done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
                    )
            )
            .Requires(Act.Delegate)
            .Accepts<DelegationInput>("application/json")
            .Produces<DelegationLine>(StatusCodes.Status201Created);
        api.MapPost(
                "/delegations/{id}/end",
                async (string id, HttpContext http, DelegationDesk desk) =>
                {
                    var delegation = Requests.Id<DelegationId>(id);
                    var input = await http.ReadAsync<EndDelegationInput>();
                    return Problems.Ok(await desk.EndAsync(http.ApiCaller(), delegation, input, http.RequestAborted));
                }
            )
            .Requires(Act.Delegate)
            .Accepts<EndDelegationInput>("application/json")
            .Produces<DelegationLine>();
        api.MapPost("/org/import", ImportAsync)
            .Requires(Act.ManageOrganisation)
            .Accepts<ImportInput>("application/json")
            .Produces<ImportAnswer>();
        api.MapPost(
                "/org/import-units",
                (HttpContext http, UnitListDesk desk) =>
                {
                    var caller = http.ApiCaller();
                    return JobEndpoints.TakeInAsync<UnitListInput, UnitListPreview>(
                        http,
                        (input, file) => desk.TakeInAsync(caller, input, file, http.RequestAborted),
                        _ => null
                    );
                }
            )
            .Requires(Act.ManageOrganisation)
            .WithSummary(
                "Units from a list, one a row: \"input\" (JSON) before \"file\" (XLSX, XLS, CSV, DOCX). Answers how it is understood, with what stands in "
                    + "the register beside what the file says; where nothing is wrong and it is no dry run, all of it is recorded."
            )
            .Accepts<UnitListInput>("multipart/form-data")
            .Produces<UnitListPreview>();
        MapAppointments(api);
    }

    private static void MapAppointments(RouteGroupBuilder api)
    {
        api.MapGet(
                "/org/units/{unit}/appointments",
                async (string unit, HttpContext http, AppointmentDesk desk) =>
                    UnitId.TryParse(unit, out var id)
                        ? Problems.Of(
                            await desk.OfUnitAsync(http.Person(), id, http.RequestAborted),
                            done => Requests.List(new Page<AppointmentLine>(done.Value, null))
                        )
                        : Problems.NotFound()
            )
            .Requires(Act.ManageOrganisation);
        api.MapPost(
                "/org/appointments",
                async (HttpContext http, AppointmentDesk desk) =>
                    Problems.Of(
                        await desk.AppointAsync(http.ApiCaller(), await http.ReadAsync<AppointInput>(), http.RequestAborted),
                        done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
                    )
            )
            .Requires(Act.ManageOrganisation)
            .Accepts<AppointInput>("application/json")
            .Produces<AppointmentAnswer>(StatusCodes.Status201Created);
        On<EndAppointmentInput>("end", (desk, caller, id, input, ended) => desk.EndAsync(caller, id, input, ended));
        On<TransferInput>("transfer", (desk, caller, id, input, ended) => desk.TransferAsync(caller, id, input, ended));
        On<PositionInput>("title", (desk, caller, id, input, ended) => desk.CorrectTitleAsync(caller, id, input, ended));

        void On<T>(string act, Func<AppointmentDesk, Caller, AppointmentId, T, CancellationToken, Task<Answer<AppointmentLine>>> run)
            where T : class =>
            api.MapPost(
                    $"/org/appointments/{{id}}/{act}",
                    async (string id, HttpContext http, AppointmentDesk desk) =>
                    {
                        var appointment = Requests.Id<AppointmentId>(id);
                        var input = await http.ReadAsync<T>();
                        return Problems.Ok(await run(desk, http.ApiCaller(), appointment, input, http.RequestAborted));
                    }
                )
                .Requires(Act.ManageOrganisation)
                .Accepts<T>("application/json")
                .Produces<AppointmentLine>();
    }

    private static async Task<IResult> AuditAsync(HttpContext http, AuditDesk desk)
    {
        var check = new Check();
        var query = http.Request.Query;
        var filter = new AuditQuery(
            check.OptionalId<AccountId>("person", query["person"].ToString()),
            check.OptionalCode<UnitId>("unit", query["unit"].ToString()),
            check.OptionalText("type", query["type"].ToString(), 100),
            check.OptionalId<DossierId>("dossier", query["dossier"].ToString()),
            check.OptionalInstant("from", query["from"].ToString()),
            check.OptionalInstant("to", query["to"].ToString()),
            query["approvals"] == "true"
        );
        if (check.Failed)
        {
            return Problems.Malformed(check.Faults);
        }

        var (after, limit) = http.Paging();
        return Requests.List(await desk.SearchAsync(http.Person(), filter, after, limit, http.RequestAborted));
    }

    private static async Task<IResult> DelegationsAsync(HttpContext http, DelegationDesk desk)
    {
        var (after, limit) = http.Paging();
        return Requests.List(await desk.ListAsync(http.Person(), after, limit, http.RequestAborted));
    }

    private static IResult DeadLetters(HttpContext http, DeadLetterBox letters) =>
        Requests.List(new Page<DeadLetterLine>([.. letters.Waiting(http.Paging().Limit).Select(LineOf)], null));

    private static async Task<IResult> SendAgainAsync(string id, HttpContext http, DeadLetterBox letters)
    {
        var input = await http.ReadAsync<SendAgainInput>();
        var check = new Check();
        var consumer = check.Code<ConsumerCode>("consumer", input.Consumer);
        if (check.Failed)
        {
            return Problems.Malformed(check.Faults);
        }

        if (!Guid.TryParse(id, out var message) || letters.Find(message, consumer) is not { } letter)
        {
            return Problems.NotFound();
        }

        return await letters.SendAgainAsync(http.ApiCaller(), letter, http.RequestAborted) is { } refusal
            ? Problems.Refused(refusal)
            : Results.Json(LineOf(letter));
    }

    private static DeadLetterLine LineOf(DeadLetter letter) =>
        new(
            letter.Message.ToString("N", System.Globalization.CultureInfo.InvariantCulture),
            letter.Consumer.Value,
            letter.Stream,
            letter.Revision,
            letter.Times,
            letter.Fault,
            letter.At
        );

    private static async Task<IResult> ImportAsync(HttpContext http, OrganisationDesk desk)
    {
        var input = await http.ReadAsync<ImportInput>();
        var check = new Check();
        var files = check
            .List("files", input.Files, 1, 20)
            .Select(
                (file, i) =>
                    new ImportFile(
                        check.Text($"files[{i}].name", file?.Name, 200),
                        check.Text($"files[{i}].text", file?.Text, Requests.MaxBody)
                    )
            )
            .ToList();
        return check.Failed
            ? Problems.Malformed(check.Faults)
            : Problems.Ok(await desk.ImportAsync(http.ApiCaller(), files, http.RequestAborted));
    }
}
