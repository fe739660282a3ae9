namespace Lkca.Runtime.Inspection;

/// <summary>z′ = mixer(norm1(z)) + z; output = mlp(norm2(z′)) + z′.</summary>
internal sealed record PlainBlock(PlainNorm Norm1, PlainMixer Mixer, PlainNorm Norm2, PlainMlp Mlp)
{
    public PlainStep Forward(Matrix z, out Matrix[]? attention)
    {
        var normed = Norm1.Forward(z);
        var mixed = Mixer.Forward(normed.Output, out attention);
        var between = z + mixed.Output;
        var again = Norm2.Forward(between);
        var mlp = Mlp.Forward(again.Output);
        return new(between + mlp.Output, dy =>
        {
            var dBetween = dy + again.Pullback(mlp.Pullback(dy));
            return dBetween + normed.Pullback(mixed.Pullback(dBetween));
        });
    }
}
