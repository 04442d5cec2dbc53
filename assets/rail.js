// Before the first paint: whether the rail is narrow, as this browser left it.
{
  const root = document.documentElement;
  const KEY = "rail";

  root.dataset.rail = localStorage.getItem(KEY) === "narrow" ? "narrow" : "wide";

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toggle-rail]")) {
      root.dataset.rail = root.dataset.rail === "narrow" ? "wide" : "narrow";
      localStorage.setItem(KEY, root.dataset.rail);
    }
  });
}
