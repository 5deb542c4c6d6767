using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Tests.Plans;

/// <summary>
/// Twenty files, each broken in several places: every problem is named at once, with its line, its field and what was expected. Each
/// is the odd plan with some of its words changed; a problem's line is the line where the changed words stand.
/// </summary>
public class BrokenPlanFiles
{
    private static readonly string Whole = File.ReadAllText(Samples.Path("tests/Workflows.Tests/Plans/odd-plan.yaml"));

    /// <summary>What is changed into what, then: the words whose line it is, field, code, and part of what was expected.</summary>
    public static TheoryData<string, string[], string[]> Files =>
        new()
        {
            {
                "head",
                [
                    "number: 07/KH-BCĐ=>number: " + new string('7', 61),
                    "date: 2026-01-05=>date: 05/01/2026",
                    "kind: ke-hoach=>kind: ke-hoạch",
                ],
                ["kind: ke-hoạch|kind|file.not-one-of|ke-hoach", "number: 777|number|file.not-a-text|", "date: 05/01|date|file.not-a-date|"]
            },
            {
                "a key twice, beside everything else that is wrong",
                [
                    "kind: ke-hoach=>kind: ke-hoach\nkind: van-ban",
                    "level: xa, levelWord: xã, place=>level: xa, levelWord: xã, level: huyen, place",
                    "date: 2026-01-05=>date: 05/01/2026",
                ],
                ["kind: van-ban|kind|file.repeated|3", "level: huyen|issuedBy.level|file.repeated|12", "date: 05/01|date|file.not-a-date|"]
            },
            { "a day that nobody means", ["date: 2026-01-05=>date: 9999-12-31"], ["date: 9999|date|file.not-a-date|"] },
            {
                "missing",
                ["superior: không quy định=>capTren: không quy định", "signer: KT. Trưởng ban – Phó Trưởng ban=>signer:"],
                ["format: 2|superior|file.missing|", "capTren|capTren|file.unknown-key|superior", "signer:|signer|file.missing|"]
            },
            {
                "nothing is not zero",
                [
                    "copies: không quy định=>copies: 0",
                    "components: không quy định=>components: []\nsố bộ: 2",
                    "priorities: không quy định=>priorities: không",
                ],
                [
                    "copies: 0|copies|file.not-a-map|",
                    "quotes:|quotes|file.not-among|copies",
                    "số bộ|số bộ|file.unknown-key|copies",
                    "priorities: không|priorities|file.not-a-list|",
                ]
            },
            {
                "newer format",
                ["format: 2=>format: 3", "issuer: xa-tan-khai-2025=>issuer: Xã Tân Khai"],
                ["format: 3|format|file.format-version|2", "issuer: Xã|issuer|file.not-a-code|"]
            },
            {
                "paper",
                [
                    "level: xa, levelWord: xã, place=>level: phường, levelWord: , place",
                    "clause: Đầu văn bản }\nsigner=>dieu: Đầu văn bản }\nsigner",
                ],
                [
                    "level: phường|issuedBy.level|file.not-one-of|huyen",
                    "level: phường|issuedBy.levelWord|file.missing|",
                    "level: phường|issuedBy.clause|file.missing|",
                    "level: phường|issuedBy.dieu|file.unknown-key|clause",
                ]
            },
            {
                "quotes",
                [
                    "- { field: number, clause: Đầu văn bản, wording=>- { field: soHieu, clause: Đầu văn bản, wording",
                    "wording: KT. TRƯỞNG BAN=>chu: KT. TRƯỞNG BAN",
                ],
                [
                    "quotes:|quotes|file.not-among|number",
                    "field: soHieu|quotes[0].field|file.not-among|number",
                    "field: signer|quotes[3].wording|file.missing|",
                    "field: signer|quotes[3].chu|file.unknown-key|wording",
                ]
            },
            {
                "period",
                [
                    "from: 2026-01-05, to: 2026-06-30, clause: Mục 1=>from: 2026-01-05, to: 2025-06-30",
                    "scope: không quy định=>scope: { text: Toàn xã }",
                ],
                [
                    "period:|period.to|file.ends-before-it-begins|2025-06-30",
                    "period:|period.clause|file.missing|",
                    "scope:|scope.clause|file.missing|",
                ]
            },
            {
                "rounds",
                [
                    "code: b, name: Đợt B, from: 2026-03-15=>code: a, name: Đợt B, from: 2026-13-15",
                    "theme: không quy định, clause: Mục 2, wording: từ 05/01 đến 31/3=>clause: Mục 2, wording: từ 05/01 đến 31/3",
                ],
                [
                    "code: a, name: Đợt A|rounds[0].theme|file.missing|",
                    "code: a, name: Đợt B|rounds[1].code|file.repeated|",
                    "code: a, name: Đợt B|rounds[1].from|file.not-a-date|",
                    "field: rounds.b|flags[0].field|file.not-among|rounds",
                ]
            },
            {
                "groups",
                [
                    "kind: household, name: Hộ gia đình=>kind: hộ, name: Hộ gia đình",
                    "code: to-tu-quan, kind: collective=>code: Tổ tự quản, kind: collective",
                ],
                [
                    "code: Tổ tự quản|groups[0].code|file.not-a-code|",
                    "kind: hộ|groups[1].kind|file.not-one-of|household",
                    "group: to-tu-quan, type|eligibility[0].group|file.not-among|ho-gia-dinh",
                    "duoc-khen|criteria[1].groups|file.not-among|ho-gia-dinh",
                    "code: da-nop|criteria[2].groups|file.not-among|ho-gia-dinh",
                    "code: ho, form|shares[1].among|file.not-among|ho-gia-dinh",
                ]
            },
            {
                "eligibility",
                [
                    "group: to-tu-quan, type: theo-dot, allowed: có=>group: to-tu-quan, type: theo-mua, allowed: có",
                    "group: ho-gia-dinh, type: theo-dot, allowed: không=>group: ho-gia-dinh, type: theo-dot, allowed: có thể",
                ],
                ["type: theo-mua|eligibility[0].type|file.not-among|theo-dot", "có thể|eligibility[1].allowed|file.not-one-of|có, không"]
            },
            {
                "criteria",
                [
                    "check: { once: có }=>check: { once: có, title: an-toan-antt }",
                    "check: { commended: xa, times: 2 }=>check: { commended: thôn, times: 0 }",
                    "check: { filed: [giao-ban] }=>check: { filed: [giao-tuan] }",
                ],
                [
                    "code: mot-lan|criteria[0].check|file.not-one-key|commended",
                    "code: duoc-khen|criteria[1].check.commended|file.not-one-of|huyen",
                    "code: duoc-khen|criteria[1].check.times|file.not-a-number|1",
                    "code: da-nop|criteria[2].check.filed|file.not-among|giao-ban",
                ]
            },
            {
                "a title nobody recognises",
                ["check: { once: có }=>check: { title: an-toan-antt }", "check: { filed: [giao-ban] }=>check: { grade: khá, within: đợt }"],
                [
                    "code: mot-lan|criteria[0].check.title|file.not-among|",
                    "code: da-nop|criteria[2].check.grade|file.not-one-of|xuat-sac",
                    "code: da-nop|criteria[2].check.within|file.not-one-of|nam",
                ]
            },
            {
                "quotas",
                [
                    "min: 3, max: 7=>min: 9, max: 7",
                    "min: không quy định, max: 10=>min: -1, max: mười",
                    "round: a, occasion=>round: c, occasion",
                ],
                [
                    "min: 9|quotas[0].max|file.ends-before-it-begins|7",
                    "min: 9|quotas[0].round|file.not-among|a, b",
                    "min: -1|quotas[1].min|file.not-a-number|0",
                    "min: -1|quotas[1].max|file.not-a-number|0",
                ]
            },
            {
                "a share without a bound",
                ["atMost: 20, each: có=>each: có", "who: tap-the-nho=>who: tổ nhỏ"],
                [
                    "code: to-tu-quan, form|shares[0].who|file.not-one-of|tap-the-nho",
                    "code: ho, form|shares[1]|file.not-one-key|atLeast, atMost",
                ]
            },
            {
                "shares",
                [
                    "who: tap-the-nho, atLeast: 50=>who: tổ nhỏ, groups: [to-tu-quan], atLeast: 50",
                    "quotas: [theo-dot], of: phan-bo=>quotas: [theo-thang], of: phan-bo, among: [to-tu-quan]",
                    "atMost: 20, each: có=>atMost: 101, each: có",
                ],
                [
                    "code: to-tu-quan, form|shares[0]|file.not-one-key|who, groups",
                    "code: to-tu-quan, form|shares[0].among|file.unknown-key|hard",
                    "code: to-tu-quan, form|shares[0].quotas|file.not-among|theo-dot",
                    "code: ho, form|shares[1].atMost|file.not-a-number|100",
                ]
            },
            {
                "targets",
                [
                    "compare: khoang, from: 20=>compare: khoảng, from: 20",
                    "every: thang, clause: Mục 4=>every: tháng, partOf: dem-yen, clause: Mục 4",
                ],
                [
                    "dem-yen|targets[0].compare|file.not-one-of|khoang",
                    "dem-yen|targets[0].every|file.not-one-of|thang",
                    "dem-yen|targets[0].value|file.missing|",
                    "dem-yen|targets[0].from|file.unknown-key|value",
                    "dem-yen|targets[0].to|file.unknown-key|value",
                    "dem-yen|targets[0].partOf|file.circle|",
                ]
            },
            {
                "counts",
                [
                    "numberFrom: { count: khen, of: person }=>numberFrom: { count: so-theo-doi, register: viec-tot }",
                    "baseFrom: { count: de-nghi, of: person }=>baseFrom: { count: người, of: person }",
                    "per: mỗi tổ, every: thang=>baseFrom: { count: ho-so }, numberFrom: { count: don-vi, level: ấp }, every: thang",
                ],
                [
                    "code: khen|targets[1].numberFrom.register|file.not-among|",
                    "code: khen|targets[1].baseFrom.count|file.not-one-of|de-nghi",
                    "dem-yen|targets[0].baseFrom|file.unknown-key|numberFrom",
                    "dem-yen|targets[0].numberFrom.level|file.not-one-of|xa",
                ]
            },
            {
                "more than all",
                [
                    "measure: so-luong, unit: đêm, compare: khoang, from: 20, to: \"25,5\"=>measure: ty-le, numerator: đêm yên, denominator: số đêm, compare: khoang, from: 90, to: 120",
                ],
                ["dem-yen|targets[0].to|file.not-a-decimal|100", "dem-yen|targets[0].to|file.ends-before-it-begins|0"]
            },
            {
                "weekly",
                [
                    "weekday: thu-sau, hour: \"16:30\"=>weekday: thứ 6, hour: 16h30, month: 2",
                    "late: { taken: không, wording: sau giờ đó không nhận }=>late: { taken: không }",
                ],
                [
                    "code: giao-ban|duties[0].timing.weekday|file.not-one-of|thu-sau",
                    "code: giao-ban|duties[0].timing.hour|file.not-an-hour|",
                    "code: giao-ban|duties[0].timing.month|file.unknown-key|weekday",
                    "code: giao-ban|duties[0].late.wording|file.missing|",
                ]
            },
            {
                "counted in a circle",
                [
                    "timing: { of: { round: a, edge: cuoi }, days: 5=>timing: { of: { duty: du-thao }, days: 5",
                    "timing: { of: { event: ban-hanh-quyet-dinh }, days: 2, unit: ngay-lam-viec=>timing: { of: { event: tết }, days: 9999, unit: giờ",
                ],
                [
                    "code: tong-hop|duties[1].timing.of.duty|file.circle|",
                    "code: du-thao|duties[2].timing.of.duty|file.circle|",
                    "code: niem-yet|duties[3].timing.of.event|file.not-one-of|nop-ho-so",
                    "code: niem-yet|duties[3].timing.days|file.not-a-number|2000",
                    "code: niem-yet|duties[3].timing.unit|file.not-one-of|ngay-lam-viec",
                ]
            },
            {
                "recurring",
                [
                    "timing: { every: quy, month: 1, by: 5, later: 1 }=>timing: { every: quy, month: 4, before: 5, by: 5, hour: \"24:00\" }",
                    "timing: { eachRound: có, days: 7, unit: ngay, side: sau }=>timing: { moiDot: có }",
                ],
                [
                    "code: so-ket, kind|duties[5].timing|file.not-one-key|eachRound",
                    "code: quy|duties[6].timing.by|file.not-beside|",
                    "code: quy|duties[6].timing.hour|file.not-an-hour|",
                    "code: quy|duties[6].timing.month|file.unknown-key|every",
                ]
            },
            {
                "windows",
                [
                    "timing: { from: 2026-01-10, to: 2026-01-20, hour: \"17:00\" }=>timing: { from: 2026-01-20, to: 2026-01-10 }",
                    "timing: { within: sau-thang, number: 1, year: 2026 }=>timing: { within: sau-thang, number: 3, year: 26 }",
                    "code: dang-ky, kind: dang-ky=>code: dang-ky, kind: ghi-danh",
                ],
                [
                    "code: dang-ky|duties[7].kind|file.not-one-of|dang-ky",
                    "code: dang-ky|duties[7].timing.to|file.ends-before-it-begins|2026-01-10",
                    "code: nua-nam|duties[8].timing.number|file.not-a-number|2",
                    "code: nua-nam|duties[8].timing.year|file.not-a-number|1900",
                ]
            },
            {
                "who and to whom",
                [
                    "by: [{ name: Công an xã, level: xa, function: cong-an }], to: không quy định, timing: { every: tuan=>by: Công an xã, to: Ban Chỉ đạo, timing: { every: tuan",
                    "through: { name: Phòng PV05, level: tinh, function: cong-an }=>through: Phòng PV05, qua: x",
                    "allocatedBy: { name: Công an xã, level: xa, function: cong-an }=>allocatedBy: { level: xa }",
                ],
                [
                    "code: theo-dot|quotas[0].allocatedBy.name|file.missing|",
                    "code: giao-ban|duties[0].by|file.not-a-list|",
                    "code: giao-ban|duties[0].to|file.not-a-map|",
                    "code: tong-hop|duties[1].to.through|file.not-a-map|",
                    "code: tong-hop|duties[1].to.qua|file.unknown-key|through",
                ]
            },
            {
                "flags",
                [
                    "kind: mau-thuan, field: rounds.b=>kind: lạ, field: vong.b",
                    "text: Đợt B bắt đầu trước khi Đợt A hết.=>loi: Đợt B bắt đầu trước khi Đợt A hết.",
                ],
                [
                    "code: goi-nhau|flags[0].kind|file.not-one-of|mau-thuan",
                    "code: goi-nhau|flags[0].field|file.not-among|rounds",
                    "code: goi-nhau|flags[0].text|file.missing|",
                    "code: goi-nhau|flags[0].loi|file.unknown-key|text",
                ]
            },
        };

