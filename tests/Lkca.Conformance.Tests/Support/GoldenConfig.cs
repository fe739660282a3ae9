using System.IO;
using System.Text.Json;

namespace Lkca.Conformance.Support;

/// <summary>The CONFIG of tests/reference/lkca_torch.py, with its defaults.</summary>
public sealed record GoldenConfig(
    int Height, int Width, int Channels, int PatchHeight, int PatchWidth, int Features, int Depth, string[] Pattern, int Heads, double MlpRatio,
    int Classes, bool ClassToken, bool QkvBias, bool ValueBias, bool Projection, int KernelHeight, int KernelWidth, int Groups)
{
    public int GridHeight => Height / PatchHeight;

    public int GridWidth => Width / PatchWidth;

    public int GridTokens => GridHeight * GridWidth;

    public int Tokens => GridTokens + (ClassToken ? 1 : 0);

    public int Hidden => (int)(Features * MlpRatio);

    public int ImageSize => Channels * Height * Width;

    public string Mixer(int block) => Pattern[block % Pattern.Length];

    public static GoldenConfig Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var c = document.RootElement;
        var (height, width) = Pair(c, "image", 32);
        var (patchHeight, patchWidth) = Pair(c, "patch", 4);
        var (kernelHeight, kernelWidth) = Pair(c, "lkca_kernel", 0);
        return new(
            height, width, Int(c, "channels", 3), patchHeight, patchWidth, Int(c, "width", 192), Int(c, "depth", 9),
            c.TryGetProperty("pattern", out var pattern) ? pattern.Deserialize<string[]>()! : ["lkca"], Int(c, "heads", 12),
            c.TryGetProperty("mlp_ratio", out var ratio) ? ratio.GetDouble() : 2, Int(c, "classes", 10),
            Bool(c, "class_token", false), Bool(c, "qkv_bias", false), Bool(c, "lkca_value_bias", false), Bool(c, "lkca_projection", true),
            kernelHeight == 0 ? (2 * (height / patchHeight)) - 1 : kernelHeight,
            kernelWidth == 0 ? (2 * (width / patchWidth)) - 1 : kernelWidth,
            Int(c, "lkca_groups", 1));
    }

    private static (int First, int Second) Pair(JsonElement c, string name, int otherwise) =>
        !c.TryGetProperty(name, out var value) ? (otherwise, otherwise)
        : value.ValueKind == JsonValueKind.Array ? (value[0].GetInt32(), value[1].GetInt32())
        : (value.GetInt32(), value.GetInt32());

    private static int Int(JsonElement c, string name, int otherwise) => c.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

    private static bool Bool(JsonElement c, string name, bool otherwise) => c.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;
}
