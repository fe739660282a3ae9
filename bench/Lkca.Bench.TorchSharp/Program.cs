using System;

// dotnet run -c Release --project bench/Lkca.Bench.TorchSharp -p:UseTorchSharp=true -- step [--device D] [--batch N] [--threads N] [--rounds N]   a training step of LKCA-B against TorchSharp's autograd
// dotnet run -c Release --project bench/Lkca.Bench.TorchSharp -p:UseTorchSharp=true -- views [--device D] [--threads N]                         the compiler's table of view costs
#if TORCHSHARP_PACKAGE
return Lkca.Bench.Torch.Commands.Run(args);
#else
Console.Error.WriteLine("Built without the package TorchSharp, against its contract: -p:UseTorchSharp=true builds what can run (docs/backends.md).");
return 1;
#endif
