using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime.Data;
using Microsoft.Win32.SafeHandles;

namespace Lkca.Runtime.Checkpoints;

/// <summary>A safetensors file open for reading: an unsigned 64-bit header length, a JSON header, little-endian data. The header is checked
/// whole before any tensor is read; memory is taken only for the header and for what is asked for.</summary>
public sealed class SafetensorsReader : IDisposable
{
    /// <summary>The longest header that is read, as in the format's own library.</summary>
    public const long MaxHeaderBytes = 100_000_000;

    private readonly SafeFileHandle _file;
    private readonly long _dataStart;
    private readonly Dictionary<string, TensorEntry> _byName;

    private SafetensorsReader(string path, SafeFileHandle file, SafetensorsHeader header, long dataStart)
    {
        Path = path;
        _file = file;
        _dataStart = dataStart;
        Tensors = header.Tensors;
        Metadata = header.Metadata;
        _byName = Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors in the header's order.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is a folder, or is not a sound safetensors file; the message says what
    /// was expected.</exception>
    public static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = OpenHandle(path);
        try
        {
            var length = RandomAccess.GetLength(file);
            Span<byte> prefix = stackalloc byte[8];
            if (length < 8)
            {
                throw InvalidInputException.In(path, $"the file has {length} bytes; a safetensors file begins with an 8-byte header length");
            }

            ReadExactly(file, path, prefix, 0);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > (ulong)(length - 8) || headerLength > MaxHeaderBytes)
            {
                if (IsPickle(prefix))
                {
                    throw InvalidInputException.In(path, PickleText(path));
                }

                throw InvalidInputException.In(path, $"a header of {headerLength} bytes is announced, the file holds {length - 8} more bytes and "
                    + $"{MaxHeaderBytes} is the most that is read; is this a safetensors file?");
            }

            var json = new byte[(int)headerLength];
            ReadExactly(file, path, json, 8);
            var dataStart = 8 + (long)headerLength;
            return new SafetensorsReader(path, file, SafetensorsHeader.Parse(path, json, length - dataStart), dataStart);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor of that name, or null.</summary>
    public TensorEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads the whole file once and compares it with the checksum that it was written with, where it has one.</summary>
    /// <returns>False where the file has no checksum: another program wrote it.</returns>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public bool CheckSeal() => SafetensorsSeal.Check(Path, _file, _dataStart);

    /// <summary>Copies the bytes of <paramref name="tensor"/>, which must have exactly the destination's length.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Read(TensorEntry tensor, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.End - tensor.Begin != destination.Length)
        {
            throw new ArgumentException($"Tensor {tensor.Name} has {tensor.End - tensor.Begin} bytes, the destination "
                + $"{destination.Length}.", nameof(destination));
        }

        ReadExactly(_file, Path, destination, _dataStart + tensor.Begin);
    }

    /// <summary>Copies <paramref name="tensor"/> into memory of element type <paramref name="type"/>, converting F16, BF16, F32 and F64
    /// to F32 or F64 (to nearest) where they differ.</summary>
    /// <exception cref="ArgumentException">The numbers of elements differ, or the types cannot be converted: I64 to another one, anything to F16 or BF16.</exception>
    public void Read(TensorEntry tensor, TensorType type, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Type == type)
        {
            Read(tensor, destination);
            return;
        }

        if (tensor.Type == TensorType.I64 || type is not (TensorType.F32 or TensorType.F64) || destination.Length != tensor.Count * TensorEntry.SizeOf(type))
        {
            throw new ArgumentException($"Tensor {tensor.Name} ({tensor.Type}, {tensor.Count} elements) does not go into "
                + $"{destination.Length} bytes of {type}.", nameof(destination));
        }

        var source = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            for (long done = 0; done < tensor.Count;)
            {
                var count = (int)Math.Min(tensor.Count - done, (1 << 16) / TensorEntry.SizeOf(tensor.Type));
                var chunk = source.AsSpan(0, count * TensorEntry.SizeOf(tensor.Type));
                ReadExactly(_file, Path, chunk, _dataStart + tensor.Begin + done * TensorEntry.SizeOf(tensor.Type));
                Convert(chunk, tensor.Type, destination.Slice((int)done * TensorEntry.SizeOf(type), count * TensorEntry.SizeOf(type)), type);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void Convert(ReadOnlySpan<byte> source, TensorType from, Span<byte> destination, TensorType type)
    {
        var size = TensorEntry.SizeOf(from);
        for (var i = 0; i < source.Length / size; i++)
        {
            var element = source.Slice(i * size, size);
            var value = from switch
            {
                TensorType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
                TensorType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                TensorType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(element),
            };
            if (type == TensorType.F64)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(destination[(i * 8)..], value);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(destination[(i * 4)..], (float)value);
            }
        }
    }

    /// <summary>PyTorch's files are zip archives of pickles, older ones bare pickles.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) || (start[0] == 0x80 && start[1] is >= 2 and <= 5);

    private static string PickleText(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return "a PyTorch file (a pickle), which may run any code when it is opened and is never opened here. Convert it where you trust it: python3 -c "
            + $"\"import torch; from safetensors.torch import save_file; d = torch.load('{name}', map_location='cpu', weights_only=True); "
            + "d = d.get('state_dict', d.get('model', d)); "
            + $"save_file({{k: v.contiguous() for k, v in d.items()}}, '{System.IO.Path.ChangeExtension(name, ".safetensors")}')\"";
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path}: there is no such file; a safetensors file is expected", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidInputException($"{path}: this is a folder or may not be read; a safetensors file is expected", e);
        }
    }

    private static void ReadExactly(SafeFileHandle file, string path, Span<byte> destination, long at)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(file, destination, at);
            if (count == 0)
            {
                throw InvalidInputException.In(path, $"the file ends at byte {at} although it was longer when it was opened");
            }

            destination = destination[count..];
            at += count;
        }
    }
}
