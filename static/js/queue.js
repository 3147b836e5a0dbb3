// Enter opens the next article.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest("a, button, input, select, textarea")) return;
  document.getElementById("begin")?.click();
});
