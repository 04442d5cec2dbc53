// A pivot: some groups down, others across, totals at both ends. A press on a number explains it.

import { useMemo, useState } from "react";

import { decimalsOf, formatValue } from "./format.js";

const FIRST_ROWS = 200;
const TOTAL = -1;

// What is shown, with every number by metric and place; TOTAL is the place of a total.
function read(answer) {
  const { pivot } = answer;
  const named = new Map(answer.columns.map((column) => [column.name, column]));
  const metrics = Object.keys(pivot.cells).map((name) => {
    const all = [...pivot.cells[name].flat(), pivot.totals[name]];
    return { ...named.get(name), decimals: decimalsOf(all, named.get(name)) };
  });
  return {
    metrics,
    down: pivot.rows.map((name) => named.get(name)),
    across: pivot.columns.map((name) => named.get(name)),
    rows: pivot.row_keys[0]?.length ?? 1,
    columns: pivot.column_keys[0]?.length ?? 0,
  };
}

function valueAt(pivot, metric, row, column) {
  if (row === TOTAL && column === TOTAL) {
    return pivot.totals[metric] ?? null;
  }
  if (row === TOTAL) {
    return pivot.column_totals[metric][column];
  }
  return column === TOTAL ? pivot.row_totals[metric][row] : pivot.cells[metric][column][row];
}

// The group of a number: a total has no value for what it adds up.
function cellOf(pivot, row, column) {
  const part = (names, keys, at) =>
    at === TOTAL ? [] : names.map((name, index) => [name, keys[index][at]]);
  return Object.fromEntries([
    ...part(pivot.rows, pivot.row_keys, row),
    ...part(pivot.columns, pivot.column_keys, column),
  ]);
}

function Head({ shape, places, pivot }) {
  const { metrics, down, across } = shape;
  const several = metrics.length > 1;
  const words = (at) =>
    at === TOTAL
      ? "Total"
      : across.map((column, index) => formatValue(pivot.column_keys[index][at], column)).join(" · ");
  return (
    <thead>
      <tr>
        {down.map((column) => (
          <th key={column.name} scope="col" rowSpan={several ? 2 : 1}>
            {column.label}
          </th>
        ))}
        {places.map((at) => (
          <th key={at} scope="colgroup" colSpan={metrics.length} className="cs-number">
            {words(at)}
          </th>
        ))}
      </tr>
      {several && (
        <tr>
          {places.flatMap((at) =>
            metrics.map((metric) => (
              <th key={`${at} ${metric.name}`} scope="col" className="cs-number">
                {metric.label}
              </th>
            )),
          )}
        </tr>
      )}
    </thead>
  );
}

function Line({ row, shape, places, pivot, onCell }) {
  const heads = shape.down.map((column, index) =>
    row === TOTAL ? (index ? "" : "Total") : formatValue(pivot.row_keys[index][row], column),
  );
  return (
    <tr>
      {heads.map((text, index) => (
        <td key={shape.down[index].name}>{text}</td>
      ))}
      {places.flatMap((at) =>
        shape.metrics.map((metric) => {
          const value = valueAt(pivot, metric.name, row, at);
          const text = formatValue(value, metric, metric);
          const press = () => onCell(cellOf(pivot, row, at), metric.name);
          return (
            <td key={`${at} ${metric.name}`} className="cs-number">
              {onCell && value !== null ? (
                <button type="button" className="cs-number-button" onClick={press}>
                  {text}
                </button>
              ) : (
                text
              )}
            </td>
          );
        }),
      )}
    </tr>
  );
}

export function PivotTable({ answer, caption, onCell = null }) {
  const [limit, setLimit] = useState(FIRST_ROWS);
  const shape = useMemo(() => read(answer), [answer]);
  const places = [...Array(shape.columns).keys(), TOTAL];
  const rows = [...Array(Math.min(shape.rows, limit)).keys()];
  const common = { shape, places, pivot: answer.pivot, onCell };
  return (
    <div className="cs-table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="cs-table cs-pivot">
        <caption className="cs-visually-hidden">{caption}</caption>
        <Head {...common} />
        <tbody>
          {rows.map((row) => (
            <Line key={row} row={row} {...common} />
          ))}
        </tbody>
        <tfoot>
          <Line row={TOTAL} {...common} />
        </tfoot>
      </table>
      {shape.rows > limit && (
        <button type="button" className="cs-more" onClick={() => setLimit(limit + FIRST_ROWS)}>
          Show more of {shape.rows} rows
        </button>
      )}
    </div>
  );
}
