using System.Collections.Generic;
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

    protected static string N(long value) => IlgpuNames.Number(value);
}
