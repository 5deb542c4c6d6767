using PhongTrao.Host.Api;
using PhongTrao.Host.Cli;
using PhongTrao.Host.Components;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Mail;
using PhongTrao.Host.Messaging;
using PhongTrao.Host.Security;

if (await CommandLine.RunAsync(args) is { } exit)
{
    return exit;
}

try
{
    _ = ShippedFiles.ReadAsync(); // seeding waits for them; meanwhile the rest is put together
    var builder = WebApplication.CreateBuilder(args);
    var settings = Settings.Read(builder.Configuration, builder.Environment);
    var storage = await Storage.OpenAsync(settings, TimeProvider.System);
    builder.AddLogs(settings).AddTelemetry().AddHttps(settings);
    builder
        .Services.AddStorage(storage)
        .AddCompression()
        .AddSecurity()
        .AddViews()
        .AddMessaging(settings)
        .AddDesks()
        .AddReminding()
        .AddMail()
        .AddApi()
        .AddPages();

    await using var app = builder.Build();
    app.UseRequestLog();
    app.UseFaultAnswers();
    app.UseSafeHeaders();
    app.UseResponseCompression();
    app.UseOwnFiles();
    app.UseRouting();
    app.UseMiddleware<Gate>();
    app.UseAntiforgery();
    app.MapHealth();
    app.MapApi();
    app.MapPages();

    // Making the endpoints and seeding the folder each keep one processor busy for a second: side by side. The server listens last,
    // and an endpoint without a permission is closed whether or not the check has come to it.
    var check = Task.Run(() => Gate.CheckAll(((IEndpointRouteBuilder)app).DataSources));
    await app.StartAsync();
    await check;
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StartRefusedException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
