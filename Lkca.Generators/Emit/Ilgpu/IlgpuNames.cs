using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>How the values of one region are written in its methods: the local that stands for their section, and the constant that is their offset. Sums over the batch are complete
/// when they are made, so they are written where the epilogue reads them. Remembers which locals a method uses, so that only those are declared.</summary>
internal sealed class IlgpuNames
{
    private static readonly string[] Order = ["k", "weights", "gradients", "prepared", "saved", "work", "sums", "epilogue", "z", "dZ", "images", "rows"];

    private readonly RegionMemory _memory;
    private readonly HashSet<Value> _gradients;
    private readonly HashSet<Value> _epilogue;
    private readonly HashSet<string> _used = [];

    public IlgpuNames(RegionMemory memory)
    {
        _memory = memory;
        _gradients = [.. memory.Region.Backward.SelectMany(node => node.Outputs).Concat(new[] { memory.Region.Region.OutputGradient }.OfType<Value>())];
        _epilogue = [.. memory.Region.Epilogue.SelectMany(node => node.Outputs)];
    }

    /// <summary>Tokens of an image in the residual stream.</summary>
    public int StreamTokens => (_memory.Region.Region is { Input.Shape.Sizes.Count: 3 } region ? region.Output : _memory.Region.Region.Input).Shape.Tokens;

    /// <summary>The locals that were asked for since the last call, in the order in which they are declared.</summary>
    public IReadOnlyList<string> TakeUsed()
    {
        var used = Order.Where(_used.Contains).ToList();
        _used.Clear();
        return used;
    }

    /// <summary>The tensor as a kernel argument.</summary>
    public string Tensor(Value value)
    {
        var place = PlaceOf(value);
        if (place.Section == Section.External)
        {
            return value.Shape.Sizes.Count == 3 ? (_gradients.Contains(value) ? "g.ImageGradient" : "g.ImageData") : "g.Losses";
        }

        if (IsStream(value))
        {
            return Use(_gradients.Contains(value) ? "dZ" : "z");
        }

        var local = place.Section switch
        {
            Section.Weights => "weights",
            Section.Gradients => "gradients",
            Section.Prepared => "prepared",
            Section.Saved => "saved",
            Section.Work => IsEpilogueTemporary(value) ? "epilogue" : "work",
            _ => "sums",
        };
        return $"{Use(local)}.At({Constant(value, place)})";
    }

    /// <summary>The number of images.</summary>
    public string Images() => Use("images");

    /// <summary>The number of rows of an activation: tokens of all images.</summary>
    public string Rows(Value value) => value.Shape.Tokens == 1 ? Use("images")
        : value.Shape.Tokens == StreamTokens ? Use("rows")
        : $"{Use("images")} * {Number(value.Shape.Tokens)}";

    public string Use(string local)
    {
        _used.Add(local);
        if (local == "rows")
        {
            _used.Add("images");
        }

        return local;
    }

    /// <summary>The residual stream or its gradient: the front of Work.</summary>
    public bool IsStream(Value value) => PlaceOf(value) is { Section: Section.Work, Offset: 0 } && !_epilogue.Contains(value);

    /// <summary>True for temporaries without a batch: they are counted in elements, not in elements per image.</summary>
    public bool IsEpilogueTemporary(Value value) => _epilogue.Contains(value) && PlaceOf(value).Section == Section.Work;

    public Placement PlaceOf(Value value) => _memory.Body[value];

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Grouped(long value) => Literals.Grouped(value).Replace(',', '_');

    /// <summary>Gradients carry the name of their parameter: same layout; in-place results the name of what they took over.</summary>
    private string Constant(Value value, Placement place)
    {
        var owner = place.Section switch
        {
            Section.Gradients => _memory.Region.Region.Parameters.First(parameter => _memory.Body[parameter].Offset == place.Offset),
            Section.Accumulated => _memory.Region.Accumulated.First(sum => _memory.Body[sum] is { Section: Section.Accumulated } own && own.Offset == place.Offset),
            _ => value,
        };
        return Pascal(owner.Name);
    }
}
