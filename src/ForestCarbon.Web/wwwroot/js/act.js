// What a form of tonnes offers follows from the tonnes chosen. Without this script the server says so.
const from = document.getElementById('From');

// Leaves in a list what fits the choice of tonnes (project, vintage, holder, state), and keeps what was chosen where it is still offered.
function offer(list, fits, otherwise) {
  if (!from || !list) return;
  const all = [...list.options];
  const now = () => {
    const tonnes = from.value.split('|');
    const chosen = list.value;
    list.replaceChildren(...all.filter((option) => fits(option, tonnes)));
    list.value = [...list.options].some((option) => option.value === chosen) ? chosen : otherwise(list);
  };
  from.addEventListener('change', now);
  now();
}

// Nobody transfers to oneself: the holder whose tonnes are chosen is no recipient.
offer(document.querySelector('[data-not-oneself]'), (option, [, , holder]) => option.value !== holder, (list) => list.options[0]?.value ?? '');
// Only batches of what is chosen.
offer(document.getElementById('IssuanceId'), (option, [project, vintage]) => !option.dataset.of || option.dataset.of === `${project}|${vintage}`, () => '');
