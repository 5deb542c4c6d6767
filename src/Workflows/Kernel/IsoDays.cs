using System.Globalization;

namespace PhongTrao.Workflows.Kernel;

/// <summary>Days as arguments of refusals, keys and addresses have them.</summary>
public static class IsoDays
{
    /// <summary>yyyy-MM-dd, whatever the culture.</summary>
    public static string Iso(this DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
