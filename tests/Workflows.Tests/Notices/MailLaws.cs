using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Notices;

/// <summary>Two hosts send what one log says waits; they stand still and are killed between any two steps.</summary>
public sealed class MailLaws
{
    private const int Letters = 12;
    private static readonly PublicText Fault = new("450 MailboxBusy");
    private static readonly AccountId Anna = new(Cast.Id(7));
    private static readonly StreamName Stream = Bindings.Mail.StreamOf(Anna.Value);

    [Fact]
    public async Task Undisturbed_every_letter_arrives_once_whichever_host_sends_it()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var town = new Town(seed);
            await town.RunAsync(disturbed: false);

            town.Arrived.Values.ShouldAllBe(times => times == 1, $"seed {seed}");
            town.Arrived.Count.ShouldBe(Letters);
            (await town.SentAsync()).ShouldAllBe(sent => sent.Unsure == 0);
        }
    }

    [Fact]
    public async Task Every_letter_arrives_and_one_that_may_have_arrived_more_often_is_recorded_as_such()
    {
        var repeated = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var town = new Town(seed);
            await town.RunAsync(disturbed: true);

            var sent = await town.SentAsync();
            sent.Select(s => s.Mail).ShouldBeUnique();
            sent.Count.ShouldBe(Letters, $"seed {seed}: none is lost");
            foreach (var letter in sent)
            {
                town.Arrived[letter.Mail].ShouldBeInRange(1, 1 + letter.Unsure, $"seed {seed}");
                repeated += town.Arrived[letter.Mail] > 1 ? 1 : 0;
            }

            await town.NoAttemptComesBeforeTheLastOneIsOverAsync();
        }

        repeated.ShouldBeGreaterThan(50, "or nothing was disturbed");
    }

    private sealed class Town(int seed)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
        private readonly MemoryEventStore _store = new();
        private readonly Random _random = new(seed);
        private DateTimeOffset _now = Demo.By().At;
        private bool _disturbed;

        /// <summary>How often the mail server took each letter.</summary>
        public Dictionary<MailId, int> Arrived { get; } = [];

        public async Task RunAsync(bool disturbed)
        {
            var runner = new CommandRunner(_store);
            for (var i = 0; i < Letters; i++)
            {
                var compose = new MailCommand.Compose(new(Cast.Id(500 + i)), MailKind.Single, new(2025, 2, 5), [new(Cast.Id(i))]);
                (await runner.RunAsync(Bindings.Mail, Stream, compose, By(Cast.Id(700 + i)))).ShouldBeOfType<RunResult<Mailbox>.Recorded>();
            }

            _disturbed = disturbed;
            var hosts = new[] { Host(), Host() };
            var asleep = new DateTimeOffset[2];
            for (var step = 0; ; step++)
            {
                step.ShouldBeLessThan(20_000, "it comes to an end");
                if (step == 800)
                {
                    _disturbed = false; // what was left behind is brought to its end
                }

                var which = _random.Next(2);
                _now += TimeSpan.FromSeconds(_random.Next(0, 3));
                if (_disturbed && _random.Next(12) == 0)
                {
                    asleep[which] = _now + TimeSpan.FromSeconds(_random.Next(0, 900));
                }

                if (asleep[which] > _now)
                {
                    continue;
                }

                if (_disturbed && _random.Next(15) == 0)
                {
                    await hosts[which].DisposeAsync();
                    hosts[which] = Host();
                }

                await hosts[which].MoveNextAsync();
                if (step % 20 == 0 && (await runner.LoadAsync(Bindings.Mail, Stream))!.Value.State.Waiting.IsEmpty)
                {
                    return;
                }
            }
        }

        public async Task<IReadOnlyList<MailEvent.Sent>> SentAsync() =>
            [.. (await _store.ReadStreamAsync(Stream)).Select(EventTypes.Read).OfType<MailEvent.Sent>()];

        public async Task NoAttemptComesBeforeTheLastOneIsOverAsync()
        {
            var open = new Dictionary<MailId, DateTimeOffset>();
            foreach (var recorded in await _store.ReadStreamAsync(Stream))
            {
                switch (EventTypes.Read(recorded))
                {
                    case MailEvent.Begun e:
                        (EventTypes.Metadata(recorded).At >= open.GetValueOrDefault(e.Mail)).ShouldBeTrue($"{recorded.Revision}");
                        open[e.Mail] = e.Until;
                        break;
                    case MailEvent.Delayed e:
                        open.Remove(e.Mail);
                        break;
                    case MailEvent.Failed e:
                        open.Remove(e.Mail);
                        break;
                }
            }
        }

        private CommandContext By(Guid id) => new(id, _now, CommandContext.System, null, id);

        // A process: at each yield another may come in, time may pass, and it may never come back.
        private async IAsyncEnumerator<int> Host()
        {
            var runner = new CommandRunner(_store);
            while (true)
            {
                var due = await runner.LoadAsync(Bindings.Mail, Stream) is var (box, _)
                    ? box
                        .Waiting.Where(w => w.Value.Attempt is null || w.Value.Until <= _now)
                        .Select(w => w.Key)
                        .OrderBy(m => m.Value)
                        .ToList()
                    : [];
                yield return 0;
                foreach (var mail in due)
                {
                    var (attempt, began) = (Guid.NewGuid(), _now);
                    var begin = new MailCommand.Begin(mail, attempt);
                    var begun = await runner.RunAsync(Bindings.Mail, Stream, begin, By(DerivedId.From(attempt, "begin")));
                    yield return 1;
                    if (begun is not RunResult<Mailbox>.Recorded || _now - began > Patience)
                    {
                        continue;
                    }

                    yield return 2;
                    MailCommand? outcome = (_disturbed ? _random.Next(10) : 9) switch
                    {
                        0 => new MailCommand.MarkFailed(mail, attempt, Fault, IsFinal: false),
                        1 => new MailCommand.Delay(mail, attempt, Fault),
                        2 => null, // lost on the way there
                        3 => Take(mail, null), // lost on the way back
                        _ => Take(mail, new MailCommand.MarkSent(mail)),
                    };
                    yield return 3;
                    if (outcome is not null)
                    {
                        await runner.RunAsync(Bindings.Mail, Stream, outcome, By(DerivedId.From(attempt, "end")));
                    }

                    yield return 4;
                }
            }
        }

        private MailCommand? Take(MailId mail, MailCommand? outcome)
        {
            Arrived[mail] = Arrived.GetValueOrDefault(mail) + 1;
            return outcome;
        }
    }
}
