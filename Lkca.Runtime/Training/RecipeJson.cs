using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Training.Augmentations;

namespace Lkca.Runtime.Training;

/// <summary>How recipes are written as JSON: compiled, so that trimmed programs can.</summary>
[JsonSerializable(typeof(TrainingRecipe))]
internal sealed partial class RecipeJson : JsonSerializerContext
{
    /// <summary>Keys and choices in camel case; an unknown key or choice is an error.</summary>
    public static RecipeJson Compiled { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters =
        {
            new JsonStringEnumConverter<Optimizer>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<WeightDecayScope>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ResizeRule>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<AutoAugment>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    });

    /// <summary>The text with the default of every key that it lacks: compiled readers give an absent key the zero of its type, not what the record states.</summary>
    /// <exception cref="JsonException">Not JSON, or a key twice.</exception>
    public static string WithDefaults(string json)
    {
        if (JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is not JsonObject stated)
        {
            return json;
        }

        var defaults = JsonSerializer.SerializeToNode(new TrainingRecipe(), Compiled.TrainingRecipe)!.AsObject();
        foreach (var (key, value) in defaults.Where(d => !stated.ContainsKey(d.Key)).ToArray())
        {
            stated[key] = value?.DeepClone();
        }

        return stated.ToJsonString();
    }
}
