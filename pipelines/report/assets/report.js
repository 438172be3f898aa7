/* The page's own script. Text from outside is only ever set as text, and links lead to http and https only. */
"use strict";
(() => {
  const SEVERITIES = ["critical", "high", "medium", "low", "informational"];
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const settings = read("settings");
  const byId = (id) => document.getElementById(id);
  const panels = new Map(
    settings.pages.flatMap((page) => [...page.panels, ...page.detail_panels].map((panel) => [panel.query, panel])),
  );

  // ---- Rows ----------------------------------------------------------------------------------------------------

  const cache = new Map();
  const datasets = new Map();

  /* Each query has an element of its own, which is parsed when it is needed. */
  function dataset(query) {
    if (!datasets.has(query)) datasets.set(query, read(`data-${query}`));
    return datasets.get(query);
  }

  function rowsOf(query) {
    if (!cache.has(query)) cache.set(query, decoded(dataset(query)));
    return cache.get(query);
  }

  function decoded({ columns, rows, values }) {
    const result = Array.from({ length: rows }, () => ({}));
    columns.forEach((column, position) => {
      const cells = values[position];
      for (let row = 0; row < rows; row += 1) {
        result[row][column] = Array.isArray(cells) ? cells[row] : cells.distinct[cells.at[row]];
      }
    });
    return result;
  }

  const groups = new Map();

  function rowsWith(query, key, value) {
    if (!key) return rowsOf(query);
    if (!groups.has(query)) {
      const grouped = new Map();
      for (const row of rowsOf(query)) {
        const name = String(row[key]);
        if (!grouped.has(name)) grouped.set(name, []);
        grouped.get(name).push(row);
      }
      groups.set(query, grouped);
    }
    return groups.get(query).get(String(value)) ?? [];
  }

  // ---- Text ----------------------------------------------------------------------------------------------------

  const format = (options) => new Intl.NumberFormat(undefined, options);
  const integers = format({ maximumFractionDigits: 0 });
  const decimals = format({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const precise = format({ maximumFractionDigits: 2 });
  const shares = format({ style: "percent", maximumFractionDigits: 0 });
  const money = format({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 });
  const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
  const timestamps = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

  /* A date has no time zone: it is the same day for every reader. A timestamp is shown in the reader's zone. */
  function asDate(text) {
    const date = /^(\d+)-(\d\d)-(\d\d)$/.exec(text);
    return date ? new Date(Number(date[1]), Number(date[2]) - 1, Number(date[3])) : new Date(text);
  }

  const plainName = (name) => {
    const text = String(name).replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };

  function element(name, attributes = {}, ...children) {
    const created = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) created.setAttribute(attribute, value === true ? "" : value);
    }
    created.append(...children.filter((child) => child !== null && child !== undefined));
    return created;
  }

  const LONGEST = 300; // characters of a text; the tables have all of it
  const cut = (text, longest = LONGEST) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

  /* Text from outside: isolated, so that its direction and its marks end with it. */
  const foreign = (text, longest) => element("bdi", { dir: "auto" }, cut(String(text), longest));

  function safeUrl(text) {
    try {
      const url = new URL(text);
      return ["http:", "https:"].includes(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  function link(url, content, label) {
    const safe = url ? safeUrl(url) : null;
    if (!safe) return content;
    return element("a", { href: safe, rel: "noopener noreferrer", target: "_blank", "aria-label": label }, content);
  }

  function time(text, formatter) {
    return element("time", { datetime: text }, formatter.format(asDate(text)));
  }

  // ---- Cells ---------------------------------------------------------------------------------------------------

  const NUMBERS = {
    number: (value) => integers.format(value),
    decimal: (value) => decimals.format(value),
    days: (value) => `${decimals.format(value)} d`,
    money: (value) => money.format(value),
    ratio: (value) => shares.format(value),
    probability: (value) => shares.format(value),
    plain: (value) => precise.format(value),
  };
  const isFigure = (kind) => kind in NUMBERS || kind === "date";

  const CELLS = {
    text: (value) => foreign(value),
    name: (value) => document.createTextNode(plainName(value)),
    date: (value) => time(value, days),
    timestamp: (value) => time(value, timestamps),
    severity: (value) => element("span", { class: `badge ${SEVERITIES.includes(value) ? value : ""}` }, value),
    change: (value) => document.createTextNode(plainName(value)),
    link: (value, row, column) => link(row[column.url], foreign(value)),
    finding: (value, row, column) => {
      const title = element("span", { class: "finding-title" }, link(row[column.url], foreign(value)));
      const cell = element("div", {}, title);
      if (row.reason) cell.append(element("span", { class: "reason" }, foreign(row.reason)));
      return cell;
    },
    details: (value, row) => {
      const button = element("button", { type: "button", class: "plain", "aria-expanded": "false" }, "Details");
      button.append(element("span", { class: "hidden" }, ` of ${cut(row.title)}`));
      return button;
    },
    team: (value, row) => element("a", { href: `#teams/${encodeURIComponent(row.team_id)}` }, foreign(value)),
    portfolio: (value, row) =>
      element("a", { href: `#portfolio/${encodeURIComponent(row.work_item_id)}` }, foreign(value)),
    rule: (value) => element("a", { href: `#findings?${new URLSearchParams({ rule: value })}` }, foreign(value)),
    status: (value) => element("span", { class: `badge status-${value}` }, plainName(value)),
    copy: (value) => element("span", { class: "line" }, element("code", {}, foreign(value)), copyButton(value, "Line")),
    progress: (value) => {
      const fill = element("span", { class: "fill" });
      fill.style.width = `${Math.min(100, Math.max(0, value))}%`;
      const track = element("span", { class: "track", "aria-hidden": "true" }, fill);
      return element("span", { class: "bar" }, track, element("span", {}, shares.format(value / 100)));
    },
    probability: (value) =>
      element("span", { class: value < 0.5 ? "unlikely" : null }, NUMBERS.probability(value)),
  };

  function cell(value, row, column) {
    if (value === null || value === undefined || value === "") return document.createTextNode("");
    if (CELLS[column.kind]) return CELLS[column.kind](value, row, column);
    return document.createTextNode(NUMBERS[column.kind](value));
  }

  const SORT_BY = { severity: (row) => -row.severity_id };

  function sortValue(value, row, column) {
    if (column.kind === "severity") return SORT_BY.severity(row);
    if (value === null || value === undefined) return column.kind in NUMBERS || column.kind === "progress" ? -Infinity : "";
    return value;
  }

  /* DataTables takes what it searches for HTML, and parses it: this is the HTML of the text, on one line. */
  const asHtml = (text) => text.replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

  function searchText(value, row, column) {
    if (column.kind === "details") return "";
    if (column.kind === "finding") {
      return [value, row.reason, row.evidence_ids, row.rule_id, row.project_name, row.remediation].filter(Boolean).join(" ");
    }
    if (column.kind === "portfolio" || column.kind === "link") return `${row.work_item_id ?? ""} ${value ?? ""}`;
    return value === null || value === undefined ? "" : String(value);
  }

  // ---- Tables --------------------------------------------------------------------------------------------------

  const PAGE_LENGTH = 25;
  const PRINTED_ROWS = 500;
  const tables = new Map();

  function classOf({ kind }) {
    if (isFigure(kind)) return "figure";
    if (["finding", "portfolio"].includes(kind)) return "main";
    return ["severity", "change", "link", "status"].includes(kind) ? "short" : "";
  }

  function definition(column) {
    return {
      title: column.label,
      className: classOf(column),
      orderable: column.kind !== "details",
      searchable: column.kind !== "details",
      type: column.kind in NUMBERS || ["severity", "progress"].includes(column.kind) ? "num" : "string",
      data: null,
      render: (row, type) => {
        const value = row[column.name];
        if (type === "display") return cell(value, row, column);
        if (type === "filter") return asHtml(searchText(value, row, column));
        return sortValue(value, row, column);
      },
    };
  }

  function used(columns, rows) {
    return columns.filter((column) => rows.some((row) => row[column.name] !== null && row[column.name] !== undefined));
  }

  function table(holder, rows, allColumns, title, options = {}) {
    tables.get(holder)?.destroy();
    const columns = used(allColumns, rows);
    const isLong = rows.length > 10;
    const { pageLength = PAGE_LENGTH } = options;
    const created = element("table", { class: columns.length > 3 ? "cards" : null }, element("caption", { class: "hidden" }, title));
    holder.replaceChildren(created);
    const result = new DataTable(created, {
      data: rows,
      columns: columns.map(definition),
      order: [],
      autoWidth: false,
      deferRender: true,
      paging: rows.length > pageLength,
      pageLength,
      layout: {
        topStart: isLong ? "search" : null,
        topEnd: null,
        bottomStart: rows.length > pageLength ? "info" : null,
        bottomEnd: rows.length > pageLength ? "paging" : null,
      },
      language: {
        search: "Search",
        searchPlaceholder: "",
        info: "_START_ to _END_ of _TOTAL_",
        infoFiltered: "(_MAX_ in all)",
        infoEmpty: "0",
        zeroRecords: "Nothing matches the search and the filters.",
      },
      drawCallback: () => holder.querySelector(".dt-paging nav")?.setAttribute("aria-label", `Rows of ${title}`),
      createdRow: (line) => {
        line.setAttribute("role", "row");
        [...line.cells].forEach((node, position) => {
          node.setAttribute("role", "cell");
          node.dataset.label = columns[position].label;
          if (["severity", "finding", "portfolio", "team", "details", "change", "status"].includes(columns[position].kind)) node.dataset.bare = "";
          if (!node.textContent) node.classList.add("nothing");
        });
      },
    });
    created.setAttribute("role", "table");
    tables.set(holder, result);
    return result;
  }

  // ---- Charts --------------------------------------------------------------------------------------------------

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function coloured(part) {
    if (typeof part === "string") return part.startsWith("@") ? colour(part.slice(1)) : part;
    if (Array.isArray(part)) return part.map(coloured);
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, coloured(value)]));
    }
    return part;
  }

  /* As many names in a row of the legend as fit; they stand over the plot, which labels of an axis may narrow. */
  function legendColumns(specification, width) {
    const [domain] = JSON.stringify(specification).match(/"scale":\{"domain":\[[^\]]*\]/) ?? [];
    const names = domain ? JSON.parse(domain.slice(domain.indexOf("["))) : [];
    const longest = Math.max(1, ...names.map((name) => String(name).length));
    return width < 700 ? Math.max(1, Math.floor((width - 130) / (longest * 7 + 24))) : 0;
  }

  function chartConfig(specification, width) {
    const text = colour("text");
    const muted = colour("muted");
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: null,
      font,
      aria: false,
      view: { stroke: null },
      axis: {
        labelColor: muted, titleColor: muted, titleFontWeight: "normal", titleFontSize: 11, labelFontSize: 11,
        gridColor: colour("line"), domainColor: colour("line-strong"), tickColor: colour("line-strong"), tickCount: width < 420 ? 4 : 6,
      },
      axisX: { tickCount: width < 420 ? 4 : 8 },
      axisY: { labelLimit: width < 420 ? 120 : 240 },
      legend: {
        orient: "top", direction: "horizontal", labelColor: text, labelFontSize: 12, symbolType: "square", symbolStrokeWidth: 0,
        columns: legendColumns(specification, width), offset: 6, title: null,
      },
    };
  }

  function timeLocale() {
    const names = (options, dates) => dates.map((date) => new Intl.DateTimeFormat(undefined, options).format(date));
    const weekdays = [0, 1, 2, 3, 4, 5, 6].map((day) => new Date(2023, 0, 1 + day));
    const months = Array.from({ length: 12 }, (_, month) => new Date(2023, month, 1));
    return {
      dateTime: "%x, %X", date: "%Y-%m-%d", time: "%H:%M:%S", periods: ["AM", "PM"],
      days: names({ weekday: "long" }, weekdays), shortDays: names({ weekday: "short" }, weekdays),
      months: names({ month: "long" }, months), shortMonths: names({ month: "short" }, months),
    };
  }

  const drawn = new Map();
  const isDate = (query, column) => {
    const { columns, types } = dataset(query);
    return ["DATE", "TIMESTAMP"].includes(types[columns.indexOf(column)]);
  };

  function chartRows(query, rows) {
    const dates = dataset(query).columns.filter((column) => isDate(query, column));
    return rows.map((row) => {
      const copy = { ...row };
      for (const column of dates) if (copy[column] !== null) copy[column] = asDate(copy[column]).getTime();
      return copy;
    });
  }

  function setHeight(specification, height) {
    if (specification.height) specification.height = height;
    for (const layer of specification.layer ?? []) setHeight(layer, height);
  }

  const SILENT = Object.fromEntries(["level", "error", "warn", "info", "debug"].map((name) => [name, () => SILENT]));

  function draw(box, name, rows, label) {
    drawn.get(box)?.view?.finalize();
    drawn.set(box, { name, rows, label });
    const width = box.clientWidth;
    if (!width) return;
    const specification = coloured(settings.charts[name]);
    specification.data = { values: rows };
    specification.width = width;
    if (HEIGHTS[name]) setHeight(specification, HEIGHTS[name](rows));
    specification.autosize = { type: "fit-x", contains: "padding" };
    specification.padding = { left: 0, right: 4, top: 2, bottom: 2 };
    const compiled = vegaLite.compile(specification, { config: chartConfig(specification, width), logger: SILENT }).spec;
    const canvas = element("div", { "aria-hidden": "true" });
    box.replaceChildren(element("div", { role: "img", "aria-label": label }, canvas));
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vegaInterpreter.expressionInterpreter,
      renderer: "svg",
      container: canvas,
      hover: true,
      tooltip: showTooltip,
      locale: vega.locale(null, timeLocale()),
    });
    view.addEventListener("click", (event, item) => {
      const url = item?.datum?.url && safeUrl(item.datum.url);
      if (url) window.open(url, "_blank", "noopener,noreferrer");
    });
    drawn.get(box).view = view;
    view.run();
  }

  function redraw() {
    for (const [box, { name, rows, label }] of drawn) if (box.isConnected && box.clientWidth) draw(box, name, rows, label);
  }

  function showTooltip(handler, event, item, value) {
    const tooltip = byId("tooltip");
    if (!value || typeof value !== "object") {
      tooltip.hidden = true;
      return;
    }
    const list = element("dl");
    for (const [name, text] of Object.entries(value)) {
      if (text !== null && text !== "null" && text !== "") list.append(element("dt", {}, name), element("dd", {}, foreign(text)));
    }
    tooltip.replaceChildren(list);
    tooltip.hidden = false;
    const { width, height } = tooltip.getBoundingClientRect();
    tooltip.style.left = `${Math.max(4, Math.min(event.clientX + 12, window.innerWidth - width - 8))}px`;
    tooltip.style.top = `${Math.max(4, Math.min(event.clientY + 14, window.innerHeight - height - 8))}px`;
  }

  // ---- Panels --------------------------------------------------------------------------------------------------

  const quoted = (value) => `'${String(value).replaceAll("'", "''")}'`;

  function shownQuery(query, key, value) {
    const text = settings.queries[query];
    if (!key) return text;
    const literal = typeof rowsOf(query)[0]?.[key] === "number" ? value : quoted(value);
    return `select *\nfrom (\n${text.replace(/^/gm, "    ").trimEnd()}\n)\nwhere ${key} = ${literal}`;
  }

  async function copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = element("textarea", { readonly: true, class: "hidden" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    byId("status").textContent = `${what} copied.`;
  }

  function copyButton(text, what) {
    const button = element("button", { type: "button", class: "plain" }, `Copy ${what.toLowerCase()}`);
    button.addEventListener("click", async () => {
      await copy(text, what);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = `Copy ${what.toLowerCase()}`), 2000);
    });
    return button;
  }

  function rawKind(query, column) {
    const type = dataset(query).types[dataset(query).columns.indexOf(column)];
    if (type === "DATE") return "date";
    if (type === "TIMESTAMP") return "timestamp";
    return ["BIGINT", "INTEGER", "DOUBLE", "HUGEINT"].includes(type) && !column.endsWith("_id") ? "plain" : "text";
  }

  function fillSource(node, query, panel, value) {
    const details = node.querySelector(".source");
    const body = node.querySelector(".source-body");
    const fill = () => {
      const text = shownQuery(query, panel?.key, value);
      const code = element("pre", { tabindex: "0", "aria-label": "SQL" }, element("code", {}, text));
      body.replaceChildren(
        element("p", {}, "SQL for findings.duckdb, or the Parquet files of the same names:"), code, copyButton(text, "Query"),
      );
      if (panel && !panel.columns.length) {
        const holder = element("div", { class: "table" });
        body.append(holder);
        const columns = dataset(query).columns.map((name) => ({ name, label: plainName(name), kind: rawKind(query, name) }));
        const rows = rowsWith(query, panel.key, value);
        if (rows.length) table(holder, rows, columns.filter(({ name }) => name !== "url" && !(panel.key === name)), panel.title);
      }
    };
    details.ontoggle = () => details.open && fill();
    if (details.open) fill();
  }

  /* What a chart draws, if that is not every row of its query: the query with these columns, and the rows. */
  const DRAWN = {
    forecast_ranges: (rows) => ["portfolio", rows.filter((row) => row.p50_date).slice(0, 25)],
    dependencies: () => ["dependency_graph", rowsOf("dependency_graph")],
  };
  const HEIGHTS = { dependencies: (rows) => 60 + 42 * Math.max(...rows.map((row) => row.y)) };

  function fillPanel(panel, value) {
    const node = byId(`panel-${panel.query}`);
    const rows = rowsWith(panel.query, panel.key, value);
    const [chart, holder] = [node.querySelector(".chart"), node.querySelector(".table")];
    node.querySelector(".empty").hidden = rows.length > 0;
    holder.hidden = !rows.length;
    const [source, shown] = panel.chart && DRAWN[panel.chart] ? DRAWN[panel.chart](rows) : [panel.query, rows];
    chart.hidden = !panel.chart || !shown.length;
    if (!chart.hidden) draw(chart, panel.chart, chartRows(source, shown), `${panel.title}. ${panel.description}`);
    if (SPECIAL[panel.query]) SPECIAL[panel.query](holder, rows, panel);
    else if (panel.columns.length && rows.length) table(holder, rows, panel.columns, panel.title, { pageLength: panel.page_length });
    fillSource(node, panel.query, panel, value);
  }

  const SPECIAL = { severities: severityMatrix, findings: findingsTable };

  const SHORT = { informational: "Info" };

  function severityMatrix(holder, rows) {
    const count = (value, filters) => {
      if (!value) return element("span", { class: "zero" }, "0");
      return element("a", { class: "count", href: `#findings?${new URLSearchParams(filters)}` }, integers.format(value));
    };
    const head = element("tr", {}, element("th", { scope: "col" }, "Family"));
    for (const severity of SEVERITIES) {
      head.append(element("th", { scope: "col", class: "figure" }, element("span", { class: severity }, SHORT[severity] ?? plainName(severity))));
    }
    head.append(element("th", { scope: "col", class: "figure" }, "Total"));
    const body = rows.map((row) => {
      const line = element("tr", {}, element("th", { scope: "row" }, plainName(row.family)));
      for (const severity of SEVERITIES) {
        line.append(element("td", { class: "figure" }, count(row[severity], { family: row.family, severity })));
      }
      line.append(element("td", { class: "figure" }, count(row.total, { family: row.family })));
      return line;
    });
    const caption = element("caption", { class: "hidden" }, "Open findings by family and severity");
    const built = element("table", { class: "matrix" }, caption, element("thead", {}, head), element("tbody", {}, ...body));
    holder.replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Open findings by family and severity" }, built));
  }

  // ---- Findings ------------------------------------------------------------------------------------------------

  const many = (separator) => (value) => (value ? value.split(separator).map((part) => part.trim()).filter(Boolean) : []);
  const one = (value) => (value === null ? [] : [value]);
  const FILTERS = [
    { name: "severity", label: "Severity", column: "severity", values: one, order: SEVERITIES },
    { name: "family", label: "Family", column: "family", values: one, text: plainName },
    { name: "project", label: "Project", column: "project_name", values: one },
    { name: "team", label: "Team", column: "team_name", values: one },
    { name: "owner", label: "Owner", column: "owner_name", values: one },
    { name: "segment", label: "Segment", column: "segments", values: many(";") },
    { name: "control", label: "Control", column: "controls", values: many(",") },
    { name: "rule", label: "Rule", column: "rule_title", values: one },
    { name: "change", label: "Change", column: "change", values: one, text: plainName },
  ];
  let selected = new URLSearchParams();

  function matches(row) {
    return FILTERS.every(({ name, column, values }) => {
      const wanted = selected.getAll(name);
      return !wanted.length || values(row[column]).some((value) => wanted.includes(value));
    });
  }

  function buildFilters() {
    const form = byId("filters");
    form.closest("details").open = window.innerWidth > 640;
    for (const { name, label, column, values, order, text } of FILTERS) {
      const found = new Set(rowsOf("findings").flatMap((row) => values(row[column])));
      if (!found.size) continue;
      const sorted = order ? order.filter((value) => found.has(value)) : [...found].sort((a, b) => a.localeCompare(b));
      const select = element("select", { name, id: `filter-${name}` }, element("option", { value: "" }, "All"));
      for (const value of sorted) select.append(element("option", { value, dir: "auto" }, cut(text ? text(value) : value, 80)));
      select.addEventListener("change", () => {
        selected.delete(name);
        if (select.value) selected.set(name, select.value);
        applyFilters();
        history.replaceState(null, "", `#findings${selected.size ? `?${selected}` : ""}`);
      });
      form.append(element("div", { class: "field" }, element("label", { for: select.id }, label), select));
    }
    const reset = element("button", { type: "reset" }, "Clear filters");
    form.addEventListener("reset", () => {
      selected = new URLSearchParams();
      history.replaceState(null, "", "#findings");
      setTimeout(applyFilters);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.append(reset);
  }

  function applyFilters() {
    for (const select of byId("filters").querySelectorAll("select")) {
      const wanted = selected.getAll(select.name);
      let several = select.querySelector("option[data-several]");
      if (wanted.length > 1) {
        several ??= element("option", { value: "several", "data-several": true });
        several.textContent = cut(wanted.join(" or "), 80);
        select.append(several);
        select.value = "several";
      } else {
        several?.remove();
        select.value = wanted[0] ?? "";
      }
    }
    const shown = tables.get(byId("panel-findings").querySelector(".table"));
    if (!shown) return;
    shown.search.fixed("filters", (text, row) => matches(row)).draw();
    byId("status").textContent = `${integers.format(shown.rows({ search: "applied" }).count())} findings`;
  }

  function findingsTable(holder, rows, panel) {
    if (!tables.has(holder)) {
      buildFilters();
      if (!rows.length) return;
      const built = table(holder, rows, panel.columns, panel.title);
      holder.addEventListener("click", (event) => {
        const button = event.target.closest("button[aria-expanded]");
        if (button) toggleDetails(built, button);
      });
    }
    applyFilters();
  }

  function toggleDetails(built, button) {
    const line = built.row(button.closest("tr"));
    const isOpen = line.child.isShown();
    if (isOpen) line.child.hide();
    else line.child(findingDetails(line.data())).show();
    button.setAttribute("aria-expanded", String(!isOpen));
  }

  function findingDetails(row) {
    const list = element("dl", { class: "facts-list" });
    const add = (name, ...content) => list.append(element("dt", {}, name), element("dd", {}, ...content));
    if (row.remediation) add("What to do", element("span", { class: "advice" }, foreign(row.remediation)));
    if (row.metric_name) add(plainName(row.metric_name), measured(row.metric_value, row.metric_unit));
    if (row.threshold !== null) add("Threshold", measured(row.threshold, row.metric_unit));
    for (const [name, value] of evidenceOf(row)) add(plainName(name), foreign(value, 2000));
    add("Since", time(row.since_at, timestamps));
    add("First seen", time(row.first_seen_at, timestamps));
    if (row.estimated_monthly_cost) add("Cost per month", money.format(row.estimated_monthly_cost));
    if (row.controls) add("Controls", row.controls.replaceAll(",", ", "));
    if (row.segments) add("Segments", foreign(row.segments));
    add("Rule", `${row.rule_title ?? row.rule_id} (${row.rule_id})`);
    if (row.subject_url && safeUrl(row.subject_url)) {
      add("Azure DevOps", link(row.subject_url, document.createTextNode("Open in Azure DevOps")));
    }
    add("Id", row.finding_uid);
    return list;
  }

  const measured = (value, unit) => `${precise.format(value)} ${unit ? plainName(unit).toLowerCase() : ""}`.trim();

  function evidenceOf(row) {
    try {
      return Object.entries(JSON.parse(row.evidence ?? "{}"))
        .filter(([name, value]) => name !== row.metric_name && value !== null && !(Array.isArray(value) && !value.length))
        .map(([name, value]) => [name === "ids" ? "Work items" : name, shortened(value)]);
    } catch {
      return [["evidence", row.evidence]];
    }
  }

  function shortened(value) {
    if (typeof value === "number") return precise.format(value);
    if (Array.isArray(value)) return value.map((part) => (typeof part === "object" ? JSON.stringify(part) : part)).join(", ");
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  // ---- Teams and portfolio items ---------------------------------------------------------------------------------

  const SUBJECTS = {
    teams: {
      id: "team_id",
      label: "Team",
      name: (row) => row.team_name,
      group: (row) => row.project_name,
      url: () => null,
      facts: (row) => `${row.project_name} · ${integers.format(row.open_findings)} open findings`,
      more: (row) => element("a", { href: `#findings?${new URLSearchParams({ team: row.team_name })}` }, "Show its findings"),
    },
    portfolio: {
      id: "work_item_id",
      label: "Portfolio item",
      name: (row) => `${row.work_item_id} ${row.title}`,
      group: (row) => row.work_item_type,
      url: (row) => row.url,
      facts: (row) =>
        `${row.state} · ${integers.format(row.completed_items)} of ${integers.format(row.total_items)} items completed`,
      more: (row) => link(row.url, document.createTextNode("Open in Azure DevOps")),
    },
  };

  function buildChooser(page) {
    const holder = byId(`chooser-${page.name}`);
    if (holder.childElementCount) return;
    const subject = SUBJECTS[page.name];
    const rows = rowsOf(page.panels[0].query);
    if (!rows.length) return;
    const select = element("select", { name: page.name, id: `choose-${page.name}` }, element("option", { value: "" }, "All"));
    const grouped = new Map();
    for (const row of rows) {
      const group = subject.group(row) ?? "";
      if (!grouped.has(group)) grouped.set(group, element("optgroup", { label: cut(group, 80) }));
      grouped.get(group).append(element("option", { value: row[subject.id], dir: "auto" }, cut(subject.name(row), 80)));
    }
    select.append(...grouped.values());
    select.addEventListener("change", () => {
      location.hash = select.value ? `#${page.name}/${encodeURIComponent(select.value)}` : `#${page.name}`;
    });
    holder.append(element("div", { class: "field" }, element("label", { for: select.id }, subject.label), select));
  }

  function showSubject(page, value) {
    const subject = SUBJECTS[page.name];
    const row = rowsOf(page.panels[0].query).find((candidate) => String(candidate[subject.id]) === value);
    const section = byId(`page-${page.name}`);
    const detail = section.querySelector(".detail");
    section.querySelector(":scope > .panels").hidden = Boolean(row);
    detail.hidden = !row;
    const select = byId(`chooser-${page.name}`).querySelector("select");
    if (select) select.value = row ? value : "";
    if (!row) {
      page.panels.forEach((panel) => fillPanel(panel));
      return;
    }
    const title = byId(`detail-${page.name}`);
    title.replaceChildren(foreign(subject.name(row)));
    detail.querySelector(".facts")?.remove();
    title.after(element("p", { class: "facts" }, foreign(subject.facts(row)), " · ", subject.more(row)));
    page.detail_panels.forEach((panel) => fillPanel(panel, value));
  }

  // ---- Pages ---------------------------------------------------------------------------------------------------

  function wanted() {
    const [path, query] = location.hash.slice(1).split("?");
    const [name, ...rest] = path.split("/");
    const page = settings.pages.find((candidate) => candidate.name === name) ?? settings.pages[0];
    let value = rest.join("/");
    try {
      value = decodeURIComponent(value);
    } catch {
      value = "";
    }
    return { page, value, query: new URLSearchParams(query ?? "") };
  }

  function mark(anchor) {
    anchor.setAttribute("aria-current", "page");
    const bar = anchor.closest("nav");
    bar.scrollLeft = anchor.offsetLeft - (bar.clientWidth - anchor.offsetWidth) / 2;
  }

  function show(isFirst) {
    const { page, value, query } = wanted();
    for (const section of document.querySelectorAll("section.page")) section.hidden = section.id !== `page-${page.name}`;
    for (const anchor of document.querySelectorAll(".top nav a")) {
      if (anchor.hash === `#${page.name}`) mark(anchor);
      else anchor.removeAttribute("aria-current");
    }
    document.title = `${page.title}: ${document.querySelector(".organization").textContent}`;
    byId("tooltip").hidden = true;
    if (page.name === "findings") selected = query;
    if (SUBJECTS[page.name]) {
      buildChooser(page);
      showSubject(page, value);
    } else {
      page.panels.forEach((panel) => fillPanel(panel));
    }
    const target = value && (byId(`panel-${value}`) ?? (SUBJECTS[page.name] ? byId(`detail-${page.name}`) : null));
    if (target) target.scrollIntoView();
    else if (!isFirst) window.scrollTo(0, 0);
    if (!isFirst) (target && SUBJECTS[page.name] ? target : byId(`title-${page.name}`)).focus({ preventScroll: true });
  }

  for (const node of document.querySelectorAll("time[data-kind]")) {
    node.textContent = timestamps.format(asDate(node.dateTime));
  }
  for (const query of ["numbers", "run"]) fillSource(byId(`panel-${query}`), query);
  window.addEventListener("hashchange", () => show(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let width = window.innerWidth;
  let pending = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    clearTimeout(pending);
    pending = setTimeout(redraw, 150);
  });
  let printed = [];
  window.addEventListener("beforeprint", () => {
    printed = [...tables.values()].filter((shown) => shown.table().node().offsetParent && shown.page.info().pages > 1);
    for (const shown of printed) shown.page.len(PRINTED_ROWS).draw();
    document.documentElement.classList.add("printed");
    redraw();
  });
  window.addEventListener("afterprint", () => {
    for (const shown of printed) shown.page.len(shown.init().pageLength).draw();
    document.documentElement.classList.remove("printed");
    redraw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") byId("tooltip").hidden = true;
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  function go(target) {
    history.pushState(null, "", `#${target}`);
    show(false);
  }

  window.adoFindingsReport = { rows: rowsWith, query: shownQuery, go };
  show(true);
})();
