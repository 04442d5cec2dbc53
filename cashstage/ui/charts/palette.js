// Colours for the canvas, read from the design tokens that style everything else.

const SERIES = 8;
const READ = { willReadFrequently: true };

// The canvas understands fewer colour notations than CSS, so the browser resolves them first.
const probe = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d", READ);

function resolve(styles, name) {
  const value = styles.getPropertyValue(name).trim();
  if (!probe || !value) {
    return value;
  }
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = value;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = probe.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
}

export function readPalette(element) {
  const styles = getComputedStyle(element);
  const color = (name) => resolve(styles, name);
  return {
    ink: color("--ink"),
    muted: color("--ink-muted"),
    hairline: color("--hairline"),
    surface: color("--surface"),
    font: styles.fontFamily,
    series: Array.from({ length: SERIES }, (_, index) => color(`--chart-${index + 1}`)),
  };
}

// Calls back whenever light turns to dark, by the switch or by the system.
export function onThemeChange(callback) {
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "class", "style"] });
  media.addEventListener("change", callback);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", callback);
  };
}
