// What was typed into a form that the server refused comes back into it. The refusal stands at the form's own address, or on the page the form was sent back to
// (data-sent-back), and a page can hold several forms of one address: the one at the same place among them, if it asks for the same. Without this script the form is empty again. Secrets and files are never kept.
const place = 'fc-kept';
const left = new Set(['hidden', 'password', 'file', 'submit', 'button', 'reset']);
const isPost = (form) => form.getAttribute('method')?.toLowerCase() === 'post';
const addressOf = (form) => new URL(form.getAttribute('action') || location.href, location.href).href;
const formsOf = (address) => [...document.forms].filter((form) => isPost(form) && addressOf(form) === address);
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !left.has(field.type));
const isTicked = (field) => field.type === 'checkbox' || field.type === 'radio';
// As the page gave it: what was typed since, before this script was there, is newer than what was refused.
const isUntouched = (field) => isTicked(field) ? field.checked === field.defaultChecked
  : field.options ? [...field.options].every((option) => option.selected === option.defaultSelected) || ![...field.options].some((option) => option.defaultSelected) && field.selectedIndex === 0
  : field.value === field.defaultValue;

addEventListener('submit', ({ target: form }) => {
  if (!isPost(form)) return;
  const address = addressOf(form);
  const typed = fieldsOf(form).map((field) => [field.name, isTicked(field) ? field.checked : field.value]);
  sessionStorage.setItem(place, JSON.stringify({ address, at: formsOf(address).indexOf(form), typed }));
});

const said = sessionStorage.getItem(place);
sessionStorage.removeItem(place);
const isSentBack = document.querySelector('.note.bad[data-sent-back]') !== null;
if (said && (isSentBack || document.querySelector('main .note.bad[role=alert]'))) {
  const { address, at, typed } = JSON.parse(said);
  const form = isSentBack || address === location.href.split('#')[0] ? formsOf(address)[at] : null;
  const fields = form ? fieldsOf(form) : [];
  if (form && fields.length === typed.length && fields.every((field, i) => field.name === typed[i][0])) {
    fields.forEach((field, i) => {
      const value = typed[i][1];
      if (!isUntouched(field)) return;
      if (isTicked(field)) field.checked = value;
      else if (!field.options) field.value = value;
      else if ([...field.options].some((option) => option.value === value)) {
        field.value = value;
        // What the page offers by this choice follows before the next field is filled.
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
    for (let fold = form.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  }
}
