using System.Linq;
using Lkca.Cli.Arguments;

namespace Lkca.Cli.Verbs;

/// <summary>A verb of the command line: its tables and what it does.</summary>
internal abstract class Verb
{
    /// <summary>One or two words.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Its plain arguments, in order; a name that ends in "..." stands for one or more.</summary>
    public virtual string[] Arguments => [];

    /// <summary>Its options beside <see cref="Option.Everywhere"/>.</summary>
    public virtual Option[] Options => [];

    /// <summary>How it is called.</summary>
    public string Usage => string.Join(' ', [Name, .. Arguments, .. Options.Where(o => o.Required).Select(o => $"--{o.Name} {o.Value}")]);

    /// <summary>Does it; returns the exit code.</summary>
    public abstract int Run(Invocation invocation);
}
