// Rows as a table: sticky header, aligned numbers, sorting by a press on a header, totals below.
// A press on a number asks where it comes from.

import { useMemo, useState } from "react";

import { comparedWith } from "./answer.js";
import { decimalsOf, formatChange, formatPoints, formatValue, isNumeric } from "./format.js";
import { nextSort, shownRows } from "./table_rows.js";

const FIRST_ROWS = 200;

function columnsOf(answer) {
  return answer.columns.map((column, index) => {
    const values = [...answer.data[index], answer.totals?.[column.name] ?? null];
    return {
      ...column,
      index,
      decimals: decimalsOf(values, column),
      change: column.role === "metric" ? (answer.comparison?.change?.[column.name] ?? null) : null,
    };
  });
}

function verdict(change, direction) {
  if (!change || !direction) {
    return "neutral";
  }
  return change > 0 === (direction === "up_is_good") ? "good" : "bad";
}

// By how much a number differs from the one it is compared with, which its title tells.
function Change({ absolute, relative, unit, before, column }) {
  const value = unit === "points" ? absolute : relative;
  if (value === null || value === undefined) {
    return <span className="cs-muted">–</span>;
  }
  return (
    <span
      className={`cs-change-${verdict(value, column.direction)}`}
      title={before === undefined ? undefined : `Before: ${formatValue(before, column)}`}
    >
      {unit === "points" ? formatPoints(value) : formatChange(value)}
    </span>
  );
}

function Value({ value, column, cell, onCell }) {
  const text = formatValue(value, column, column);
  if (!onCell || column.role !== "metric" || value === null) {
    return text;
  }
  return (
    <button type="button" className="cs-number-button" onClick={() => onCell(cell(), column.name)}>
      {text}
    </button>
  );
}

// One line: `values` by column, `cell` its group, `changes` what stands beside the metrics.
function Line({ columns, side, cell, valueOf, changeOf, onCell }) {
  return (
    <tr>
      {columns.flatMap((column) => [
        <td key={column.name} className={side(column)}>
          <Value value={valueOf(column)} column={column} cell={cell} onCell={onCell} />
        </td>,
        column.change && (
          <td key={`${column.name} change`} className="cs-number">
            {changeOf(column)}
          </td>
        ),
      ])}
    </tr>
  );
}

function cellOf(columns, data, row) {
  const dimensions = columns.filter((column) => column.role === "dimension");
  return Object.fromEntries(
    dimensions.map((column) => [column.name, data[column.index][row]]),
  );
}

function Subtotal({ columns, side, entry, onCell }) {
  const { level, at } = entry;
  const shown = columns.filter((column) => column.role === "dimension").length;
  const valueOf = (column) => {
    if (column.role === "metric") {
      return level.data[level.depth + column.index - shown][at];
    }
    return column.index < level.depth ? level.data[column.index][at] : null;
  };
  const groups = columns.slice(0, level.depth);
  const cell = () =>
    Object.fromEntries(groups.map((column) => [column.name, level.data[column.index][at]]));
  return (
    <tr className="cs-subtotal">
      {columns.flatMap((column) => [
        <td key={column.name} className={side(column)}>
          {column.role === "dimension" && column.index === level.depth ? (
            "Total"
          ) : column.role === "dimension" && column.index > level.depth ? (
            ""
          ) : (
            <Value value={valueOf(column)} column={column} cell={cell} onCell={onCell} />
          )}
        </td>,
        column.change && <td key={`${column.name} change`} />,
      ])}
    </tr>
  );
}

function Head({ columns, side, sort, setSort, compared }) {
  const direction = (column) =>
    sort?.column === column.index
      ? { asc: "ascending", desc: "descending" }[sort.direction]
      : undefined;
  return (
    <thead>
      <tr>
        {columns.flatMap((column) => [
          <th key={column.name} scope="col" className={side(column)} aria-sort={direction(column)}>
            <button type="button" onClick={() => setSort(nextSort(sort, column))}>
              {column.label}
              <span aria-hidden="true" className="cs-sort">
                {{ ascending: "↑", descending: "↓" }[direction(column)] ?? ""}
              </span>
            </button>
          </th>,
          column.change && (
            <th key={`${column.name} change`} scope="col" className="cs-number" title={compared}>
              Change
            </th>
          ),
        ])}
      </tr>
    </thead>
  );
}

function Foot({ columns, side, answer, onCell }) {
  const changes = answer.comparison?.total_change ?? {};
  return (
    <tfoot>
      <tr>
        {columns.flatMap((column, index) => [
          <td key={column.name} className={side(column)}>
            {column.role === "metric" ? (
              <Value
                value={answer.totals[column.name] ?? null}
                column={column}
                cell={() => ({})}
                onCell={onCell}
              />
            ) : (
              index === 0 && "Total"
            )}
          </td>,
          column.change && (
            <td key={`${column.name} change`} className="cs-number">
              <Change
                {...changes[column.name]}
                unit={column.change.unit}
                before={answer.comparison.totals?.[column.name]}
                column={column}
              />
            </td>
          ),
        ])}
      </tr>
    </tfoot>
  );
}

export function DataTable({ answer, caption, onCell = null }) {
  const [sort, setSort] = useState(null);
  const [limit, setLimit] = useState(FIRST_ROWS);
  const columns = useMemo(() => columnsOf(answer), [answer]);
  const rows = useMemo(() => shownRows(answer, sort), [answer, sort]);
  const side = (column) => (isNumeric(column) && !column.grain ? "cs-number" : undefined);
  const changeOf = (row) => (column) => (
    <Change
      absolute={column.change.absolute[row]}
      relative={column.change.relative[row]}
      unit={column.change.unit}
      before={answer.comparison.aligned[column.name][row]}
      column={column}
    />
  );
  return (
    <div className="cs-table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="cs-table">
        <caption className="cs-visually-hidden">{caption}</caption>
        <Head
          columns={columns}
          side={side}
          sort={sort}
          setSort={setSort}
          compared={comparedWith(answer)}
        />
        <tbody>
          {rows.slice(0, limit).map((entry) =>
            entry.level ? (
              <Subtotal
                key={`${entry.level.depth} ${entry.at}`}
                columns={columns}
                side={side}
                entry={entry}
                onCell={onCell}
              />
            ) : (
              <Line
                key={entry.row}
                columns={columns}
                side={side}
                cell={() => cellOf(columns, answer.data, entry.row)}
                valueOf={(column) => answer.data[column.index][entry.row]}
                changeOf={changeOf(entry.row)}
                onCell={onCell}
              />
            ),
          )}
        </tbody>
        {answer.totals && <Foot columns={columns} side={side} answer={answer} onCell={onCell} />}
      </table>
      {rows.length > limit && (
        <button type="button" className="cs-more" onClick={() => setLimit(limit + FIRST_ROWS)}>
          Show more of {answer.row_count} rows
        </button>
      )}
    </div>
  );
}
