using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

public abstract unsafe partial class CpuModel<T>
{
    /// <summary>What the workers do side by side; a training step runs Prepare, Clear, Train, Finish and Update; before the update
    /// gradients may be accumulated, measured and clipped.</summary>
    private enum Phase
    {
        Prepare,
        Forward,
        TeamForward,
        Clear,
        Train,
        Finish,
        Accumulate,
        Measure,
        Clip,
        Update,
    }

    /// <summary>The call that is under way.</summary>
    private sealed class Batch
    {
        public int Images { get; private set; }

        public int Groups { get; private set; }

        public NativeSpan<T> ImageData { get; private set; }

        public NativeSpan<T> Targets { get; private set; }

        public NativeSpan<T> ImageGradient { get; private set; }

        public NativeSpan<T> Logits { get; private set; }

        public StepOptions Options { get; private set; }

        public void Set(int images, int groups, NativeSpan<T> imageData, NativeSpan<T> targets, NativeSpan<T> imageGradient, NativeSpan<T> logits, in StepOptions options) =>
            (Images, Groups, ImageData, Targets, ImageGradient, Logits, Options) = (images, groups, imageData, targets, imageGradient, logits, options);
    }
}
