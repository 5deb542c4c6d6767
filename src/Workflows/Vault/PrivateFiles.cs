using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Vault;

/// <summary>Files and folders that only the service's own account can read, and that stay after a power cut.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Makes a file where there is none, and closes it to others in any case.</summary>
    internal static void CreateFile(string path)
    {
        using (Open(path, FileMode.OpenOrCreate)) { }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerFile);
        }
    }

    /// <summary>Opens a file for reading and writing without buffers; one that is new belongs to the owner alone.</summary>
    internal static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes a folder, and what is missing above it, closed to others; its name is on disk when this returns.</summary>
    internal static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }

        if (parent is not null)
        {
            DataFolder.FlushDirectory(parent);
        }
    }
}
