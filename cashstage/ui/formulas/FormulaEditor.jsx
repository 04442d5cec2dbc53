// A text field for formulas: what is typed lies transparent over the same text in colours, so the
// caret, undo and screen readers are the browser's own.

import { createElement as h, useEffect, useId, useMemo, useRef, useState } from "react";
import { useFunctions, useVerdict } from "./checking.js";
import { callAt, choicesFor, nameAt, partsOf, unitsAt } from "./language.js";

const NUMBERS = new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 });

function Ink({ text, problem }) {
  const marks = partsOf(text);
  const from = problem ? unitsAt(text, problem.position) : -1;
  const to = problem ? Math.max(unitsAt(text, problem.position + problem.length), from + 1) : -1;
  const edges = new Set([0, text.length]);
  marks.forEach((mark) => edges.add(mark.start).add(mark.end));
  [from, to].filter((edge) => edge >= 0 && edge < text.length).forEach((edge) => edges.add(edge));
  const places = [...edges].sort((one, other) => one - other);
  const pieces = places.slice(0, -1).map((start, index) => {
    const mark = marks.find((each) => each.start <= start && start < each.end);
    return h(
      "span",
      {
        key: start,
        "data-kind": mark?.kind,
        "data-wrong": start >= from && start < to ? "true" : undefined,
      },
      text.slice(start, places[index + 1])
    );
  });
  // A line that ends the text has to be as high as in the field.
  return h("pre", { className: "formula-ink", "aria-hidden": "true" }, pieces, "\u200b");
}

function Choices({ id, choices, chosen, onChoose }) {
  return h(
    "ul",
    { id, role: "listbox", className: "formula-choices", "aria-label": "Suggestions" },
    choices.map((choice, index) =>
      h(
        "li",
        {
          key: `${choice.kind}:${choice.label}`,
          id: `${id}-${index}`,
          role: "option",
          "aria-selected": index === chosen,
          // The field must not lose its focus to the list.
          onMouseDown: (event) => {
            event.preventDefault();
            onChoose(choice);
          },
        },
        h("span", { className: "formula-choice" }, choice.label),
        h("span", { className: "formula-choice-kind" }, choice.kind)
      )
    )
  );
}

function Signature({ call, functions }) {
  const form = call && functions.find((one) => one.name === call.name);
  if (!form) {
    return h("p", { className: "formula-signature" });
  }
  const argument = form.arguments[Math.min(call.at, form.arguments.length - 1)];
  const from = argument ? form.signature.indexOf(argument.name, form.name.length + 1) : -1;
  const [start, end] = from < 0 ? [0, 0] : [from, from + argument.name.length];
  return h(
    "p",
    { className: "formula-signature" },
    h(
      "code",
      null,
      form.signature.slice(0, start),
      h("b", null, form.signature.slice(start, end)),
      form.signature.slice(end)
    ),
    h("span", null, form.help)
  );
}

function shown(value) {
  if (value === null) {
    return "–";
  }
  return typeof value === "number" ? NUMBERS.format(value) : String(value);
}

function Preview({ preview }) {
  const { columns, rows } = preview;
  if (columns.length === 1 && rows.length === 1) {
    return h("output", { className: "formula-value" }, "= ", shown(rows[0][0]));
  }
  const isNumber = (value) => typeof value === "number" || undefined;
  const head = columns.map((name, place) =>
    h("th", { key: name, scope: "col", "data-number": isNumber(rows[0]?.[place]) }, name)
  );
  const body = rows.map((row, index) =>
    h(
      "tr",
      { key: index },
      row.map((value, place) =>
        h("td", { key: place, "data-number": isNumber(value) }, shown(value))
      )
    )
  );
  return h(
    "div",
    { className: "formula-preview" },
    h(
      "table",
      null,
      h("caption", { className: "sr-only" }, "First values"),
      h("thead", null, h("tr", null, head)),
      h("tbody", null, body)
    )
  );
}

function Verdict({ id, verdict, old, onUse }) {
  const problem = verdict?.problems[0];
  let said = null;
  if (problem) {
    const use = problem.suggestion && { onClick: () => onUse(problem), type: "button" };
    said = h(
      "p",
      { className: "formula-problem" },
      h("span", null, problem.message),
      use && h("button", { ...use, className: "formula-use" }, `Use ${problem.suggestion}`)
    );
  } else if (verdict) {
    said = h("p", null, `Gives ${verdict.kind}. `, verdict.preview_problem);
  }
  const values = verdict?.preview;
  return h(
    "div",
    { id, role: "status", className: "formula-verdict", "data-old": old },
    said,
    values && h(Preview, { preview: values })
  );
}

