using System.Text.Json.Serialization;

namespace Lkca.Runtime.Checkpoints;

/// <summary>How the lists in the metadata of weight files are written as JSON: compiled, so that trimmed programs can.</summary>
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class MetadataJson : JsonSerializerContext;
