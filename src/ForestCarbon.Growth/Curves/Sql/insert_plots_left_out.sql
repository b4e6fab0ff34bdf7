insert into growth.curve_plot_left_out (curve_set_id, position, code, plot_no, reason_zh, reason_en)
select @setId, p.position::integer, p.code, p.number, p.zh, p.en
from unnest(@codes::text[], @numbers::text[], @zh::text[], @en::text[]) with ordinality as p (code, number, zh, en, position);
