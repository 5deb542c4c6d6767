using System.Globalization;
using PhongTrao.Host.Composition;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Cli;

/// <summary>
/// The command line of the same executable: <c>PhongTrao.Host -- verb …</c>. What only reads works beside a running service;
/// what writes needs the data folder for itself and names who holds it. Exit codes: 0 done, 1 found wrong or refused, 2 called
/// wrongly or not startable.
/// </summary>
public static class CommandLine
{
    private const string Usage = """
        PhongTrao.Host                          chạy dịch vụ (run the service)
        PhongTrao.Host -- verify                kiểm tra chuỗi băm của toàn bộ sự kiện (check every hash chain)
        PhongTrao.Host -- rebuild               dựng lại các bảng hiển thị (build the views again)
        PhongTrao.Host -- export <tệp>          xuất toàn bộ sự kiện, mỗi dòng một JSON (export every event, one JSON a line)
        PhongTrao.Host -- export <tệp> --open --as <tên đăng nhập>
                                                xuất ở dạng đọc được, kèm mọi tệp; được ghi lại (in clear, with every file; an act on record)
        PhongTrao.Host -- backup <thư mục>      sao lưu, kể cả khi dịch vụ đang chạy (back up, also beside a running service)
        PhongTrao.Host -- restore <thư mục>     khôi phục vào thư mục dữ liệu còn trống (restore into an empty data folder)
        PhongTrao.Host -- import-org <tệp…>     nạp đơn vị, chức năng, người, phân công (units, functions, people, appointments)
        PhongTrao.Host -- import-plan <tệp> [--as <tên đăng nhập>]
                                                nạp một kế hoạch; bản mới của kế hoạch đã có phải ghi ai nạp (a plan; a revision names who loads it)
        PhongTrao.Host -- import-route <tệp>    nạp một quy trình xét khen thưởng (a route)
        PhongTrao.Host -- import-calendar <tệp> nạp ngày nghỉ, ngày làm bù, lịch cả năm (days of the working calendar)
        PhongTrao.Host -- cert new <tên máy…>   tạo chứng thư số cho mạng nội bộ (certificate for a LAN)
        PhongTrao.Host -- admin new <tên>       tạo người quản trị đầu tiên; mật khẩu nhập từ bàn phím (first administrator)
        Thư mục dữ liệu: PhongTrao__Data (the data folder).
        """;

    /// <summary>Runs the verb, if there is one.</summary>
    /// <param name="args">What the program was called with.</param>
    /// <returns>The exit code; null when the service is to be run.</returns>
    public static async Task<int?> RunAsync(string[] args)
    {
        var words = args.SkipWhile(word => word == "--").ToArray();
        if (words is [] || words[0].StartsWith('-'))
        {
            return words is ["-h" or "--help", ..] ? Told(Usage, 0) : null;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return words switch
            {
                ["verify"] => await Records.VerifyAsync(Now(), stop.Token),
                ["export", var file] => await Records.ExportAsync(Now(), file, stop.Token),
                ["export", var file, "--open", "--as", var userName] => await OpenedExport.RunAsync(file, userName, stop.Token),
                ["backup", var folder] => await Copies.BackupAsync(Now(), folder, stop.Token),
                ["restore", var folder] => await Copies.RestoreAsync(folder, Now(), stop.Token),
                ["cert", "new", .. var names] => Certificates.New(names),
                ["rebuild"] => await Offline.RebuildAsync(stop.Token),
                ["import-org", _, ..] => await Offline.ImportOrganisationAsync(words[1..], stop.Token),
                ["import-plan", var file] => await Offline.ImportPlanAsync(file, null, stop.Token),
                ["import-plan", var file, "--as", var userName] => await Offline.ImportPlanAsync(file, userName, stop.Token),
                ["import-route", var file] => await Offline.ImportRouteAsync(file, stop.Token),
                ["import-calendar", var file] => await Offline.ImportCalendarAsync(file, stop.Token),
                ["admin", "new", var name] => await Offline.NewAdministratorAsync(name, stop.Token),
                _ => Told(Usage, 2),
            };
        }
        catch (OperationCanceledException)
        {
            return Told("Đã dừng theo yêu cầu. (Stopped as asked.)", 1);
        }
        catch (StartRefusedException e)
        {
            return Told(e.Message, 2);
        }
        catch (DataFolderInUseException e)
        {
            return Told($"Thư mục dữ liệu đang được sử dụng. Hãy dừng dịch vụ trước. ({e.Message})", 2);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Told($"Không đọc hoặc ghi được. ({e.Message})", 2);
        }
    }

    /// <summary>Says something on standard error.</summary>
    internal static int Told(string sentence, int exit)
    {
        Console.Error.WriteLine(sentence);
        return exit;
    }

    /// <summary>Progress that overwrites itself on a terminal and stays quiet in a file.</summary>
    internal static void Progress(string what, long done, long total = 0)
    {
        if (!Console.IsErrorRedirected)
        {
            var of = total > 0 ? string.Create(CultureInfo.InvariantCulture, $" / {total}") : "";
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what}: {done}{of}    "));
        }
    }

    /// <summary>The settings, as the service would read them.</summary>
    internal static (WebApplicationBuilder Builder, Settings Settings) Configured()
    {
        var builder = WebApplication.CreateBuilder([]);
        return (builder, Settings.Read(builder.Configuration, builder.Environment));
    }

    private static Settings Now() => Configured().Settings;
}
