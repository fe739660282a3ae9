using System.Collections.Generic;

namespace Lkca.Cli.Tables;

/// <summary>A data set of the paper.</summary>
/// <param name="Kind">Its name in a data specification.</param>
/// <param name="Suffix">What the names of the models for it end with.</param>
internal sealed record PaperData(string Kind, string Suffix);

/// <summary>A row of a table: a model and what the paper says of it.</summary>
/// <param name="Label">The paper's name.</param>
/// <param name="Record">The record that declares the model for CIFAR-10; null where the zoo has none.</param>
/// <param name="Parameters">The paper's count, as it prints it; "" where none is known here.</param>
/// <param name="Macs">The paper's FLOPs, as it prints them; "" where none are known here.</param>
/// <param name="Top1">Published top-1 in percent by the kind of data.</param>
internal sealed record PaperRow(string Label, string? Record, string Parameters, string Macs, IReadOnlyDictionary<string, double> Top1)
{
    /// <summary>The paper's count for Tiny-ImageNet's 200 classes and larger patches, where it prints another.</summary>
    public string? TinyParameters { get; init; }

    /// <summary>The paper's count for a kind of data; "" where none is known here.</summary>
    public string ParametersFor(string kind) => kind == "tiny-imagenet" ? TinyParameters ?? Parameters : Parameters;
}

/// <summary>A table: its rows, the data sets that it has columns for, and whether its rows are trained.</summary>
internal sealed record PaperTable(int Number, string Title, IReadOnlyList<string> Data, IReadOnlyList<PaperRow> Rows, bool Trains = true);
