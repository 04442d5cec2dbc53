// From an answer to ECharts options: few ticks, horizontal hairlines, direct labels when possible.

import { dateStyle, formatDate, formatNumber, formatValue, isTemporal } from "./format.js";
import { seriesOf } from "./answer.js";
import { effectOptions } from "./effects.js";

const DIRECT_LABELS = 3;
const NARROW = 320;
const CHARACTER = 6.6;
const VALUE_AXIS = 64;
const MAX_DIRECT_LABEL = 96;
const ALL_LABELS = 40;
const UPDATE_MS = 160;
const SYMBOL = 6;
const BEFORE_OPACITY = 0.35;

// `width` is that of the canvas in pixels: labels that don't fit below bars get rows of their own.
export function optionsFor(type, answer, style, palette, { calm, width }) {
  if (type === "effects") {
    return effectOptions(answer, palette, { calm, width });
  }
  const table = seriesOf(answer);
  const labels = labelsOf(table);
  const horizontal = type === "bar" && isHorizontal(table, labels, style, width);
  const units = unitsOf(table.series);
  const few = table.series.length > 1 && table.series.length <= DIRECT_LABELS;
  // A second axis stands where the labels at the lines' ends would.
  const direct = type === "line" && few && units.length === 1;
  const legend = table.series.length > 1 && !direct;
  const narrow = horizontal && width < NARROW;
  const values = units.map((column, index) => valueAxis(column, palette, { index, narrow }));
  const every = type === "bar" && table.axis && !isTemporal(table.axis);
  const categories = categoryAxis(labels, palette, { horizontal, every });
  return {
    animation: !calm,
    animationDuration: 0,
    animationDurationUpdate: UPDATE_MS,
    animationEasingUpdate: "cubicOut",
    color: palette.series,
    textStyle: { fontFamily: palette.font, fontSize: 12, color: palette.muted },
    grid: {
      left: 4,
      right: direct ? directLabelWidth(table.series) : 12,
      top: legend ? 32 : 12,
      bottom: 4,
      containLabel: true,
    },
    legend: { show: legend, ...legendStyle(palette) },
    tooltip: tooltip(type, table, labels, palette),
    xAxis: horizontal ? values : categories,
    yAxis: horizontal ? categories : values,
    series: table.series.map((series) => ({
      ...(type === "line" ? lineSeries(series, direct, palette) : barSeries(series, style, horizontal)),
      id: series.name,
      name: series.name,
      data: series.values,
      [horizontal ? "xAxisIndex" : "yAxisIndex"]: unitIndex(units, series.column),
      itemStyle: {
        color: palette.series[series.tone % palette.series.length],
        borderRadius: 2,
        opacity: series.before && type === "bar" ? BEFORE_OPACITY : 1,
      },
    })),
  };
}

function isHorizontal(table, labels, style, width) {
  if (style.orientation) {
    return style.orientation === "horizontal";
  }
  if (!table.axis || isTemporal(table.axis)) {
    return false;
  }
  const longest = Math.max(0, ...labels.map((label) => label.length));
  const slot = (width - VALUE_AXIS) / Math.max(labels.length, 1);
  return longest * CHARACTER > slot - 8;
}

function directLabelWidth(series) {
  const longest = Math.max(...series.map(({ name }) => name.length));
  return Math.min(longest * CHARACTER + 12, MAX_DIRECT_LABEL);
}

function labelsOf(table) {
  if (!table.axis) {
    return table.categories;
  }
  if (isTemporal(table.axis)) {
    const style = dateStyle(table.categories);
    return table.categories.map((value) => formatDate(value, table.axis, style));
  }
  return table.categories.map((value) => formatValue(value, table.axis));
}

// Money and counts do not share a scale; at most two scales share a chart.
function unitsOf(series) {
  const units = [];
  for (const { column } of series) {
    if (!units.some((unit) => unit.format === column.format) && units.length < 2) {
      units.push(column);
    }
  }
  return units.length ? units : [{ type: "number", format: null }];
}

function unitIndex(units, column) {
  return Math.max(
    units.findIndex((unit) => unit.format === column.format),
    0,
  );
}

