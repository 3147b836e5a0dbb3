// Uploads dropped or chosen files at once and shows the progress. Without this script the form's button does it.

/**
 * @type {<S extends string>(
 *   selector: S,
 * ) => S extends ".import-form" ? HTMLFormElement : S extends "#id_file" ? HTMLInputElement : S extends ".drop-progress" ? HTMLProgressElement : HTMLElement}
 */
const part = (selector) => /** @type {any} */ (document.querySelector(selector));
const form = part(".import-form");
const zone = part(".drop");
const input = part("#id_file");
const state = part(".drop-state");
const meter = part(".drop-progress");

/** Whether files are dragged, and not words of the page. @type {(event: DragEvent) => boolean} */
const bringsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

for (const name of /** @type {const} */ (["dragenter", "dragover", "drop"])) {
  document.addEventListener(name, (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault(); // a file that misses the zone must not take the place of the page
    const isOver = zone.contains(event.target);
    zone.toggleAttribute("data-over", isOver && name !== "drop");
    if (!isOver || name !== "drop" || !event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    send(input.files);
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) zone.removeAttribute("data-over");
});
input.onchange = () => {
  if (input.files?.length) send(input.files);
};

/** What is being uploaded: “3 files, 2.1 MB”. @type {(files: FileList) => string} */
function described(files) {
  const bytes = [...files].reduce((sum, file) => sum + file.size, 0);
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${files.length === 1 ? files[0].name : `${files.length} ${state.dataset.files}`}, ${size}`;
}

/**
 * Send the form and follow the answer. What the server refuses is sent again as a page, which says why.
 * @type {(files: FileList) => void}
 */
function send(files) {
  const what = described(files);
  const tell = (stage = "") => (state.textContent = `${what}: ${state.dataset[stage]}`);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.onprogress = ({ loaded, total }) => (meter.value = (100 * loaded) / total);
  request.upload.onload = () => tell("reading");
  request.onload = () => (request.status === 200 ? location.assign(request.responseURL) : form.submit());
  request.onerror = () => {
    meter.hidden = true;
    tell("brokeOff");
    input.value = "";
  };
  tell("goingUp");
  meter.hidden = false;
  request.send(new FormData(form));
}
