// Runs before anything is painted, so that nobody who works at night sees a white page flash.
// A classic script: modules wait for the document. What changes the theme later is theme.js.
{
  const chosen = localStorage.getItem("line122.theme");
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = isDark ? "dark" : "light";
}
