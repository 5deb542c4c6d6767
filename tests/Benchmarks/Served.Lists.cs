using System.Text.Json;

namespace PhongTrao.Benchmarks;

/// <content>What measuring lists asks of it.</content>
internal sealed partial class Served
{
    /// <summary>The most memory that the process held so far, in bytes.</summary>
    internal long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
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
