using System;

namespace Lkca.Runtime.Inspection;

/// <summary>One step of the plain network: its output, and the function that turns the gradient of the output into the gradient of the input.</summary>
internal readonly record struct PlainStep(Matrix Output, Func<Matrix, Matrix> Pullback);
