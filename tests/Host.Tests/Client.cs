using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>What the API answered.</summary>
public sealed record Answered(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, string? MediaType)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Text.StartsWith('{') && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string Id => Json.GetProperty("id").GetString()!;

    public Answered Ok()
    {
        ((int)Status).ShouldBeInRange(200, 299, Text);
        return this;
    }

    public Answered Refused(string code)
    {
        Status.ShouldBe(HttpStatusCode.Conflict, Text);
        Code.ShouldBe(code, Text);
        return this;
    }
}

/// <summary>One person at the API; the address is the client's own.</summary>
public sealed class Client(HttpClient http, string? token)
{
    public Task<Answered> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>A download, as it is.</summary>
    public async Task<byte[]> GetBytesAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {response.StatusCode}");
        return await response.Content.ReadAsByteArrayAsync();
    }

    public Task<Answered> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is HttpContent content ? content : JsonContent.Create(body ?? new { }), headers);

    public Task<Answered> PutAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, JsonContent.Create(body), headers);

    public Task<Answered> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<Answered> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return new Answered(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers,
            response.Content.Headers.ContentType?.MediaType
        );
    }

    /// <summary>The open task of a dossier.</summary>
    public async Task<string> TaskAsync(string dossier)
    {
        var tasks = (await GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("tasks").EnumerateArray();
        return tasks.First(task => task.GetProperty("isOpen").GetBoolean()).GetProperty("id").GetString()!;
    }
}