    [Fact]
    public void There_are_twenty_and_more()
    {
        Files.Count.ShouldBeGreaterThanOrEqualTo(20);
        PlanFile.Read(Whole).Problems.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Get_all_their_problems_named(string what, string[] changes, string[] expected)
    {
        var broken = Whole;
        foreach (var change in changes)
        {
            var (from, to) = change.Split("=>") is [var a, var b] ? (a, b) : throw new InvalidOperationException(change);
            broken.ShouldContain(from, Case.Sensitive, what);
            broken = broken.Replace(from, to);
        }

        var result = PlanFile.Read(broken, "ke-hoach.yaml");

        result.Value.ShouldBeNull();
        result
            .Problems.Select(p => $"{p.Line} {p.Field} {p.What.Code}")
            .ShouldBe(
                expected.Select(e => e.Split('|')).Select(e => $"{LineOf(broken, e[0])} {e[1]} {e[2]}"),
                ignoreOrder: true,
                customMessage: what
            );
        foreach (
            var (field, code, wanted) in expected.Select(e => e.Split('|')).Select(e => (e[1], e[2], e[3])).Where(e => e.Item3.Length > 0)
        )
        {
            var problem = result.Problems.Single(p => p.Field == field && p.What.Code == code);
            problem.What.Arguments.Values.ShouldContain(value => value.Contains(wanted, StringComparison.Ordinal), $"{what} {field}");
        }
    }

    private static int LineOf(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, words);
        return text[..at].Count(c => c == '\n') + 1;
    }
}

/// <summary>Files of the repository that tests share.</summary>
internal static class Samples
{
    internal static string Path(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "PhongTrao.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder!.FullName, file);
    }
}
