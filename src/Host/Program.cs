using PhongTrao.Host.Api;
using PhongTrao.Host.Cli;
using PhongTrao.Host.Components;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Security;

if (await CommandLine.RunAsync(args) is { } exit)
{
    return exit;
}

try
{
    var builder = WebApplication.CreateBuilder(args);
    var settings = Settings.Read(builder.Configuration, builder.Environment);
    var storage = await Storage.OpenAsync(settings, TimeProvider.System);
    builder.AddLogs(settings).AddHttps(settings);
    builder.Services.AddStorage(storage).AddSecurity().AddViews().AddDesks().AddApi().AddPages();

    var app = builder.Build();
    app.UseRequestLog();
    app.UseFaultAnswers();
    app.UseSafeHeaders();
    app.UseStaticFiles();
    app.UseRouting();
    app.UseMiddleware<Gate>();
    app.UseAntiforgery();
    app.MapHealth();
    app.MapApi();
    app.MapPages();
    Gate.CheckAll(((IEndpointRouteBuilder)app).DataSources);
    await app.RunAsync();
    return 0;
}
catch (StartRefusedException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
