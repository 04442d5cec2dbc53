// One widget's picture in all its states: loading, refreshing, empty, failed, shown.

import { useEffect } from "react";

import { useAnswer } from "./fetching.js";
import { isEmpty, seriesOf, summary } from "./answer.js";
import { formatValue } from "./format.js";
import { DataTable } from "./DataTable.jsx";
import { EChart } from "./EChart.jsx";
import { MetricCard } from "./MetricCard.jsx";
import { PivotTable } from "./PivotTable.jsx";

const DRAWN = new Set(["line", "bar"]);

function Skeleton({ type }) {
  return (
    <div className={`cs-skeleton cs-skeleton-${type}`} role="status">
      <span className="cs-visually-hidden">Loading</span>
      <div />
      <div />
      <div />
    </div>
  );
}

function Problem({ problem, retry }) {
  return (
    <div className="cs-state" role="alert">
      <p className="cs-state-title">{problem.detail}</p>
      {problem.next_step && <p className="cs-muted">{problem.next_step}</p>}
      <button type="button" className="cs-link" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

function Picture({ type, answer, chartStyle, title, onCell }) {
  if (type === "metric_card") {
    return <MetricCard answer={answer} chartStyle={chartStyle} onCell={onCell} />;
  }
  if (type === "table" && answer.pivot) {
    return <PivotTable answer={answer} caption={title} onCell={onCell} />;
  }
  if (type === "table") {
    return <DataTable answer={answer} caption={title} onCell={onCell} />;
  }
  const { hidden } = seriesOf(answer);
  return (
    <>
      <EChart type={type} answer={answer} chartStyle={chartStyle} />
      {hidden > 0 && (
        <p className="cs-note">
          {hidden} more not shown: these are the largest. A table or a filter shows the others.
        </p>
      )}
    </>
  );
}

export function Chart({
  url,
  body = null,
  revision = "",
  type,
  title = "",
  chartStyle = {},
  asTable = false,
  onCell = null,
}) {
  const { status, data, problem, retry } = useAnswer(url, body, revision);
  // The drawing code travels while the data is asked for, not after it.
  useEffect(() => {
    if (DRAWN.has(type)) {
      import("./echarts_core.js");
    }
  }, [type]);
  if (!data && problem) {
    return <Problem problem={problem} retry={retry} />;
  }
  if (!data) {
    return <Skeleton type={type} />;
  }
  if (problem && status === "failed" && body) {
    // A preview shows what is wrong with the question, not what an earlier one answered.
    return <Problem problem={problem} retry={retry} />;
  }
  const shown = asTable ? "table" : type;
  return (
    <figure className="cs-figure" aria-busy={status === "refreshing"} data-status={status}>
      <figcaption className="cs-visually-hidden">{summary(title, data, formatValue)}</figcaption>
      {isEmpty(data) ? (
        <div className="cs-state">
          <p className="cs-state-title">No data for this choice</p>
          <p className="cs-muted">Try a longer date range or fewer filters.</p>
        </div>
      ) : (
        <Picture type={shown} answer={data} chartStyle={chartStyle} title={title} onCell={onCell} />
      )}
      {(data.notes ?? []).map((note) => (
        <p key={note} className="cs-note" title={note}>
          {note}
        </p>
      ))}
      {problem && (
        <p className="cs-note" role="status">
          Not up to date: {problem.detail}
        </p>
      )}
    </figure>
  );
}
