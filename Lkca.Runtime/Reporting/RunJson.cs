using System.Text.Json.Serialization;

namespace Lkca.Runtime.Reporting;

/// <summary>How the description of a run is written as JSON: compiled, so that trimmed programs can.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunInfo))]
internal sealed partial class RunJson : JsonSerializerContext;
