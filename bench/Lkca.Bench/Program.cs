using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Lkca.Bench -- --filter '*Linear*'
BenchmarkSwitcher.FromAssembly(typeof(Lkca.Bench.KernelConfig).Assembly).Run(args, new Lkca.Bench.KernelConfig());
