using System.Collections.Frozen;
using System.Globalization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Quotas;

namespace PhongTrao.Workflows.Plans;

/// <summary>
/// Reads one plan out of its file. What a plan leaves open must be written "không quy định"; what a key refers to is looked up
/// when everything is read, so that a file may name things before it describes them.
/// </summary>
/// <param name="top">The file.</param>
/// <param name="format">1: the head, forms and components only; 2: everything.</param>
internal sealed class PlanReader(FileMap top, int format)
{
    private static readonly string[] HeadFields = ["number", "date", "title", "theme", "superior", "copies", "signer"];

    private static readonly FrozenDictionary<string, SubjectKind> SubjectKinds = new Dictionary<string, SubjectKind>(StringComparer.Ordinal)
    {
        ["person"] = SubjectKind.Person,
        ["collective"] = SubjectKind.Collective,
        ["household"] = SubjectKind.Household,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string List, string Code), int> _lines = [];
    private readonly List<Action> _references = [];
    private readonly HashSet<PlanRegisterKind> _registers = [];
    private readonly Dictionary<string, (string To, FileMap At, string Key)> _links = new(StringComparer.Ordinal);

    /// <summary>What the file says; to be believed only when the report is clean.</summary>
    internal PlanDefinition Read()
    {
        var plan = new PlanDefinition(
            top.Code<PlanId>("id"),
            top.Code<UnitId>("issuer"),
            Optional<DocumentNumber>(top, "number"),
            Day(top, "date"),
            top.Code<PublicText>("title"),
            Optional<PublicText>(top, "theme"),
            Stated(top, "superior", Reference),
            top.Map("period") is { } period ? Done(period, Period) : new(default, null, null, default),
            Stated(top, "scope", Text),
            List("forms", Form, "form"),
            List("types", Type, "type"),
            List("groups", Group, "code"),
            List("components", Component, "code"),
            Stated(top, "copies", map => new PlanCopies(map.Number("sets", 1, 20), Clause(map))),
            List("roles", Role, "code"),
            List("flags", Flag, "code")
        );
        plan = format < 2 ? plan : Rest(plan);
        top.Done();
        _references.ForEach(check => check());
        Circles();
        return plan;
    }

    private PlanDefinition Rest(PlanDefinition plan)
    {
        var whole = plan with
        {
            Kind = top.Word("kind", Words<PlanKind>()),
            Paper = top.Map("issuedBy") is { } paper ? Done(paper, Paper) : null,
            Signer = Optional<PublicText>(top, "signer"),
            Quotes = List("quotes", Quote, "field"),
            Basis = List("basis", Basis, null),
            Fallbacks = List("fallbacks", Fallback, "field"),
            Rounds = List("rounds", Round, "code"),
            Targets = List("targets", Target, "code"),
            Eligibility = List("eligibility", Eligibility, null),
            Criteria = List("criteria", Criterion, "code"),
            Priorities = List("priorities", Text, null),
            Quotas = List("quotas", Quota, "code"),
            Duties = List("duties", Duty, "code"),
            Receivers = List("receivers", Receiver, "code"),
            Recognitions = List("recognitions", Recognition, "code"),
            Registers = List("registers", Register, null),
            Routes = top.Has("routes") ? List("routes", Routing, null) : null,
            Shares = top.Has("shares") ? List("shares", Share, "code") : null,
        };
        var known = top.Asked;
        foreach (var field in HeadFields)
        {
            if (top.Has(field) && !top.IsUnstated(field) && whole.Quote(field) is null)
            {
                top.Report("quotes", Refusal.Of(FileProblems.NotAmong, ("found", ""), ("expected", field)));
            }
        }

        // A doubt, a quote or a fallback about nothing is a slip of the pen.
        _references.Add(() =>
        {
            foreach (var (key, member) in (ReadOnlySpan<(string, string)>)[("flags", "field"), ("quotes", "field"), ("fallbacks", "field")])
            {
                foreach (var row in top.IsUnstated(key) ? [] : top.Maps(key))
                {
                    if (row.Peek<PublicText>(member)?.Value is { } field && !Names(field, known))
                    {
                        row.Report(member, Refusal.Of(FileProblems.NotAmong, ("found", field), ("expected", string.Join(", ", known))));
                    }
                }
            }
        });
        return whole;
    }

