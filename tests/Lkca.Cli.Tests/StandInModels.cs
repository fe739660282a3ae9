using Lkca.Cli.Tests;
using Lkca.Runtime;
using Lkca.Tests;

[assembly: DeclaredModel(typeof(StandInModel))]
[assembly: DeclaredModel(typeof(WideStandInModel))]
[assembly: DeclaredModel(typeof(BrokenModel))]

namespace Lkca.Cli.Tests;

/// <summary>Declares the linear classifier as the model StandIn, so that the command line finds it as it finds compiled ones.</summary>
internal static class StandInModel
{
    public static ModelInfo Description { get; } = LinearModel.Describe("StandIn");

    public static LinearModel Create(SessionOptions options) => new(Description, options);
}

/// <summary>The same in double precision and on small pictures.</summary>
internal static class WideStandInModel
{
    public static ModelInfo Description { get; } = LinearModel.Describe("WideStandIn", height: 4, width: 2, classes: 3, precision: "F64");

    public static LinearModel Create(SessionOptions options) => new(Description, options);
}

/// <summary>What the generator leaves of a model that does not compile.</summary>
internal static class BrokenModel
{
    public static ModelInfo Description => throw new System.InvalidOperationException("it does not compile");

    public static LinearModel Create(SessionOptions options) => new(Description, options);
}
