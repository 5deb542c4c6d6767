using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Api;

/// <summary>
/// Everything that does not go well, as RFC 9457 problem details, in one place. <c>type</c> is a URN that never changes,
/// <c>title</c> a Vietnamese sentence, <c>code</c> and <c>args</c> what programs look at.
/// </summary>
public static class Problems
{
    private const string RetryAfterSeconds = "2";

    /// <summary>400: what was sent is not well formed; <c>errors</c> lists every fault.</summary>
    public static IResult Malformed(IReadOnlyList<Fault> faults) =>
        Problem(
            StatusCodes.Status400BadRequest,
            "urn:phongtrao:problem:malformed",
            Phrases.Vi("problem.malformed"),
            "malformed",
            ("errors", faults.Select(fault => new FieldError(fault.Field, fault.Code, fault.Arguments, Sentence(fault))).ToArray())
        );

    /// <summary>401: not signed in, or the token is not valid any more.</summary>
    public static IResult Unauthenticated() => Simple(StatusCodes.Status401Unauthorized, "unauthenticated");

    /// <summary>403.</summary>
    public static IResult Forbidden() => Simple(StatusCodes.Status403Forbidden, "forbidden");

    /// <summary>403 until the password has been changed.</summary>
    public static IResult PasswordChangeRequired() => Simple(StatusCodes.Status403Forbidden, "password-change-required");

    /// <summary>404: there is no such thing, or not for this person.</summary>
    public static IResult NotFound() => Simple(StatusCodes.Status404NotFound, "not-found");

    /// <summary>409: refused as things stand.</summary>
    public static IResult Refused(Refusal refusal) =>
        Problem(
            StatusCodes.Status409Conflict,
            $"urn:phongtrao:refusal:{refusal.Code}",
            Phrases.Vi(refusal.Code, refusal.Arguments),
            refusal.Code,
            ("args", refusal.Arguments)
        );

    /// <summary>412: what was decided on has changed since.</summary>
    public static IResult Stale(StreamRevision? etag) =>
        Problem(
            StatusCodes.Status412PreconditionFailed,
            "urn:phongtrao:problem:stale",
            Phrases.Vi("problem.stale"),
            "stale",
            ("etag", etag?.ToString())
        );

    /// <summary>422: the idempotency key was used before for something else.</summary>
    public static IResult CommandIdReused() => Simple(StatusCodes.Status422UnprocessableEntity, "command-id-reused");

    /// <summary>405; the header Allow names the methods there are.</summary>
    public static IResult MethodNotAllowed() => Simple(StatusCodes.Status405MethodNotAllowed, "method-not-allowed");

    /// <summary>413.</summary>
    public static IResult TooLarge() => Simple(StatusCodes.Status413PayloadTooLarge, "too-large");

    /// <summary>415.</summary>
    public static IResult WrongMediaType() => Simple(StatusCodes.Status415UnsupportedMediaType, "wrong-media-type");

    /// <summary>429, with the seconds to wait.</summary>
    public static IResult TooManyAttempts(TimeSpan wait) =>
        new WithHeader(
            Simple(StatusCodes.Status429TooManyRequests, "too-many-attempts"),
            "Retry-After",
            Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>503: others kept writing; try again.</summary>
    public static IResult Contended() =>
        new WithHeader(Simple(StatusCodes.Status503ServiceUnavailable, "contended"), "Retry-After", RetryAfterSeconds);

    /// <summary>400: not even a request.</summary>
    public static IResult BadRequest() => Simple(StatusCodes.Status400BadRequest, "bad-request");

    /// <summary>401: user name or password are wrong, or the account is locked; which of them is not said.</summary>
    public static IResult WrongCredentials() => Simple(StatusCodes.Status401Unauthorized, "wrong-credentials");

    /// <summary>500: a fault of ours, with the trace id to look for in the log.</summary>
    public static IResult Internal() =>
        Problem(
            StatusCodes.Status500InternalServerError,
            "urn:phongtrao:problem:internal",
            Phrases.Vi("problem.internal"),
            "internal",
            ("trace", System.Diagnostics.Activity.Current?.TraceId.ToHexString())
        );

    /// <summary>503: a view is being built for the first time.</summary>
    public static IResult Updating() =>
        new WithHeader(Simple(StatusCodes.Status503ServiceUnavailable, "updating"), "Retry-After", RetryAfterSeconds);

    /// <summary>503: the store takes no more events.</summary>
    public static IResult ReadOnly() => Simple(StatusCodes.Status503ServiceUnavailable, "read-only");

    /// <summary>503: the log is on a machine that does not answer.</summary>
    public static IResult Unreachable() =>
        new WithHeader(Simple(StatusCodes.Status503ServiceUnavailable, "unreachable"), "Retry-After", RetryAfterSeconds);

    /// <summary>The result of an answer; <paramref name="done"/> makes the good one.</summary>
    public static IResult Of<T>(Answer<T> answer, Func<Answer<T>.Done, IResult> done) =>
        answer switch
        {
            Answer<T>.Done good => good.ETag is { } etag
                ? new WithHeader(done(good), "ETag", string.Create(CultureInfo.InvariantCulture, $"\"{etag.Value}\""))
                : done(good),
            Answer<T>.Refused refused => Refused(refused.Refusal),
            Answer<T>.Invalid invalid => Malformed(invalid.Faults),
            Answer<T>.Forbidden => Forbidden(),
            Answer<T>.NotFound => NotFound(),
            Answer<T>.Contended => Contended(),
            Answer<T>.CommandIdReused => CommandIdReused(),
            Answer<T>.Stale stale => Stale(stale.ETag),
        };

    /// <summary>The answer as JSON, 200.</summary>
    public static IResult Ok<T>(Answer<T> answer) => Of(answer, done => Results.Json(done.Value));

    /// <summary>The sentence of a fault; what is wrong with a file that people write has its own ("file.missing", "org.unit-unknown").</summary>
    public static string Sentence(Fault fault) => Phrases.Vi(fault.What.Code, fault.What.Arguments);

    private static IResult Simple(int status, string code) =>
        Problem(status, $"urn:phongtrao:problem:{code}", Phrases.Vi($"problem.{code}"), code);

    private static IResult Problem(int status, string type, string title, string code, params (string Name, object? Value)[] more)
    {
        var details = new ProblemDetails
        {
            Status = status,
            Type = type,
            Title = title,
        };
        details.Extensions["code"] = code;
        foreach (var (name, value) in more)
        {
            details.Extensions[name] = value;
        }

        return Results.Json(details, contentType: "application/problem+json", statusCode: status);
    }

    private sealed record FieldError(string Field, string Code, IReadOnlyDictionary<string, string> Args, string Message);

    private sealed class WithHeader(IResult inner, string name, string value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[name] = value;
            return inner.ExecuteAsync(httpContext);
        }
    }
}
