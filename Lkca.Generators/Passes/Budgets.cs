using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Text;

namespace Lkca.Generators.Passes;

/// <summary>Holds a model's costs against its declared budget; an exceeded one names the layer that costs most.</summary>
internal static class Budgets
{
    public static List<Finding> Check(ModelSpec spec, CostReport cost)
    {
        var findings = new List<Finding>();
        if (spec.Budget.MaxParameters > 0 && cost.Parameters > spec.Budget.MaxParameters)
        {
            var largest = cost.Layers.OrderByDescending(layer => layer.Parameters).First();
            findings.Add(Exceeded(RuleIds.ParameterBudget, "MaxParameters", cost.Parameters, spec.Budget.MaxParameters, largest.FullPath, largest.Parameters));
        }

        if (spec.Budget.MaxMacs > 0 && cost.Macs > spec.Budget.MaxMacs)
        {
            var largest = cost.Layers.OrderByDescending(layer => layer.Macs).First();
            findings.Add(Exceeded(RuleIds.MacBudget, "MaxMacs", cost.Macs, spec.Budget.MaxMacs, largest.FullPath, largest.Macs));
        }

        return findings;
    }

    private static Finding Exceeded(string id, string argument, long total, long limit, string layer, long share) =>
        new(id, new("BudgetAttribute", 0, argument), new([Literals.Grouped(total), Literals.Grouped(limit), layer, Literals.Grouped(share)]));
}
