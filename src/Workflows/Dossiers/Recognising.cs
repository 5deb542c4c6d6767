using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Rules;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>As what a title is registered. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TitleIntent>))]
public enum TitleIntent
{
    /// <summary>Đăng ký mới.</summary>
    [JsonStringEnumMemberName("moi")]
    New,

    /// <summary>Giữ vững danh hiệu.</summary>
    [JsonStringEnumMemberName("giu-vung")]
    Keep,
}

/// <summary>A nominee that is registered for a title.</summary>
public sealed record TitleRegistration(NomineeId Nominee, TitleIntent Intent);

/// <summary>Points and the grade that follows from them.</summary>
/// <param name="Points">0 to the most of the scale, up to two decimals.</param>
/// <param name="Grade">By the bands of the scale.</param>
public sealed record TitleScore(decimal Points, PlanGrade Grade);

/// <summary>A nominee with its points.</summary>
public sealed record ScoredNominee(NomineeId Nominee, TitleScore Score);

/// <summary>Grades by points, as the ruleset had them when they were used.</summary>
/// <param name="Rule">The ruleset's rule.</param>
/// <param name="Max">Most points.</param>
/// <param name="Bands">Each grade with the fewest points for it, the highest first, the last from 0.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Verified">False: shown with "chưa xác minh".</param>
public sealed record ScoreScale(RuleCode Rule, int Max, IReadOnlyList<GradeBand> Bands, PublicText Source, bool Verified)
{
    /// <summary>As a rule says.</summary>
    public static ScoreScale Of(ScaleRule rule) => new(rule.Code, rule.Max, rule.Bands, rule.Source.Source, rule.Source.Verified);

    /// <summary>Whether the points can be given: 0 to the most, up to two decimals.</summary>
    public bool Has(decimal points) => points >= 0 && points <= Max && decimal.Round(points, 2) == points;

    /// <summary>The points with their grade; the points of a band belong to it.</summary>
    public TitleScore Of(decimal points) => new(points, Bands.First(band => points >= band.From).Grade);
}

/// <summary>What is asked in a recognition, as it stood at submission.</summary>
/// <param name="Item">Which of the plan's recognitions.</param>
/// <param name="Scale">How it is scored; null: it is not.</param>
/// <param name="AssessedFrom">First day of the assessed year; null: không quy định.</param>
/// <param name="AssessedTo">Last day of it, included: what is scored before it is over is provisional.</param>
/// <param name="LateDays">Nộp quá hạn so many days; null: in time, or without a day.</param>
public sealed record RecognitionTerms(RuleCode Item, ScoreScale? Scale, DateOnly? AssessedFrom, DateOnly? AssessedTo, int? LateDays);

/// <summary>What a split brings along of a recognition.</summary>
/// <param name="Item">Which of the plan's recognitions.</param>
/// <param name="Registered">Who of them was registered; null: nobody.</param>
/// <param name="Stated">Their own points; null: none.</param>
/// <param name="Judged">The points that offices gave; null: none.</param>
public sealed record RecognitionCarried(
    RuleCode Item,
    IReadOnlyList<TitleRegistration>? Registered,
    IReadOnlyList<ScoredNominee>? Stated,
    IReadOnlyList<ScoredNominee>? Judged
);

/// <summary>Công nhận danh hiệu: register, score, and what whoever judges must give. All else is as with awards.</summary>
internal static class Recognising
{
    internal static Decision<DossierEvent> Register(DossierCommand.Register c, CommandContext by, Dossier state)
    {
        var answers = c.Answers.Distinct().ToList();
        if (
            state.Registration is { } last
            && last.Nominees.SequenceEqual(c.Nominees)
            && last.Answers.Count == answers.Count
            && last.Answers.All(answers.Contains)
        )
        {
            return Decision<DossierEvent>.Nothing;
        }

        return Guards.Draft(by, state) is { } no ? no
            : state.Recognition is null ? Refusal.Of(NotARecognition)
            : c.Nominees.Count == 0 ? Refusal.Of(NoNominees)
            : c.Nominees.FirstOrDefault(one => state.Nominee(one.Nominee) is null) is { } stray
                ? Refusal.Of(NomineeUnknown, ("nominee", stray.Nominee.ToString()))
            : c.Nominees.GroupBy(one => one.Nominee).FirstOrDefault(group => group.Skip(1).Any()) is { Key: var twice }
                ? Refusal.Of(VerdictTwice, ("nominees", twice.ToString()))
            : new DossierEvent.Registered(Guards.Today(by), c.Nominees, answers);
    }

    internal static Decision<DossierEvent> State(DossierCommand.StateScore c, CommandContext by, Dossier state)
    {
        if (state.Nominee(c.Nominee) is not { } nominee)
        {
            return Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()));
        }

        var scale = state.Terms is { } terms ? terms.Recognition?.Scale : c.Scale;
        if (state.Recognition is null || scale is null)
        {
            return Refusal.Of(NotARecognition);
        }

        if (!scale.Has(c.Points))
        {
            return Refusal.Of(PointsOutOfRange, ("nominees", nominee.Id.ToString()), ("max", Guards.Number(scale.Max)));
        }

        var score = scale.Of(c.Points);
        return state.StatedScores.GetValueOrDefault(nominee.Id) == score ? Decision<DossierEvent>.Nothing
            : Guards.Proposer(by, state) is { } no ? no
            : state.IsClosed ? Refusal.Of(Closed)
            : state is { IsDraft: false, ScoresAreProvisional: false } ? Refusal.Of(ScoreIsFinal)
            : nominee.Standing is NomineeStanding.Proposed or NomineeStanding.InPlay
                ? new DossierEvent.ScoreStated(nominee.Id, score, scale.Rule, Guards.Today(by))
            : Refusal.Of(NomineeNotInPlay, ("nominee", nominee.Id.ToString()));
    }

    /// <summary>Why a recognition cannot be submitted, or null: it needs its terms, and everybody's own points where it is scored.</summary>
    internal static Refusal? Unready(SubmissionTerms terms, Dossier state) =>
        state.Recognition != terms.Recognition?.Item
            ? Refusal.Of(RouteUnfit, ("form", state.Form.Value), ("route", terms.Route.Route.Value))
        : terms.Recognition?.Scale is null ? null
        : Of(ScoreMissing, state.Nominees.Where(n => !state.StatedScores.ContainsKey(n.Id)).Select(n => n.Id));

    /// <summary>Why these verdicts cannot stand, or null: who appraises gives points to whoever passes, where the title is scored.</summary>
    internal static Refusal? Objection(IReadOnlyList<NomineeVerdict> verdicts, OpenTask task, Dossier state)
    {
        var given = verdicts.Where(v => v.Score is not null).ToList();
        if (state.Terms?.Recognition?.Scale is not { } scale)
        {
            return given.Count == 0 ? null : Refusal.Of(NotARecognition);
        }

        return Of(
                PointsOutOfRange,
                given.Where(v => !scale.Has(v.Score!.Points) || v.Score != scale.Of(v.Score.Points)).Select(v => v.Nominee),
                ("max", Guards.Number(scale.Max))
            )
            ?? (
                task.Opening.Act is Routes.StepAct.Appraise
                    ? Of(ScoreMissing, verdicts.Where(v => v is { Passed: true, Score: null }).Select(v => v.Nominee))
                    : null
            );
    }

    private static Refusal? Of(string code, IEnumerable<NomineeId> nominees, params (string, string)[] more) =>
        nominees.ToList() is { Count: > 0 } found ? Refusal.Of(code, [("nominees", Guards.List(found)), .. more]) : null;
}
