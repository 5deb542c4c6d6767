using System.Globalization;
using Microsoft.AspNetCore.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Components;

/// <summary>
/// A page: loads, acts when a form was posted, and is rendered once, when that is done. What went well ends in a redirect with a
/// message; what did not is shown on the same page with everything that was typed.
/// </summary>
public abstract class PageBase : ComponentBase
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private FormDrafts Drafts { get; set; } = null!;

    private bool _done;

    /// <summary>Name of the form that was posted; null on a plain visit.</summary>
    public string? PostedForm { get; private set; }

    /// <summary>What was posted; null on a plain visit.</summary>
    public IFormCollection? Posted { get; private set; }

    /// <summary>What was wrong with the posted form.</summary>
    public IReadOnlyList<FormFault> Faults { get; private set; } = [];

    /// <summary>There is no such thing, or not for this person.</summary>
    protected bool Missing { get; private set; }

    /// <summary>Who is signed in.</summary>
    protected Person Person => Http.Person();

    /// <summary>When the request ends.</summary>
    protected CancellationToken Ended => Http.RequestAborted;

    /// <summary>Reads what the page shows.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>Acts on a posted form.</summary>
    /// <param name="form">Its name.</param>
    protected virtual Task PostAsync(string form) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        if (!Missing && HttpMethods.IsPost(Http.Request.Method) && Http.Request.HasFormContentType)
        {
            Posted = await Http.Request.ReadFormAsync(Ended);
            PostedForm = Posted["_form"].ToString();
            try
            {
                await PostAsync(PostedForm);
            }
            finally
            {
                if (_done && Field("_draft") is { } draft && Http.FindPerson() is { } person)
                {
                    await Drafts.DropAsync(person.Account, draft, CancellationToken.None); // it was sent: nothing is left to keep
                }
            }

            await LoadAsync(); // it did not end in a redirect: show how things stand now
        }

        StateHasChanged();
    }

    /// <summary>Answers 404 with a page that says so.</summary>
    protected void NotFound()
    {
        Missing = true;
        Http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    /// <summary>The value of a query parameter, or null.</summary>
    protected string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The posted value of a field, or null.</summary>
    protected string? Field(string name) => Posted?[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The posted values of a field that may be sent several times.</summary>
    protected IReadOnlyList<string> Fields(string name) => Posted is null ? [] : [.. Posted[name].Where(v => !string.IsNullOrEmpty(v))!];

    /// <summary>
    /// What was kept of a form, where its reader asks to have it again; null: they do not, or nothing is kept. For pages that show more of it than
    /// its fields.
    /// </summary>
    /// <param name="draft">Its key.</param>
    protected async Task<IFormCollection?> AgainAsync(string draft) =>
        IsAgain(draft) && await Drafts.FindAsync(Person.Account, draft, Ended) is { } kept ? Typing.FormOf(kept.Form) : null;

    /// <summary>Whether the reader asks to have what was kept of a form: what folds it away is open then.</summary>
    protected bool IsAgain(string draft) => Query(Typing.Again) == draft;

    /// <summary>Who acts, under the command id of the posted form, so that a double click acts once.</summary>
    protected Caller Caller() =>
        Http.Caller(Guid.TryParse(Field("_command"), out var id) ? id : null) with
        {
            IfMatch = SeenRevision is { } seen ? new StreamRevision(seen) : null,
        };

    /// <summary>The revision that the posted form was filled in on; null: the form does not depend on one.</summary>
    protected long? SeenRevision =>
        long.TryParse(Field("_seen"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

    /// <summary>Reads the posted form into an input; null when its shape is wrong, which is then shown.</summary>
    protected T? Read<T>()
        where T : class
    {
        var check = new Check();
        var input = InputReader.FromForm<T>(Posted!, check);
        if (!check.Failed)
        {
            return input;
        }

        Show(check.Faults);
        return null;
    }

    /// <summary>Goes on with a message when it went well; otherwise shows why not and returns false.</summary>
    /// <param name="answer">What the desk said.</param>
    /// <param name="message">What has happened, in words.</param>
    /// <param name="to">Where to go on.</param>
    protected bool Finish<T>(Answer<T> answer, string message, string? to = null) => Finish(answer, _ => message, _ => to);

    /// <summary>As above, where the message or the place depends on the answer.</summary>
    protected bool Finish<T>(Answer<T> answer, Func<T, string> message, Func<T, string?> to)
    {
        switch (answer)
        {
            case Answer<T>.Done done:
                Go(message(done.Value), to(done.Value), done.Shown);
                return true;
            default:
                Show(answer);
                return false;
        }
    }

    /// <summary>Goes on with a message.</summary>
    protected void Go(string message, string? to = null, bool shown = true, bool good = true)
    {
        _done = good;
        Flash.Set(
            Http,
            new(
                good ? FlashKind.Good : FlashKind.Warning,
                shown ? message : message + " Danh sách đang cập nhật; nếu chưa thấy thay đổi, hãy tải lại trang sau giây lát."
            )
        );
        Navigation.NavigateTo(to ?? With((Typing.Again, null)));
    }

    /// <summary>Goes elsewhere without a word; what was to be said here is said there.</summary>
    protected void Redirect(string to)
    {
        Flash.Keep(Http);
        Navigation.NavigateTo(to);
    }

    /// <summary>Shows what the desk did not like.</summary>
    protected void Show<T>(Answer<T> answer)
    {
        switch (answer)
        {
            case Answer<T>.Done:
                break;
            case Answer<T>.Invalid invalid:
                Show(invalid.Faults);
                break;
            case Answer<T>.Refused refused:
                Fail(Sentence(refused.Refusal), StatusCodes.Status409Conflict, FieldOf(refused.Refusal));
                break;
            case Answer<T>.Forbidden:
                Fail(Phrases.Vi("problem.forbidden"), StatusCodes.Status403Forbidden);
                break;
            case Answer<T>.NotFound:
                Fail(Phrases.Vi("problem.not-found"), StatusCodes.Status404NotFound);
                break;
            case Answer<T>.Contended:
                Fail(Phrases.Vi("problem.contended"), StatusCodes.Status503ServiceUnavailable);
                break;
            case Answer<T>.CommandIdReused:
                Fail(Phrases.Vi("problem.command-id-reused"), StatusCodes.Status422UnprocessableEntity);
                break;
            case Answer<T>.Stale:
                Fail(Phrases.Vi("problem.stale"), StatusCodes.Status412PreconditionFailed);
                break;
        }
    }

    /// <summary>Why it was refused, what it speaks of by name; a page that knows whom it is about says that name too.</summary>
    protected virtual string Sentence(Refusal refusal) =>
        Http.FindPerson()?.Sentence(refusal) ?? Phrases.Vi(refusal.Code, refusal.Arguments);

    /// <summary>What is wrong with a field, by its name; a page whose rows have names says those.</summary>
    protected virtual string Sentence(Fault fault) => FieldNames.Sentence(fault);

    /// <summary>The field beside which a refusal is shown; empty: above the form.</summary>
    protected virtual string FieldOf(Refusal refusal) => "";

    /// <summary>Shows faults beside their fields.</summary>
    protected void Show(IReadOnlyList<Fault> faults)
    {
        Http.Response.StatusCode = StatusCodes.Status400BadRequest;
        // A place in a file is no field of the form.
        Faults = [.. faults.Select(fault => new FormFault(fault.Field.AsSpan().ContainsAny(':', '!') ? "" : fault.Field, Sentence(fault)))];
    }

    /// <summary>Shows faults that have their sentences already.</summary>
    protected void Show(IReadOnlyList<FormFault> faults)
    {
        Http.Response.StatusCode = StatusCodes.Status400BadRequest;
        Faults = faults;
    }

    /// <summary>Shows one sentence above the form.</summary>
    protected void Fail(string sentence, int status = StatusCodes.Status400BadRequest, string field = "")
    {
        Http.Response.StatusCode = status;
        Faults = [new FormFault(field, sentence)];
    }

    /// <summary>A link to this page with some query parameters set or, with null, left out.</summary>
    protected string With(params (string Name, string? Value)[] changes)
    {
        var query = Http
            .Request.Query.Where(pair => !changes.Any(change => change.Name == pair.Key))
            .SelectMany(pair => pair.Value.Select(value => (Name: pair.Key, Value: value)))
            .Concat(changes.Select(change => (change.Name, change.Value)))
            .Where(pair => !string.IsNullOrEmpty(pair.Value))
            .Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value!)}")
            .ToList();
        return query.Count == 0 ? Http.Request.Path.Value! : $"{Http.Request.Path}?{string.Join('&', query)}";
    }
}

/// <summary>What is wrong with a field of a form, in words; an empty field: with the whole.</summary>
public sealed record FormFault(string Field, string Sentence);
