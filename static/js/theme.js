// Light or dark: the system's choice until the reader makes one.
(() => {
  const { dataset } = document.documentElement;
  const kept = localStorage.getItem("theme");
  if (kept) dataset.theme = kept;

  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-theme-switch]")) return;
    const dark = dataset.theme ? dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    localStorage.setItem("theme", (dataset.theme = dark ? "light" : "dark"));
  });
})();
