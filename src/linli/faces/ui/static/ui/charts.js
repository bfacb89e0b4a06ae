/* Draws every [data-ll-chart]: numbers from the json_script beside it, colours from CSS variables, no words of its own. */
(() => {
  const css = getComputedStyle(document.documentElement);
  const read = (name) => css.getPropertyValue(name).trim();
  const font = () => getComputedStyle(document.body).fontFamily;

  function axis(extra) {
    const line = { lineStyle: { color: read("--ll-line") } };
    const label = { color: read("--ll-muted"), fontSize: 12, fontFamily: font() };
    return { axisLine: line, axisTick: { show: false }, splitLine: line, axisLabel: label, ...extra };
  }

  function series(data, one) {
    const colour = read(one.hue);
    const base = { name: one.name, data: one.values, itemStyle: { color: colour } };
    if (data.kind === "line") {
      return { ...base, type: "line", smooth: 0.3, symbolSize: 6, showSymbol: data.categories.length < 16, lineStyle: { width: 2.5, color: colour }, areaStyle: { color: colour, opacity: data.series.length > 1 ? 0 : 0.08 } };
    }
    const corner = data.kind === "stacked" ? 0 : [5, 5, 0, 0];
    return { ...base, type: "bar", barMaxWidth: 26, stack: data.kind === "stacked" ? "all" : undefined, itemStyle: { color: colour, borderRadius: corner } };
  }

  function tip(trigger) {
    const textStyle = { color: read("--ll-ink"), fontSize: 13, fontFamily: font() };
    return { trigger, renderMode: "richText", confine: true, backgroundColor: read("--ll-surface"), borderColor: read("--ll-line"), textStyle, axisPointer: { lineStyle: { color: read("--ll-line-strong") } } };
  }

  const figure = (data) => (value) => (value === null || value === undefined ? "–" : `${value.toLocaleString("en")}${data.unit}`);

  function ring(data) {
    const hues = ["--ll-green", "--ll-amber", "--ll-sky", "--ll-violet", "--ll-rose", "--ll-grey"];
    const values = data.series[0].values.map((value, index) => ({ value, name: data.categories[index], itemStyle: { color: read(hues[index % hues.length]), borderColor: read("--ll-surface"), borderWidth: 2 } }));
    return { animation: false, tooltip: { ...tip("item"), valueFormatter: figure(data) }, series: [{ type: "pie", radius: ["52%", "76%"], data: values, label: { color: read("--ll-body"), fontFamily: font() } }] };
  }

  function option(data) {
    if (data.kind === "ring") return ring(data);
    const many = data.series.length > 1;
    const legend = { show: many, top: 0, right: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: read("--ll-muted"), fontFamily: font() } };
    return {
      animation: false,
      grid: { left: 6, right: 12, top: many ? 36 : 14, bottom: 4, containLabel: true },
      legend,
      tooltip: { ...tip("axis"), valueFormatter: figure(data) },
      xAxis: axis({ type: "category", data: data.categories, boundaryGap: data.kind !== "line" }),
      yAxis: axis({ type: "value", axisLine: { show: false }, splitNumber: 4 }),
      series: data.series.map((one) => series(data, one)),
    };
  }

  function draw(root) {
    const found = root.matches && root.matches("[data-ll-chart]") ? [root] : root.querySelectorAll("[data-ll-chart]");
    for (const place of found) {
      const source = document.getElementById(place.dataset.llChart);
      if (!source || echarts.getInstanceByDom(place)) continue;
      const picture = echarts.init(place, null, { renderer: "svg" });
      picture.setOption(option(JSON.parse(source.textContent)));
      new ResizeObserver(() => picture.resize()).observe(place);
    }
  }

  draw(document);
  document.addEventListener("htmx:load", (event) => draw(event.detail.elt));
})();
