using System.Globalization;
using Fluid.Values;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Components;

/// <summary>Of what a paper is made.</summary>
public enum PaperSource
{
    /// <summary>A tờ trình.</summary>
    Proposal,

    /// <summary>A quyết định.</summary>
    Decision,

    /// <summary>A sitting of a council.</summary>
    Sitting,

    /// <summary>A dossier.</summary>
    Dossier,
}

/// <summary>A paper that can be made.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Of">Which of several of its kind, from 1: the receipt, the round of supplement.</param>
/// <param name="Name">What it is called on a page.</param>
public sealed record PaperOffer(PaperKind Kind, int Of, string Name);

/// <summary>A paper as it was made.</summary>
/// <param name="Unit">In whose name.</param>
/// <param name="Template">Which template, as the record names it.</param>
public sealed record MadePaper(OfficialPaper Paper, PaperKind Kind, UnitId Unit, string Template);

/// <summary>Papers from the record: what a dossier, a list or a sitting says, in the words of the template in force on the paper's date.</summary>
public sealed class PaperMaker(
    ListDesk lists,
    SittingDesk sittings,
    DossierDesk dossierDesk,
    RewardDesk rewards,
    DossierQueries dossiers,
    House house,
    HistoryWords history,
    TemplateDesk templates,
    Labels labels
)
{
    private const string Open = "……";

    // More are named in the list alone.
    private const int MostAddressees = 10;

    /// <summary>Under which papers about deadlines are recorded.</summary>
    internal static readonly Guid OfDeadlines = new("5c3a2e0e-8f0b-4a7e-9d6d-6f1f0f5f0a01");
    private static readonly PaperKind[] OfSittings =
    [
        PaperKinds.Invitation,
        PaperKinds.Ballot,
        PaperKinds.WrittenBallot,
        PaperKinds.Minutes,
    ];

    /// <summary>What can be made of something for whoever may see it; null where they may not, or there is nothing.</summary>
    public async Task<IReadOnlyList<PaperOffer>?> OffersAsync(
        Person person,
        PaperSource source,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        source switch
        {
            PaperSource.Sitting => await SittingAsync(person, id, cancellationToken) is { } sitting ? OffersOf(sitting) : null,
            PaperSource.Dossier => await DossierAsync(person, id, cancellationToken) is { } dossier ? OffersOf(dossier) : null,
            _ => await ListAsync(person, source, id, cancellationToken) is { } list ? OffersOf(list) : null,
        };

    /// <summary>A paper; null where there is none such, or the person may not see it.</summary>
    public async Task<MadePaper?> MakeAsync(
        Person person,
        PaperSource source,
        Guid id,
        PaperKind kind,
        int of,
        CancellationToken cancellationToken
    )
    {
        switch (source)
        {
            case PaperSource.Sitting:
                return OfSittings.Contains(kind) && await SittingAsync(person, id, cancellationToken) is { } sitting
                    ? await OfAsync(person, sitting, kind, cancellationToken)
                    : null;
            case PaperSource.Dossier:
                return
                    await DossierAsync(person, id, cancellationToken) is { } dossier
                    && OffersOf(dossier).Any(offer => offer.Kind == kind && offer.Of == of)
                    ? await OfAsync(person, dossier, await history.OfAsync(dossier, cancellationToken), kind, of, cancellationToken)
                    : null;
            default:
                return await ListAsync(person, source, id, cancellationToken) is { } list && OffersOf(list).Any(offer => offer.Kind == kind)
                    ? await OfAsync(person, list, kind, cancellationToken)
                    : null;
        }
    }

    /// <summary>Every paper of a dossier that was looked up, each with what it is.</summary>
    public async Task<IReadOnlyList<(PaperOffer Offer, MadePaper Made)>> AllAsync(
        Person person,
        DossierShape dossier,
        CancellationToken cancellationToken
    )
    {
        var notes = await history.OfAsync(dossier, cancellationToken);
        var made = new List<(PaperOffer, MadePaper)>();
        foreach (var offer in OffersOf(dossier))
        {
            made.Add((offer, await OfAsync(person, dossier, notes, offer.Kind, offer.Of, cancellationToken)));
        }

        return made;
    }

    private async Task<ListShape?> ListAsync(Person person, PaperSource source, Guid id, CancellationToken cancellationToken) =>
        await lists.GetAsync(person, source is PaperSource.Proposal ? ListKind.Proposal : ListKind.Decision, id, cancellationToken)
            is Answer<ListShape>.Done { Value: { IsDropped: false } list }
            ? list
            : null;

    private async Task<SittingShape?> SittingAsync(Person person, Guid id, CancellationToken cancellationToken) =>
        await sittings.GetAsync(person, new(id), cancellationToken) is Answer<SittingShape>.Done { Value: { IsDropped: false } sitting }
            ? sitting
            : null;

    private async Task<DossierShape?> DossierAsync(Person person, Guid id, CancellationToken cancellationToken) =>
        await dossierDesk.GetAsync(person, new(id), cancellationToken) is Answer<DossierShape>.Done { Value: { } dossier } ? dossier : null;

    /// <summary>What can be made of a sitting; nothing of one that was given up.</summary>
    public static IReadOnlyList<PaperOffer> OffersOf(SittingShape sitting) => sitting.IsDropped ? [] : Plain(OfSittings);

    private static List<PaperOffer> Plain(params PaperKind[] kinds) => [.. kinds.Select(kind => new PaperOffer(kind, 1, kind.Name))];

    /// <summary>What can be made of a list; nothing of one that was given up.</summary>
    public static IReadOnlyList<PaperOffer> OffersOf(ListShape list)
    {
        if (list.IsDropped)
        {
            return [];
        }

        var kinds = new List<PaperKind>();
        if (list.RecordedFor is null)
        {
            kinds.Add(
                list.Kind == ListKind.Proposal ? PaperKinds.Proposal
                : list.Revokes is not null ? PaperKinds.Revocation
                : list.Corrects is not null ? PaperKinds.Correction
                : list.Replaces is not null ? PaperKinds.Replacement
                : PaperKinds.Decision
            );
        }

        if (list.Corrects is null)
        {
            kinds.Add(PaperKinds.NomineeList);
        }

        if (list is { IsAward: true, Paper: not null, RecordedFor: null })
        {
            kinds.Add(Labels.IsTitle(list.Form) ? PaperKinds.Recognition : PaperKinds.Rewards);
        }

        if (list is { IsAward: true, Paper: not null })
        {
            kinds.Add(PaperKinds.ResultNotice);
        }

        return Plain([.. kinds]);
    }

    /// <summary>What can be made of a dossier.</summary>
    public static IReadOnlyList<PaperOffer> OffersOf(DossierShape dossier)
    {
        var offers = new List<PaperOffer>();
        offers.AddRange(
            dossier.Receipts.Select(
                (receipt, i) => new PaperOffer(PaperKinds.Receipt, i + 1, $"{PaperKinds.Receipt.Name} (số đến {receipt.Number})")
            )
        );
        offers.AddRange(
            dossier.Supplements.Select(
                (round, i) => new PaperOffer(PaperKinds.Supplement, i + 1, $"{PaperKinds.Supplement.Name} (lần {round.Round})")
            )
        );
        if (dossier.Status is DossierStatus.Rejected)
        {
            offers.AddRange(Plain(PaperKinds.Rejection));
        }

        if (dossier is { Receipts.Count: > 0 })
        {
            if (dossier.Receipts.Any(receipt => receipt.ReturnOn is not null))
            {
                offers.AddRange(Plain(PaperKinds.Apology));
            }

            if (dossier.Status is DossierStatus.Withdrawn)
            {
                offers.AddRange(Plain(PaperKinds.StopNotice));
            }

            offers.AddRange(Plain(PaperKinds.Control));
        }

        return offers;
    }

    // ---- tờ trình, quyết định

    private async Task<MadePaper> OfAsync(Person person, ListShape list, PaperKind kind, CancellationToken cancellationToken)
    {
        var on = list.Paper?.Date ?? person.Today;
        var details = list.Nominees.Select(line => line.Dossier).Distinct().ToDictionary(one => one, dossiers.Find);
        var known = details.Values.OfType<DossierDetail>().ToList();
        var (party, next) = Issuer.OnTheWay(list, known);
        var issuer = Issuer.Of(person.Organisation, list.Unit, party, on);
        if (list.Kind == ListKind.Proposal && party == Functions.Staff)
        {
            issuer = issuer.As(person.Organisation, list.Unit, party, on);
        }

        if (kind == PaperKinds.Rewards)
        {
            return await RewardsAsync(person, list, issuer, on, cancellationToken);
        }

        if (kind == PaperKinds.ResultNotice)
        {
            return await ResultAsync(person, list, details, party, cancellationToken);
        }

        var plan = known.Select(detail => detail.Row.Plan).Distinct().ToList() is [var only]
            ? await house.PlanAsync(only, cancellationToken)
            : null;
        var title = Labels.IsTitle(list.Form);
        var fields = Start(kind, issuer, on, list.Paper, list.Kind.Symbol, list.Kind == ListKind.Proposal)
            .Set("tham_quyen", issuer.Head)
            .Set("uy_ban", issuer.IsCommittee)
            .Set("hinh_thuc", title ? Vietnam.LowerFirst(Labels.Form(list.Form)) : FormOf(list, issuer))
            .Set(
                "loai_hinh",
                known.Select(d => Vietnam.LowerFirst(Labels.Type(d.Row.Type))).Distinct().ToList() is [var type] ? type : null
            )
            .Set("danh_hieu", title)
            .Set("ke_hoach", plan?.Definition is { } definition ? PlanOf(person, definition) : null)
            .Set("so_van_ban", list.Paper?.Number.Value ?? Open)
            .Set("kinh_gui", next is null ? Open : Receiver(Issuer.Of(person.Organisation, next.Unit, next.Function, on), next, list))
            .Set("can_cu_khac", list.Basis)
            .Set("quyet_dinh_goc", await FollowedAsync(person, list, cancellationToken))
            .Set(
                "ly_do_huy",
                list.Revokes is { } revokes
                    ? Labels.Capital(Phrases.Vi($"revocation.{StoredNames<RevocationGround>.Of(revokes.Ground)}"))
                    : null
            )
            .Set("hoi_dong", MinutesOf(known))
            .Set("de_nghi", ProposedBy(person, list, known, on));
        Named(fields, person, list, details)
            .Set(
                "dinh_chinh",
                list.Wordings,
                (wording, set) =>
                {
                    PaperFields.Put(
                        set,
                        "ten",
                        list.Nominees.FirstOrDefault(n => n.Nominee == wording.Nominee)?.Name ?? "(theo hồ sơ giấy)"
                    );
                    PaperFields.Put(set, "muc", Labels.Capital(Phrases.Vi($"wording.{StoredNames<WordingField>.Of(wording.Field)}")));
                    PaperFields.Put(set, "da_ghi", wording.Old ?? "–");
                    PaperFields.Put(set, "doc_la", wording.New ?? "–");
                }
            );
        return await FilledAsync(kind, fields, on, list.Unit, cancellationToken);
    }

    // Within one unit an office submits to the head, who decides; another unit is written to by its name.
    private static string Receiver(Issuer agency, Party next, ListShape list) =>
        next.Unit == list.Unit && next.Function == Functions.Head ? agency.Head : agency.Name;

    // How many of which kind, and whom.
    private static PaperFields Named(
        PaperFields fields,
        Person person,
        ListShape list,
        Dictionary<DossierId, DossierDetail?> details,
        bool toOthers = false
    )
    {
        var lines = list
            .Nominees.Select(line =>
                (Line: line, Nominee: details[line.Dossier]?.Nominees.FirstOrDefault(n => n.Content.Entry.Id == line.Nominee))
            )
            .ToList();
        return fields
            .Set("gom", Counts(lines.Select(one => one.Nominee?.Content.Entry.Kind)))
            .Set(
                "nguoi",
                lines.Index(),
                (one, set) =>
                {
                    var (line, nominee) = one.Item;
                    var hidden = toOthers && nominee is { Content.Entry.Unnamed: true };
                    var profile =
                        !hidden && nominee is not null && Names.MaySee(nominee, details[line.Dossier]!, person) ? nominee.Profile : null;
                    PaperFields.Put(set, "ten", (hidden ? nominee!.Code : line.Name) ?? "(theo hồ sơ giấy)");
                    PaperFields.Put(
                        set,
                        "ong_ba",
                        nominee?.Content.Entry.Kind is SubjectKind.Person && profile?.Female is { } female ? (female ? "Bà" : "Ông") : null
                    );
                    PaperFields.Put(set, "chuc_vu", profile?.Position);
                    PaperFields.Put(set, "don_vi", profile?.Workplace);
                    PaperFields.Put(set, "don_vi_de_nghi", Labels.Capital(line.UnitName));
                    PaperFields.Put(set, "thanh_tich", profile?.Achievement);
                    PaperFields.Put(set, "doi_tuong", nominee is null ? null : Labels.Kind(nominee.Content.Entry.Kind));
                    set["cuoi"] = BooleanValue.Create(one.Index == lines.Count - 1);
                }
            );
    }

    // Told in one notice for all, by whoever works on the decision; an unnamed nominee appears to others only as a code.
    private async Task<MadePaper> ResultAsync(
        Person person,
        ListShape list,
        Dictionary<DossierId, DossierDetail?> details,
        FunctionCode function,
        CancellationToken cancellationToken
    )
    {
        var shape = ((Answer<RewardsShape>.Done)await rewards.GetAsync(person, list.Id, cancellationToken)).Value;
        var on = shape.Notice?.On ?? person.Today;
        var issuer = Issuer.Of(person.Organisation, list.Desk, list.RecordedFor is null ? function : Functions.Head, on);
        var decided = Issuer.Of(person.Organisation, list.Unit, function, list.Paper!.Date);
        var number = shape.Notice?.Number.Value ?? $"{Open}/TB-{issuer.Symbol}";
        var units = list
            .Nominees.Select(line => line.Unit)
            .Where(unit => unit != list.Desk)
            .Distinct()
            .Select(unit => Issuer.Of(person.Organisation, unit, Functions.Head, on).Name)
            .ToList();
        var fields = new PaperFields(issuer.Lines, $"Số: {number}", PlaceAndDate(issuer, shape.Notice?.On, on))
        {
            Title = $"{PaperKinds.ResultNotice.Name} {number}",
        };
        Common(fields, issuer, on)
            .Set("ky_quyen_han", issuer.HeadTitle)
            .Set("ky_ten", (string?)null)
            .Set("quyet_dinh", $"Quyết định số {list.Paper.Number} {Vietnam.DateInDocuments(list.Paper.Date)} của {decided.Head}")
            .Set("danh_hieu", Labels.IsTitle(list.Form))
            .Set("hinh_thuc", Labels.IsTitle(list.Form) ? Vietnam.LowerFirst(Labels.Form(list.Form)) : FormOf(list, decided))
            .Set(
                "noi_gui",
                units.Count == 0 ? ["Các tập thể, cá nhân có tên dưới đây"]
                    : units.Count <= MostAddressees ? units
                    : ["Các đơn vị có tên trong danh sách dưới đây"],
                (unit, set) => PaperFields.Put(set, "ten", unit)
            );
        return await FilledAsync(
            PaperKinds.ResultNotice,
            Named(fields, person, list, details, toOthers: true),
            on,
            list.Desk,
            cancellationToken
        );
    }

    private async Task<MadePaper> RewardsAsync(
        Person person,
        ListShape list,
        Issuer issuer,
        DateOnly on,
        CancellationToken cancellationToken
    )
    {
        var answer = await rewards.GetAsync(person, list.Id, cancellationToken);
        var shape = ((Answer<RewardsShape>.Done)answer).Value;
        var owed = shape.Lines.Where(line => line is { Counts: true, Dong: not null }).ToList();
        var fields = Start(PaperKinds.Rewards, issuer, on, list.Paper, list.Kind.Symbol, committee: false)
            .Set("quyet_dinh", $"Quyết định số {list.Paper!.Number} {Vietnam.DateInDocuments(list.Paper.Date)} của {issuer.Head}")
            .Set("hinh_thuc", FormOf(list, issuer))
            .Set("tong_tien", Vietnam.Number(shape.TotalDong))
            .Set("bang_chu", MoneyWords.Of(shape.TotalDong))
            .Set("chua_quy_dinh", shape.Unknown == 0 ? null : Vietnam.Count(shape.Unknown))
            .Set(
                "nguoi",
                owed,
                (line, set) =>
                {
                    PaperFields.Put(set, "ten", line.Name ?? "(theo hồ sơ giấy)");
                    PaperFields.Put(set, "don_vi", Labels.Capital(line.UnitName));
                    PaperFields.Put(set, "cach_tinh", line.Coefficient);
                    PaperFields.Put(set, "so_tien", Vietnam.Number(line.Dong!.Value));
                }
            );
        return await FilledAsync(PaperKinds.Rewards, fields, on, list.Unit, cancellationToken);
    }

    private async Task<string?> FollowedAsync(Person person, ListShape list, CancellationToken cancellationToken) =>
        list.Follows is { } follows
        && await lists.GetAsync(person, ListKind.Decision, follows.Value, cancellationToken)
            is Answer<ListShape>.Done { Value: { Paper: { } paper } former }
            ? $"Quyết định số {paper.Number} {Vietnam.DateInDocuments(paper.Date)} của {Issuer.Of(person.Organisation, former.Unit, Functions.Head, paper.Date).Head}"
            : null;

    // "Giấy khen của Chủ tịch UBND cấp xã" is "Giấy khen" in a decision of that very chairman.
    private static string FormOf(ListShape list, Issuer issuer)
    {
        var (form, bare) = (Labels.Form(list.Form), Labels.BareForm(list.Form));
        return bare != form && list.Kind == ListKind.Decision && list.RecordedFor is null ? $"{bare} của {issuer.Head}" : form;
    }

    /// <summary>
    /// Theo đề nghị của ai (NĐ 30/2020, mẫu 1.2): what came last before the decision, the council's vote or a tờ trình, else the office that
    /// appraised. What cancels, corrects or replaces is proposed by the office that advises the authority; null where none is named.
    /// </summary>
    private static string? ProposedBy(Person person, ListShape list, IReadOnlyList<DossierDetail> known, DateOnly on)
    {
        if (list.Follows is not null)
        {
            return person.Organisation.OfficeName(list.Desk, Functions.Staff, on)?.Value;
        }

        var ended = known
            .Select(detail =>
                detail.Content.Tasks.FindAll(task =>
                    task is { Cancelled: false, EndedAt: not null, Act: StepAct.Council or StepAct.Propose or StepAct.Appraise }
                )
            )
            .ToList();
        var proposed = ended
            .Select(tasks =>
                tasks.FindLast(task => task is { Act: not StepAct.Appraise, Paper: not null })
                ?? tasks.FindLast(task => task.Act is StepAct.Appraise)
            )
            .OfType<TaskContent>()
            .Select(task =>
                task.Act switch
                {
                    StepAct.Council => $"Chủ tịch Hội đồng Thi đua - Khen thưởng {person.UnitName(task.Desk.Unit)}",
                    StepAct.Propose =>
                        $"{Sender(task.Desk, task.Paper!.Date)} tại Tờ trình số {task.Paper.Number} {Vietnam.DateInDocuments(task.Paper.Date)}",
                    _ => person.OfficeName(task.Desk.Unit, task.Desk.Function),
                }
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return proposed.Count == 0 ? null
            : proposed.Count <= MostAddressees ? string.Join("; ", proposed)
            : $"{Vietnam.Count(proposed.Count)} cơ quan, đơn vị tại các tờ trình, biên bản kèm theo hồ sơ";

        string Sender(Party desk, DateOnly day)
        {
            var agency = Issuer.Of(person.Organisation, desk.Unit, desk.Function, day);
            return (desk.Function == Functions.Staff ? agency.As(person.Organisation, desk.Unit, desk.Function, day) : agency).Name;
        }
    }

    private static string? MinutesOf(IEnumerable<DossierDetail> details)
    {
        var minutes = details
            .SelectMany(detail => detail.Content.Tasks.FindAll(task => task is { Act: StepAct.Council, Paper: not null, Cancelled: false }))
            .Select(task => $"số {task.Paper!.Number} {Vietnam.DateInDocuments(task.Paper.Date)}")
            .Distinct()
            .ToList();
        return minutes.Count == 0 ? null : $"Biên bản họp Hội đồng Thi đua - Khen thưởng {string.Join(", ", minutes)}";
    }

    /// <summary>"Kế hoạch số 36/KH-UBND ngày … của … về …".</summary>
    internal static string PlanOf(Person person, PlanDefinition plan)
    {
        var issuer = Issuer.Of(person.Organisation, plan.Issuer, Functions.Head, plan.Date ?? person.Today);
        return $"Kế hoạch{(plan.Number is { } number ? $" số {number}" : "")}{(plan.Date is { } date ? $" {Vietnam.DateInDocuments(date)}" : "")} của {issuer.Name} về {Vietnam.LowerFirst(plan.Title.Value)}";
    }

    private static string Counts(IEnumerable<SubjectKind?> kinds)
    {
        var counted = kinds.OfType<SubjectKind>().CountBy(kind => kind).ToDictionary();
        var parts = new[] { SubjectKind.Collective, SubjectKind.Person, SubjectKind.Household }
            .Where(counted.ContainsKey)
            .Select(kind => $"{Vietnam.Count(counted[kind])} {Vietnam.LowerFirst(Labels.Kind(kind))}")
            .ToList();
        return parts.Count == 0 ? "00 trường hợp" : string.Join(", ", parts);
    }

    // ---- họp Hội đồng

    private Task<MadePaper> OfAsync(Person person, SittingShape sitting, PaperKind kind, CancellationToken cancellationToken)
    {
        var issuer = Issuer.Of(person.Organisation, sitting.Unit, sitting.Function, sitting.On);
        var council = $"Hội đồng Thi đua - Khen thưởng {sitting.UnitName}";
        var chair = sitting.Members.FirstOrDefault(member => member.IsChair);
        var minutes = kind == PaperKinds.Minutes;
        var fields = new PaperFields(
            issuer.With("Hội đồng Thi đua - Khen thưởng").Lines,
            minutes && sitting.Minutes is { } signed ? $"Số: {signed.Number}" : $"Số: {Open}/{(minutes ? "BB" : "GM")}-HĐTĐKT",
            PlaceAndDate(issuer, minutes ? sitting.On : null, sitting.On)
        )
        {
            Title = kind.Name,
        };
        Common(fields, issuer, sitting.On)
            .Set("ky_quyen_han", "Chủ tịch Hội đồng")
            .Set("ky_ten", chair?.Name)
            .Set("hoi_dong", council)
            .Set("hop_ngay", Vietnam.DateInDocuments(sitting.On))
            .Set("dia_diem", sitting.Place)
            .Set("chu_toa", chair?.Name ?? Open)
            .Set("thu_ky", sitting.SecretarySigned ?? sitting.Secretary)
            .Set("tong_so", sitting.Members.Count)
            .Set("co_mat", sitting.Present)
            .Set("bang_van_ban", sitting.Members.Count(member => member.Attendance is Workflows.Sittings.Attendance.Written))
            .Set("vang", sitting.Members.Count(member => member.Attendance is Workflows.Sittings.Attendance.Absent))
            .Set("can_co", sitting.Quorum)
            .Set("noi_dung", sitting.Form is { } form ? $"đề nghị {Vietnam.LowerFirst(Labels.Form(form))}" : "khen thưởng")
            .Set("gom", $"{Vietnam.Count(sitting.Nominees.Count)} trường hợp")
            .Set(
                "thanh_vien",
                sitting.Members,
                (member, set) =>
                {
                    PaperFields.Put(set, "ten", member.Name ?? "(tên đã xóa)");
                    PaperFields.Put(set, "chuc_vu", member.Position?.Value);
                    PaperFields.Put(set, "hien_dien", SittingWords.Of(member.Attendance));
                    set["chu_toa"] = BooleanValue.Create(member.IsChair);
                }
            )
            .Set(
                "nguoi",
                sitting.Nominees,
                (nominee, set) =>
                {
                    PaperFields.Put(set, "ten", nominee.Line.Name ?? "(theo hồ sơ giấy)");
                    PaperFields.Put(set, "don_vi_de_nghi", Labels.Capital(nominee.Line.UnitName));
                    PaperFields.Put(set, "nguong", SittingWords.Threshold(nominee.Rule, sitting.Members.Count));
                    PaperFields.Put(set, "phat_ra", Number(nominee.Tally?.Issued));
                    PaperFields.Put(set, "thu_ve", Number(nominee.Tally?.Returned));
                    PaperFields.Put(set, "hop_le", Number(nominee.Tally?.Valid));
                    PaperFields.Put(set, "dong_y", Number(nominee.Tally?.For));
                    PaperFields.Put(set, "khong_dong_y", Number(nominee.Tally?.Against));
                    PaperFields.Put(
                        set,
                        "ket_qua",
                        nominee.Passes switch
                        {
                            true => "Thông qua",
                            false => "Không thông qua",
                            null => null,
                        }
                    );
                    PaperFields.Put(
                        set,
                        "khong_tham_gia",
                        string.Join(
                            "; ",
                            nominee.Recusals.Where(one => one.Recorded).Select(one => $"{one.Name} ({SittingWords.Of(one.Cause)})")
                        )
                    );
                    PaperFields.Put(set, "y_kien", nominee.Note);
                }
            );
        return FilledAsync(kind, fields, sitting.On, sitting.Unit, cancellationToken);

        static string? Number(int? count) => count?.ToString(CultureInfo.InvariantCulture);
    }

    // ---- hồ sơ, theo thủ tục hành chính

    private Task<MadePaper> OfAsync(
        Person person,
        DossierShape dossier,
        HistoryNotes notes,
        PaperKind kind,
        int of,
        CancellationToken cancellationToken
    )
    {
        var round = kind == PaperKinds.Supplement ? dossier.Supplements[of - 1] : null;
        var receipt =
            kind == PaperKinds.Receipt ? dossier.Receipts[of - 1]
            : kind == PaperKinds.Apology ? dossier.Receipts.Last(one => one.ReturnOn is not null)
            : dossier.Receipts is [.., var last] ? last
            : null;
        var task = round is not null
            ? dossier.Tasks.FirstOrDefault(one => one.Id == round.Task)
            : dossier.Tasks.FirstOrDefault(one =>
                receipt is not null && (one.DeskUnit, one.Step, one.Round) == (receipt.Unit, receipt.Step, receipt.Round)
            );
        var unit = task?.DeskUnit ?? receipt?.Unit ?? dossier.Unit;
        var on =
            round is not null ? VietnamTime.DateOf(round.RequestedAt)
            : kind == PaperKinds.Receipt ? receipt!.On
            : person.Today;
        var office = task?.OfficeName ?? labels.Unit(unit);
        var issuer = Issuer.Of(person.Organisation, unit, task?.DeskFunction ?? Functions.Staff, on);
        var number =
            kind == PaperKinds.Receipt ? $"Số: {receipt!.Number}/BPTNTKQ"
            : kind == PaperKinds.Supplement ? $"Số: {Open}/HDHS"
            : kind == PaperKinds.Apology ? $"Số: {Open}/PXL"
            : kind == PaperKinds.StopNotice ? $"Số: {Open}/TB-{issuer.Symbol}"
            : $"Số: {Open}";
        // What the head signs goes out in the agency's own name, what is handed over at the desk in the office's.
        var isLetter = kind == PaperKinds.Apology || kind == PaperKinds.StopNotice;
        var fields = new PaperFields(isLetter ? issuer.Lines : issuer.With(office).Lines, number, PlaceAndDate(issuer, on, on))
        {
            Title = $"{kind.Name} {dossier.Number}",
        };
        var receiver = receipt is null ? null : notes.Receivers.GetValueOrDefault(receipt);
        Common(fields, issuer, on)
            .Set("ky_quyen_han", issuer.HeadTitle)
            .Set("ky_ten", (string?)null)
            .Set("ho_so", dossier.Number?.Value ?? "–")
            .Set("don_vi_nop", Issuer.Of(person.Organisation, dossier.Unit, Functions.Head, on).Name)
            .Set("noi_dung", $"đề nghị {Vietnam.LowerFirst(Labels.Form(dossier.Form))} ({Vietnam.LowerFirst(Labels.Type(dossier.Type))})")
            .Set("so_de_nghi", Counts(dossier.Nominees.Select(nominee => (SubjectKind?)nominee.Kind)))
            .Set("noi_tiep_nhan", office)
            .Set("so_den", receipt?.Number.Value)
            .Set("ngay_nhan", receipt is null ? null : Vietnam.Date(receipt.On))
            .Set("ngay_hen", receipt?.ReturnOn is { } back ? Vietnam.DateWithWeekday(back) : null)
            .Set("nguoi_tiep_nhan", receiver?.Name)
            .Set("thoi_han", receipt is null ? null : LimitOf(dossier, receipt))
            .Set("so_bo", CopiesOf(dossier.Statements))
            .Set("lan", round is null ? null : Vietnam.Count(round.Round))
            .Set("tra_loi_truoc", round?.AnswerBy is { } by ? Vietnam.DateWithWeekday(by) : null)
            .Set(
                "ly_do",
                round is not null ? round.Note
                    : kind == PaperKinds.Rejection || kind == PaperKinds.StopNotice ? dossier.EndReason
                    : null
            )
            .Set("phoi_hop", string.Join("; ", dossier.Opinions.Select(opinion => opinion.OfficeName).Distinct(StringComparer.Ordinal)))
            .Set("ngay_dung", notes.WithdrawnOn is { } withdrawn ? Vietnam.Date(withdrawn) : null)
            .Set(
                "thanh_phan",
                dossier.Checklist,
                (item, set) =>
                {
                    var stated = dossier.Statements.FirstOrDefault(one => one.Component == item.Code);
                    PaperFields.Put(set, "ten", item.Name.Value);
                    PaperFields.Put(
                        set,
                        "ban_giay",
                        stated is null ? "–"
                            : stated.NotApplicable ? "không có"
                            : $"{Vietnam.Count(stated.Copies)} bộ"
                    );
                    PaperFields.Put(
                        set,
                        "tep",
                        dossier.Documents.Count(one => one.Component == item.Code).ToString(CultureInfo.InvariantCulture)
                    );
                }
            )
            .Set("thieu", round?.Items ?? [], (item, set) => PaperFields.Put(set, "noi_dung", MissingOf(dossier, item)))
            .Set(
                "buoc",
                dossier.Tasks.Where(one => !one.Cancelled),
                (one, set) =>
                {
                    PaperFields.Put(set, "buoc", Labels.Step(one.Act, one.StepName));
                    PaperFields.Put(set, "co_quan", one.OfficeName);
                    PaperFields.Put(set, "nhan", Vietnam.Instant(one.OpenedAt));
                    PaperFields.Put(set, "giao", one.EndedAt is { } ended ? Vietnam.Instant(ended) : null);
                    PaperFields.Put(set, "han", one.DueOn is { } due ? Vietnam.Date(due) : null);
                    PaperFields.Put(set, "ket_qua", InTime(one, person.Today));
                    PaperFields.Put(
                        set,
                        "nguoi",
                        notes.Recorders.GetValueOrDefault(one.Id)?.Name is { } name && name != Phrases.Vi("account.system")
                            ? name
                            : one.Paper?.Signer ?? one.ClaimedByName
                    );
                }
            );
        return FilledAsync(kind, fields, on, unit, cancellationToken);
    }

    /// <summary>How many sets of paper were handed in, two digits; null: none, it came as files.</summary>
    internal static string? CopiesOf(IEnumerable<ComponentStatement> statements) =>
        statements.Select(stated => stated.Copies).DefaultIfEmpty().Max() is var copies and > 0 ? Vietnam.Count(copies) : null;

    // Of all steps at the unit that received it; a limit that nobody has verified is promised on no paper.
    private static string? LimitOf(DossierShape dossier, LevelReceipt receipt)
    {
        var limits = dossier
            .Route.SkipWhile(step => step.Id != receipt.Step)
            .TakeWhile(step => step.Parties.Any(party => party.Unit == receipt.Unit))
            .Select(step => step.Limit)
            .ToList();
        return limits.Count > 0 && limits.TrueForAll(limit => limit is { Verified: true })
            ? $"{Vietnam.Count(limits.Sum(limit => limit!.WorkingDays))} ngày làm việc"
            : null;
    }

    private static string MissingOf(DossierShape dossier, MissingShape item) =>
        string.Join(
            ": ",
            new[]
            {
                item.Component is { } component
                    ? dossier.Checklist.FirstOrDefault(one => one.Code == component)?.Name.Value ?? component.Value
                    : null,
                item.Nominee is { } nominee ? dossier.Nominees.FirstOrDefault(one => one.Id == nominee)?.Name : null,
                item.Note,
            }.OfType<string>()
        );

    private static string? InTime(DossierTaskShape task, DateOnly today) =>
        task.DueOn is not { } due ? null
        : (task.EndedAt is { } ended ? VietnamTime.DateOf(ended) : today) is var at && at < due
            ? (task.EndedAt is null ? "còn hạn" : "trước hạn")
        : at == due ? "đúng hạn"
        : "quá hạn";

    // ---- chung

    private static PaperFields Start(PaperKind kind, Issuer issuer, DateOnly on, PaperShape? paper, string symbol, bool committee)
    {
        var fields = new PaperFields(
            issuer.Lines,
            $"Số: {paper?.Number.Value ?? $"{Open}/{symbol}-{issuer.Symbol}"}",
            PlaceAndDate(issuer, paper?.Date, on)
        )
        {
            Title = paper is null ? kind.Name : $"{kind.Name} {paper.Number}",
        };
        return Common(fields, issuer, on)
            .Set("ngay", paper is null ? $"ngày {Open} tháng {Open} năm {on.Year}" : Vietnam.DateInDocuments(on))
            .Set("ky_quyen_han", issuer.AuthorityOf(paper, committee))
            .Set("ky_ten", paper?.Signer);
    }

    /// <summary>What every paper can name.</summary>
    internal static PaperFields Common(PaperFields fields, Issuer issuer, DateOnly on) =>
        fields
            .Set("co_quan", issuer.Name)
            .Set("dia_danh", issuer.Place)
            .Set("ngay", Vietnam.DateInDocuments(on))
            .SetNumber("ngay_so", on.Year * 10_000 + on.Month * 100 + on.Day)
            .Set("nam", on.Year.ToString(CultureInfo.InvariantCulture));

    private static string PlaceAndDate(Issuer issuer, DateOnly? date, DateOnly around) =>
        $"{issuer.Place}, {(date is { } known ? Vietnam.DateInDocuments(known) : $"ngày {Open} tháng {Open} năm {around.Year}")}";

    /// <summary>A paper with these fields, by the template in force on its date.</summary>
    public async Task<MadePaper> FilledAsync(
        PaperKind kind,
        PaperFields fields,
        DateOnly on,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        var (template, name) = await templates.InForceAsync(kind, on, cancellationToken);
        return new(template.Fill(kind, fields), kind, unit, name);
    }
}
