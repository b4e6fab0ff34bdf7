-- A cost of a project is typed by hand with a source in free words, which nobody has compared with it: such a figure is [?], and was marked S.
-- The county's own items, which no page enters, stay as they are.
do $$
begin
    if not exists (select from ccer.cost_item c where c.project_id is not null and c.mark = 'S') then
        return;
    end if;
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '手工录入的成本未经核对，标记改为 ?', true), set_config('forestcarbon.touched', '', true);
    update ccer.cost_item set mark = '?' where project_id is not null and mark = 'S';
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
