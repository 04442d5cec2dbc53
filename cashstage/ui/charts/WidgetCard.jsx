// A widget on the grid: its title, its menu, its picture, and a line when something is off.

import { useEffect, useId, useRef, useState } from "react";

import { ago } from "./format.js";
import { Chart } from "./Chart.jsx";

const ARROWS = {
  ArrowLeft: { x: -1, w: -1 },
  ArrowRight: { x: 1, w: 1 },
  ArrowUp: { y: -1, h: -1 },
  ArrowDown: { y: 1, h: 1 },
};

// A change needs a period, which these show.
const EXPLAINED = new Set(["metric_card", "line"]);

function Menu({ widget, editable, asTable, onView, onAction, onNumber }) {
  const id = useId();
  const popover = useRef(null);
  const act = (action) => () => {
    popover.current?.hidePopover();
    action();
  };
  const entry = (label, action, extra = "") => (
    <button type="button" role="menuitem" className={`cs-menu-item ${extra}`} onClick={act(action)}>
      {label}
    </button>
  );
  return (
    <>
      <button
        type="button"
        className="cs-menu-button"
        popoverTarget={id}
        aria-label={`Menu of ${widget.title || "this widget"}`}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="3" cy="8" r="1.4" />
          <circle cx="8" cy="8" r="1.4" />
          <circle cx="13" cy="8" r="1.4" />
        </svg>
      </button>
      <div id={id} ref={popover} popover="auto" role="menu" className="cs-menu">
        {editable && entry("Edit", () => onAction("edit", widget.id))}
        {EXPLAINED.has(widget.type) &&
          entry("Explain the change", () => onAction("explain", widget.id))}
        {editable && entry("Duplicate", () => onAction("duplicate", widget.id))}
        {entry("See rows", () => onNumber("rows"))}
        {entry("Explain this number", () => onNumber("explain"))}
        {widget.type !== "table" && entry(asTable ? "Show chart" : "Show as table", onView)}
        {editable && entry("Remove", () => onAction("remove", widget.id), "cs-menu-danger")}
      </div>
    </>
  );
}

// The filters of the page that this source has no field for.
function unmetFilters(source, dataQuery) {
  const filters = JSON.parse(new URLSearchParams(dataQuery).get("filters") ?? "[]");
  const known = new Set(source?.fields ?? []);
  return source ? filters.map(({ field }) => field).filter((field) => !known.has(field.toLowerCase())) : [];
}

// What one should know beside the numbers, in muted lines; nothing when all is well.
function Notes({ source, dataQuery }) {
  const unmet = unmetFilters(source, dataQuery);
  return (
    <>
      {unmet.length > 0 && (
        <p className="cs-note">
          Not filtered by {unmet.join(", ")}: {source.name} has no such field.
        </p>
      )}
      {source?.reason && (
        <p className="cs-note" title={source.taken_at ?? ""}>
          {source.taken_at ? `Data from ${ago(source.taken_at)}. ` : ""}
          {source.reason}
        </p>
      )}
    </>
  );
}

export function WidgetCard({
  widget,
  source,
  dataQuery,
  editable,
  movable,
  selected,
  onAction,
  onNumber,
  onNudge,
}) {
  const [asTable, setAsTable] = useState(false);
  const card = useRef(null);

  // A widget that was just added or chosen may lie below the fold.
  useEffect(() => {
    if (selected) {
      card.current.scrollIntoView({ block: "nearest" });
    }
  }, [selected]);

  const nudge = (event) => {
    const step = ARROWS[event.key];
    if (step) {
      event.preventDefault();
      const { x = 0, y = 0, w = 0, h = 0 } = step;
      onNudge(widget.id, event.shiftKey ? { w, h } : { x, y });
    }
  };
  return (
    <article
      ref={card}
      id={`widget-${widget.id}`}
      className={`cs-card ${selected ? "cs-card-selected" : ""}`}
      aria-label={widget.title}
    >
      <header className={`cs-card-header ${movable ? "cs-drag" : ""}`}>
        {movable && (
          <button
            type="button"
            className="cs-handle"
            onKeyDown={nudge}
            aria-label={`Move ${widget.title || "widget"}: arrow keys move, with Shift they resize`}
          >
            <svg viewBox="0 0 10 16" width="10" height="16" aria-hidden="true">
              {[3, 8, 13].map((y) =>
                [3, 7].map((x) => <circle key={`${x}${y}`} cx={x} cy={y} r="1.1" />),
              )}
            </svg>
          </button>
        )}
        <h3 className="cs-card-title">{widget.title}</h3>
        <Menu
          widget={widget}
          editable={editable}
          asTable={asTable}
          onView={() => setAsTable(!asTable)}
          onAction={onAction}
          onNumber={(view) => onNumber(widget.id, { view, cell: {}, metric: "" })}
        />
      </header>
      <div className="cs-card-body">
        <Chart
          url={`/api/v1/widgets/${widget.id}/data${dataQuery}`}
          revision={`${widget.version}:${source?.digest ?? ""}`}
          type={widget.type}
          title={widget.title}
          chartStyle={widget.style}
          asTable={asTable}
          onCell={(cell, metric) => onNumber(widget.id, { view: "explain", cell, metric })}
        />
      </div>
      <Notes source={source} dataQuery={dataQuery} />
    </article>
  );
}
