// The effects behind a change as bars on both sides of zero: own change and share of the whole.

import { formatNumber } from "./format.js";

const UPDATE_MS = 160;
const NARROW = 480;
const ROW = 28;
const AROUND = 64;

// The height that a picture of these effects needs, in pixels.
export function effectsHeight(picture) {
  return Math.max(picture.row_count ?? 0, 1) * ROW + AROUND;
}

export function effectOptions(picture, palette, { calm, width }) {
  const signed = (value) => `${value > 0 ? "+" : ""}${formatNumber(value, picture.column)}`;
  const series = [{ name: "Its own change", values: picture.rate, color: palette.series[0] }];
  if (picture.mix) {
    series.push({ name: "Its share of the whole", values: picture.mix, color: palette.series[1] });
  }
  return {
    animation: !calm,
    animationDuration: 0,
    animationDurationUpdate: UPDATE_MS,
    textStyle: { fontFamily: palette.font, fontSize: 12, color: palette.muted },
    grid: { left: 4, right: 16, top: series.length > 1 ? 28 : 8, bottom: 4, containLabel: true },
    legend: {
      show: series.length > 1,
      left: 0,
      top: 0,
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      textStyle: { color: palette.ink },
    },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "none" },
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.hairline,
      textStyle: { color: palette.ink, fontSize: 13 },
      valueFormatter: signed,
    },
    xAxis: {
      type: "value",
      splitNumber: width < NARROW ? 2 : 4,
      axisLabel: {
        color: palette.muted,
        hideOverlap: true,
        formatter: (value) => formatNumber(value, picture.column, { compact: true }),
      },
      splitLine: { lineStyle: { color: palette.hairline } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: picture.labels,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: palette.ink, width: width < NARROW ? 96 : 160, overflow: "truncate" },
    },
    series: series.map(({ name, values, color }) => ({
      type: "bar",
      id: name,
      name,
      stack: "effects",
      data: values,
      barMaxWidth: 18,
      itemStyle: { color, borderRadius: 2 },
    })),
  };
}
