// A small picture of a dashboard: its widgets where they stand, each as the sign of its kind.

const WIDTH = 240;
const HEIGHT = 126;
const COLUMN = WIDTH / 12;
const ROW = 10;
const GAP = 4;
const LINE = [0.7, 0.45, 0.55, 0.25, 0.4, 0.1];
const BARS = [0.9, 0.65, 0.45, 0.3];

function Sign({ type, x, y, w, h }) {
  if (type === "line") {
    const points = LINE.map((part, index) => `${x + (w * index) / (LINE.length - 1)},${y + h * part}`);
    return <polyline points={points.join(" ")} className="outline-line" />;
  }
  if (type === "bar") {
    const step = w / BARS.length;
    return BARS.map((part, index) => (
      <rect
        key={part}
        x={x + index * step}
        y={y + h * (1 - part)}
        width={step * 0.6}
        height={h * part}
        className="outline-mark"
      />
    ));
  }
  if (type === "table") {
    const rows = Math.max(1, Math.floor(h / 7));
    return Array.from({ length: rows }, (_, index) => (
      <rect key={index} x={x} y={y + index * 7} width={w} height="1.5" className="outline-faint" />
    ));
  }
  return <rect x={x} y={y + h * 0.3} width={w * 0.6} height={Math.min(6, h * 0.4)} className="outline-mark" />;
}

export function Outline({ widgets = [] }) {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMidYMin slice"
      className="outline-picture"
      aria-hidden="true"
    >
      {widgets.map(({ type, layout }, index) => {
        const x = layout.x * COLUMN;
        const y = layout.y * ROW;
        const width = layout.w * COLUMN - GAP;
        const height = layout.h * ROW - GAP;
        return (
          <g key={index}>
            <rect x={x} y={y} width={width} height={height} rx="3" className="outline-card" />
            <Sign type={type} x={x + 5} y={y + 5} w={width - 10} h={height - 10} />
          </g>
        );
      })}
    </svg>
  );
}
