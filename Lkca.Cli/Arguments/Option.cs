namespace Lkca.Cli.Arguments;

/// <summary>An option of a verb.</summary>
/// <param name="Name">Without the two dashes.</param>
/// <param name="Value">What its value is called in the help; null for a switch.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="Required">The verb does not run without it.</param>
internal sealed record Option(string Name, string? Value, string Help, bool Required = false)
{
    /// <summary>Options that every verb has.</summary>
    public static readonly Option[] Everywhere =
    [
        new("json", null, "print the result as JSON"),
        new("models", "ASSEMBLY", "add the models of this assembly (may be repeated)"),
        new("help", null, "explain the verb"),
    ];

    /// <summary>Options of the verbs that run a model.</summary>
    public static readonly Option[] Session =
    [
        new("threads", "N", "worker threads; 0, the default, takes one per core (results do not depend on it)"),
        new("device", "NAME", "device of the model's backend (default: cpu)"),
        new("compute", "NAME", "what products are computed in: declared (default), tf32 or bfloat16, where backend and device have it"),
    ];
}
