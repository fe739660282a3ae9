using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Diagnostics;

/// <summary>The one table of rules. A rule is five things, which a test holds together: its descriptor here, its row in
/// AnalyzerReleases.Unshipped.md, its page in docs/diagnostics, the help link to that page, and its test.</summary>
internal static class Rules
{
    /// <summary>Address in front of the pages' paths, to be set where the repository is published, for example
    /// <c>https://example.org/lkca/blob/main/</c>. Empty, because it is not published yet: a help link is then the path alone.</summary>
    internal const string Repository = "";

    private const string Category = "Lkca";

    // The record
    public static readonly DiagnosticDescriptor NotAbstractRecord = new(
        RuleIds.NotAbstractRecord, "A model is declared by an abstract record",
        "'{0}' is {1}; a model is declared by an abstract record",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NotAbstractRecord));

    public static readonly DiagnosticDescriptor Nested = new(
        RuleIds.Nested, "A model's record is not nested",
        "'{0}' is nested in '{1}'; a model's record stands in a namespace, because its class is generated beside it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.Nested));

    public static readonly DiagnosticDescriptor Generic = new(
        RuleIds.Generic, "A model's record has no type parameters",
        "'{0}' has type parameters; a model's record has none",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.Generic));

    public static readonly DiagnosticDescriptor FileLocal = new(
        RuleIds.FileLocal, "A model's record is visible outside its file",
        "'{0}' is local to its file; its class is generated into another file, so the record is internal or public",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.FileLocal));

    public static readonly DiagnosticDescriptor NotAModel = new(
        RuleIds.NotAModel, "Attributes on a record that is no model",
        "'{0}' carries [{1}] but is neither a model nor the base of one; add [VisionModel] or remove the attribute",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NotAModel));

    public static readonly DiagnosticDescriptor WrongRecord = new(
        RuleIds.WrongRecord, "An attribute on a record of the wrong kind",
        "[{0}] stands on '{1}', which is {2}; it belongs on {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.WrongRecord));

    public static readonly DiagnosticDescriptor NameTaken = new(
        RuleIds.NameTaken, "The generated class has the name of another type",
        "'{0}', the class to be generated for '{1}', exists already in this namespace; rename one of them",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NameTaken));

    public static readonly DiagnosticDescriptor StagesInSeveralFiles = new(
        RuleIds.StagesInSeveralFiles, "The stages of a record stand in several files",
        "the stages of '{0}' stand in several files, so their order would depend on the order of the files; state them on one part of the record",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.StagesInSeveralFiles));

    public static readonly DiagnosticDescriptor NameHidden = new(
        RuleIds.NameHidden, "A name that generated code needs itself",
        "{0} '{1}' takes a name that the code generated for '{2}' needs itself; {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NameHidden));

    public static readonly DiagnosticDescriptor OldLanguage = new(
        RuleIds.OldLanguage, "A version of C# before 11",
        "'{0}' is compiled as C# {1}; models need C# 11 or later, the default from .NET 7 on, so remove <LangVersion> from the project or raise it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.OldLanguage));

    // What nobody states
    public static readonly DiagnosticDescriptor NoImageSize = new(
        RuleIds.NoImageSize, "No image size",
        "'{0}' states no image size, nor does a record that it derives from; state Image, or Height and Width, in [VisionModel]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoImageSize));

    public static readonly DiagnosticDescriptor NoClasses = new(
        RuleIds.NoClasses, "No number of classes",
        "'{0}' states no number of classes, nor does a record that it derives from; state Classes in [VisionModel]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoClasses));

    public static readonly DiagnosticDescriptor NoPatchEmbed = new(
        RuleIds.NoPatchEmbed, "No patch embedding",
        "'{0}' has no [PatchEmbed], nor has a record that it derives from",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoPatchEmbed));

    public static readonly DiagnosticDescriptor NoPatchSize = new(
        RuleIds.NoPatchSize, "No patch size",
        "'{0}' states no patch size, nor does a record that it derives from; state Patch, or PatchHeight and PatchWidth, in [PatchEmbed]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoPatchSize));

    public static readonly DiagnosticDescriptor NoWidth = new(
        RuleIds.NoWidth, "No width",
        "'{0}' states no width, nor does a record that it derives from; state Width in [PatchEmbed]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoWidth));

    public static readonly DiagnosticDescriptor NoStage = new(
        RuleIds.NoStage, "No stage",
        "'{0}' has no [Stage<...>], nor has a record that it derives from, so it has no blocks",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoStage));

    public static readonly DiagnosticDescriptor NoDepth = new(
        RuleIds.NoDepth, "A stage without depth",
        "stage {1} of '{0}' states no depth, nor does that stage of a record that it derives from; state Depth in [Stage]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoDepth));

    public static readonly DiagnosticDescriptor NoHeads = new(
        RuleIds.NoHeads, "Self-attention without heads",
        "stage {0} has self-attention but states no heads; state Heads in [Stage]{1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoHeads));

    public static readonly DiagnosticDescriptor NoHead = new(
        RuleIds.NoHead, "No head",
        "'{0}' has no [Head], nor has a record that it derives from; add [Head(Pool = Pool.Mean)]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoHead));

    public static readonly DiagnosticDescriptor BothForms = new(
        RuleIds.BothForms, "A square and a rectangle at once",
        "{0} and {1} are stated together; state {0}, or {2} and {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.BothForms));

    public static readonly DiagnosticDescriptor HalfRectangle = new(
        RuleIds.HalfRectangle, "Half a rectangle",
        "{0} is stated without {1}; state both, or {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.HalfRectangle));

    // Sizes
    public static readonly DiagnosticDescriptor ImageRange = new(
        RuleIds.ImageRange, "Image size out of range",
        "{0} is {1}; an image has 1 to 16384 pixels a side",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.ImageRange));

    public static readonly DiagnosticDescriptor ChannelsRange = new(
        RuleIds.ChannelsRange, "Channels out of range",
        "{0} is {1}; an image has 1 to 65536 channels",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.ChannelsRange));

    public static readonly DiagnosticDescriptor ClassesRange = new(
        RuleIds.ClassesRange, "Classes out of range",
        "{0} is {1}; a model has 1 to 1000000 classes",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.ClassesRange));

    public static readonly DiagnosticDescriptor PatchRange = new(
        RuleIds.PatchRange, "Patch size out of range",
        "{0} is {1}; a patch has 1 to 16384 pixels a side",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.PatchRange));

    public static readonly DiagnosticDescriptor PatchDoesNotDivide = new(
        RuleIds.PatchDoesNotDivide, "The patch does not divide the image",
        "image {0}{1} does not divide into patches of {2}; {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.PatchDoesNotDivide));

    public static readonly DiagnosticDescriptor WidthRange = new(
        RuleIds.WidthRange, "Width out of range",
        "{0} is {1}; a model has 1 to 65536 features per token",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.WidthRange));

    public static readonly DiagnosticDescriptor DepthRange = new(
        RuleIds.DepthRange, "Depth out of range",
        "{0} is {1}; a stage has at least 1 block",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.DepthRange));

    public static readonly DiagnosticDescriptor TooManyBlocks = new(
        RuleIds.TooManyBlocks, "Too many blocks",
        "{0} blocks are declared; at most {1} are possible",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.TooManyBlocks));

    public static readonly DiagnosticDescriptor HeadsRange = new(
        RuleIds.HeadsRange, "Heads out of range",
        "{0} is {1}; a stage has at least 1 head",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.HeadsRange));

    public static readonly DiagnosticDescriptor HeadsDoNotDivide = new(
        RuleIds.HeadsDoNotDivide, "The heads do not divide the width",
        "width {0} does not divide into {1} heads; {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.HeadsDoNotDivide));

    public static readonly DiagnosticDescriptor MlpRatioRange = new(
        RuleIds.MlpRatioRange, "MLP ratio out of range",
        "MlpRatio is {0}; it is greater than 0 and at most 1048576",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.MlpRatioRange));

    public static readonly DiagnosticDescriptor HiddenRange = new(
        RuleIds.HiddenRange, "Hidden features out of range",
        "MlpRatio {0} of width {1} gives {2} hidden features; 1 to {3} are possible",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.HiddenRange));

    public static readonly DiagnosticDescriptor UnknownEnumValue = new(
        RuleIds.UnknownEnumValue, "A value that the enum does not have",
        "{0} has no member of value {1}; its members are {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.UnknownEnumValue));

    // Mixers
    public static readonly DiagnosticDescriptor UnknownMixer = new(
        RuleIds.UnknownMixer, "A mixer of no known kind",
        "'{0}' is no kind of mixer that the compiler knows; use or derive from LkcaMixer or MhsaMixer",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.UnknownMixer));

    public static readonly DiagnosticDescriptor KernelRange = new(
        RuleIds.KernelRange, "Kernel size out of range",
        "{0} is {1}; a kernel is an odd number of tokens up to 32767, or 0 for the full size",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.KernelRange));

    public static readonly DiagnosticDescriptor EvenKernel = new(
        RuleIds.EvenKernel, "An even kernel",
        "{0} is {1}, which is even, so the kernel has no centre; {2} and {3} are odd",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.EvenKernel));

    public static readonly DiagnosticDescriptor KernelTooLarge = new(
        RuleIds.KernelTooLarge, "A kernel beyond the grid",
        "kernel {0}{1} of '{2}' is larger than {3}, which reaches all {4} tokens a side of the grid of '{5}'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.KernelTooLarge));

    public static readonly DiagnosticDescriptor GroupsRange = new(
        RuleIds.GroupsRange, "Groups out of range",
        "{0} is {1}; a mixer has 1 to 65536 groups",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.GroupsRange));

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = new(
        RuleIds.GroupsDoNotDivide, "The groups do not divide the width",
        "width {0} of '{3}' does not divide into {1} groups of '{2}'; {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.GroupsDoNotDivide));

    public static readonly DiagnosticDescriptor ClassTokenWithLkca = new(
        RuleIds.ClassTokenWithLkca, "A class token together with a large kernel",
        "a class token has no place on the grid on which the kernel of '{0}' works; use Pool.Mean, or no large-kernel mixer",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.ClassTokenWithLkca));

    // Limits and budgets
    public static readonly DiagnosticDescriptor TooManyParameters = new(
        RuleIds.TooManyParameters, "More parameters than can be addressed",
        "the model has about {0} parameters, the largest part in its {2}; at most {1} can be addressed",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.TooManyParameters));

    public static readonly DiagnosticDescriptor TooManyActivations = new(
        RuleIds.TooManyActivations, "More activations than can be addressed",
        "the model keeps about {0} numbers per image, the largest part for {2}; at most {1} can be addressed",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.TooManyActivations));

    public static readonly DiagnosticDescriptor BudgetRange = new(
        RuleIds.BudgetRange, "A negative budget",
        "{0} is {1}; a budget is a positive number, or 0 for no limit",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.BudgetRange));

    public static readonly DiagnosticDescriptor ParameterBudget = new(
        RuleIds.ParameterBudget, "The parameters exceed the budget",
        "the model has {0} parameters and its budget is {1}; {2} costs most with {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.ParameterBudget));

    public static readonly DiagnosticDescriptor MacBudget = new(
        RuleIds.MacBudget, "The multiply-accumulates exceed the budget",
        "a forward pass takes {0} multiply-accumulates per image and the budget is {1}; {2} costs most with {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.MacBudget));

    // Backends and precision
    public static readonly DiagnosticDescriptor BackendWithoutEmitter = new(
        RuleIds.BackendWithoutEmitter, "A backend without an emitter",
        "the backend {0} has no emitter for {1}; use {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.BackendWithoutEmitter));

    public static readonly DiagnosticDescriptor UnknownBackendProperty = new(
        RuleIds.UnknownBackendProperty, "An unknown backend in the build property",
        "the build property LkcaBackend is '{0}'; it is one of {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.UnknownBackendProperty));

    public static readonly DiagnosticDescriptor PrecisionNotSupported = new(
        RuleIds.PrecisionNotSupported, "A precision that the backend does not have",
        "Precision.Float64 exists for gradient checks on Backend.Cpu only; the backend is {0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.PrecisionNotSupported));

    public static readonly DiagnosticDescriptor RuntimeMissing = new(
        RuleIds.RuntimeMissing, "The runtime is not referenced",
        "'{0}' needs the package {1}, which is not referenced; dotnet add package {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.RuntimeMissing));

    public static readonly DiagnosticDescriptor BackendRuntimeMissing = new(
        RuleIds.BackendRuntimeMissing, "The runtime of the backend is not referenced",
        "the backend {0} needs the package {1}, which is not referenced; dotnet add package {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.BackendRuntimeMissing));

    // Possible, but surely not meant
    public static readonly DiagnosticDescriptor PatternLongerThanDepth = new(
        RuleIds.PatternLongerThanDepth, "A pattern longer than its depth",
        "stage {0} lists {1} mixers but its depth is {2}, so {3} never used; Depth = {1} uses all of them",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.PatternLongerThanDepth));

    public static readonly DiagnosticDescriptor NarrowHeads = new(
        RuleIds.NarrowHeads, "Heads narrower than half a vector",
        "width {0} in {1} heads gives {2} features a head, which fill at most half of a vector of {3}; Heads = {4} gives {5}",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NarrowHeads));

    public static readonly DiagnosticDescriptor KernelMixesNothing = new(
        RuleIds.KernelMixesNothing, "A large kernel of one tap",
        "the kernel of '{0}' is 1×1 {1}, so it mixes no tokens",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.KernelMixesNothing));

    public static readonly DiagnosticDescriptor NoGradient = new(
        RuleIds.NoGradient, "Parameters that never receive a gradient",
        "{0} can never receive a gradient: {1}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.NoGradient));

    public static readonly DiagnosticDescriptor KeyBias = new(
        RuleIds.KeyBias, "A bias that the softmax cancels",
        "the keys' third of the bias of '{0}' shifts all scores of a query alike, which the softmax cancels: it has no effect and never receives a gradient",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.KeyBias));

    public static readonly DiagnosticDescriptor UnusedHeads = new(
        RuleIds.UnusedHeads, "Heads without self-attention",
        "Heads = {0} has no effect: stage {1} has no self-attention, and a large kernel has no heads",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.UnusedHeads));

    // The compiler itself
    public static readonly DiagnosticDescriptor InternalFailure = new(
        RuleIds.InternalFailure, "The compiler failed",
        "the compiler failed on '{0}': {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(RuleIds.InternalFailure));

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        NotAbstractRecord, Nested, Generic, FileLocal, NotAModel, WrongRecord, NameTaken, StagesInSeveralFiles, NameHidden, OldLanguage, NoImageSize, NoClasses,
        NoPatchEmbed, NoPatchSize, NoWidth, NoStage, NoDepth, NoHeads, NoHead, BothForms, HalfRectangle, ImageRange, ChannelsRange,
        ClassesRange, PatchRange, PatchDoesNotDivide, WidthRange, DepthRange, TooManyBlocks, HeadsRange, HeadsDoNotDivide, MlpRatioRange,
        HiddenRange, UnknownEnumValue, UnknownMixer, KernelRange, EvenKernel, KernelTooLarge, GroupsRange, GroupsDoNotDivide,
        ClassTokenWithLkca, TooManyParameters, TooManyActivations, BudgetRange, ParameterBudget, MacBudget, BackendWithoutEmitter,
        UnknownBackendProperty, PrecisionNotSupported, RuntimeMissing, BackendRuntimeMissing, PatternLongerThanDepth, NarrowHeads, KernelMixesNothing,
        NoGradient, KeyBias, UnusedHeads, InternalFailure,
    ];

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = All.ToImmutableDictionary(rule => rule.Id);

    public static DiagnosticDescriptor Get(string id) => ById[id];

    /// <summary>True where a declaration with such a finding cannot be compiled.</summary>
    public static bool IsError(string id) => Get(id).DefaultSeverity == DiagnosticSeverity.Error;

    /// <summary>The message of a finding, with its numbers.</summary>
    public static string Message(Finding finding) => string.Format(
        CultureInfo.InvariantCulture, Get(finding.Id).MessageFormat.ToString(CultureInfo.InvariantCulture), [.. finding.Arguments.Cast<object>()]);

    // A path in the repository and in the package Lkca.Dsl, which holds the pages too.
    private static string Page(string id) => Repository + "docs/diagnostics/" + id + ".md";
}
