// One number, its change against the period before, and its way there as a sparkline.

import { formatChange, formatNumber, formatPoints, isTemporal, relativeChange } from "./format.js";
import { comparedWith, parts } from "./answer.js";

const WIDTH = 120;
const HEIGHT = 32;
// Below this a shortened number is hardly shorter, but says less.
const COMPACT_FROM = 10_000;

// Without a direction a change is only a change: neither good nor bad.
function verdict(change, direction) {
  if (change === null || change === 0 || !direction) {
    return "neutral";
  }
  return change > 0 === (direction === "up_is_good") ? "good" : "bad";
}

// The line shows the way, not the size, so it does not begin at zero.
function points(values) {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  return values.map((value, index) =>
    value === null
      ? null
      : [
          (index / Math.max(values.length - 1, 1)) * WIDTH,
          HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4),
        ],
  );
}

function path(values) {
  let pen = "M";
  return points(values)
    .map((point) => {
      if (point === null) {
        pen = "M";
        return "";
      }
      const step = `${pen}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
}

export function MetricCard({ answer, chartStyle, onCell }) {
  const { dimensions, metrics } = parts(answer);
  const metric = metrics[0];
  if (!metric) {
    return null;
  }
  const total = (source) => source?.totals?.[metric.name] ?? null;
  const value = answer.totals ? total(answer) : answer.data[metric.index][0];
  const before = total(answer.comparison);
  const change = relativeChange(value, before);
  const trend = dimensions.some(isTemporal) ? answer.data[metric.index] : [];
  const span = comparedWith(answer);
  const points = metric.format === "percent" ? answer.comparison?.total_change?.[metric.name] : null;
  const kind = verdict(change, chartStyle.direction ?? metric.direction);
  const written = formatNumber(value, metric, { compact: Math.abs(value ?? 0) >= 1e7 });
  return (
    <div className="cs-metric">
      <div className="cs-metric-value" data-testid="metric-value">
        {onCell ? (
          <button
            type="button"
            className="cs-number-button"
            title="Explain this number"
            onClick={() => onCell({}, metric.name)}
          >
            {written}
          </button>
        ) : (
          written
        )}
      </div>
      {answer.comparison && (
        <div className={`cs-change cs-change-${kind}`}>
          {change === null ? (
            <span>No earlier value</span>
          ) : (
            <>
              <span aria-hidden="true">{change > 0 ? "▲" : change < 0 ? "▼" : "■"}</span>
              <span>{points ? formatPoints(points.absolute) : formatChange(change)}</span>
              <span className="cs-muted" title={span}>
                from {formatNumber(before, metric, { compact: Math.abs(before) >= COMPACT_FROM })}
              </span>
              <span className="cs-muted cs-change-span">{span}</span>
            </>
          )}
        </div>
      )}
      {trend.length > 1 && (
        <svg
          className="cs-spark"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={path(trend)} />
        </svg>
      )}
    </div>
  );
}
