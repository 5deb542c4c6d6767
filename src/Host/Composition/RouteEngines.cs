using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Composition;

/// <summary>Which engine says what is open next: the one built in, or Elsa Workflows where it was compiled in.</summary>
public static class RouteEngines
{
    /// <summary>The one built in.</summary>
    public const string BuiltIn = "builtin";

    /// <summary>Elsa Workflows, in builds with <c>-p:Elsa=true</c>.</summary>
    public const string Elsa = "elsa";

    private static bool HasElsa =>
#if ELSA
        true;
#else
        false;
#endif

    /// <summary>The engine asked for; who compiled Elsa in wants it.</summary>
    /// <exception cref="StartRefusedException">There is no such engine, or not in this build.</exception>
    public static string Named(string? wanted) =>
        wanted switch
        {
            null or "" => HasElsa ? Elsa : BuiltIn,
            BuiltIn => BuiltIn,
            Elsa when HasElsa => Elsa,
            Elsa => throw new StartRefusedException(
                "PhongTrao__Engine: bản này được biên dịch không có Elsa. Hãy biên dịch lại với -p:Elsa=true, hoặc đặt 'builtin'. "
                    + "(This build has no Elsa: build with -p:Elsa=true, or set 'builtin'.)"
            ),
            _ => throw new StartRefusedException(
                $"PhongTrao__Engine: '{wanted}' không phải builtin hoặc elsa. (Neither builtin nor elsa.)"
            ),
        };

    /// <summary>Makes the engine that the settings name.</summary>
    public static IRouteEngine Make(Settings settings) =>
#if ELSA
        settings.Engine == Elsa ? new ElsaRouteEngine() :
#endif
            new BuiltInRouteEngine();
}
