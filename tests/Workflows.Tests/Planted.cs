// Violations on purpose, one for each rule in Architecture.cs. They stand in the namespaces the rules are about and in no
// assembly the rules judge.
#pragma warning disable IDE0130, CA1822, CA1823, IDE0052, CA2213

namespace PhongTrao.Workflows.Kernel
{
    internal sealed class PlantedKernel
    {
        internal Microsoft.Data.Sqlite.SqliteConnection? Connection { get; set; }
    }
}

namespace PhongTrao.Workflows.Dossiers
{
    internal sealed class PlantedClock
    {
        private readonly List<Stream> streams = [];

        internal int Count => streams.Count;

        internal static Func<DateTimeOffset> Clock(int hours) => () => DateTimeOffset.UtcNow.AddHours(hours);

        internal static async Task<string> Read(string path)
        {
            await Task.Delay(1);
            return Text();

            string Text() => File.ReadAllText(path);
        }
    }

    internal sealed class PlantedReach
    {
        internal Store.PlantedEventStore? Store { get; set; }
        internal Calendar.PlantedReader? Reader { get; set; }
    }
}

namespace PhongTrao.Workflows.Calendar
{
    internal sealed class PlantedReader;
}

namespace PhongTrao.Workflows.Store
{
    internal sealed class PlantedEventStore
    {
        internal Dossiers.PlantedClock? Clock { get; set; }
    }
}

namespace PhongTrao.Workflows.Execution
{
    internal sealed class PlantedRunner
    {
        internal Elsa.PlantedEngine? Engine { get; set; }
        internal Projections.PlantedView? View { get; set; }
        internal Microsoft.AspNetCore.Http.HttpContext? Context { get; set; }
    }
}

namespace Elsa
{
    internal sealed class PlantedEngine;
}

namespace PhongTrao.Workflows.Decisions
{
    internal static class PlantedDecider
    {
        internal static int Decide() => 0;
    }
}

namespace PhongTrao.Projections
{
    internal sealed class PlantedView
    {
        internal Workflows.Store.PlantedEventStore? Store { get; set; }

        internal static int Count() => Workflows.Decisions.PlantedDecider.Decide();
    }
}

namespace PhongTrao.Workflows.Tests.PlantedEvents
{
    using PhongTrao.Workflows.Kernel;

    public abstract record PlantedEvent
    {
        private PlantedEvent() { }

        public sealed record Nested(PlantedPart Inner, Sealed Good, DossierId AlsoGood) : PlantedEvent;

        public sealed record Loose(object Whatever, byte[] Raw) : PlantedEvent;
    }

    public sealed record PlantedPart(IReadOnlyList<string?> Lines, PlantedShape Shape, int Number);

    public abstract record PlantedShape
    {
        private PlantedShape() { }

        public sealed record Named(string Label) : PlantedShape;

        public sealed record Empty : PlantedShape;
    }
}
