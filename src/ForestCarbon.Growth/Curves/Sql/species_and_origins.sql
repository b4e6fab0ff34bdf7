select c.list, c.code, c.means
from inventory.code_v c
where c.list in ('species', 'origin') and c.means is not null
order by c.list, c.code;
