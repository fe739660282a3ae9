using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes one kernel that is specialised to a model's constants, as a nested class with Run and the kernel itself.</summary>
internal abstract class KernelEmitter(string name)
{
    protected const string View = "Gpu::ArrayView<float>";

    /// <summary>The nested class, and the file.</summary>
    public string Name { get; } = name;

    /// <summary>The lines on top of the file.</summary>
    public abstract IReadOnlyList<string> Title(string model);

    public abstract void Emit(SourceWriter w);

    /// <summary>Where the session computes in TF32, the kernel of that name runs instead.</summary>
    protected static void OnTensorCores(SourceWriter w, string? tensorKernel, string arguments)
    {
        if (tensorKernel is null)
        {
            return;
        }

        using (w.Block("if (g.UsesTensorCores)"))
        {
            w.Line($"{tensorKernel}.Run(g, {arguments});");
            w.Line("return;");
        }

        w.Line();
    }

    /// <summary>Parameters, each a view of floats.</summary>
    protected static string Parameters(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"{View} {name}"));

    protected static string N(long value) => IlgpuNames.Number(value);
}
