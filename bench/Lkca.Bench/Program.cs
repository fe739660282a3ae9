using BenchmarkDotNet.Running;
using Lkca.Bench;

// dotnet run -c Release --project bench/Lkca.Bench -- --filter '*Linear*'   benchmarks of single kernels
// dotnet run -c Release --project bench/Lkca.Bench -- views                 the compiler's table of view costs
if (args is ["views"])
{
    ViewCostTable.Run();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(KernelConfig).Assembly).Run(args, new KernelConfig());
