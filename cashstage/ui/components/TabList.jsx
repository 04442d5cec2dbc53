// Tabs for the keyboard: arrow keys, Home and End go from tab to tab, Tab goes past them.

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function target(event, tabs) {
  const index = tabs.indexOf(event.target);
  if (index < 0) {
    return null;
  }
  if (event.key === "Home") {
    return tabs[0];
  }
  if (event.key === "End") {
    return tabs.at(-1);
  }
  const step = STEPS[event.key];
  return step ? tabs[(index + step + tabs.length) % tabs.length] : null;
}

export function TabList({ label, children }) {
  const move = (event) => {
    const tabs = [...event.currentTarget.querySelectorAll('[role="tab"]')];
    const next = target(event, tabs);
    if (next) {
      event.preventDefault();
      next.focus();
      next.click();
    }
  };
  return (
    <div role="tablist" className="tabs" aria-label={label} onKeyDown={move}>
      {children}
    </div>
  );
}
