using Lkca.Runtime.Data.Images;
using Xunit;

namespace Lkca.Tests.Data.Images;

/// <summary>A test that decodes JPEG: skipped, with what to install, where the library is missing.</summary>
internal sealed class JpegTheoryAttribute : TheoryAttribute
{
    public JpegTheoryAttribute() => Skip = TurboJpeg.IsAvailable ? null : TurboJpeg.HowToInstall;
}

/// <inheritdoc cref="JpegTheoryAttribute"/>
internal sealed class JpegFactAttribute : FactAttribute
{
    public JpegFactAttribute() => Skip = TurboJpeg.IsAvailable ? null : TurboJpeg.HowToInstall;
}
