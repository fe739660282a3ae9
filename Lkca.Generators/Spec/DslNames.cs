namespace Lkca.Generators.Spec;

/// <summary>Names of Lkca.Dsl, which the generator must not reference: an analyzer with dependencies does not load. A test holds them against
/// the assembly.</summary>
internal static class DslNames
{
    public const string Namespace = "Lkca.Dsl";
    public const string VisionModelMetadataName = "Lkca.Dsl.VisionModelAttribute";
    public const string RuntimeMarkerMetadataName = "Lkca.Runtime.IVisionModel";

    public const string VisionModel = "VisionModelAttribute";
    public const string PatchEmbed = "PatchEmbedAttribute";
    public const string Stage = "StageAttribute";
    public const string Head = "HeadAttribute";
    public const string Backend = "BackendAttribute";
    public const string Budget = "BudgetAttribute";
    public const string Precision = "PrecisionAttribute";
    public const string LkcaOptions = "LkcaOptionsAttribute";
    public const string MhsaOptions = "MhsaOptionsAttribute";

    public const string Mixer = "Mixer";
    public const string LkcaMixer = "LkcaMixer";
    public const string MhsaMixer = "MhsaMixer";

    public const string Image = "Image";
    public const string Height = "Height";
    public const string Width = "Width";
    public const string Channels = "Channels";
    public const string Classes = "Classes";
    public const string Patch = "Patch";
    public const string PatchHeight = "PatchHeight";
    public const string PatchWidth = "PatchWidth";
    public const string Depth = "Depth";
    public const string Heads = "Heads";
    public const string MlpRatio = "MlpRatio";
    public const string Pool = "Pool";
    public const string MaxParameters = "MaxParameters";
    public const string MaxMacs = "MaxMacs";
    public const string View = "View";
    public const string Kernel = "Kernel";
    public const string KernelHeight = "KernelHeight";
    public const string KernelWidth = "KernelWidth";
    public const string Groups = "Groups";
    public const string ValueBias = "ValueBias";
    public const string Projection = "Projection";
    public const string QkvBias = "QkvBias";
    public const string ProjectionBias = "ProjectionBias";

    /// <summary>Argument of Backend and Precision, which is positional.</summary>
    public const string Positional = "";

    /// <summary>The attribute as source text writes it: VisionModel for VisionModelAttribute.</summary>
    public static string Short(string attribute) => attribute.Substring(0, attribute.Length - "Attribute".Length);

    /// <summary>Name of the class that is generated for a record.</summary>
    public static string ModelClass(string record) => record + "Model";
}
