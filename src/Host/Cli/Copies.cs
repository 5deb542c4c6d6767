using PhongTrao.Host.Composition;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Cli;

/// <summary>Backup and restore, both verified down to every hash chain and every attachment.</summary>
internal static class Copies
{
    internal static async Task<int> BackupAsync(Settings settings, string folder, CancellationToken cancellationToken)
    {
        StoreKinds.RefuseCopies(settings);
        try
        {
            var manifest = await Backup.CreateAsync(
                settings.Data,
                folder,
                TimeProvider.System.GetUtcNow(),
                RecordedBlobs.Checks,
                new Steps(),
                cancellationToken
            );
            Console.WriteLine(
                $"\nĐã sao lưu và kiểm tra: {manifest.Files} tệp, {manifest.Bytes} byte, vị trí cuối {manifest.LogPosition ?? "–"}. "
                    + "Bản sao chứa cả khóa giải mã: hãy bảo vệ như máy chủ. (Backed up and verified; it holds the keys too.)"
            );
            return 0;
        }
        catch (BackupRefusedException e)
        {
            return CommandLine.Told("\n" + Phrases.Vi(e.Refusal.Code, e.Refusal.Arguments), 1);
        }
    }

    internal static async Task<int> RestoreAsync(string folder, Settings settings, CancellationToken cancellationToken)
    {
        StoreKinds.RefuseCopies(settings);
        try
        {
            var manifest = await Backup.RestoreAsync(folder, settings.Data, RecordedBlobs.Checks, new Steps(), cancellationToken);
            Console.WriteLine(
                $"\nĐã khôi phục bản sao lưu lúc {manifest.At:O} vào {settings.Data}. Các bảng hiển thị sẽ tự dựng lại khi dịch vụ chạy. (Restored.)"
            );
            return 0;
        }
        catch (BackupRefusedException e)
        {
            return CommandLine.Told("\n" + Phrases.Vi(e.Refusal.Code, e.Refusal.Arguments), 1);
        }
    }

    private sealed class Steps : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => CommandLine.Progress(value.Stage, value.Done, value.Total);
    }
}
