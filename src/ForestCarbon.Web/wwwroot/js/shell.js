// "/" puts the cursor into the search, as its key says.
addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.getElementById('search');
  if (!search) return;
  event.preventDefault();
  search.focus();
});

// What is long beside its heading is folded on a phone, and open wherever there is room.
const phone = matchMedia('screen and (max-width: 760px)');
const fold = () => { for (const long of document.querySelectorAll('details.phone-fold')) long.open = !phone.matches; };
phone.addEventListener('change', fold);
fold();
