using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Host.Components;

/// <summary>Codes and ids as people read them, on the day of the request. Level words always come from the unit itself.</summary>
public sealed class Labels(IHttpContextAccessor accessor, Desk.Directory directory)
{
    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["giay-khen-xa"] = "Giấy khen của Chủ tịch UBND cấp xã",
        ["giay-khen-huyen"] = "Giấy khen của Chủ tịch UBND cấp huyện",
        ["giay-khen-cong-an-tinh"] = "Giấy khen của Giám đốc Công an cấp tỉnh",
        ["bang-khen-tinh"] = "Bằng khen của Chủ tịch UBND cấp tỉnh",
        ["bang-khen-bo-cong-an"] = "Bằng khen của Bộ trưởng Bộ Công an",
    };

    private static readonly KeyValuePair<string, string> Commendation = new(PastEvent.Commendation.Value, "Biểu dương");

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["an-toan-antt"] = "Danh hiệu “An toàn về an ninh, trật tự”",
        ["an-toan-pccc"] = "Danh hiệu “An toàn về phòng cháy, chữa cháy”",
        ["phan-loai-phong-trao"] = "Phân loại phong trào",
        ["dien-hinh-phong-trao"] = "Điển hình về phong trào",
        ["dien-hinh-pccc"] = "Điển hình tiên tiến phòng cháy, chữa cháy",
        ["cong-an-phuong-kieu-mau"] = "Công an phường kiểu mẫu",
    };

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["tong-ket"] = "Tổng kết phong trào",
        ["theo-dot"] = "Theo đợt, chuyên đề",
        ["dot-xuat"] = "Đột xuất",
        ["cong-trang"] = "Công trạng",
        ["qua-trinh-cong-hien"] = "Quá trình cống hiến",
        ["nien-han"] = "Niên hạn",
        ["doi-ngoai"] = "Đối ngoại",
        ["cong-nhan-danh-hieu"] = "Công nhận danh hiệu",
    };

    private readonly Dictionary<AccountId, string> _names = [];

    private Person Person => accessor.HttpContext!.Person();

    /// <summary>Today in Hà Nội.</summary>
    public DateOnly Today => Person.Today;

    /// <summary>The award forms the product knows by name.</summary>
    public static IEnumerable<Shared.Option> KnownForms => Forms.Select(pair => new Shared.Option(pair.Key, pair.Value));

    /// <summary>What a past decision may have given: a form of award, biểu dương, or a title that it recognised.</summary>
    public static IEnumerable<Shared.Option> PastForms => [.. KnownForms, new(Commendation.Key, Commendation.Value), .. KnownTitles];

    /// <summary>The types of award the product knows by name.</summary>
    public static IEnumerable<Shared.Option> KnownTypes =>
        Types.Where(pair => pair.Key != RouteDefinition.Recognition.Value).Select(pair => new Shared.Option(pair.Key, pair.Value));

    /// <summary>The titles the product knows by name.</summary>
    public static IEnumerable<Shared.Option> KnownTitles => Titles.Select(pair => new Shared.Option(pair.Key, pair.Value));

    /// <summary>Hình thức khen thưởng, or the title that is recognised.</summary>
    public static string Form(FormCode form) =>
        Forms.GetValueOrDefault(form.Value)
        ?? Titles.GetValueOrDefault(form.Value)
        ?? (form == PastEvent.Commendation ? Commendation.Value : form.Value);

    /// <summary>Whether a form is a title that is recognised, as far as the product knows it by name.</summary>
    public static bool IsTitle(FormCode form) => Titles.ContainsKey(form.Value);

    /// <summary>What stands on a certificate.</summary>
    public static string Certificate(Workflows.Papers.CertificateField field) =>
        Phrases.Vi($"certificate-field.{StoredNames<Workflows.Papers.CertificateField>.Of(field)}");

    /// <summary>The form without who gives it: "Giấy khen", "Bằng khen".</summary>
    public static string BareForm(FormCode form) => Form(form).Split(" của ")[0];

    /// <summary>Points with the grade that follows from them.</summary>
    public static string Score(TitleScore? score) =>
        score is null ? "–" : $"{score.Points.ToString("0.##", Vietnam.Culture)} điểm, xếp loại {PlanWords.Grade(score.Grade)}";

    /// <summary>Đăng ký mới, giữ vững.</summary>
    public static string Intent(TitleIntent intent) => Phrases.Vi($"title-intent.{StoredNames<TitleIntent>.Of(intent)}");

    /// <summary>Loại hình khen thưởng.</summary>
    public static string Type(AwardType type) => Types.GetValueOrDefault(type.Value) ?? type.Value;

    /// <summary>Độ mật.</summary>
    public static string Secret(Secrecy secrecy) => Phrases.Vi($"secrecy.{StoredNames<Secrecy>.Of(secrecy)}");

    /// <summary>Cá nhân, tập thể, hộ gia đình.</summary>
    public static string Kind(SubjectKind kind) => Phrases.Vi($"kind.{StoredNames<SubjectKind>.Of(kind)}");

    /// <summary>Nữ, người lao động trực tiếp …</summary>
    public static string Mark(NomineeMark mark) => Phrases.Vi($"mark.{StoredNames<NomineeMark>.Of(mark)}");

    /// <summary>Thẩm định, Trình …</summary>
    public static string Act(StepAct act) => Phrases.Vi($"act.{StoredNames<StepAct>.Of(act)}");

    /// <summary>What a task asks for: the step's name, of an opinion with what is asked for it.</summary>
    public static string Step(StepAct act, string name) => act is StepAct.Consult ? $"Cho ý kiến: {Vietnam.LowerFirst(name)}" : name;

    /// <summary>Signing form as it stands above a signature.</summary>
    public static string Signing(SigningForm form) => Phrases.Vi($"signing.{StoredNames<SigningForm>.Of(form)}");

    /// <summary>Name of a function.</summary>
    public static string Function(FunctionCode function) =>
        Phrases.Has($"function.{function}") ? Phrases.Vi($"function.{function}") : function.Value;

    /// <summary>A level where no unit is named yet, in a route for any unit.</summary>
    public static string Level(UnitLevel level) =>
        level switch
        {
            UnitLevel.Commune => "cấp xã",
            UnitLevel.District => "cấp huyện",
            UnitLevel.Province => "cấp tỉnh",
            _ => "trung ương",
        };

    /// <summary>Name of a unit.</summary>
    public string Unit(UnitId unit) => Capital(Person.Organisation.Unit(unit)?.On(Today).Name.Value ?? unit.Value);

    /// <summary>Name of the office that holds a function in a unit, now or last.</summary>
    public string Office(UnitId unit, FunctionCode function)
    {
        var organisation = Person.Organisation;
        var bound =
            organisation.Office(unit, function, Today)
            ?? organisation
                .Bindings.Where(binding => binding.Unit == unit && binding.Function == function)
                .OrderBy(binding => binding.From)
                .LastOrDefault();
        return bound?.Office.Value ?? $"{Function(function)}, {Unit(unit)}";
    }

    /// <summary>Chức vụ under a signature, where the person who records is the head of the unit; nobody else's is guessed.</summary>
    public string? HeadTitle(UnitId unit) =>
        Person
            .Holdings.Where(holding => holding.Capacity.Unit == unit && holding.Roles.Contains(Role.Head))
            .Select(holding => Person.Organisation.Appointment(holding.Capacity.Appointment)?.Title.Value)
            .FirstOrDefault();

    /// <summary>Name of an office.</summary>
    public string Office(Party party) => Office(party.Unit, party.Function);

    /// <summary>
    /// The offices somebody works in today, with those of units that ended into theirs; of the unit: also every other office of the units whose work they may
    /// hand to others.
    /// </summary>
    public IReadOnlyList<Office> OfficesOf(Person person, QueueScope scope = QueueScope.Office)
    {
        var offices = new HashSet<Office>();
        foreach (var holding in person.Holdings)
        {
            Add(holding.Capacity.Unit, holding.Capacity.Function);
            if (scope is QueueScope.Unit && person.May(Security.Act.ReassignTasks, holding.Capacity.Unit))
            {
                foreach (var binding in person.Organisation.Bindings.Where(binding => binding.Unit == holding.Capacity.Unit))
                {
                    Add(binding.Unit, binding.Function);
                }
            }
        }

        return [.. offices];

        void Add(UnitId unit, FunctionCode function)
        {
            if (offices.Add(new Office(unit, function)))
            {
                foreach (var before in person.Organisation.PredecessorsOf(unit))
                {
                    Add(before, function);
                }
            }
        }
    }

    /// <summary>People who hold an office today or act for a holder: to whom its work can be handed.</summary>
    public async Task<IReadOnlyList<Shared.Option>> PeopleOfAsync(Party desk, CancellationToken cancellationToken)
    {
        var organisation = Person.Organisation;
        var units = organisation.SuccessorsOn(desk.Unit, Today).Select(unit => unit.Id).DefaultIfEmpty(desk.Unit);
        var options = new List<Shared.Option>();
        foreach (var holder in units.SelectMany(unit => organisation.Holders(unit, desk.Function, Today)).DistinctBy(h => h.Account))
        {
            options.Add(new(holder.Account.ToString(), $"{await NameAsync(holder.Account, cancellationToken)} – {holder.Title}"));
            foreach (
                var delegation in organisation.DelegationsOf(holder.Id, Today).Where(d => options.All(o => o.Value != d.To.ToString()))
            )
            {
                options.Add(
                    new(
                        delegation.To.ToString(),
                        $"{await NameAsync(delegation.To, cancellationToken)} – xử lý thay {await NameAsync(holder.Account, cancellationToken)}"
                    )
                );
            }
        }

        return options;
    }

    /// <summary>People of a unit by name and by what they are there, own appointment or under an ủy quyền.</summary>
    public async Task<IReadOnlyList<Shared.Option>> PeopleAsync(
        IEnumerable<AccountId> people,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        var options = new List<Shared.Option>();
        foreach (var account in people)
        {
            var posts = Person
                .Organisation.AppointmentsOf(account, Today)
                .Where(capacity => capacity.Unit == unit)
                .Select(capacity => Office(capacity.Unit, capacity.Function) + (capacity.OnBehalfOf is null ? "" : " (theo ủy quyền)"));
            options.Add(new(account.ToString(), $"{await NameAsync(account, cancellationToken)} – {string.Join("; ", posts)}"));
        }

        return options;
    }

    /// <summary>Everybody who works in the units or in one above them today, by name: who might review their dossiers.</summary>
    public async Task<IReadOnlyList<Shared.Option>> PeopleOverAsync(IEnumerable<UnitId> below, CancellationToken cancellationToken)
    {
        var organisation = Person.Organisation;
        var units = below.Distinct().SelectMany(unit => organisation.Scope(unit, Today)).ToHashSet();
        var options = new List<(string Name, Shared.Option Option)>();
        foreach (
            var held in organisation
                .Bindings.Where(binding => units.Contains(binding.Unit))
                .Select(binding => (binding.Unit, binding.Function))
                .Distinct()
                .SelectMany(office => organisation.Holders(office.Unit, office.Function, Today))
                .DistinctBy(held => held.Account)
        )
        {
            var name = await NameAsync(held.Account, cancellationToken);
            options.Add((name, new(held.Account.ToString(), $"{name} – {held.Title}, {Unit(held.Unit)}")));
        }

        return
        [
            .. options
                .OrderBy(option => Convert.ToHexString(Vietnam.PersonSortKey(option.Name)), StringComparer.Ordinal)
                .Select(option => option.Option),
        ];
    }

    /// <summary>Name of a person.</summary>
    public async ValueTask<string> NameAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!_names.TryGetValue(account, out var name))
        {
            name = await directory.NameAsync(account, cancellationToken) ?? "(tên đã xóa)";
            _names[account] = name;
        }

        return name;
    }

    /// <summary>Fetches names before the page is rendered.</summary>
    public async Task LoadAsync(IEnumerable<AccountId> people, CancellationToken cancellationToken)
    {
        foreach (var account in people.Distinct())
        {
            await NameAsync(account, cancellationToken);
        }
    }

    /// <summary>A name that was fetched.</summary>
    public string Name(AccountId account) => _names.GetValueOrDefault(account) ?? "–";

    /// <summary>With the first letter in upper case, as at the beginning of a line.</summary>
    public static string Capital(string text) =>
        text.Length == 0 ? text : string.Concat(char.ToUpper(text[0], Vietnam.Culture).ToString(), text.AsSpan(1));
}
