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
// Only serials that are free on the chosen day, and batches that have some.
const [serials, batch, day, note] = ['free-serials', 'IssuanceId', 'EffectiveOn', 'free-note'].map((id) => document.getElementById(id));
if (from && serials && batch && day && note) {
  const [ranges, batches] = [[...serials.options], [...batch.options]];
  const now = () => {
    const free = ranges.filter((range) => range.dataset.of === from.value && range.dataset.since <= day.value);
    const chosen = batch.value;
    batch.replaceChildren(...batches.filter((option) => !option.value || free.some((range) => range.dataset.batch === option.value)));
    batch.value = [...batch.options].some((option) => option.value === chosen) ? chosen : '';
    const offered = free.filter((range) => !batch.value || range.dataset.batch === batch.value);
    serials.replaceChildren(...offered);
    note.textContent = offered.length > 0 ? note.dataset.some + offered.map((range) => range.label).join(', ') : note.dataset.none;
  };
  for (const choice of [from, batch, day]) choice.addEventListener('change', now);
  now();
}
