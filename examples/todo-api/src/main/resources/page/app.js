const $ = (id) => document.getElementById(id);
const rows = $("list");
let page = 1;
let asked = 0;

/** Asks the API; the answer is its envelope, a failure is thrown as the envelope's error. */
async function call(method, path, body, version) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (version) headers["If-Match"] = `"${version}"`;
  let response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw { message: "The server cannot be reached.", fields: [] };
  }
  if (response.status === 204) return {};
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw { status: response.status, fields: [], message: `The server answered ${response.status}.`, ...answer.error };
  }
  return answer;
}

function notice(text, bad = false) {
  $("notice").textContent = text;
  $("notice").classList.toggle("bad", bad);
}

async function load() {
  const mine = ++asked;
  const query = new URLSearchParams({ page, page_size: 10 });
  for (const [name, value] of new FormData($("filter"))) {
    if (value) query.set(name, value);
  }
  try {
    const { data, meta } = await call("GET", `/todos?${query}`);
    if (mine !== asked) return;
    if (data.length === 0 && page > 1) {
      page = Math.max(1, meta.total_pages);
      return load();
    }
    show(data, meta);
  } catch (failure) {
    notice(failure.message, true);
  }
}

function show(todos, meta) {
  rows.replaceChildren(...todos.map(row));
  $("summary").textContent = meta.total === 1 ? "1 todo" : `${meta.total} todos`;
  $("place").textContent = `${meta.page} of ${Math.max(1, meta.total_pages)}`;
  $("previous").disabled = !meta.has_prev;
  $("next").disabled = !meta.has_next;
  document.querySelector(".pages").hidden = meta.total_pages < 2;
  if (todos.length === 0) notice("Nothing here.");
}

function row(todo) {
  const item = $("row").content.firstElementChild.cloneNode(true);
  const check = item.querySelector("input");
  const due = item.querySelector(".due");
  item.classList.toggle("done", todo.done);
  item.querySelector(".title").textContent = todo.title;
  check.checked = todo.done;
  if (todo.due) {
    due.textContent = new Date(`${todo.due}T12:00`).toLocaleDateString(undefined, { dateStyle: "medium" });
    due.dateTime = todo.due;
    due.classList.toggle("late", !todo.done && todo.due < new Date().toLocaleDateString("sv"));
  }
  check.addEventListener("change", () => change(todo, { done: check.checked }));
  item.querySelector(".edit").ariaLabel = `Rename ${todo.title}`;
  item.querySelector(".edit").addEventListener("click", () => rename(item, todo));
  item.querySelector(".delete").ariaLabel = `Delete ${todo.title}`;
  item.querySelector(".delete").addEventListener("click", () => remove(todo));
  return item;
}

function rename(item, todo) {
  const input = document.createElement("input");
  input.className = "rename";
  input.value = todo.title;
  input.maxLength = 200;
  input.ariaLabel = "New title";
  item.querySelector(".check").replaceWith(input);
  input.focus();
  input.select();
  input.addEventListener("blur", () => load());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") input.blur();
    if (event.key === "Enter") change(todo, { title: input.value });
  });
}

/** Sends the version it saw, so that what somebody else changed meanwhile is not lost. */
async function change(todo, what) {
  const { title, done, due } = { ...todo, ...what };
  await act(() => call("PUT", `/todos/${todo.id}`, due ? { title, done, due } : { title, done }, todo.version), "Saved.");
}

async function remove(todo) {
  await act(() => call("DELETE", `/todos/${todo.id}`, undefined, todo.version), `Deleted “${todo.title}”.`);
}

async function act(action, done) {
  try {
    await action();
    notice(done);
  } catch (failure) {
    const why = failure.fields.map((each) => each.message).join(" ");
    notice(failure.status === 412 ? "Somebody else changed this meanwhile; here is how it is now." : why || failure.message, true);
  }
  await load();
}

function showErrors(fields) {
  for (const name of ["title", "due"]) {
    const error = fields.find((each) => each.field === name);
    $(`${name}-error`).textContent = error?.message ?? "";
    $(`${name}-error`).hidden = !error;
    $(name).ariaInvalid = Boolean(error);
  }
}

$("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const due = $("due").value;
  const title = $("title").value;
  try {
    await call("POST", "/todos", due ? { title, due } : { title });
    showErrors([]);
    form.reset();
    page = 1;
    notice("Added.");
    await load();
  } catch (failure) {
    showErrors(failure.fields);
    notice(failure.fields.length ? "" : failure.message, failure.fields.length === 0);
  }
  $("title").focus();
});

let typing;
$("filter").addEventListener("submit", (event) => event.preventDefault());
$("filter").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    page = 1;
    notice("");
    load();
  }, 200);
});
$("previous").addEventListener("click", () => { page--; load(); });
$("next").addEventListener("click", () => { page++; load(); });

load();
