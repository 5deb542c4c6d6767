using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PhongTrao.Workflows.Store;

/// <summary>
/// The folder that holds everything of one service, and the operating system's lock that keeps a second process out.
/// The lock goes with the process, however it ends; <c>lock.info</c> beside it is only there to name the holder.
/// On Unix the folder and its files belong to the service's account alone.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockName = "lock";
    private const string HolderName = "lock.info";
    private const string ClockMovedName = "clock-moved";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        FullPath = path;
        _lock = held;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; }

    /// <summary>
    /// Whether the folder was ever written under a clock that had been set or moved: such a folder holds invented times
    /// and is never used in Production.
    /// </summary>
    public bool ClockMoved => WasClockMoved(FullPath);

    /// <summary>Creates the folder if need be and takes its lock.</summary>
    /// <param name="path">The folder; a relative path counts from the working directory.</param>
    /// <exception cref="DataFolderInUseException">Another process holds the folder.</exception>
    /// <exception cref="IOException">The folder cannot be created or written.</exception>
    public static DataFolder Open(string path)
    {
        path = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }

        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(path, LockName), ForOwner(FileMode.OpenOrCreate));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new DataFolderInUseException(path, Holder(path), e);
        }

        var folder = new DataFolder(path, held);
        try
        {
            folder.NameHolder();
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        return folder;
    }

    /// <summary>Whether a folder carries the mark of <see cref="MarkClockMoved"/>; needs no lock.</summary>
    public static bool WasClockMoved(string path) => File.Exists(Path.Combine(path, ClockMovedName));

    /// <summary>Marks the folder for good, before anything is written under a moved clock.</summary>
    public void MarkClockMoved()
    {
        if (!ClockMoved)
        {
            using (var mark = new FileStream(PathOf(ClockMovedName), ForOwner(FileMode.OpenOrCreate)))
            {
                mark.Write("This folder was written under a clock that had been set or moved.\n"u8);
                mark.Flush(flushToDisk: true);
            }

            FlushDirectory(FullPath);
        }
    }

    /// <summary>Path of a file or folder in it.</summary>
    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>Makes sure that the file exists, durably, and that only the service's account may read it.</summary>
    /// <returns>Its path.</returns>
    public string CreateFile(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            using (new FileStream(path, ForOwner(FileMode.OpenOrCreate))) { }
            FlushDirectory(FullPath);
        }

        return path;
    }

    /// <summary>
    /// Makes the entries of a folder durable: a new or renamed file can be lost in a power cut although its content
    /// has been flushed. Does nothing on Windows, which needs and offers no such call.
    /// </summary>
    /// <exception cref="IOException">The operating system refused.</exception>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int readOnly = 0;
        var descriptor = Native.Open(Encoding.UTF8.GetBytes(path + "\0"), readOnly);
        if (descriptor < 0)
        {
            throw new IOException($"Folder '{path}' cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (Native.Fsync(descriptor) != 0)
            {
                throw new IOException($"Folder '{path}' cannot be flushed (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions ForOwner(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }

    private static string? Holder(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, HolderName)).Trim();
        }
        catch (IOException)
        {
            return null; // it is just being written, or never was
        }
    }

    private void NameHolder()
    {
        using var self = Process.GetCurrentProcess();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"process {self.Id} on {Environment.MachineName}, started {self.StartTime.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}\n"
        );
        var temporary = PathOf(HolderName + ".new");
        using (var file = new FileStream(temporary, ForOwner(FileMode.Create)))
        {
            file.Write(Encoding.UTF8.GetBytes(line));
        }

        // Renamed into place, so that a second process never reads half a line.
        File.Move(temporary, PathOf(HolderName), overwrite: true);
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}

/// <summary>Another process holds the data folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="holder">"process {pid} on {machine}, started {UTC}", or null where it left no name.</param>
/// <param name="cause">What the operating system said.</param>
public sealed class DataFolderInUseException(string folder, string? holder, Exception? cause = null)
    : IOException($"The data folder '{folder}' is in use by {holder ?? "another process"}.", cause)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>"process {pid} on {machine}, started {UTC}", or null where it left no name.</summary>
    public string? Holder { get; } = holder;
}
