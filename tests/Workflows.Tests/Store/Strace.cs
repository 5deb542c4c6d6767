using System.Text.RegularExpressions;

namespace PhongTrao.Workflows.Tests.Store;

/// <summary>A system call that strace saw.</summary>
/// <param name="Begun">Line at which it began.</param>
/// <param name="Ended">Line at which it was over.</param>
/// <param name="Text">As strace writes it, in one piece.</param>
internal readonly record struct SystemCall(int Begun, int Ended, string Text)
{
    public bool Is(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Text.StartsWith(name, StringComparison.Ordinal) && Text.AsSpan(name.Length).StartsWith("("))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Watches a process by its system calls.</summary>
internal static partial class Strace
{
    /// <summary>Where strace is. Skips visibly where it is not, and fails where services must be there.</summary>
    public static string Need()
    {
        var strace = Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "strace"))
            .FirstOrDefault(File.Exists);
        if (strace is null)
        {
            var required = string.Equals(Environment.GetEnvironmentVariable("REQUIRE_SERVICES"), "1", StringComparison.Ordinal);
            Assert.SkipUnless(required, "strace is not installed: durability is not proved here.");
            Assert.Fail("strace is not installed, and REQUIRE_SERVICES=1 says that it has to be.");
        }

        return strace;
    }

    /// <summary>The calls of a log of <c>strace -f</c> in the order in which they ended, and each also, without an end, where it began.</summary>
    /// <remarks>A call that another thread interrupts stands in two lines; it is put together again.</remarks>
    public static IEnumerable<(SystemCall Call, bool IsOver)> Calls(IEnumerable<string> lines)
    {
        var unfinished = new Dictionary<string, (string Call, int Line)>(StringComparer.Ordinal);
        var at = 0;
        foreach (var line in lines)
        {
            at++;
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var thread = line[..space];
            var call = line[(space + 1)..].TrimStart();
            if (call.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = (call, at);
                yield return (new(at, at, call), false);
            }
            else if (!call.StartsWith("<... ", StringComparison.Ordinal))
            {
                yield return (new(at, at, call), false);
                yield return (new(at, at, call), true);
            }
            else if (unfinished.Remove(thread, out var first))
            {
                yield return (new(first.Line, at, first.Call + call), true);
            }
        }
    }

    /// <summary>Whether a call answered 0.</summary>
    public static bool Succeeded(SystemCall call) => Zero().IsMatch(call.Text);

    [GeneratedRegex(@"\)\s*= 0$", RegexOptions.ExplicitCapture)]
    private static partial Regex Zero();
}
