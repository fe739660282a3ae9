namespace Lkca.Generators.Diagnostics;

/// <summary>The ids, by name. An id is never used again for something else. <see cref="Rules"/> has the texts.</summary>
internal static class RuleIds
{
    // The record
    public const string NotAbstractRecord = "LKCA0101";
    public const string Nested = "LKCA0102";
    public const string Generic = "LKCA0103";
    public const string FileLocal = "LKCA0104";
    public const string NotAModel = "LKCA0105";
    public const string WrongRecord = "LKCA0106";
    public const string NameTaken = "LKCA0107";
    public const string StagesInSeveralFiles = "LKCA0108";
    public const string NameHidden = "LKCA0109";
    public const string OldLanguage = "LKCA0110";

    // What nobody states
    public const string NoImageSize = "LKCA0201";
    public const string NoClasses = "LKCA0202";
    public const string NoPatchEmbed = "LKCA0203";
    public const string NoPatchSize = "LKCA0204";
    public const string NoWidth = "LKCA0205";
    public const string NoStage = "LKCA0206";
    public const string NoDepth = "LKCA0207";
    public const string NoHeads = "LKCA0208";
    public const string NoHead = "LKCA0209";
    public const string BothForms = "LKCA0210";
    public const string HalfRectangle = "LKCA0211";

    // Sizes
    public const string ImageRange = "LKCA0301";
    public const string ChannelsRange = "LKCA0302";
    public const string ClassesRange = "LKCA0303";
    public const string PatchRange = "LKCA0304";
    public const string PatchDoesNotDivide = "LKCA0305";
    public const string WidthRange = "LKCA0306";
    public const string DepthRange = "LKCA0307";
    public const string TooManyBlocks = "LKCA0308";
    public const string HeadsRange = "LKCA0309";
    public const string HeadsDoNotDivide = "LKCA0310";
    public const string MlpRatioRange = "LKCA0311";
    public const string HiddenRange = "LKCA0312";
    public const string UnknownEnumValue = "LKCA0313";

    // Mixers
    public const string UnknownMixer = "LKCA0401";
    public const string KernelRange = "LKCA0402";
    public const string EvenKernel = "LKCA0403";
    public const string KernelTooLarge = "LKCA0404";
    public const string GroupsRange = "LKCA0405";
    public const string GroupsDoNotDivide = "LKCA0406";
    public const string ClassTokenWithLkca = "LKCA0407";

    // What the compiler and a budget bear
    public const string TooManyParameters = "LKCA0501";
    public const string TooManyActivations = "LKCA0502";
    public const string BudgetRange = "LKCA0503";

    /// <summary>Found by the compiler, which knows the costs: total, limit, path of the layer that costs most, its cost.
    /// Target ("BudgetAttribute", 0, "MaxParameters").</summary>
    public const string ParameterBudget = "LKCA0504";

    /// <summary>Found by the compiler, which knows the costs: total, limit, path of the layer that costs most, its cost.
    /// Target ("BudgetAttribute", 0, "MaxMacs").</summary>
    public const string MacBudget = "LKCA0505";

    // Backends and precision
    public const string BackendWithoutEmitter = "LKCA0601";
    public const string UnknownBackendProperty = "LKCA0602";
    public const string PrecisionNotSupported = "LKCA0603";
    public const string RuntimeMissing = "LKCA0604";
    public const string BackendRuntimeMissing = "LKCA0605";

    // Possible, but surely not meant
    public const string PatternLongerThanDepth = "LKCA0701";
    public const string NarrowHeads = "LKCA0702";
    public const string KernelMixesNothing = "LKCA0703";
    public const string NoGradient = "LKCA0704";
    public const string KeyBias = "LKCA0705";
    public const string UnusedHeads = "LKCA0706";

    // The compiler itself
    public const string InternalFailure = "LKCA0901";
}
