namespace Lkca.Dsl;
/// <summary>Placeholder until the attributes stand here.</summary>
internal static class Placeholder;