// What the caret stands in, and the list of what could be meant there.
function useCompletion(text, { fields, functions, kind }) {
  const [caret, setCaret] = useState(null);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const call = caret === null ? null : callAt(text, caret);
  const name = caret === null ? null : nameAt(text, caret);
  const choices = useMemo(() => {
    if (!open || caret === null) {
      return [];
    }
    const found = choicesFor(name?.typed ?? "", { fields, functions, kind, call });
    const settled = found.length === 1 && found[0].label === name?.typed;
    return settled ? [] : found;
  }, [open, caret, text, fields, functions, kind]);
  const place = { start: name?.start ?? caret, end: name?.end ?? caret };
  return { call, choices, chosen, place, caret, setCaret, setChosen, setOpen };
}

export function FormulaEditor({
  value = "",
  source,
  kind = "metric",
  fields = [],
  fieldId,
  id: given,
  label = "Formula",
  placeholder,
  onCommit,
}) {
  const [text, setText] = useState(value);
  const changed = useRef(false);
  const field = useRef(null);
  const wanted = useRef(null);
  const id = useId();
  const functions = useFunctions();
  const checked = useVerdict({ text, source, kind, fieldId });
  const typing = useCompletion(text, { fields, functions, kind });
  const { choices, chosen, place, setCaret, setChosen, setOpen } = typing;
  const isOld = checked.text !== text;
  const problem = isOld ? null : checked.verdict?.problems[0];

  useEffect(() => {
    if (!changed.current) {
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (wanted.current !== null) {
      field.current.setSelectionRange(wanted.current, wanted.current);
      setCaret(wanted.current);
      wanted.current = null;
    }
  }, [text]);

  // Nothing that takes up room may go when the field is left: what was pressed would move away.
  const commit = () => {
    setOpen(false);
    if (changed.current) {
      changed.current = false;
      onCommit?.(text);
      if (!text.trim()) {
        setText(value);
      }
    }
  };
  const put = (start, end, insert, caret) => {
    changed.current = true;
    wanted.current = start + caret;
    setText(text.slice(0, start) + insert + text.slice(end));
    field.current.focus();
  };
  const choose = (choice) => {
    setOpen(false);
    setChosen(0);
    const called = choice.kind === "function";
    // A call that is there already keeps its arguments.
    const insert = called && text[place.end] === "(" ? choice.label : choice.insert;
    put(place.start, place.end, insert, called ? choice.label.length + 1 : insert.length);
  };
  const use = ({ position, length, suggestion }) => {
    const start = unitsAt(text, position);
    put(start, unitsAt(text, position + length), suggestion, suggestion.length);
  };
  const change = (event) => {
    changed.current = true;
    const { value: typed, selectionStart: caret } = event.target;
    setText(typed);
    setCaret(caret);
    setChosen(0);
    setOpen(Boolean(nameAt(typed, caret)?.typed));
  };
  const press = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (choices.length && step) {
      setChosen((chosen + step + choices.length) % choices.length);
    } else if (choices.length && (event.key === "Enter" || event.key === "Tab")) {
      choose(choices[chosen] ?? choices[0]);
    } else if (event.key === "Escape" && choices.length) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Escape" && changed.current) {
      event.stopPropagation();
      changed.current = false;
      setText(value);
    } else if (event.key === " " && event.ctrlKey) {
      setCaret(event.target.selectionStart);
      setOpen(true);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.blur();
    } else {
      return;
    }
    event.preventDefault();
  };

  const list = `${id}-choices`;
  return h(
    "div",
    { className: "formula" },
    h(
      "div",
      { className: "formula-field control" },
      choices.length > 0 && h(Choices, { id: list, choices, chosen, onChoose: choose }),
      h(Ink, { text, problem }),
      h("textarea", {
        ref: field,
        id: given,
        value: text,
        placeholder,
        maxLength: 10000,
        spellCheck: false,
        autoCapitalize: "off",
        autoComplete: "off",
        "aria-label": label,
        "aria-autocomplete": "list",
        "aria-controls": choices.length ? list : undefined,
        "aria-activedescendant": choices.length ? `${list}-${chosen}` : undefined,
        "aria-invalid": Boolean(problem),
        "aria-describedby": `${id}-verdict`,
        onChange: change,
        onBlur: commit,
        onKeyDown: press,
        onSelect: (event) => setCaret(event.target.selectionStart),
      })
    ),
    h(Signature, { call: typing.call, functions }),
    h(Verdict, { id: `${id}-verdict`, verdict: checked.verdict, old: isOld, onUse: use })
  );
}
