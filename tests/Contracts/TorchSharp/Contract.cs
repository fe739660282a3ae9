using System;

namespace TorchSharp
{
    /// <summary>Signatures have no bodies: who runs this assembly has forgotten the package.</summary>
    internal static class Contract
    {
        public static NotSupportedException NotBuilt => new("This is TorchSharp's contract, signatures only: build with -p:UseTorchSharp=true to run on the package.");
    }
}
