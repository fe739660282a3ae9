using System.Text.Json.Serialization;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Reporting;

/// <summary>How metrics are written as JSON: compiled, so that trimmed programs can.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EpochMetrics))]
internal sealed partial class MetricsJson : JsonSerializerContext;
