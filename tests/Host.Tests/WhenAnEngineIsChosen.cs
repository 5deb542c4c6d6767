using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Tests;

/// <summary>Which engine runs the routes: the setting, and what was compiled in.</summary>
public sealed class WhenAnEngineIsChosen : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phongtrao-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_said_it_is_Elsa_where_compiled_in()
    {
        await using var service = new Service();

        var engine = service.Services.GetRequiredService<IRouteEngine>();

#if ELSA
        engine.ShouldBeOfType<ElsaRouteEngine>();
#else
        engine.ShouldBeOfType<BuiltInRouteEngine>();
#endif
    }

    [Theory]
#if ELSA
    [InlineData("camunda")]
#else
    [InlineData("elsa")]
    [InlineData("camunda")]
#endif
    public async Task What_this_build_does_not_have_refuses_the_start(string engine)
    {
        var refused = await ServiceProcess.RunToEndAsync(
            new HowStarted(_folder) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__Engine"] = engine } }
        );

        refused.Exit.ShouldBe(2, refused.Said);
        refused.Said.ShouldContain("PhongTrao__Engine");
        refused.Said.ShouldContain("builtin");
    }
}
