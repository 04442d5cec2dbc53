// The rows of a table in the order they are shown, with subtotals after the groups they add up.

import { isNumeric } from "./format.js";

function compare(left, right) {
  if (left === null || right === null) {
    return (left === null) - (right === null);
  }
  return typeof left === "string"
    ? left.localeCompare(right, undefined, { numeric: true })
    : left - right;
}

// A press on a header sorts the rows by themselves; subtotals would stand between strangers then.
export function shownRows(answer, sort) {
  const rows = Array.from({ length: answer.row_count }, (_, row) => row);
  if (!sort) {
    return answer.subtotals?.length ? withSubtotals(answer, rows) : rows.map((row) => ({ row }));
  }
  const values = answer.data[sort.column];
  rows.sort((left, right) => {
    const missing = values[left] === null || values[right] === null;
    const result = compare(values[left], values[right]);
    return missing || sort.direction === "asc" ? result : -result;
  });
  return rows.map((row) => ({ row }));
}

function withSubtotals(answer, rows) {
  const levels = answer.subtotals.map((level, depth) => ({ ...level, depth: depth + 1 }));
  const places = levels.map(
    (level) =>
      new Map(
        Array.from({ length: level.row_count }, (_, row) => [prefix(level.data, row, level.depth), row]),
      ),
  );
  const of = (row, level) => places[level].get(prefix(answer.data, row, level + 1));
  rows.sort((left, right) => {
    for (let level = 0; level < levels.length; level += 1) {
      const difference = of(left, level) - of(right, level);
      if (difference) {
        return difference;
      }
    }
    return left - right;
  });
  return rows.flatMap((row, index) => {
    const next = rows[index + 1];
    const ended = levels.filter(
      (_, level) => next === undefined || of(next, level) !== of(row, level),
    );
    const subtotals = ended.reverse().map((level) => ({ level, at: of(row, level.depth - 1) }));
    return [{ row }, ...subtotals];
  });
}

function prefix(data, row, depth) {
  return JSON.stringify(data.slice(0, depth).map((column) => column[row]));
}

export function nextSort(sort, column) {
  if (sort?.column !== column.index) {
    return { column: column.index, direction: isNumeric(column) ? "desc" : "asc" };
  }
  return { column: column.index, direction: sort.direction === "asc" ? "desc" : "asc" };
}
