// Values as people read them, from a column's type and display format.

const EMPTY = "–";
const DAY_MS = 86_400_000;
const numberFormats = new Map();

function numberFormat(options) {
  const key = JSON.stringify(options);
  if (!numberFormats.has(key)) {
    numberFormats.set(key, new Intl.NumberFormat(undefined, options));
  }
  return numberFormats.get(key);
}

// How many decimals the numbers of a table's column share, so that they stand under each other.
export function decimalsOf(values, column) {
  if (!isNumeric(column) || column.type === "integer") {
    return undefined;
  }
  const scale = column.format === "percent" ? 100 : 1;
  const rounded = values.map((value) => Math.round((value ?? 0) * scale * 100));
  if (rounded.every((value) => value % 100 === 0)) {
    return 0;
  }
  return rounded.every((value) => value % 10 === 0) ? 1 : 2;
}

function numberOptions(column, compact) {
  const [kind, currency] = (column.format ?? "").split(":");
  const short = compact ? { notation: "compact", maximumFractionDigits: 1 } : {};
  if (kind === "percent") {
    return { style: "percent", maximumFractionDigits: compact ? 1 : 2 };
  }
  if (kind === "currency" && currency) {
    return { style: "currency", currency, currencyDisplay: "narrowSymbol", ...short };
  }
  if (kind === "currency") {
    return compact ? short : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  }
  if (kind === "ratio") {
    return compact ? short : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  }
  return { maximumFractionDigits: column.type === "integer" ? 0 : 2, ...short };
}

export function isNumeric(column) {
  return column.type === "integer" || column.type === "number";
}

export function isTemporal(column) {
  return column.type === "date" || column.type === "datetime";
}

export function parseMoment(value) {
  // A bare date means that calendar day, wherever the reader is.
  return new Date(value.length === 10 ? `${value}T00:00:00` : value);
}

export function formatNumber(value, column, { compact = false, decimals } = {}) {
  if (value === null || value === undefined) {
    return EMPTY;
  }
  const fixed =
    decimals === undefined || (column.format ?? "").startsWith("currency")
      ? {}
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const text = numberFormat({ ...numberOptions(column, compact), ...fixed }).format(value);
  return column.format === "ratio" ? `${text}×` : text;
}

// The step between buckets decides how a date reads: a month is not "1 March".
export function dateStyle(values) {
  const moments = values.filter((value) => value !== null).map((value) => parseMoment(value));
  const steps = moments.slice(1).map((moment, index) => (moment - moments[index]) / DAY_MS);
  const smallest = Math.min(...steps.map(Math.abs).filter((step) => step > 0));
  const firstDays = moments.every((moment) => moment.getDate() === 1);
  if (firstDays && moments.every((moment) => moment.getMonth() === 0) && smallest > 300) {
    return { year: "numeric" };
  }
  if (firstDays && smallest > 27 && Number.isFinite(smallest)) {
    return { month: "short", year: "numeric" };
  }
  return { day: "numeric", month: "short" };
}

export function formatDate(value, style) {
  if (value === null || value === undefined) {
    return EMPTY;
  }
  const moment = parseMoment(value);
  const options = style ?? { day: "numeric", month: "short", year: "numeric" };
  const hours = value.length > 10 ? { hour: "2-digit", minute: "2-digit" } : {};
  return new Intl.DateTimeFormat(undefined, { ...options, ...hours }).format(moment);
}

export function formatValue(value, column, options) {
  if (value === null || value === undefined) {
    return EMPTY;
  }
  if (isNumeric(column)) {
    return formatNumber(value, column, options);
  }
  if (isTemporal(column)) {
    return formatDate(value);
  }
  if (typeof value === "boolean") {
    return value ? "Yes" : "No";
  }
  return value === "" ? EMPTY : String(value);
}

// Change against the value before, as the glossary defines it: (now - before) / |before|.
export function relativeChange(now, before) {
  if (now === null || before === null || now === undefined || before === undefined || before === 0) {
    return null;
  }
  return (now - before) / Math.abs(before);
}

export function formatChange(change) {
  return numberFormat({
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  }).format(change);
}

export function ago(iso, now = Date.now()) {
  const seconds = Math.round((parseMoment(iso) - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.trunc(seconds / size), unit);
    }
  }
  return "just now";
}
