using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Organisation;

/// <summary>A person the register does not know yet.</summary>
/// <param name="Account">The id of the account to open; derives from the import's command, so repeating it changes nothing.</param>
/// <param name="Person">User name, name and telephone number, for the vault.</param>
public sealed record NewPerson(AccountId Account, PersonRow Person);

/// <summary>An import that may be made.</summary>
/// <param name="People">Accounts to open first; without appointments they open nothing.</param>
/// <param name="Changes">For <see cref="OrganisationCommand.Import"/>: one append, all or nothing.</param>
public sealed record PreparedImport(IReadOnlyList<NewPerson> People, OrganisationChanges Changes);

/// <summary>
/// Turns what files say into the changes they mean. Pure. Reading the same files again changes nothing; what files do not
/// mention stays as it is.
/// </summary>
public static class OrganisationImport
{
    /// <summary>The changes, or every problem with its file and line.</summary>
    /// <param name="document">What the files say.</param>
    /// <param name="state">The register.</param>
    /// <param name="accountOf">The account with a user name, or null where there is none yet.</param>
    /// <param name="commandId">The import's command; ids of new accounts derive from it.</param>
    public static FileResult<PreparedImport> Prepare(
        OrganisationDocument document,
        OrganisationState state,
        Func<string, AccountId?> accountOf,
        Guid commandId
    )
    {
        var report = new FileReport();
        var places = new Dictionary<object, (string File, int Line)>(ReferenceEqualityComparer.Instance);

        T Placed<T>(T entry, string file, int line)
            where T : class
        {
            places[entry] = (file, line);
            return entry;
        }

        var accounts = new Dictionary<string, AccountId>(StringComparer.Ordinal);
        List<NewPerson> people = [];
        foreach (var row in document.People)
        {
            if (accountOf(row.Value.UserName) is { } known)
            {
                accounts[row.Value.UserName] = known;
            }
            else
            {
                accounts[row.Value.UserName] = new(DerivedId.From(commandId, "account " + row.Value.UserName));
                people.Add(new(accounts[row.Value.UserName], row.Value));
            }
        }

        List<UnitEntry> units = [];
        List<UnitVersion> versions = [];
        List<UnitEnding> endings = [];
        foreach (var rows in document.Units.GroupBy(row => row.Value.Version.Unit))
        {
            var inOrder = rows.OrderBy(row => row.Value.Version.From).ToList();
            var first = inOrder[0];
            units.Add(
                Placed(
                    new UnitEntry(rows.Key, first.Value.Level, first.Value.External, first.Value.Version, first.Value.Kind),
                    first.File,
                    first.Line
                )
            );
            foreach (var row in inOrder.Skip(1))
            {
                versions.Add(Placed(row.Value.Version, row.File, row.Line));
                if (
                    row.Value.Level != first.Value.Level
                    || row.Value.External != first.Value.External
                    || row.Value.Kind != first.Value.Kind
                )
                {
                    report.Add(new(row.File, row.Line, "level", Refusal.Of(OrganisationRefusals.UnitDiffers, ("unit", rows.Key.Value))));
                }
            }

            endings.AddRange(
                inOrder.Where(row => row.Value.Ending is not null).Select(row => Placed(row.Value.Ending!, row.File, row.Line))
            );
        }

        List<Appointment> appointments = [];
        foreach (var row in document.Appointments)
        {
            var wanted = row.Value;
            if (!accounts.TryGetValue(wanted.UserName, out var account))
            {
                if (accountOf(wanted.UserName) is not { } known)
                {
                    report.Add(new(row.File, row.Line, "userName", Refusal.Of(FileProblems.Unknown, ("found", wanted.UserName))));
                    continue;
                }

                account = known;
            }

            var id = Appointment.IdOf(account, wanted.Unit, wanted.Function, wanted.From);
            var held = state.Appointment(id); // what a row does not say stays: an old file brings nobody back who has left
            appointments.Add(
                Placed(
                    new Appointment(
                        id,
                        account,
                        wanted.Unit,
                        wanted.Function,
                        wanted.Title,
                        wanted.From,
                        wanted.To ?? held?.To,
                        held?.Number,
                        held?.Date
                    ),
                    row.File,
                    row.Line
                )
            );
        }

        var changes = new OrganisationChanges(
            units,
            versions,
            endings,
            [.. document.Bindings.Select(row => Placed(row.Value, row.File, row.Line))],
            appointments,
            []
        );
        foreach (var (entry, refusal) in OrganisationDecider.Faults(changes, state))
        {
            var (file, line) = places[entry];
            report.Add(new(file, line, FieldOf(refusal.Code), refusal));
        }

        return report.Result(() => new PreparedImport(people, changes));
    }

    /// <summary>The column a refusal is about, for people who look for it in the file.</summary>
    public static string FieldOf(string code) =>
        code switch
        {
            OrganisationRefusals.ParentUnknown or OrganisationRefusals.ParentNotAbove or OrganisationRefusals.ParentNotInForce => "parent",
            OrganisationRefusals.SuccessorUnknown or OrganisationRefusals.SuccessorIsItself or OrganisationRefusals.SuccessorNotInForce =>
                "successors",
            OrganisationRefusals.EndsBeforeItBegins or OrganisationRefusals.ChildLeft => "to",
            OrganisationRefusals.BeforeFirstDay or OrganisationRefusals.AfterLastDay => "from",
            OrganisationRefusals.FunctionNotBound => "function",
            OrganisationRefusals.UnitDiffers => "level",
            _ => "unit",
        };
}
