using System;

namespace Lkca.Runtime.Reporting;

/// <summary>Colours of numbers that people with any kind of colour vision can tell apart, and that order by lightness.</summary>
public static class ColorMaps
{
    // Eleven stops of viridis (matplotlib, CC0).
    private static readonly (byte, byte, byte)[] Viridis =
    [
        (0x44, 0x01, 0x54), (0x48, 0x24, 0x75), (0x41, 0x44, 0x87), (0x35, 0x5F, 0x8D), (0x2A, 0x78, 0x8E), (0x21, 0x91, 0x8C),
        (0x22, 0xA8, 0x84), (0x44, 0xBF, 0x70), (0x7A, 0xD1, 0x51), (0xBD, 0xDF, 0x26), (0xFD, 0xE7, 0x25),
    ];

    // Blue, near-white, orange (ColorBrewer's PuOr and Blues, reduced).
    private static readonly (byte, byte, byte)[] BlueOrange =
    [
        (0x08, 0x30, 0x6B), (0x21, 0x71, 0xB5), (0x6B, 0xAE, 0xD6), (0xC6, 0xDB, 0xEF), (0xF7, 0xF7, 0xF7),
        (0xFE, 0xE0, 0xB6), (0xFD, 0xB8, 0x63), (0xE0, 0x82, 0x14), (0x7F, 0x3B, 0x08),
    ];

    /// <summary>From dark violet at 0 to yellow at 1; outside values take the ends.</summary>
    public static (byte Red, byte Green, byte Blue) Sequential(double value) => At(Viridis, value);

    /// <summary>From blue at −1 over near-white at 0 to orange-brown at 1; outside values take the ends.</summary>
    public static (byte Red, byte Green, byte Blue) Diverging(double value) => At(BlueOrange, (value + 1) / 2);

    private static (byte, byte, byte) At((byte Red, byte Green, byte Blue)[] stops, double value)
    {
        var at = double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)at, stops.Length - 2);
        var ((r0, g0, b0), (r1, g1, b1)) = (stops[index], stops[index + 1]);
        return (Mix(r0, r1), Mix(g0, g1), Mix(b0, b1));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + (at - index) * (to - from));
    }
}
