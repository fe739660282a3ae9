using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.At("t.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        SafetensorsWriter.Write(Target,
            [OutgoingTensor.Of("a", [1f, 2, 3], 3), OutgoingTensor.Of("b", [1.5, -2], 1, 2), OutgoingTensor.Of("c", [7L]),
                OutgoingTensor.Of("empty", Array.Empty<float>(), 0, 4)],
            new Dictionary<string, string> { ["note"] = "größer \"x\"" });
        using var file = SafetensorsReader.Open(Target);
        Assert.Equal("größer \"x\"", file.Metadata["note"]);
        var a = new float[3];
        file.Read(file.Find("a")!, MemoryMarshal.AsBytes(a.AsSpan()));
        Assert.Equal([1f, 2, 3], a);
        var b = new float[2];
        file.Read(file.Find("b")!, TensorType.F32, MemoryMarshal.AsBytes(b.AsSpan()));
        Assert.Equal([1.5f, -2], b);
        Assert.Equal((TensorType.I64, "()", 1L), (file.Find("c")!.Type, file.Find("c")!.ShapeText, file.Find("c")!.Count));
        Assert.Equal(0, file.Find("empty")!.Count);
        Assert.Null(file.Find("d"));
    }

    [Fact]
    public void Data_and_every_tensor_are_aligned()
    {
        SafetensorsWriter.Write(Target, [OutgoingTensor.Of("a", [1f], 1), OutgoingTensor.Of("b", [1.0], 1), OutgoingTensor.Of("c", [2L], 1)]);
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(File.ReadAllBytes(Target)) % 8);
        using var file = SafetensorsReader.Open(Target);
        Assert.All(file.Tensors, t => Assert.Equal(0, t.Begin % TensorEntry.SizeOf(t.Type)));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_no_other()
    {
        File.WriteAllText(Target, "old");
        var wrong = new OutgoingTensor("a", TensorType.F32, [2], () => new byte[3]);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Target, [wrong]));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Target, [OutgoingTensor.Of("a", [1f], 1), OutgoingTensor.Of("a", [1f], 1)]));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "the file holds 9")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "the file holds 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}""", 10, "leaves a hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "0 is expected")]
    [InlineData("""{"a":{"dtype":"U16","shape":[2],"data_offsets":[0,4]}}""", 4, "F32, F64, F16, BF16 and I64 can be read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "stands twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8, "dtype stands twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}""", 6, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "more than 2^63 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}""", 4, "\"extra\"")]
    [InlineData("""{"a":[1]}""", 0, "is not an object")]
    [InlineData("""{"a":{"dtype":5,"shape":[1],"data_offsets":[0,4]}}""", 4, "a dtype in quotes")]
    [InlineData("""{"a":{"dtype":"F32","shape":3,"data_offsets":[0,4]}}""", 4, "a list of numbers as shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[[[1]]]]]],"data_offsets":[0,4]}}""", 4, "")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "is not a string")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "stands twice in __metadata__")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "not the JSON")]
    [InlineData("""{} {}""", 0, "not the JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not the JSON")]
    [InlineData("""[]""", 0, "does not begin with '{'")]
    [InlineData("", 0, "does not begin with '{'")]
    public void A_damaged_header_is_one_clear_error(string header, int dataBytes, string expected)
    {
        WriteRaw(Encoding.UTF8.GetBytes(header), dataBytes);
        var error = Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(Target));
        Assert.StartsWith(Target, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        WriteRaw(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 500_000)), 0);
        Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(Target));
    }

    [Fact]
    public void Invalid_utf8_is_an_error()
    {
        WriteRaw([(byte)'{', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)':', (byte)'1', (byte)'}'], 0);
        Assert.Contains("UTF-8", Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(Target)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 62)]
    [InlineData(17UL)]
    public void A_header_longer_than_the_file_is_an_error_and_takes_no_memory(ulong length)
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(Target, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("is announced", Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(Target)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_stub_are_errors()
    {
        Assert.Contains("no such file", Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(_folder.At("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(_folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Target, [1, 2, 3]);
        Assert.Contains("3 bytes", Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(Target)).Message, StringComparison.Ordinal);
    }

    /// <summary>Flips, cuts and inserts bytes of a sound file: the reader either takes it or throws its own error, and reads every tensor
    /// of what it takes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Fuzzed_files_are_read_or_refused(int seed)
    {
        SafetensorsWriter.Write(Target, [OutgoingTensor.Of("weight", new float[12], 3, 4), OutgoingTensor.Of("bias", new double[3], 3),
            OutgoingTensor.Of("id", [1L, 2], 2)],
            new Dictionary<string, string> { ["k"] = "v" });
        var sound = File.ReadAllBytes(Target);
        var random = new Random(seed);
        var headerBytes = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(sound);
        byte[] interesting = [.. "{}[]\":,0123456789-eE.\\u"u8, 0, 0x7F, 0x80, 0xFF];
        for (var round = 0; round < 500; round++)
        {
            var bytes = sound.ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(Math.Min(bytes.Count, headerBytes));
                switch (random.Next(4))
                {
                    case 0: bytes[at] = interesting[random.Next(interesting.Length)]; break;
                    case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                    case 2: bytes.Insert(at, interesting[random.Next(interesting.Length)]); break;
                    default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                }

                bytes.Add(0);
            }

            File.WriteAllBytes(Target, [.. bytes]);
            try
            {
                using var file = SafetensorsReader.Open(Target);
                foreach (var tensor in file.Tensors)
                {
                    file.Read(tensor, new byte[tensor.End - tensor.Begin]);
                }
            }
            catch (InvalidInputException e)
            {
                Assert.StartsWith(Target, e.Message, StringComparison.Ordinal);
            }
        }
    }

    private void WriteRaw(byte[] header, int dataBytes)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        File.WriteAllBytes(Target, [.. length, .. header, .. new byte[dataBytes]]);
    }
}
