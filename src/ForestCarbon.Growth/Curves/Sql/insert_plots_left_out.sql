insert into growth.curve_plot_left_out (curve_set_id, position, code, reason_zh, reason_en)
select @setId, p.position::integer, p.code, p.zh, p.en
from unnest(@codes::text[], @zh::text[], @en::text[]) with ordinality as p (code, zh, en, position);
