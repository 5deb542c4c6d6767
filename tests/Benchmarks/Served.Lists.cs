using System.Globalization;
using System.Text.Json;

namespace PhongTrao.Benchmarks;

/// <content>What measuring lists asks of it.</content>
internal sealed partial class Served
{
    /// <summary>
    /// The memory that the process has to itself, in bytes: what it has written and nobody else can use. Files that are mapped into it (views, programs)
    /// are not counted: their pages go whenever others need the memory.
    /// </summary>
    internal long PrivateBytes
    {
        get
        {
            _process.Refresh();
            if (!OperatingSystem.IsLinux())
            {
                return _process.PrivateMemorySize64;
            }

            var line = File.ReadLines($"/proc/{_process.Id}/status").First(said => said.StartsWith("RssAnon:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Does something and says the most memory that the process had to itself meanwhile, looked at every 10 ms.</summary>
    internal async Task<(T Value, long Most)> WatchAsync<T>(Func<Task<T>> act)
    {
        var (most, work) = (PrivateBytes, act());
        while (await Task.WhenAny(work, Task.Delay(10)) != work)
        {
            most = Math.Max(most, PrivateBytes);
        }

        return (await work, Math.Max(most, PrivateBytes));
    }

    /// <summary>Sends a form to the API as a demo person.</summary>
    internal async Task<JsonElement> SendAsync(string userName, string path, MultipartFormDataContent form)
    {
        await AskAsync(userName, HttpMethod.Get, "me"); // signs in the first time
        using (form)
        {
            using var answer = await _clients[userName].PostAsync(new Uri(path, UriKind.Relative), form);
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode
                ? JsonDocument.Parse(text).RootElement
                : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
        }
    }
}