    private bool Names(string field, IReadOnlyCollection<string> known)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? known.Contains(field) : known.Contains(field[..dot]) && Codes(field[..dot]).Contains(field[(dot + 1)..]);
    }

    // ---- the head ----

    private static PlanReference Reference(FileMap map) =>
        new(map.Code<PublicText>("issuer"), map.Code<DocumentNumber>("number"), Day(map, "date"));

    private static PlanPeriod Period(FileMap map)
    {
        var period = new PlanPeriod(map.Code<PublicText>("wording"), Day(map, "from"), Day(map, "to"), Clause(map));
        InOrder(map, period.From, period.To);
        return period;
    }

    private static PlanText Text(FileMap map) => new(map.Code<PublicText>("text"), Clause(map));

    private static PlanPaper Paper(FileMap map) =>
        new(
            map.Code<PublicText>("name"),
            map.Word("level", LevelCodes.Words),
            map.Code<PublicText>("levelWord"),
            Optional<PublicText>(map, "place"),
            Clause(map)
        );

    private static PlanQuote Quote(FileMap map) => new(map.Code<PublicText>("field"), Clause(map), Wording(map));

    private PlanBasis Basis(FileMap map)
    {
        var basis = new PlanBasis(
            map.Word("relation", Words<PlanRelation>()),
            map.Code<PublicText>("issuer"),
            Optional<DocumentNumber>(map, "number"),
            Day(map, "date"),
            map.OptionalCode<PublicText>("about"),
            Clause(map)
        );
        Codes("basis").Add(basis.Number?.Value ?? "");
        return basis;
    }

    private static PlanFallback Fallback(FileMap map) =>
        new(map.Code<PublicText>("field"), map.Code<PublicText>("text"), map.Code<PublicText>("source"));

    private PlanFlag Flag(FileMap map) =>
        new(
            map.Code<RuleCode>("code"),
            map.Word("kind", Words<PlanFlagKind>()),
            map.Code<PublicText>("field"),
            Clause(map),
            map.Code<PublicText>("text")
        );

    private static PlanRole Role(FileMap map) =>
        new(map.Code<PurposeCode>("code"), map.Code<PublicText>("office"), map.Code<PublicText>("duty"), Clause(map));

    // ---- awards ----

    private static PlanForm Form(FileMap map) =>
        new(map.Code<FormCode>("form"), map.Code<PublicText>("name"), Clause(map), Stated(map, "number", Text));

    private static PlanType Type(FileMap map) => new(map.Code<AwardType>("type"), map.Code<PublicText>("name"), Clause(map));

    private PlanGroup Group(FileMap map) =>
        new(
            map.Code<GroupCode>("code"),
            format > 1 && map.IsUnstated("kind") ? null : map.Word("kind", SubjectKinds),
            map.Code<PublicText>("name"),
            Clause(map),
            Optional<PublicText>(map, "criteria")
        );

    private PlanComponent Component(FileMap map)
    {
        var component = new PlanComponent(
            map.Code<ComponentCode>("code"),
            map.Code<PublicText>("name"),
            map.Flag("mandatory", otherwise: true),
            map.Flag("perNominee", otherwise: false),
            map.Flag("confirmation", otherwise: false),
            map.Codes<FormCode>("forms"),
            Clause(map),
            map.Codes<AwardType>("types") is { Count: > 0 } types ? types : null
        );
        if (format > 1)
        {
            Refer(map, "forms", "forms", component.Forms);
            Refer(map, "types", "types", component.Types ?? []);
        }

        return component;
    }

    private PlanEligibility Eligibility(FileMap map)
    {
        var cell = new PlanEligibility(
            map.Code<GroupCode>("group"),
            map.Code<AwardType>("type"),
            map.Flag("allowed", otherwise: true) ? PlanVerdict.Allowed : PlanVerdict.NotAllowed,
            Clause(map),
            Wording(map),
            map.OptionalWord("effect", Words<FindingEffect>())
        );
        if (!map.Has("allowed"))
        {
            map.Report("allowed", Refusal.Of(FileProblems.Missing));
        }

        Refer(map, "group", "groups", [cell.Group]);
        Refer(map, "type", "types", [cell.Type]);
        if (cell.Group.Value.Length > 0 && cell.Type.Value.Length > 0)
        {
            Once("eligibility", $"{cell.Group} {cell.Type}", map, "type");
        }

        return cell;
    }

    private PlanCriterion Criterion(FileMap map)
    {
        var criterion = new PlanCriterion(
            map.Code<RuleCode>("code"),
            map.Codes<GroupCode>("groups"),
            Check(map),
            map.Flag("leaders", otherwise: false),
            Clause(map),
            Wording(map),
            map.OptionalWord("effect", Words<FindingEffect>())
        );
        Refer(map, "groups", "groups", criterion.Groups);
        return criterion;
    }

    private PlanCheck Check(FileMap map)
    {
        if (map.Peek<PublicText>("check")?.Value is "người thẩm định" or "không")
        {
            map.Has("check");
            return new PlanCheck.Judged();
        }

        if (map.Map("check") is not { } check)
        {
            return new PlanCheck.Judged();
        }

        PlanCheck read;
        switch (OneKey(check, "title", "grade", "filed", "once", "commended"))
        {
            case "title":
                var title = check.Code<TitleCode>("title");
                Refer(check, "title", "titles", [title]);
                read = new PlanCheck.Title(title);
                break;
            case "grade":
                read = new PlanCheck.GradeFrom(
                    check.Word("grade", Words<PlanGrade>()),
                    check.OptionalWord("within", Words<PlanPeriodKind>())
                );
                break;
            case "filed":
                var filed = check.Codes<DutyCode>("filed");
                Refer(check, "filed", "duties", filed);
                read = new PlanCheck.Filed(filed);
                break;
            case "once":
                check.Flag("once", otherwise: true);
                read = new PlanCheck.OnceOnly();
                break;
            case "commended":
                read = new PlanCheck.Commended(
                    check.Word("commended", LevelCodes.Words),
                    check.Has("times") ? check.Number("times", 1, 99) : 1
                );
                break;
            default:
                return new PlanCheck.Judged();
        }

        check.Done();
        return read;
    }

    private PlanQuota Quota(FileMap map)
    {
        var quota = new PlanQuota(
            map.Code<RuleCode>("code"),
            map.Code<FormCode>("form"),
            Optional<AwardType>(map, "type"),
            map.OptionalCode<RoundCode>("round"),
            map.Code<PublicText>("occasion"),
            map.Code<PublicText>("block"),
            map.Codes<KindCode>("kinds"),
            map.IsUnstated("of") ? null : map.Word("of", SubjectKinds),
            map.IsUnstated("min") ? null : map.Number("min", 0, 1_000_000),
            map.IsUnstated("max") ? null : map.Number("max", 0, 1_000_000),
            map.IsUnstated("allocatedBy") ? null : Party(map, "allocatedBy"),
            Clause(map),
            Wording(map),
            map.Codes<GroupCode>("groups") is { Count: > 0 } groups ? groups : null,
            map.Flag("hard", otherwise: false) ? true : null
        );
        Refer(map, "groups", "groups", quota.Groups ?? []);
        if (quota.Max < quota.Min)
        {
            map.Report("max", Refusal.Of(FileProblems.EndsBeforeItBegins, ("from", Show(quota.Min)), ("to", Show(quota.Max))));
        }

        Refer(map, "form", "forms", [quota.Form]);
        Refer(map, "type", "types", quota.Type);
        Refer(map, "round", "rounds", quota.Round);
        return quota;
    }

    private PlanShare Share(FileMap map)
    {
        var of = map.Word("of", Words<ShareBase>());
        var who = OneKey(map, "who", "groups");
        var bound = OneKey(map, "atLeast", "atMost");
        var share = new PlanShare(
            map.Code<RuleCode>("code"),
            map.Code<FormCode>("form"),
            Optional<AwardType>(map, "type"),
            map.Codes<RuleCode>("quotas"),
            of,
            who is "who" ? map.Word("who", Words<NomineeMark>()) : null,
            who is "groups" ? map.Codes<GroupCode>("groups") : [],
            of is ShareBase.Proposed ? map.Codes<GroupCode>("among") : [],
            bound is "atLeast",
            bound is null ? 0 : map.Number(bound, 0, 100),
            map.Flag("each", otherwise: false),
            map.Flag("hard", otherwise: false),
            Clause(map),
            Wording(map)
        );
        Refer(map, "form", "forms", [share.Form]);
        Refer(map, "type", "types", share.Type);
        Refer(map, "quotas", "quotas", share.Quotas);
        Refer(map, "groups", "groups", share.Groups);
        Refer(map, "among", "groups", share.Among);
        return share;
    }

    private PlanRecognition Recognition(FileMap map)
    {
        var recognition = new PlanRecognition(
            map.Code<RuleCode>("code"),
            map.Code<TitleCode>("title"),
            map.Code<PublicText>("name"),
            Parties(map, "subjects"),
            Stated(map, "window", Period),
            Stated(map, "receivedBy", Destination),
            map.IsUnstated("decidedBy") ? null : Party(map, "decidedBy"),
            Optional<PublicText>(map, "basis"),
            map.IsUnstated("papers") ? [] : map.Texts("papers"),
            map.Codes<DutyCode>("duties"),
            Clause(map),
            Wording(map),
            map.OptionalCode<RouteCode>("route"),
            map.OptionalCode<RuleCode>("scale")
        );
        Codes("titles").Add(recognition.Title.Value);
        Refer(map, "duties", "duties", recognition.Duties);
        return recognition;
    }

    private PlanReceiver Receiver(FileMap map) =>
        new(
            map.Code<RuleCode>("code"),
            map.Code<PublicText>("what"),
            Parties(map, "from"),
            map.Map("to") is { } to ? Done(to, Destination) : new(new(default), null),
            Clause(map),
            Wording(map)
        );

    private PlanRoute Routing(FileMap map)
    {
        var route = new PlanRoute(
            map.Code<FormCode>("form"),
            map.Codes<AwardType>("types"),
            map.Code<RouteCode>("route"),
            Clause(map),
            Wording(map)
        );
        Refer(map, "types", "types", route.Types);
        return route;
    }

    private PlanRegister Register(FileMap map)
    {
        var register = new PlanRegister(
            map.Word("kind", Words<PlanRegisterKind>()),
            map.Code<PublicText>("what"),
            Parties(map, "by"),
            map.OptionalCode<TargetCode>("target"),
            Clause(map),
            Wording(map)
        );
        Refer(map, "target", "targets", register.Target);
        _registers.Add(register.Kind);
        return register;
    }

    // ---- rounds and targets ----

    private static PlanRound Round(FileMap map)
    {
        var round = new PlanRound(
            map.Code<RoundCode>("code"),
            map.Code<PublicText>("name"),
            Day(map, "from"),
            Day(map, "to"),
            Optional<PublicText>(map, "theme"),
            Clause(map),
            Wording(map)
        );
        InOrder(map, round.From, round.To);
        return round;
    }

    private PlanTarget Target(FileMap map)
    {
        var measure = Measure(map);
        var target = new PlanTarget(
            map.Code<TargetCode>("code"),
            map.Code<PublicText>("what"),
            measure,
            Parties(map, "by"),
            map.OptionalCode<PublicText>("per"),
            map.OptionalWord("every", Words<PlanPeriodKind>()),
            map.OptionalCode<PublicText>("when"),
            map.OptionalWord("level", LevelCodes.Words),
            map.OptionalCode<TargetCode>("partOf"),
            map.OptionalCode<PublicText>("evidence"),
            Clause(map),
            Wording(map),
            measure is PlanMeasure.Qualitative ? null : Count(map, "numberFrom"),
            measure is PlanMeasure.Rate || (measure is not PlanMeasure.Qualitative && map.Has("per")) ? Count(map, "baseFrom") : null
        );
        Refer(map, "partOf", "targets", target.PartOf);
        Link("target", map, target.PartOf?.Value, map, "partOf");
        return target;
    }

    private PlanCount? Count(FileMap target, string key) =>
        target.OptionalMap(key) is { } map
            ? Done<PlanCount>(
                map,
                count =>
                    OneOf(count, "count", "so-theo-doi", "ho-so", "de-nghi", "khen", "don-vi", "danh-hieu") switch
                    {
                        "so-theo-doi" => Entries(count),
                        "ho-so" => new PlanCount.Dossiers(),
                        "de-nghi" => new PlanCount.Proposed(count.OptionalWord("of", SubjectKinds)),
                        "khen" => new PlanCount.Awarded(count.OptionalWord("of", SubjectKinds)),
                        "don-vi" => new PlanCount.Units(count.Word("level", LevelCodes.Words)),
                        "danh-hieu" => TitleCount(count),
                        _ => Misspelt(count),
                    }
            )
            : null;

    private PlanCount.Titles TitleCount(FileMap map)
    {
        var titles = new PlanCount.Titles(
            map.Code<TitleCode>("title"),
            map.Word("stage", Words<PlanTitleStage>()),
            map.Codes<KindCode>("kinds"),
            map.OptionalWord("grade", Words<PlanGrade>())
        );
        Refer(map, "title", "titles", [titles.Title]);
        return titles;
    }

    private PlanCount.Entries Entries(FileMap map)
    {
        var entries = new PlanCount.Entries(map.Word("register", Words<PlanRegisterKind>()));
        _references.Add(() =>
        {
            if (!_registers.Contains(entries.Register))
            {
                map.Report("register", Refusal.Of(FileProblems.NotAmong, ("found", Word(entries.Register)), ("expected", Kept())));
            }
        });
        return entries;

        string Kept() => string.Join(", ", _registers.Select(Word).Order(StringComparer.Ordinal));
        static string Word(PlanRegisterKind kind) => StoredWords<PlanRegisterKind>.All.First(word => word.Value == kind).Key;
    }

    private static PlanCount.Dossiers Misspelt(FileMap map)
    {
        foreach (var key in (string[])["register", "of", "level", "title", "stage", "kinds", "grade"])
        {
            map.Has(key); // not unknown: it belongs to a count that is misspelt
        }

        return new();
    }

    private static PlanMeasure Measure(FileMap map)
    {
        switch (OneOf(map, "measure", "so-luong", "ty-le", "tang", "giam", "khong-de-xay-ra", "dinh-tinh"))
        {
            case "so-luong":
                return new PlanMeasure.Quantity(map.Code<PublicText>("unit"), Bound(map, 1_000_000_000));
            case "ty-le":
                return new PlanMeasure.Rate(map.Code<PublicText>("numerator"), map.Code<PublicText>("denominator"), Bound(map, 100));
            case "tang":
                return new PlanMeasure.Rise(map.Code<PublicText>("base"), map.Code<PublicText>("unit"), Bound(map, 1_000_000_000));
            case "giam":
                return new PlanMeasure.Fall(map.Code<PublicText>("base"), map.Code<PublicText>("unit"), Bound(map, 1_000_000_000));
            case "khong-de-xay-ra":
                return new PlanMeasure.Never();
            case "dinh-tinh":
                return new PlanMeasure.Qualitative();
            default:
                foreach (var key in (string[])["compare", "value", "from", "to", "unit", "numerator", "denominator", "base"])
                {
                    map.Has(key); // not unknown: it belongs to a measure that is misspelt
                }

                return new PlanMeasure.Qualitative();
        }
    }

    private static PlanBound Bound(FileMap map, decimal most)
    {
        var compare = map.Word("compare", Words<PlanCompare>());
        if (compare is not PlanCompare.Range)
        {
            return new(compare, map.Decimal("value", 0, most));
        }

        var (from, to) = (map.Decimal("from", 0, most), map.Decimal("to", 0, most));
        if (to < from)
        {
            map.Report("to", Refusal.Of(FileProblems.EndsBeforeItBegins, ("from", Show(from)), ("to", Show(to))));
        }

        return new(compare, from, to);
    }

    // ---- duties ----

    private PlanDuty Duty(FileMap map)
    {
        var duty = new PlanDuty(
            map.Code<DutyCode>("code"),
            map.Word("kind", Words<PlanDutyKind>()),
            map.Code<PublicText>("what"),
            Parties(map, "by"),
            Stated(map, "to", Destination),
            Timing(map),
            map.OptionalCode<PublicText>("for"),
            map.OptionalCode<RoundCode>("round"),
            map.OptionalDate("first"),
            map.OptionalWord("strength", Words<PlanStrength>()) ?? PlanStrength.Hard,
            Stated(map, "late", late => new PlanLate(late.Flag("taken", otherwise: true), Wording(late))),
            map.OptionalCode<TargetCode>("target"),
            Clause(map),
            Wording(map),
            AlsoTo(map)
        );
        Refer(map, "round", "rounds", duty.Round);
        Refer(map, "target", "targets", duty.Target);
        return duty;
    }

    private static IReadOnlyList<PlanParty>? AlsoTo(FileMap map)
    {
        IReadOnlyList<PlanParty> also = map.IsUnstated("alsoTo")
            ? []
            : [.. map.Maps("alsoTo", required: false).Select(party => Done(party, PartyOf))];
        return also.Count > 0 ? also : null;
    }

    private PlanTiming Timing(FileMap duty)
    {
        if (duty.IsUnstated("timing"))
        {
            return new PlanTiming.Undated(null);
        }

        if (duty.Map("timing") is not { } map)
        {
            return new PlanTiming.Undated(null);
        }

        // The first of these that is there says which sort it is; what does not belong to that sort is then unknown.
        string[] sorts = ["every", "eachRound", "within", "of", "undated", "from", "before", "by"];
        PlanTiming timing;
        switch (Array.Find(sorts, map.Has))
        {
            case "every":
                timing = Every(map);
                break;
            case "eachRound":
                map.Flag("eachRound", otherwise: true);
                timing = new PlanTiming.PerRound(map.Has("days") ? Offset(map) : null);
                break;
            case "within":
                timing = Within(map);
                break;
            case "of":
                var (anchor, offset) = (Anchor(map, duty), Offset(map));
                timing = new PlanTiming.Relative(anchor, offset.Days, offset.Unit, offset.Side);
                break;
            case "undated":
                timing = new PlanTiming.Undated(map.Code<PublicText>("undated"));
                break;
            case "from":
                var (from, to) = (map.Date("from"), map.Date("to"));
                InOrder(map, from, to);
                timing = new PlanTiming.Window(from, to, map.OptionalHour("hour"));
                break;
            case "before":
                timing = new PlanTiming.Before(map.Date("before"));
                break;
            case "by":
                timing = new PlanTiming.By(map.Date("by"), map.OptionalHour("hour"));
                break;
            default:
                duty.Report("timing", Refusal.Of(FileProblems.NotOneKey, ("expected", string.Join(", ", sorts))));
                return new PlanTiming.Undated(null);
        }

        map.Done();
        return timing;
    }

    private static PlanTiming.Every Every(FileMap map)
    {
        var period = map.Word("every", Words<PlanPeriodKind>());
        var months = period switch
        {
            PlanPeriodKind.Week => 0,
            PlanPeriodKind.Month => 1,
            PlanPeriodKind.Quarter => 3,
            PlanPeriodKind.Half => 6,
            PlanPeriodKind.Year => 12,
        };
        PlanDayRule rule;
        if (period is PlanPeriodKind.Week)
        {
            rule = map.Has("weekday") ? new PlanDayRule.OnWeekday(map.Word("weekday", Words<PlanWeekday>())) : new PlanDayRule.PeriodEnd();
        }
        else if (map.Has("before") && map.Has("by"))
        {
            map.Report("by", Refusal.Of(FileProblems.NotBeside, ("with", "before")));
            rule = new PlanDayRule.PeriodEnd();
        }
        else if (map.Has("before") || map.Has("by"))
        {
            var month = months > 1 ? map.Number("month", 1, months) : 1;
            rule = map.Has("before")
                ? new PlanDayRule.BeforeDay(month, map.Number("before", 1, 31))
                : new PlanDayRule.ByDay(month, map.Number("by", 1, 31));
        }
        else
        {
            rule = new PlanDayRule.PeriodEnd();
        }

        if (rule is PlanDayRule.BeforeDay && map.Has("hour"))
        {
            map.Report("hour", Refusal.Of(FileProblems.NotBeside, ("with", "before")));
        }

        return new(period, rule, map.Has("later") ? map.Number("later", 0, 12) : 0, map.OptionalHour("hour"));
    }

    private static PlanTiming.Within Within(FileMap map)
    {
        var period = map.Word("within", Words<PlanPeriodKind>());
        var most = period switch
        {
            PlanPeriodKind.Month => 12,
            PlanPeriodKind.Quarter => 4,
            PlanPeriodKind.Half => 2,
            PlanPeriodKind.Year => 1,
            PlanPeriodKind.Week => 53,
        };
        if (period is PlanPeriodKind.Week)
        {
            map.Report("within", Refusal.Of(FileProblems.NotOneOf, ("expected", "thang, quy, sau-thang, nam"), ("found", "tuan")));
        }

        return new(period, most == 1 ? 1 : map.Number("number", 1, most), map.Number("year", 1900, 9998));
    }

    private static PlanOffset Offset(FileMap map) =>
        new(map.Number("days", 0, 2000), map.Word("unit", Words<PlanDayUnit>()), map.Word("side", Words<PlanSide>()));

    private PlanAnchor Anchor(FileMap timing, FileMap duty)
    {
        if (timing.Map("of") is not { } map)
        {
            return new PlanAnchor.OfPlan(PlanEdge.Last);
        }

        PlanAnchor anchor;
        switch (OneKey(map, "duty", "round", "plan", "event"))
        {
            case "duty":
                var code = map.Code<DutyCode>("duty");
                Refer(map, "duty", "duties", [code]);
                Link("duty", duty, code.Value, map, "duty");
                anchor = new PlanAnchor.OfDuty(code);
                break;
            case "round":
                var round = map.Code<RoundCode>("round");
                Refer(map, "round", "rounds", [round]);
                anchor = new PlanAnchor.OfRound(round, map.OptionalWord("edge", Words<PlanEdge>()) ?? PlanEdge.Last);
                break;
            case "plan":
                anchor = new PlanAnchor.OfPlan(map.Word("plan", Words<PlanEdge>()));
                break;
            case "event":
                anchor = new PlanAnchor.OfEvent(map.Word("event", Words<PlanHappening>()));
                break;
            default:
                return new PlanAnchor.OfPlan(PlanEdge.Last);
        }

        map.Done();
        return anchor;
    }

    // ---- parties ----

    private static PlanDestination Destination(FileMap map) =>
        new(PartyOf(map), map.OptionalMap("through") is { } through ? Done(through, PartyOf) : null);

    private static PlanParty Party(FileMap map, string key) => map.Map(key) is { } party ? Done(party, PartyOf) : new(default);

    private static PlanParty PartyOf(FileMap map) =>
        new(
            map.Code<PublicText>("name"),
            map.OptionalWord("level", LevelCodes.Words),
            map.OptionalCode<FunctionCode>("function"),
            map.OptionalCode<KindCode>("kind"),
            map.OptionalCode<UnitId>("unit")
        );

    private static IReadOnlyList<PlanParty> Parties(FileMap map, string key) =>
        map.IsUnstated(key) ? [] : [.. map.Maps(key).Select(party => Done(party, PartyOf))];

    // ---- what they have in common ----

    private static PublicText Clause(FileMap map) => map.Code<PublicText>("clause");

    private static PublicText Wording(FileMap map) => map.Code<PublicText>("wording");

    private static T? Optional<T>(FileMap map, string key)
        where T : struct, ICode<T> => map.IsUnstated(key) ? null : map.Code<T>(key);

    private static DateOnly? Day(FileMap map, string key) => map.IsUnstated(key) ? null : map.Date(key);

    private static T? Stated<T>(FileMap map, string key, Func<FileMap, T> read)
        where T : class => map.IsUnstated(key) || map.Map(key) is not { } inner ? null : Done(inner, read);

    private static T Done<T>(FileMap map, Func<FileMap, T> read)
    {
        var value = read(map);
        map.Done();
        return value;
    }

    private List<T> List<T>(string key, Func<FileMap, T> read, string? code)
    {
        List<T> values = [];
        if (top.IsUnstated(key))
        {
            return values;
        }

        foreach (var row in top.Maps(key))
        {
            values.Add(Done(row, read));
            if (code is not null && row.Peek<PublicText>(code)?.Value is { } id)
            {
                Once(key, id, row, code);
            }
        }

        return values;
    }

    private void Once(string list, string id, FileMap row, string key)
    {
        if (!Codes(list).Add(id))
        {
            row.Report(
                key,
                Refusal.Of(FileProblems.Repeated, ("found", id), ("first", _lines[(list, id)].ToString(CultureInfo.InvariantCulture)))
            );
        }

        _lines.TryAdd((list, id), row.LineOf(key));
    }

    private HashSet<string> Codes(string list) =>
        _codes.TryGetValue(list, out var codes) ? codes : _codes[list] = new(StringComparer.Ordinal);

    /// <summary>What a key refers to must be in a list of the file; looked up at the end.</summary>
    private void Refer<T>(FileMap map, string key, string list, IReadOnlyList<T> codes)
        where T : struct, ICode<T> =>
        _references.Add(() =>
        {
            foreach (var code in codes)
            {
                if (code.Value is { Length: > 0 } text && !Codes(list).Contains(text))
                {
                    map.Report(key, Refusal.Of(FileProblems.NotAmong, ("found", text), ("expected", string.Join(", ", Codes(list)))));
                }
            }
        });

    private void Refer<T>(FileMap map, string key, string list, T? code)
        where T : struct, ICode<T> => Refer(map, key, list, code is { } one ? [one] : (IReadOnlyList<T>)[]);

    private void Link(string list, FileMap from, string? to, FileMap at, string key)
    {
        if (from.Peek<PublicText>("code")?.Value is { } code && to is { Length: > 0 })
        {
            _links[$"{list} {code}"] = ($"{list} {to}", at, key);
        }
    }

    /// <summary>What is counted from itself has no day, what is part of itself no whole.</summary>
    private void Circles()
    {
        foreach (var (start, (_, at, key)) in _links)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var now = start;
            while (_links.TryGetValue(now, out var link) && seen.Add(now))
            {
                now = link.To;
            }

            if (now == start)
            {
                at.Report(key, Refusal.Of(FileProblems.Circle, ("found", start[(start.IndexOf(' ', StringComparison.Ordinal) + 1)..])));
            }
        }
    }

    private static void InOrder(FileMap map, DateOnly? from, DateOnly? to)
    {
        if (from is { } first && to is { } last && first != default && last != default && last < first)
        {
            map.Report("to", Refusal.Of(FileProblems.EndsBeforeItBegins, ("from", $"{first:O}"), ("to", $"{last:O}")));
        }
    }

    private static string? OneKey(FileMap map, params string[] keys)
    {
        var there = Array.FindAll(keys, map.Has);
        if (there.Length == 1)
        {
            return there[0];
        }

        map.Report("", Refusal.Of(FileProblems.NotOneKey, ("expected", string.Join(", ", keys))));
        return null;
    }

    private static string? OneOf(FileMap map, string key, params string[] words)
    {
        map.Word(key, words.ToFrozenDictionary(word => word, _ => true, StringComparer.Ordinal));
        return map.Peek<PublicText>(key)?.Value;
    }

    private static string Show(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static FrozenDictionary<string, T> Words<T>()
        where T : struct, Enum => StoredWords<T>.All;
}
