using System.Security.Cryptography;
using System.Text;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Workflows.Tests.Vault;

public sealed class WhenABlobIsKept : IDisposable
{
    private const int Chunk = 64 * 1024;
    private static readonly KeyId Dossier = new("dossier-1");

    private readonly VaultFolder _folder = new();
    private readonly MemoryVault _vault = new();
    private readonly FileBlobStore _blobs;

    public WhenABlobIsKept() => _blobs = new(_folder.Path, _vault, maxLength: 8 * Chunk);

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData(3 * Chunk + 5)]
    [InlineData(8 * Chunk)]
    public async Task It_comes_back_byte_for_byte_with_its_length_and_digest(int length)
    {
        var bytes = Picture(length);
        var info = await _blobs.PutAsync(Id(1), Dossier, new Trickle(bytes));

        info.ShouldBe(new BlobInfo(Id(1), Dossier, new(Convert.ToHexStringLower(SHA256.HashData(bytes))), length, FileTypes.Jpeg));
        (await ReadAsync(Id(1))).ShouldBe(bytes);
        Incoming().ShouldBeEmpty();
    }

    [Fact]
    public async Task It_can_be_read_from_any_place()
    {
        var bytes = Picture(3 * Chunk + 100);
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(bytes));
        await using var stream = (await _blobs.OpenAsync(Id(1), Dossier))!;
        stream.Length.ShouldBe(bytes.Length);
        var buffer = new byte[1000];
        foreach (var at in new[] { 2 * Chunk - 3, 0, bytes.Length - 1, Chunk, bytes.Length - 50, bytes.Length, bytes.Length + 5 })
        {
            stream.Seek(at, SeekOrigin.Begin);
            var expected = bytes.AsSpan(Math.Min(at, bytes.Length))[..Math.Max(0, Math.Min(buffer.Length, bytes.Length - at))].ToArray();
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            buffer[..read].ShouldBe(expected);
        }
    }

    [Fact]
    public async Task An_empty_one_is_refused() => (await RefusedAsync([])).Code.ShouldBe("blob.empty");

    [Fact]
    public async Task One_too_large_is_refused_and_the_limit_told()
    {
        var refusal = await RefusedAsync(Picture(8 * Chunk + 1));
        refusal.Code.ShouldBe("blob.too-large");
        refusal.Arguments["limit"].ShouldBe("524288");
    }

    [Fact]
    public async Task An_endless_one_is_refused_before_its_end()
    {
        await using var endless = new Endless();
        (await Should.ThrowAsync<BlobRefusedException>(async () => await _blobs.PutAsync(Id(1), Dossier, endless))).Refusal.Code.ShouldBe(
            "blob.too-large"
        );
        endless.Delivered.ShouldBeLessThan(10 * Chunk);
        _folder.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Cutting_off_is_noticed_at_every_border_and_between()
    {
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(3 * Chunk)));
        var file = Stored(Id(1));
        var whole = await File.ReadAllBytesAsync(file);
        const int Header = 28;
        const int Sealed = Chunk + 16;
        int[] lengths =
        [
            0,
            1,
            Header - 1,
            Header,
            Header + 1,
            Header + 16,
            Header + 17,
            Header + Sealed - 1,
            Header + Sealed,
            Header + Sealed + 1,
            Header + Sealed + 16,
            Header + 2 * Sealed,
            Header + 2 * Sealed + 100,
            whole.Length - Chunk,
            whole.Length - 1,
        ];
        foreach (var length in lengths)
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(Id(1)), $"cut to {length}");
        }

        await File.WriteAllBytesAsync(file, [.. whole, .. whole[Header..(Header + Sealed)]]);
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(Id(1)), "a chunk added");
        await File.WriteAllBytesAsync(file, [.. whole, 0]);
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(Id(1)), "a byte added");
        byte[] swapped =
        [
            .. whole[..Header],
            .. whole[(Header + Sealed)..(Header + 2 * Sealed)],
            .. whole[Header..(Header + Sealed)],
            .. whole[(Header + 2 * Sealed)..],
        ];
        await File.WriteAllBytesAsync(file, swapped);
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(Id(1)), "chunks changed places");
        await File.WriteAllBytesAsync(file, whole);
        await ReadAsync(Id(1));
    }

    [Fact]
    public async Task Changing_any_byte_is_noticed()
    {
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(100)));
        var file = Stored(Id(1));
        var whole = await File.ReadAllBytesAsync(file);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x10;
            await File.WriteAllBytesAsync(file, changed);
            await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(Id(1)), $"byte {at}");
        }
    }

    [Fact]
    public async Task It_belongs_to_its_id_and_key()
    {
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(100)));
        await _blobs.PutAsync(Id(2), Dossier, new MemoryStream(Picture(100)));
        File.Copy(Stored(Id(1)), Stored(Id(2)), overwrite: true);
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(Id(2)), "another blob's file");

        _vault.Ensure([new("dossier-2")]);
        await using var wrong = await _blobs.OpenAsync(Id(1), new("dossier-2"));
        Should.Throw<InvalidDataException>(() => wrong!.ReadByte());
        (await _blobs.OpenAsync(Id(1), new("dossier-never"))).ShouldBeNull();
        (await _blobs.OpenAsync(Id(3), Dossier)).ShouldBeNull();
    }

    [Fact]
    public async Task It_goes_with_its_key()
    {
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(100)));
        _vault.Destroy(Dossier);
        (await _blobs.OpenAsync(Id(1), Dossier)).ShouldBeNull();
        await Should.ThrowAsync<KeyDestroyedException>(async () => await _blobs.PutAsync(Id(2), Dossier, new MemoryStream(Picture(100))));
        _blobs.List().ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task Put_again_it_is_answered_as_before_but_never_overwritten()
    {
        var first = await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(2 * Chunk)));
        (await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(2 * Chunk)))).ShouldBe(first);
        (await RefusedAsync(Picture(2 * Chunk + 1), keepsOne: true)).Code.ShouldBe("blob.other-content");
        (await ReadAsync(Id(1))).ShouldBe(Picture(2 * Chunk));
        Incoming().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_put_many_times_at_once_is_stored_once()
    {
        var infos = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(async () => await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(Chunk)))))
        );
        infos.Distinct().Count().ShouldBe(1);
        _folder.Files().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Of_different_contents_at_once_under_one_id_one_wins_and_stays()
    {
        for (var round = 10; round < 30; round++)
        {
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(1, 6)
                    .Select(n =>
                        Task.Run(async () =>
                        {
                            try
                            {
                                return await _blobs.PutAsync(Id(round), Dossier, new MemoryStream(Picture(100 + n)));
                            }
                            catch (BlobRefusedException e) when (e.Refusal.Code == "blob.other-content")
                            {
                                return null;
                            }
                        })
                    )
            );
            var winner = answers.OfType<BlobInfo>().ShouldHaveSingleItem();
            (await ReadAsync(Id(round))).LongLength.ShouldBe(winner.Length);
        }
    }

    [Fact]
    public async Task Breaking_off_midway_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await using var content = new Trickle(Picture(5 * Chunk), after: 2 * Chunk, act: stop.Cancel);
        await Should.ThrowAsync<OperationCanceledException>(async () => await _blobs.PutAsync(Id(1), Dossier, content, stop.Token));
        _folder.Files().ShouldBeEmpty();

        await using var broken = new Trickle(Picture(5 * Chunk), after: 2 * Chunk, act: () => throw new IOException("connection reset"));
        await Should.ThrowAsync<IOException>(async () => await _blobs.PutAsync(Id(1), Dossier, broken));
        _folder.Files().ShouldBeEmpty();
        (await _blobs.OpenAsync(Id(1), Dossier)).ShouldBeNull();
    }

    [Fact]
    public async Task Its_plain_bytes_stand_in_no_file_and_only_the_owner_may_read_it()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Bà Nguyễn Thị Hồng Đào đã có thành tích. ", 5000)));
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(text));
        _folder.FilesWith(Encoding.UTF8.GetBytes("Hồng Đào")).ShouldBeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Stored(Id(1))).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_folder.Of("blobs")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Orphans_are_swept_when_they_are_old_and_nobody_refers_to_them()
    {
        foreach (var n in Enumerable.Range(1, 4))
        {
            await _blobs.PutAsync(Id(n), Dossier, new MemoryStream(Picture(100)));
        }

        var now = DateTimeOffset.UtcNow;
        File.SetLastWriteTimeUtc(Stored(Id(1)), now.AddHours(-30).UtcDateTime);
        File.SetLastWriteTimeUtc(Stored(Id(2)), now.AddHours(-30).UtcDateTime);
        var left = _folder.Of("blobs", "incoming", "left-behind");
        await File.WriteAllTextAsync(left, "x");
        File.SetLastWriteTimeUtc(left, now.AddHours(-30).UtcDateTime);
        var asked = new List<BlobId>();

        var removed = await _blobs.SweepAsync(
            now.AddHours(-24),
            (id, _) =>
            {
                asked.Add(id);
                return new(id == Id(2));
            }
        );

        removed.ShouldBe(2);
        asked.ShouldBe([Id(1), Id(2)], ignoreOrder: true);
        _blobs.List().ShouldBe([Id(2), Id(3), Id(4)], ignoreOrder: true);
        _blobs.Delete(Id(3));
        _blobs.Delete(Id(3));
        _blobs.Delete(Id(99));
        _blobs.Exists(Id(3)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_old_orphan_that_is_put_again_is_not_swept()
    {
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(100)));
        File.SetLastWriteTimeUtc(Stored(Id(1)), DateTime.UtcNow.AddHours(-30));
        await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(100)));
        (await _blobs.SweepAsync(DateTimeOffset.UtcNow.AddHours(-24), (_, _) => new(false))).ShouldBe(0);

        File.SetLastWriteTimeUtc(Stored(Id(1)), DateTime.UtcNow.AddHours(-30));
        var removed = await _blobs.SweepAsync(
            DateTimeOffset.UtcNow.AddHours(-24),
            async (_, token) =>
            {
                await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(Picture(100)), token);
                return false;
            }
        );
        removed.ShouldBe(0, "it was put again while the sweep asked");
        _blobs.Exists(Id(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_old_shelf_without_blobs_is_no_trouble()
    {
        _blobs.List().ShouldBeEmpty();
        (await _blobs.SweepAsync(DateTimeOffset.UtcNow, (_, _) => new(false))).ShouldBe(0);
    }

    private static BlobId Id(int n) => new(new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]));

    private string Stored(BlobId id) => _folder.Files().Single(file => Path.GetFileName(file) == id.ToString());

    private IEnumerable<string> Incoming() => Directory.EnumerateFiles(_folder.Of("blobs", "incoming"));

    private async Task<byte[]> ReadAsync(BlobId id)
    {
        await using var stream = (await _blobs.OpenAsync(id, Dossier))!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task<Refusal> RefusedAsync(byte[] bytes, bool keepsOne = false)
    {
        var refused = await Should.ThrowAsync<BlobRefusedException>(async () =>
            await _blobs.PutAsync(Id(1), Dossier, new MemoryStream(bytes))
        );
        _folder.Files().Count().ShouldBe(keepsOne ? 1 : 0);
        return refused.Refusal;
    }

    /// <summary>Bytes that begin like a JPEG.</summary>
    private static byte[] Picture(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        ((byte[])[0xFF, 0xD8, 0xFF]).CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>Delivers in odd pieces, as a network does.</summary>
    private sealed class Trickle(byte[] bytes, int after = int.MaxValue, Action? act = null) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(Piece(buffer.Length) is var piece ? buffer[..piece] : default);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Piece(buffer.Length)], cancellationToken);

        private int Piece(int wanted)
        {
            if (Position > after)
            {
                act?.Invoke();
            }

            return Math.Min(wanted, 7001);
        }
    }

    internal class Zeros(long length) : Stream
    {
        public long Delivered { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Delivered;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - Delivered);
            buffer[..count].Clear();
            if (Delivered == 0 && count >= 3)
            {
                ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]).CopyTo(buffer);
            }

            Delivered += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Endless() : Zeros(long.MaxValue);
}

/// <summary>Measures what the process allocates, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class WhenALargeBlobIsKept : IDisposable
{
    private static readonly KeyId Dossier = new("dossier-1");
    private static readonly BlobId Small = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly BlobId Large = new(new Guid(2, 0, 0, new byte[8]));

    private readonly VaultFolder _folder = new();
    private readonly MemoryVault _vault = new();

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Memory_does_not_grow_with_its_size()
    {
        var store = new FileBlobStore(_folder.Path, _vault, maxLength: 1L << 30);
        await store.PutAsync(Small, Dossier, new WhenABlobIsKept.Zeros(1 << 20));
        await DrainAsync(store, Small);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await store.PutAsync(Large, Dossier, new WhenABlobIsKept.Zeros(96 << 20));
        await DrainAsync(store, Large);
        // 96 MiB in and out; what is allocated are tasks, not buffers.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(16 << 20);
    }

    private static async Task DrainAsync(FileBlobStore store, BlobId id)
    {
        await using var stream = (await store.OpenAsync(id, Dossier))!;
        await stream.CopyToAsync(Stream.Null);
    }
}
