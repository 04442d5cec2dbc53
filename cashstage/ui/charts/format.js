// Values as people read them, from a column's type and display format.

const EMPTY = "–";
const LONG_GRAINS = new Set(["month", "quarter", "year", "fiscal_quarter", "fiscal_year"]);
// The first Monday and the first January of a year that begins with both.
const CYCLES = {
  hour_of_day: { start: (hour) => new Date(2024, 0, 1, hour), options: { hour: "numeric" } },
  day_of_week: { start: (day) => new Date(2024, 0, day), options: { weekday: "short" } },
  month_of_year: { start: (month) => new Date(2024, month - 1, 1), options: { month: "short" } },
};
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
  if (kind === "decimal" || kind === "months") {
    return { minimumFractionDigits: 1, maximumFractionDigits: 1 };
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

function parseMoment(value) {
  // A bare date means that calendar day, wherever the reader is.
  return new Date(value.length === 10 ? `${value}T00:00:00` : value);
}

// Seconds as minutes and seconds.
function minutes(seconds) {
  const whole = Math.round(Math.abs(seconds));
  const rest = String(whole % 60).padStart(2, "0");
  return `${seconds < 0 ? "-" : ""}${Math.floor(whole / 60)}:${rest}`;
}

export function formatNumber(value, column, { compact = false, decimals } = {}) {
  if (value === null || value === undefined) {
    return EMPTY;
  }
  const fixed =
    decimals === undefined || (column.format ?? "").startsWith("currency")
      ? {}
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  if (column.format === "duration") {
    return minutes(value);
  }
  const text = numberFormat({ ...numberOptions(column, compact), ...fixed }).format(value);
  return column.format === "ratio" ? `${text}×` : text;
}

// Days need no year while they lie within one.
export function dateStyle(values) {
  const years = new Set(values.filter((value) => value !== null).map((value) => value.slice(0, 4)));
  return years.size > 1 ? undefined : { day: "numeric", month: "short" };
}

// A bucket reads as what it is: a month is not "1 March".
function formatBucket(moment, column) {
  const { grain } = column;
  if (grain.startsWith("fiscal")) {
    return formatFiscal(moment, grain, column.fiscal_year_starts_on ?? 1);
  }
  if (grain === "quarter") {
    return `Q${Math.floor(moment.getMonth() / 3) + 1} ${moment.getFullYear()}`;
  }
  const month = grain === "month" ? { month: "short" } : {};
  return new Intl.DateTimeFormat(undefined, { ...month, year: "numeric" }).format(moment);
}

// A fiscal year is called after both calendar years that it touches.
function formatFiscal(moment, grain, startsOn) {
  const months = moment.getMonth() - (startsOn - 1);
  const first = moment.getFullYear() - (months < 0 ? 1 : 0);
  const year = startsOn === 1 ? `FY ${first}` : `FY ${first}/${String(first + 1).slice(-2)}`;
  return grain === "fiscal_year" ? year : `Q${Math.floor(((months + 12) % 12) / 3) + 1} ${year}`;
}

export function formatDate(value, column, style) {
  if (value === null || value === undefined) {
    return EMPTY;
  }
  const moment = parseMoment(value);
  if (LONG_GRAINS.has(column.grain)) {
    return formatBucket(moment, column);
  }
  const options = style ?? { day: "numeric", month: "short", year: "numeric" };
  const hours = value.length > 10 ? { hour: "2-digit", minute: "2-digit" } : {};
  return new Intl.DateTimeFormat(undefined, { ...options, ...hours }).format(moment);
}

// Two days as a reader says them: "Oct 1 – 31", "Dec 30, 2025 – Jan 2, 2026".
export function formatDays({ start, end }) {
  const thisYear = new Date().getFullYear() === parseMoment(start).getFullYear();
  const year = thisYear && start.slice(0, 4) === end.slice(0, 4) ? {} : { year: "numeric" };
  const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", ...year });
  return format.formatRange(parseMoment(start), parseMoment(end));
}

export function formatValue(value, column, options) {
  if (value === null || value === undefined) {
    return EMPTY;
  }
  if (CYCLES[column.grain]) {
    const { start, options: shown } = CYCLES[column.grain];
    return new Intl.DateTimeFormat(undefined, shown).format(start(value));
  }
  if (isNumeric(column)) {
    return formatNumber(value, column, options);
  }
  if (isTemporal(column)) {
    return formatDate(value, column);
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

// Percentages change by points: from 2 % to 3 % is one point more, and half as much again.
export function formatPoints(points) {
  const number = numberFormat({ maximumFractionDigits: 2, signDisplay: "exceptZero" });
  return `${number.format(points)} pts`;
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
