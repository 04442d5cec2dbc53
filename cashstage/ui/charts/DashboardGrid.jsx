// The widgets of a tab on twelve columns: dragged by their header, resized at the corner, moved by
// arrow keys; one column on narrow screens. The layout leaves once, when the hand lets go.

import { useEffect, useMemo, useRef, useState } from "react";
import { GridLayout, useContainerWidth, verticalCompactor } from "react-grid-layout";

import { WidgetCard } from "./WidgetCard.jsx";

const COLUMNS = 12;
const ROW_HEIGHT = 40;
const GUTTER = 12;
const NARROW = 640;
const SETTLE_MS = 500;
const SMALLEST = { metric_card: { minW: 2, minH: 3 }, other: { minW: 3, minH: 4 } };

function itemOf(widget) {
  return { i: widget.id, ...widget.layout, ...(SMALLEST[widget.type] ?? SMALLEST.other) };
}

function placements(layout) {
  return layout.map(({ i, x, y, w, h }) => ({ widget_id: i, layout: { x, y, w, h } }));
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

function nudged(item, step) {
  const w = clamp(item.w + (step.w ?? 0), item.minW, COLUMNS);
  return {
    ...item,
    w,
    h: Math.max(item.h + (step.h ?? 0), item.minH),
    x: clamp(item.x + (step.x ?? 0), 0, COLUMNS - w),
    // Half a row beyond, so that the compactor lets it pass its neighbour.
    y: Math.max(item.y + (step.y ?? 0) * 1.5, 0),
  };
}

function nudgeLayout(layout, id, step) {
  const moved = layout.map((item) => (item.i === id ? nudged(item, step) : item));
  return verticalCompactor.compact(moved, COLUMNS);
}

function Stack({ widgets, card }) {
  const ordered = [...widgets].sort(
    (a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x,
  );
  return (
    <div className="cs-stack">
      {ordered.map((widget) => (
        <div
          key={widget.id}
          style={{ height: widget.layout.h * ROW_HEIGHT + (widget.layout.h - 1) * GUTTER }}
        >
          {card(widget)}
        </div>
      ))}
    </div>
  );
}

export function DashboardGrid({
  widgets = [],
  sources = {},
  dataQuery = "",
  editable = false,
  selectedId = "",
  onLayout,
  onAction,
  onNumber,
}) {
  const { width, containerRef, mounted } = useContainerWidth({ measureBeforeMount: true });
  const saved = useMemo(() => widgets.map(itemOf), [widgets]);
  const [moved, setMoved] = useState(saved);
  // A widget that just came has its place at once; it would else grow from nothing.
  const layout = moved.length === saved.length ? moved : saved;
  const settle = useRef(null);

  useEffect(() => setMoved(saved), [saved]);
  useEffect(() => () => clearTimeout(settle.current), []);

  const leave = (next) => {
    setMoved(next);
    onLayout?.(placements(next));
  };
  const nudge = (id, step) => {
    const next = nudgeLayout(layout, id, step);
    setMoved(next);
    clearTimeout(settle.current);
    settle.current = setTimeout(() => onLayout?.(placements(next)), SETTLE_MS);
  };
  const card = (widget) => (
    <WidgetCard
      widget={widget}
      source={sources[widget.source_id]}
      dataQuery={dataQuery}
      editable={editable}
      movable={editable && width >= NARROW}
      selected={widget.id === selectedId}
      onAction={(action, id) => onAction?.({ action, widget_id: id })}
      onNumber={(id, asked) => onNumber?.({ widget_id: id, ...asked })}
      onNudge={nudge}
    />
  );
  return (
    <div ref={containerRef} className={`cs-grid ${editable ? "cs-editable" : ""}`}>
      {mounted && width < NARROW && <Stack widgets={widgets} card={card} />}
      {mounted && width >= NARROW && (
        <GridLayout
          width={width}
          layout={layout}
          gridConfig={{
            cols: COLUMNS,
            rowHeight: ROW_HEIGHT,
            margin: [GUTTER, GUTTER],
            containerPadding: [0, 0],
          }}
          dragConfig={{ enabled: editable, handle: ".cs-drag", cancel: ".cs-menu-button,.cs-menu" }}
          resizeConfig={{ enabled: editable, handles: ["se"] }}
          compactor={verticalCompactor}
          onDragStop={(next) => leave(next)}
          onResizeStop={(next) => leave(next)}
        >
          {widgets.map((widget) => (
            <div key={widget.id}>{card(widget)}</div>
          ))}
        </GridLayout>
      )}
    </div>
  );
}
