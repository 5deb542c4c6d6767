using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Composition;

/// <summary>
/// A handful of dossiers in different states, so that a first start shows something. Made through the same desks as everybody's,
/// once, in Development only. The people are invented.
/// </summary>
public sealed class DemoDossiers(
    People people,
    IVaultRows vault,
    FilingDesk filings,
    DossierDesk dossiers,
    TaskDesk tasks,
    Bench bench,
    ILogger<DemoDossiers> log
)
{
    /// <summary>Names of the demo's nominees: the tests look for them in every file but the views.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["Trịnh Quốc Bảo Khang", "Tổ tự quản khu phố Ba Đình Thượng", "Hộ ông Lương Khắc Vĩnh Tường", "Huỳnh Ngọc Diễm Ước"];

    private static readonly string[] Kinds = ["person", "collective", "household", "person"];

    /// <summary>Files them; starting again changes nothing.</summary>
    public async Task FileAsync(Guid root, CancellationToken cancellationToken)
    {
        // The units of the demo end on 30/6/2025; a folder that begins later begins without dossiers.
        if (bench.Today > new DateOnly(2025, 6, 13) || await FindAsync("xa.canbo", cancellationToken) is not { } preparer)
        {
            return;
        }

        var draft = await OpenAsync(root, "draft", preparer, "giay-khen-huyen", [0, 1], cancellationToken);
        if (draft is null)
        {
            return; // there already, or under another clock
        }

        var submitted = await OpenAsync(root, "submitted", preparer, "giay-khen-huyen", [2], cancellationToken);
        await SubmitAsync(root, "submitted", preparer, submitted, cancellationToken);
        var returned = await OpenAsync(root, "returned", preparer, "bang-khen-tinh", [3], cancellationToken);
        await SubmitAsync(root, "returned", preparer, returned, cancellationToken);
        if (returned is { } id && await FindAsync("xa.congan", cancellationToken) is { } police)
        {
            var state = await bench.DossierAsync(id, cancellationToken);
            if (state?.Tasks is [var task, ..])
            {
                await tasks.RequestSupplementAsync(
                    Caller(root, "return", police),
                    task.Id,
                    new SupplementInput(
                        [new MissingInput("bao-cao-thanh-tich", null, "Báo cáo thành tích chưa nêu số vụ việc cụ thể.")],
                        null
                    ),
                    cancellationToken
                );
            }
        }

        await bench.CaughtUpAsync(cancellationToken);
    }

    private async Task<DossierId?> OpenAsync(
        Guid root,
        string name,
        Person preparer,
        string form,
        int[] nominees,
        CancellationToken cancellationToken
    )
    {
        var opened = await filings.OpenAsync(
            Caller(root, name, preparer),
            new FilingInput("thi-tran-tan-khai", "tan-khai-2025", "tong-ket", [form], null, null),
            cancellationToken
        );
        if (opened is not Answer<FilingAnswer>.Done { Value.Forms: [var first, ..] })
        {
            log.LogWarning("A demo dossier was not filed: {Answer}", opened);
            return null;
        }

        if (await bench.DossierAsync(first.Dossier, cancellationToken) is not { IsDraft: true, Nominees.IsEmpty: true })
        {
            return null;
        }

        foreach (var index in nominees)
        {
            await dossiers.AddNomineeAsync(
                Caller(root, $"{name} nominee {index}", preparer),
                first.Dossier,
                new NomineeInput(
                    Kinds[index],
                    null,
                    Names[index],
                    index % 3 == 0 ? "Tổ trưởng tổ bảo vệ an ninh, trật tự" : null,
                    "thị trấn Tân Khai",
                    null,
                    null,
                    "Vận động nhân dân tham gia giữ gìn an ninh, trật tự; phát hiện, báo tin kịp thời nhiều vụ việc.",
                    null,
                    null,
                    index % 3 == 0,
                    null,
                    null
                ),
                cancellationToken
            );
        }

        return first.Dossier;
    }

    private async Task SubmitAsync(Guid root, string name, Person preparer, DossierId? id, CancellationToken cancellationToken)
    {
        if (id is not { } dossier)
        {
            return;
        }

        var preview = await dossiers.PreviewAsync(preparer, dossier, cancellationToken);
        if (preview is not Answer<SubmissionPreview>.Done { Value.Checklist: var checklist })
        {
            return;
        }

        foreach (var item in checklist)
        {
            await dossiers.StateAsync(
                Caller(root, $"{name} {item.Code}", preparer),
                dossier,
                new ComponentInput(item.Code.Value, item.Copies ?? 1, item.Confirmation, !item.Mandatory),
                cancellationToken
            );
        }

        var submitted = await dossiers.SubmitAsync(Caller(root, $"{name} submit", preparer), dossier, new(null), cancellationToken);
        if (submitted is not Answer<DossierChanged>.Done)
        {
            log.LogWarning("A demo dossier was not submitted: {Answer}", submitted);
        }
    }

    private async Task<Person?> FindAsync(string userName, CancellationToken cancellationToken) =>
        await vault.FindCredentialAsync(userName, cancellationToken) is { } credential
            ? (await people.FindAsync(credential.Account, cancellationToken))?.Person
            : null;

    private static Caller Caller(Guid root, string name, Person person) => new(person, DerivedId.From(root, $"demo {name}"), null);
}
