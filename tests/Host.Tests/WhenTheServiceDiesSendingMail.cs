using System.Text;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Tests;

/// <summary>Hundreds of letters at once, while the service is killed without warning: a real process and a real mail server.</summary>
public sealed class WhenTheServiceDiesSendingMail
{
    private const int Reports = 150;

    /// <summary>Every reminder's own time: ten working days before 20/5/2025.</summary>
    private const string Due = "2025-05-06T07:31:00+07:00";

    private static readonly string[] Units = ["thi-tran-tan-khai", "xa-tan-hiep"];
    private static readonly string[] People = ["xa.canbo", "tanhiep.canbo"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>How often the service is killed; MAIL_KILLS=50 for the long run.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("MAIL_KILLS"), out var kills) ? kills : 5;

    [Fact]
    public async Task Every_letter_arrives_and_those_that_come_twice_are_the_same_letter_and_recorded()
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-kills-").FullName;
        var how = new HowStarted(folder)
        {
            Settings = new Dictionary<string, string>(server.Settings, StringComparer.Ordinal) { ["PhongTrao__DemoDossiers"] = "false" },
        };
        var random = new Random(20250506);
        var addressed = new HashSet<AccountId>();
        var expected = Reports * Units.Length;
        var service = await ServiceProcess.StartAsync(how);
        try
        {
            foreach (var name in People)
            {
                var person = await service.AsAsync(name);
                (await person.PutAsync("me/contact", new { email = $"{name}@don-vi.example", mail = "tung-viec" })).Ok();
                addressed.Add(await person.AccountAsync());
            }

            var coordinator = await service.AsAsync("dieuphoi");
            var plan = new StringContent(TrialPlan.WithReports(Reports, new(2025, 5, 20)), Encoding.UTF8, "application/yaml");
            (await coordinator.PostAsync("plans", plan)).Ok();
            (await coordinator.PostAsync($"plans/{TrialPlan.Id}/apply", new { units = Units, from = "2025-04-14" })).Ok();
            await ClockAsync(service, Due);
            for (var kill = 0; kill < Kills; kill++)
            {
                // Anywhere in the burst, and never after it.
                await ReceivedAsync(() => server.Count, (int)(expected * (kill + random.NextDouble()) / (Kills + 1)));
                service.Kill();
                await service.DisposeAsync();
                service = await ServiceProcess.StartAsync(how);
                await ClockAsync(service, Due);
            }

            server.Count.ShouldBeLessThan(expected, "the last kill was in the burst, too");
            await ReceivedAsync(() => server.Count, expected - Kills);
            await ClockAsync(service, "2025-05-06T07:40:00+07:00"); // what was under way at a kill is tried again after five minutes
            await ReceivedAsync(
                () =>
                    server
                        .Mail.Where(m => m.Subject.Contains("Báo cáo", StringComparison.OrdinalIgnoreCase))
                        .DistinctBy(m => m.MessageId)
                        .Count(),
                expected
            );
            await SentAsync(service);
        }
        finally
        {
            await service.DisposeAsync();
        }

        var (issued, sent) = await RecordedAsync(folder, addressed);
        var came = server.Mail.GroupBy(m => m.MessageId, StringComparer.Ordinal).ToList();
        issued.ShouldBeGreaterThanOrEqualTo(expected);
        came.Count.ShouldBe(issued, "each reminder of somebody with an address is one letter, and none is lost");
        came.ShouldAllBe(letter => letter.Select(m => m.To + m.Subject).Distinct().Count() == 1);
        sent.Count.ShouldBe(issued);
        sent.Select(s => s.Mail).ShouldBeUnique();
        foreach (var letter in sent)
        {
            came.Single(c => c.Key.StartsWith($"<{letter.Mail}@", StringComparison.Ordinal)).Count().ShouldBeInRange(1, 1 + letter.Unsure);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Kills} kills; {issued} letters, {came.Count(letter => letter.Count() > 1)} of them twice, {sent.Count(s => s.Unsure > 0)} said to be so."
        );
        Directory.Delete(folder, recursive: true);

        static async Task ReceivedAsync(Func<int> received, int count)
        {
            var waited = System.Diagnostics.Stopwatch.StartNew();
            while (received() < count)
            {
                waited.Elapsed.ShouldBeLessThan(Patience, $"{received()} of {count} received");
                await Task.Delay(20);
            }
        }
    }

    private static async Task ClockAsync(ServiceProcess service, string to) =>
        await (await service.AsAsync("dieuphoi")).PostAsync("dev/clock", new { to });

    // Until the last answer of the server is recorded.
    private static async Task SentAsync(ServiceProcess service)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        using var browser = await service.BrowserAsync("quantri");
        while (
            !System
                .Net.WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/van-hanh", UriKind.Relative)))
                .Contains("<dd>0 thư", StringComparison.Ordinal)
        )
        {
            waited.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(100);
        }
    }

    private static async Task<(int Issued, List<MailEvent.Sent> Sent)> RecordedAsync(string folder, HashSet<AccountId> addressed)
    {
        using var data = DataFolder.Open(folder);
        await using var store = SqliteEventStore.Open(data);
        var (issued, sent) = (0, new List<MailEvent.Sent>());
        await foreach (var e in ChainVerifier.LogOf(store))
        {
            switch (e.Stream.Category)
            {
                case "reminder" when EventTypes.Read(e) is ReminderEvent.Issued reminder:
                    issued += reminder.To.Count(to => addressed.Contains(to.Account));
                    break;
                case "mail" when EventTypes.Read(e) is MailEvent.Sent letter:
                    sent.Add(letter);
                    break;
            }
        }

        return (issued, sent);
    }
}
