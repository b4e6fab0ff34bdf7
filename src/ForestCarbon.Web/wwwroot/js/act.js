// Nobody transfers to oneself: the holder whose tonnes are chosen is no recipient. Without this script the server says so.
const from = document.getElementById('From');
const to = document.querySelector('[data-not-oneself]');
if (from && to) {
  const all = [...to.options];
  const offer = () => {
    const sender = from.value.split('|')[2];
    const chosen = to.value;
    to.replaceChildren(...all.filter((option) => option.value !== sender));
    to.value = [...to.options].some((option) => option.value === chosen) ? chosen : to.options[0]?.value ?? '';
  };
  from.addEventListener('change', offer);
  offer();
}

// Only batches of what is chosen are offered.
const batch = document.getElementById('IssuanceId');
if (from && batch) {
  const every = [...batch.options];
  const offerBatches = () => {
    const of = from.value.split('|').slice(0, 2).join('|');
    const chosen = batch.value;
    batch.replaceChildren(...every.filter((option) => !option.dataset.of || option.dataset.of === of));
    batch.value = [...batch.options].some((option) => option.value === chosen) ? chosen : '';
  };
  from.addEventListener('change', offerBatches);
  offerBatches();
}
