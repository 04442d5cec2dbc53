// The formula language as far as an editor needs it while somebody types: words, the call around
// the caret, and what could stand there. Whether a formula is right, only the server says.

const WORD = /[\p{L}_][\p{L}\p{N}_]*/u;
const PARTS = new RegExp(
  [
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<text>[rR]?'(?:\\[\s\S]|''|[^'\\])*(?:'|$))/,
    /(?<name>`[^`]*(?:`|$)|"[^"]*(?:"|$))/,
    /(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/,
    new RegExp(`(?<word>${WORD.source})`),
    /(?<sign>[(),])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu"
);
const KEYWORDS = new Set(
  "AND OR NOT IN IS NULL TRUE FALSE CASE WHEN THEN ELSE END DISTINCT INTERVAL AS".split(" ")
);
const UNITS = "YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND".split(" ");
const MOST_CHOICES = 8;

// The text in pieces {kind, start, end}; what lies between them is plain.
export function partsOf(text) {
  const parts = [];
  for (const found of text.matchAll(PARTS)) {
    const [kind] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    const start = found.index;
    const end = start + found[0].length;
    parts.push({ kind: kind === "word" ? kindOfWord(found[0], text, end) : kind, start, end });
  }
  return parts;
}

function kindOfWord(word, text, end) {
  if (KEYWORDS.has(word.toUpperCase())) {
    return "keyword";
  }
  return /^\s*\(/.test(text.slice(end)) ? "function" : "name";
}

// The innermost call that the caret is in: its name in capitals, and which argument.
export function callAt(text, caret) {
  const open = [];
  let before = null;
  for (const part of partsOf(text)) {
    if (part.end > caret) {
      break;
    }
    const written = text.slice(part.start, part.end);
    if (written === "(") {
      open.push({ name: before?.kind === "function" ? before.written.toUpperCase() : "", at: 0 });
    } else if (written === ")") {
      open.pop();
    } else if (written === "," && open.length) {
      open[open.length - 1].at += 1;
    }
    before = { kind: part.kind, written };
  }
  return open.reverse().find((call) => call.name) ?? null;
}

// The name that ends at the caret, and where it begins; null inside texts and comments.
export function nameAt(text, caret) {
  const inside = partsOf(text).find((part) => part.start < caret && caret <= part.end);
  if (!inside || ["text", "comment", "number", "sign"].includes(inside.kind)) {
    return null;
  }
  const written = text.slice(inside.start, caret);
  return { start: inside.start, end: inside.end, typed: written.replace(/^[`"]/, "") };
}

export function quoted(name) {
  const plain = new RegExp(`^${WORD.source}$`, "u").test(name) && !KEYWORDS.has(name.toUpperCase());
  return plain ? name : `\`${name.replaceAll("`", "``")}\``;
}

// What could be meant by what was typed: fields first, then functions that fit the kind, words.
export function choicesFor(typed, { fields, functions, kind, call }) {
  const wanted = typed.toLowerCase();
  const form = call && functions.find((one) => one.name === call.name);
  const words = form?.arguments[Math.min(call.at, form.arguments.length - 1)]?.words ?? [];
  const usable = functions.filter((one) => kind === "metric" || one.level === "row");
  const names = new Map(usable.map((one) => [one.name, one]));
  const all = [
    ...words.map((word) => ({ label: word, insert: word, kind: "unit" })),
    ...fields.map((one) => ({ label: one.name, insert: quoted(one.name), kind: one.type })),
    ...[...names.values()].map((one) => ({
      label: one.name,
      insert: `${one.name}()`,
      kind: "function",
      help: one.help,
    })),
    ...[...KEYWORDS, ...UNITS.filter((unit) => !words.includes(unit))].map((word) => ({
      label: word,
      insert: word,
      kind: "word",
    })),
  ];
  const rank = (one) => {
    const label = one.label.toLowerCase();
    return label.startsWith(wanted) ? 0 : label.includes(wanted) ? 1 : 2;
  };
  return [0, 1]
    .flatMap((place) => all.filter((one) => rank(one) === place))
    .filter((one) => one.kind !== "word" || (wanted && rank(one) === 0))
    .slice(0, MOST_CHOICES);
}

// Places come from the server in characters; a browser counts in units of 16 bits.
export function unitsAt(text, characters) {
  return Array.from(text).slice(0, characters).join("").length;
}
