using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;

namespace Lkca.Generators;

/// <summary>From a checked spec to the files of the model.</summary>
internal static class ModelCompiler
{
    public static CompiledModel Compile(ModelSpec spec)
    {
        var surface = new Surface(spec.Name, spec.Namespace, spec.HintName, spec.IsPublic, CanStub: true);
        return new CompiledModel(new EquatableArray<GeneratedFile>([StubFile.Write(surface, spec.HintName, [])]), new EquatableArray<Finding>([]));
    }
}
