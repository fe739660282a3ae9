using System;
using Lkca.Runtime.Reporting;
using Xunit;

namespace Lkca.Runtime.Tests.Reporting;

public class FmaPeakTests
{
    [Fact]
    public void The_peak_is_a_plausible_number()
    {
        Assert.InRange(FmaPeak.Measure(1, 0.05), 0.5, 2000);
        Assert.Throws<ArgumentOutOfRangeException>(() => FmaPeak.Measure(0));
    }
}