// A narrow axis names every other line: left to itself, the library drops names unevenly.
function valueAxis(column, palette, { index, narrow }) {
  const named = (place) => !narrow || place % 2 === 0;
  return {
    type: "value",
    splitNumber: narrow ? 2 : 4,
    position: index === 1 ? "right" : undefined,
    axisLabel: {
      color: palette.muted,
      hideOverlap: true,
      formatter: (value, place) =>
        named(place) ? formatNumber(value, column, { compact: true }) : "",
    },
    splitLine: { show: index === 0, lineStyle: { color: palette.hairline } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

function categoryAxis(labels, palette, { horizontal, every }) {
  return {
    type: "category",
    data: labels,
    inverse: horizontal,
    axisLabel: {
      color: palette.muted,
      hideOverlap: !every,
      interval: every && labels.length <= ALL_LABELS ? 0 : "auto",
      width: horizontal ? 140 : undefined,
      overflow: horizontal ? "truncate" : undefined,
    },
    axisLine: { show: !horizontal, lineStyle: { color: palette.hairline } },
    axisTick: { show: false },
  };
}

// No line reaches a value between two gaps; it is drawn as the point it is.
function standsAlone(values, index) {
  const there = (place) => (values[place] ?? null) !== null;
  return there(index) && !there(index - 1) && !there(index + 1);
}

function lineSeries({ values, before, tone }, direct, palette) {
  const alone = values.map((value, index) => standsAlone(values, index));
  const points = alone.includes(true);
  return {
    type: "line",
    lineStyle: before
      ? { width: 1.5, type: "dashed", opacity: 0.7, color: palette.series[tone % palette.series.length] }
      : { width: 2 },
    symbol: "circle",
    symbolSize: points ? (_, { dataIndex }) => (alone[dataIndex] ? SYMBOL : 0) : SYMBOL,
    showSymbol: points,
    showAllSymbol: true,
    connectNulls: false,
    emphasis: { focus: "series" },
    endLabel: {
      show: direct,
      formatter: "{a}",
      color: palette.ink,
      fontSize: 12,
      width: MAX_DIRECT_LABEL - 12,
      overflow: "truncate",
    },
    labelLayout: direct ? { moveOverlap: "shiftY" } : undefined,
  };
}

function barSeries({ before }, style, horizontal) {
  return {
    type: "bar",
    stack: style.stacked ? (before ? "before" : "all") : undefined,
    barMaxWidth: horizontal ? 22 : 40,
    barCategoryGap: "28%",
    emphasis: { focus: "series" },
  };
}

function legendStyle(palette) {
  return {
    type: "scroll",
    top: 0,
    left: 0,
    itemWidth: 10,
    itemHeight: 10,
    icon: "roundRect",
    textStyle: { color: palette.muted },
    pageTextStyle: { color: palette.muted },
    pageIconColor: palette.muted,
  };
}

function tooltip(type, table, labels, palette) {
  return {
    trigger: "axis",
    axisPointer:
      type === "line"
        ? { type: "line", lineStyle: { color: palette.hairline, width: 1 } }
        : { type: "none" },
    appendTo: "body",
    className: "cs-tooltip",
    backgroundColor: "transparent",
    borderWidth: 0,
    padding: 0,
    shadowBlur: 0,
    transitionDuration: 0,
    formatter: (entries) => tooltipElement(entries, table, labels),
  };
}

// Built as elements: a campaign's name is text, whatever it looks like.
function tooltipElement(entries, table, labels) {
  const root = document.createElement("div");
  const heading = document.createElement("div");
  heading.className = "cs-tooltip-title";
  heading.textContent = labels[entries[0].dataIndex] ?? "";
  const list = document.createElement("table");
  for (const entry of entries) {
    const row = list.insertRow();
    const name = row.insertCell();
    const dot = document.createElement("span");
    dot.className = "cs-dot";
    dot.style.background = entry.color;
    name.append(dot, entry.seriesName);
    const value = row.insertCell();
    value.textContent = formatNumber(entry.value ?? null, table.series[entry.seriesIndex].column);
  }
  root.append(heading, list);
  return root;
}
