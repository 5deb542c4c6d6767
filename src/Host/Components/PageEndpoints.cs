using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using PhongTrao.Host.Api;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Components;

/// <summary>
/// Maps every page of this assembly: GET shows it, POST acts and then redirects. The pages' own mapping rather than the
/// framework's, because a form posted twice must find the page even where the form itself is gone by then.
/// </summary>
public static class PageEndpoints
{
    /// <summary>What pages need.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<Flash>();
        services.AddHttpContextAccessor();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Vietnamese as it is: written as entities it is three times as long
        services.AddSingleton<PageFiles>();
        services.AddScoped<Labels>();
        services.AddSingleton<Recorders>();
        services.AddSingleton<CalendarFeed>();
        services.AddScoped<HistoryWords>();
        services.AddSingleton<Finder>();
        services.AddScoped<PaperMaker>();
        services.AddScoped<IntakeBook>();
        services.AddScoped<ReceiptPrints>();
        services.AddScoped<Papers>();
        services.AddScoped<DossierFolder>();
        return services;
    }

    /// <summary>Every page under its address, with the permission it states.</summary>
    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapDownloads();
        app.MapCalendarFeed();
        app.MapPapers();
        IntakeBook.Map(app);
        Finder.Map(app);
        Finder.MapPeople(app);
        Typing.Map(app);
        ReceiptPrints.Map(app);
        Guide.Map(app);
        foreach (var page in typeof(PageEndpoints).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PageBase))))
        {
            foreach (var route in page.GetCustomAttributes<RouteAttribute>())
            {
                app.MapMethods(route.Template, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post], Show(page))
                    .WithMetadata([.. page.GetCustomAttributes(inherit: false)])
                    .WithDisplayName(page.Name)
                    .ExcludeFromDescription()
                    .DisableAntiforgery(); // asked for below, where a page can say what to do
            }
        }
    }

    /// <summary>What an address that leads nowhere answers.</summary>
    public static IResult NothingHere(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? Problems.NotFound()
            : Error(StatusCodes.Status404NotFound);

    /// <summary>What is answered where the address is right and the method or the kind of content is not.</summary>
    public static IResult NotThisWay(HttpContext http) =>
        (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), http.Response.StatusCode) switch
        {
            (true, StatusCodes.Status405MethodNotAllowed) => Problems.MethodNotAllowed(),
            (true, StatusCodes.Status415UnsupportedMediaType) => Problems.WrongMediaType(),
            (true, _) => Problems.BadRequest(),
            (false, var status) => Error(status >= 400 ? status : StatusCodes.Status400BadRequest),
        };

    /// <summary>Whether a page was asked for: an error in JSON says nothing to an official.</summary>
    public static bool WantsPage(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page that tells of an error.</summary>
    public static IResult Error(int status) =>
        Render(
            typeof(Pages.ErrorPage),
            new Dictionary<string, object?>
            {
                [nameof(Pages.ErrorPage.Code)] = status.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            status
        );

    /// <summary>Renders a page in its frame.</summary>
    public static IResult Render(Type page, IReadOnlyDictionary<string, object?> parameters, int? status = null) =>
        new RazorComponentResult<Shell>(
            new Dictionary<string, object?> { [nameof(Shell.Page)] = page, [nameof(Shell.Parameters)] = parameters }
        )
        {
            PreventStreamingRendering = true,
            StatusCode = status,
        };

    // Typed as a delegate with a result: as a request delegate the result would be thrown away.
    private static Delegate Show(Type page) => new Func<HttpContext, Task<IResult>>(http => ShowAsync(http, page));

    private static async Task<IResult> ShowAsync(HttpContext http, Type page)
    {
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
            bool valid;
            try
            {
                await Uploads.BeginAsync(
                    http,
                    http.FindPerson() is null // whom we do not know sends no files
                        ? Uploads.MaxText
                        : http.RequestServices.GetRequiredService<Composition.Settings>().MaxUpload
                );
                valid = await antiforgery.IsRequestValidAsync(http); // its field stands before any file
            }
            catch (RequestRefusedException e)
            {
                return Error((e.Answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status400BadRequest);
            }
            catch (InvalidDataException)
            {
                return Error(StatusCodes.Status413PayloadTooLarge);
            }
            catch (BadHttpRequestException e)
            {
                return Error(e.StatusCode);
            }

            if (!valid)
            {
                return Error(StatusCodes.Status400BadRequest);
            }
        }

        var parameters = http
            .Request.RouteValues.Where(pair => IsParameter(page, pair.Key))
            .ToDictionary(pair => pair.Key, pair => (object?)pair.Value?.ToString());
        return !HttpMethods.IsPost(http.Request.Method) && PageTables.AreAsked(http)
            ? await PageTables.FileAsync(http, () => Render(page, parameters))
            : Render(page, parameters);
    }

    private static bool IsParameter(Type page, string name) =>
        page.GetProperty(name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)?.IsDefined(typeof(ParameterAttribute))
        == true;
}

/// <summary>A page without navigation: sign-in, errors.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AloneAttribute : Attribute;
