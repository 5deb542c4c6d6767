using PhongTrao.Host.Desk;

namespace PhongTrao.Host.Components;

/// <summary>
/// Which view of the queue a person looked at last, so that the next dossier is one of it: a cookie of the browser session that holds the view's
/// address and nothing else.
/// </summary>
internal static class LastQueue
{
    private const string Name = "phongtrao.queue";

    /// <summary>Remembers a view.</summary>
    public static void Remember(HttpContext http, QueueView view) =>
        http.Response.Cookies.Append(
            Name,
            view.ToString(),
            new()
            {
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                Path = "/",
            }
        );

    /// <summary>The view that was remembered; all of the offices' work where there is none.</summary>
    public static QueueView Recall(HttpContext http) =>
        http.Request.Cookies[Name] is { Length: > 0 and <= 1000 } query ? QueueView.Parse(query) : QueueView.All;
}
