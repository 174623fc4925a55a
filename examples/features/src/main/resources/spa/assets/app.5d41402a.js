// Pages of this application are paths that are no files: the server answers each with index.html.
const show = () => {
  document.querySelector("#page").textContent = location.pathname;
};
document.querySelector("nav").addEventListener("click", event => {
  event.preventDefault();
  history.pushState(null, "", event.target.href);
  show();
});
addEventListener("popstate", show);
show();
