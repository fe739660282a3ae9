using System.Globalization;
using System.Linq;
using Lkca.Cli.Output;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca models</c>: the declared models.</summary>
internal sealed class ModelsVerb : Verb
{
    public override string Name => "models";

    public override string Summary => "the declared models: name, backend, parameters, MACs";

    public override int Run(Invocation invocation)
    {
        var models = invocation.Catalog.Models;
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, models.Select(m => new
            {
                name = m.Description.Name,
                backend = m.Description.Backend,
                parameters = m.Description.ParameterCount,
                macs = m.Description.Macs,
            }));
            return 0;
        }

        TextTable.Write(invocation.Output, ["model", "backend", "parameters", "MACs"], models.Select(m => new[]
        {
            m.Description.Name,
            m.Description.Backend,
            m.Description.ParameterCount.ToString("N0", CultureInfo.InvariantCulture),
            m.Description.Macs.ToString("N0", CultureInfo.InvariantCulture),
        }), 2, 3);
        return 0;
    }
}
