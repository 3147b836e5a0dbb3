// Files dropped or chosen go up at once, with their progress; without this script the form does the same on its button.

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-drop-form]"));
const zone = /** @type {HTMLElement} */ (form.querySelector("[data-drop]"));
const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
const state = /** @type {HTMLElement} */ (form.querySelector("[data-drop-state]"));
const meter = /** @type {HTMLProgressElement} */ (form.querySelector("[data-drop-progress]"));

/** Whether the drag brings files, and not a word of the page. @param {DragEvent} event */
const bringsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!bringsFiles(/** @type {DragEvent} */ (event))) return;
    event.preventDefault(); // a file that misses the zone must not take the place of the page
    zone.toggleAttribute("data-over", zone.contains(/** @type {Node} */ (event.target)));
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) zone.removeAttribute("data-over");
});
document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  zone.removeAttribute("data-over");
  const files = event.dataTransfer?.files;
  if (!files?.length || !zone.contains(/** @type {Node} */ (event.target))) return;
  input.files = files;
  send();
});
input.addEventListener("change", () => {
  if (input.files?.length) send();
});

/** What is going up: “3 files, 2.1 MB”. @param {FileList} files */
function described(files) {
  const bytes = [...files].reduce((sum, file) => sum + file.size, 0);
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${files.length === 1 ? files[0].name : `${files.length} files`}, ${size}`;
}

/** Send the form, and go where the answer leads. What the server refuses is sent once more as a page, which tells why. */
function send() {
  const words = described(/** @type {FileList} */ (input.files));
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) meter.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => (state.textContent = `${words}: reading …`));
  request.addEventListener("load", () => {
    if (request.status === 200) location.assign(request.responseURL);
    else form.submit();
  });
  request.addEventListener("error", () => {
    meter.hidden = true;
    state.textContent = `${words}: the upload broke off. Choose the files again.`;
    input.value = "";
  });
  state.textContent = `${words}: going up …`;
  meter.hidden = false;
  request.send(new FormData(form));
}
