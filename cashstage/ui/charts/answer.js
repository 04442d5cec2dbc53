// Reading the columnar answer: which columns group, which measure, and series out of rows.

import { formatDate, formatDays, isTemporal } from "./format.js";

const MAX_SERIES = 8;
const MAX_BUCKETS = 2000;
const DAY_LENGTH = "2026-01-31".length;
const STEPS = {
  day: (day) => daysLater(day, 1),
  week: (day) => daysLater(day, 7),
  month: (day) => monthsLater(day, 1),
  quarter: (day) => monthsLater(day, 3),
  year: (day) => monthsLater(day, 12),
  fiscal_quarter: (day) => monthsLater(day, 3),
  fiscal_year: (day) => monthsLater(day, 12),
};

export function parts(answer) {
  const indexed = answer.columns.map((column, index) => ({ ...column, index }));
  return {
    dimensions: indexed.filter((column) => column.role === "dimension"),
    metrics: indexed.filter((column) => column.role === "metric"),
  };
}

export function isEmpty(answer) {
  const { dimensions, metrics } = parts(answer);
  if (answer.row_count === 0) {
    return true;
  }
  const nothing = metrics.every((metric) => answer.data[metric.index].every((value) => value === null));
  return metrics.length > 0 && nothing && dimensions.length === 0;
}

// One series per metric, or per value of the second dimension when there is one.
export function seriesOf(answer) {
  const { dimensions, metrics } = parts(answer);
  const [first, second] = dimensions;
  if (second && metrics.length > 0) {
    return withGaps(pivot(answer, first, second, metrics[0]));
  }
  return withGaps({
    axis: first ?? null,
    categories: first ? answer.data[first.index] : [""],
    series: metrics.flatMap((metric, tone) => besides(answer, metric, tone)),
    hidden: 0,
  });
}

// A metric, and before it in the same tone what it is compared with.
function besides(answer, metric, tone) {
  const now = { name: metric.label, column: metric, values: answer.data[metric.index], tone };
  const before = answer.comparison?.aligned?.[metric.name];
  if (!before?.some((value) => value !== null)) {
    return [now];
  }
  return [{ ...now, name: `${metric.label}, before`, values: before, before: true }, now];
}

// What the answer is held against, in words: days, or the data as it was.
export function comparedWith(answer) {
  if (!answer.comparison) {
    return "";
  }
  const [snapshot] = answer.compared_snapshots ?? [];
  if (snapshot) {
    return `as of ${formatDate(snapshot.taken_at, { grain: null })}`;
  }
  return answer.comparison.date_range ? formatDays(answer.comparison.date_range) : "";
}

// Periods without rows keep their place on the axis, so that a gap looks like one.
function withGaps(table) {
  const step = table.axis && STEPS[table.axis.grain];
  const places = new Map(table.categories.map((value, index) => [value, index]));
  const days = table.categories.filter((value) => value?.length === DAY_LENGTH).sort();
  if (!step || days.length !== table.categories.length || days.length < 2) {
    return table;
  }
  const categories = [];
  for (let day = days[0]; day <= days.at(-1); day = step(day)) {
    categories.push(day);
  }
  // Buckets that the steps miss, or very many of them, are left as they came.
  if (categories.length > MAX_BUCKETS || days.some((day) => !categories.includes(day))) {
    return table;
  }
  const series = table.series.map((one) => ({
    ...one,
    values: categories.map((day) => one.values[places.get(day)] ?? null),
  }));
  return { ...table, categories, series };
}

function daysLater(day, count) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + count);
  return moment.toISOString().slice(0, DAY_LENGTH);
}

function monthsLater(day, count) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCMonth(moment.getUTCMonth() + count);
  return moment.toISOString().slice(0, DAY_LENGTH);
}

function pivot(answer, first, second, metric) {
  const places = new Map();
  const groups = new Map();
  answer.data[first.index].forEach((value) => {
    if (!places.has(value)) {
      places.set(value, places.size);
    }
  });
  const categories = [...places.keys()];
  if (isTemporal(first)) {
    categories.sort();
    categories.forEach((value, index) => places.set(value, index));
  }
  for (let row = 0; row < answer.row_count; row += 1) {
    const group = answer.data[second.index][row];
    if (!groups.has(group)) {
      groups.set(group, { total: 0, values: new Array(categories.length).fill(null) });
    }
    const value = answer.data[metric.index][row];
    const entry = groups.get(group);
    entry.values[places.get(answer.data[first.index][row])] = value;
    entry.total += Math.abs(value ?? 0);
  }
  const ranked = [...groups.entries()].sort((a, b) => b[1].total - a[1].total);
  const series = ranked.slice(0, MAX_SERIES).map(([name, entry], tone) => ({
    tone,
    name: name === null ? "(empty)" : String(name),
    column: metric,
    values: entry.values,
  }));
  // Ratios can't be added up, so the tail is counted as left out instead of summed to "others".
  return { axis: first, categories, series, hidden: ranked.length - series.length };
}

// A sentence for people who listen instead of looking.
export function summary(title, answer, format) {
  const { dimensions, metrics } = parts(answer);
  const totals = metrics
    .filter((metric) => answer.totals && answer.totals[metric.name] !== undefined)
    .map((metric) => `${metric.label} ${format(answer.totals[metric.name], metric)}`);
  const by = dimensions.map((dimension) => dimension.label).join(" and ");
  const names = metrics.map((metric) => metric.label).join(", ");
  const shape = by ? `${names} by ${by}, ${answer.row_count} rows` : names;
  return `${title}: ${shape}.${totals.length ? ` In total: ${totals.join(", ")}.` : ""}`;
}
