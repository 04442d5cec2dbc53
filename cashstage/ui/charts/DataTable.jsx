// Rows as a table: sticky header, aligned numbers, sorting by a press on a header, totals below.

import { useMemo, useState } from "react";

import { decimalsOf, formatValue, isNumeric } from "./format.js";

const FIRST_ROWS = 200;

function compare(left, right) {
  if (left === null || right === null) {
    return (left === null) - (right === null);
  }
  return typeof left === "string" ? left.localeCompare(right) : left - right;
}

function rowOrder(answer, sort) {
  const order = Array.from({ length: answer.row_count }, (_, row) => row);
  if (sort) {
    const values = answer.data[sort.column];
    order.sort((left, right) => {
      const missing = values[left] === null || values[right] === null;
      const result = compare(values[left], values[right]);
      return missing || sort.direction === "asc" ? result : -result;
    });
  }
  return order;
}

function nextSort(sort, column) {
  if (sort?.column !== column.index) {
    return { column: column.index, direction: isNumeric(column) ? "desc" : "asc" };
  }
  return { column: column.index, direction: sort.direction === "asc" ? "desc" : "asc" };
}

function columnsOf(answer) {
  return answer.columns.map((column, index) => {
    const values = [...answer.data[index], answer.totals?.[column.name] ?? null];
    return { ...column, index, decimals: decimalsOf(values, column) };
  });
}

export function DataTable({ answer, caption }) {
  const [sort, setSort] = useState(null);
  const [limit, setLimit] = useState(FIRST_ROWS);
  const columns = useMemo(() => columnsOf(answer), [answer]);
  const order = useMemo(() => rowOrder(answer, sort), [answer, sort]);
  const shown = order.slice(0, limit);
  const side = (column) => (isNumeric(column) ? "cs-number" : undefined);
  const direction = (column) =>
    sort?.column === column.index
      ? sort.direction === "asc"
        ? "ascending"
        : "descending"
      : undefined;
  return (
    <div className="cs-table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="cs-table">
        <caption className="cs-visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={side(column)}
                aria-sort={direction(column)}
              >
                <button type="button" onClick={() => setSort(nextSort(sort, column))}>
                  {column.label}
                  <span aria-hidden="true" className="cs-sort">
                    {{ ascending: "↑", descending: "↓" }[direction(column)] ?? ""}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row}>
              {columns.map((column) => (
                <td key={column.name} className={side(column)}>
                  {formatValue(answer.data[column.index][row], column, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {answer.totals && (
          <tfoot>
            <tr>
              {columns.map((column, index) => (
                <td key={column.name} className={side(column)}>
                  {column.role === "metric"
                    ? formatValue(answer.totals[column.name] ?? null, column, column)
                    : index === 0 && "Total"}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {order.length > limit && (
        <button type="button" className="cs-more" onClick={() => setLimit(limit + FIRST_ROWS)}>
          Show more of {order.length} rows
        </button>
      )}
    </div>
  );
}
