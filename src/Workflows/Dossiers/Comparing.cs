using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// What the rules of plan and law forbid: a rule that blocks stops a nominee, one that warns is passed over with a reason, once for the
/// whole way. What nobody can check yet (chưa đủ căn cứ) stops nobody: whoever judges has judged it.
/// </summary>
internal static class Comparing
{
    /// <summary>Why a dossier cannot be submitted, or null: warnings are the reviewers' to weigh.</summary>
    internal static Refusal? Blocked(IReadOnlyList<RuleFound>? found, Dossier state) =>
        Of(NomineeNotEligible, Unmet(found, FindingEffect.Blocks, n => state.Nominee(n) is not null));

    /// <summary>Why these verdicts cannot stand, or null.</summary>
    internal static Refusal? Objection(DossierCommand.CompleteStep c, Dossier state)
    {
        var passed = c.Verdicts.Where(v => v.Passed).Select(v => v.Nominee).ToHashSet();
        var warnings = Unmet(c.Found, FindingEffect.Warns, passed.Contains);
        var given = (c.Overrides ?? []).Select(o => (o.Nominee, o.Rule)).ToHashSet();
        return Of(NomineeNotEligible, Unmet(c.Found, FindingEffect.Blocks, passed.Contains))
            ?? Of(
                OverrideMissing,
                [.. warnings.Where(f => !given.Contains((f.Nominee, f.Rule)) && !state.Overridden.ContainsKey((f.Nominee, f.Rule)))]
            )
            ?? (
                (c.Overrides ?? []).FirstOrDefault(o => !warnings.Exists(f => (f.Nominee, f.Rule) == (o.Nominee, o.Rule))) is { } stray
                    ? Refusal.Of(OverrideUnfounded, ("nominee", stray.Nominee.ToString()), ("rule", stray.Rule.Value))
                : state.Secrecy is Secrecy.Normal && (c.Overrides ?? []).Any(o => o.Reason is null) ? Refusal.Of(ReasonMissing)
                : null
            );
    }

    private static List<RuleFound> Unmet(IReadOnlyList<RuleFound>? found, FindingEffect effect, Func<NomineeId, bool> whom) =>
        [.. (found ?? []).Where(f => f.Verdict is FindingVerdict.NotMet && f.Effect == effect && whom(f.Nominee))];

    private static Refusal? Of(string code, List<RuleFound> unmet) =>
        unmet.Count == 0
            ? null
            : Refusal.Of(
                code,
                ("nominees", Guards.List(unmet.Select(f => f.Nominee).Distinct())),
                ("rules", string.Join(", ", unmet.Select(f => f.Rule.Value).Distinct(StringComparer.Ordinal))),
                ("clauses", string.Join("; ", unmet.Select(f => f.Clause?.Value ?? "–").Distinct(StringComparer.Ordinal)))
            );
}
