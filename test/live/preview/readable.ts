// Scripts that run in a page and find what cannot be read.

/** Texts whose contrast with what is behind them is too low, each with its ratio. A gradient is measured at its worst end. */
export const faintTexts = `(() => {
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const colors = (text) =>
    [...text.matchAll(/rgba?\\(([^)]+)\\)/g)].map(([, list]) => {
      const [r, g, b, a = 1] = list.split(/[\\s,/]+/).map(Number);
      return [r, g, b, a];
    });
  const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
  /** Every colour that may be behind an element, the outermost first. */
  const grounds = (element) => {
    if (!element) return [[255, 255, 255]];
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    const own = colors(backgroundImage.includes("gradient") ? backgroundImage : backgroundColor);
    const behind = own.every(([, , , a]) => a === 1) ? [[255, 255, 255]] : grounds(element.parentElement);
    return own.flatMap((color) => behind.map((under) => over(color, under)));
  };
  const ratio = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (!text || !element.checkVisibility({ checkOpacity: true }) || element.closest("script, style, [aria-disabled=true]")) continue;
    const style = getComputedStyle(element);
    const ink = element instanceof SVGElement ? style.fill : style.color;
    const size = Number.parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    // A slice of a ring is no ancestor of the text on it.
    const slice = element.closest("svg g")?.querySelector("path");
    const behind = slice ? colors(getComputedStyle(slice).fill) : grounds(element);
    const least = Math.min(...behind.map((ground) => ratio(over(colors(ink)[0], ground), ground)));
    if (least < needed) found.push(text.slice(0, 40) + " " + least.toFixed(2));
  }
  return [...new Set(found)];
})()`;

/** What is cut off: titles with an ellipsis, tables that scroll sideways, legends that scroll. */
export const cutOff = `[...document.querySelectorAll("[data-panel]")].flatMap((panel) => {
  const cut = [];
  const heading = panel.querySelector("h2");
  if (heading && heading.scrollWidth > heading.clientWidth + 1) cut.push("title");
  if ([...panel.querySelectorAll("[role=grid]")].some((grid) => grid.scrollWidth > grid.clientWidth + 1)) cut.push("columns");
  for (const item of panel.querySelectorAll("[class*=LegendLabel]"))
    for (let box = item; box !== panel; box = box.parentElement)
      if (getComputedStyle(box).overflowY !== "visible" && box.scrollHeight > box.clientHeight + 2) cut.push("legend");
  return [...new Set(cut)].map((what) => panel.dataset.panel + ": " + what);
})`;

/**
 * Rules of WCAG 2.2 at level AA that axe-core finds broken; axe itself was evaluated before. Contrast is measured at
 * faintTexts, which is faster. Left out are the names in legends: Grafana's component labels each with what a click
 * does, and gives it 22 px.
 */
export const brokenRules = `axe
  .run(
    { exclude: [["[class*=LegendLabel]"]] },
    { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], rules: { "color-contrast": { enabled: false } } },
  )
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 150)).join(" | ")))`;

export interface Focus {
  readonly name: string;
  /** Whether anything around it shows the focus. */
  readonly isSeen: boolean;
}

/** The element that has the focus; undefined where none has. */
export const focused = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const around = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  const look = () =>
    around.flatMap((one) => [getComputedStyle(one), getComputedStyle(one, "::before"), getComputedStyle(one, "::after")])
      .map(({ outline, boxShadow, borderColor, backgroundColor }) => [outline, boxShadow, borderColor, backgroundColor].join()).join();
  const withFocus = look();
  element.blur();
  const without = look();
  element.focus();
  const label = element.labels?.[0]?.textContent ?? "";
  const name = element.getAttribute("aria-label") || label || element.title || element.textContent.trim() || element.id;
  // Cells of a grid keep their outline when the focus leaves.
  return { name, isSeen: withFocus !== without || getComputedStyle(element).outlineStyle !== "none" };
})()`;
