using BenchmarkDotNet.Running;
using Lkca.Bench;

// dotnet run -c Release --project bench/Lkca.Bench -- --filter '*Linear*'          benchmarks of single kernels
// dotnet run -c Release --project bench/Lkca.Bench -- views                        the compiler's table of view costs
// dotnet run -c Release --project bench/Lkca.Bench -- operator H BATCH WIDTH THREADS   the large-kernel operator alone
// dotnet run -c Release --project bench/Lkca.Bench -- pipeline THREADS                what loading and augmentation cost a step
switch (args)
{
    case ["views"]:
        ViewCostTable.Run();
        break;
    case ["operator", .. var sizes] when sizes.Length == 4:
        OperatorTimes.Run(sizes);
        break;
    case ["pipeline", .. var threads] when threads.Length == 1:
        PipelineCost.Run(threads);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(KernelConfig).Assembly).Run(args, new KernelConfig());
        break;
}
