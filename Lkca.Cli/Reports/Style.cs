namespace Lkca.Cli.Reports;

/// <summary>The look of a page. No character that XML escapes may stand in it: browsers read the text of a style element as it is.</summary>
internal static class Style
{
    public const string Sheet = """

        :root { color-scheme: light dark; --back: #ffffff; --text: #1c2126; --soft: #59636e; --rule: #d8dee4; --panel: #f6f8fa;
          --c0: #0072b2; --c1: #b8530a; --right: #0072b2; --wrong: #d55e00; --link: #0a5ca8; }
        @media (prefers-color-scheme: dark) { :root { --back: #14181c; --text: #e4e8ec; --soft: #9aa5b1; --rule: #333b44; --panel: #1c2228;
          --c0: #56b4e9; --c1: #e69f00; --right: #2f8fce; --wrong: #d9731f; --link: #7cc0f4; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; max-width: 66rem; padding: 2rem 1.25rem 3rem; background: var(--back); color: var(--text);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        h1 { font-size: 2rem; line-height: 1.15; margin: 0 0 .35rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: 1.3rem; line-height: 1.25; margin: 0 0 .6rem; }
        h3 { font-size: 1rem; margin: 0 0 .35rem; }
        p { margin: 0 0 .9rem; max-width: 44rem; }
        a { color: var(--link); }
        section { border-top: 1px solid var(--rule); margin-top: 2.25rem; padding-top: 1.5rem; }
        .lead { color: var(--soft); font-size: 1.05rem; overflow-wrap: anywhere; }
        .note { color: var(--soft); font-size: .85rem; }
        .numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 1rem 1.25rem; margin: 1.25rem 0 1.5rem; }
        .numbers div { border-left: 3px solid var(--rule); padding-left: .75rem; }
        .numbers dt { color: var(--soft); font-size: .85rem; }
        .numbers dd { margin: 0; font-size: 1.3rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
        .numbers dd.note { font-size: .8rem; font-weight: 400; }
        nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; list-style: none; margin: 0; padding: 0; }
        nav a { display: inline-block; padding: .3rem 0; }
        .whole { white-space: nowrap; }
        figure { margin: 0; }
        figcaption { color: var(--soft); font-size: .85rem; margin-top: .3rem; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.75rem 2rem; margin-bottom: 1.25rem; }
        .chart { display: block; width: 100%; height: auto; font-size: 13px; }
        .grid { stroke: var(--rule); stroke-width: 1; }
        .tick { fill: var(--soft); font-size: 12px; }
        .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
        .line-0 { stroke: var(--c0); } .line-1 { stroke: var(--c1); stroke-dasharray: 7 5; }
        .dot-0, .name-0 { fill: var(--c0); } .dot-1, .name-1 { fill: var(--c1); }
        .name { font-weight: 600; }
        details { margin: .75rem 0; }
        summary { cursor: pointer; color: var(--link); padding: .3rem 0; width: fit-content; }
        .scroll { overflow-x: auto; max-width: 100%; margin-bottom: .9rem; }
        .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); font-size: .85rem; padding-bottom: .4rem; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
        th { font-weight: 600; }
        th:first-child { text-align: left; padding-left: 0; }
        tbody th { font-weight: 400; }
        #recipe td, #model td { text-align: left; }
        #recipe td { white-space: normal; overflow-wrap: anywhere; }
        .confusion th, .confusion td { padding: .35rem .5rem; }
        .confusion .cell { min-width: 2.6rem; text-align: center; border: 1px solid var(--back); }
        .confusion .right { background: color-mix(in srgb, var(--right) var(--share), var(--panel)); }
        .confusion .wrong { background: color-mix(in srgb, var(--wrong) var(--share), var(--panel)); }
        .confusion .full { color: #ffffff; font-weight: 600; }
        .confusion .none { color: var(--soft); }
        abbr { text-decoration: none; }
        img { display: block; image-rendering: pixelated; height: auto; }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.25rem, 1fr)); gap: 1.1rem; margin: .75rem 0 1rem; }
        .gallery img { width: 100%; border-radius: 3px; border: 1px solid var(--rule); }
        .gallery figcaption { line-height: 1.35; overflow-wrap: anywhere; }
        .gallery figcaption strong { color: var(--text); font-weight: 600; }
        .gallery.small { grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); gap: .8rem; }
        .gallery.pairs { grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); margin-bottom: 1.75rem; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem; }
        .matrix { width: 100%; max-width: 36rem; border: 1px solid var(--rule); }
        .scale { max-width: 16rem; margin: .25rem 0 .5rem; }
        .scale .bar { width: 100%; height: .6rem; border-radius: 2px; image-rendering: auto; }
        .scale div { display: flex; justify-content: space-between; color: var(--soft); font-size: .8rem; }
        footer { border-top: 1px solid var(--rule); margin-top: 2.5rem; padding-top: 1rem; color: var(--soft); font-size: .85rem; }
        @media (max-width: 30rem) { body { padding: 1.25rem 1rem 2rem; } h1 { font-size: 1.6rem; }
          .numbers { grid-template-columns: 1fr 1fr; } .numbers dd { font-size: 1.15rem; }
          .gallery { grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); gap: .8rem; }
          .chart { font-size: 15px; } .tick { font-size: 14px; }
          .confusion th, .confusion td { padding: .3rem .25rem; } .confusion .cell { min-width: 1.75rem; font-size: .8rem; } }
        @media print { section { break-inside: avoid-page; } nav { display: none; } }

        """;
}
