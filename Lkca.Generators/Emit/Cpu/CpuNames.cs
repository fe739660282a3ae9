using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Cpu;

/// <summary>How the values of one region are written in its methods: the local that stands for their section, and the constant that is their offset.
/// Remembers which locals a method uses, so that only those are declared.</summary>
internal sealed class CpuNames
{
    private readonly RegionMemory _memory;
    private readonly bool _isEpilogue;
    private readonly Dictionary<Value, int> _sites = [];
    private readonly HashSet<Value> _gradients;
    private readonly SortedSet<string> _used = new(System.StringComparer.Ordinal);

    public CpuNames(RegionMemory memory, bool isEpilogue)
    {
        _memory = memory;
        _isEpilogue = isEpilogue;
        _gradients = [.. memory.Region.Backward.SelectMany(node => node.Outputs).Concat(new[] { memory.Region.Region.OutputGradient }.OfType<Value>())];
        foreach (var node in memory.Region.Forward.Concat(memory.Region.Backward))
        {
            var site = SiteOf(node.Op) ?? node.Inputs.Where(_sites.ContainsKey).Select(input => (int?)_sites[input]).FirstOrDefault();
            foreach (var output in node.Outputs.Where(output => site is not null && output.Shape.Leading == Leading.Kept))
            {
                _sites[output] = site!.Value;
            }
        }
    }

    /// <summary>The locals that were asked for since the last call, in the order in which they are declared.</summary>
    public IReadOnlyList<string> TakeUsed()
    {
        string[] order = ["weights", "gradients", "prepared", "saved", "work", "sums", "z", "dZ", "mixerImages", "mixerTokens", "mlpImages", "mlpTokens", "images", "tokens"];
        var used = order.Where(_used.Contains).ToList();
        _used.Clear();
        return used;
    }

    /// <summary>The tensor as a kernel argument.</summary>
    public string Tensor(Value value)
    {
        var place = _memory.Body[value];
        if (place.Section == Section.External)
        {
            return value.Shape.Sizes.Count == 3 ? (_gradients.Contains(value) ? "g.ImageGradient" : "g.ImageData") : "g.Losses";
        }

        if (IsStream(place))
        {
            return Use(_gradients.Contains(value) ? "dZ" : "z");
        }

        var local = place.Section switch
        {
            Section.Weights => "weights",
            Section.Gradients => "gradients",
            Section.Prepared => "prepared",
            Section.Saved => "saved",
            Section.Work => "work",
            _ => "sums",
        };
        return $"{Use(local)}.At({Constant(value, place)})";
    }

    /// <summary>An output of a step; a sum over the batch is added to in the order of the groups. A step has one turn, for all its sums.</summary>
    public string Output(Node node, int index) =>
        node.IsAccumulation && !_isEpilogue && index == 0 ? $"g.InTurn({Tensor(node.Outputs[index])})" : Tensor(node.Outputs[index]);

    /// <summary>The scratch argument of a kernel.</summary>
    public string Scratch() =>
        _memory.Scratch is null ? "default" : _isEpilogue ? $"{Use("work")}.At(Scratch)" : "g.OwnWork.At(Scratch)";

    /// <summary>The set of images that a branch's value belongs to.</summary>
    public string ImageSet(int site) => Use(site == 0 ? "mixerImages" : "mlpImages");

    /// <summary>The number of images of a value.</summary>
    public string Images(Value value) => value.Shape.Leading == Leading.Kept ? ImageSet(_sites[value]) + ".Count" : Use("images");

    /// <summary>Tokens of an image in the residual stream.</summary>
    public int StreamTokens => (_memory.Region.Region is { Input.Shape.Sizes.Count: 3 } region ? region.Output : _memory.Region.Region.Input).Shape.Tokens;

    /// <summary>The number of tokens of a value, all images together.</summary>
    public string Tokens(Value value)
    {
        if (value.Shape.Leading == Leading.Kept)
        {
            return Use(_sites[value] == 0 ? "mixerTokens" : "mlpTokens");
        }

        return value.Shape.Tokens == 1 ? Use("images")
            : value.Shape.Tokens == StreamTokens ? Use("tokens")
            : $"{Use("images")} * {Number(value.Shape.Tokens)}";
    }

    public string Use(string local)
    {
        _used.Add(local);
        if (local is "mixerTokens" or "mlpTokens")
        {
            _used.Add(local.Replace("Tokens", "Images"));
        }
        else if (local == "tokens")
        {
            _used.Add("images");
        }

        return local;
    }

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>The residual stream or its gradient: the front of Work.</summary>
    public bool IsStream(Placement place) => !_isEpilogue && place is { Section: Section.Work, Offset: 0 };

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

    private static int? SiteOf(Op op) => op switch
    {
        Normalize normalize => normalize.Site,
        ResidualBackward backward => backward.Site,
        Select select => select.Site,
        _ => null,
    };

    internal static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static string Grouped(long value) => Literals.Grouped(value).Replace(',', '_');
}
