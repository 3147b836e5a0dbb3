// Enter opens the next article.
document.addEventListener("keydown", ({ key, target, defaultPrevented }) => {
  if (key === "Enter" && !defaultPrevented && !target.closest("a, button, input, select, textarea"))
    document.getElementById("begin")?.click();
});
